"""The databases the tests run on, and the standing cast."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest

_DATA = tempfile.mkdtemp(prefix="baqylau-tests-")
os.environ["BAQYLAU_DATA"] = _DATA

import django  # noqa: E402

from tests.postgres import PostgresCluster, no_postgres_because  # noqa: E402

_CLUSTER: PostgresCluster | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


def _wants_postgres() -> bool:
    import sys

    return any("postgresql" in argument for argument in sys.argv if argument.startswith("--database")) or (
        "--database" in sys.argv and "postgresql" in sys.argv
    )


if os.environ.get("BAQYLAU_TEST_DATABASE_URL"):
    os.environ["BAQYLAU_DATABASE_URL"] = os.environ["BAQYLAU_TEST_DATABASE_URL"]
elif _wants_postgres() and no_postgres_because() is None:
    _CLUSTER = PostgresCluster.start()
    os.environ["BAQYLAU_DATABASE_URL"] = os.environ["BAQYLAU_TEST_DATABASE_URL"] = _CLUSTER.url


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baqylau.site.settings")
django.setup()

from baqylau.accounts.models import User  # noqa: E402
from baqylau.election.models import Election  # noqa: E402
from baqylau.mission.models import Membership, Mission  # noqa: E402


def pytest_unconfigure(config: pytest.Config) -> None:
    if _CLUSTER is not None:
        _CLUSTER.stop()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, leave out what is about SQLite or a browser; say so where there is no server."""
    if config.getoption("--database") != "postgresql":
        return
    elsewhere = [item for item in items if {"sqlite_only", "browser"} & set(item.keywords)]
    config.hook.pytest_deselected(items=elsewhere)
    items[:] = [item for item in items if item not in elsewhere]
    if reason := no_postgres_because():
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where everything is installed (``BAQYLAU_NO_SKIPS=1``) a skipped test is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("BAQYLAU_NO_SKIPS") and reporter and reporter.stats.get("skipped") and not exitstatus:
        session.exitstatus = 1


@pytest.fixture(autouse=True)
def stored_files(settings: object, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Stored bytes and keys of a test lie in a folder of its own."""
    folder = tmp_path_factory.mktemp("data")
    settings.STORED_FILES = folder / "files"  # type: ignore[attr-defined]
    settings.SIGNING_KEY_FILE = folder / "signing_key"  # type: ignore[attr-defined]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]
    return folder


@pytest.fixture
def election() -> Election:
    """A small made-up election; tests of real figures load a pack."""
    return Election.objects.create(
        code="made-up",
        country="xx",
        kind="parliament",
        day=date(2026, 3, 1),
        names={"en": "Made-up election"},
    )


@pytest.fixture
def mission(election: Election) -> Mission:
    """The mission of Aigerim, Bolat and Dana."""
    return Mission.objects.create(slug="steppe", name="Steppe mission", election=election, kind="full")


@pytest.fixture
def other_mission(election: Election) -> Mission:
    """Carla's mission."""
    return Mission.objects.create(slug="sea", name="Sea mission", election=election, kind="citizen")


def _member(name: str, mission: Mission | None, role: str = "") -> User:
    user = User.objects.create_user(name.lower(), name=name, password="a long enough word")
    if mission:
        Membership.objects.create(mission=mission, user=user, role=role)
    return user


@pytest.fixture
def aigerim(mission: Mission) -> User:
    """Head of the mission."""
    return _member("Aigerim", mission, "head")


@pytest.fixture
def bolat(mission: Mission) -> User:
    """Short-term observer in Aigerim's mission."""
    return _member("Bolat", mission, "sto")


@pytest.fixture
def carla(other_mission: Mission) -> User:
    """Observer in another mission."""
    return _member("Carla", other_mission, "sto")


@pytest.fixture
def dana(mission: Mission) -> User:
    """Legal analyst in Aigerim's mission."""
    return _member("Dana", mission, "legal_analyst")


@pytest.fixture
def erik(db: None) -> User:
    """Signed in, and in no mission."""
    return _member("Erik", None)


@pytest.fixture
def administrator(db: None) -> User:
    """Keeps the installation; a member of no mission."""
    user = _member("Zhanna", None)
    user.is_administrator = True
    user.save()
    return user
