"""The names of what is counted and published, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

INDICATORS: dict[str, Promise] = {
    "votes": _("Votes"),
    "share": _("Share of votes"),
    "seats": _("Seats"),
    "turnout": _("Turnout"),
}


PERCENT = frozenset({"percent"})
"""Units in which a figure is a percentage."""

STATUSES: dict[str, Promise] = {
    "final": _("final"),
    "preliminary": _("preliminary"),
}


def status_name(code: str) -> str:
    """What a source says of a figure's standing, in words where there are words for it here."""
    return str(STATUSES.get(code) or code)


def indicator_name(code: str) -> str:
    """The name of an indicator; of one that has none here, its code in readable form."""
    return str(INDICATORS.get(code) or code.replace("_", " ").capitalize())
