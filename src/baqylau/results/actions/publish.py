"""Publishing the results of a contest: a version that is frozen, and follows the one before."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.results.counted import counted
from baqylau.results.editions import ban_ends, edition_of, names_stations, photographs_of
from baqylau.results.models import (
    PaperPhotograph,
    ProtocolSource,
    Publication,
    PublicationFile,
    PublishedPhotograph,
)
from baqylau.results.publishing.content import content
from baqylau.results.publishing.edition import Edition, Photograph
from baqylau.results.publishing.files import File, files
from baqylau.storage.models import Kept, describe, keep_bytes
from baqylau.storage.snapshot import snapshot
from baqylau.trail.actions import checkpoint_for_publishing
from baqylau.trail.record import record

LARGEST_FILE = 20 * 2**30
LONGEST_REASON = 2000


def publish(
    *,
    mission: Mission,
    contest: Contest,
    source_kind: str,
    after: int,
    reason: str,
    with_photographs: bool,
    by: User,
    now: datetime,
    address: str = "",
) -> Publication:
    """Freeze what was counted from one kind of source, and make it public.

    ``after`` is the number of the version that whoever publishes has seen (0: none); ``reason`` says why
    another follows it. ``address`` is that of the public page. ``Refused`` where the kind of
    mission, the poll ban or a version published meanwhile forbid it.
    """
    refuse_what_may_not_be_published(mission, contest, source_kind, after=after, reason=reason, now=now)
    checkpoint = checkpoint_for_publishing(now=now)
    number = after + 1
    with snapshot():
        shown = photographs_of(mission, contest, source_kind) if with_photographs else []
        shown = shown if names_stations(mission, source_kind) else []
        edition = edition_of(
            mission,
            contest,
            source_kind,
            number=number,
            reason=reason.strip(),
            now=now.replace(microsecond=0),
            checkpoint=checkpoint,
            address=address,
            photographs=[_photograph(one, f"{address}{number}/photographs/") for one in shown],
        )
    kept = [(file, _written(file)) for file in files(edition)]
    return _publish(mission, contest, edition, kept, shown, by=by, after=after, now=now)


def refuse_what_may_not_be_published(
    mission: Mission, contest: Contest, source_kind: str, *, after: int, reason: str, now: datetime
) -> None:
    """``Refused`` with everything that stands against publishing now."""
    problems = Problems()
    found = counted(mission, contest, source_kind)
    if source_kind not in ProtocolSource.values or not found.reported:
        says = Phrase("No station was counted from this source.")
        problems.add("R.601", says, Phrase("Choose a source that stations were counted from."))
    if source_kind != ProtocolSource.OFFICIAL_TABLE:
        is_partial = found.reported < len(found.ground)
        if is_partial and not mission.allows.quick_count:
            says = Phrase("A mission of this kind does not publish its own count of a part of the stations.")
            remedy = Phrase("Publish the official table, or wait until every station is counted.")
            problems.add("R.602", says, remedy)
        ends = ban_ends(mission.election)
        if now < ends:
            says = Phrase("No count of the mission's own is published before {moment}.", moment=_moment(ends))
            remedy = Phrase("Until then the law may forbid to publish estimates; the official table may be.")
            problems.add("R.603", says, remedy)
    newest = newest_number(mission, contest, source_kind)
    if newest != after:
        says = Phrase("Version {number} was published meanwhile.", number=newest)
        problems.add("R.604", says, Phrase("Look at it, and publish again if it is not right."))
    if newest and not reason.strip():
        says = Phrase("A version that follows another says why.")
        problems.add("R.605", says, Phrase("Write what is corrected or added."))
    if len(reason) > LONGEST_REASON:
        says = Phrase("The reason is longer than {most} characters.", most=LONGEST_REASON)
        problems.add("R.606", says, Phrase("Make it shorter."))
    problems.refuse_if_any()


def _moment(ends: datetime) -> str:
    return f"{ends:%Y-%m-%d %H:%M} ({ends.tzname()})"


def newest_number(mission: Mission, contest: Contest, source_kind: str) -> int:
    """The number of the newest version from a kind of source, 0 where there is none."""
    versions = Publication.objects.filter(mission=mission, contest=contest, source_kind=source_kind)
    return versions.aggregate(newest=Max("number"))["newest"] or 0


def _photograph(one: PaperPhotograph, address: str) -> Photograph:
    return Photograph(one.paper.station.code, one.file.sha256, f"{address}{one.file.sha256}/")


def _written(file: File) -> Kept:
    with tempfile.TemporaryFile() as opened:
        file.write(opened)
        opened.seek(0)
        return keep_bytes(opened, name=file.name, limit=LARGEST_FILE, media_type=file.media_type)


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 over a line "digest, two blanks, name" for each file, sorted by name (as sha256sum writes)."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


@transaction.atomic
def _publish(
    mission: Mission,
    contest: Contest,
    edition: Edition,
    kept: Sequence[tuple[File, Kept]],
    shown: Sequence[PaperPhotograph],
    *,
    by: User,
    after: int,
    now: datetime,
) -> Publication:
    Mission.objects.select_for_update(no_key=True, of=("self",)).get(pk=mission.pk)
    if (newest := newest_number(mission, contest, edition.source_kind)) != after:
        says = Phrase("Version {number} was published meanwhile.", number=newest)
        remedy = Phrase("Look at it, and publish again if it is not right.")
        raise Refused(Problem("R.604", says, remedy))
    digests = {file.name: one.sha256 for file, one in kept}
    publication = Publication.objects.create(
        mission=mission,
        contest=contest,
        number=edition.number,
        source_kind=edition.source_kind,
        reason=edition.reason,
        content=content(edition),
        digest=digest_of(digests),
        checkpoint=edition.checkpoint,
        published_at=now,
        published_by=by,
    )
    stored = describe([one for _, one in kept])
    PublicationFile.objects.bulk_create(
        PublicationFile(
            publication=publication, format=file.format, name=file.name, media_type=file.media_type, file=row
        )
        for (file, _), row in zip(kept, stored, strict=True)
    )
    PublishedPhotograph.objects.bulk_create(
        PublishedPhotograph(
            publication=publication,
            photograph=one,
            station=one.paper.station.code,
            sha256=one.file.sha256,
        )
        for one in shown
    )
    change = {
        "mission": mission.slug,
        "contest": contest.code,
        "number": publication.number,
        "source_kind": publication.source_kind,
        "stations": len(edition.table.stations),
        "digest": publication.digest,
        "files": digests,
    }
    record("results.published", about=publication, by=by, change=change)
    return publication
