"""What clerks type: what is plainly meant is a number, everything else is refused in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.results.methods.typed_numbers import NotANumber, typed_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1234", 1234),
        (" 1234 ", 1234),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234\u202f567", 1_234_567),
        ("0012", 12),
        ("0", 0),
        ("2147483647", 2_147_483_647),
    ],
)
def test_what_is_plainly_meant_is_taken(text: str, number: int) -> None:
    assert typed_number(text) == number


@pytest.mark.parametrize("text", ["", " ", "\u00a0"])
def test_an_empty_field_is_absent_and_not_0(text: str) -> None:
    assert typed_number(text) is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1,234", "“1,234” may mean 1234 or a fraction."),
        ("1.234", "“1.234” may mean 1234 or a fraction."),
        ("1.5", "“1.5” is a fraction."),
        ("12 34", "The blanks in “12 34” do not part thousands."),
        ("-5", "“-5” is no number of ballots or voters."),
        ("–", "“–” is no number of ballots or voters."),
        ("１２", "The digits of “１２” are those of another script."),
        ("٣٤", "The digits of “٣٤” are those of another script."),
        ("іғ", "“іғ” is what the keys of the digits give on another keyboard."),
        ("12O", "“12O” is not a whole number."),
        ("2147483648", "“2147483648” is too large."),
        ("9" * 4000, "“" + "9" * 57 + "…” is too large."),
    ],
)
def test_anything_else_is_refused_in_words(text: str, says: str) -> None:
    with pytest.raises(NotANumber) as wrong:
        typed_number(text)
    assert wrong.value.says == says
    assert wrong.value.remedy


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    try:
        number = typed_number(text)
    except NotANumber:
        return
    assert number is None or number == int("".join(text.split()))


@given(st.integers(0, 2_147_483_647))
def test_a_number_is_read_as_it_is_written_with_or_without_blanks(number: int) -> None:
    assert typed_number(str(number)) == number
    assert typed_number(f"{number:,}".replace(",", " ")) == number
