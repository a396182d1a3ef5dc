"""What the address of a page about campaign events asks for; all its pages filter alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from baqylau.campaign.event_list import Event, only
from baqylau.campaign.register_selection import UNKNOWN, clean, day_of
from baqylau.core.text import search_key
from baqylau.election.models import Area

ASKED = {
    "kind": "event_kind",
    "venue": "venue_kind",
    "organiser": "organiser",
    "contestant": "contestants",
    "topic": "topics",
    "material": "materials",
    "endorsed": "endorsements",
    "irregular": "irregular",
    "police": "police",
    "from_whom": "source",
}
"""Parameters and the fields of an event that they ask about."""


@dataclass(frozen=True, slots=True)
class EventSelection:
    """``?q=``, ``?kind=``, ``?venue=`` …; ``?irregular=any`` asks for anything that should not be."""

    q: str = ""
    kind: str = ""
    venue: str = ""
    organiser: str = ""
    contestant: str = ""
    topic: str = ""
    material: str = ""
    endorsed: str = ""
    irregular: str = ""
    police: str = ""
    from_whom: str = ""
    area: str = ""
    since: str = ""
    until: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> EventSelection:
        """What the parameters of a page ask for."""
        return EventSelection(*clean(parameters, tuple(one.name for one in fields(EventSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        behind = (self.organiser, self.topic, self.material, self.endorsed, self.police, self.from_whom)
        return any((*behind, self.area, self.since, self.until, self.order))

    def among(self, events: Iterable[Event], areas: Mapping[int, Area]) -> list[Event]:
        """The events that are asked for, the latest first unless the address says otherwise."""
        wanted = [(field, value) for name, field in ASKED.items() if (value := getattr(self, name))]
        found = only(events, [one for one in wanted if one != ("irregular", "any")])
        if self.irregular == "any":
            found = [event for event in found if event.is_irregular]
        if self.area:
            within = _within(self.area, areas)
            found = [event for event in found if (event.area or 0) in within]
        if since := day_of(self.since):
            found = [event for event in found if event.day >= since]
        if until := day_of(self.until):
            found = [event for event in found if event.day <= until]
        found = _sought(found, self.q)
        return found[::-1] if self.order == "oldest" else found


def _within(code: str, areas: Mapping[int, Area]) -> set[int]:
    """The keys of the area with this code and of those below it; 0 stands for "not known"."""
    if code == UNKNOWN:
        return {0}
    paths = tuple(area.path for area in areas.values() if area.code == code)
    return {key for key, area in areas.items() if paths and area.path.startswith(paths)}


def _sought(events: list[Event], text: str) -> list[Event]:
    """Those with this number (``#12``), or with each word somewhere in their texts."""
    if text.startswith("#"):
        number = text.lstrip("# ").upper()
        return [event for event in events if event.number == number]
    words = search_key(text).split()
    if not words:
        return events
    return [
        event
        for event in events
        if (whole := search_key(f"{event.place}\n{event.candidate}\n{event.says}"))
        and all(word in whole for word in words)
    ]
