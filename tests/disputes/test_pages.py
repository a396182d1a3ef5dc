"""The pages of the registers: entered, listed, searched, decided, downloaded; nothing confidential."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from baqylau.accounts.models import User
from baqylau.disputes.actions.cases import add_document, change_case, tie
from baqylau.disputes.actions.given import CaseData, ViolationData
from baqylau.disputes.actions.violations import add_violation
from baqylau.disputes.models import Case, Outcome, Violation
from baqylau.election.models import Area, Contest
from baqylau.mission.models import Membership, Mission
from tests.disputes.conftest import NOW, Enter

BACKEND = "baqylau.mission.backend.RoleBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture
def as_dana(client: Client, dana: User) -> Client:
    client.force_login(dana, backend=BACKEND)
    return client


@pytest.fixture
def as_media_analyst(mission: Mission) -> Client:
    """Sees cases, and no confidential ones."""
    user = User.objects.create_user("madina", name="Madina")
    Membership.objects.create(mission=mission, user=user, role="media_analyst")
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def url(name: str, *more: object) -> str:
    return reverse(f"disputes:{name}", args=["steppe", *more])


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def test_a_complaint_is_entered_with_its_limits(
    as_dana: Client, procedure: None, north: Area, contest: Contest
) -> None:
    answer = as_dana.post(
        url("new_case"),
        {
            "arrival": "complaint",
            "received_on": "2026-02-10",
            "contested_on": "2026-02-01",
            "body": "territorial",
            "says": "Registration was refused for residence.",
            "complainant_kind": "candidate",
            "complainant_sex": "f",
            "category": "candidate_residency",
            "source_kind": "heard",
            "area": north.pk,
            "contest": contest.pk,
            "outcome": "pending",
        },
    )
    assert answer.status_code == 302
    (case,) = Case.objects.all()
    step = case.proceedings.get()
    assert (step.file_by, step.due_on) == (date(2026, 2, 11), date(2026, 2, 15))
    page = text(as_dana, answer["Location"])
    assert "5 days to decide" in page
    assert "Overdue" in page
    assert "Registration: residence of a candidate" in page


def test_what_is_wrong_is_said_at_the_field_with_its_number(as_dana: Client, procedure: None) -> None:
    answer = as_dana.post(
        url("new_case"),
        {
            "arrival": "complaint",
            "source_kind": "heard",
            "outcome": "pending",
            "received_on": "2026-02-10",
            "decided_on": "2026-02-09",
        },
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "H.104" in page
    assert "H.105" in page
    assert not Case.objects.exists()


def test_an_appeal_goes_on_and_a_late_decision_is_recorded_as_such(as_dana: Client, enter: Enter) -> None:
    case = enter(says="One")
    as_dana.post(
        url("proceeding", case.label, 1),
        {
            "body": "territorial",
            "received_on": "2026-02-10",
            "outcome": "rejected",
            "decided_on": "2026-02-17",
            "version": case.version,
        },
    )
    page = text(as_dana, url("case", case.label))
    assert "Decided late" in page
    assert "2 days over" in page
    as_dana.post(
        url("new_proceeding", case.label),
        {"body": "central", "received_on": "2026-02-18", "outcome": "pending"},
    )
    first, second = case.proceedings.order_by("position")
    assert (first.is_last, second.is_last, second.before) == (False, True, "territorial")
    assert (second.file_by, second.due_on) == (date(2026, 2, 27), date(2026, 2, 21))
    assert "unconfirmed" in text(as_dana, url("case", case.label))


def test_somebody_elses_change_is_not_overwritten(as_dana: Client, enter: Enter, dana: User) -> None:
    case = enter(says="One")
    change_case(case=case, given=CaseData(says="Two"), version=1, by=dana, now=NOW)
    answer = as_dana.post(
        url("edit_case", case.label),
        {"arrival": "complaint", "source_kind": "heard", "says": "Three", "version": 1},
    )
    assert answer.status_code == 400
    assert "H.120" in answer.content.decode()
    case.refresh_from_db()
    assert case.says == "Two"


def test_filters_stay_in_the_address_and_the_download_is_what_is_filtered(
    as_dana: Client, enter: Enter, north: Area
) -> None:
    enter(complainant="Aliya", says="about lists", area=north)
    enter(complainant="=cmd()", says="about the count", outcome="rejected", decided_on=date(2026, 2, 12))
    enter(arrival="clarification", says="how to file")
    for asked, expected in (
        ("", {"1", "2", "3"}),
        ("?arrival=complaint", {"1", "2"}),
        ("?outcome=rejected", {"2"}),
        ("?standing=overdue", {"1", "3"}),
        ("?standing=open", {"1", "3"}),
        ("?standing=late", set()),
        ("?standing=decided", {"2"}),
        ("?q=LISTS+about", {"1"}),
        ("?q=%232", {"2"}),
        ("?area=n", {"1"}),
        ("?area=-", {"2", "3"}),
        ("?body=territorial", {"1", "2", "3"}),
        ("?body=court", set()),
        ("?category=-", {"1", "2", "3"}),
        ("?since=2026-02-11", set()),
        ("?until=2026-02-10", {"1", "2", "3"}),
        ("?order=limit", {"1", "2", "3"}),
        ("?kind=precedent", set()),
        ("?extract=1", set()),
    ):
        answer = as_dana.get(url("cases_csv") + asked)
        rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
        assert {row["number"] for row in rows} == expected, asked
        page = text(as_dana, url("cases") + asked)
        assert {number for number in "123" if f"/cases/{number}/" in page} == expected, asked
        if asked and expected:
            assert f"cases.csv{asked.replace('&', '&amp;')}" in page


def test_cells_of_a_download_are_no_formulas(as_dana: Client, enter: Enter) -> None:
    enter(complainant="=cmd()")
    answer = as_dana.get(url("cases_csv"))
    assert b"'=cmd()" in b"".join(answer.streaming_content)
    book = load_workbook(io.BytesIO(as_dana.get(url("cases_xlsx")).content))
    (cell,) = [cell for cell in book.active[2] if "cmd" in str(cell.value)]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")


def test_a_confidential_case_is_nowhere_without_the_right(
    as_dana: Client, as_media_analyst: Client, enter: Enter, dana: User, mission: Mission
) -> None:
    open_case = enter(says="open words", is_precedent=True)
    secret = enter(says="secret words", confidential=True, complainant="Hidden")
    assert (open_case.label, secret.label) == ("1", "C1")
    third = enter(says="open words again")
    assert third.label == "2"  # no gap tells of the confidential one
    tie(case=secret, kind="follows", to=open_case, by=dana, now=NOW)
    file = SimpleUploadedFile("paper.txt", b"hello")
    paper = add_document(case=secret, file=file, name="paper.txt", by=dana, now=NOW)
    add_violation(
        mission=mission,
        given=ViolationData(kind="silence", found_by="prosecutor", confidential=True, says="secret words"),
        by=dana,
        now=NOW,
    )
    for address in (
        url("cases"),
        url("cases") + "?q=secret",
        url("cases") + "?q=%23C1",
        url("cases") + "?kind=confidential",
        url("case", "1"),
        url("statistics"),
        url("doubles"),
        url("violations"),
        url("possible"),
    ):
        page = text(as_media_analyst, address)
        for word in ("secret words", "/C1/", "Hidden", "Tied to another case"):
            assert word not in page, (address, word)
    assert "2 cases of 2" in text(as_media_analyst, url("cases"))
    assert "3 cases of 3" in text(as_dana, url("cases"))
    for address in (
        url("case", "C1"),
        url("document", "C1", paper.pk),
        url("violation", "C1"),
    ):
        assert as_media_analyst.get(address).status_code == 404
        assert as_dana.get(address).status_code == 200
    table = b"".join(as_media_analyst.get(url("cases_csv")).streaming_content).decode()
    assert "secret" not in table
    book = as_media_analyst.get(url("violations_csv"))
    assert b"secret" not in b"".join(book.streaming_content)
    assert "was changed by the precedent" not in text(as_media_analyst, url("case", "1"))
    assert "is the precedent for" in text(as_dana, url("case", "1"))


def test_a_case_that_becomes_confidential_changes_its_number(
    as_dana: Client, enter: Enter, dana: User
) -> None:
    case = enter(says="One")
    changed = change_case(
        case=case, given=CaseData(says="One", confidential=True), version=None, by=dana, now=NOW
    )
    assert changed.label == "C1"
    assert as_dana.get(url("case", "1")).status_code == 404
    assert "Confidential" in text(as_dana, url("case", "C1"))


def test_documents_and_ties_through_the_pages(as_dana: Client, enter: Enter) -> None:
    enter(says="One", is_precedent=True)
    enter(says="Two")
    as_dana.post(url("tie", "2"), {"kind": "follows", "to": "1"})
    page = text(as_dana, url("case", "1"))
    assert "is the precedent for" in page
    as_dana.post(url("new_document", "1"), {"file": SimpleUploadedFile("decision.pdf", b"%PDF-1.7 x")})
    page = text(as_dana, url("case", "1"))
    assert "decision.pdf" in page
    document = Case.objects.get(number=1).documents.get()
    answer = as_dana.get(url("document", "1", document.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    link = Case.objects.get(number=2).links.get()
    as_dana.post(url("untie", "2", link.pk))
    assert "is the precedent for" not in text(as_dana, url("case", "1"))


def test_the_history_says_who_changed_what_field_by_field(as_dana: Client, enter: Enter, dana: User) -> None:
    case = enter(says="One", complainant="Aliya")
    change_case(case=case, given=CaseData(says="Two", complainant="Aliya"), version=None, by=dana, now=NOW)
    page = text(as_dana, url("case", case.label))
    assert "Dana" in page
    last = case.changes.last()
    assert last is not None
    assert last.fields == [{"field": "says", "before": "One", "after": "Two"}]


def test_statistics_count_complaints_only_and_show_what_is_not_known(as_dana: Client, enter: Enter) -> None:
    for outcome in (Outcome.SATISFIED, Outcome.REJECTED, Outcome.PENDING):
        enter(outcome=outcome, decided_on=None if outcome == "pending" else date(2026, 2, 12))
    enter(arrival="clarification")
    page = text(as_dana, url("statistics"))
    assert "not known" in page
    assert "Request for clarification" in page
    answer = as_dana.get(url("statistics"))
    by_body = answer.context["tables"][0]
    assert (by_body.total, by_body.sums) == (3, (1, 1, 1))
    commissions, courts = (time for _kind, time in answer.context["times"])
    assert (commissions.all, commissions.in_time, courts.all) == (2, 2, 0)


def test_a_violation_is_entered_found_and_changed(as_dana: Client, procedure: None, north: Area) -> None:
    answer = as_dana.post(
        url("new_violation"),
        {
            "kind": "anonymous",
            "found_by": "prosecutor",
            "found_on": "2026-02-20",
            "source_kind": "official",
            "says": "Leaflets without an imprint.",
            "sanction": "fine",
            "sanction_says": "20 MCI",
            "area": north.pk,
        },
    )
    assert answer.status_code == 302
    page = text(as_dana, url("violations") + "?q=leaflets&kind=anonymous&found_by=prosecutor&area=n")
    assert "Leaflets" in page
    answer = as_dana.post(
        url("edit_violation", "1"),
        {"kind": "damage", "found_by": "prosecutor", "source_kind": "official", "case": "77"},
    )
    assert answer.status_code == 400
    as_dana.post(
        url("edit_violation", "1"), {"kind": "damage", "found_by": "prosecutor", "source_kind": "official"}
    )
    assert Violation.objects.get().kind == "damage"
    assert "Damaged campaign material" in text(as_dana, url("violation", "1"))


@pytest.mark.parametrize(
    ("page", "changed", "wrong"),
    [
        ("new_case", {"received_on": "yesterday"}, "H.108"),
        ("new_case", {"arrival": "poem"}, "H.101"),
        ("new_case", {"official_number": "1" * 61}, "H.110"),
        ("new_violation", {"case": "99"}, "H.114"),
        ("new_violation", {"found_on": "31.02.2026"}, "H.108"),
        ("new_violation", {"kind": ""}, "H.101"),
    ],
)
def test_what_a_form_finds_by_itself_has_a_number_too(
    as_dana: Client, procedure: None, page: str, changed: dict[str, str], wrong: str
) -> None:
    common = {"arrival": "complaint", "source_kind": "heard", "outcome": "pending"}
    answer = as_dana.post(url(page), {**common, "kind": "silence", "found_by": "court", **changed})
    assert answer.status_code == 400
    forms = answer.context["forms"]
    ((field, listed),) = [one for form in forms for one in form.errors.items()]
    assert (field, str(listed[0]).split()[0]) == (next(iter(changed)), wrong)
