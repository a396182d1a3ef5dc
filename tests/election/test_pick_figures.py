"""Numbers of a pasted text are proposed with their sentences; what is no figure is marked."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.election.methods import pick_figures, sentences
from baqylau.election.methods.figures import Qualifier
from baqylau.election.methods.pick_figures import Likely, Picked, pick, read_number

ENGLISH = """The Central Election Commission registered 12,035,578 voters on the lists. On 19 March 2023,
turnout at 22:10 was 54.19 per cent, or 6.5 million voters. More than 5,000 materials appeared on television.
Under article 20-1 of the law, 300 short-term observers were requested by ODIHR, 42 were accredited."""
RUSSIAN = """По данным ЦИК на 22:10 явка составила 54,19%, бюллетени получили 6 521 860 избирателей.
В суды подано 166 исков, из них удовлетворено 49. В 2023 году образовано 10 223 участка,
в т.ч. 77 за рубежом.
Согласно ст. 20-1 Конституционного закона, свыше 2,6 тыс. материалов вышло онлайн.
Избирательный округ № 11."""
KAZAKH = """2023 жылғы 19 наурызда сайлауға 6 521 860 сайлаушы қатысты, бұл 54,19 пайыз. 20-1-бапқа сәйкес
800-ге жуық байқаушы аккредиттелді. Кемінде 840 адам оқытылды, 12,4 миллион сайлаушы тізімге енгізілді."""


def figures(text: str) -> list[Picked]:
    return [one for one in pick(text) if one.likely is Likely.FIGURE]


def values(text: str) -> list[tuple[str, str, Qualifier]]:
    return [(one.value, one.unit, one.qualifier) for one in figures(text)]


def test_an_english_text() -> None:
    assert values(ENGLISH) == [
        ("12035578", "count", Qualifier.EXACT),
        ("54.19", "percent", Qualifier.EXACT),
        ("6500000", "count", Qualifier.ABOUT),
        ("5000", "count", Qualifier.AT_LEAST),
        ("300", "count", Qualifier.EXACT),
        ("42", "count", Qualifier.EXACT),
    ]
    marked = [(one.as_printed, one.likely) for one in pick(ENGLISH) if one.likely is not Likely.FIGURE]
    assert marked == [
        ("19 March 2023", Likely.DATE),
        ("22:10", Likely.TIME),
        ("article 20-1", Likely.ARTICLE),
    ]


def test_a_russian_text() -> None:
    assert values(RUSSIAN) == [
        ("54.19", "percent", Qualifier.EXACT),
        ("6521860", "count", Qualifier.EXACT),
        ("166", "count", Qualifier.EXACT),
        ("49", "count", Qualifier.EXACT),
        ("10223", "count", Qualifier.EXACT),
        ("77", "count", Qualifier.EXACT),
        ("2600", "count", Qualifier.AT_LEAST),
    ]
    marked = {(one.as_printed, one.likely) for one in pick(RUSSIAN) if one.likely is not Likely.FIGURE}
    assert marked == {
        ("22:10", Likely.TIME),
        ("2023 году", Likely.YEAR),
        ("ст. 20-1", Likely.ARTICLE),
        ("№ 11", Likely.NUMBER),
    }


def test_a_kazakh_text() -> None:
    assert values(KAZAKH) == [
        ("6521860", "count", Qualifier.EXACT),
        ("54.19", "percent", Qualifier.EXACT),
        ("800", "count", Qualifier.ABOUT),
        ("840", "count", Qualifier.AT_LEAST),
        ("12400000", "count", Qualifier.ABOUT),
    ]
    marked = [(one.as_printed, one.likely) for one in pick(KAZAKH) if one.likely is not Likely.FIGURE]
    assert marked == [("2023 жылғы 19 наурызда", Likely.DATE), ("20-1-бапқа", Likely.ARTICLE)]


def test_each_number_has_its_own_sentence_and_its_place_in_the_text() -> None:
    for text in (ENGLISH, RUSSIAN, KAZAKH):
        for one in pick(text):
            assert one.as_printed in one.sentence
            assert text[one.start : one.end].strip() == one.as_printed


def test_a_line_that_the_page_broke_does_not_break_the_sentence() -> None:
    sentence = next(one.sentence for one in pick(ENGLISH) if one.as_printed == "54.19 per cent")
    assert sentence.startswith("On 19 March 2023")
    headline = "Turnout was 54.29\n\nBy 22:10 it was 54.19 per cent."
    assert [one.sentence for one in figures(headline)] == headline.split("\n\n")


def test_the_words_around_say_what_may_be_counted() -> None:
    guessed = {one.value: one.indicator for one in [*figures(ENGLISH), *figures(RUSSIAN)]}
    assert guessed["12035578"] == "registered"
    assert guessed["54.19"] == "turnout"
    assert guessed["166"] == "suits"
    assert guessed["10223"] == "stations"
    assert guessed["42"] == "foreign_observers"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 146 polling stations opened", [("10146", False)]),
        ("6,366 votes", [("6366", False)]),
        ("6.366 votes", [("6.366", True)]),
        ("6,366 процента", [("6.366", True)]),
        ("1'050'000 tenge", [("1050000", False)]),
        ("1.050.000 теңге", [("1050000", False)]),
        ("3,341,510 votes (52.49 %)", [("3341510", False), ("52.49", False)]),
        ("49 of 166", [("49", False), ("166", False)]),
    ],
)
def test_separators(text: str, expected: list[tuple[str, bool]]) -> None:
    assert [(one.value, one.is_unsure) for one in figures(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "https://en.inform.kz/news/six-parties_a4049989/",
        "write to desk2023@example.org",
        "call +7 7172 75 63 11",
        "10.01.2021",
        "10 January 2021",
        "10 января",
        "January 10",
        "18 наурыз",
        "Article 97-1, paragraph 5",
        "п. 4 ст. 89",
        "the 5th edition",
        "5-й созыв",
        "8-ші шақырылым",
        "Law No. 105-VII",
        "in 2019",
    ],
)
def test_what_is_no_figure_is_proposed_as_none(text: str) -> None:
    assert figures(text) == []
    assert pick(text) or "@" in text


def test_percentage_of_a_year_like_number_is_a_figure() -> None:
    assert [one.value for one in figures("2023 per cent")] == ["2023"]


@given(st.integers(0, 10**9), st.sampled_from(["en", "ru", "kk"]))
def test_grouped_whole_numbers_are_read_back(number: int, language: str) -> None:
    for mark in (" ", "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}", "'"):
        printed = f"{number:,}".replace(",", mark)
        assert read_number(printed, language) == (str(number), False)


@given(st.integers(0, 10**7), st.integers(0, 99))
def test_decimals_are_read_in_either_way_of_writing(whole: int, rest: int) -> None:
    for mark in ".,":
        assert read_number(f"{whole}{mark}{rest:02d}", "en") == (f"{whole}.{rest:02d}", False)


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    for one in pick(text):
        assert text[one.start : one.end]


@pytest.mark.parametrize("module", [pick_figures, sentences])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
