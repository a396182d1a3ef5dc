"""Publishing a report: two people, every head's signature, frozen bytes, corrections with a reason."""

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.kinds import Kind
from baqylau.mission.models import Delegation, Membership, Mission
from baqylau.mission.roles import Role
from baqylau.reports import publication_content
from baqylau.reports.actions.publications import (
    digest_of,
    end_embargo,
    missing_signatures,
    newest_number,
    propose,
    publish_report,
    sign,
    take_back,
)
from baqylau.reports.methods.blocks import document_from_data
from baqylau.reports.methods.register import entry_from
from baqylau.reports.models import (
    Chapter,
    ChapterStatus,
    Report,
    ReportProposal,
    ReportPublication,
    ReportState,
)
from baqylau.trail.models import Entry
from tests.reports.publication import NOW, TEXTS, make_report, write

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def deputy(mission: Mission) -> User:
    user = User.objects.create_user("saule", name="Saule")
    Membership.objects.create(mission=mission, user=user, role=Role.DEPUTY)
    return user


@pytest.fixture
def report(observed: Mission, aigerim: User) -> Report:
    return make_report(observed, aigerim, texts={"en": TEXTS["en"]})


@pytest.fixture
def in_three_languages(observed: Mission, aigerim: User) -> Report:
    return make_report(observed, aigerim)


def proposed(report: Report, by: User, **changes: object) -> ReportProposal:
    given = {"after": 0, "reason": "", "embargoed": False, "rows_decision": "", "now": NOW}
    return propose(report=report, by=by, **{**given, **changes})


def published(report: Report, first: User, second: User, **changes: object) -> ReportPublication:
    proposal = proposed(report, first, **changes)
    return publish_report(proposal=proposal, by=second, now=LATER)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.problems]


def content(publication: ReportPublication, form: str, language: str = "") -> bytes:
    return publication.files.get(format=form, language=language).file.read()


# ---------------------------------------------------------------------- what comes out


def test_every_language_is_published_as_html_pdf_and_word_with_a_register(
    in_three_languages, aigerim, deputy
):
    publication = published(in_three_languages, aigerim, deputy)
    names = set(publication.files.values_list("name", flat=True))
    assert {
        f"steppe-statement-1-1-{code}.{form}"
        for code in ("en", "ru", "kk")
        for form in ("html", "pdf", "docx")
    } < names
    assert {"steppe-statement-1-1-figures.json", "steppe-statement-1-1-figures.csv"} < names
    assert "A queue was seen in" in content(publication, "html", "en").decode()
    assert content(publication, "pdf", "kk").startswith(b"%PDF")
    assert content(publication, "docx", "ru").startswith(b"PK")
    assert publication.checkpoint in content(publication, "html", "en").decode()


def test_the_register_has_aggregates_with_digests_and_no_rows(report, aigerim, deputy):
    publication = published(report, aigerim, deputy)
    data = json.loads(content(publication, "json"))
    queue, noise = data["figures"]
    assert (queue["name"], queue["numerator"], queue["denominator"]) == ("queue", 32, 58)
    assert queue["excluded"] == {"not_observed": 2}
    assert len(queue["digest"]) == 64
    assert queue["wording"] == {"en": "Queue"}
    assert noise["per_cent"] is None, "12 answers are fewer than the mission's minimum"
    assert data["checkpoint"] == publication.checkpoint
    rows = list(csv.DictReader(io.StringIO(content(publication, "csv").decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["queue", "noise"]
    assert not publication.files.filter(format="rows").exists()


def test_the_digest_of_a_version_is_that_of_the_list_that_sha256sum_prints(report, aigerim, deputy):
    publication = published(report, aigerim, deputy)
    files = dict(publication.files.values_list("name", "file__sha256"))
    assert publication.digest == digest_of(files)


def test_what_was_frozen_can_be_set_again_from_its_data(report, aigerim, deputy):
    publication = published(report, aigerim, deputy)
    document = document_from_data(publication.documents["en"])
    assert document.title == "Preliminary statement"
    assert document.footnotes
    assert document.dated == LATER.date()
    assert [entry_from(one).name for one in publication.figures] == ["queue", "noise"]


def test_publishing_is_in_the_trail_with_the_digests_of_all_files(report, aigerim, deputy):
    publication = published(report, aigerim, deputy)
    entry = Entry.objects.get(action="reports.published")
    change = json.loads(bytes(entry.body))["change"]
    assert change["digest"] == publication.digest
    assert set(change["files"]) == set(publication.files.values_list("name", flat=True))
    report.refresh_from_db()
    assert report.state == ReportState.PUBLISHED


def test_the_authoritative_language_comes_first_and_the_others_are_translations(
    in_three_languages, aigerim, deputy
):
    publication = published(in_three_languages, aigerim, deputy)
    assert publication.languages == ["en", "kk", "ru"]
    assert "(this one)" in content(publication, "html", "en").decode()
    assert "(this one)" not in content(publication, "html", "ru").decode()


# ---------------------------------------------------------------------- two people


def test_one_person_does_not_propose_and_publish(report, aigerim):
    proposal = proposed(report, aigerim)
    with pytest.raises(Refused) as refused:
        publish_report(proposal=proposal, by=aigerim, now=LATER)
    assert codes(refused) == ["Z.707"]
    assert newest_number(report) == 0


def test_the_database_refuses_one_person_for_both(report, aigerim, deputy):
    publication = published(report, aigerim, deputy)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportPublication.objects.filter(pk=publication.pk).update(proposed_by=publication.published_by)


def test_what_is_published_is_what_was_proposed(report, aigerim, deputy):
    proposal = proposed(report, aigerim)
    write(report.chapters.get(), "en", "A queue was seen in {queue}, again.\n", aigerim)
    with pytest.raises(Refused) as refused:
        publish_report(proposal=proposal, by=deputy, now=LATER)
    assert codes(refused) == ["Z.708"]


def test_a_report_with_anything_wrong_in_it_is_refused_with_the_places(report, aigerim):
    Chapter.objects.update(status=ChapterStatus.CHECKED)
    write(report.chapters.get(), "en", "A {nothing_of_that_name} was seen.\n", aigerim)
    with pytest.raises(Refused) as refused:
        proposed(report, aigerim)
    assert {"Z.509", "Z.518"} <= set(codes(refused))
    assert any("line 1" in one.where for one in refused.value.problems)


def test_a_report_is_proposed_once_at_a_time_and_may_be_taken_back(report, aigerim, deputy):
    proposal = proposed(report, aigerim)
    with pytest.raises(Refused) as refused:
        proposed(report, deputy)
    assert codes(refused) == ["Z.705"]
    take_back(proposal=proposal, by=deputy, now=LATER)
    with pytest.raises(Refused) as refused:
        publish_report(proposal=proposal, by=deputy, now=LATER)
    assert codes(refused) == ["Z.706"]
    assert proposed(report, deputy).number == 1


# ---------------------------------------------------------------------- corrections


def test_a_correction_is_a_new_version_with_its_reason_and_the_old_one_stays(report, aigerim, deputy):
    first = published(report, aigerim, deputy)
    write(report.chapters.get(), "en", "A queue was seen in {queue}; noise in {noise}.\n", aigerim)
    second = published(report, deputy, aigerim, after=1, reason="Noise was left out.")
    assert (second.number, second.reason) == (2, "Noise was left out.")
    assert "Noise was left out." in content(second, "html", "en").decode()
    assert "noise in" not in content(first, "html", "en").decode()


def test_a_later_version_says_why_and_is_proposed_by_whoever_saw_the_newest(report, aigerim, deputy):
    published(report, aigerim, deputy)
    with pytest.raises(Refused) as refused:
        proposed(report, aigerim, after=1)
    assert codes(refused) == ["Z.703"]
    with pytest.raises(Refused) as refused:
        proposed(report, aigerim, after=0, reason="Because.")
    assert codes(refused) == ["Z.702"]
    with pytest.raises(Refused) as refused:
        proposed(report, aigerim, after=1, reason="x" * 2001)
    assert codes(refused) == ["Z.704"]


# ---------------------------------------------------------------------- signatures


@pytest.fixture
def heads(observed: Mission) -> list[User]:
    """Two heads of delegations of a joint mission."""
    Mission.objects.filter(pk=observed.pk).update(kind=Kind.JOINT)
    observed.refresh_from_db()
    made = []
    for name in ("Assembly One", "Assembly Two"):
        user = User.objects.create_user(name.lower().replace(" ", "_"), name=f"Head of {name}")
        delegation = Delegation.objects.create(mission=observed, name=name)
        Membership.objects.create(
            mission=observed, user=user, role=Role.HEAD_OF_DELEGATION, delegation=delegation
        )
        made.append(user)
    return made


def test_a_joint_report_carries_the_signature_of_each_head(heads, report, aigerim, deputy):
    proposal = proposed(report, aigerim)
    with pytest.raises(Refused) as refused:
        publish_report(proposal=proposal, by=deputy, now=LATER)
    assert codes(refused) == ["Z.709", "Z.709"]
    for head in heads:
        sign(proposal=proposal, by=head, now=LATER)
    assert missing_signatures(proposal) == []
    publication = publish_report(proposal=proposal, by=deputy, now=LATER)
    text = content(publication, "html", "en").decode()
    assert "Head of Assembly One" in text
    assert "Head of the delegation, Assembly Two" in text


def test_only_heads_sign_once_and_what_they_were_shown(heads, report, aigerim, bolat):
    proposal = proposed(report, aigerim)
    with pytest.raises(Refused) as refused:
        sign(proposal=proposal, by=bolat, now=LATER)
    assert codes(refused) == ["Z.710"]
    sign(proposal=proposal, by=heads[0], now=LATER)
    with pytest.raises(Refused) as refused:
        sign(proposal=proposal, by=heads[0], now=LATER)
    assert codes(refused) == ["Z.711"]
    write(report.chapters.get(), "en", "Other words about {queue}.\n", aigerim)
    with pytest.raises(Refused) as refused:
        sign(proposal=proposal, by=heads[1], now=LATER)
    assert codes(refused) == ["Z.708"]


def test_the_head_of_a_mission_without_delegations_may_sign(report, aigerim, deputy):
    proposal = proposed(report, deputy)
    sign(proposal=proposal, by=aigerim, now=LATER)
    publication = publish_report(proposal=proposal, by=aigerim, now=LATER)
    assert document_from_data(publication.documents["en"]).signatures[0].capacity == "Head of the mission"


# ---------------------------------------------------------------------- rows, embargo, the ban


def test_rows_are_published_only_by_a_decision_where_the_kind_of_mission_allows(report, aigerim, deputy):
    with pytest.raises(Refused) as refused:
        proposed(report, aigerim, rows_decision="The board decided on 1 March.")
    assert codes(refused) == ["Z.712"]
    Mission.objects.filter(pk=report.mission_id).update(kind=Kind.CITIZEN)
    report = Report.objects.get(pk=report.pk)
    publication = published(report, aigerim, deputy, rows_decision="The board decided on 1 March.")
    rows = list(csv.DictReader(io.StringIO(content(publication, "rows").decode("utf-8-sig"))))
    assert set(rows[0]) == {"figure", "record", "counted", "area"}
    queue = [row for row in rows if row["figure"] == "queue"]
    assert (len(queue), sum(int(row["counted"]) for row in queue)) == (58, 32)
    cells: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row["area"]:
            cell = (row["figure"], row["area"], row["counted"])
            cells[cell] = cells.get(cell, 0) + 1
    assert all(count >= 5 for count in cells.values())


def test_an_embargo_ends_by_a_decision_in_words_and_only_once(report, aigerim, deputy):
    publication = published(report, aigerim, deputy, embargoed=True)
    with pytest.raises(Refused) as refused:
        end_embargo(publication=publication, words=" ", by=aigerim, now=LATER)
    assert codes(refused) == ["Z.714"]
    decision = end_embargo(publication=publication, words="The heads agreed.", by=aigerim, now=LATER)
    assert decision.decided_by == aigerim
    with pytest.raises(Refused) as refused:
        end_embargo(publication=publication, words="Again.", by=aigerim, now=LATER)
    assert codes(refused) == ["Z.715"]


def test_nothing_that_estimates_the_result_leaves_while_the_poll_ban_runs(
    report, aigerim, deputy, monkeypatch
):
    """No room offers an estimate yet, so one figure is made to be one."""
    made = publication_content._entry
    monkeypatch.setattr(publication_content, "_entry", lambda *given: replace(made(*given), estimates=True))
    before = NOW.replace(year=2020)
    proposal = proposed(report, aigerim, now=before)
    with pytest.raises(Refused) as refused:
        publish_report(proposal=proposal, by=deputy, now=before)
    assert codes(refused) == ["Z.713"]
    assert publish_report(proposal=proposal, by=deputy, now=NOW).number == 1
