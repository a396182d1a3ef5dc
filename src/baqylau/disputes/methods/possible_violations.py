"""Items that fall into a time when the law forbids them: proposed with the rule, for a person to judge.

An item in a ban is a question, not an answer: it may have been published before and left standing, be a
commission's own information, or lie outside what the article means.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo


@dataclass(frozen=True, slots=True)
class Ban:
    """A time in which items of some kinds are forbidden: from ``begins`` until before ``ends``, with zones.

    ``article`` and ``source`` say which rule; ``violation`` is the kind of violation it may be.
    """

    code: str
    kinds: frozenset[str]
    begins: datetime
    ends: datetime
    violation: str
    article: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if self.begins.tzinfo is None or self.ends.tzinfo is None:
            raise ValueError("a ban knows its time zone")
        if self.ends <= self.begins:
            raise ValueError("a ban ends after it begins")


@dataclass(frozen=True, slots=True)
class Item:
    """Something published or seen: a campaign item, a poll, an observer's record.

    ``at`` is a moment with its zone, or a day of which the hour is not known. ``where`` and ``says`` are for
    people.
    """

    key: str
    kind: str
    at: date | datetime
    says: str = ""
    where: str = ""


@dataclass(frozen=True, slots=True)
class Possible:
    """An item in a ban; ``is_certain`` is False where its day is known, and the ban covers a part of it."""

    item: Item
    ban: Ban
    is_certain: bool


def possible_violations(items: Iterable[Item], bans: Iterable[Ban], zone: tzinfo) -> list[Possible]:
    """Each item with each ban on its kind that it falls into, in the order of the items.

    A day is the local day of ``zone``. ``ValueError`` for a moment without a zone.
    """
    by_kind: dict[str, list[Ban]] = {}
    for ban in bans:
        for kind in ban.kinds:
            by_kind.setdefault(kind, []).append(ban)
    return [
        Possible(item, ban, inside)
        for item in items
        for ban in by_kind.get(item.kind, ())
        if (inside := _inside(item.at, ban, zone)) is not None
    ]


def _inside(at: date | datetime, ban: Ban, zone: tzinfo) -> bool | None:
    """True inside, None outside; False where the day overlaps the ban but the hour is not known."""
    if isinstance(at, datetime):
        if at.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return True if ban.begins <= at < ban.ends else None
    begins = datetime.combine(at, time(), zone)
    ends = datetime.combine(at + timedelta(days=1), time(), zone)
    if ends <= ban.begins or begins >= ban.ends:
        return None
    return ban.begins <= begins and ends <= ban.ends
