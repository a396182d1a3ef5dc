"""Taking observers' copies over from records of forms of the kind "protocol".

This room asks, the room of records knows nothing of it. It is done when a page is opened that shows
protocols, and changes nothing where nothing is new.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from baqylau.core.problem import Phrase
from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.observation.models import Attachment, FormKind, Record, RecordState, RecordVersion
from baqylau.results.actions.discrepancies import look_at_stations
from baqylau.results.actions.papers import next_number
from baqylau.results.actions.versions import add_version
from baqylau.results.filling import fields_of_contest
from baqylau.results.methods.layout import Field, lines_and_votes
from baqylau.results.methods.observer_copies import CONTEST_QUESTION, figures_in, was_read_out
from baqylau.results.models import Paper, PaperPhotograph, Protocol, ProtocolLayout, ProtocolSource
from baqylau.storage.media_types import SHOWN
from baqylau.trail.record import record as write_trail

MOST_AT_ONCE = 200
"""How many records are taken over while somebody waits for a page; the next opening takes more."""
MOST_LOOKED_AT = 2_000
"""How many that are not taken over are looked at for it."""


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A record whose figures could not be taken over, and why."""

    record: int
    says: Phrase


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken over: protocols, photographs, and the records that need somebody."""

    protocols: int = 0
    photographs: int = 0
    not_taken: tuple[NotTaken, ...] = ()


def take_over(*, mission: Mission, now: datetime, station: Station | None = None) -> Taken:
    """Bring a mission's observers' copies (of one station) to what its records say.

    A newer version of a record makes a new version of its protocol; a record that was rejected or deleted
    takes its protocol out, and brings it back with it. Photographs become papers to be entered. Where nothing
    is new, nothing is written or locked.
    """
    if not Record.objects.filter(_of_protocols(mission, station)).exists():
        return Taken()
    _follow_records(mission, station, now)
    contests = _Contests(mission)
    protocols, not_taken = _protocols(mission, station, contests, now)
    return Taken(protocols, _photographs(mission, station, contests, now), tuple(not_taken))


def _of_protocols(mission: Mission, station: Station | None, at: str = "") -> Q:
    """Records of forms of the kind "protocol"; ``at`` is the way to the record."""
    of = Q(**{f"{at}mission": mission, f"{at}form_version__form__kind": FormKind.PROTOCOL})
    return of if station is None else of & Q(**{f"{at}station": station})


def _counted(mission: Mission, station: Station | None, at: str) -> Q:
    """Those of them that count."""
    there = Q(**{f"{at}deleted_at": None, f"{at}is_unread": False})
    return _of_protocols(mission, station, at) & there & ~Q(**{f"{at}state": RecordState.REJECTED})


def _protocols(
    mission: Mission, station: Station | None, contests: _Contests, now: datetime
) -> tuple[int, list[NotTaken]]:
    found: list[tuple[RecordVersion, Contest]] = []
    not_taken = []
    for version in _not_taken_yet(mission, station)[:MOST_LOOKED_AT]:
        contest = contests.of(version)
        if isinstance(contest, NotTaken):
            not_taken.append(contest)
        elif figures_in(version.answers, contests.fields(contest)):
            found.append((version, contest))
        if len(found) == MOST_AT_ONCE:
            break
    if not found:
        return 0, not_taken
    with transaction.atomic():
        made = [_protocol_of(version, contest, contests.fields(contest)) for version, contest in found]
        places = ((contest, version.record.station_id or 0) for version, contest in found)
        _look_at(mission, places, now)
    return sum(made), not_taken


def _look_at(mission: Mission, places: Iterable[tuple[Contest, int]], now: datetime) -> None:
    """Find at once what does not agree where protocols are new, or count no more."""
    stations: dict[Contest, set[int]] = {}
    for contest, station in places:
        stations.setdefault(contest, set()).add(station)
    for contest, some in stations.items():
        look_at_stations(mission=mission, contest=contest, stations=some, by=None, now=now)


def _follow_records(mission: Mission, station: Station | None, now: datetime) -> None:
    """Protocols of records that were rejected or deleted count no more; of those that came back, again."""
    of_records = Protocol.objects.filter(mission=mission, record__isnull=False)
    if station is not None:
        of_records = of_records.filter(station=station)
    gone = Q(record__state=RecordState.REJECTED) | Q(record__deleted_at__isnull=False)
    corrected = Exists(Protocol.objects.filter(corrects=OuterRef("pk")))
    found = of_records.filter((gone & Q(is_current=True)) | (~gone & Q(is_current=False) & ~corrected))
    turned = list(found.values_list("pk", "is_current"))
    for current in (True, False):
        keys = [key for key, was in turned if was != current]
        if keys:
            with transaction.atomic():
                Protocol.objects.filter(pk__in=keys).update(is_current=current)
                change = {"protocols": keys, "is_current": current}
                write_trail("results.observer_copies_followed", about=mission, by=None, change=change)
                followed = Protocol.objects.filter(pk__in=keys).select_related("contest")
                _look_at(mission, ((one.contest, one.station_id) for one in followed), now)


def _not_taken_yet(mission: Mission, station: Station | None) -> QuerySet[RecordVersion]:
    taken = Protocol.objects.filter(record=OuterRef("record"), record_version=OuterRef("number"))
    newest = RecordVersion.objects.filter(_counted(mission, station, "record__"), is_newest=True)
    related = ("record__station", "record__mission", "record__team")
    return newest.filter(~Exists(taken)).select_related(*related).order_by("record_id")


class _Contests:
    """The contests of a mission's election, and what forms call them; asked once for many records."""

    def __init__(self, mission: Mission) -> None:
        self._election = mission.election_id
        self._fields: dict[int, tuple[Field, ...]] = {}

    @cached_property
    def _called(self) -> dict[Contest, tuple[str, ...]]:
        layouts = ProtocolLayout.objects.filter(contest__election=self._election)
        answers = dict(layouts.values_list("contest", "answers"))
        return {
            contest: ("", contest.code, *answers.get(contest.pk, ()))
            for contest in Contest.objects.filter(election=self._election)
        }

    def fields(self, contest: Contest) -> tuple[Field, ...]:
        if contest.pk not in self._fields:
            self._fields[contest.pk] = fields_of_contest(contest)
        return self._fields[contest.pk]

    def of(self, version: RecordVersion) -> Contest | NotTaken:
        """The contest that a report is about, by its answer and by the ballots of its station."""
        record = version.record
        if record.station is None:
            says = Phrase("Its station “{code}” is not on the list.", code=record.station_code)
            return NotTaken(record.number, says)
        answer = str(version.answers.get(CONTEST_QUESTION) or "")
        voted_on = set(record.station.contests.values_list("pk", flat=True))
        found = [
            contest
            for contest, called in self._called.items()
            if answer in called and (not voted_on or contest.pk in voted_on)
        ]
        if len(found) == 1:
            return found[0]
        if found:
            says = Phrase("“{answer}” may be several contests of its station.", answer=answer)
        else:
            says = Phrase("Its station has no contest that is called “{answer}”.", answer=answer)
        return NotTaken(record.number, says)


def _protocol_of(version: RecordVersion, contest: Contest, fields: tuple[Field, ...]) -> bool:
    """The protocol of a version of a record; False where somebody else took it over meanwhile."""
    record, station = version.record, version.record.station
    assert station is not None
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)
    of_record = {one.record_version or 0: one for one in Protocol.objects.filter(record=record)}
    if version.number in of_record:
        return False
    lines, votes = lines_and_votes(figures_in(version.answers, fields))
    earlier = of_record[max(of_record)] if of_record else None
    read_out = was_read_out(version.answers)
    protocol = add_version(
        Protocol(
            mission_id=record.mission_id,
            station=station,
            contest=contest,
            source_kind=ProtocolSource.READ_OUT if read_out else ProtocolSource.OBSERVER_COPY,
            source=f"record {record.number}" + (f", team {record.team.code}" if record.team else ""),
            record=record,
            record_version=version.number,
            lines=lines,
            votes=votes,
            corrects=earlier,
            reason=f"Version {version.number} of the record." if earlier else "",
        )
    )
    change = {"record": record.pk, "record_version": version.number, "version": protocol.version}
    write_trail("results.observer_copy_taken", about=protocol, by=None, change=change)
    return True


# ------------------------------------------------------------------ photographs


def _photographs(mission: Mission, station: Station | None, contests: _Contests, now: datetime) -> int:
    """Put each photograph that came with a record beside a paper to be entered; how many were new."""
    beside = PaperPhotograph.objects.filter(attachment=OuterRef("pk"))
    of_records = _counted(mission, station, "submission__record__")
    new = Attachment.objects.filter(of_records, media_type__in=SHOWN)
    related = ("submission__record__station", "submission__record__mission")
    found = []
    for attachment in new.filter(~Exists(beside)).select_related(*related).order_by("pk")[:MOST_AT_ONCE]:
        record = attachment.submission.record
        if record is not None and (contest := _contest_of(record, contests)) is not None:
            found.append((attachment, record, contest))
    if not found:
        return 0
    with transaction.atomic():
        return sum(_beside(_paper_of(record, contest, now), one, now) for one, record, contest in found)


def _contest_of(record: Record, contests: _Contests) -> Contest | None:
    """The contest of a record's newest version, where its place is known."""
    related = ("record__station", "record__mission")
    contest = contests.of(record.versions.select_related(*related).get(is_newest=True))
    return None if isinstance(contest, NotTaken) else contest


def _paper_of(record: Record, contest: Contest, now: datetime) -> Paper:
    """The paper of a record, made where there is none."""
    assert record.station is not None
    number = next_number(record.mission, record.station, contest)
    paper = Paper.objects.filter(record=record).first()
    if paper is not None:
        return paper
    paper = Paper.objects.create(
        mission_id=record.mission_id,
        station=record.station,
        contest=contest,
        number=number,
        source_kind=ProtocolSource.PHOTOGRAPH,
        source=f"photograph of record {record.number}",
        record=record,
        made_at=now,
    )
    write_trail("results.paper_taken_in", about=paper, by=None, change={"record": record.pk})
    return paper


def _beside(paper: Paper, attachment: Attachment, now: datetime) -> int:
    values = {"name": attachment.name, "media_type": attachment.media_type, "added_at": now}
    _photograph, is_new = PaperPhotograph.objects.get_or_create(
        paper=paper, file_id=attachment.file_id, defaults={**values, "attachment": attachment}
    )
    return int(is_new)
