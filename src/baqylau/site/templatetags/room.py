"""What the election-day room shows of a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone
from typing import Any

from django import template
from django.utils.dateformat import format as format_date

from baqylau.observation.models import Record
from baqylau.observation.words import issue_in_words

register = template.Library()


@register.filter
def local_time(record: Record) -> str:
    """When it was observed, by the clock of the place, with its offset: ``07:05 +05:00``."""
    if record.observed_at is None:
        return "–"
    offset = record.utc_offset or "+00:00"
    minutes = int(offset[1:3]) * 60 + int(offset[4:6])
    zone = timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))
    return f"{format_date(record.observed_at.astimezone(zone), 'H:i')} {offset}"


@register.filter
def at(counts: Mapping[object, int], key: object) -> int:
    """The count of a key, 0 where there is none."""
    return counts.get(key, 0)


@register.filter
def issue(found: Mapping[str, Any]) -> str:
    """What a check found, in the language in use."""
    return issue_in_words(found)
