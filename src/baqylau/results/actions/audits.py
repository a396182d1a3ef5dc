"""Drawing an audit, and recording that a copy cannot be had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.results.actions.samples import needed_reason, refuse_where_none_are_made, seed_from
from baqylau.results.auditing import Terms, prepare, terms_of
from baqylau.results.methods.batch_audit import Ticket, draw
from baqylau.results.models import Audit, AuditAbsence, AuditedOutcome, AuditTicket
from baqylau.trail.record import personal, record

BATCH = 500
MOST_WINNERS = 1000
MOST_TICKETS = 10_000


@transaction.atomic
def draw_audit(
    *,
    mission: Mission,
    contest: Contest,
    terms: Terms,
    seed: str,
    table_seen: str,
    by: User,
    now: datetime,
) -> Audit:
    """Draw the tickets of an audit; ``table_seen`` is the digest of the official table looked at (Q.224).

    The trail keeps the seed, the terms, the digest and the stations in the order of their tickets.
    ``Refused`` also for the kind of mission, the seed, and an outcome that needs more draws than there are
    stations (Q.225).
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    refuse_where_none_are_made(mission)
    digits = seed_from(seed)
    _refuse_terms(terms)
    prepared = prepare(mission, contest, terms)
    if prepared.table_sha256 != table_seen:
        says = Phrase("The official table has changed since you looked.")
        raise Refused(Problem("Q.224", says, Phrase("Look at the plan again, then draw.")))
    if prepared.compares_all:
        says = Phrase("More draws are needed than there are stations.")
        raise Refused(
            Problem("Q.225", says, Phrase("Compare every station: the list of discrepancies does."))
        )
    last = Audit.objects.filter(mission=mission).aggregate(last=Max("number"))["last"] or 0
    audit = Audit.objects.create(
        mission=mission,
        contest=contest,
        number=last + 1,
        seed=digits,
        outcome=terms.outcome,
        winners=terms.winners,
        risk_limit=terms.risk_limit,
        bound_line=terms.bound_line,
        table_sha256=prepared.table_sha256,
        drawn_at=now,
        drawn_by=by,
    )
    _keep(audit, draw(prepared.plan, digits, prepared.needed), by)
    return audit


@transaction.atomic
def draw_more(*, audit: Audit, number: int, by: User) -> None:
    """Draw tickets that follow those that there are, where differences made more necessary (Q.224, Q.226)."""
    Audit.objects.select_for_update().get(pk=audit.pk)
    if not 1 <= number <= MOST_TICKETS:
        says = Phrase("From 1 to {most} tickets are drawn at a time.", most=MOST_TICKETS)
        raise Refused(Problem("Q.226", says, Phrase("Give such a number.")))
    prepared = prepare(audit.mission, audit.contest, terms_of(audit))
    if prepared.table_sha256 != audit.table_sha256:
        says = Phrase("The official table has changed since the audit was drawn.")
        raise Refused(Problem("Q.224", says, Phrase("Throw the dice again, and draw a new audit.")))
    _keep(audit, draw(prepared.plan, audit.seed, number, after=audit.tickets.count()), by)


def _refuse_terms(terms: Terms) -> None:
    problems = Problems()
    if terms.outcome not in AuditedOutcome.values or not 1 <= terms.winners <= MOST_WINNERS:
        says = Phrase("An audit confirms one of the outcomes listed, with one winner at least.")
        problems.add("Q.226", says, Phrase("Choose one."))
    if not 1 <= terms.risk_limit <= 500:
        says = Phrase("The risk limit is from 0.1 to 50 per cent.")
        problems.add("Q.226", says, Phrase("5 per cent is usual."))
    problems.refuse_if_any()


def _keep(audit: Audit, drawn: Sequence[Ticket], by: User) -> None:
    codes = {one.code for one in drawn}
    keys = dict(
        Station.objects.filter(election=audit.contest.election, code__in=codes).values_list("code", "pk")
    )
    AuditTicket.objects.bulk_create(
        (
            AuditTicket(audit=audit, number=one.number, sha256=one.sha256, station_id=keys[one.code])
            for one in drawn
        ),
        batch_size=BATCH,
    )
    change = {
        "contest": audit.contest.code,
        "number": audit.number,
        "seed": audit.seed,
        "outcome": audit.outcome,
        "winners": audit.winners,
        "risk_limit": audit.risk_limit,
        "bound_line": audit.bound_line,
        "table_sha256": audit.table_sha256,
        "stations": [one.code for one in drawn],
    }
    record("results.audit_drawn", about=audit, by=by, change=change)


@transaction.atomic
def record_absence(*, audit: Audit, station: str, reason: str, by: User, now: datetime) -> AuditAbsence:
    """Record that no copy of a drawn station can be had (Q.227); it counts against the winners whole."""
    Audit.objects.select_for_update().get(pk=audit.pk)
    text = needed_reason(reason)
    ticket = audit.tickets.filter(station__code=station).first()
    if ticket is None or audit.absences.filter(station=ticket.station_id).exists():
        says = Phrase("The station was not drawn, or its absence is recorded already.")
        raise Refused(Problem("Q.227", says, Phrase("Look at the list of tickets again.")))
    absence = AuditAbsence.objects.create(
        audit=audit, station_id=ticket.station_id, reason=text, by=by, at=now
    )
    change = {"station": station, "reason": personal(text)}
    record("results.copy_cannot_be_had", about=audit, by=by, change=change)
    return absence
