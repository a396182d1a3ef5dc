"""Media monitoring with 200,000 coded items: every page of indicators, on both databases."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bench.both import on_both
from bench.row import Row

DAYS, ITEMS, LOOKS = 40, 30, 5
"""Six broadcasters, a newspaper and a site, each with several programmes a day, of so many items."""
GOAL = 0.3
FIRST_DAY = date(2026, 1, 20)
ASKED = {
    "shares and equality": "",
    "shares of one week, news in prime time": "?since=2026-02-01&until=2026-02-07&class=news&prime=yes",
    "shares of contestants in one outlet": "?outlet=first&only=contestants",
    "shares against a reference": "?weight-tulip=40&weight-falcon=29&weight-lark=29",
    "tone": "tone/",
    "voices and topics": "voices/",
    "day by day, with the windows": "days/",
    "what was monitored": "monitored/",
    "agreement of monitors": "agreement/",
    "a table as CSV": "tables/time.csv",
    "a chart as SVG": "charts/time.svg",
}


def run() -> list[Row]:
    """From the request to the last byte at the server, the middle of some looks."""
    return on_both("bench.media", _rows)


def _rows(name: str, found: dict[str, Any]) -> list[Row]:
    what = f"{found['items']:,} coded media items, {name}"
    return [
        *(Row(f"{what}: {asked}", found[asked], GOAL) for asked in ASKED),
        Row(f"{what}: the first look after all was coded", found["first look"]),
        Row(f"{what}: a look after one programme was corrected", found["after a correction"], GOAL),
    ]


# ------------------------------------------------------------------ inside the process


def _measure() -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.db.models import F
    from django.test import Client

    from baqylau.campaign.models import MediaItem, Programme

    mission, user = _fill()
    _settle()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    address = f"/missions/{mission.slug}/media/indicators/"

    def look(path: str) -> float:
        began = time.perf_counter()
        answer = client.get(address + path)
        if answer.streaming:
            b"".join(answer.streaming_content)
        assert answer.status_code == 200, answer.status_code
        return time.perf_counter() - began

    found: dict[str, float] = {"items": MediaItem.objects.count(), "first look": look("")}
    _settle()
    look("")
    for asked, path in ASKED.items():
        found[asked] = _middle(lambda path=path: look(path))  # type: ignore[misc]
    Programme.objects.filter(pk=Programme.objects.earliest("pk").pk).update(version=F("version") + 1)
    found["after a correction"] = look("")
    return found


def _middle(work: Callable[[], float]) -> float:
    return sorted(work() for _ in range(LOOKS))[LOOKS // 2]


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
    """Forty made-up days of many programmes, one in twenty coded twice, before an election with windows."""
    from tests.campaign.media_week import week

    from baqylau.accounts.models import User
    from baqylau.election.models import CalendarEvent, Election
    from baqylau.mission.models import Membership, Mission

    day = FIRST_DAY + timedelta(days=DAYS)
    election = Election.objects.create(
        code="heard", country="xx", kind="parliament", day=day, names={"en": "Heard"}
    )
    for code, begins, ends in (("campaign", -31, -2), ("silence", -1, 0), ("poll_ban", -5, 0)):
        CalendarEvent.objects.create(
            election=election,
            code=code,
            names={"en": code},
            day=day + timedelta(days=begins),
            ends_day=day + timedelta(days=ends),
        )
    mission = Mission.objects.create(slug="heard", name="Heard", election=election, kind="full")
    members = []
    for name in ("heard", "again"):
        user = User.objects.create_user(name)
        members.append(Membership.objects.create(mission=mission, user=user, role="media_analyst"))
    week(
        mission,
        first_day=FIRST_DAY,
        days=DAYS,
        items=ITEMS,
        second_every=20,
        monitors=(members[0], members[1]),
        times=5,
    )
    return mission, members[0].user


if __name__ == "__main__":
    print(json.dumps(_measure()))
