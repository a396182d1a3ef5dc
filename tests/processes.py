"""Other processes on the database of a test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).parent.parent


def database_url() -> str:
    """How another process reaches this test's database."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    port = f":{settings['PORT']}" if settings["PORT"] else ""
    return f"postgresql://{user}@{quote(settings['HOST'], safe='')}{port}/{settings['NAME']}"


def environment(folder: Path, url: str) -> dict[str, str]:
    """What such a process is started with; its keys and stored files lie in ``folder``."""
    return {**os.environ, "BAQYLAU_DATA": str(folder), "BAQYLAU_DATABASE_URL": url, "BAQYLAU_DEMO": ""}


def start(*arguments: str, env: dict[str, str]) -> subprocess.Popen[str]:
    """Start ``python …``."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        env=env,
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def run(*arguments: str, env: dict[str, str]) -> tuple[int, str, str]:
    """Run ``python …`` to its end: exit code, output, errors."""
    process = start(*arguments, env=env)
    output, errors = process.communicate(timeout=600)
    return process.returncode, output, errors


def baqylau(*arguments: str | Path, env: dict[str, str]) -> tuple[int, str, str]:
    """Run the command of this name."""
    return run("-c", "from baqylau.site.cli import run; run()", *map(str, arguments), env=env)
