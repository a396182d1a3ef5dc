"""Candidates as figures for reports: what is not known is no part of a denominator, and is named."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from baqylau.accounts.models import User
from baqylau.election import candidate_figures
from baqylau.election.actions.candidates import decide_candidate, enter_candidate
from baqylau.election.models import Candidate, Contest, Election
from baqylau.mission.models import Mission
from baqylau.reports.figure_registry import Registry
from baqylau.reports.source_words import is_known

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)


@pytest.fixture
def register(mission: Mission, election: Election, dana: User) -> Mission:
    """Two registered of four in a district, and a woman on a list; election day is 1 March 2026."""
    names = {"en": "North"}
    district = Contest.objects.create(election=election, code="north", kind="single_mandate", names=names)
    lists = Contest.objects.create(election=election, code="list", kind="party_list", names=names)

    def entered(contest: Contest, *decisions: str, **given: Any) -> None:
        values = {"contest": contest, "source": "A list", **given}
        values.setdefault("nominated_by", "party")
        one = enter_candidate(mission=mission, given=values, by=dana, now=NOW)
        for day, kind in enumerate(decisions, start=1):
            told: dict[str, Any] = {"kind": kind, "ground": "x", "source": "y"}
            decide_candidate(candidate=one, decided_on=date(2026, 2, day), by=dana, now=NOW, **told)

    entered(district, "registered", name="A", sex="f", born=date(1997, 3, 2), nominated_by="self")
    entered(district, "refused", "restored", name="B", birth_year=1997)
    entered(district, "refused", name="C", sex="f")
    entered(district, name="D", sex="m")
    entered(lists, "registered", name="E", sex="f")
    return mission


def shares(mission: Mission, name: str) -> tuple[int, int | None, dict[str, int]]:
    counted = Registry(mission).count([name])[name].figure
    return counted.numerator, counted.denominator, dict(counted.excluded)


@pytest.mark.parametrize(
    ("name", "numerator", "denominator", "excluded"),
    [
        ("nominated.single_mandate", 4, None, {}),
        ("registered.single_mandate", 2, 4, {}),
        ("refused.single_mandate", 1, 4, {}),
        ("women.single_mandate", 1, 1, {"sex not known": 1}),
        ("women.party_list", 1, 1, {}),
        ("self_nominated.single_mandate", 1, 2, {}),
        # A is 28 on election day, one day before the birthday; of B, 28 or 29, the group is not known.
        ("aged_25.single_mandate", 1, 1, {"age not known": 1}),
        ("aged_29.single_mandate", 0, 1, {"age not known": 1}),
        ("aged_25.party_list", 0, 0, {"age not known": 1}),
    ],
)
def test_each_number_has_its_denominator_and_what_is_left_out(
    register: Mission, name: str, numerator: int, denominator: int | None, excluded: dict[str, int]
) -> None:
    assert shares(register, f"candidates.{name}") == (numerator, denominator, excluded)


def test_the_register_offers_nothing_where_it_has_no_candidates(mission: Mission) -> None:
    assert Registry(mission).offer("candidates.nominated.party_list") is None


def test_what_is_offered_has_words_in_three_languages(register: Mission) -> None:
    offer = Registry(register).offer("candidates.women.party_list")
    assert offer is not None
    assert offer.words["en"] == "Women among registered candidates: Party lists"


def test_another_digest_says_that_a_candidate_is_now_another(register: Mission) -> None:
    found = Candidate.objects.select_related("contest__election")
    before = candidate_figures.women(found.all(), "single_mandate").digest
    Candidate.objects.filter(name="B").update(sex="m")
    assert candidate_figures.women(found.all(), "single_mandate").digest != before


def test_every_source_can_be_said_in_other_languages(register: Mission) -> None:
    registry = Registry(register)
    names = [one.name for one in registry.offers() if one.name.startswith("candidates.")]
    assert len(names) == 28
    assert {
        one.figure.source for one in registry.count(names).values() if not is_known(one.figure.source)
    } == set()
