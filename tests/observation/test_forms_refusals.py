"""Workbooks that are no forms, or wrong ones: refused with sheet, row and what to do, never a traceback."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baqylau.core.problem import Problem, Refused
from baqylau.observation.sources.xlsform import read_form
from baqylau.observation.sources.xlsform_book import LARGEST_UNPACKED, column_name
from tests.observation.test_forms_reading import CHOICES, SURVEY, asked, workbook

LOGIC = ("type", "name", "label", "relevant", "constraint", "calculation", "choice_filter", "required")


def problems(content: bytes) -> tuple[Problem, ...]:
    """What is wrong with a workbook."""
    with pytest.raises(Refused) as refused:
        read_form(content, "f.xlsx")
    for problem in refused.value.problems:
        assert problem.says
        assert problem.remedy
    return refused.value.problems


def told(
    *rows: Sequence[object], header: Sequence[object] = SURVEY, **sheets: object
) -> set[tuple[str, str]]:
    """Code and place of what is wrong with these lines."""
    book = workbook([header, *rows], **{**CHOICES, **sheets})  # type: ignore[arg-type]
    return {(problem.code, problem.where) for problem in problems(book)}


# ------------------------------------------------------------------ no workbook


def zipped(**files: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text",
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64,
        zipped(a=b"1"),
        workbook([("type",)])[:-60],
    ],
)
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert {problem.code for problem in problems(content)} == {"I.301"}


def test_a_zip_bomb_is_refused_before_it_unpacks() -> None:
    bomb = zipped(**{"xl/worksheets/sheet1.xml": b"\0" * (LARGEST_UNPACKED + 1)})
    assert len(bomb) < 200_000
    assert {problem.code for problem in problems(bomb)} == {"I.311"}


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = zipped(**{"xl/worksheets/sheet1.xml": b"\0" * (LARGEST_UNPACKED + 1)})
    size = (LARGEST_UNPACKED + 1).to_bytes(4, "little")
    assert size in bomb
    assert {problem.code for problem in problems(bomb.replace(size, (100).to_bytes(4, "little")))} <= {
        "I.301",
        "I.311",
    }


def test_a_sheet_of_too_many_rows_is_refused() -> None:
    rows = [("yes_no", f"c{number}", "C") for number in range(20_001)]
    book = workbook([SURVEY, ("text", "it", "It")], choices=[("list_name", "name", "label"), *rows])
    assert ("I.311", "Sheet 'choices'") in {(problem.code, problem.where) for problem in problems(book)}


def test_a_form_that_no_phone_could_hold_is_refused() -> None:
    assert told(*[("text", f"q{number}", "Q") for number in range(3_001)]) == {("I.311", "Sheet 'survey'")}
    choices = [("list_name", "name", "label"), *[("long", f"c{number}", "C") for number in range(2_000)]]
    questions = [("select_one long", f"q{number}", "Q") for number in range(51)]
    assert told(*questions, choices=choices) == {("I.311", "Sheet 'survey'")}


def test_a_formula_without_its_value_is_refused_by_cell() -> None:
    assert told(("text", "it", "=A1&B1")) == {("F.101", "Sheet 'survey', row 2, column 'label'")}


def test_two_columns_that_are_the_same_are_refused() -> None:
    assert told(("text", "it", "It", "x"), header=("type", "name", "label", "Label")) == {
        ("F.102", "Sheet 'survey', row 1")
    }


def test_sheets_without_what_they_need_are_refused() -> None:
    assert {problem.code for problem in problems(workbook([("label",), ("Hello",)]))} == {"F.109"}
    book = workbook([SURVEY, ("text", "it", "It")], choices=[("list", "label"), ("a", "A")])
    assert {(problem.code, problem.where) for problem in problems(book)} == {
        ("F.109", "Sheet 'choices', row 1")
    }
    assert {problem.code for problem in problems(workbook([SURVEY]))} == {"I.303"}
    assert {problem.code for problem in problems(workbook([SURVEY, ("note", "n", "N")]))} == {"I.303"}


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = told(
        ("text", "twice", "A"),
        ("text", "twice", "B"),
        ("select_one nowhere", "one", "C"),
        ("geotrance", "two", "D"),
        ("integer", "3", "E"),
        ("", "named", "F"),
        ("begin_group", "open", "G"),
    )
    assert found == {
        ("I.307", "Sheet 'survey', row 3"),
        ("I.308", "Sheet 'survey', row 4"),
        ("I.305", "Sheet 'survey', row 5"),
        ("I.309", "Sheet 'survey', row 6"),
        ("F.103", "Sheet 'survey', row 7"),
        ("I.306", "Sheet 'survey', row 8"),
    }


def test_a_group_that_ends_as_a_repeat_is_refused() -> None:
    assert told(("begin_group", "g", "G"), ("text", "it", "It"), ("end_repeat",)) == {
        ("I.306", "Sheet 'survey', row 4")
    }


def test_choices_of_several_may_not_have_blanks_in_their_names() -> None:
    choices = [("list_name", "name", "label"), ("moods", "very calm", "Very calm")]
    assert told(("select_multiple moods", "m", "M"), choices=choices) == {("F.105", "Sheet 'survey', row 2")}


def test_roles_and_critical_answers_are_looked_up() -> None:
    found = told(
        ("text", "a", "A", "", "", "", "place"),
        ("text", "b", "B", "", "", "", "place"),
        ("text", "c", "C", "", "", "", "palce"),
        ("select_one yes_no", "d", "D", "", "", "", "", "maybe"),
        ("integer", "e", "E", "", "", "", "", "1"),
    )
    assert found == {
        ("F.104", "Sheet 'survey', row 3, column 'role'"),
        ("F.104", "Sheet 'survey', row 4, column 'role'"),
        ("F.105", "Sheet 'survey', row 5, column 'critical'"),
        ("F.105", "Sheet 'survey', row 6, column 'critical'"),
    }


# ------------------------------------------------------------------ logic


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("${a} > (1", "F.106"),
        ("${a} > 1)", "F.106"),
        ("${a} = 'x", "F.106"),
        ("${a = 1", "F.106"),
        ("${a} >", "F.106"),
        ("${a} == 1", "F.106"),
        ("selected(${a} 'x')", "F.106"),
        ("${nobody} = 1", "F.107"),
        ("${a} = ${}", "F.107"),
        ("isselected(${a}, 'x')", "F.108"),
        ("IF(${a} = 1, 2, 3)", "F.108"),
    ],
)
@pytest.mark.parametrize("column", ["relevant", "constraint"])
def test_a_wrong_expression_is_refused_with_row_and_column(expression: str, code: str, column: str) -> None:
    cells = [expression if one == column else "" for one in LOGIC[3:]]
    found = told(("integer", "a", "A"), ("text", "b", "B", *cells), header=LOGIC)
    assert (code, f"Sheet 'survey', row 3, column '{column}'") in found


@pytest.mark.parametrize(
    "expression",
    [
        "${a} > 1 and (${a} < 5 or not(selected(${a}, 'it''s'))) ".replace("''", ""),
        "if(${a} div 2 = 1, 'x(', \"y'\")",
        ". >= 0 and . <= 20000",
        "count-selected(.) < 3",
        "regex(., '^[0-9]{1,3}$')",
        "string-length(.) > 0 or ${last-saved#a} = 1",
        "once(uuid()) != '' and current()/../a = 1",
        "jr:choice-name(${a}, '${a}') = 'x'",
        "instance('moods')/root/item[name = ${a}]/label = 'Calm'",
    ],
)
def test_what_phones_can_read_is_let_through(expression: str) -> None:
    rows = [LOGIC, ("integer", "a", "A"), ("select_one moods", "b", "B", expression)]
    assert read_form(workbook(rows, **CHOICES), "f.xlsx").questions[1].name == "b"


# ------------------------------------------------------------------ what pyxform says


@pytest.mark.parametrize(
    ("rows", "where", "remedy"),
    [
        ([("text", "a", "Hello ${nobody}")], "Sheet 'survey', row 2", "spelling"),
        ([("text", "a", "A"), ("calculate", "b", "")], "Sheet 'survey', row 3", "'calculation'"),
        ([("range", "a", "A", "start=0 end=5 step=9")], "Sheet 'survey', row 2", "start=0"),
        ([("range", "a", "A", "begin=0")], "Sheet 'survey', row 2", "parameters"),
        (
            [("begin_group", "meta", "M"), ("text", "a", "A"), ("end_group",)],
            "Sheet 'survey', row 2",
            "another name",
        ),
        ([("text", "a", "A", "rows=many")], "Sheet 'survey', row 2", "parameters"),
    ],
)
def test_what_pyxform_says_is_told_with_its_row_and_a_remedy(
    rows: list[Sequence[object]], where: str, remedy: str
) -> None:
    (problem,) = problems(workbook([SURVEY, *rows], **CHOICES))
    assert (problem.code, problem.where) == ("I.312", where)
    assert "[row" not in problem.says
    assert remedy in problem.remedy


def test_rows_are_counted_as_the_spreadsheet_shows_them() -> None:
    rows = [SURVEY, ("text", "a", "A"), (), (), ("text", "b", "Hello ${nobody}")]
    (problem,) = problems(workbook(rows))
    assert problem.where == "Sheet 'survey', row 5"


def test_what_pyxform_remarks_and_columns_nobody_reads_are_shown_and_not_refused() -> None:
    rows = [("type", "name", "label", "relevent", "_mine"), ("image", "a", "A", "x", "y")]
    remarks = read_form(workbook(rows), "f.xlsx").remarks
    assert [(one.code, one.where) for one in remarks] == [
        ("F.190", "Sheet 'survey', row 2"),
        ("F.191", "Sheet 'survey', row 1"),
    ]


# ------------------------------------------------------------------ the sheet of checks

CHECKS = ("code", "severity", "expression", "message::English (en)", "message::Русский (ru)", "questions")


def test_checks_are_read_with_their_languages() -> None:
    form = asked(
        ("integer", "cast", "Cast"),
        ("integer", "voters", "Voters"),
        checks=[CHECKS, ("V1", "Warning", "cast <= voters", "More votes", "Больше голосов", "cast, voters")],
    )
    assert [check.as_json() for check in form.checks] == [
        {
            "code": "V1",
            "severity": "warning",
            "expression": "cast <= voters",
            "says": {"en": "More votes", "ru": "Больше голосов"},
            "questions": ["cast", "voters"],
        }
    ]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        (("", "error", "a > 1", "Says"), "F.121", "code"),
        (("V1", "fatal", "a > 1", "Says"), "F.122", "severity"),
        (("V1", "error", "a >", "Says"), "F.123", "expression"),
        (("V1", "error", "nobody > 1", "Says"), "F.123", "expression"),
        (("V1", "error", "", "Says"), "F.123", "expression"),
        (("V1", "error", "a > 1", ""), "F.124", "message"),
        (("V1", "error", "a > 1", "Says", "", "b"), "F.125", "questions"),
    ],
)
def test_a_wrong_check_is_refused_with_row_and_column(row: Sequence[object], code: str, column: str) -> None:
    found = told(("integer", "a", "A"), checks=[CHECKS, row])
    assert found == {(code, f"Sheet 'checks', row 2, column '{column}'")}


def test_a_check_stands_once_and_its_columns_are_known() -> None:
    row = ("V1", "error", "a > 1", "Says")
    assert {code for code, _ in told(("integer", "a", "A"), checks=[CHECKS, row, row])} == {"F.121"}
    assert {code for code, _ in told(("integer", "a", "A"), checks=[(*CHECKS, "sev"), row])} == {"F.120"}


# ------------------------------------------------------------------ headers, and anything at all


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("label", "label"),
        ("Label::Русский (ru)", "label::ru"),
        ("label:English (EN)", "label::en"),
        ("hint :: Қазақша (kk)", "hint::kk"),
        ("media::image::English (en)", "image::en"),
        ("bind::relevant", "relevant"),
        ("jr:count", "repeat_count"),
        ("constraint message", "constraint_message"),
        ("Calculate", "calculation"),
        ("bind::jr:constraintMsg::English (en)", "constraint_message::en"),
    ],
)
def test_columns_are_known_by_all_their_names(header: str, column: str) -> None:
    assert column_name(header) == column


cells = st.one_of(
    st.sampled_from(
        [
            "",
            "text",
            "integer",
            "select_one yes_no",
            "begin_group",
            "end_group",
            "begin_repeat",
            "end_repeat",
            "a",
        ]
    ),
    st.text(max_size=12).filter(
        lambda text: not any(ord(one) < 32 or 0xFFFD < ord(one) < 0x10000 for one in text)
    ),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells, max_size=7), max_size=6))
def test_whatever_stands_in_the_cells_nothing_but_a_refusal_comes_of_it(rows: list[list[object]]) -> None:
    with contextlib.suppress(Refused):
        assert read_form(workbook([LOGIC, *rows], **CHOICES), "f.xlsx").questions
