"""Who may stand, by the law of the packs; made-up candidates only."""

from __future__ import annotations

import doctest
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.core.problem import Refused
from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.election.methods import eligibility
from baqylau.election.methods.eligibility import (
    Demand,
    Law,
    Person,
    answers_to_quotas,
    check_list,
    check_person,
    check_quota,
    most_on_list,
)
from baqylau.election.methods.list_quotas import Group, GroupQuota, Stage
from baqylau.election.sources.candidate_law import law_from, read_candidate_laws

DAY = date(2023, 3, 19)
QUOTA = GroupQuota(
    stage=Stage.LIST,
    groups=frozenset({Group.WOMEN, Group.YOUTH, Group.DISABILITY}),
    share=Fraction(30, 100),
    youth_under=29,
    article="89",
)
LAW = Law(
    minimum_age=Demand(25, "4"),
    residence_years=Demand(10, "4"),
    deposit=Demand(1_050_000),
    currency="KZT",
    members_only=Demand(1),
    list_over=(Fraction(30, 100), Demand(0)),
    quotas=(QUOTA,),
)


def codes(**person: object) -> list[str]:
    return [issue.code for issue in check_person(Person(key="1", **person), LAW)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({}, []),
        ({"ages": (25, 25), "resident_years": 10, "deposit": 1_050_000, "is_member": True}, []),
        ({"ages": (24, 24)}, ["N.301"]),
        ({"ages": (24, 25)}, []),
        ({"resident_years": 9}, ["N.302"]),
        ({"deposit": 1_049_999}, ["N.303"]),
        ({"is_member": False}, ["N.304"]),
        ({"ages": (20, 21), "resident_years": 0, "deposit": 0}, ["N.301", "N.302", "N.303"]),
    ],
)
def test_what_is_known_is_compared_and_what_is_not_raises_nothing(
    person: dict[str, object], expected: list[str]
) -> None:
    assert codes(**person) == expected
    assert not list(check_person(Person(key="1", **person), Law()))  # type: ignore[arg-type]


def test_the_list_of_90_that_the_commission_allowed_for_69_seats() -> None:
    assert not list(check_list("Amanat", 90, 69, LAW))
    assert [one.code for one in check_list("Amanat", 91, 69, LAW)] == ["N.305"]


@given(st.integers(1, 1000), st.integers(0, 100))
def test_the_size_of_a_list_is_rounded_up(seats: int, per_cent: int) -> None:
    most = most_on_list(seats, Fraction(per_cent, 100))
    assert 100 * (most - 1) < seats * (100 + per_cent) <= 100 * most


def on_list(number: int, **person: object) -> list[Person]:
    return [Person(key=str(one), on_list="List", **person) for one in range(number)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("women", "men", "unknown", "expected"),
    [(27, 63, 0, []), (26, 64, 0, ["N.306"]), (26, 63, 1, [])],
)
def test_the_quota_of_a_list(women: int, men: int, unknown: int, expected: list[str]) -> None:
    known = {"born": date(1980, 1, 1), "has_disability": False}
    persons = [*on_list(women, is_woman=True), *on_list(men, is_woman=False, **known), *on_list(unknown)]
    (answer,) = answers_to_quotas(persons, LAW, DAY)
    assert [issue.code for issue in check_quota(answer)] == expected


LAWS = """
[[candidate_law]]
contests = ["party_list", "single_mandate"]
minimum_age = 25
article = "4"
source = "made up"
[[candidate_law]]
contests = ["party_list"]
list_over = "30%"
deposit = 1050000
currency = "KZT"
members_only = true
source = "made up"
"""


def read(text: str) -> list[dict[str, object]]:
    problems = Problems()
    table = Table(read_toml(text.encode(), "election.toml"), "election.toml", problems)
    found = read_candidate_laws(table, ("party_list", "single_mandate"))
    problems.refuse_if_any()
    return found


def test_the_law_comes_from_the_pack_with_its_articles() -> None:
    law = law_from(read(LAWS), None)
    assert law.minimum_age == Demand(25, "4", "made up")
    assert law.list_over == (Fraction(3, 10), Demand(0, "", "made up"))
    assert (law.deposit, law.currency) == (Demand(1_050_000, "", "made up"), "KZT")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('["party_list"]', '["senate"]', "P.182"),
        ('currency = "KZT"', "", "P.182"),
        ('"30%"', '"a third"', "S.113"),
        ("minimum_age = 25", "minimum_age = -1", "C.144"),
        ('article = "4"', 'article_of = "4"', "C.143"),
        ('source = "made up"', "", "C.142"),
    ],
)
def test_a_law_that_cannot_be_read_is_refused(old: str, new: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(LAWS.replace(old, new, 1))
    assert code in {problem.code for problem in refused.value.problems}


def test_the_examples_hold() -> None:
    assert doctest.testmod(eligibility).failed == 0
