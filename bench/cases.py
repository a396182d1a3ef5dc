"""The register of complaints with 100,000 cases: list, filter, text search, limits, on both databases."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bench.both import on_both
from bench.row import Row

CASES, LOOKS, BATCH = 100_000, 7, 500
GOAL, GOAL_OF_LIMITS = 0.2, 1.0
DAY = date(2023, 2, 1)
NOW = datetime(2023, 3, 10, tzinfo=UTC)
ASKED = {
    "the list": "",
    "a filter that many pass": "?outcome=rejected",
    "a filter that few pass": "?standing=overdue&order=limit",
    "several filters": "?body=territorial&category=campaign&area=r3&outcome=satisfied",
    "a word that few have": "?q=word77777",
    "a word that many have": "?q=registration",
    "a word that none has": "?q=nosuchword",
    "a word and a filter": "?q=registration&outcome=withdrawn",
    "the last page": "?page=1000",
}


def run() -> list[Row]:
    """From the request to the last byte at the server, the middle of some looks."""
    return on_both("bench.cases", _rows)


def _rows(name: str, times: dict[str, Any]) -> list[Row]:
    what = f"{CASES:,} cases, {name}"
    return [
        *(Row(f"{what}: {asked}", times[asked], GOAL) for asked in ASKED),
        Row(f"{what}: the statistics", times["the statistics"]),
        Row(f"{what}: limits of all open cases, nothing differs", times["limits as before"], GOAL_OF_LIMITS),
        Row(f"{what}: limits of all open cases, each is another", times["limits others"], GOAL_OF_LIMITS),
    ]


# ------------------------------------------------------------------ inside the process


def _measure() -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.test import Client

    mission, user = _fill()
    _settle()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    address = f"/missions/{mission.slug}/cases/"

    def look(path: str) -> None:
        answer = client.get(path)
        assert answer.status_code == 200, answer.status_code

    for _ in range(3):  # the first looks of a process load templates and connect
        look(address)
    found = {
        asked: _middle(lambda question=question: look(address + question))  # type: ignore[misc]
        for asked, question in ASKED.items()
    }
    found["the statistics"] = _middle(lambda: look(f"{address}statistics/"))
    return found | _limits(mission)


def _limits(mission):  # type: ignore[no-untyped-def]
    """Of a third of all cases, which are open: as they were, and after the law has given one day more."""
    from tests.disputes.conftest import PROCEDURE

    from baqylau.disputes.actions.limits import recompute_limits
    from baqylau.disputes.actions.load import load
    from baqylau.disputes.models import ElectionProcedure
    from baqylau.disputes.sources.pack import read_bytes

    recompute_limits(mission=mission, by=None)
    as_before = _middle(lambda: recompute_limits(mission=mission, by=None))
    longer = PROCEDURE.replace("days = 5", "days = 6").replace("days = 3", "days = 4")
    part = read_bytes(longer.encode())
    ElectionProcedure.objects.update(source=part.source, sha256="longer")
    began = time.perf_counter()
    changed = recompute_limits(mission=mission, by=None)
    others = time.perf_counter() - began
    assert changed > CASES // 4
    load(part, election=mission.election, by=None)
    return {"limits as before": as_before, "limits others": others}


def _middle(work: Callable[[], object]) -> float:
    times = []
    for _ in range(LOOKS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return sorted(times)[LOOKS // 2]


def _settle() -> None:
    """What was filled in lies where it stays."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("ANALYZE")


def _fill():  # type: ignore[no-untyped-def]
    """An election with regions, a mission, and cases with one or two proceedings each."""
    from tests.disputes.conftest import PROCEDURE

    from baqylau.accounts.models import User
    from baqylau.disputes.actions.load import load
    from baqylau.disputes.models import Case, Outcome, Proceeding
    from baqylau.disputes.sources.categories import categories
    from baqylau.disputes.sources.pack import read_bytes
    from baqylau.election.models import Area, CalendarEvent, Contest, Election
    from baqylau.mission.models import Membership, Mission

    election = Election.objects.create(
        code="disputed", country="xx", kind="parliament", day=date(2023, 3, 19), names={"en": "Disputed"}
    )
    CalendarEvent.objects.create(election=election, code="silence", names={"en": "Silence"})
    load(read_bytes(PROCEDURE.encode()), election=election, by=None)
    areas = Area.objects.bulk_create(
        Area(
            country="xx",
            code=f"r{number}",
            kind="region",
            path=f"xx/r{number}/",
            valid_from=election.day,
            names={"en": f"Region {number}"},
        )
        for number in range(20)
    )
    election.areas.add(*areas)
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    mission = Mission.objects.create(slug="disputed", name="Disputed", election=election, kind="full")
    user = User.objects.create_user("disputed")
    Membership.objects.create(mission=mission, user=user, role="legal_analyst")
    chance = random.Random(1)  # noqa: S311
    words = ["registration", "refusal", "residence", "leaflet", "count", "protocol", "list", "observer"]
    kinds = list(categories())
    outcomes = [one for one in Outcome if one != Outcome.PENDING]
    for start in range(0, CASES, BATCH * 10):
        cases = Case.objects.bulk_create(
            (
                Case(
                    mission=mission,
                    number=number + 1,
                    confidential=number % 50 == 0,
                    arrival="complaint" if number % 5 else "clarification",
                    official_number=f"{number}/23",
                    complainant_kind="candidate",
                    complainant_sex=chance.choice(["f", "m", ""]),
                    complainant=f"Person {chance.randrange(50_000)} of the steppe",
                    respondent_kind="territorial",
                    respondent=f"Commission {chance.randrange(300)}",
                    contest=contest,
                    area=chance.choice(areas),
                    category=chance.choice(kinds),
                    source_kind="official",
                    says=" ".join([*chance.choices(words, k=30), f"word{number}"]),
                    added_at=NOW,
                )
                for number in range(start, min(start + BATCH * 10, CASES))
            ),
            batch_size=BATCH,
        )
        steps = []
        for case in cases:
            received = DAY + timedelta(days=chance.randrange(40))
            is_open = case.number % 3 == 0
            first = Proceeding(
                mission=mission,
                case=case,
                position=1,
                is_last=case.number % 4 != 0,
                body=chance.choice(["precinct", "territorial"]),
                contested_on=received - timedelta(days=chance.randrange(12)),
                received_on=received,
                due_on=received + timedelta(days=5),
                outcome="pending" if is_open else chance.choice(outcomes),
                decided_on=None if is_open else received + timedelta(days=chance.randrange(9)),
            )
            steps.append(first)
            if case.number % 4 == 0:
                later = received + timedelta(days=10)
                steps.append(
                    Proceeding(
                        mission=mission,
                        case=case,
                        position=2,
                        before=first.body,
                        body="territorial",
                        received_on=later,
                        due_on=later + timedelta(days=3),
                    )
                )
        Proceeding.objects.bulk_create(steps, batch_size=BATCH)
    return mission, user


if __name__ == "__main__":
    print(json.dumps(_measure()))
