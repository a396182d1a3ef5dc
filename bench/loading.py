"""Loading a pack with every polling station of a country."""

from __future__ import annotations

import time

from bench.database import ready
from bench.row import Row


def run() -> list[Row]:
    """Armenia 2021 (2,008 stations × 25 options): the first load, and the second, which changes nothing."""
    ready()
    from baqylau.results.models import Protocol
    from baqylau.site import packs

    folder = packs.shipped("am_2021")
    rows = []
    for name in ("loading am_2021: 2,008 stations × 25 options", "loading am_2021 again, unchanged"):
        began = time.perf_counter()
        packs.load(folder)
        rows.append(Row(name, time.perf_counter() - began))
    assert Protocol.objects.count() == 2008
    return rows
