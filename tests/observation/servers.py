"""A real server before a database of its own, started and killed by tests."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.migrated import copy_of_migrated
from tests.postgres import PostgresCluster, _programs
from tests.processes import ROOT, environment, run

PATIENCE = 120


@dataclass
class Installation:
    """A folder, a database (SQLite's in the folder, else a cluster that syncs to the disk), and a port."""

    env: dict[str, str]
    cluster: PostgresCluster | None
    port: int
    server: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, what: str) -> dict[str, Any]:
        """Run ``prepare`` or ``report`` in a process of its own."""
        code, output, errors = run("-W", "ignore", "-m", "tests.observation.killing", what, env=self.env)
        assert code == 0, errors
        answer: dict[str, Any] = json.loads(output)
        return answer

    def start(self, *, workers: int = 2) -> None:
        """Start the server, and wait until it answers."""
        command = [
            sys.executable,
            "-m",
            "baqylau",
            "serve",
            "--port",
            str(self.port),
            "--workers",
            str(workers),
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.server = subprocess.Popen(command, cwd=ROOT, env=self.env, start_new_session=True, **quiet)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).read()
                return
            except OSError:
                assert self.server.poll() is None, "the server stopped"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.05)

    def end(self) -> None:
        """Kill every process of the server, and wait until all are gone and the port is free."""
        assert self.server is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait(timeout=20)
            until = time.monotonic() + PATIENCE
            while time.monotonic() < until:
                os.killpg(self.server.pid, 0)
                time.sleep(0.02)
        self.server = None

    def kill(self) -> None:
        """``kill -9`` of the server with all its processes, and nothing else; PostgreSQL crashes too."""
        self.end()
        if self.cluster is not None:
            self.cluster.crash()
            self.cluster.go_on()


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    """An installation on the kind of database that the tests run on, gone afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cluster = None
    if connection.vendor == "postgresql":
        if _programs() is None:
            pytest.skip("a cluster of its own needs PostgreSQL's programs on this machine")
        cluster = PostgresCluster.start(durable=True)
    else:
        copy_of_migrated(folder / "kept.sqlite3")
    env = environment(folder, cluster.url if cluster else f"sqlite:///{folder / 'kept.sqlite3'}")
    env |= {"DJANGO_SETTINGS_MODULE": "baqylau.site.settings", "BAQYLAU_PHONE_REQUESTS_A_MINUTE": "1000000"}
    made = Installation(env, cluster, port)
    try:
        yield made
    finally:
        if made.server is not None:
            made.end()
        if cluster is not None:
            cluster.stop()
