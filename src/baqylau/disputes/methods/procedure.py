"""Who decides disputes of an election, which way they go, and how long each step may take.

All of it is data of the pack, with its articles: nothing here knows a country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, tzinfo
from typing import Literal

from baqylau.election.methods.deadlines import WEEKENDS, DaysOff, Term, deadline

BodyKind = Literal["commission", "court", "prosecutor", "regulator", "other"]
BODY_KINDS: tuple[BodyKind, ...] = ("commission", "court", "prosecutor", "regulator", "other")
Standing = Literal["open", "overdue", "decided", "decided_in_time", "decided_late"]
STANDINGS: tuple[Standing, ...] = ("overdue", "open", "decided_late", "decided_in_time", "decided")


@dataclass(frozen=True, slots=True)
class Body:
    """Who decides: a level of commissions, a court, a prosecutor. ``names`` maps languages to its name."""

    code: str
    kind: BodyKind
    names: Mapping[str, str]
    article: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term of the law, with where it is known from and whether that is sure."""

    code: str
    term: Term
    names: Mapping[str, str]
    source: str = ""
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Route:
    """A step a dispute may take: to ``to``, first (``before`` is "") or from a decision of ``before``.

    ``file_within`` and ``decide_within`` are codes of terms, "" where none is known. The first is counted
    from the act or the decision that is contested, the second from the day the body received the complaint.
    """

    before: str
    to: str
    file_within: str = ""
    decide_within: str = ""


@dataclass(frozen=True, slots=True)
class Procedure:
    """Bodies, terms and routes of one election; ``days_off`` are what its terms in working days pass over."""

    bodies: Mapping[str, Body] = field(default_factory=dict)
    terms: Mapping[str, NamedTerm] = field(default_factory=dict)
    routes: tuple[Route, ...] = ()
    days_off: DaysOff = WEEKENDS

    def route(self, before: str, to: str) -> Route | None:
        """The route from a body (or from nowhere) to another; None where the pack knows none."""
        return next((one for one in self.routes if (one.before, one.to) == (before, to)), None)

    def next_bodies(self, before: str) -> list[Body]:
        """Where a dispute may go from there, in the pack's order."""
        return [self.bodies[one.to] for one in self.routes if one.before == before]

    def file_by(self, before: str, to: str, contested: date | None, zone: tzinfo) -> date | None:
        """The last day to complain about what happened on ``contested``; None where nothing says."""
        found = self.route(before, to)
        return self._last_day(found.file_within if found else "", contested, zone)

    def decide_by(self, before: str, to: str, received: date | None, zone: tzinfo) -> date | None:
        """The last day to decide what was received then; None where nothing says."""
        found = self.route(before, to)
        return self._last_day(found.decide_within if found else "", received, zone)

    def decision_term(self, before: str, to: str) -> NamedTerm | None:
        """The term by which a body must decide."""
        found = self.route(before, to)
        return self.terms.get(found.decide_within) if found else None

    def filing_term(self, before: str, to: str) -> NamedTerm | None:
        """The term within which one must complain."""
        found = self.route(before, to)
        return self.terms.get(found.file_within) if found else None

    def _last_day(self, term: str, begin: date | None, zone: tzinfo) -> date | None:
        if begin is None or term not in self.terms:
            return None
        try:
            return deadline(begin, self.terms[term].term, zone, self.days_off).last_day
        except OverflowError:
            return None


def standing(*, due: date | None, decided: date | None, is_decided: bool, today: date) -> Standing:
    """How a proceeding stands against its limit. A decision without a known date is only "decided".

    >>> standing(due=date(2023, 3, 5), decided=date(2023, 3, 6), is_decided=True, today=date(2023, 3, 9))
    'decided_late'
    """
    if is_decided:
        if due is None or decided is None:
            return "decided"
        return "decided_late" if decided > due else "decided_in_time"
    return "overdue" if due is not None and today > due else "open"


def days_over(*, due: date | None, decided: date | None, today: date) -> int:
    """By how many days the limit was passed, until the decision or until today; 0 where it was kept."""
    if due is None:
        return 0
    return max(0, ((decided or today) - due).days)
