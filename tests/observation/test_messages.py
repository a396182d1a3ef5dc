"""Text messages on their way to a record: parts, repeats, sums, senders."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.messages import assign_number, read_again
from baqylau.observation.memory import forget
from baqylau.observation.methods.sms_text import is_gsm, parts
from baqylau.observation.models import (
    CheckIn,
    Intake,
    Record,
    RecordVersion,
    Submission,
    TextGateway,
    TextMessage,
)
from baqylau.trail.models import Entry
from tests.observation.texting import (
    NOW,
    NUMBER,
    QUESTIONS,
    answers,
    gateway_of,
    head,
    observer,
    published,
    stations,
    text,
)

pytestmark = pytest.mark.django_db

State = TextMessage.State


@pytest.fixture
def gateway(mission: Mission, aigerim: User, bolat: User) -> TextGateway:
    """A gateway of a mission with a form, and Bolat with his number."""
    forget()
    stations(mission)
    published(mission)
    observer(bolat)
    return gateway_of(mission, aigerim)


WHOLE = "0650 yes a 1200 410 =2260"


def test_a_whole_report_makes_a_record(gateway: TextGateway) -> None:
    message = text(gateway, f"{head(gateway.mission)} {WHOLE} @ Quiet")
    assert message.state == State.UNDERSTOOD
    assert answers(message) == {
        "arrival": "06:50",
        "sealed": "yes",
        "mood": "calm",
        "registered": 1200,
        "voted": 410,
        "remarks": "Quiet",
    }
    record = message.record
    assert record is not None
    assert (record.station_code, record.road, record.observer) == ("20", "message", message.membership)
    assert record.team is not None
    assert message.reply == f"A 20: kept, record {record.number}. Nothing is open."


def test_what_was_not_answered_is_missing_and_what_is_not_asked_is_skipped(gateway: TextGateway) -> None:
    message = text(gateway, f"{head(gateway.mission)} 2C x 3D -")
    states = RecordVersion.objects.get(record=message.record).states
    assert states["sealed"] == "not_observed"
    assert states["mood"] == "skipped"
    assert states["registered"] == "missing"
    assert states["photo"] == "skipped"
    assert message.state == State.PART
    assert message.reply.endswith("3 answers are open: 1B 4E 5F")


@pytest.mark.parametrize("backwards", [False, True])
def test_parts_come_in_any_order_and_make_one_record(gateway: TextGateway, backwards: bool) -> None:
    begin = head(gateway.mission)
    said = [f"{begin} 0650 yes a =650", f"{begin} 4E 1200 410 =1610"]
    last = [text(gateway, one) for one in (reversed(said) if backwards else said)][-1]
    assert Record.objects.count() == 1
    assert last.state == State.UNDERSTOOD
    assert len(answers(last)) == 5


def test_a_part_that_comes_again_changes_nothing(gateway: TextGateway) -> None:
    first = text(gateway, f"{head(gateway.mission)} {WHOLE}")
    again = text(gateway, f"{head(gateway.mission)} {WHOLE}")
    assert again.record == first.record
    assert again.reply.startswith(f"A 20: record {first.record.number} says so already.")  # type: ignore[union-attr]
    assert (Submission.objects.count(), RecordVersion.objects.count()) == (1, 1)


def test_a_message_that_the_gateway_passes_on_twice_is_one(gateway: TextGateway) -> None:
    once = text(gateway, f"{head(gateway.mission)} {WHOLE}", id="same")
    twice = text(gateway, f"{head(gateway.mission)} {WHOLE}", id="same", at=NOW + timedelta(minutes=1))
    assert (once.pk, once.reply) == (twice.pk, twice.reply)
    assert TextMessage.objects.count() == 1


def test_a_message_that_was_kept_before_the_server_fell_is_read_when_it_comes_again(
    gateway: TextGateway,
) -> None:
    once = text(gateway, f"{head(gateway.mission)} {WHOLE}", id="same")
    TextMessage.objects.filter(pk=once.pk).update(
        state=State.NOT_UNDERSTOOD, reply="", understood={}, record=None, membership=None
    )
    again = text(gateway, f"{head(gateway.mission)} {WHOLE}", id="same")
    assert again.record == once.record
    assert Submission.objects.count() == 1


def test_a_later_answer_replaces_an_earlier_one_and_the_earlier_version_stays(gateway: TextGateway) -> None:
    text(gateway, f"{head(gateway.mission)} {WHOLE}")
    message = text(gateway, f"{head(gateway.mission)} 5F 411 =411", at=NOW + timedelta(hours=1))
    assert answers(message)["voted"] == 411
    assert list(RecordVersion.objects.order_by("number").values_list("answers__voted", flat=True)) == [
        410,
        411,
    ]


def test_hours_later_it_is_another_visit(gateway: TextGateway) -> None:
    first = text(gateway, f"{head(gateway.mission)} {WHOLE}")
    later = text(gateway, f"{head(gateway.mission)} {WHOLE}", at=NOW + timedelta(hours=3))
    assert later.record != first.record


def test_what_an_analyst_corrected_is_not_undone_by_the_next_part(gateway: TextGateway, dana: User) -> None:
    begin = head(gateway.mission)
    first = text(gateway, f"{begin} 0650 yes a =650")
    newest = RecordVersion.objects.get(record=first.record)
    newest.is_newest = False
    newest.save()
    corrected = {**newest.answers, "sealed": "no"}
    RecordVersion.objects.create(
        record=first.record, number=2, answers=corrected, states=newest.states, by=dana, reason="phone"
    )
    message = text(gateway, f"{begin} 4E 1200 410 =1610")
    assert (answers(message)["sealed"], answers(message)["voted"]) == ("no", 410)


# ------------------------------------------------------------------ sums


def test_figures_without_a_sum_wait_until_it_is_sent(gateway: TextGateway) -> None:
    begin = head(gateway.mission)
    first = text(gateway, f"{begin} 4E 1200 410 2C yes")
    assert answers(first) == {"sealed": "yes"}
    assert f"Not kept yet: 4E=1200 5F=410. If they are right, send: {begin} =1610" in first.reply
    message = text(gateway, f"{begin} =1610")
    assert answers(message) == {"sealed": "yes", "registered": 1200, "voted": 410}
    assert message.record == first.record


def test_figures_alone_make_no_record_before_they_are_sure(gateway: TextGateway) -> None:
    begin = head(gateway.mission)
    first = text(gateway, f"{begin} 4E 1200 410")
    assert (first.state, first.record, Record.objects.count()) == (State.PART, None, 0)
    assert answers(text(gateway, f"{begin} =1610")) == {"registered": 1200, "voted": 410}
    first.refresh_from_db()
    assert first.record is not None


def test_a_sum_that_no_figures_wait_for_is_told(gateway: TextGateway) -> None:
    begin = head(gateway.mission)
    text(gateway, f"{begin} 4E 1200 410")
    message = text(gateway, f"{begin} =1601")
    assert (message.state, message.record) == (State.NOT_UNDERSTOOD, None)
    assert "No figures that add up to 1601 wait for it." in message.reply


def test_what_is_wrong_comes_first_in_the_reply_and_what_is_right_is_kept(gateway: TextGateway) -> None:
    message = text(gateway, f"{head(gateway.mission)} 2C maybe 3D b")
    assert answers(message) == {"mood": "tense"}
    assert message.reply.startswith("2C: 'maybe' is no answer. Write yes or no. A 20: kept")


# ------------------------------------------------------------------ who


def test_another_number_is_kept_aside_and_answered_once_a_day(gateway: TextGateway) -> None:
    said = f"{head(gateway.mission)} {WHOLE}"
    first = text(gateway, said, sender="+77770000000")
    assert (first.state, first.membership, Record.objects.count()) == (State.UNKNOWN_SENDER, None, 0)
    assert "not known" in first.reply
    assert text(gateway, said, sender="+77770000000").reply == ""
    assert text(gateway, said, sender="+77770000000", at=NOW + timedelta(days=2)).reply


def test_a_machine_is_not_answered(gateway: TextGateway) -> None:
    assert text(gateway, "Your balance is low", sender="Beeline").reply == ""
    assert text(gateway, "Your balance is low", sender="7111").reply == ""


def test_a_number_that_two_persons_have_is_nobodys(gateway: TextGateway, dana: User, bolat: User) -> None:
    Membership.objects.filter(user=dana).update(phone_number=NUMBER)
    assert text(gateway, "OK").state == State.UNKNOWN_SENDER


def test_the_way_a_number_is_written_does_not_matter(gateway: TextGateway) -> None:
    gateway.mission.election.country = "kz"
    assert text(gateway, "OK", sender="8 701 123 45 67").state == State.CHECK_IN


def test_whoever_sends_no_reports_is_told(gateway: TextGateway, aigerim: User) -> None:
    Membership.objects.filter(user=aigerim).update(phone_number="+77019999999")
    message = text(gateway, f"{head(gateway.mission)} {WHOLE}", sender="+77019999999")
    assert (message.state, message.record) == (State.NOT_UNDERSTOOD, None)
    assert message.reply == "You do not send reports in this mission. Call your co-ordinator."


def test_a_number_is_given_to_a_member_and_the_message_read(
    gateway: TextGateway, aigerim: User, bolat: User
) -> None:
    message = text(gateway, f"{head(gateway.mission)} {WHOLE}", sender="+77770000000")
    membership = bolat.memberships.get()
    assign_number(message=message, membership=membership, by=aigerim)
    read_again(message=message, by=aigerim, now=NOW)
    assert (message.state, message.membership) == (State.UNDERSTOOD, membership)
    assert len(answers(message)) == 5
    assert b"+77770000000" not in b"".join(bytes(entry.body) for entry in Entry.objects.all())


def test_a_number_is_not_taken_from_another_member(gateway: TextGateway, aigerim: User, dana: User) -> None:
    message = text(gateway, "OK", sender="+77770000000")
    Membership.objects.filter(user=dana).update(phone_number="+77770000000")
    with pytest.raises(Refused, match=r"G\.131"):
        assign_number(message=message, membership=aigerim.memberships.get(), by=aigerim)


def test_what_was_understood_is_not_read_again(gateway: TextGateway, aigerim: User) -> None:
    message = text(gateway, "OK")
    with pytest.raises(Refused, match=r"G\.133"):
        read_again(message=message, by=aigerim, now=NOW)
    assert CheckIn.objects.count() == 1


# ------------------------------------------------------------------ the rest


def test_a_sign_of_life_is_written_down_for_the_team(gateway: TextGateway, bolat: User) -> None:
    message = text(gateway, "ok 20")
    check_in = CheckIn.objects.get()
    assert (check_in.team.code, check_in.road, check_in.at) == ("T1", "message", NOW)
    assert check_in.membership == bolat.memberships.get()
    assert message.reply == "Thank you. Team T1 was heard of at 04:30."


def test_a_closed_form_takes_nothing_and_says_so(gateway: TextGateway) -> None:
    form = gateway.mission.forms.get()
    form.intake = Intake.CLOSED
    form.save()
    message = text(gateway, f"{head(gateway.mission)} {WHOLE}")
    assert (message.state, Record.objects.count()) == (State.NOT_UNDERSTOOD, 0)
    assert message.reply.startswith("This form is closed")


def test_a_form_whose_reports_are_encrypted_has_no_sheet(gateway: TextGateway) -> None:
    said = f"{head(gateway.mission)} {WHOLE}"
    gateway.mission.forms.update(public_key="MIIB")
    forget()
    assert text(gateway, said).state == State.NOT_UNDERSTOOD


def test_an_older_sheet_goes_on_working(gateway: TextGateway) -> None:
    older = head(gateway.mission)
    newer = (*QUESTIONS[:4], *QUESTIONS[5:])
    published(gateway.mission, version="2", questions=newer)
    forget()
    assert head(gateway.mission) != older
    message = text(gateway, f"{older} {WHOLE}")
    assert message.form_version is not None
    assert (message.form_version.version, len(answers(message))) == ("1", 5)


def test_replies_are_in_the_senders_language_and_one_message_long(gateway: TextGateway, bolat: User) -> None:
    message = text(gateway, f"{head(gateway.mission)} 2C maybe 4E 1200 410")
    assert is_gsm(message.reply)
    assert parts(message.reply) == 1
    bolat.language = "ru"
    bolat.save()
    assert parts(text(gateway, f"{head(gateway.mission)} 2C maybe 4E 1200 410").reply) <= 2


@pytest.mark.parametrize("said", ["", " ", "A", "@", "=", "🙂", "A1 @ x", "= 5 @", "OK" * 2000])
def test_no_text_breaks_it(gateway: TextGateway, said: str) -> None:
    assert text(gateway, said).reply


@pytest.mark.django_db(transaction=True)
def test_two_parts_that_come_at_once_make_one_record(
    gateway: TextGateway, mission: Mission, bolat: User
) -> None:
    begin = head(mission)
    said = [f"{begin} 0650 yes a =650", f"{begin} 4E 1200 410 =1610"]
    ready, failed = threading.Barrier(2), []

    def come(one: str) -> None:
        try:
            ready.wait()
            text(TextGateway.objects.get(pk=gateway.pk), one)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[one]) for one in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    message = TextMessage.objects.filter(record__isnull=False).first()
    assert message is not None
    assert (Record.objects.count(), len(answers(message))) == (1, 5)
