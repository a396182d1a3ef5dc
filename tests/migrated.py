"""An empty database as ``migrate`` leaves it: made once in a run of the tests, copied wherever one begins.

``migrate`` takes twenty seconds of a processor, and a dozen databases begin in a run. SQLite's is kept for
the next run too, as long as the migrations and what is installed are the same.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

from tests.processes import ROOT, baqylau, environment

TEMPLATE = "baqylau_migrated"
"""The database of PostgreSQL that new ones are copies of."""


def copy_of_migrated(file: Path) -> None:
    """Put a migrated SQLite database where this file will be."""
    shutil.copyfile(_once(ROOT / ".pytest_cache" / f"migrated-{_digest()}.sqlite3", _make_on_sqlite), file)


def migrated_on_postgres(url: str) -> str:
    """The name of a migrated database on the server of this address, to make others from."""
    _once(Path(settings.DATA) / "migrated.postgresql", lambda mark: _make_on_postgres(url, mark))
    return TEMPLATE


def _once(made: Path, make: Callable[[Path], None]) -> Path:
    """What is made at this path by whichever worker of a run comes first."""
    with (Path(settings.DATA) / f"{made.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            make(made)
    return made


def _make_on_sqlite(kept: Path) -> None:
    """It stands there whole or not at all, also where two runs make it at once."""
    made, half = Path(settings.DATA) / kept.name, kept.with_suffix(f".{os.getpid()}")
    _migrate(f"sqlite:///{made}")
    kept.parent.mkdir(exist_ok=True)
    shutil.copyfile(made, half)
    half.rename(kept)


def _digest() -> str:
    """Of all that ``migrate`` does its work by."""
    whole = hashlib.sha256()
    for file in (*sorted(ROOT.glob("src/baqylau/*/migrations/*.py")), ROOT / "requirements" / "run.txt"):
        whole.update(file.relative_to(ROOT).as_posix().encode() + file.read_bytes())
    return whole.hexdigest()[:16]


def _make_on_postgres(url: str, mark: Path) -> None:
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"DROP DATABASE IF EXISTS {TEMPLATE}")
        server.execute(f"CREATE DATABASE {TEMPLATE}")
    _migrate(urlunsplit(urlsplit(url)._replace(path=f"/{TEMPLATE}")))
    mark.touch()


def _migrate(url: str) -> None:
    code, _output, errors = baqylau("migrate", env=environment(Path(settings.DATA), url))
    assert code == 0, errors
