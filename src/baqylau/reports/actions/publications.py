"""Publishing a report: proposed by one, signed by the heads of a joint mission, published by another."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import override

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.windows import poll_ban
from baqylau.mission.models import Delegation, Membership, Mission
from baqylau.mission.roles import Role
from baqylau.reports.documents.edition import Edition
from baqylau.reports.methods.register import Entry, entry_from
from baqylau.reports.methods.register import digest_of as digest_of_figures
from baqylau.reports.models import (
    EmbargoDecision,
    Report,
    ReportProposal,
    ReportPublication,
    ReportPublicationFile,
    ReportSignature,
    ReportState,
)
from baqylau.reports.publication_content import Content, content_of, released_rows, signed
from baqylau.reports.publication_files import File, files
from baqylau.reports.text_document import Reading
from baqylau.reports.text_problems import problems_of
from baqylau.storage.models import Kept, describe, keep_bytes
from baqylau.trail.actions import checkpoint_for_publishing
from baqylau.trail.record import record

LARGEST_FILE = 2**30
LONGEST = 2000
MOST_SAID = 60
"""Places in a report that are listed at once."""


# ---------------------------------------------------------------------- proposing


@transaction.atomic
def propose(
    *,
    report: Report,
    after: int,
    reason: str,
    embargoed: bool,
    rows_decision: str,
    by: User,
    now: datetime,
) -> ReportProposal:
    """Hold a report ready to be published by somebody else.

    ``after`` is the number of the version that its author has seen (0: none). ``rows_decision`` says why the
    rows behind the figures are published too; "" leaves them out. ``Refused`` with all that is against it.
    """
    _lock(report)
    reason, rows_decision = reason.strip(), rows_decision.strip()
    reading = Reading(report)
    _refuse_what_cannot_be_proposed(reading, after, reason, rows_decision)
    proposal = ReportProposal.objects.create(
        report=report,
        mission=report.mission,
        number=after + 1,
        reason=reason,
        digest=content_of(report, reading).digest,
        embargoed=embargoed,
        rows_decision=rows_decision,
        proposed_by=by,
        proposed_at=now,
    )
    change = {
        "report": report.pk,
        "number": proposal.number,
        "digest": proposal.digest,
        "embargoed": embargoed,
        "with_rows": bool(rows_decision),
    }
    record("reports.publication_proposed", about=proposal, by=by, change=change)
    return proposal


def _refuse_what_cannot_be_proposed(reading: Reading, after: int, reason: str, rows_decision: str) -> None:
    report, problems = reading.report, Problems()
    if open_proposal(report):
        says = Phrase("This report is proposed for publication already.")
        problems.add("Z.705", says, Phrase("Take that proposal back first."))
    newest = newest_number(report)
    if newest != after:
        says = Phrase("Version {number} was published meanwhile.", number=newest)
        problems.add("Z.702", says, Phrase("Look at it, and propose again if it is not right."))
    if newest and not reason:
        says = Phrase("A version that follows another says why.")
        problems.add("Z.703", says, Phrase("Write what is corrected or added."))
    if max(len(reason), len(rows_decision)) > LONGEST:
        says = Phrase("A text is longer than {most} characters.", most=LONGEST)
        problems.add("Z.704", says, Phrase("Make it shorter."))
    if rows_decision and not report.mission.allows.rows:
        says = Phrase("A mission of this kind publishes no single observations.")
        problems.add(
            "Z.712", says, Phrase("Leave the rows out; the figures with their digests are published.")
        )
    _add_what_is_wrong_in_it(reading, problems)
    problems.refuse_if_any()


def _add_what_is_wrong_in_it(reading: Reading, problems: Problems) -> None:
    """Each place of the report where something is wrong."""
    found = problems_of(reading.report, reading=reading)
    for one in found[:MOST_SAID]:
        problems.add(one.code, one.says, one.remedy, one.where)
    if len(found) > MOST_SAID:
        says = Phrase(
            "There are {number} more places where something is wrong.", number=len(found) - MOST_SAID
        )
        problems.add("Z.701", says, Phrase("Mend those above first."))


@transaction.atomic
def take_back(*, proposal: ReportProposal, by: User, now: datetime) -> None:
    """Take a proposal back; who proposed it may propose again."""
    _still_open(proposal)
    ReportProposal.objects.filter(pk=proposal.pk).update(closed_at=now)
    record("reports.publication_taken_back", about=proposal, by=by, change={"report": proposal.report_id})


def open_proposal(report: Report) -> ReportProposal | None:
    """The proposal that waits for a second person."""
    return report.proposals.filter(closed_at=None).select_related("proposed_by", "mission").first()


def newest_number(report: Report) -> int:
    """The number of the newest version, 0 where there is none."""
    return report.publications.aggregate(newest=Max("number"))["newest"] or 0


# ---------------------------------------------------------------------- signing


@transaction.atomic
def sign(*, proposal: ReportProposal, by: User, now: datetime) -> list[ReportSignature]:
    """Sign what was proposed, as head of the mission or of a delegation.

    What a person signs is what they were shown: the content is counted again, and a text that changed since
    is refused (Z.708).
    """
    _lock(proposal.report)
    _still_open(proposal)
    seats = [delegation for delegation, head in signers(proposal.mission) if head == by.pk]
    if not seats:
        says = Phrase("Only the head of the mission and the heads of its delegations sign.")
        raise Refused(Problem("Z.710", says, Phrase("Ask the head to sign.")))
    taken = set(proposal.signatures.values_list("delegation_id", flat=True))
    free = [one for one in seats if (one.pk if one else None) not in taken]
    if not free:
        raise Refused(Problem("Z.711", Phrase("You have signed already."), Phrase("Nothing is left to do.")))
    _refuse_a_changed_text(proposal, content_of(proposal.report))
    made = [
        ReportSignature.objects.create(
            proposal=proposal, delegation=one, signed_by=by, signed_at=now, digest=proposal.digest
        )
        for one in free
    ]
    for one in made:
        change = {"delegation": one.delegation_id, "digest": one.digest}
        record("reports.publication_signed", about=one, by=by, change=change)
    return made


def signers(mission: Mission) -> list[tuple[Delegation | None, int]]:
    """Whose signatures a report of the mission bears: the delegation (None: the mission itself), the person.

    In a joint mission the heads of all delegations, in others the head of the mission.
    """
    role = Role.HEAD_OF_DELEGATION if mission.allows.delegations else Role.HEAD
    found = Membership.objects.filter(mission=mission, role=role, ended_at=None)
    heads = found.select_related("delegation").order_by("delegation__name", "pk")
    return [(one.delegation, one.user_id) for one in heads]


def missing_signatures(proposal: ReportProposal) -> list[Delegation]:
    """The delegations whose head has not signed; a mission without delegations may publish unsigned."""
    if not proposal.mission.allows.delegations:
        return []
    taken = set(proposal.signatures.values_list("delegation_id", flat=True))
    return [one for one in proposal.mission.delegations.order_by("name") if one.pk not in taken]


# ---------------------------------------------------------------------- publishing


def publish_report(
    *, proposal: ReportProposal, by: User, now: datetime, address: str = ""
) -> ReportPublication:
    """Freeze what was proposed, in every language and format, and make it public.

    Files are written outside the transaction, so nobody waits for them. ``Refused`` where the same person
    proposed it, a signature is missing, the text changed, or it estimates a result while the poll ban runs.
    """
    report = proposal.report
    reading = Reading(report)
    content = content_of(report, reading)
    _refuse_what_may_not_be_published(proposal, reading, content, by, now)
    checkpoint = checkpoint_for_publishing(now=now)
    editions = editions_of(proposal, content, checkpoint=checkpoint, now=now, address=address)
    rows = released_rows(report, content.entries) if proposal.rows_decision else None
    name = f"{report.mission.slug}-{report.slug}-{proposal.number}"
    about = {
        "mission": report.mission.slug,
        "report": report.slug,
        "version": proposal.number,
        "published_at": now.replace(microsecond=0).isoformat(),
        "authoritative_language": report.authoritative_language,
        "digest": digest_of_figures(content.entries),
        "checkpoint": checkpoint,
    }
    kept = [(file, _kept(file)) for file in files(editions, name, about, rows)]
    return _freeze(proposal, content, editions, kept, checkpoint, by=by, now=now)


def _refuse_what_may_not_be_published(
    proposal: ReportProposal, reading: Reading, content: Content, by: User, now: datetime
) -> None:
    problems = Problems()
    if proposal.proposed_by_id == by.pk:
        says = Phrase("A report is published by another person than the one who proposed it.")
        problems.add("Z.707", says, Phrase("Ask a second person who may publish."))
    for one in missing_signatures(proposal):
        says = Phrase("The head of {delegation} has not signed.", delegation=one.name)
        problems.add("Z.709", says, Phrase("A joint report carries the signature of each head."))
    _add_what_is_wrong_in_it(reading, problems)
    problems.refuse_if_any()
    _still_open(proposal)
    _refuse_a_changed_text(proposal, content)
    if not proposal.embargoed:
        refuse_estimates(proposal.mission, content.entries, now)


def refuse_estimates(mission: Mission, entries: Sequence[Entry], now: datetime) -> None:
    """Z.713 where a figure estimates the result and the poll ban has not ended everywhere."""
    ends = poll_ban(mission.election).ends
    names = [entry.name for entry in entries if entry.estimates]
    if names and ends is not None and now < ends:
        moment = f"{ends:%Y-%m-%d %H:%M} ({ends.tzname()})"
        says = Phrase("These figures estimate the result: {names}.", names=", ".join(names[:10]))
        remedy = Phrase("Publish them after {moment}, when the ban ends, or leave them out.", moment=moment)
        raise Refused(Problem("Z.713", says, remedy))


def _refuse_a_changed_text(proposal: ReportProposal, content: Content) -> None:
    if content.digest != proposal.digest:
        says = Phrase("A text or a figure of the report changed since it was proposed.")
        remedy = Phrase("Take the proposal back, read the report again, and propose it anew.")
        raise Refused(Problem("Z.708", says, remedy))


def editions_of(
    proposal: ReportProposal, content: Content, *, checkpoint: str, now: datetime, address: str
) -> list[Edition]:
    """The documents with what stands around them, each in its language."""
    made = []
    for code, document in content.documents.items():
        with override(code):
            made.append(
                Edition(
                    document=signed(document, proposal, now),
                    entries=content.entries,
                    number=proposal.number,
                    reason=proposal.reason,
                    made=now.replace(microsecond=0),
                    digest=digest_of_figures(content.entries),
                    checkpoint=checkpoint,
                    address=address,
                )
            )
    return made


def _kept(file: File) -> Kept:
    return keep_bytes(
        io.BytesIO(file.content), name=file.name, limit=LARGEST_FILE, media_type=file.media_type.split(";")[0]
    )


def digest_of(names: Mapping[str, str]) -> str:
    """SHA-256 over a line "digest, two blanks, name" for each file, sorted by name (as sha256sum writes)."""
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(names.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


@transaction.atomic
def _freeze(
    proposal: ReportProposal,
    content: Content,
    editions: Sequence[Edition],
    kept: Sequence[tuple[File, Kept]],
    checkpoint: str,
    *,
    by: User,
    now: datetime,
) -> ReportPublication:
    report = _lock(proposal.report)
    _still_open(proposal)
    digests = {file.name: one.sha256 for file, one in kept}
    documents = {edition.document.language: edition.document for edition in editions}
    publication = ReportPublication.objects.create(
        report=report,
        mission=report.mission,
        number=proposal.number,
        reason=proposal.reason,
        titles={code: document.title for code, document in documents.items()},
        authoritative_language=report.authoritative_language,
        documents=replace(content, documents=documents).data["documents"],
        figures=content.data["figures"],
        digest=digest_of(digests),
        checkpoint=checkpoint,
        embargoed=proposal.embargoed,
        with_rows=bool(proposal.rows_decision),
        rows_decision=proposal.rows_decision,
        proposed_by=proposal.proposed_by,
        published_by=by,
        published_at=now,
    )
    stored = describe([one for _, one in kept])
    ReportPublicationFile.objects.bulk_create(
        ReportPublicationFile(
            publication=publication,
            format=file.format,
            language=file.language,
            name=file.name,
            media_type=file.media_type,
            file=row,
        )
        for (file, _), row in zip(kept, stored, strict=True)
    )
    ReportProposal.objects.filter(pk=proposal.pk).update(closed_at=now)
    Report.objects.filter(pk=report.pk).update(state=ReportState.PUBLISHED)
    change = {
        "mission": report.mission.slug,
        "report": report.slug,
        "number": publication.number,
        "digest": publication.digest,
        "files": digests,
        "embargoed": publication.embargoed,
        "with_rows": publication.with_rows,
    }
    record("reports.published", about=publication, by=by, change=change)
    return publication


@transaction.atomic
def end_embargo(*, publication: ReportPublication, words: str, by: User, now: datetime) -> EmbargoDecision:
    """Record the decision that ends the embargo on a version; from then on anybody can read it."""
    _lock(publication.report)
    words = words.strip()
    if not publication.embargoed or EmbargoDecision.objects.filter(publication=publication).exists():
        says = Phrase("This version is not under an embargo.")
        raise Refused(Problem("Z.715", says, Phrase("Nothing is left to do.")))
    if not words or len(words) > LONGEST:
        says = Phrase("An embargo ends by a decision in words, at most {most} characters.", most=LONGEST)
        raise Refused(Problem("Z.714", says, Phrase("Write who decided it and why.")))
    entries = [entry_from(one) for one in publication.figures]
    refuse_estimates(publication.mission, entries, now)
    decision = EmbargoDecision.objects.create(
        publication=publication, words=words, decided_by=by, decided_at=now
    )
    change = {"number": publication.number, "digest": publication.digest}
    record("reports.embargo_ended", about=decision, by=by, change=change)
    return decision


# ---------------------------------------------------------------------- parts


def _lock(report: Report) -> Report:
    Mission.objects.select_for_update(no_key=True, of=("self",)).get(pk=report.mission_id)
    return Report.objects.select_related("mission__election").get(pk=report.pk)


def _still_open(proposal: ReportProposal) -> None:
    if not ReportProposal.objects.filter(pk=proposal.pk, closed_at=None).exists():
        says = Phrase("This proposal was published or taken back meanwhile.")
        raise Refused(Problem("Z.706", says, Phrase("Look at the report again.")))
