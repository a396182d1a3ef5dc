"""The list of cases by its indexes finds what going through all cases one by one finds."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest

from baqylau.accounts.models import User
from baqylau.core.text import search_key
from baqylau.disputes.actions.cases import add_proceeding
from baqylau.disputes.actions.given import ProceedingData
from baqylau.disputes.models import Case, Outcome
from baqylau.disputes.queries import cases_seen_by
from baqylau.disputes.selection import CaseSelection, overdue
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from tests.disputes.conftest import NOW, Enter

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 20)
CHOICES = {
    "q": ["", "", "word", "refusal word", "nothing"],
    "arrival": ["", "", "complaint", "media"],
    "body": ["", "", "precinct", "territorial", "-"],
    "outcome": ["", "", "rejected", "pending"],
    "standing": ["", "", "overdue", "open", "late", "decided", "nonsense"],
    "category": ["", "", "campaign", "pre_election", "-"],
    "area": ["", "", "n", "-", "nowhere"],
    "sex": ["", "", "f", "-"],
    "kind": ["", "", "precedent", "confidential", "filed_late"],
    "since": ["", "", "2026-02-05", "not a day"],
    "until": ["", "", "2026-02-12"],
    "order": ["", "oldest", "limit"],
}


def slowly(asked: CaseSelection, cases: list[Case]) -> set[int]:
    """The keys of the cases that are asked for, each looked at by itself."""
    return {case.pk for case in cases if wanted(asked, case)}


def wanted(asked: CaseSelection, case: Case) -> bool:
    steps = list(case.proceedings.order_by("position"))
    first, last = steps[0], steps[-1]
    pending = last.outcome == Outcome.PENDING
    standing = {
        "": True,
        "overdue": pending and last.due_on is not None and last.due_on < TODAY,
        "open": pending,
        "late": not pending and bool(last.due_on and last.decided_on and last.decided_on > last.due_on),
        "decided": not pending,
    }
    received, since, until = first.received_on, asked.since, asked.until
    known = received.isoformat() if received else ""
    words = " ".join((case.complainant, case.says))
    branch = {"campaign": ("campaign",), "pre_election": ("campaign", "media"), "-": ("",)}
    area = case.area.code if case.area else "-"
    filed_late = any(one.received_on and one.file_by and one.received_on > one.file_by for one in steps)
    kinds = {"precedent": case.is_precedent, "confidential": case.confidential, "filed_late": filed_late}
    return all(
        (
            all(word in search_key(words) for word in search_key(asked.q).split()),
            asked.arrival in ("", case.arrival),
            not asked.body or any((one.body or "-") == asked.body for one in steps),
            asked.outcome in ("", last.outcome),
            standing.get(asked.standing, False),
            not asked.category or case.category in branch[asked.category],
            asked.area in ("", area),
            asked.sex in ("", case.complainant_sex or "-"),
            not asked.kind or kinds[asked.kind],
            since != "2026-02-05" or known >= since,
            not until or (bool(known) and known <= until),
        )
    )


@pytest.fixture
def many(enter: Enter, north: Area, dana: User) -> list[Case]:
    """Cases of every sort, from lots that are the same each time."""
    lots = random.Random(4)
    made = []
    for number in range(60):
        received = lots.choice([None, date(2026, 2, 1) + timedelta(days=lots.randrange(18))])
        outcome = lots.choice(["pending", "pending", "rejected", "satisfied"])
        decided = received + timedelta(days=lots.randrange(9)) if received and outcome != "pending" else None
        case = enter(
            arrival=lots.choice(["complaint", "complaint", "media"]),
            confidential=lots.random() < 0.2,
            says=lots.choice(["refusal", "word", "WORD of a refusal"]),
            complainant=f"Person {number}",
            category=lots.choice(["", "campaign", "media", "silence"]),
            complainant_sex=lots.choice(["", "f", "m"]),
            area=lots.choice([None, north]),
            body=lots.choice(["", "precinct", "territorial"]),
            received_on=received,
            contested_on=received - timedelta(days=lots.randrange(14)) if received else None,
            outcome=outcome,
            decided_on=decided,
        )
        if lots.random() < 0.3:
            given = ProceedingData(body="territorial", received_on=date(2026, 2, 10 + lots.randrange(9)))
            add_proceeding(case=case, given=given, version=None, by=dana, now=NOW)
        made.append(case)
    return made


@pytest.mark.parametrize("sees_all", [True, False])
def test_the_quick_list_is_the_slow_one(
    many: list[Case], mission: Mission, dana: User, bolat: User, sees_all: bool
) -> None:
    seen = cases_seen_by(dana if sees_all else bolat, mission)
    cases = [case for case in many if sees_all or not case.confidential]
    lots, sizes = random.Random(5), []
    for _round in range(80):
        asked = CaseSelection(**{name: lots.choice(values) for name, values in CHOICES.items()})
        keys = list(asked.keys(seen, mission=mission, today=TODAY, sees_all=sees_all))
        assert set(keys) == slowly(asked, cases), asked
        assert len(keys) == len(set(keys))
        if asked.order != "limit":
            assert keys == sorted(keys, reverse=asked.order != "oldest")
        sizes.append(len(keys))
    for name in CHOICES:  # each filter by itself
        for value in CHOICES[name]:
            asked = replace(CaseSelection(), **{name: value})
            keys = list(asked.keys(seen, mission=mission, today=TODAY, sees_all=sees_all))
            assert set(keys) == slowly(asked, cases), asked
            sizes.append(len(keys))
    assert len(set(sizes)) > 10
    counted = slowly(CaseSelection(standing="overdue"), cases)
    assert overdue(mission, TODAY, sees_all=sees_all) == len(counted) > 0


def test_the_nearest_limit_stands_first_and_unknown_ones_last(
    many: list[Case], mission: Mission, dana: User
) -> None:
    asked = CaseSelection(order="limit")
    keys = list(asked.keys(cases_seen_by(dana, mission), mission=mission, today=TODAY, sees_all=True))
    limits = [Case.objects.get(pk=key).proceedings.get(is_last=True).due_on for key in keys]
    known = [limit for limit in limits if limit]
    assert known == sorted(known)
    assert limits == [*known, *[None] * (len(limits) - len(known))]


def test_every_filter_is_tried_or_tried_elsewhere() -> None:
    elsewhere = {"contest", "complainant", "respondent", "source", "extract"}
    assert {one.name for one in fields(CaseSelection)} == {*CHOICES, *elsewhere}
