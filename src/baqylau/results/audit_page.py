"""What the pages about audits show."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from baqylau.core.figure import half_up
from baqylau.core.problem import Problem, Refused
from baqylau.election.models import Contest
from baqylau.results.auditing import AuditStanding, Prepared, standing_of
from baqylau.results.methods.assertions import About, Assertion
from baqylau.results.models import Audit

MOST_SHOWN = 60
"""Assertions beyond are many and say little; those with the smallest margins come first."""


@dataclass(frozen=True, slots=True)
class AssertionLine:
    """What must hold, in words, and by how much it does."""

    says: str
    margin: int


@dataclass(frozen=True, slots=True)
class PlanLines:
    """A plan as a page shows it."""

    assertions: tuple[AssertionLine, ...]
    left_out: int
    stations: int
    total_bound: str
    needed: int


def plan_of(prepared: Prepared, contest: Contest) -> PlanLines:
    """The plan, its tightest assertions first."""
    names = {option.code: option.name for option in contest.options.all()}
    pairs = zip(prepared.plan.assertions, prepared.plan.margins, strict=True)
    ordered = sorted(pairs, key=lambda pair: Fraction(pair[1], max(-pair[0].least, 1)))
    return PlanLines(
        assertions=tuple(AssertionLine(in_words(one, names), margin) for one, margin in ordered[:MOST_SHOWN]),
        left_out=max(0, len(ordered) - MOST_SHOWN),
        stations=len(prepared.plan.batches),
        total_bound=half_up(prepared.plan.total_bound, 3),
        needed=prepared.needed,
    )


def in_words(one: Assertion, names: dict[str, str]) -> str:
    """An assertion as a sentence."""
    named = {"first": names.get(one.first, one.first), "second": names.get(one.second, one.second)}
    says = {
        About.LEAD: _("%(first)s has more votes than %(second)s."),
        About.MAJORITY: _("%(first)s has more than half of the votes."),
        About.NO_MAJORITY: _("%(second)s has less than half of the votes."),
        About.ADMITTED: _("%(first)s reaches the threshold."),
        About.NOT_ADMITTED: _("%(second)s stays below the threshold."),
        About.SEAT: _("%(first)s keeps its last seat against one more for %(second)s."),
    }[one.about]
    return says % named


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket, what became of it ("same", "differs", "absent" or "awaited"), and the risk after it."""

    number: int
    station: str
    state: str
    differences: tuple[tuple[str, int], ...]
    taint: str
    p_value: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Everything the page of an audit shows; ``standing`` is None where it cannot go on."""

    standing: AuditStanding | None
    plan: PlanLines | None
    tickets: tuple[TicketLine, ...]
    p_value: str
    problems: tuple[Problem, ...] = ()

    @property
    def stations(self) -> int:
        return len({one.station for one in self.tickets})


def look_at(audit: Audit) -> AuditPage:
    """The page of an audit."""
    try:
        standing = standing_of(audit)
    except Refused as refused:
        tickets = tuple(
            TicketLine(one.number, one.station.code, "", (), "", "")
            for one in audit.tickets.select_related("station")
        )
        return AuditPage(None, None, tickets, "", refused.problems)
    return AuditPage(
        standing=standing,
        plan=plan_of(standing.prepared, audit.contest),
        tickets=_tickets(audit, standing),
        p_value=_shown(standing.progress.p_value),
    )


def _tickets(audit: Audit, standing: AuditStanding) -> tuple[TicketLine, ...]:
    names = {option.code: option.name for option in audit.contest.options.all()}
    lines = []
    for place, ticket in enumerate(standing.tickets):
        one = standing.progress.compared.get(ticket.code)
        differences = [] if one is None else [pair for pair in one.differences.items() if pair[1]]
        if one is None:
            state = "awaited"
        elif not one.has_copy:
            state = "absent"
        else:
            state = "differs" if differences else "same"
        values = standing.progress.p_values
        lines.append(
            TicketLine(
                number=ticket.number,
                station=ticket.code,
                state=state,
                differences=tuple((names.get(option, option), number) for option, number in differences),
                taint=half_up(one.taint, 4) if one is not None and one.taint else "",
                p_value=_shown(values[place]) if place < len(values) else "",
            )
        )
    return tuple(lines)


def _shown(p_value: float) -> str:
    return f"{p_value:.4f}"
