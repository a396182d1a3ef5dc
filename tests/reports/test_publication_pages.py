"""The pages of publication: who may do what, and what anybody reads afterwards."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.mission.models import Delegation, Membership, Mission
from baqylau.mission.roles import Role
from baqylau.reports.actions.publications import propose, publish_report
from baqylau.reports.models import Report, ReportPublication, ReportSignature
from tests.reports.publication import NOW, TEXTS, make_report

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture
def deputy(mission: Mission) -> User:
    user = User.objects.create_user("saule", name="Saule")
    Membership.objects.create(mission=mission, user=user, role=Role.DEPUTY)
    return user


@pytest.fixture
def report(observed: Mission, aigerim: User) -> Report:
    return make_report(observed, aigerim, texts={code: TEXTS[code] for code in ("en", "ru")})


def signed_in(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend=BACKEND)
    return client


def here(report: Report, name: str = "publication", *more: object) -> str:
    return reverse(f"reports:{name}", args=[report.mission.slug, report.slug, *more])


def frozen(report: Report, first: User, second: User, *, embargoed: bool = False) -> ReportPublication:
    proposal = propose(
        report=report, after=0, reason="", embargoed=embargoed, rows_decision="", by=first, now=NOW
    )
    return publish_report(proposal=proposal, by=second, now=timezone.now())


def test_one_proposes_another_publishes_and_anybody_reads(client, report, aigerim, deputy):
    assert client.get(here(report, "public_report")).status_code == 404
    first, second = signed_in(aigerim), signed_in(deputy)
    assert first.post(here(report, "propose_publication"), {"after": "0"}).status_code == 302
    assert "You proposed it" in first.get(here(report)).content.decode()
    refused = first.post(here(report, "publish_report"))
    assert refused.status_code == 400
    assert "Z.707" in refused.content.decode()
    assert second.post(here(report, "publish_report")).status_code == 302
    page = client.get(here(report, "public_report")).content.decode()
    assert "A queue was seen in" in page
    assert 'href="#figure-1"' in page
    assert ReportPublication.objects.get().digest in page
    russian = client.get(here(report, "public_report") + "?language=ru").content.decode()
    assert "Очередь отмечена" in russian


def test_files_are_sent_as_they_were_frozen(client, report, aigerim, deputy):
    publication = frozen(report, aigerim, deputy)
    for file in publication.files.select_related("file"):
        answer = client.get(here(report, "public_report_file", 1, file.name))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert content == file.file.read()
        assert answer["Content-Type"] == file.media_type


def test_nobody_outside_reads_a_version_under_an_embargo_until_it_is_ended(client, report, aigerim, deputy):
    publication = frozen(report, aigerim, deputy, embargoed=True)
    name = publication.files.first().name
    addresses = [
        here(report, "public_report"),
        here(report, "public_report_version", 1),
        here(report, "public_report_file", 1, name),
        reverse("reports:public_reports", args=[report.mission.slug]),
    ]
    assert {client.get(one).status_code for one in addresses} == {404}
    head = signed_in(aigerim)
    assert "in force" in head.get(here(report)).content.decode()
    assert head.post(here(report, "end_embargo", 1), {"words": "The heads agreed."}).status_code == 302
    assert {client.get(one).status_code for one in addresses} == {200}


def test_rows_need_words_of_a_decision(report, aigerim):
    Mission.objects.filter(pk=report.mission_id).update(kind="citizen")
    answer = signed_in(aigerim).post(here(report, "propose_publication"), {"after": "0", "rows": "yes"})
    assert answer.status_code == 400
    assert "Z.716" in answer.content.decode()


def test_a_head_of_a_delegation_reads_what_they_sign_and_nothing_before(report, aigerim):
    Mission.objects.filter(pk=report.mission_id).update(kind="joint")
    report = Report.objects.get(pk=report.pk)
    user = User.objects.create_user("head_of_one", name="Head of one")
    delegation = Delegation.objects.create(mission=report.mission, name="Assembly")
    Membership.objects.create(
        mission=report.mission, user=user, role=Role.HEAD_OF_DELEGATION, delegation=delegation
    )
    head, pdf = signed_in(user), here(report, "draft_document", "en", "pdf")
    assert {head.get(here(report)).status_code, head.get(pdf).status_code} == {404}
    propose(report=report, after=0, reason="", embargoed=False, rows_decision="", by=aigerim, now=NOW)
    assert "Head of one, Assembly: not signed" in " ".join(head.get(here(report)).content.decode().split())
    assert head.get(pdf).status_code == 200
    assert head.post(here(report, "sign_publication")).status_code == 302
    assert ReportSignature.objects.get().delegation == delegation


def test_whoever_may_not_see_figures_gets_no_draft(report, aigerim, bolat, dana):
    drafts = {form: here(report, "draft_document", "en", form) for form in ("html", "pdf", "docx")}
    assert {signed_in(bolat).get(one).status_code for one in drafts.values()} == {404}
    assert signed_in(dana).get(drafts["pdf"]).status_code == 404
    head = signed_in(aigerim)
    assert head.get(drafts["pdf"]).content.startswith(b"%PDF")
    assert "Draft, not published" in head.get(drafts["html"]).content.decode()
    assert head.get(here(report, "draft_document", "kk", "pdf")).status_code == 404


def test_what_is_wrong_in_a_report_is_listed_with_its_places(report, aigerim):
    report.chapters.update(status="draft")
    answer = signed_in(aigerim).post(here(report, "propose_publication"), {"after": "0"})
    assert answer.status_code == 400
    assert "Z.518" in answer.content.decode()
