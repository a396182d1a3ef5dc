"""Papers to be entered: taking one in, its photographs, and moving it from state to state."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.results.methods import entry_states
from baqylau.results.models import Paper, PaperPhotograph, PaperStep, ProtocolSource
from baqylau.storage.media_types import SHOWN
from baqylau.storage.models import keep_stream
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LARGEST_PHOTOGRAPH = 20 * 2**20
LONGEST_TEXT = 2_000
MOST_PHOTOGRAPHS = 20
ENTERED_KINDS = tuple(kind for kind in ProtocolSource if kind != ProtocolSource.OFFICIAL_TABLE)
"""What is entered by hand. An official table comes from a file."""


@transaction.atomic
def make_paper(
    *,
    mission: Mission,
    station_code: str,
    contest_code: str,
    source_kind: str,
    source: str,
    by: User,
    now: datetime,
) -> Paper:
    """Take in a copy of a protocol that is to be entered.

    ``Refused``: no such station (R.301), no such contest (R.302), no ballot of it there (R.303), an unknown
    kind of source (R.304), nobody named as its source (R.305).
    """
    station = station_of(mission, station_code)
    contest = contest_of(mission, contest_code, station)
    if source_kind not in ENTERED_KINDS:
        says = Phrase("“{kind}” is no kind of copy that is entered.", kind=source_kind[:40])
        raise Refused(Problem("R.304", says, Phrase("Choose one of the list."), "source_kind"))
    source = source.replace("\0", "").strip()[:LONGEST_TEXT]
    if not source:
        says = Phrase("Nobody is named as the source.")
        remedy = Phrase("Say whose copy it is, or who read it out.")
        raise Refused(Problem("R.305", says, remedy, "source"))
    paper = Paper.objects.create(
        mission=mission,
        station=station,
        contest=contest,
        number=next_number(mission, station, contest),
        source_kind=source_kind,
        source=source,
        made_by=by,
        made_at=now,
    )
    change = {"station": station.code, "contest": contest.code, "source_kind": source_kind}
    write_trail("results.paper_taken_in", about=paper, by=by, change={**change, "number": paper.number})
    return paper


def station_of(mission: Mission, code: str) -> Station:
    """The station of this code; ``Refused`` (R.301) where the election has none."""
    code = code.replace("\0", "").strip()
    station = Station.objects.filter(election=mission.election_id, code=code).first() if code else None
    if station is None:
        says = Phrase("There is no station “{code}”.", code=code[:60])
        raise Refused(
            Problem("R.301", says, Phrase("Type its code as the list of stations has it."), "station")
        )
    return station


def contest_of(mission: Mission, code: str, station: Station) -> Contest:
    """The contest of this code; ``Refused`` where there is none (R.302), or no ballot of it there (R.303).

    An election whose stations name no ballots has every contest everywhere.
    """
    contest = Contest.objects.filter(election=mission.election_id, code=code.replace("\0", "")).first()
    if contest is None:
        says = Phrase("There is no contest “{code}”.", code=code[:60])
        raise Refused(Problem("R.302", says, Phrase("Choose one of the list."), "contest"))
    voted_on = station.contests.values_list("pk", flat=True)
    if voted_on and contest.pk not in voted_on:
        says = Phrase("Station {station} has no ballot of this contest.", station=station.code)
        raise Refused(
            Problem("R.303", says, Phrase("Choose another contest, or correct the station."), "contest")
        )
    return contest


def next_number(mission: Mission, station: Station, contest: Contest) -> int:
    """The number of the next paper; nobody else takes one of this station meanwhile."""
    Station.objects.select_for_update(no_key=True).get(pk=station.pk)
    papers = Paper.objects.filter(mission=mission, station=station, contest=contest)
    return (papers.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def add_photograph(
    *, paper: Paper, file: BinaryIO | File[bytes], name: str, by: User, now: datetime
) -> PaperPhotograph:
    """Put a photograph or scan beside a paper; the same file a second time changes nothing.

    ``Refused``: too large (W.151), not a picture that pages show (R.306), too many (R.307).
    """
    stored = keep_stream(file, name=name.replace("\0", "")[:255] or "photograph", limit=LARGEST_PHOTOGRAPH)
    if stored.media_type not in SHOWN:
        says = Phrase("“{name}” is not a picture.", name=name[:60])
        raise Refused(Problem("R.306", says, Phrase("Give a JPEG, PNG or WebP file."), "photograph"))
    paper = Paper.objects.select_for_update().get(pk=paper.pk)
    if paper.photographs.count() >= MOST_PHOTOGRAPHS:
        says = Phrase("A paper has at most {most} photographs.", most=MOST_PHOTOGRAPHS)
        raise Refused(Problem("R.307", says, Phrase("Make another paper."), "photograph"))
    made, is_new = PaperPhotograph.objects.get_or_create(
        paper=paper,
        file=stored,
        defaults={
            "name": name.replace("\0", "")[:255],
            "media_type": stored.media_type,
            "added_by": by,
            "added_at": now,
        },
    )
    if is_new:
        write_trail("results.photograph_added", about=paper, by=by, change={"sha256": stored.sha256})
    return made


def locked(paper: Paper) -> Paper:
    """The paper as it is now, held until the transaction ends."""
    return Paper.objects.select_for_update(of=("self",)).select_related("station", "contest").get(pk=paper.pk)


def move(
    paper: Paper, name: str, after: str | None = None, *, by: User, now: datetime, reason: str = ""
) -> Paper:
    """Move a locked paper by a move of the table, with its step and its entry in the trail.

    ``Refused``: the state does not allow it (R.310); a reason is needed (R.311).
    """
    allowed = entry_states.move(name, paper.state, after)
    if allowed is None:
        says = Phrase("This cannot be done with the protocol as it stands now.")
        raise Refused(Problem("R.310", says, Phrase("Somebody may have been quicker. Look at it again.")))
    reason = needed_reason(reason) if allowed.needs_reason else reason.strip()[:LONGEST_TEXT]
    before, paper.state = paper.state, allowed.after
    paper.save(update_fields=["state"])
    PaperStep.objects.create(
        paper=paper, move=name, from_state=before, to_state=paper.state, by=by, at=now, reason=reason
    )
    change = {"move": name, "from": before, "to": paper.state}
    told = {"reason": personal(reason)} if reason else {}
    write_trail("results.paper_moved", about=paper, by=by, change={**change, **told})
    return paper


def needed_reason(reason: str) -> str:
    """The reason without blanks around it; ``Refused`` (R.311) where there is none."""
    reason = reason.replace("\0", "").strip()[:LONGEST_TEXT]
    if not reason:
        says = Phrase("A reason is needed.")
        raise Refused(
            Problem("R.311", says, Phrase("Write a sentence that others will understand."), "reason")
        )
    return reason
