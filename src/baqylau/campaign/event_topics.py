"""What was spoken about, given out and seen at campaign events: counts with what they are out of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baqylau.campaign.event_list import Event
from baqylau.campaign.register_words import EventWords

PARAMETERS = (
    ("topics", "topic"),
    ("endorsements", "endorsed"),
    ("materials", "material"),
    ("irregular", "irregular"),
)
"""Fields with several answers and the parameter of the list that asks for one of them."""


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One answer: at how many events, out of ``Tabled.answered``, and for each contestant."""

    words: str
    ask: str
    count: int
    by_contestant: list[int]


@dataclass(frozen=True, slots=True)
class Tabled:
    """A question with its answers. ``answered`` of ``all`` events answered it; several answers may be given.

    ``bases`` are the events for each contestant at which it was answered.
    """

    title: str
    lines: list[TopicLine]
    answered: int
    all: int
    contestants: list[str]
    bases: list[int]


def topics_of(events: Sequence[Event], words: EventWords) -> list[Tabled]:
    """A table for each question with several answers that any event answered, the most frequent first."""
    titles = {
        "topics": _("What was spoken about"),
        "endorsements": _("Who supported the contestant"),
        "materials": _("What was given out or shown"),
        "irregular": _("What was seen or heard that should not be"),
    }
    codes = _contestants(events)
    found = [_tabled(events, field, ask, titles[field], codes, words) for field, ask in PARAMETERS]
    return [table for table in found if table.answered]


def _contestants(events: Sequence[Event]) -> list[str]:
    """The contestants of these events, the most frequent first."""
    counts: dict[str, int] = {}
    for event in events:
        for code in event.contestants or ():
            counts[code] = counts.get(code, 0) + 1
    return sorted(counts, key=lambda code: (-counts[code], code))


def _tabled(
    events: Sequence[Event], field: str, ask: str, title: str, codes: Sequence[str], words: EventWords
) -> Tabled:
    answered = [event for event in events if getattr(event, field) is not None]
    answers: dict[str, list[Event]] = {}
    for event in answered:
        for code in getattr(event, field):
            answers.setdefault(code, []).append(event)
    lines = [
        TopicLine(words.of(field, code, those[0]), f"{ask}={code}", len(those), _by(those, codes))
        for code, those in sorted(answers.items(), key=lambda item: (-len(item[1]), item[0]))
    ]
    some = {code: event for event in events for code in event.contestants or ()}
    named = [words.of("contestants", code, some[code]) for code in codes]
    return Tabled(title, lines, len(answered), len(events), named, _by(answered, codes))


def _by(events: Sequence[Event], codes: Sequence[str]) -> list[int]:
    return [sum(code in (event.contestants or ()) for event in events) for code in codes]
