"""Taking 100,000 records of a 22-question form out, on both databases, and the memory it needs."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.postgres import PostgresCluster, no_postgres_because

from bench.row import Row

MANY, FEW = 100_000, 10_000
GOAL = 3.0
TIMES = 3
MOST_MORE_MEMORY = 32
"""Megabytes that ten times as many records may need more."""


def run() -> list[Row]:
    """Through the page's own view, from the request to the last byte, in a process that does nothing else."""
    rows = _on("SQLite", "")
    if no_postgres_because() is None:
        cluster = PostgresCluster.start(durable=True)
        try:
            rows += _on("PostgreSQL", cluster.url)
        finally:
            cluster.stop()
    return rows


def _on(name: str, url: str) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-") as folder:
        (Path(folder) / "static").mkdir()
        environment = {
            **os.environ,
            "BAQYLAU_DATA": folder,
            "DJANGO_SETTINGS_MODULE": "baqylau.site.settings",
        }
        environment |= {"BAQYLAU_DATABASE_URL": url} if url else {}
        _child(environment, "fill")
        few, csv = _child(environment, "few", "csv"), _child(environment, "many", "csv")
        assert csv["memory"] - few["memory"] < MOST_MORE_MEMORY, (few, csv)
        parquet, feed = _child(environment, "many", "parquet"), _child(environment, "many", "odata")
        workbook = _child(environment, "few", "xlsx")
    memory = f"{csv['memory']:.0f} MB at most, {few['memory']:.0f} MB for {FEW:,}"
    needs = f"{csv['processor']:.1f} s of processor; {memory}"
    return [
        Row(
            f"export of {MANY:,} records to CSV, {csv['size'] / 1e6:.0f} MB ({needs}), {name}",
            csv["seconds"],
            GOAL,
        ),
        Row(f"the same to Parquet ({parquet['memory']:.0f} MB), {name}", parquet["seconds"]),
        Row(
            f"the same through the OData feed, page by page ({feed['memory']:.0f} MB), {name}",
            feed["seconds"],
        ),
        Row(
            f"export of {FEW:,} records to a workbook ({workbook['memory']:.0f} MB), {name}",
            workbook["seconds"],
        ),
    ]


def _child(environment: dict[str, str], *words: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.export", *words]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(done.stderr[-2_000:])
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


# ------------------------------------------------------------------ in a process of its own


def fill() -> dict[str, float]:
    """Make the mission ``many`` and the mission ``few``, each with a head and a token."""
    from datetime import date, timedelta

    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone
    from tests.observation.many_records import fill as make
    from tests.observation.many_records import voting_form

    from baqylau.election.models import Election
    from baqylau.mission.models import Membership, Mission
    from baqylau.observation.keys import digest_of
    from baqylau.observation.models import ApiToken

    call_command("migrate", interactive=False, verbosity=0)
    election = Election.objects.create(
        code="bench", country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Bench"}
    )
    user = get_user_model().objects.create_user("bench")
    for slug, count in (("few", FEW), ("many", MANY)):
        mission = Mission.objects.create(slug=slug, name=slug, election=election, kind="full")
        Membership.objects.create(mission=mission, user=user, role="head")
        make(mission, voting_form(mission), count)
        until = timezone.now() + timedelta(days=1)
        ApiToken.objects.create(
            mission=mission, user=user, name="bench", digest=digest_of(slug), expires_at=until
        )
    with connection.cursor() as cursor:
        # As the databases do by themselves a minute later.
        cursor.execute("ANALYZE")
    return {}


def measure(slug: str, format: str) -> dict[str, float]:
    """The shortest of several runs, the bytes of one, and the most memory the process ever had."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.force_login(get_user_model().objects.get(), backend="baqylau.mission.backend.RoleBackend")
    shortest, size, processor = float("inf"), 0, float("inf")
    for _ in range(TIMES if format == "csv" else 1):
        began, used = time.perf_counter(), time.process_time()
        size = _read_feed(client, slug) if format == "odata" else _read_file(client, slug, format)
        shortest = min(shortest, time.perf_counter() - began)
        processor = min(processor, time.process_time() - used)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": shortest, "size": size, "memory": memory, "processor": processor}


def _read_file(client: object, slug: str, format: str) -> int:
    answer = client.get(f"/missions/{slug}/export/file?form=voting&format={format}")  # type: ignore[attr-defined]
    assert answer.status_code == 200
    return sum(len(piece) for piece in answer.streaming_content)


def _read_feed(client: object, slug: str) -> int:
    path, size = f"/missions/{slug}/odata/voting", 0
    while path:
        answer = client.get(path, headers={"Authorization": f"Bearer {slug}"})  # type: ignore[attr-defined]
        text = b"".join(answer.streaming_content)
        size += len(text)
        path = json.loads(text).get("@odata.nextLink", "").removeprefix("http://localhost")
    return size


if __name__ == "__main__":
    import django

    django.setup()
    what, *more = sys.argv[1:]
    print(json.dumps(fill() if what == "fill" else measure(what, *more)))
