"""Deciding between two entries that differ: field by field, by somebody who made neither, with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.results.actions.papers import locked, move, needed_reason
from baqylau.results.actions.versions import protocol_from
from baqylau.results.checking import confirmed_or_refused
from baqylau.results.methods.entry_states import DEFINITIVE, DIFFERENT
from baqylau.results.methods.layout import differing, figures_of
from baqylau.results.methods.typed_numbers import NotANumber, typed_number
from baqylau.results.models import Paper, Protocol, ProtocolEntry, Resolution
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

FIRST, SECOND, OTHER = "first", "second", "other"
CHOICES = (FIRST, SECOND, OTHER)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is taken for one field: the first entry's figure, the second's, or another that was ``typed``."""

    taken: str
    typed: str = ""


def entries_of(paper: Paper) -> tuple[ProtocolEntry, ProtocolEntry]:
    """The two entries that count; ``Refused`` (R.310) where they do not stand against each other."""
    entries = list(paper.entries.filter(ended_at=None).select_related("by").order_by("place"))
    if paper.state != DIFFERENT or len(entries) != 2:
        says = Phrase("There is nothing to decide about this protocol.")
        raise Refused(Problem("R.310", says, Phrase("Somebody may have been quicker. Look at it again.")))
    return entries[0], entries[1]


@transaction.atomic
def resolve(
    *, paper: Paper, choices: Mapping[str, Choice], reason: str, confirmed: str, by: User, now: datetime
) -> Protocol:
    """Decide each field that differs, and make the protocol definitive.

    ``Refused``: this person made one of the entries (R.340), a field is not decided (R.341), another figure
    is no number (R.320), no reason (R.311), the result does not add up and is not confirmed (R.322).
    """
    paper = locked(paper)
    first, second = entries_of(paper)
    if by.pk in (first.by_id, second.by_id):
        says = Phrase("One of the two entries is yours.")
        raise Refused(Problem("R.340", says, Phrase("Somebody else decides between them.")))
    one, other = figures_of(first.lines, first.votes), figures_of(second.lines, second.votes)
    taken = _taken(one, other, choices)
    reason = needed_reason(reason)
    figures = {name: number for name, number in {**one, **taken}.items() if number is not None}
    confirmed_or_refused(paper.contest, figures, confirmed)
    decided = {
        name: {"first": one.get(name), "second": other.get(name), "taken": number}
        for name, number in taken.items()
    }
    move(paper, "resolve", DEFINITIVE, by=by, now=now, reason=reason)
    made = Resolution.objects.create(
        paper=paper, first=first, second=second, decided=decided, reason=reason, by=by, at=now
    )
    protocol = protocol_from(paper, figures, by=by)
    change = {"resolution": made.pk, "decided": decided, "reason": personal(reason)}
    write_trail("results.entries_resolved", about=paper, by=by, change=change)
    return protocol


def _taken(
    one: Mapping[str, int], other: Mapping[str, int], choices: Mapping[str, Choice]
) -> dict[str, int | None]:
    """The figure of each field that differs; ``Refused`` with every field that is not decided."""
    taken: dict[str, int | None] = {}
    problems: list[Problem] = []
    for name in differing(one, other):
        choice = choices.get(name, Choice(""))
        if choice.taken == OTHER:
            try:
                taken[name] = typed_number(choice.typed)
            except NotANumber as wrong:
                problems.append(Problem("R.320", wrong.says, wrong.remedy, name))
        elif choice.taken in (FIRST, SECOND):
            taken[name] = (one if choice.taken == FIRST else other).get(name)
        else:
            says = Phrase("It is not decided which figure is taken.")
            problems.append(Problem("R.341", says, Phrase("Choose one of the two, or type another."), name))
    if problems:
        raise Refused(problems)
    return taken
