"""What the pages of documents show: of a report on its way to publication, and of a published one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import in_language
from baqylau.mission.models import Delegation
from baqylau.reports.actions.publications import missing_signatures, open_proposal, signers
from baqylau.reports.documents import edition as said
from baqylau.reports.documents.edition import Edition
from baqylau.reports.documents.html import Addresses, contents, entries, fragment
from baqylau.reports.methods.blocks import Document, Picture, document_from_data, plain, walk
from baqylau.reports.methods.register import entry_from
from baqylau.reports.models import Report, ReportProposal, ReportPublication
from baqylau.reports.publication_content import languages_of
from baqylau.reports.publication_files import WRITERS
from baqylau.trail.actions import footer


def may_read(user: User, report: Report, *, with_figures: bool = False) -> bool:
    """Whether somebody may read a report before it is published: by permission, or since they sign it."""
    needs = (Permission.SEE_FINDINGS, *((Permission.SEE_FIGURES,) if with_figures else ()))
    if all(user.has_perm(one, report.mission) for one in needs):
        return True
    return open_proposal(report) is not None and user.pk in {head for _of, head in signers(report.mission)}


@dataclass(frozen=True, slots=True)
class Seat:
    """A place for a signature: whose, and when it was signed."""

    delegation: Delegation | None
    name: str
    signed_at: Any


def publication_page(user: User, report: Report) -> dict[str, Any]:
    """The context of ``reports/document_publication.html``."""
    mission, proposal = report.mission, open_proposal(report)
    versions = list(report.publications.select_related("published_by", "proposed_by", "released__decided_by"))
    return {
        "mission": mission,
        "report": report,
        "title": in_language(report.titles, get_language() or "en"),
        "proposal": proposal,
        "missing": missing_signatures(proposal) if proposal else (),
        "seats": _seats(proposal) if proposal else (),
        "signs": bool(proposal) and user.pk in _waited_for(proposal),
        "versions": versions,
        "newest": versions[0].number if versions else 0,
        "languages": languages_of(report),
        "forms": list(WRITERS),
        "allows_rows": mission.allows.rows,
        "may_propose": user.has_perm(Permission.WRITE_REPORTS, mission),
        "may_publish": user.has_perm(Permission.APPROVE_REPORTS, mission),
        "may_see_draft": may_read(user, report, with_figures=True),
        "may_see_report": user.has_perm(Permission.SEE_FINDINGS, mission),
        "is_proposer": proposal is not None and proposal.proposed_by_id == user.pk,
    }


def _seats(proposal: ReportProposal) -> list[Seat]:
    found = proposal.signatures.select_related("delegation", "signed_by")
    signed = {one.delegation_id: one for one in found}
    seats = []
    for delegation, head in signers(proposal.mission):
        one = signed.get(delegation.pk if delegation else None)
        name = one.signed_by.name if one else User.objects.get(pk=head).name
        seats.append(Seat(delegation, name, one.signed_at if one else None))
    return seats


def _waited_for(proposal: ReportProposal | None) -> set[int]:
    """The people whose signature is still missing."""
    if proposal is None:
        return set()
    taken = set(proposal.signatures.values_list("delegation_id", flat=True))
    return {head for one, head in signers(proposal.mission) if (one.pk if one else None) not in taken}


# ---------------------------------------------------------------------- what is public


def readable(slug: str, name: str = "") -> QuerySet[ReportPublication]:
    """The versions that anybody may read: without an embargo, or after the decision that ended it."""
    open_now = Q(embargoed=False) | Q(released__isnull=False)
    found = ReportPublication.objects.filter(open_now, mission__slug=slug)
    if name:
        found = found.filter(report__slug=name)
    return found.select_related("mission__election", "report", "released").order_by("report", "-number")


def language_of(publication: ReportPublication, asked: str) -> str:
    """The language that was asked for, else that of the site, else the authoritative one."""
    for code in (asked, (get_language() or "en")[:2]):
        if code in publication.documents:
            return code
    return publication.authoritative_language


def edition_from(publication: ReportPublication, code: str) -> Edition:
    """A version in one language as it was frozen."""
    return Edition(
        document=document_from_data(publication.documents[code]),
        entries=[entry_from(one) for one in publication.figures],
        number=publication.number,
        reason=publication.reason,
        made=publication.published_at,
        checkpoint=publication.checkpoint,
    )


def public_page(publication: ReportPublication, code: str) -> dict[str, Any]:
    """The parts of ``reports/document_public.html`` that are made from what was frozen."""
    edition = edition_from(publication, code)
    with override(code):
        return {
            "document": edition.document,
            "body": _body(edition, publication, code),
            "contents": contents(edition),
            "facts": said.facts(edition),
            "entries": entries(edition),
            "annex_text": said.annex_text(),
            "designations": _designations(edition.document),
            "foot": footer(publication.checkpoint) if publication.checkpoint else "",
        }


def _body(edition: Edition, publication: ReportPublication, code: str) -> SafeString:
    def picture(_picture: Picture, number: int) -> str:
        given = [publication.mission.slug, publication.report.slug, publication.number, code, number]
        return reverse("reports:public_report_picture", args=given)

    figures = Addresses(
        figure=lambda name: f"#figure-{edition.notes[name]}" if name in edition.notes else "#figures",
        picture=picture,
    )
    return fragment(edition, figures)


def _designations(document: Document) -> Sequence[str]:
    return [plain(one) for one in document.designations]


def picture_of(publication: ReportPublication, code: str, number: int) -> Picture | None:
    """A picture of a version by its number in the document."""
    document = document_from_data(publication.documents[code]) if code in publication.documents else None
    pictures = [node for node in walk(document) if isinstance(node, Picture)] if document else []
    return pictures[number - 1] if 0 < number <= len(pictures) else None
