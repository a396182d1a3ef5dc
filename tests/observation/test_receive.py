"""Receiving: what arrives is kept whole and once, or refused with its reason."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.arrivals import Sender, sender_of_phone
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.memory import forget
from baqylau.observation.models import (
    Attachment,
    FormVersion,
    Record,
    RecordVersion,
    Refusal,
    Step,
    Submission,
)
from baqylau.observation.queries import Selection
from baqylau.trail.models import Entry
from tests.observation.sending import ANSWERS, NOW, filled, in_team, published_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(mission: Mission) -> FormVersion:
    return published_form(mission)


@pytest.fixture
def observer(bolat: User, mission: Mission) -> Membership:
    return in_team(Membership.objects.get(user=bolat, mission=mission))


@pytest.fixture
def colleague(mission: Mission) -> Membership:
    user = User.objects.create_user("serik", name="Serik")
    return in_team(Membership.objects.create(mission=mission, user=user, role="sto"), "T2")


def refused(sender: Sender | Membership, body: bytes, **files: object) -> str:
    with pytest.raises(Refused) as caught:
        send(sender, body, **files)
    return caught.value.problems[0].code


def entries(action: str) -> int:
    return Entry.objects.filter(action=f"observation.{action}").count()


# ------------------------------------------------------------------ received


def test_a_filled_form_becomes_a_record_that_says_what_was_answered(
    version: FormVersion, observer: Membership
) -> None:
    station = Station.objects.create(election=observer.mission.election, code="01-A/7")
    body = filled(q3="not_observed", q4="dont_know", q5="", q6=None, registered="12OO")
    receipt = send(observer, body)
    assert (receipt.kind, receipt.record_number) == ("received", 1)
    record = Record.objects.get()
    newest = record.versions.get()
    assert bytes(newest.submission.body) == body
    assert newest.answers["q1"] == "yes"
    assert newest.answers["voted"] == 410
    assert newest.answers["arrival"] == "09:00"
    assert {name: newest.states[name] for name in ("q3", "q4", "q5", "q6", "registered")} == {
        "q3": "not_observed",
        "q4": "dont_know",
        "q5": "missing",
        "q6": "skipped",
        "registered": "not_accepted",
    }
    assert record.station == station
    assert record.team == observer.team
    assert record.observer == observer
    assert record.ratings == {"overall": "good"}
    assert "answers_not_accepted" in record.flags


@pytest.mark.parametrize("start", ["2026-03-01T09:05:12.000+17:47", "0001-01-01T00:00:00.000+05:00"])
def test_a_moment_that_no_zone_has_is_not_accepted_and_the_report_is_kept(
    start: str, version: FormVersion, observer: Membership
) -> None:
    assert send(observer, filled(start=start)).kind == "received"
    newest = Record.objects.get().versions.get()
    assert newest.states["start"] == "not_accepted"
    assert start.encode() in bytes(newest.submission.body)


def test_local_time_and_its_zone_come_from_the_phone(version: FormVersion, observer: Membership) -> None:
    send(observer, filled())
    record = Record.objects.get()
    assert record.observed_at == datetime(2026, 3, 1, 4, 0, tzinfo=UTC)
    assert record.utc_offset == "+05:00"


def test_an_arrival_before_midnight_told_after_it_is_of_the_day_before(
    version: FormVersion, observer: Membership
) -> None:
    send(observer, filled(start="2026-03-02T00:20:00.000+05:00", arrival="23:40:00.000+05:00"))
    assert Record.objects.get().observed_at == datetime(2026, 3, 1, 18, 40, tzinfo=UTC)


def test_an_answer_that_needs_attention_is_marked(version: FormVersion, observer: Membership) -> None:
    send(observer, filled(stuffing="yes"))
    assert Record.objects.get().critical == ["stuffing"]


def test_the_trail_tells_of_it_with_the_digest_of_the_bytes(
    version: FormVersion, observer: Membership
) -> None:
    send(observer, filled())
    entry = Entry.objects.get(action="observation.submission_received")
    assert Submission.objects.get().sha256 in bytes(entry.body).decode()


def test_two_observers_with_like_answers_make_two_records(
    version: FormVersion, observer: Membership, colleague: Membership
) -> None:
    numbers = {
        send(observer, filled("uuid:1")).record_number,
        send(colleague, filled("uuid:2")).record_number,
    }
    assert numbers == {1, 2}


def test_a_form_without_an_identifier_is_known_by_its_bytes(
    version: FormVersion, observer: Membership
) -> None:
    body = filled("x").replace(b"<orx:instanceID>x</orx:instanceID>", b"")
    assert [send(observer, body).kind, send(observer, body).kind] == ["received", "repeated"]
    assert Record.objects.count() == 1


# ------------------------------------------------------------------ again


def test_the_same_bytes_again_make_no_second_record(version: FormVersion, observer: Membership) -> None:
    kinds = [send(observer, filled()).kind for _ in range(3)]
    assert kinds == ["received", "repeated", "repeated"]
    assert (Record.objects.count(), Submission.objects.count(), entries("submission_received")) == (1, 1, 1)


def test_the_same_identifier_with_other_bytes_is_refused(version: FormVersion, observer: Membership) -> None:
    send(observer, filled())
    assert refused(observer, filled(q1="no")) == "O.120"
    assert Record.objects.get().versions.get().answers["q1"] == "yes"


def test_files_may_come_in_several_requests(version: FormVersion, observer: Membership) -> None:
    body = filled(photo="one.jpg")
    assert send(observer, body).missing == ("one.jpg",)
    later = send(observer, body, **{"one.jpg": io.BytesIO(b"\xff\xd8\xff picture")})
    assert (later.kind, later.missing) == ("attached", ())
    assert send(observer, body, **{"one.jpg": io.BytesIO(b"\xff\xd8\xff picture")}).kind == "repeated"
    assert Attachment.objects.get().file.read() == b"\xff\xd8\xff picture"


def test_a_file_of_the_same_name_with_other_bytes_is_kept_beside_the_first(
    version: FormVersion, observer: Membership
) -> None:
    body = filled(photo="one.jpg")
    send(observer, body, **{"one.jpg": io.BytesIO(b"first")})
    send(observer, body, **{"one.jpg": io.BytesIO(b"second")})
    assert sorted(one.file.read() for one in Attachment.objects.all()) == [b"first", b"second"]


def test_somebody_elses_report_cannot_be_sent_again(
    version: FormVersion, observer: Membership, colleague: Membership
) -> None:
    send(observer, filled())
    assert refused(colleague, filled()) == "O.122"


def test_a_deleted_record_that_is_sent_again_stays_deleted_and_is_flagged(
    version: FormVersion, observer: Membership
) -> None:
    send(observer, filled())
    Record.objects.update(deleted_at=NOW)
    assert send(observer, filled()).kind == "repeated"
    record = Record.objects.get()
    assert record.deleted_at == NOW
    assert "resubmitted_after_deletion" in record.flags
    assert entries("deleted_record_sent_again") == 1


# ------------------------------------------------------------------ edited


def test_an_edit_is_a_new_version_and_the_first_stays(version: FormVersion, observer: Membership) -> None:
    send(observer, filled())
    Record.objects.update(state="checked")
    receipt = send(observer, filled("uuid:2", deprecated="uuid:1", voted="411", overall="bad"))
    assert (receipt.kind, receipt.record_number) == ("edited", 1)
    first, second = RecordVersion.objects.order_by("number")
    assert (first.answers["voted"], second.answers["voted"]) == (410, 411)
    assert (first.is_newest, second.is_newest) == (False, True)
    record = Record.objects.get()
    assert record.ratings == {"overall": "bad"}
    assert record.state == "received"
    assert Step.objects.get().from_state == "checked"


def test_an_edit_sent_twice_is_one_version(version: FormVersion, observer: Membership) -> None:
    send(observer, filled())
    edit = filled("uuid:2", deprecated="uuid:1", voted="411")
    assert [send(observer, edit).kind, send(observer, edit).kind] == ["edited", "repeated"]
    assert RecordVersion.objects.count() == 2


def test_an_observer_edits_only_their_own(
    version: FormVersion, observer: Membership, colleague: Membership
) -> None:
    send(observer, filled())
    assert refused(colleague, filled("uuid:2", deprecated="uuid:1")) == "O.122"


def test_an_edit_of_what_is_not_there_or_was_edited_meanwhile_is_refused(
    version: FormVersion, observer: Membership
) -> None:
    assert refused(observer, filled("uuid:2", deprecated="uuid:1")) == "O.121"
    send(observer, filled())
    send(observer, filled("uuid:3", deprecated="uuid:1", voted="411"))
    assert refused(observer, filled("uuid:4", deprecated="uuid:1", voted="412")) == "O.123"


# ------------------------------------------------------------------ refused


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "O.101"),
        (b"nothing", "O.101"),
        (filled()[:-30], "O.101"),
        (filled().replace(b"Quiet", b"\xff\xfe"), "O.101"),
        (b'<?xml version="1.0" encoding="no-such"?><data id="voting"/>', "O.101"),
        (b"<a>" * 400 + b"</a>" * 400, "O.101"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><data id="voting">&b;</data>', "O.102"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><data id="voting"/>', "O.102"),
        (b'<data id="voting" version="1">' + b"<a/>" * 20_001 + b"</data>", "O.103"),
        (b"<data/>", "O.104"),
        (filled("x" * 300), "O.105"),
        (filled(form="other"), "O.110"),
        (filled(version="2"), "O.111"),
    ],
)
def test_what_cannot_be_taken_is_refused_and_nothing_is_kept(
    body: bytes, code: str, version: FormVersion, observer: Membership
) -> None:
    assert refused(observer, body) == code
    assert (Submission.objects.count(), Record.objects.count()) == (0, 0)
    assert entries("submission_refused") == 1


def test_ten_thousand_fields_that_no_question_asks_do_no_harm(
    version: FormVersion, observer: Membership
) -> None:
    body = filled().replace(b"<station>", b"<junk>1</junk>" * 10_000 + b"<station>")
    assert send(observer, body).kind == "received"
    assert Record.objects.get().versions.get().answers["q1"] == "yes"


def test_a_closed_form_and_an_old_version_are_refused_a_closing_one_still_takes(
    version: FormVersion, observer: Membership, mission: Mission
) -> None:
    form = version.form
    form.intake = "closing"
    form.save()
    assert send(observer, filled("uuid:1")).kind == "received"
    form.intake = "closed"
    form.save()
    forget()
    assert refused(observer, filled("uuid:2")) == "O.113"
    form.intake = "open"
    newer = published_form(mission, version="2")
    newer.published_at = NOW + timedelta(hours=1)
    newer.save()
    form.minimum_version = newer
    form.save()
    forget()
    assert refused(observer, filled("uuid:3")) == "O.112"
    assert send(observer, filled("uuid:4", version="2")).kind == "received"


@pytest.mark.parametrize("how", ["closed", "too old"])
def test_what_is_there_already_is_taken_again_with_its_files_though_no_new_report_is(
    how: str, version: FormVersion, observer: Membership, mission: Mission
) -> None:
    body, edit = filled(photo="one.jpg"), filled("uuid:2", deprecated="uuid:1")
    send(observer, body)
    form = version.form
    if how == "closed":
        form.intake = "closed"
    else:
        form.minimum_version = published_form(mission, version="2")
        FormVersion.objects.filter(pk=form.minimum_version.pk).update(published_at=NOW + timedelta(hours=1))
    form.save()
    forget()
    assert send(observer, body).kind == "repeated"
    assert send(observer, body, **{"one.jpg": io.BytesIO(b"picture")}).kind == "attached"
    code = "O.113" if how == "closed" else "O.112"
    assert [refused(observer, one) for one in (edit, filled("uuid:3"))] == [code, code]


def test_a_phone_that_sends_the_same_again_and_again_is_told_of_once(
    version: FormVersion, observer: Membership, aigerim: User
) -> None:
    sender = sender_of_phone(give_phone(membership=observer, by=aigerim, now=NOW))
    for _ in range(3):
        assert refused(sender, b"<data>") == "O.101"
    assert Refusal.objects.get().times == 3
    told = Entry.objects.get(action="observation.submission_refused")
    assert json.loads(bytes(told.body))["change"] == {
        "sha256": hashlib.sha256(b"<data>").hexdigest(),
        "code": "O.101",
        "road": "phone",
    }


def test_a_form_of_another_mission_is_not_known(
    version: FormVersion, carla: User, other_mission: Mission
) -> None:
    assert refused(Membership.objects.get(user=carla), filled()) == "O.110"


# ------------------------------------------------------------------ drafts


def test_a_draft_takes_tests_from_its_own_phones_only_and_they_are_no_records(
    mission: Mission, observer: Membership, aigerim: User
) -> None:
    draft = published_form(mission, version="draft")
    draft.published_at = None
    draft.save()
    tester = sender_of_phone(give_phone(membership=observer, by=aigerim, now=NOW, draft=draft))
    assert send(tester, filled(version="draft")).kind == "test"
    assert Submission.objects.get().reading["answers"]["voted"] == 410
    assert not Record.objects.exists()
    assert refused(observer, filled("uuid:2", version="draft")) == "O.111"


# ------------------------------------------------------------------ together


@pytest.mark.django_db(transaction=True)
def test_parallel_identical_posts_all_succeed_and_make_one_record(
    version: FormVersion, observer: Membership
) -> None:
    assert posted_at_once(observer, filled()) == ["received", *["repeated"] * 7]
    assert Record.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_parallel_identical_edits_all_succeed_and_make_one_version(
    version: FormVersion, observer: Membership
) -> None:
    send(observer, filled())
    for number in range(2, 5):
        edit = filled(f"uuid:{number}", deprecated=f"uuid:{number - 1}", voted=str(410 + number))
        assert posted_at_once(observer, edit) == ["edited", *["repeated"] * 7]
    assert RecordVersion.objects.count() == 4


def posted_at_once(observer: Membership, body: bytes) -> list[str]:
    """What becomes of one report that eight requests bring at one moment."""
    kinds: list[str] = []
    start = threading.Barrier(8)

    def post() -> None:
        start.wait()
        try:
            kinds.append(send(observer, body).kind)
        except Refused as refused:
            kinds.append(refused.problems[0].code)
        finally:
            connection.close()

    threads = [threading.Thread(target=post) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(kinds)


def test_positions_are_left_unread_unless_the_mission_keeps_them(
    version: FormVersion, observer: Membership
) -> None:
    version.questions = [
        *version.questions,
        {"name": "where", "kind": "point", "path": "where", "role": "position"},
    ]
    version.save()
    body = filled().replace(b"<station>", b"<where>51.1 71.4 300 5</where><station>")
    send(observer, body)
    assert RecordVersion.objects.get().states["where"] == "skipped"
    Mission.objects.update(keeps_positions=True)
    again = Membership.objects.select_related("mission__election").get(pk=observer.pk)
    send(again, body.replace(b"uuid:1", b"uuid:2"))
    newest = RecordVersion.objects.get(submission__instance_id="uuid:2")
    assert newest.answers["where"] == [51.1, 71.4, 300.0, 5.0]


def test_every_answer_of_the_example_is_read(version: FormVersion, observer: Membership) -> None:
    send(observer, filled())
    newest = RecordVersion.objects.get()
    assert set(newest.answers) == set(ANSWERS)
    assert newest.states == {"photo": "skipped"}


def test_a_record_is_found_by_what_an_observer_reads_out_of_either_report(
    version: FormVersion, observer: Membership
) -> None:
    send(observer, filled("uuid:3f2a91bc-0000-4000-8000-000000000001"))
    send(observer, filled("uuid:77", voted="1"))
    edit = filled(
        "uuid:aa00bb11-0000-4000-8000-000000000002",
        deprecated="uuid:3f2a91bc-0000-4000-8000-000000000001",
        voted="2",
    )
    send(observer, edit)
    for sought, numbers in (("3f2a-91bc", [1]), ("AA00-BB11", [1]), ("0000-0000", [])):
        found = Selection(sought=sought).among(Record.objects.all(), {}, observer.user)
        assert [record.number for record in found] == numbers
