"""Versions of protocols of a mission: a new one follows, nothing is overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Station
from baqylau.results.actions.discrepancies import look_at_stations
from baqylau.results.actions.papers import locked, move, needed_reason
from baqylau.results.checking import confirmed_or_refused
from baqylau.results.filling import filling
from baqylau.results.methods.layout import Figures, differing, figures_of, lines_and_votes
from baqylau.results.models import Paper, Protocol
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


def add_version(protocol: Protocol) -> Protocol:
    """Save a new protocol of a mission under the next version number of its kind of source.

    What it corrects is current no longer. Called within the transaction of the action that made it.
    """
    Station.objects.select_for_update(no_key=True).get(pk=protocol.station_id)
    alike = Protocol.objects.filter(
        mission=protocol.mission_id,
        station=protocol.station_id,
        contest=protocol.contest_id,
        source_kind=protocol.source_kind,
    )
    protocol.version = (alike.aggregate(last=Max("version"))["last"] or 0) + 1
    protocol.save(force_insert=True)
    if protocol.corrects_id is not None:
        Protocol.objects.filter(pk=protocol.corrects_id).update(is_current=False)
    return protocol


def protocol_from(paper: Paper, figures: Figures, *, by: User) -> Protocol:
    """The definitive protocol of a paper. One that was entered before is corrected by it."""
    lines, votes = lines_and_votes(figures)
    earlier = next(iter(Protocol.objects.filter(paper=paper, is_current=True)), None)
    protocol = add_version(
        Protocol(
            mission_id=paper.mission_id,
            station_id=paper.station_id,
            contest_id=paper.contest_id,
            source_kind=paper.source_kind,
            source=paper.source,
            paper=paper,
            lines=lines,
            votes=votes,
            entered_by=by,
            corrects=earlier,
            reason="Entered again, twice." if earlier else "",
        )
    )
    change = {"paper": paper.pk, "version": protocol.version, "lines": lines, "votes": votes}
    write_trail("results.protocol_entered", about=protocol, by=by, change=change)
    _look_at(protocol)
    return protocol


def _look_at(protocol: Protocol) -> None:
    """Find at once what does not agree at the station."""
    assert protocol.mission is not None
    stations, now = [protocol.station_id], protocol.entered_at
    look_at_stations(mission=protocol.mission, contest=protocol.contest, stations=stations, by=None, now=now)


@transaction.atomic
def correct_protocol(
    *,
    protocol: Protocol,
    typed: Mapping[str, str],
    reason: str,
    confirmed: str,
    by: User,
    now: datetime,
) -> Protocol:
    """Make a new version of a protocol that was entered; the old one stays, and counts no more.

    ``Refused``: a field that holds no number (R.320), no reason (R.311), nothing changed (R.331), a version
    that was corrected already (R.332), one that came with a record or a pack (R.333), figures that do not add
    up and are not confirmed (R.322).
    """
    if protocol.paper is None:
        says = Phrase("This protocol was not entered here.")
        remedy = Phrase("Correct the record, or the table, that it comes from.")
        raise Refused(Problem("R.333", says, remedy))
    paper = locked(protocol.paper)
    protocol = Protocol.objects.select_related("contest").get(pk=protocol.pk)
    if not protocol.is_current:
        says = Phrase("Version {version} was corrected meanwhile.", version=protocol.version)
        raise Refused(Problem("R.332", says, Phrase("Look at the newest version first.")))
    figures = filling(protocol.contest, typed)
    reason = needed_reason(reason)
    before = figures_of(protocol.lines, protocol.votes)
    changed = differing(before, figures)
    if not changed:
        raise Refused(
            Problem("R.331", Phrase("Nothing was changed."), Phrase("Change a figure, or go back."))
        )
    confirmed_or_refused(protocol.contest, figures, confirmed)
    move(paper, "correct", by=by, now=now, reason=reason)
    lines, votes = lines_and_votes(figures)
    made = add_version(
        Protocol(
            mission_id=protocol.mission_id,
            station_id=protocol.station_id,
            contest=protocol.contest,
            source_kind=protocol.source_kind,
            source=protocol.source,
            paper=paper,
            lines=lines,
            votes=votes,
            entered_by=by,
            corrects=protocol,
            reason=reason,
        )
    )
    fields = {name: [before.get(name), figures.get(name)] for name in changed}
    change = {"corrects": protocol.pk, "version": made.version, "fields": fields, "reason": personal(reason)}
    write_trail("results.protocol_corrected", about=made, by=by, change=change)
    _look_at(made)
    return made
