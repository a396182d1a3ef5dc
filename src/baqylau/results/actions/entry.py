"""Entering a protocol twice: two people type the same paper, and neither sees what the other typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.results.actions.papers import locked, move
from baqylau.results.actions.versions import protocol_from
from baqylau.results.checking import confirmed_or_refused
from baqylau.results.filling import fields_of_contest, filling
from baqylau.results.methods.entry_states import (
    DEFINITIVE,
    DIFFERENT,
    EMPTY,
    FIRST_BEGUN,
    FIRST_DONE,
    FIRST_HAS_ERRORS,
    SECOND_BEGUN,
)
from baqylau.results.methods.layout import differing, figures_of, lines_and_votes
from baqylau.results.models import Paper, ProtocolEntry

LONGEST_TYPED = 40


def entry_of(paper: Paper, user: User) -> ProtocolEntry | None:
    """What a person is typing of a paper, or has typed."""
    return paper.entries.filter(by=user, ended_at=None).first()


@transaction.atomic
def begin(*, paper: Paper, by: User, now: datetime) -> ProtocolEntry:
    """Begin the first or the second entry of a paper; whoever types it already goes on.

    ``Refused``: the first entry is theirs (R.312); somebody else is typing it, or it is done (R.310).
    """
    paper = locked(paper)
    own = entry_of(paper, by)
    if own is not None and own.saved_at is None:
        return own
    if own is not None and paper.state in (FIRST_DONE, FIRST_HAS_ERRORS):
        says = Phrase("The first entry of this protocol is yours.")
        raise Refused(Problem("R.312", says, Phrase("Somebody else makes the second.")))
    place = 1 if paper.state == EMPTY else 2
    move(paper, "begin", by=by, now=now)
    return ProtocolEntry.objects.create(paper=paper, place=place, by=by, begun_at=now)


def keep_draft(*, entry: ProtocolEntry, typed: Mapping[str, str], by: User) -> bool:
    """Keep the texts of the fields as they stand; False where the entry is not open to this person any more.

    No figure changes by it, so the trail has no entry of it.
    """
    own = ProtocolEntry.objects.filter(pk=entry.pk, by=by, saved_at=None, ended_at=None)
    return bool(own.update(typed=_texts(entry, typed)))


def _texts(entry: ProtocolEntry, typed: Mapping[str, str]) -> dict[str, str]:
    """The texts of the protocol's own fields, none of them long."""
    names = (field.name for field in fields_of_contest(entry.paper.contest))
    return {name: typed[name].replace("\0", "")[:LONGEST_TYPED] for name in names if typed.get(name)}


@transaction.atomic
def save(*, entry: ProtocolEntry, typed: Mapping[str, str], confirmed: str, by: User, now: datetime) -> Paper:
    """Save an entry. The second is compared with the first: the same is definitive, else somebody decides.

    ``confirmed`` is the digest of what was found and stands so on the paper. ``Refused``: a field that holds
    no number (R.320), none is filled in (R.321), it does not add up and is not confirmed (R.322), the entry
    is not this person's or was ended (R.313).
    """
    paper = locked(entry.paper)
    entry = _open(paper, by)
    figures = filling(paper.contest, typed)
    if not figures:
        says = Phrase("No figure is filled in.")
        raise Refused(Problem("R.321", says, Phrase("Fill them in, or say that the paper cannot be read.")))
    entry.typed = _texts(entry, typed)
    entry.lines, entry.votes = lines_and_votes(figures)
    entry.has_errors = bool(confirmed_or_refused(paper.contest, figures, confirmed))
    entry.saved_at = now
    entry.save()
    if entry.place == 1:
        return move(paper, "save", FIRST_HAS_ERRORS if entry.has_errors else FIRST_DONE, by=by, now=now)
    first = paper.entries.get(place=1, ended_at=None)
    if differing(figures_of(first.lines, first.votes), figures):
        return move(paper, "save", DIFFERENT, by=by, now=now)
    move(paper, "save", DEFINITIVE, by=by, now=now)
    protocol_from(paper, figures, by=by)
    return paper


def _open(paper: Paper, by: User) -> ProtocolEntry:
    """The entry that a person is typing; ``Refused`` (R.313) where there is none (any more)."""
    entry = entry_of(paper, by)
    if entry is None or entry.saved_at is not None or paper.state not in (FIRST_BEGUN, SECOND_BEGUN):
        raise Refused(not_entering())
    return entry


def not_entering() -> Problem:
    """Somebody sends the fields of a protocol that they do not type, or no longer."""
    says = Phrase("You are not entering this protocol (any more).")
    return Problem("R.313", says, Phrase("It was saved, or a co-ordinator reset it. Look at the list."))


@transaction.atomic
def discard(*, paper: Paper, by: User, now: datetime) -> Paper:
    """Throw away what one is typing oneself; the paper waits for somebody again."""
    paper = locked(paper)
    entry = _open(paper, by)
    move(paper, "discard", EMPTY if entry.place == 1 else _after_first(paper), by=by, now=now)
    _end(entry, now)
    return paper


def _after_first(paper: Paper) -> str:
    first = paper.entries.get(place=1, ended_at=None)
    return FIRST_HAS_ERRORS if first.has_errors else FIRST_DONE


def _end(entry: ProtocolEntry, now: datetime) -> None:
    entry.ended_at = now
    entry.save(update_fields=["ended_at"])


@transaction.atomic
def take_up(*, paper: Paper, by: User, now: datetime) -> ProtocolEntry:
    """Open one's own first entry again, as long as nobody has begun the second."""
    paper = locked(paper)
    entry = entry_of(paper, by)
    if entry is None or entry.place != 1:
        says = Phrase("The first entry of this protocol is not yours.")
        raise Refused(Problem("R.314", says, Phrase("Ask whoever made it, or a co-ordinator.")))
    move(paper, "take_up", by=by, now=now)
    entry.saved_at, entry.has_errors = None, False
    entry.save(update_fields=["saved_at", "has_errors"])
    return entry


@transaction.atomic
def set_aside(*, paper: Paper, reason: str, by: User, now: datetime) -> Paper:
    """Say that a paper cannot be read, and why; what was typed of it is kept and counts for nothing."""
    paper = locked(paper)
    _open(paper, by)
    move(paper, "set_aside", by=by, now=now, reason=reason)
    _end_all(paper, now)
    return paper


@transaction.atomic
def reset(*, paper: Paper, reason: str, by: User, now: datetime) -> Paper:
    """Have a paper entered anew from the beginning. A protocol that was made of it stays until then."""
    paper = locked(paper)
    move(paper, "reset", by=by, now=now, reason=reason)
    _end_all(paper, now)
    return paper


def _end_all(paper: Paper, now: datetime) -> None:
    paper.entries.filter(ended_at=None).update(ended_at=now)
