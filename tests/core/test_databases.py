"""The tests run on the database that was asked for, never on somebody's data."""

import pytest
from django.conf import settings
from django.db import connection


def test_the_database_is_the_one_asked_for(pytestconfig: pytest.Config) -> None:
    assert connection.vendor == pytestconfig.getoption("--database")


def test_the_data_folder_is_a_temporary_one() -> None:
    assert settings.DATA.name.startswith("baqylau-tests-")
