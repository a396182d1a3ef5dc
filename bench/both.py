"""A measurement on both databases, each in a process of its own, since one process has one database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.row import Row


def on_both(
    module: str, rows_of: Callable[[str, Any], list[Row]], *words: str, durable: bool = False
) -> list[Row]:
    """The rows of what ``python -m module`` (given the words) prints as JSON in its last line.

    ``rows_of`` gets the name of the database and what was printed. With ``durable`` PostgreSQL keeps every
    commit on disk; without a PostgreSQL there are rows of SQLite alone.
    """
    from tests.postgres import PostgresCluster, no_postgres_because

    rows = rows_of("SQLite", _printed(module, "", words))
    if no_postgres_because() is None:
        cluster = PostgresCluster.start(durable=durable)
        try:
            rows += rows_of("PostgreSQL", _printed(module, cluster.url, words))
        finally:
            cluster.stop()
    return rows


def _printed(module: str, url: str, words: tuple[str, ...]) -> Any:
    with tempfile.TemporaryDirectory(prefix="baqylau-bench-", ignore_cleanup_errors=True) as folder:
        (Path(folder) / "static").mkdir()
        environment = {key: value for key, value in os.environ.items() if not key.startswith("BAQYLAU_")}
        environment |= {"BAQYLAU_DATA": folder, "DJANGO_SETTINGS_MODULE": "baqylau.site.settings"}
        if url:
            environment["BAQYLAU_DATABASE_URL"] = url
        command = [sys.executable, "-W", "ignore", "-m", module, *words]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
    return json.loads(done.stdout.splitlines()[-1])
