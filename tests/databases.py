"""A pytest plugin: which database the tests run on, in a data folder of their own.

It is named in the options of pytest (``-p tests.databases``), because settings are read before any conftest.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile

import pytest

from tests.postgres import PostgresCluster, no_postgres_because

WORKER = "PYTEST_XDIST_WORKER" in os.environ
"""Workers are told everything by the process that started them, through the environment."""

_data = ""
_cluster: PostgresCluster | None = None


def _wants_postgres() -> bool:
    arguments = " ".join(sys.argv)
    return "--database postgresql" in arguments or "--database=postgresql" in arguments


if not WORKER:
    _data = os.environ["BAQYLAU_DATA"] = tempfile.mkdtemp(prefix="baqylau-tests-")
    os.environ.pop("BAQYLAU_DATABASE_URL", None)
    os.mkdir(f"{_data}/static")
    if _wants_postgres() and no_postgres_because() is None:
        url = os.environ.get("BAQYLAU_TEST_DATABASE_URL")
        if not url:
            _cluster = PostgresCluster.start()
            url = _cluster.url
        os.environ["BAQYLAU_DATABASE_URL"] = url


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def pytest_unconfigure() -> None:
    if _cluster is not None:
        _cluster.stop()
    if _data:
        shutil.rmtree(_data, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what is of SQLite, a browser or no database; say where there is no server."""
    if config.getoption("--database") != "postgresql":
        return
    elsewhere = [
        item
        for item in items
        if {"sqlite_only", "browser"} & set(item.keywords) or not _reaches_the_database(item)
    ]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    if reason := no_postgres_because():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def _reaches_the_database(item: pytest.Item) -> bool:
    """Whether a test opens the database: by its mark, through what it is given, or in servers of its own."""
    given = {*item.keywords, *getattr(item, "fixturenames", ())}
    return bool({"django_db", "db", "transactional_db", "django_db_setup", "own_servers"} & given)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is installed (``BAQYLAU_NO_SKIPS=1``) a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("BAQYLAU_NO_SKIPS") and reporter and reporter.stats.get("skipped") and not exitstatus:
        session.exitstatus = 1
