"""Records as files: each format says the same, states stay apart, no cell is a formula, no name is told."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook
from pyarrow import parquet

from baqylau.mission.models import Mission
from baqylau.observation.exporting import xlsx
from baqylau.observation.exporting.columns import OF_RECORDS, Options, columns_of, merged, tables_of
from baqylau.observation.exporting.formats import Download, Format, download
from baqylau.observation.exporting.rows import exported
from baqylau.observation.exporting.zip import Names, safe
from baqylau.observation.models import Attachment, FormVersion, Record, RecordVersion, Submission
from baqylau.observation.sources.answers import Question
from baqylau.storage.models import keep
from tests.observation.many_records import COUNT, VOTING, count_form, fill, make_form, question, voting_form
from tests.observation.programs import as_csv

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, tzinfo=UTC)
OURS = [column.name for column in OF_RECORDS]


def made(version: FormVersion, format: Format, options: Options | None = None) -> bytes:
    """The file of all records of the form."""
    records = exported(Record.objects.filter(mission=version.form.mission))
    answer: Download = download(format, records, version.form, options or Options(), NOW)
    content = answer.content
    return content.read() if not hasattr(content, "__next__") else b"".join(content)  # type: ignore[union-attr]


def in_zip(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def voting(mission: Mission) -> FormVersion:
    version = voting_form(mission)
    fill(mission, version, 60)
    return version


@pytest.fixture
def count(mission: Mission) -> FormVersion:
    version = count_form(mission)
    fill(mission, version, 20)
    return version


def one_record(version: FormVersion, answers: dict[str, Any], states: dict[str, str] | None = None) -> Record:
    """A record that says so."""
    fill(version.form.mission, version, 1)
    record = Record.objects.order_by("-pk").first()
    assert record is not None
    record.versions.update(answers=answers, states=states or {})
    return record


# ------------------------------------------------------------------ columns


def test_columns_are_ours_and_then_the_questions_in_order(voting: FormVersion) -> None:
    (table,) = tables_of(voting.form)
    names = [column.name for column in columns_of(table, Options())]
    assert names[: len(OURS)] == OURS
    assert names[len(OURS) :][:4] == ["station", "arrival", "departure", "wave"]
    assert "position_latitude" in names


def test_a_question_that_only_an_older_version_has_stands_where_it_stood(mission: Mission) -> None:
    older = [question(name, "yes_no") for name in ("a", "b", "gone", "c")]
    newer = [question(name, "yes_no") for name in ("new", "a", "c", "b")]
    assert [one.name for one in merged([older, newer])] == ["new", "a", "c", "b", "gone"]


def test_choices_of_all_versions_are_offered_and_a_changed_kind_is_a_text() -> None:
    def versions(*kinds: str) -> list[Question]:
        return merged([[question("a", kind)] for kind in kinds])

    assert versions("integer", "text")[0].kind == "text"
    assert versions("yes_no", "choice")[0].kind == "choice"
    assert versions("integer", "integer")[0].kind == "integer"


def test_records_of_two_versions_are_in_one_table_that_says_which(mission: Mission) -> None:
    first = make_form(mission, "voting", VOTING)
    fill(mission, first, 3)
    second = make_form(mission, "voting", (*VOTING[:5], question("new", "integer")), version="2")
    fill(mission, second, 2, seed=2)
    RecordVersion.objects.filter(record__form_version=second).update(answers={"new": 7}, states={})
    rows = as_csv(made(second, Format.CSV))
    assert [row["_form_version"] for row in rows] == ["1", "1", "1", "2", "2"]
    assert [row["new"] for row in rows] == ["(not_asked)"] * 3 + ["7"] * 2
    assert {row["overall"] for row in rows[3:]} == {"(not_asked)"}


def test_a_draft_adds_no_column(voting: FormVersion) -> None:
    make_form(voting.form.mission, "voting", (*VOTING, question("draft", "text")), version="2")
    FormVersion.objects.filter(version="2").update(published_at=None)
    assert "draft" not in as_csv(made(voting, Format.CSV))[0]


def test_a_repeat_in_a_repeat_is_a_table(mission: Mission) -> None:
    version = make_form(mission, "count", COUNT)
    assert [table.name for table in tables_of(version.form)] == [
        "count", "count.candidates", "count.candidates.complaints"
    ]  # fmt: skip


# ------------------------------------------------------------------ each format says the same


def said(record: RecordVersion, name: str) -> tuple[Any, str]:
    """A value and a state, straight from the database."""
    if name in record.answers:
        return record.answers[name], "answered"
    return None, record.states.get(name, "not_asked")


@pytest.mark.parametrize(("batch", "listed"), [(7, 20), (1000, 1000), (10, 60)])
def test_csv_says_what_the_records_say(
    voting: FormVersion, batch: int, listed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("baqylau.observation.exporting.rows.BATCH", batch)
    monkeypatch.setattr("baqylau.observation.exporting.rows.LISTED", listed)
    rows = as_csv(made(voting, Format.CSV))
    versions = RecordVersion.objects.filter(is_newest=True).order_by("record__number")
    assert len(rows) == 60
    for row, version in zip(rows, versions, strict=True):
        for name in ("box_sealed", "overall", "voters_on_list", "remarks", "arrival", "turnout_announced"):
            value, state = said(version, name)
            text = f"({state})" if value is None else str(value)
            assert row[name] == (f"'{text}" if text.startswith("=") else text), name
        record = version.record
        assert (row["_record"], row["_version"]) == (str(record.number), "1")
        assert record.team
        assert (row["_station"], row["_team"]) == (record.station_code, record.team.code)
        assert datetime.fromisoformat(row["_observed_at"]) == record.observed_at
        assert row["_observed_at"].endswith("+05:00")
        assert datetime.fromisoformat(row["_arrived_at"]) == record.arrived_at


def test_a_workbook_has_numbers_dates_and_times_as_such(voting: FormVersion) -> None:
    book = load_workbook(io.BytesIO(made(voting, Format.XLSX)))
    head, *rows = list(book["voting"].iter_rows(values_only=True))
    told = as_csv(made(voting, Format.CSV))
    for row, line in zip(rows, told, strict=True):
        cells = dict(zip(head, row, strict=True))
        assert cells["_record"] == int(line["_record"])
        assert isinstance(cells["_observed_at"], datetime)
        assert cells["_observed_at"].isoformat() + cells["_utc_offset"] == line["_observed_at"]
        assert cells["box_sealed"] == line["box_sealed"]
        if not line["voters_on_list"].startswith("("):
            assert cells["voters_on_list"] == int(line["voters_on_list"])
            assert isinstance(cells["arrival"], time)
        assert cells["remarks"] == line["remarks"].removeprefix("'")


def test_parquet_has_types_and_states_beside(voting: FormVersion) -> None:
    table = parquet.read_table(io.BytesIO(made(voting, Format.PARQUET)))
    versions = RecordVersion.objects.filter(is_newest=True).order_by("record__number")
    assert table.num_rows == 60
    for row, version in zip(table.to_pylist(), versions, strict=True):
        for name in ("box_sealed", "overall", "voters_on_list", "remarks"):
            assert (row[name], row[f"{name}_state"]) == said(version, name)
        assert row["_observed_at"] == version.record.observed_at
        if row["turnout_announced"] is not None:
            assert row["turnout_announced"] == Decimal(version.answers["turnout_announced"])


def test_geojson_puts_a_record_where_it_was_observed_else_at_its_station(voting: FormVersion) -> None:
    one_record(voting, {"overall": "good"}, {"station": "missing"})
    features = json.loads(made(voting, Format.GEOJSON))["features"]
    assert len(features) == 61
    first, last = features[0], features[-1]
    version = RecordVersion.objects.get(record__number=1)
    latitude, longitude, altitude, _accuracy = version.answers["position"]
    assert first["geometry"] == {"type": "Point", "coordinates": [longitude, latitude, altitude]}
    assert first["properties"]["_geometry_from"] == "position"
    assert last["properties"]["_geometry_from"] == "station"
    assert (last["properties"]["overall"], last["properties"]["_states"]["station"]) == ("good", "missing")
    assert "overall" not in last["properties"]["_states"]


def test_repeats_are_tables_that_refer_to_their_parents(count: FormVersion) -> None:
    files = in_zip(made(count, Format.CSV))
    assert list(files) == ["count.csv", "count.candidates.csv", "count.candidates.complaints.csv"]
    records, candidates, complaints = (as_csv(content) for content in files.values())
    assert (len(records), len(candidates)) == (20, 60)
    assert {row["_parent_key"] for row in candidates} == {row["_key"] for row in records}
    assert {row["_parent_key"] for row in complaints} <= {row["_key"] for row in candidates}
    assert len({row["_key"] for row in complaints}) == len(complaints)
    version = RecordVersion.objects.order_by("record__number").first()
    assert version is not None
    assert [int(row["votes"]) for row in candidates[:3]] == [
        one["answers"]["votes"] for one in version.answers["candidates"]
    ]
    assert {row["_form_version"] for row in (*records, *candidates, *complaints)} == {"1"}


def test_every_format_has_the_same_tables(count: FormVersion) -> None:
    tables = {name: as_csv(content) for name, content in in_zip(made(count, Format.CSV)).items()}
    typed = in_zip(made(count, Format.PARQUET))
    book = load_workbook(io.BytesIO(made(count, Format.XLSX)))
    assert [f"{name}.csv" for name in book.sheetnames] == list(tables)
    for name, rows in tables.items():
        stem = name.removesuffix(".csv")
        assert parquet.read_table(io.BytesIO(typed[f"{stem}.parquet"])).num_rows == len(rows)
        assert book[stem].max_row == len(rows) + 1
    first = parquet.read_table(io.BytesIO(typed["count.parquet"])).to_pylist()[0]
    assert isinstance(first["counted_on"], date)
    assert first["began"].tzinfo is not None


def test_a_form_without_a_record_is_a_file_with_a_head(mission: Mission) -> None:
    for version in (voting_form(mission), count_form(mission)):
        for format in Format:
            assert made(version, format)
    assert as_csv(made(version, Format.XLSX) and in_zip(made(version, Format.CSV))["count.csv"]) == []
    assert (
        parquet.read_table(io.BytesIO(in_zip(made(version, Format.PARQUET))["count.parquet"])).num_rows == 0
    )


# ------------------------------------------------------------------ labels, choices, states


def test_labels_are_in_the_language_that_is_asked_for(voting: FormVersion) -> None:
    options = Options(labels=True, language="ru")
    rows = as_csv(made(voting, Format.CSV, options))
    assert "overall? (ru)" in rows[0]
    assert {row["overall? (ru)"] for row in rows} <= {
        "very good (ru)", "good (ru)", "bad (ru)", "very bad (ru)"
    }  # fmt: skip
    assert {row["Area"] for row in rows} >= {"Область 1"}
    assert all("; " in row["seen outside? (ru)"] or row["seen outside? (ru)"] for row in rows)


def test_several_choices_may_have_a_column_each(mission: Mission) -> None:
    version = make_form(mission, "voting", VOTING)
    one_record(version, {"seen_outside": ["queue", "crowding"]})
    one_record(version, {}, {"seen_outside": "not_observed"})
    rows = as_csv(made(version, Format.CSV, Options(split_choices=True)))
    names = [f"seen_outside/{name}" for name in ("campaign_material", "crowding", "queue")]
    assert [rows[0][name] for name in names] == ["0", "1", "1"]
    assert rows[0]["seen_outside"] == "queue crowding"
    assert {rows[1][name] for name in names} == {"(not_observed)"}
    apart = as_csv(made(version, Format.CSV, Options(split_choices=True, state_columns=True)))
    assert [apart[1][name] for name in (*names, "seen_outside_state")] == ["", "", "", "not_observed"]


def test_states_have_columns_where_that_is_asked_for(voting: FormVersion) -> None:
    rows = as_csv(made(voting, Format.CSV, Options(state_columns=True)))
    for row in rows:
        assert (row["photograph"] == "") == (row["photograph_state"] != "answered")


# ------------------------------------------------------------------ what is dangerous


DANGEROUS = ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "＝1+1", "(missing)", "(not asked)"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_a_text_never_becomes_a_formula_or_a_state(mission: Mission, text: str) -> None:
    version = make_form(mission, "voting", VOTING)
    one_record(version, {"remarks": text})
    options = Options(labels=text == "(not asked)")
    heading = "Remarks?" if options.labels else "remarks"
    assert as_csv(made(version, Format.CSV, options))[0][heading] == f"'{text}"
    book = load_workbook(io.BytesIO(made(version, Format.XLSX)))
    cells = {column[0].value: column[1] for column in book["voting"].iter_cols()}
    assert cells["remarks"].data_type == "s"
    typed = parquet.read_table(io.BytesIO(made(version, Format.PARQUET))).to_pylist()
    assert typed[0]["remarks"] == text


def test_words_of_a_file_never_become_a_formula(mission: Mission) -> None:
    version = make_form(mission, "voting", VOTING)
    record = one_record(version, {})
    Record.objects.filter(pk=record.pk).update(
        station_code="=S", area=None, area_text="=A", place="@P", flags=["=F"], instance_id="=I"
    )
    row = as_csv(made(version, Format.CSV))[0]
    assert [row[name] for name in ("_station", "_area_name", "_place", "_flags", "_instance")] == [
        "'=S", "'=A", "'@P", "'=F", "'=I"
    ]  # fmt: skip


def test_a_negative_number_stays_a_number(mission: Mission) -> None:
    version = make_form(mission, "voting", VOTING)
    one_record(version, {"turnout_announced": "-12.5", "in_queue": 3})
    row = as_csv(made(version, Format.CSV))[0]
    assert (row["turnout_announced"], row["in_queue"]) == ("-12.5", "3")


def test_a_text_longer_than_a_cell_ends_with_a_mark(mission: Mission) -> None:
    version = make_form(mission, "voting", VOTING)
    one_record(version, {"remarks": "x" * 40_000})
    book = load_workbook(io.BytesIO(made(version, Format.XLSX)))
    text = next(column[1].value for column in book["voting"].iter_cols() if column[0].value == "remarks")
    assert (len(text), text[-2:]) == (xlsx.LONGEST_CELL, " …")


# ------------------------------------------------------------------ attachments


def attached(record: Record, *files: tuple[str, bytes]) -> None:
    submission = Submission.objects.create(
        mission=record.mission,
        form=record.form_version.form,
        form_version=record.form_version,
        record=record,
        road="phone",
        instance_id=f"{record.number}",
        body=b"<data/>",
        sha256="a" * 64,
        arrived_at=NOW,
    )
    for name, content in files:
        file = keep(content, name=name)
        Attachment.objects.create(
            submission=submission, name=name, file=file, media_type="image/jpeg", arrived_at=NOW
        )


def test_attachments_lie_by_record_under_safe_names(voting: FormVersion, stored_files: Any) -> None:
    first, second, third, fourth = Record.objects.order_by("number")[:4]
    attached(first, ("door.jpg", b"1"), ("../../etc/passwd", b"2"), ("C:\\x\\Door.JPG", b"3"))
    attached(second, ("door.jpg", b"4"), ("=cmd.jpg", b"5"))
    attached(third, ("gone.jpg", b"6"))
    attached(fourth, ("deleted.jpg", b"7"))
    Record.objects.filter(pk=fourth.pk).update(deleted_at=NOW)
    gone = Attachment.objects.get(name="gone.jpg").file.sha256
    next((stored_files / "files").rglob(gone)).unlink()
    files = in_zip(made(voting, Format.FILES))
    assert {name: content for name, content in files.items() if name != "attachments.csv"} == {
        "1/door.jpg": b"1",
        "1/passwd": b"2",
        "1/Door-2.JPG": b"3",
        "2/door.jpg": b"4",
        "2/=cmd.jpg": b"5",
    }
    listed = list(csv.DictReader(io.StringIO(files["attachments.csv"].decode())))
    assert [(row["_record"], row["file"]) for row in listed] == [
        ("1", "1/door.jpg"), ("1", "1/passwd"), ("1", "1/Door-2.JPG"),
        ("2", "2/door.jpg"), ("2", "2/=cmd.jpg"), ("3", ""),
    ]  # fmt: skip
    assert listed[-1]["sha256"] == gone
    assert listed[4]["name"] == "'=cmd.jpg"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("photo.jpg", "photo.jpg"),
        ("../../x", "x"),
        ("..", "file"),
        ("", "file"),
        ("a/b\\c.png", "c.png"),
        ("con.txt", "_con.txt"),
        ("gpj\u202e.exe", "gpj_.exe"),
        ("a\x00b.jpg", "a_b.jpg"),
        ("x" * 300 + ".jpeg", "x" * 110 + ".jpeg"),
        ("фото.jpg", "фото.jpg"),
    ],
)
def test_names_are_safe_on_every_system(name: str, expected: str) -> None:
    assert safe(name) == expected


def test_no_two_files_of_a_record_have_one_name() -> None:
    names = Names()
    assert [names.path(1, name) for name in ("a.jpg", "A.jpg", "a-2.jpg", "a.jpg")] == [
        "1/a.jpg", "1/A-2.jpg", "1/a-2-2.jpg", "1/a-3.jpg"
    ]  # fmt: skip
