"""Moments as people and programs write them, and as every part of this one can hold them."""

from __future__ import annotations

from datetime import datetime, timedelta

FARTHEST = timedelta(hours=14)
"""From UTC: the widest offset of a dateTime of XML Schema. PostgreSQL keeps none of 16 hours and more."""


def moment_of(text: str) -> datetime:
    """A moment of ISO 8601, with its offset where it has one.

    ``ValueError`` where it is none, its offset is wider than any zone's, or it stands at the very first or
    last year of the calendar, where another zone or the next day would fall out of it.

    >>> moment_of("2026-03-01T07:15:00+05:00").utcoffset()
    datetime.timedelta(seconds=18000)
    """
    moment = datetime.fromisoformat(text)
    if abs(moment.utcoffset() or timedelta()) > FARTHEST or not 1 < moment.year < 9999:
        raise ValueError(text)
    return moment
