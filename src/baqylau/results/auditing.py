"""An audit of a contest: what it is planned by, and how far it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.counted import Counted, counted
from baqylau.results.methods import assertions
from baqylau.results.methods.assertions import Assertion, NotCovered
from baqylau.results.methods.batch_audit import (
    Batch,
    BeyondAudit,
    Plan,
    Progress,
    Ticket,
    draws_needed,
    plan,
    progress,
)
from baqylau.results.methods.lines import LineCode
from baqylau.results.methods.rule import Counted as Votes
from baqylau.results.models import Audit, AuditedOutcome, ProtocolSource
from baqylau.results.sources.seat_files import rule_from

BOUND_LINES = (LineCode.RECEIVED, LineCode.ON_LIST)
"""Lines that may say how many ballots a station can hold at most."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an audit confirms, at which risk (in thousandths), and by which line stations are bounded."""

    outcome: str = AuditedOutcome.LEAD.value
    winners: int = 1
    risk_limit: int = 50
    bound_line: str = LineCode.RECEIVED.value

    @property
    def risk(self) -> Fraction:
        return Fraction(self.risk_limit, 1000)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A plan with how many draws it needs, and the digest of the official figures it is made from."""

    plan: Plan
    needed: int
    table_sha256: str
    above_bound: int
    """Stations that report more ballots than the bound; there the report is the bound."""

    @property
    def compares_all(self) -> bool:
        """Whether so many draws are needed that every station may as well be compared."""
        return self.needed > len(self.plan.batches)


def terms_of(audit: Audit) -> Terms:
    """The terms that an audit was drawn by."""
    return Terms(audit.outcome, audit.winners, audit.risk_limit, audit.bound_line)


def prepare(mission: Mission, contest: Contest, terms: Terms) -> Prepared:
    """Plan an audit by the official table as it stands.

    ``Refused``: no official table (Q.221), no bound for a station (Q.222), an outcome that cannot be audited
    (Q.223).
    """
    official = counted(mission, contest, ProtocolSource.OFFICIAL_TABLE)
    batches, above = _batches(official, terms.bound_line)
    totals = {option: sum(batch.votes[option] for batch in batches) for option in official.options}
    try:
        planned = plan(batches, _assertions(contest, totals, terms))
    except NotCovered as reason:
        says = Phrase("The outcome cannot be audited: {why}", why=NOT_COVERED[str(reason)])
        raise Refused(Problem("Q.223", says, Phrase("Choose another outcome."))) from None
    except BeyondAudit:
        says = Phrase("The outcome cannot be audited: {why}", why=NOT_COVERED["level"])
        raise Refused(Problem("Q.223", says, Phrase("Choose another outcome."))) from None
    return Prepared(planned, draws_needed(planned, terms.risk), _digest(batches), above)


NOT_COVERED = {
    "level": Phrase("options stand level, or there are not so many."),
    "no_majority": Phrase("nobody has more than half of the votes."),
    "majority": Phrase("one option has more than half of the votes."),
    "nobody": Phrase("the rule admits no list."),
    "caps": Phrase("the rule has caps on seats."),
    "minimum_lists": Phrase("a list entered below the threshold."),
    "threshold_base": Phrase("the threshold is a share of a number that is not in the table."),
    "quota": Phrase("only the exact quota of Hare is expressed."),
    "no_rule": Phrase("the contest has no rule for seats that can be read."),
}
"""Why there is nothing to confirm."""


def _assertions(contest: Contest, totals: Mapping[str, int], terms: Terms) -> list[Assertion]:
    if terms.outcome == AuditedOutcome.MAJORITY:
        return assertions.majority(totals)
    if terms.outcome == AuditedOutcome.SECOND_ROUND:
        return assertions.second_round(totals)
    if terms.outcome == AuditedOutcome.LEAD:
        return assertions.plurality(totals, terms.winners)
    try:
        rule = rule_from(contest.seat_rule or {}, "seat_rule")
    except Refused:
        raise NotCovered("no_rule") from None
    return assertions.seats([Votes(*one) for one in totals.items()], rule)


def _batches(official: Counted, line: str) -> tuple[list[Batch], int]:
    options = len(official.options)
    whole = official.given[:, :options].all(axis=1) & (official.protocols > 0)
    rows = np.flatnonzero(whole)
    if not len(rows):
        says = Phrase("There is no official table by polling station.")
        raise Refused(Problem("Q.221", says, Phrase("Load it first.")))
    votes = official.values[rows][:, :options]
    if line not in official.lines or not official.given[rows, official.columns.index(line)].all():
        says = Phrase("The official table does not give '{line}' for every station.", line=line[:60])
        raise Refused(Problem("Q.222", says, Phrase("Choose another line, or complete the table.")))
    most = official.values[rows, official.columns.index(line)]
    reported = votes.sum(axis=1)
    if LineCode.INVALID in official.lines:
        reported = reported + official.values[rows, official.columns.index(LineCode.INVALID)]
    codes = [official.ground.codes[row] for row in rows.tolist()]
    batches = [
        Batch(code, dict(zip(official.options, own, strict=True)), bound)
        for code, own, bound in zip(codes, votes.tolist(), np.maximum(most, reported).tolist(), strict=True)
    ]
    return batches, int((reported > most).sum())


def _digest(batches: Sequence[Batch]) -> str:
    """SHA-256 of the lines ``code TAB most TAB option=votes …`` by the bytes of the codes."""
    digest = hashlib.sha256()
    for one in sorted(batches, key=lambda batch: batch.code.encode()):
        votes = "\t".join(f"{option}={number}" for option, number in sorted(one.votes.items()))
        digest.update(f"{one.code}\t{one.most}\t{votes}\n".encode())
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class AuditStanding:
    """An audit as it stands.

    ``too_many`` are stations whose copies have more votes than the bound: while there are any, it was no
    bound, and nothing is confirmed.
    """

    prepared: Prepared
    tickets: tuple[Ticket, ...]
    progress: Progress
    too_many: tuple[str, ...]

    @property
    def is_confirmed(self) -> bool:
        met = self.prepared.needed == 0 or self.progress.confirmed_at is not None
        return met and not self.too_many


def standing_of(audit: Audit) -> AuditStanding:
    """Compare the observers' copies that are there.

    ``Refused`` where the official figures are no longer those that the audit was drawn by (Q.224).
    """
    terms = terms_of(audit)
    prepared = prepare(audit.mission, audit.contest, terms)
    if prepared.table_sha256 != audit.table_sha256:
        says = Phrase("The official table has changed since the audit was drawn.")
        raise Refused(Problem("Q.224", says, Phrase("Throw the dice again, and draw a new audit.")))
    tickets = tuple(
        Ticket(one.number, one.sha256, one.station.code) for one in audit.tickets.select_related("station")
    )
    copies = _copies(audit, {one.code for one in tickets})
    most = {batch.code: batch.most for batch in prepared.plan.batches}
    too_many = tuple(
        sorted(code for code, votes in copies.items() if votes and sum(votes.values()) > most[code])
    )
    return AuditStanding(
        prepared=prepared,
        tickets=tickets,
        progress=progress(prepared.plan, tickets, copies, terms.risk),
        too_many=too_many,
    )


def _copies(audit: Audit, drawn: set[str]) -> dict[str, Mapping[str, int] | None]:
    """Votes of the observers' copies of drawn stations; None where it is recorded that none can be had."""
    found = counted(audit.mission, audit.contest, ProtocolSource.OBSERVER_COPY)
    options = len(found.options)
    whole = found.given[:, :options].all(axis=1) & (found.protocols > 0)
    copies: dict[str, Mapping[str, int] | None] = {}
    for row in np.flatnonzero(whole).tolist():
        code = found.ground.codes[row]
        if code in drawn:
            copies[code] = dict(zip(found.options, found.values[row, :options].tolist(), strict=True))
    for code in audit.absences.values_list("station__code", flat=True):
        copies.setdefault(code, None)
    return copies
