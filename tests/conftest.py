"""The standing cast, and a folder of its own for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from django.conf import settings as installation
from django.db import connection
from django.utils import translation
from hypothesis import HealthCheck, settings

from baqylau.accounts.models import User
from baqylau.election.models import Election
from baqylau.mission.models import Membership, Mission
from baqylau.observation import memory
from tests.migrated import copy_of_migrated, migrated_on_postgres

PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""No test is failed by the clock: a machine may be busy with other things."""
settings.register_profile("same", PATIENT, derandomize=True)
settings.register_profile("searching", PATIENT)
settings.load_profile("same")
"""The same inputs are made up each time; ``pytest --hypothesis-profile searching`` looks for new ones."""

SLOW = (
    "disputes/test_selection.py",
    "observation/test_api.py",
    "observation/test_check_expressions.py",
    "observation/test_encrypted.py",
    "observation/test_exports.py",
    "observation/test_form_set.py",
    "observation/test_form_set_logic.py",
    "observation/test_forms_refusals.py",
    "observation/test_kill.py",
    "observation/test_malformed.py",
    "observation/test_messages_webhook.py",
    "observation/test_odata.py",
    "observation/test_real_server.py",
    "packs/",
    "reports/test_interim_of_kazakhstan.py",
    "reports/test_kosovo.py",
    "reports/test_whole_statement.py",
    "results/test_load.py",
    "results/test_margin.py",
    "results/test_pack_of_file.py",
    "results/test_publish_command.py",
    "results/test_publishing.py",
    "results/test_discrepancies_of_packs.py",
    "results/test_seats_against_slow.py",
    "site/test_backup.py",
    "site/test_calendar_page.py",
    "site/test_catalogues.py",
    "site/test_demo.py",
    "site/test_election_page.py",
    "site/test_every_url.py",
    "site/test_exercise.py",
    "site/test_exercise_rooms.py",
    "site/test_law_page.py",
    "site/test_mission_page.py",
    "storage/test_bucket.py",
    "trail/test_many_at_once.py",
)
"""Tests that take long: real servers, whole installations, every address for everybody."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the slow ones; a quick loop leaves them out."""
    here = Path(__file__).parent
    for item in items:
        if item.path.relative_to(here).as_posix().startswith(SLOW):
            item.add_marker(pytest.mark.slow)


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name no test: a workbook bears the second it was made in, on which two workers differ."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request: pytest.FixtureRequest) -> None:
    """SQLite's test database is a file, as in life, so that threads and other processes reach it."""
    if connection.vendor == "sqlite":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        file = installation.DATA / f"tests-{worker}.sqlite3"
        copy_of_migrated(file)
        connection.settings_dict["TEST"]["NAME"] = str(file)
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated_on_postgres(
            os.environ["BAQYLAU_DATABASE_URL"]
        )
        request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """SQLite's is there already, a copy; on PostgreSQL one is made from a migrated one."""
    return connection.vendor == "sqlite"


@pytest.fixture(autouse=True)
def english() -> None:
    """Each test begins in English: a page in another language leaves the thread in that one."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process remembers of missions and forms is of another test's database."""
    memory.forget()


@pytest.fixture(scope="session")
def data_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders for tests that come after each other. pytest's own looks through all before it for each."""
    root = tmp_path_factory.mktemp("data")
    return (root / str(number) for number in count())


@pytest.fixture(autouse=True)
def stored_files(settings: object, data_folders: Iterator[Path]) -> Path:
    """Stored bytes and keys of a test lie in a folder of its own."""
    folder = next(data_folders)
    folder.mkdir()
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


@pytest.fixture
def compiled_catalogues() -> None:
    """Texts in Russian and Kazakh as they are now: catalogues that changed are compiled again."""
    import gettext

    from django.utils.translation import trans_real

    from baqylau.site import catalogues

    made = [catalogues.compile_catalogue(language) for language in catalogues.LANGUAGES]
    if any(made):
        trans_real._translations.clear()  # type: ignore[attr-defined]
        gettext._translations.clear()  # type: ignore[attr-defined]
