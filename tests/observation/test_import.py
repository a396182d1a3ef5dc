"""Taking in a file of records."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Station
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import add_form_version
from baqylau.observation.actions.import_records import import_records
from baqylau.observation.models import FormVersion, Import, Record, RecordVersion, RejectedCell
from baqylau.observation.sources.columns import Column
from baqylau.observation.sources.pack import Part
from baqylau.storage.models import StoredFile, keep
from baqylau.trail.models import Entry
from tests.observation.conftest import ROWS, small_csv, small_form

pytestmark = pytest.mark.django_db


def said(number: int, question: str) -> object:
    version = RecordVersion.objects.get(record__number=number, is_newest=True)
    return version.answers.get(question, f"({version.states.get(question)})")


def test_each_row_becomes_a_record_and_each_question_has_an_answer_or_a_state(small: Import) -> None:
    assert [record.number for record in small.records.all()] == [1, 2, 3, 4, 5, 6]
    for version in RecordVersion.objects.all():
        assert set(version.answers) | set(version.states) == {
            "district",
            "station",
            "box_sealed",
            "ballots",
            "opened",
            "mood",
            "comment",
        }
        assert not set(version.answers) & set(version.states)


def test_the_states_of_an_answer_stay_apart(small: Import) -> None:
    assert [said(number, "box_sealed") for number in range(1, 6)] == [
        "yes",
        "no",
        "(dont_know)",
        "(not_observed)",
        "(not_applicable)",
    ]
    assert said(5, "mood") == "(missing)"
    assert said(4, "mood") == "(not_accepted)"


def test_a_zero_is_missing_only_where_the_table_says_so(small: Import) -> None:
    assert said(2, "ballots") == "(missing)"
    assert said(2, "opened") == "(missing)"


def test_cells_that_cannot_be_accepted_are_listed_with_row_column_value_and_reason(small: Import) -> None:
    listed = [(cell.row, cell.column, cell.value, cell.code) for cell in small.rejected_cells.all()]
    assert listed == [
        (5, "ballots", "12O", "I.202"),
        (5, "opened", "25:00", "I.205"),
        (5, "mood", "angry", "I.201"),
        (6, "ballots", "2001", "I.203"),
        (6, "opened", "04:00", "I.204"),
    ]
    assert RejectedCell.objects.get(value="2001").reason == "above the largest possible value (2000)"
    assert RejectedCell.objects.get(value="2001").record == Record.objects.get(number=5)
    assert said(5, "ballots") == "(not_accepted)"


def test_the_bytes_of_a_record_are_those_of_its_row(small: Import) -> None:
    content = small.file.read()
    for version, row in zip(RecordVersion.objects.order_by("record__number"), ROWS, strict=True):
        assert content[version.begins_at : version.ends_at].decode() == row
        assert hashlib.sha256(content).hexdigest() == small.file.sha256


def test_areas_and_teams_are_matched_and_what_is_not_matched_is_flagged(
    small: Import, areas: dict[str, Area]
) -> None:
    first, third = Record.objects.get(number=1), Record.objects.get(number=3)
    assert (first.area, first.team and first.team.code) == (areas["n"], "T1")
    assert (third.area, third.team, third.area_text) == (None, None, "Nowhere")
    assert third.flags == ["area_not_matched", "team_not_matched"]
    assert Record.objects.get(number=4).flags == ["station_missing"]


def test_a_name_that_two_areas_have_is_not_guessed(
    small: Import, mission: Mission, form_version: FormVersion, columns: Sequence[Column], aigerim: User
) -> None:
    rows = ["21,Twin,1,,1,5,07:00,c,,x\n", "22,t2,1,,1,5,07:00,c,,x\n"]
    import_records(
        mission=mission,
        form_version=form_version,
        content=small_csv(rows),
        name="more.csv",
        columns=columns,
        by=aigerim,
    )
    by_name, by_code = Record.objects.get(number=21), Record.objects.get(number=22)
    assert by_name.area is None
    assert "area_not_matched" in by_name.flags
    assert by_code.area is not None
    assert by_code.area.code == "t2"


def test_stations_are_matched_by_their_code(
    mission: Mission,
    areas: dict[str, Area],
    form_version: FormVersion,
    columns: Sequence[Column],
    aigerim: User,
) -> None:
    station = Station.objects.create(election=mission.election, code="01-A/7", area=areas["n"])
    import_records(
        mission=mission,
        form_version=form_version,
        content=small_csv(["1,,01-A/7,,1,5,07:00,c,,x\n", "2,North,9,,1,5,07:00,c,,x\n"]),
        name="a.csv",
        columns=columns,
        by=aigerim,
    )
    first, second = Record.objects.order_by("number")
    assert (first.station, first.area) == (station, areas["n"])
    assert (second.station, second.flags) == (None, ["station_not_matched"])


def test_identical_rows_are_kept_and_flagged(small: Import) -> None:
    flagged = [record.number for record in small.records.all() if "identical_row" in record.flags]
    assert flagged == [1, 6]
    again = [
        record.number for record in small.records.all() if "station_observed_more_than_once" in record.flags
    ]
    assert again == [1, 5, 6]


def test_the_same_file_is_not_taken_in_twice(
    small: Import, mission: Mission, form_version: FormVersion, columns: Sequence[Column], aigerim: User
) -> None:
    with pytest.raises(Refused, match=r"I\.130"):
        import_records(
            mission=mission,
            form_version=form_version,
            content=small_csv(),
            name="renamed.csv",
            columns=columns,
            by=aigerim,
        )
    assert Record.objects.count() == 6


def test_numbers_that_are_taken_are_refused(
    small: Import, mission: Mission, form_version: FormVersion, columns: Sequence[Column], aigerim: User
) -> None:
    with pytest.raises(Refused, match=r"I\.131.*: 6\."):
        import_records(
            mission=mission,
            form_version=form_version,
            content=small_csv(["6,North,1,,1,5,07:00,c,,x\n", "7,North,1,,1,5,07:00,c,,x\n"]),
            name="more.csv",
            columns=columns,
            by=aigerim,
        )
    assert Record.objects.count() == 6


def test_without_numbers_in_the_file_counting_goes_on(
    small: Import, mission: Mission, form_version: FormVersion, columns: Sequence[Column], aigerim: User
) -> None:
    without = [Column("number", "ignored") if column.role == "number" else column for column in columns]
    import_records(
        mission=mission,
        form_version=form_version,
        content=small_csv(["x,North,1,,1,5,07:00,c,,x\n", "x,North,2,,1,5,07:00,c,,x\n"]),
        name="more.csv",
        columns=without,
        by=aigerim,
    )
    assert sorted(Record.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "C.103"),
        (b"PK\x03\x04\0\0\0", "C.111"),
        ("номер;участок\n".encode("cp1251"), "C.112"),
        (b"<html><body>not a table</body></html>", "I.122"),
        (small_csv([]), "I.120"),
        (small_csv(["1,North,1,,1,5,07:00\n"]), "I.128"),
        (small_csv(['1,North,1,,1,5,07:00,c,"cut o']), "I.121"),
        (small_csv(["one,North,1,,1,5,07:00,c,,x\n"]), "I.126"),
        (small_csv(["1,North,1,,1,5,07:00,c,,x\n", "1,North,2,,1,5,07:00,c,,x\n"]), "I.127"),
        (small_csv().replace(b"phone", b"telephone"), "I.124"),
        (small_csv().replace(b"phone", b"team"), "I.123"),
        (small_csv().replace(b",phone", b"").replace(b",x\n", b"\n"), "I.125"),
    ],
)
def test_a_wrong_file_is_refused_whole_and_nothing_is_kept(
    content: bytes,
    code: str,
    mission: Mission,
    form_version: FormVersion,
    columns: Sequence[Column],
    aigerim: User,
) -> None:
    files = StoredFile.objects.count()
    with pytest.raises(Refused) as refused:
        import_records(
            mission=mission,
            form_version=form_version,
            content=content,
            name="wrong.csv",
            columns=columns,
            by=aigerim,
        )
    assert code in {problem.code for problem in refused.value.problems}
    assert all(problem.remedy for problem in refused.value.problems)
    assert (Import.objects.count(), Record.objects.count(), StoredFile.objects.count()) == (0, 0, files)


def test_cells_separated_by_semicolons_are_read_too(
    mission: Mission, form_version: FormVersion, columns: Sequence[Column], aigerim: User
) -> None:
    imported = import_records(
        mission=mission,
        form_version=form_version,
        content=("\ufeff" + small_csv().decode().replace(",", ";")).encode(),
        name="semicolons.csv",
        columns=columns,
        by=aigerim,
    )
    assert imported.rows == 6
    assert said(1, "ballots") == 500


def test_the_import_is_in_the_trail_with_the_digest_of_the_file(small: Import) -> None:
    entry = Entry.objects.get(action="observation.records_imported")
    assert small.file.sha256.encode() in bytes(entry.body)
    assert b'"cells_not_accepted":5' in bytes(entry.body)


def test_the_records_of_2014_are_taken_in_within_seconds(mission: Mission, aigerim: User, xk: Part) -> None:
    assert xk.records is not None
    version = add_form_version(mission=mission, content=xk.form_content, name="form.xlsx", by=aigerim)
    file = keep(xk.records.content, name="records.csv")
    began = time.perf_counter()
    imported = import_records(
        mission=mission,
        form_version=version,
        content=file,
        name="records.csv",
        columns=xk.records.columns,
        by=aigerim,
    )
    assert time.perf_counter() - began < 10
    newest = RecordVersion.objects.filter(is_newest=True)
    assert (imported.rows, newest.count(), imported.rejected_cells.count()) == (2280, 2280, 415)
    assert newest.filter(answers__family_voting="yes").count() == 712
    assert newest.filter(answers__has_key="family_voting").count() == 2237


def test_a_form_with_the_same_version_and_other_bytes_is_refused(
    mission: Mission, form_version: FormVersion, aigerim: User
) -> None:
    same = add_form_version(mission=mission, content=form_version.file.read(), name="again.xlsx", by=aigerim)
    assert same == form_version
    with pytest.raises(Refused, match=r"I\.314"):
        add_form_version(mission=mission, content=small_form(mood="Spirits"), name="b.xlsx", by=aigerim)
    newer = add_form_version(mission=mission, content=small_form("2"), name="b.xlsx", by=aigerim)
    assert newer.form == form_version.form
