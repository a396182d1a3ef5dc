"""A problem is English, and can be said in another language."""

from __future__ import annotations

import pytest

from baqylau.core.problem import Phrase, Problem, in_language
from baqylau.core.reading import in_row

CATALOGUE = {
    "'{text}' is not a date.": "«{text}» – не дата.",
    "Expected: {expected}.": "Ожидается: {expected}.",
    "a text that is not empty": "непустой текст",
    "'{file}', row {row}": "«{file}», строка {row}",
    "{place}, column '{column}'": "{place}, столбец «{column}»",
}


def russian(text: str) -> str:
    return CATALOGUE[text]


def problem(text: str) -> Problem:
    place = in_row("areas.csv", 14)
    return Problem(
        "C.135",
        Phrase("'{text}' is not a date.", text=text),
        Phrase("Expected: {expected}.", expected=Phrase("a text that is not empty")),
        Phrase("{place}, column '{column}'", place=place, column="valid_from"),
    )


def test_a_problem_is_an_english_sentence_with_its_number_place_and_remedy() -> None:
    assert str(problem("soon")) == (
        "C.135 'areas.csv', row 14, column 'valid_from': 'soon' is not a date."
        " Expected: a text that is not empty."
    )


def test_a_problem_is_said_in_another_language_with_the_same_number_and_values() -> None:
    assert str(problem("soon").translated(russian)) == (
        "C.135 «areas.csv», строка 14, столбец «valid_from»: «soon» – не дата. Ожидается: непустой текст."
    )


@pytest.mark.parametrize("text", ["{text}", "{0}", "{", "{{}}", "%(text)s", "a text that is not empty"])
def test_what_a_user_wrote_is_quoted_as_it_stands(text: str) -> None:
    assert problem(text).says == f"'{text}' is not a date."
    assert problem(text).translated(russian).says == f"«{text}» – не дата."


def test_a_sentence_of_the_command_line_stays_as_it_is() -> None:
    plain = Problem("P.170", "The database says {no}.", "Ask it {again}.")
    assert plain.translated(russian) == plain
    assert in_language("{plain}", russian) == "{plain}"


def test_words_without_values_may_hold_braces() -> None:
    assert Phrase("Write {this}.") == "Write {this}."
    assert Phrase("Write {this}.").translated(lambda text: text) == "Write {this}."


def test_problems_that_say_the_same_are_the_same() -> None:
    assert len({problem("soon"), problem("soon"), problem("later")}) == 2
