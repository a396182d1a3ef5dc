"""Reading forms, tables of columns and the real records of 2014, without a database."""

from __future__ import annotations

import csv
import io
from collections import Counter
from functools import cache

import pytest
from pyxform.xls2xform import convert

from baqylau.core.problem import Refused
from baqylau.observation.sources.answers import NotAcceptable, question_from_json, read_value
from baqylau.observation.sources.columns import check_columns, column_from_json, read_columns
from baqylau.observation.sources.pack import Part, read
from baqylau.observation.sources.records import ReadRecord, RecordFile, raw_cells, whereabouts_of
from baqylau.observation.sources.xlsform import read_form
from tests.observation.conftest import COLUMNS, ROWS, pack_files, small_csv, small_form


@cache
def real_records() -> tuple[ReadRecord, ...]:
    part = read(pack_files())
    assert part is not None
    assert part.records is not None
    return tuple(RecordFile(part.records.content, "records.csv", part.records.columns, part.form.questions))


def said(question: str) -> Counter[object]:
    return Counter(record.answers.get(question) or record.states.get(question) for record in real_records())


def not_accepted(column: str) -> Counter[str]:
    return Counter(
        cell.value for record in real_records() for cell in record.not_accepted if cell.column == column
    )


@pytest.mark.parametrize(
    ("question", "answer", "count", "valid"),
    [
        ("family_voting", "yes", 712, 2237),
        ("disabled_access", "no", 660, 1997),
        ("multiple_voting_attempt", "yes", 94, 2246),
        ("unauthorised_persons", "yes", 26, 2244),
    ],
)
def test_the_counts_of_2014_come_out(question: str, answer: str, count: int, valid: int) -> None:
    counted = said(question)
    assert (counted[answer], counted["yes"] + counted["no"], counted.total()) == (count, valid, 2280)


def test_shifted_values_of_2014_are_listed_and_not_accepted() -> None:
    assert not_accepted("disabled_access") == {
        "20": 3,
        "50": 2,
        "45": 2,
        "5": 1,
        "55": 1,
        "40": 1,
        "05:55": 1,
    }
    assert set(not_accepted("three_members_present")) == {"26", "35", "7", "9", "40", "10", "12", "18", "13"}
    assert not_accepted("queue_at_close") == {"19:00": 2}
    assert not_accepted("box_shown_empty") == {"3": 3}
    assert not_accepted("uv_check") == {"7": 12}
    assert not_accepted("booths")["658"] == 1
    assert not_accepted("preparations_began_at") == {"5": 2, "6": 1, "006:05": 1, "06:60": 1}
    assert said("disabled_access")["not_accepted"] == 11


def test_what_the_columns_of_2014_note_about_numbers_is_so() -> None:
    assert not_accepted("complaints_impartial").total() == 135
    assert not_accepted("dubious_decisions_just").total() == 39
    assert not_accepted("disagreements_recorded").total() == 46
    assert not_accepted("results_opposed").total() == 10
    assert not_accepted("station_opened_at") == {"1": 12}
    early = Counter(
        {value: count for value, count in not_accepted("voting_ended_at").items() if ":" in value}
    )
    assert (early.total(), early["07:00"]) == (79, 41)
    assert not_accepted("invalid_set_aside").total() == 9
    assert not_accepted("unused_ballots_counted").total() == 11


def test_in_the_block_without_arrival_time_a_zero_is_not_a_number() -> None:
    block = [record for record in real_records() if record.states.get("arrival_time") == "missing"]
    assert len(block) == 1148
    assert all(record.number is not None and record.number > 1020 for record in block)
    numbers = ("ballots_received", "voters_on_list", "signatures_number", "ballots_in_box", "invalid_ballots")
    steps = ("seals_intact", "materials_set_aside", "invalid_set_aside", "ballots_bagged")
    for question in (*numbers, *steps):
        assert sum(record.states.get(question) == "missing" for record in block) >= 1147, question
        assert not any(record.answers.get(question) == 0 for record in block)
    others = [record for record in real_records() if record not in block]
    assert any(record.answers.get("invalid_ballots") == 0 for record in others)


def test_identical_rows_of_2014_are_flagged() -> None:
    flagged = [record.number for record in real_records() if "identical_row" in record.flags]
    assert flagged == [1039, 1112, 1816, 1817]
    again = [record for record in real_records() if "station_observed_more_than_once" in record.flags]
    keys = {record.whereabouts.station for record in again}
    assert (len(keys), "" in keys) == (67, False)


def test_every_column_of_the_data_is_a_question_of_the_form_or_the_number(xk: Part) -> None:
    assert xk.records is not None
    header = next(csv.reader(io.StringIO(xk.records.content.decode())))
    questions = {question.name for question in xk.form.questions}
    assert set(header) == questions | {"record"}
    assert {column.name for column in xk.records.columns} == set(header)
    assert {column.question: column.in_source for column in xk.records.columns if column.question} == dict(
        xk.form.source_columns
    )
    assert xk.form.source_columns["campaign_material_removed_100m"] == "pyetja_1"


def test_the_form_of_2014_converts_and_has_its_sections_and_languages(xk: Part) -> None:
    warnings: list[str] = []
    converted = convert(xk.form_content, warnings=warnings, validate=False, file_type=".xlsx")
    assert not warnings
    assert all(f"/data/voting/{name}" in converted.xform for name in ("family_voting", "id_check"))
    sections = list(dict.fromkeys(question.section for question in xk.form.questions))
    assert sections == ["header", "opening", "voting", "closing", "counting"]
    for question in xk.form.questions:
        assert set(question.labels) == {"en", "ru", "kk"}, question.name
        assert set(question.section_labels) == {"en", "ru", "kk"}


def test_a_form_is_read_with_sections_labels_and_choices() -> None:
    form = read_form(small_form(), "small.xlsx")
    assert (form.code, form.version, form.title) == ("small", "1", "Small form")
    kinds = {question.name: (question.kind, question.section) for question in form.questions}
    assert kinds == {
        "start": ("datetime", ""),
        "district": ("text", "where"),
        "station": ("text", "where"),
        "box_sealed": ("yes_no", "seen"),
        "ballots": ("integer", "seen"),
        "opened": ("time", "seen"),
        "mood": ("choice", "seen"),
        "comment": ("text", "seen"),
    }
    sealed = next(question for question in form.questions if question.name == "box_sealed")
    assert sealed.labels == {"en": "Was the box sealed?", "sq": "A u vulos kutia?"}
    assert [choice.name for choice in sealed.choices] == ["yes", "no", "dont_know"]
    assert sealed.offers() == ("yes", "no")
    assert question_from_json(sealed.as_json()) == sealed


def changed_form(cell: str, value: str | None, sheet: str = "survey") -> bytes:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(small_form()))
    book[sheet][cell] = value
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "code", "where"),
    [
        (b"not a workbook", "I.301", "'f.xlsx'"),
        (b"", "I.301", "'f.xlsx'"),
        (changed_form("A11", "osm"), "I.305", "Sheet 'survey', row 11"),
        (changed_form("A9", "select_one nothing"), "I.308", "Sheet 'survey', row 9"),
        (changed_form("B10", "opened"), "I.307", "Sheet 'survey', row 11"),
        (changed_form("B10", "1 ballots"), "I.309", "Sheet 'survey', row 10"),
        (changed_form("A14", None), "I.306", "Sheet 'survey', row 7"),
        (changed_form("A3", None), "I.306", "Sheet 'survey', row 6"),
        (changed_form("B3", "yes", "choices"), "I.304", "Sheet 'choices', row 3"),
        (changed_form("B10", "opened.at space"), "I.309", "Sheet 'survey', row 10"),
    ],
)
def test_a_wrong_form_is_refused_with_sheet_and_row(content: bytes, code: str, where: str) -> None:
    with pytest.raises(Refused) as refused:
        read_form(content, "f.xlsx")
    assert (code, where) in {(problem.code, problem.where) for problem in refused.value.problems}


def test_what_pyxform_cannot_convert_is_refused() -> None:
    with pytest.raises(Refused, match=r"I\.312"):
        read_form(changed_form("C11", "${nobody}"), "f.xlsx")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("box_sealed,question", "box_sealed,answer", "C.133"),
        ("column,role", "column,rolle", "C.121"),
        ("1=yes;2=no", "1=yes;1=no", "I.104"),
        ("1=yes;2=no;0=missing;8=dont_know;9=not_observed;7=not_applicable", "0=missing", "I.103"),
        ("2000,opened is empty", "many,opened is empty", "I.105"),
        ("opened is empty", "opened is 0", "I.106"),
        ("opened is empty", "closed is empty", "I.106"),
        ("phone,ignored", "number,ignored", "I.107"),
        ("phone,ignored,,", "phone,ignored,mood,choice", "I.102"),
        ("comment,question,comment,text", "comment,question,ballots,integer", "I.107"),
        ("team,team", "team,number", "I.107"),
    ],
)
def test_a_wrong_table_of_columns_is_refused(old: str, new: str, code: str) -> None:
    text = COLUMNS.decode()
    assert old in text
    with pytest.raises(Refused) as refused:
        read_columns(text.replace(old, new, 1).encode(), "columns.csv")
    assert code in {problem.code for problem in refused.value.problems}


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("box_sealed,question,box_sealed", "box_sealed,question,box_closed", "I.108"),
        ("ballots,question,ballots,integer", "ballots,question,ballots,text", "I.109"),
        ("c=calm", "c=merry", "I.104"),
    ],
)
def test_a_table_that_does_not_fit_the_form_is_refused(old: str, new: str, code: str) -> None:
    columns = read_columns(COLUMNS.decode().replace(old, new).replace(",2000,", ",,").encode(), "columns.csv")
    with pytest.raises(Refused) as refused:
        check_columns(columns, read_form(small_form(), "f.xlsx").questions, "columns.csv")
    assert {problem.code for problem in refused.value.problems} == {code}


def test_a_table_of_columns_survives_being_kept() -> None:
    columns = read_columns(COLUMNS, "columns.csv")
    assert tuple(column_from_json(column.as_json()) for column in columns) == columns


def test_the_raw_cells_of_a_row_are_unchanged() -> None:
    columns = read_columns(COLUMNS, "columns.csv")
    questions = read_form(small_form(), "f.xlsx").questions
    content = small_csv()
    fourth = list(RecordFile(content, "f.csv", columns, questions))[3]
    cells = raw_cells(content, content[fourth.begins_at : fourth.ends_at], columns)
    assert cells["ballots"] == "12O"
    assert cells["comment"] == "two\nlines"
    assert content[fourth.begins_at : fourth.ends_at].decode() == ROWS[3]


def test_a_corrected_station_is_found_in_the_answers() -> None:
    columns = read_columns(COLUMNS, "columns.csv")
    assert whereabouts_of(columns, {"district": "North", "station": "5"}).station == "5"


@pytest.mark.parametrize("text", ["-1", "1.0", "1 000", "١٢", "99999999999", "", "1e3"])
def test_what_is_no_whole_number_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(NotAcceptable):
        read_value(text, "integer")


@pytest.mark.parametrize("text", ["7", "7:0x", "24:00", "07:60", "006:05", "7.30"])
def test_what_is_no_time_is_not_taken_for_one(text: str) -> None:
    with pytest.raises(NotAcceptable):
        read_value(text, "time")


def test_times_are_written_alike() -> None:
    assert read_value("6:10", "time") == read_value("06:10:00", "time") == "06:10"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("mission =", "misson =", "C.143"),
        ('file = "form.xlsx"', 'file = "other.xlsx"', "I.501"),
        ('version = "2014"', 'version = "2015"', "I.502"),
        ('columns = "columns.csv"', 'columns = "records.csv"', "C.123"),
        ("licence =", "license =", "C.142"),
    ],
)
def test_a_wrong_plan_of_the_pack_is_refused(old: str, new: str, code: str) -> None:
    wrong = pack_files()
    path = "observation/observation.toml"
    wrong[path] = wrong[path].decode().replace(old, new).encode()
    with pytest.raises(Refused) as refused:
        read(wrong)
    assert code in {problem.code for problem in refused.value.problems}


def test_a_pack_without_observation_has_no_part() -> None:
    assert read({"election.toml": b""}) is None
