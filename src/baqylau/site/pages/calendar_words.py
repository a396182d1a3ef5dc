"""The rules of a calendar in words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.election.methods.calendar import ELECTION_DAY, ENDS, Difference, Rule, name_of
from baqylau.election.methods.deadlines import Bounds, Term
from baqylau.election.models import CalendarEvent


def rule_words(rule: Rule, events: Mapping[str, CalendarEvent]) -> str:
    """One rule: "5 days before election day; until 18:00".

    Parts are joined by semicolons, so that each can be said in any language on its own.
    """
    term = rule.term
    parts = [_distance(term, _origin(rule.origin, events))]
    if term.bounds == "inclusive":
        parts.append(_("the first day counts"))
    elif term.bounds == "clear":
        parts.append(_("these are whole days between the two"))
    if term.ends_at is not None:
        parts.append(_("at {time} local time").format(time=time_format(term.ends_at, "H:i")))
    if term.day_off == "next":
        parts.append(_("moved to the next working day where it is a day off"))
    elif term.day_off == "previous":
        parts.append(_("moved to the working day before where it is a day off"))
    return "; ".join(parts)


def _origin(name: str, events: Mapping[str, CalendarEvent]) -> str:
    whole = name_of(name)
    if whole == ELECTION_DAY:
        return _("election day")
    code, _dot, end = whole.partition(".")
    event = events[code].name if code in events else code
    if end == ENDS:
        return _("the end of “{event}”").format(event=event)
    return _("“{event}”").format(event=event)


def _distance(term: Term, origin: str) -> str:
    number = abs(term.length)
    if number == 0:
        if origin == _("election day"):
            return _("on election day")
        if term.unit == "hours":
            return _("with {origin}").format(origin=origin)
        return _("on the day of {origin}").format(origin=origin)
    before = term.length < 0
    if term.unit == "hours":
        words = (
            ngettext("{number} hour before {origin}", "{number} hours before {origin}", number)
            if before
            else ngettext("{number} hour after {origin}", "{number} hours after {origin}", number)
        )
    elif term.counting == "working":
        words = (
            ngettext("{number} working day before {origin}", "{number} working days before {origin}", number)
            if before
            else ngettext(
                "{number} working day after {origin}", "{number} working days after {origin}", number
            )
        )
    else:
        words = (
            ngettext("{number} day before {origin}", "{number} days before {origin}", number)
            if before
            else ngettext("{number} day after {origin}", "{number} days after {origin}", number)
        )
    return words.format(number=number, origin=origin)


def difference_words(difference: Difference) -> str:
    """How far the published moment is from the rule's: "1 day earlier than the rule"."""
    days, minutes = difference.days, difference.minutes or 0
    if days:
        words = (
            ngettext("{number} day earlier than the rule", "{number} days earlier than the rule", -days)
            if days < 0
            else ngettext("{number} day later than the rule", "{number} days later than the rule", days)
        )
        return words.format(number=abs(days))
    words = (
        ngettext("{number} minute earlier than the rule", "{number} minutes earlier than the rule", -minutes)
        if minutes < 0
        else ngettext("{number} minute later than the rule", "{number} minutes later than the rule", minutes)
    )
    return words.format(number=abs(minutes))


def way_words(way: Bounds, length: int) -> str:
    """What would explain a difference."""
    number = abs(length)
    if way == "clear":
        return ngettext(
            "It agrees if {number} whole day lies between.",
            "It agrees if {number} whole days lie between.",
            number,
        ).format(number=number)
    if way == "inclusive":
        return _("It agrees if the first day counts.")
    return _("It agrees if the day of the event is not counted.")


def distance_words(days: int) -> str:
    """Where a day lies from election day."""
    if days == 0:
        return _("election day")
    if days < 0:
        words = ngettext("{number} day before election day", "{number} days before election day", -days)
    else:
        words = ngettext("{number} day after election day", "{number} days after election day", days)
    return words.format(number=abs(days))


def late_words(days: int) -> str:
    """By how much something was done after its last day."""
    return ngettext("{number} day late", "{number} days late", days).format(number=days)
