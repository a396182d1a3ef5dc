"""The statement of Kosovo 2014: counting every figure from 2,280 records, as a page and as PDF."""

from __future__ import annotations

import time
from collections.abc import Callable

from bench.database import ready
from bench.row import Row


def run() -> list[Row]:
    """Counting anew and the page; counting anew and the PDF (cold and warm: fonts, charts); parts of it."""
    ready()
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from baqylau.mission.models import Membership, Mission
    from baqylau.reports.actions.run import run_statement
    from baqylau.site import packs

    packs.load(packs.shipped("xk_2014"))
    mission = Mission.objects.get(slug="xk-2014")
    user = get_user_model().objects.create_user("bench")
    Membership.objects.create(mission=mission, user=user, role="head")
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")

    def anew(page: str) -> Callable[[], None]:
        def work() -> None:
            statement = run_statement(mission=mission, by=user, now=timezone.now())
            address = reverse(f"reports:{page}", args=[mission.slug, statement.number])
            assert client.get(address).status_code == 200

        return work

    return [
        Row("statement from 2,280 records: counted and as PDF, first time", _timed(anew("pdf")), goal=2.0),
        Row("statement from 2,280 records: counted and as PDF, again", _timed(anew("pdf")), goal=2.0),
        Row("statement from 2,280 records: counted and as HTML", _timed(anew("statement")), goal=1.0),
    ]


def _timed(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began
