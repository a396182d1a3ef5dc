"""One of each of templates, documents, publication; their addresses, for all tests of addresses."""

from __future__ import annotations

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.reports.actions.publications import missing_signatures, propose, publish_report, sign, signers
from baqylau.reports.models import Report, ReportProposal, ReportSignature
from tests.reports.publication import NOW, make_report
from tests.site.address import Address, Door, in_mission

REPORT, WAITING = "published", "waiting"
TEXT = {
    "en": "Complaints arrived: {disputes.complaints}.^[As registered.]\n\n"
    "{chart:disputes.complaints | Complaints}\n\n{table:disputes.complaints | Complaints}\n",
    "ru": "Поступило жалоб: {disputes.complaints}.\n\n{table:disputes.complaints | Жалобы}\n",
}


WORDS = {"en": "Observers were present."}


def make(mission: Mission, user: User) -> dict[str, object]:
    """A report that was published, and another that is proposed and waits for signatures."""
    number = 1 + max(Report.objects.filter(mission=mission).values_list("number", flat=True), default=0)
    report = make_report(mission, user, texts=TEXT, number=number, slug=REPORT)
    waiting = make_report(mission, user, texts=WORDS, number=number + 1, slug=WAITING)
    second = User.objects.filter(sign_in_name="second_of_two").first() or User.objects.create_user(
        "second_of_two", name="Second of two"
    )
    given = {"embargoed": False, "rows_decision": ""}
    first = propose(report=report, after=0, reason="", by=user, now=NOW, **given)
    signed_by_all(first)
    made = publish_report(proposal=first, by=second, now=NOW)
    propose(report=waiting, after=0, reason="", by=second, now=NOW, embargoed=True, rows_decision="")
    return {"publication": made, "publication_file": made.files.get(format="pdf", language="en")}


def signed_by_all(proposal: ReportProposal) -> None:
    """Every head signs; a delegation that has no head yet is signed for by the mission's."""
    for head in dict.fromkeys(head for _of, head in signers(proposal.mission)):
        sign(proposal=proposal, by=User.objects.get(pk=head), now=NOW)
    for delegation in missing_signatures(proposal):
        ReportSignature.objects.create(
            proposal=proposal,
            delegation=delegation,
            signed_by=proposal.proposed_by,
            signed_at=NOW,
            digest=proposal.digest,
        )


def report(things: object) -> str:
    """The name of the report in addresses."""
    return REPORT


def version(things: object) -> int:
    """The number of the version."""
    return 1


ADDRESSES: dict[str, Address] = {
    "reports:publication": Address(
        Permission.SEE_MISSION, in_mission(report), others_need=Permission.SEE_FINDINGS
    ),
    "reports:draft_document": Address(
        Permission.SEE_MISSION,
        in_mission(report, lambda _: "en", lambda _: "pdf"),
        others_need=Permission.SEE_FIGURES,
    ),
    "reports:propose_publication": Address(
        Permission.WRITE_REPORTS, in_mission(report), methods="POST", posted=(400,)
    ),
    "reports:take_back_publication": Address(
        Permission.WRITE_REPORTS, in_mission(report), methods="POST", posted=(400,)
    ),
    "reports:sign_publication": Address(
        Permission.SEE_MISSION,
        in_mission(report),
        methods="POST",
        posted=(400,),
        others_need=Permission.SEE_FINDINGS,
    ),
    "reports:publish_report": Address(
        Permission.APPROVE_REPORTS, in_mission(report), methods="POST", posted=(400,)
    ),
    "reports:end_embargo": Address(
        Permission.APPROVE_REPORTS, in_mission(report, version), methods="POST", posted=(400,)
    ),
    "reports:compile_week": Address(
        Permission.WRITE_REPORTS, in_mission(report), methods="POST", posted=(302,)
    ),
    "reports:public_reports": Address(Door.ANYONE, in_mission()),
    "reports:public_report": Address(Door.ANYONE, in_mission(report)),
    "reports:public_report_version": Address(Door.ANYONE, in_mission(report, version)),
    "reports:public_report_file": Address(
        Door.ANYONE, in_mission(report, version, lambda things: things.made["publication_file"].name)
    ),
    "reports:public_report_picture": Address(
        Door.ANYONE, in_mission(report, version, lambda _: "en", lambda _: 1)
    ),
}
NOT_PAGES: set[str] = {
    "reports:draft_document",
    "reports:propose_publication",
    "reports:take_back_publication",
    "reports:sign_publication",
    "reports:publish_report",
    "reports:end_embargo",
    "reports:compile_week",
    "reports:public_report_file",
    "reports:public_report_picture",
}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {
    "reports:publication": [REPORT],
    "reports:public_reports": [],
    "reports:public_report": [REPORT],
    "reports:public_report_version": [REPORT, 1],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {
    "a published report in Russian": f"/reports/joint/{REPORT}/?language=ru",
    "a report that waits to be published": f"/missions/joint/reports/{WAITING}/publication/",
}
"""Pages that look different with other parameters: what they are, and their address."""
