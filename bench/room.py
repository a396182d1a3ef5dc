"""The election-day room with 20,000 records: the first look, one after each new report, one without news."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.database import ready
from bench.row import Row

RECORDS, LOOKS = 20_000, 20


def run() -> list[Row]:
    """At the server, from the request to the last byte of the answer, on SQLite."""
    ready()
    from datetime import date

    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone
    from tests.observation.many_records import fill, places, voting_form
    from tests.observation.sending import filled, in_team, published_form, send

    from baqylau.election.models import Election
    from baqylau.mission.models import Membership, Mission

    election = Election.objects.create(
        code="room", country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Room"}
    )
    mission = Mission.objects.create(slug="room", name="Room", election=election, kind="full")
    places(election)
    fill(mission, voting_form(mission), RECORDS)
    published_form(mission, "more")
    user = get_user_model().objects.create_user("room")
    Membership.objects.create(mission=mission, user=user, role="head")
    observer = in_team(Membership.objects.create(mission=mission, user=user, role="sto"))
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    page = reverse("site:election_day", args=[mission.slug])
    live = reverse("site:election_day_live", args=[mission.slug])

    def look(path: str, tag: str = "") -> str:
        answer = client.get(path, headers={"If-None-Match": tag})
        assert answer.status_code in (200, 304)
        return answer.get("ETag", "")

    first = _timed(lambda: look(page))
    after_reports = []
    for number in range(LOOKS):
        send(observer, filled(f"uuid:{number}", form="more"), now=timezone.now())
        after_reports.append(_timed(lambda: look(live)))
    tag = look(live)
    unchanged = [_timed(lambda: look(live, tag)) for _ in range(LOOKS)]
    what = f"the election-day room with {RECORDS:,} records"
    return [
        Row(f"{what}: the whole page, first look of a process", first),
        Row(
            f"{what}: what is live, after a new report (the middle of {LOOKS})", _middle(after_reports), 0.15
        ),
        Row(f"{what}: the slowest of them", max(after_reports), 0.15),
        Row(f"{what}: nothing new", _middle(unchanged)),
    ]


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]
