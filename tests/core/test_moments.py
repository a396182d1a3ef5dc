"""A moment is one that every zone and either database can hold, or it is none."""

from __future__ import annotations

import pytest

from baqylau.core.moments import moment_of


@pytest.mark.parametrize("text", ["2026-03-01T10:00+14:00", "2026-03-01T10:00:00.5-12:00", "2026-03-01"])
def test_a_moment_of_iso_8601_is_read(text: str) -> None:
    assert moment_of(text).year == 2026


@pytest.mark.parametrize(
    "text", ["", "now", "2026-03-01T10:00+14:01", "2026-03-01T20:56-17:47", "0001-01-01", "9999-12-31T23:00Z"]
)
def test_what_a_zone_or_a_database_could_not_hold_is_none(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        moment_of(text)
