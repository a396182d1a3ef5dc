"""Receiving reports as phones send them: real server processes, both databases, all of it on disk."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.postgres import PostgresCluster, no_postgres_because

from bench.database import ready
from bench.load import Outcome, multipart, send_all
from bench.row import Row

ROOT = Path(__file__).parent.parent
REPORTS, WITH_PHOTOGRAPH, CONNECTIONS, WORKERS, PHONES = 3_000, 600, 16, 2, 200
PHOTOGRAPH = 300 * 1024
CPU_GOAL, RATE_GOAL, PHOTOGRAPH_RATE_GOAL = 0.002, 750, 200
BARE = "bare Django: two rows, no checks, no trail"
TICK = os.sysconf("SC_CLK_TCK")


def run() -> list[Row]:
    """Reports a second, CPU of server and database together for each, the middle and the slow ones."""
    ready()
    rows = _on("SQLite", "")
    if no_postgres_because() is None:
        cluster = PostgresCluster.start(durable=True)
        try:
            rows += _on("PostgreSQL", cluster.url, cluster.server_pid)
        finally:
            cluster.stop()
    return rows


def _on(name: str, url: str, database_pid: int | None = None) -> list[Row]:
    bare_cpu, bare_rate = _bare(url, database_pid)
    with _server(url) as (port, pid, made):
        pids = [pid, *([database_pid] if database_pid else [])]
        paths = [f"/key/{token}/submission" for token in made["tokens"]]
        send_all(port, _reports(paths, "warm", 200), connections=CONNECTIONS)
        plain = _reports(paths, "plain", REPORTS)
        began = _cpu(pids)
        outcome = send_all(port, plain, connections=CONNECTIONS)
        cpu = (_cpu(pids) - began) / REPORTS
        _expect(outcome, REPORTS)
        pictures = send_all(port, _with_photographs(paths), connections=CONNECTIONS)
        _expect(pictures, WITH_PHOTOGRAPH)
    what = f"a report of 22 questions received, {name}"
    rate, picture_rate = REPORTS / outcome.seconds, WITH_PHOTOGRAPH / pictures.seconds
    return [
        Row(f"{what}: CPU of server and database", cpu, CPU_GOAL, BARE, bare_cpu),
        Row(f"{what}: one in ({rate:.0f}/s)", 1 / rate, 1 / RATE_GOAL, BARE, 1 / bare_rate),
        Row(f"{what}: half are answered in", outcome.percentile(0.5)),
        Row(f"{what}: 95 of 100 are answered in", outcome.percentile(0.95)),
        Row(
            f"{what}, with a photograph of 300 KB: one in ({picture_rate:.0f}/s)",
            1 / picture_rate,
            1 / PHOTOGRAPH_RATE_GOAL,
        ),
    ]


def _bare(url: str, database_pid: int | None) -> tuple[float, float]:
    """CPU seconds for each report of the bare reception, and reports a second, in the same run."""
    with _process(["-m", "bench.bare"], url, BAQYLAU_BARE="1") as (port, pid):
        pids = [pid, *([database_pid] if database_pid else [])]
        send_all(port, _reports(["/submission"], "warm", 200), connections=CONNECTIONS)
        plain = _reports(["/submission"], "plain", REPORTS)
        began = _cpu(pids)
        outcome = send_all(port, plain, connections=CONNECTIONS)
        cpu = (_cpu(pids) - began) / REPORTS
        _expect(outcome, REPORTS)
    return cpu, REPORTS / outcome.seconds


def _expect(outcome: Outcome, number: int) -> None:
    assert outcome.statuses.get(201) == number, outcome.statuses


def _reports(paths: list[str], kind: str, number: int) -> list[bytes]:
    from tests.observation.sending import filled

    return [
        multipart(paths[each % len(paths)], filled(f"uuid:{kind}-{each}", **_answers(each)))
        for each in range(number)
    ]


def _answers(each: int) -> dict[str, str]:
    draw = random.Random(each)  # noqa: S311
    questions = {f"q{number}": draw.choice(("yes", "yes", "no", "not_observed")) for number in range(1, 13)}
    minute, station = draw.randrange(60), draw.randrange(2_000)
    return {
        **questions,
        "station": f"{station:05}",
        "arrival": f"{draw.randrange(7, 19):02}:{minute:02}:00.000+05:00",
        "departure": f"{19 + draw.randrange(3):02}:{minute:02}:00.000+05:00",
        "voted": str(draw.randrange(1_100)),
    }


def _with_photographs(paths: list[str]) -> list[bytes]:
    from tests.observation.sending import filled

    draw = random.Random(1)  # noqa: S311
    requests = []
    for each in range(WITH_PHOTOGRAPH):
        picture = b"\xff\xd8\xff\xe0" + draw.randbytes(PHOTOGRAPH)
        xml = filled(f"uuid:picture-{each}", photo="one.jpg")
        requests.append(multipart(paths[each % len(paths)], xml, {"one.jpg": picture}))
    return requests


# ------------------------------------------------------------------ the server


@contextmanager
def _server(url: str) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Port and process of ``baqylau serve`` on a new database, and what was prepared in it."""
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-", ignore_cleanup_errors=True) as folder:
        command = [sys.executable, "-W", "ignore", "-m", "bench.reception"]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=_environment(folder, url), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        with _process(["-m", "baqylau", "serve"], url, folder=folder) as (port, pid):
            yield port, pid, json.loads(done.stdout)


@contextmanager
def _process(arguments: list[str], url: str, folder: str = "", **more: str) -> Iterator[tuple[int, int]]:
    """A server in processes of its own: port and process."""
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-", ignore_cleanup_errors=True) as empty:
        port = _free_port()
        places = [str(port), str(WORKERS)]
        if folder:
            places = ["--port", str(port), "--workers", str(WORKERS)]
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments, *places],
            cwd=ROOT,
            env={**_environment(folder or empty, url), **more},
            stdout=subprocess.DEVNULL,
        )
        try:
            _wait_for(port, process)
            yield port, process.pid
        finally:
            process.terminate()
            process.wait(timeout=20)


def _environment(folder: str, url: str) -> dict[str, str]:
    env = {name: text for name, text in os.environ.items() if not name.startswith("BAQYLAU_")}
    env["BAQYLAU_DATA"] = folder
    env["BAQYLAU_PHONE_REQUESTS_A_MINUTE"] = "100000"
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    return {**env, "BAQYLAU_DATABASE_URL": url} if url else env


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5).read()
            return
        except OSError:
            assert process.poll() is None, "the server stopped"
            time.sleep(0.1)
    raise AssertionError("the server does not answer")


def _cpu(pids: list[int]) -> float:
    """CPU seconds that processes and all that they started have used so far."""
    return sum(_cpu_of(pid) for pid in pids)


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    own = sum(int(fields[place]) for place in (11, 12, 13, 14)) / TICK
    children = [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return own + sum(_cpu_of(child) for child in children)


def prepare() -> dict[str, object]:
    """A mission with a form that has rules of its own, 2,000 stations, 200 observers in 100 teams."""
    from datetime import date

    from django.core.management import call_command
    from django.utils import timezone
    from tests.observation.sending import CHECKS, in_team, published_form

    from baqylau.accounts.models import User
    from baqylau.election.models import Election, Station
    from baqylau.mission.models import Membership, Mission
    from baqylau.observation.actions.phones import give_phone
    from baqylau.observation.keys import token_of

    call_command("migrate", interactive=False, verbosity=0)
    election = Election.objects.create(
        code="bench", country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Bench"}
    )
    Station.objects.bulk_create(Station(election=election, code=f"{each:05}") for each in range(2_000))
    mission = Mission.objects.create(slug="bench", name="Bench", election=election, kind="full")
    version = published_form(mission)
    version.checks = CHECKS
    version.save()
    tokens = []
    for each in range(PHONES):
        user = User.objects.create_user(f"observer-{each}")
        member = Membership.objects.create(mission=mission, user=user, role="sto")
        in_team(member, f"T{each // 2}")
        phone = give_phone(membership=member, by=None, now=timezone.now())
        tokens.append(token_of(phone))
    return {"tokens": tokens}


if __name__ == "__main__":
    from baqylau.site.commands import django_ready

    django_ready()
    json.dump(prepare(), sys.stdout)
