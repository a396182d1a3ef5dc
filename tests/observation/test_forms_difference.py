"""What changed between two versions of a form, and whether old answers may be counted with new ones."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from baqylau.observation.methods.comparability import (
    WEIGHT,
    Change,
    Comparable,
    FormDifference,
    difference,
)
from baqylau.observation.sources.xlsform import FormRead, read_form
from tests.observation.test_forms_reading import workbook

HEADER = (
    "type",
    "name",
    "label::English (en)",
    "label::Русский (ru)",
    "hint",
    "relevant",
    "constraint",
    "required",
    "calculation",
    "role",
)
FIRST = ("integer", "first", "How many?", "Сколько?")
SECOND = ("select_one moods", "second", "How was it?", "Как было?")
THIRD = ("text", "third", "Why?", "Почему?")
ROWS = (FIRST, SECOND, THIRD)
CHOICES = (
    ("list_name", "name", "label::English (en)", "label::Русский (ru)"),
    ("moods", "calm", "Calm", "Спокойно"),
    ("moods", "tense", "Tense", "Напряжённо"),
)


def form(
    *rows: Sequence[object], choices: Sequence[Sequence[object]] = CHOICES, **sheets: object
) -> FormRead:
    return read_form(workbook([HEADER, *rows], choices=choices, **sheets), "f.xlsx")  # type: ignore[arg-type]


def cells(row: Sequence[object], **changed: object) -> list[object]:
    """The row with other cells."""
    names = ("type", "name", "en", "ru", "hint", "relevant", "constraint", "required", "calculation", "role")
    values = [*row, *[None] * (len(names) - len(row))]
    return [changed.get(name, value) for name, value in zip(names, values, strict=True)]


def changes(found: FormDifference) -> dict[str, set[Change]]:
    return {line.entry.name: {change.what for change in line.changes} for line in found.lines}


def test_a_form_does_not_differ_from_itself() -> None:
    found = difference(form(*ROWS), form(*ROWS))
    assert (found.is_nothing, found.unchanged) == (True, 3)


@pytest.mark.parametrize(
    ("changed", "change", "comparable"),
    [
        ({"en": "How very many?"}, Change.WORDING, Comparable.LOOK),
        ({"en": "HOW  many"}, None, Comparable.YES),
        ({"ru": None}, Change.LANGUAGE, Comparable.YES),
        ({"hint": "Count twice"}, Change.HINT, Comparable.YES),
        ({"type": "text"}, Change.KIND, Comparable.NO),
        ({"type": "date"}, Change.KIND, Comparable.NO),
        ({"type": "decimal"}, None, Comparable.YES),
        ({"type": "note"}, Change.REMOVED, Comparable.GONE),
        ({"relevant": "${third} != ''"}, Change.ASKED_IF, Comparable.LOOK),
        ({"constraint": ". < 5"}, Change.CONSTRAINT, Comparable.LOOK),
        ({"required": "yes"}, Change.REQUIRED, Comparable.YES),
        ({"role": "place"}, Change.ROLE, Comparable.YES),
    ],
)
def test_a_changed_question_says_what_changed_and_what_of_it(
    changed: dict[str, object], change: Change | None, comparable: Comparable
) -> None:
    found = difference(form(*ROWS), form(cells(FIRST, **changed), SECOND, THIRD))
    assert changes(found) == ({"first": {change}} if change else {})
    assert [line.comparable for line in found.lines] == ([comparable] if change else [])
    assert all(line.why for line in found.lines)


def test_a_calculation_that_computes_otherwise_is_not_comparable() -> None:
    old = cells(("calculate", "sum", None, None), calculation="1 + 1")
    new = cells(old, calculation="1 + 2")
    (line,) = difference(form(FIRST, old), form(FIRST, new)).lines
    assert (line.changes[0].before, line.changes[0].after, line.comparable) == (
        "1 + 1",
        "1 + 2",
        Comparable.NO,
    )


def test_choices_that_come_go_and_change_their_words_are_told() -> None:
    new = (CHOICES[0], ("moods", "calm", "Very calm", "Спокойно"), ("moods", "wild", "Wild", "Бурно"))
    (line,) = difference(form(*ROWS), form(*ROWS, choices=new)).lines
    assert {(change.what, change.which, change.before, change.after) for change in line.changes} == {
        (Change.CHOICE_ADDED, "wild", "", "Wild"),
        (Change.CHOICE_REMOVED, "tense", "Tense", ""),
        (Change.CHOICE_WORDING, "calm", "Calm", "Very calm"),
    }
    assert line.comparable == Comparable.LOOK


def test_yes_and_no_with_a_third_choice_keep_their_meaning() -> None:
    plain = (CHOICES[0], ("moods", "yes", "Yes", "Да"), ("moods", "no", "No", "Нет"))
    more = (*plain, ("moods", "partly", "Partly", "Отчасти"))
    (line,) = difference(form(*ROWS, choices=plain), form(*ROWS, choices=more)).lines
    assert [change.what for change in line.changes] == [Change.CHOICE_ADDED]


def test_added_and_removed_questions_stand_apart() -> None:
    found = difference(form(FIRST, SECOND), form(SECOND, THIRD))
    assert changes(found) == {"third": {Change.ADDED}, "first": {Change.REMOVED}}
    assert (found.count(Comparable.NEW), found.count(Comparable.GONE), found.unchanged) == (1, 1, 1)


def test_the_same_question_under_another_name_is_said_to_be_so() -> None:
    (renamed, gone) = difference(form(*ROWS), form(cells(FIRST, name="number"), SECOND, THIRD)).lines
    assert [(one.what, one.before, one.after) for one in renamed.changes] == [
        (Change.RENAMED, "first", "number")
    ]
    assert (renamed.comparable, gone.comparable) == (Comparable.NO, Comparable.GONE)


def test_only_what_moved_is_said_to_have_moved() -> None:
    assert changes(difference(form(*ROWS), form(THIRD, FIRST, SECOND))) == {"third": {Change.MOVED}}
    into = form(("begin_group", "g", "Group", "Группа"), FIRST, ("end_group",), SECOND, THIRD)
    found = changes(difference(form(*ROWS), into))
    assert found["first"] == {Change.MOVED}
    assert found["g"] == {Change.ADDED}


def test_a_condition_of_the_group_is_a_condition_of_its_questions() -> None:
    def grouped(condition: str) -> FormRead:
        group = cells(("begin_group", "g", "Group", "Группа"), relevant=condition)
        return form(FIRST, group, SECOND, ("end_group",))

    found = difference(grouped("${first} > 1"), grouped("${first} > 2"))
    assert changes(found)["second"] == {Change.ASKED_IF}


def test_what_is_now_asked_repeatedly_is_not_comparable() -> None:
    repeated = form(("begin_repeat", "r", "Each", "Каждый"), FIRST, ("end_repeat",), SECOND, THIRD)
    found = {line.entry.name: line for line in difference(form(*ROWS), repeated).lines}
    assert found["first"].comparable == Comparable.NO
    assert Change.REPEAT in {change.what for change in found["first"].changes}


def test_checks_and_languages_are_compared_too() -> None:
    header = ("code", "severity", "expression", "message")
    old = form(*ROWS, checks=[header, ("A", "error", "first > 1", "a"), ("B", "error", "first > 2", "b")])
    new = form(*ROWS, checks=[header, ("B", "note", "first > 2", "b"), ("C", "error", "first > 3", "c")])
    found = difference(old, new)
    assert [(code, before is None, after is None) for code, before, after in found.checks] == [
        ("B", False, False),
        ("C", True, False),
        ("A", False, True),
    ]
    one_language = read_form(workbook([("type", "name", "label::English (en)"), FIRST[:3]]), "f.xlsx")
    assert difference(form(FIRST), one_language).languages_removed == ("ru",)


def test_every_change_has_its_weight_and_its_reason() -> None:
    assert set(WEIGHT) == set(Change)
