"""Published figures against each other: what is wrong is found, what is right raises nothing."""

from __future__ import annotations

import csv
import doctest
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.core.figure import percent
from baqylau.election.methods import figure_checks, figure_words, figures
from baqylau.election.methods.figure_checks import Conflict, check_figures
from baqylau.election.methods.figures import Ballot, Qualifier, Said, interval_of

AS_PUBLISHED = Path(__file__).parent / "as_published.csv"
"""Figures of elections that no pack has, as the press printed them; ``wrong`` marks those that are."""


def said(row: dict[str, str]) -> Said:
    names = ("key", "indicator", "contest", "option", "part", "value", "unit", "base", "as_of", "source")
    qualifier = Qualifier(row["qualifier"])
    return Said(**{name: row[name] for name in names}, qualifier=qualifier, stands=not row["wrong"])


def cases() -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for row in csv.DictReader(AS_PUBLISHED.open()):
        found.setdefault(row["case"], []).append(said(row))
    return found


def ballots_of(all_said: Iterable[Said]) -> dict[str, Ballot]:
    options: dict[str, set[str]] = {}
    for one in all_said:
        if one.option:
            options.setdefault(one.contest, set()).add(one.option)
    return {contest: Ballot(named, named - {"against"}) for contest, named in options.items()}


def one(key: str, value: str, indicator: str = "suits", **more: object) -> Said:
    return Said(key=key, value=value, indicator=indicator, **more)  # type: ignore[arg-type]


def plain(conflict: Conflict) -> str:
    """What it says, with the narrow blanks in numbers as ordinary ones."""
    return conflict.says.replace("\N{NARROW NO-BREAK SPACE}", " ")


def codes(found: Iterable[Conflict]) -> set[str]:
    return {conflict.code for conflict in found}


@pytest.mark.parametrize("case", cases())
def test_a_figure_that_was_printed_wrong_is_found(case: str) -> None:
    """The rows of elections without a pack; those of packs are in ``test_figures_of_packs``."""
    told = cases()[case]
    wrong = {figure.key for figure in told if not figure.stands}
    found = check_figures(told, ballots_of(told))
    assert found
    assert all(wrong & set(conflict.keys) for conflict in found), found


@pytest.mark.parametrize("case", cases())
def test_without_the_wrong_figure_nothing_is_raised(case: str) -> None:
    told = [figure for figure in cases()[case] if figure.stands]
    assert check_figures(told, ballots_of(told)) == []


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ("10", {"N.103", "N.105"}),
        ("11", {"N.101", "N.103", "N.105"}),
        ("12", {"N.101", "N.103", "N.105"}),
        ("13", {"N.103"}),
        ("15", {"N.106"}),
        ("21", {"N.101", "N.105"}),
    ],
)
def test_each_is_found_in_the_way_that_the_press_can_be_shown(case: str, expected: set[str]) -> None:
    told = cases()[case]
    assert codes(check_figures(told, ballots_of(told))) == expected


def test_it_makes_no_difference_which_of_two_figures_was_entered_as_standing() -> None:
    told = [replace(figure, stands=True) for figure in cases()["11"]]
    assert {"N.101", "N.105"} <= codes(check_figures(told, ballots_of(told)))


# ------------------------------------------------------------------ wholes and parts

SUITS = [
    one("all", "166"),
    *(
        one(name, value, part=f"outcome:{name}")
        for name, value in (("satisfied", "49"), ("rejected", "84"), ("withdrawn", "15"), ("left", "16"))
    ),
]


def test_what_parts_leave_over_is_said_and_not_hidden() -> None:
    (found,) = check_figures(SUITS)
    assert plain(found) == "84 + 49 + 16 + 15 = 164 of 166: 2 not accounted for."
    assert check_figures([*SUITS, one("pending", "2", part="outcome:pending")]) == []


def test_a_single_part_need_not_be_all() -> None:
    assert check_figures(SUITS[:2]) == []
    assert codes(check_figures([one("all", "4"), one("part", "5", part="outcome:lost")])) == {"N.101"}


def test_subsets_may_overlap() -> None:
    courts = one("courts", "120", part="of_which:in_court")
    against = one("against", "135", part="of_which:against_constituencies")
    assert check_figures([SUITS[0], courts, against]) == []


def test_a_part_of_a_part_is_compared_with_that() -> None:
    nested = [replace(figure, part=f"of_which:considered/{figure.part}") for figure in SUITS[1:]]
    considered = one("considered", "164", part="of_which:considered")
    assert check_figures([SUITS[0], considered, *nested]) == []


def test_rounded_parts_that_add_up_otherwise_are_a_remark() -> None:
    items = [
        one("all", "10000", "media_items", qualifier=Qualifier.ABOUT),
        one("tv", "5000", "media_items", part="channel:tv", qualifier=Qualifier.AT_LEAST),
        one("print", "2200", "media_items", part="channel:print", qualifier=Qualifier.ABOUT),
        one("web", "2600", "media_items", part="channel:web", qualifier=Qualifier.AT_LEAST),
    ]
    (found,) = check_figures(items)
    assert (found.code, found.is_remark) == ("N.101", True)


def test_swapped_digits_are_named_with_the_number_that_fits() -> None:
    parts = {"a": 3341510, "b": 693938, "c": 547154, "d": 535139, "e": 432920, "f": 331058, "g": 146431}
    told = [one(name, str(votes), "votes", contest="list", option=name) for name, votes in parts.items()]
    told += [one("x", "248291", "votes", contest="list", option="x")]
    told += [one("valid", "6366441", "valid", contest="list")]
    (found,) = check_figures(told, {"list": Ballot([*parts, "x"], list(parts))})
    assert plain(found).endswith("It would fit with two digits swapped: 3 431 510 for 3 341 510.")


# ------------------------------------------------------------------ the other checks


def test_shares_that_add_up_to_more_than_rounding_explains() -> None:
    told = [
        one(name, value, "share", contest="list", option=name, unit="percent")
        for name, value in (("a", "60.00"), ("b", "30.00"), ("c", "11.63"))
    ]
    ballots = {"list": Ballot("abc", "abc")}
    assert codes(check_figures(told, ballots)) == {"N.102"}
    of_electors = [replace(figure, base="took_part") for figure in told]
    assert check_figures(of_electors, ballots) == []


def test_turnout_that_falls_is_found_between_the_nearest_reports() -> None:
    hours = [("12:10", "30.65"), ("16:10", "49.14"), ("18:10", "41.07"), ("20:10", "53.10")]
    told = [
        one(hour, value, "turnout", unit="percent", as_of=f"2023-03-19 {hour}", area="turkistan")
        for hour, value in hours
    ]
    (found,) = check_figures(told)
    assert (found.code, set(found.keys)) == ("N.104", {"16:10", "18:10"})


def test_a_share_that_was_cut_off_is_only_a_remark() -> None:
    told = [one("all", "3000"), one("won", "2000", part="outcome:won")]
    told += [one("share", "66.6", part="outcome:won", unit="percent")]
    (found,) = check_figures(told)
    assert (found.code, found.is_remark) == ("N.103", True)


def test_two_sources_that_count_one_station_more() -> None:
    told = [one("sco", "10060", "stations"), one("siasat", "10061", "stations")]
    (found,) = check_figures(told)
    assert (found.code, plain(found)) == ("N.105", "10 061 here, 10 060 there.")


def test_a_rounded_figure_agrees_with_the_exact_one() -> None:
    told = [one("press", "12035000", "registered", qualifier=Qualifier.ABOUT)]
    told += [one("commission", "12035578", "registered")]
    assert check_figures(told) == []


def test_requested_accredited_and_deployed_observers_never_stand_against_each_other() -> None:
    of = {"part": "organisation:odihr"}
    told = [
        one("requested", "300", "observers_requested", **of),
        one("accredited", "42", "foreign_observers", **of),
        one("deployed", "40", "observers_deployed", **of),
    ]
    assert check_figures(told) == []
    told[2] = one("deployed", "43", "observers_deployed", **of)
    assert codes(check_figures(told)) == {"N.107"}


@pytest.mark.parametrize(
    ("sentence", "raises"),
    [
        ("ODIHR requested 300 short-term observers.", True),
        ("ЦИК аккредитовала 300 наблюдателей.", False),
        ("БДИПЧ запросило 300 краткосрочных наблюдателей.", True),
        ("ОСК 300 байқаушыны аккредиттеді.", False),
        ("Бюро 300 байқаушы сұратты.", True),
    ],
)
def test_a_sentence_about_another_of_the_three_is_pointed_out(sentence: str, raises: bool) -> None:
    found = check_figures([one("it", "300", "foreign_observers", sentence=sentence)])
    assert codes(found) == ({"N.108"} if raises else set())


def test_a_mean_share_says_nothing() -> None:
    seven = {"list": Ballot("abcdefgx", "abcdefg")}
    (found,) = check_figures([one("it", "14.3", "mean_share", unit="percent")], seven)
    assert found.says == "The mean of 7 shares is 14.29 % whatever they are: the figure says nothing."
    assert check_figures([one("it", "14.3", "share", unit="percent")], seven) == []
    assert check_figures([one("it", "15.1", "mean_share", unit="percent")], seven) == []


def test_a_share_outside_0_to_100() -> None:
    assert codes(check_figures([one("it", "101.63", "turnout", unit="percent")])) == {"N.110"}


# ------------------------------------------------------------------ whatever the numbers are

wholes = st.lists(st.integers(0, 10**7), min_size=2, max_size=8)


def contest(votes: list[int], places: int) -> tuple[list[Said], dict[str, Ballot]]:
    """A contest as an exact commission would print it."""
    valid = sum(votes)
    told = [one("valid", str(valid), "valid", contest="list")]
    for place, count in enumerate(votes):
        of = {"contest": "list", "option": str(place)}
        told.append(one(f"votes {place}", str(count), "votes", **of))
        if valid:
            share = percent(count, valid, places)
            told.append(one(f"share {place}", share, "share", unit="percent", **of))
    names = [str(place) for place in range(len(votes))]
    return told, {"list": Ballot(names, names)}


@given(wholes, st.integers(0, 3))
def test_what_was_counted_and_rounded_rightly_raises_nothing(votes: list[int], places: int) -> None:
    told, ballots = contest(votes, places)
    assert check_figures(told, ballots) == []


@given(wholes, st.integers(0, 7), st.integers(1, 10**6))
def test_a_changed_count_is_always_found(votes: list[int], place: int, more: int) -> None:
    told, ballots = contest(votes, 2)
    key = f"votes {place % len(votes)}"
    told = [
        replace(figure, value=str(int(figure.value) + more)) if figure.key == key else figure
        for figure in told
    ]
    assert "N.101" in codes(check_figures(told, ballots))


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=9))
def test_a_series_is_raised_exactly_where_it_falls(values: list[int]) -> None:
    told = [
        one(str(hour), str(value), "received_ballot", as_of=f"2023-03-19 {10 + hour}:00")
        for hour, value in enumerate(values)
    ]
    falls = any(later < earlier for earlier, later in pairwise(values))
    assert codes(check_figures(told)) == ({"N.104"} if falls else set())


@given(st.decimals(0, 100, allow_nan=False, places=2))
def test_the_digits_of_a_decimal_stand_for_what_rounds_to_them(value: object) -> None:
    interval = interval_of(one("it", str(value), unit="percent"))
    assert interval.low is not None
    assert interval.high is not None
    assert interval.high - interval.low == Fraction(1, 100)


@pytest.mark.parametrize("module", [figures, figure_words, figure_checks])
def test_the_examples_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
