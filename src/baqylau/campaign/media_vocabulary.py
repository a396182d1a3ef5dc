"""What the cells of coding sheets may say in a mission: by number, code or name in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.media_topics import topics
from baqylau.campaign.methods.coding import Measure
from baqylau.campaign.models import (
    Manner,
    MediaSubject,
    MediaTopic,
    Outlet,
    OutletKind,
    SpeakerSex,
    Tone,
)
from baqylau.campaign.models.media import BROADCAST
from baqylau.campaign.sources.coding_sheet_cells import Vocabulary
from baqylau.core.text import search_key
from baqylau.mission.models import Mission

SITE_LANGUAGES = ("en", "ru", "kk")
YES_NO: tuple[tuple[str, Any], ...] = (("yes", _("yes")), ("no", _("no")))
SIGNS: Mapping[str, Mapping[str, str]] = {
    "tone": {"+": "positive", "0": "neutral", "-": "negative", "−": "negative", "=": "neutral"},
    "paid": {"1": "yes", "x": "yes", "0": "no"},
    "prime": {"1": "yes", "x": "yes", "0": "no"},
}
"""Signs that people write for words."""
PLAIN: Mapping[str, tuple[tuple[str, Any], ...]] = {
    "manner": tuple(Manner.choices),
    "tone": tuple(Tone.choices),
    "sex": tuple(SpeakerSex.choices),
    "paid": (("yes", _("yes")),),
    "prime": YES_NO,
}
"""The choices of cells that are the same in every mission, in the order of their numbers."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A choice with the number by which it is typed."""

    number: int
    code: str
    name: str
    colour: str = ""
    search: str = ""


def measure_of(outlet: Outlet) -> Measure:
    """How items of an outlet are measured."""
    if outlet.kind in BROADCAST:
        return Measure.SECONDS
    return Measure.AREA if outlet.kind == OutletKind.PRINT else Measure.ITEMS


def subjects_to_code(mission: Mission) -> list[MediaSubject]:
    """Those that may be coded, contestants first, in the order of their numbers."""
    found = MediaSubject.objects.filter(mission=mission, active=True)
    return list(found.order_by("-is_contestant", "position", "code"))


def topics_to_code(mission: Mission) -> list[tuple[str, Mapping[str, str]]]:
    """The topics of the mission, or the shipped ones while it has none of its own."""
    own = MediaTopic.objects.filter(mission=mission).order_by("position", "code")
    if found := list(own):
        return [(one.code, one.names) for one in found if one.active]
    return [(one.code, one.names) for one in topics()]


def numbered_subjects(mission: Mission) -> list[Numbered]:
    """The subjects as the page of a coder numbers them."""
    return [
        Numbered(place, one.code, one.name, one.colour, _all_names(one.code, one.names))
        for place, one in enumerate(subjects_to_code(mission), start=1)
    ]


def _all_names(code: str, names: Mapping[str, str]) -> str:
    return "\n".join(search_key(text) for text in (code, *names.values()))


def vocabulary_of(mission: Mission) -> Vocabulary:
    """The meanings of the cells of a coding page."""
    meanings: dict[str, dict[str, str]] = {name: _plain(name, choices) for name, choices in PLAIN.items()}
    meanings["subject"] = _named((one.code, one.names) for one in subjects_to_code(mission))
    meanings["topic"] = _named(topics_to_code(mission))
    return Vocabulary(meanings)


def _named(rows: Iterable[tuple[str, Mapping[str, str]]]) -> dict[str, str]:
    """By number, code and name; a code counts before a name, a name before a number."""
    found: dict[str, str] = {}
    listed = list(rows)
    for code, _names in listed:
        found[search_key(code)] = code
    for code, names in listed:
        for text in names.values():
            found.setdefault(search_key(text), code)
    for place, (code, _names) in enumerate(listed, start=1):
        found.setdefault(str(place), code)
    return found


def _plain(name: str, choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    listed = list(choices)
    found = {code: code for code, _words in listed}
    found |= SIGNS.get(name, {})
    for text, code in words_of(listed):
        found.setdefault(text, code)
    for place, (code, _words) in enumerate(listed, start=1):
        found.setdefault(str(place), code)
    return found


def words_of(choices: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, str]]:
    """The folded words of choices in every language of the site, each with its code."""
    for language in SITE_LANGUAGES:
        with translation.override(language):
            for code, words in choices:
                yield search_key(str(words)), code
