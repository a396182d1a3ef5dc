"""How a record moves between the states of its checking, by whom, and what is written down."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions import check as checking
from baqylau.observation.actions.comments import comment
from baqylau.observation.actions.correct import Correction, correct
from baqylau.observation.actions.delete_record import delete_record, restore_record
from baqylau.observation.actions.queries import ask
from baqylau.observation.figures import newest_versions, versions_as_they_were
from baqylau.observation.methods.states import CHECKER, MOVES, diagram, move_between, states_after
from baqylau.observation.models import Import, Record, RecordState, Step
from baqylau.observation.queries import records_reached_by, records_seen_by
from baqylau.trail.models import Entry
from tests.observation.sending import filled, in_team, published_form, send

DOCS = Path(__file__).parent.parent.parent / "docs"


# ------------------------------------------------------------------ the table


def test_the_table_speaks_of_the_states_and_the_permission_that_there_are() -> None:
    states = {move.before for move in MOVES} | {move.after for move in MOVES}
    assert states == set(RecordState.values)
    assert Permission.CHECK_RECORDS == CHECKER
    assert move_between("rejected", "checked") is None
    assert states_after("received") == ["checked", "query", "rejected"]


def test_every_rejection_has_a_reason_and_no_state_is_a_dead_end() -> None:
    assert all(move.needs_reason for move in MOVES if move.after == "rejected")
    assert all(states_after(state) for state in RecordState.values)


def test_the_diagram_in_the_documents_is_that_of_the_table() -> None:
    assert diagram() in (DOCS / "checking.md").read_text()


# ------------------------------------------------------------------ records that arrived


pytestmark = pytest.mark.django_db


@pytest.fixture
def observer(mission: Mission, bolat: User) -> Membership:
    published_form(mission)
    return in_team(Membership.objects.select_related("mission__election").get(user=bolat))


@pytest.fixture
def record(observer: Membership) -> Record:
    """A clean record of Bolat's, and what it needs of the world."""
    observer.mission.election.time_zone = "Asia/Almaty"
    observer.mission.election.save()
    observer.mission.election.stations.create(code="01-A/7")
    return Record.objects.get(number=send(observer, filled()).record_number)


def now_of(record: Record) -> Record:
    return Record.objects.get(pk=record.pk)


def code_of(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


def test_a_checked_record_has_its_step_and_its_entry_in_the_trail(record: Record, dana: User) -> None:
    checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    assert now_of(record).state == "checked"
    step = record.steps.get()
    assert (step.from_state, step.to_state, step.by) == ("received", "checked", dana)
    entry = Entry.objects.get(action="observation.record_moved")
    assert b'"from":"received"' in bytes(entry.body)


def test_what_changed_meanwhile_is_not_checked_unseen(
    record: Record, observer: Membership, dana: User
) -> None:
    send(observer, filled("uuid:2", deprecated="uuid:1", voted="500"))
    with pytest.raises(Refused) as refused:
        checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    assert code_of(refused) == "K.101"
    assert now_of(record).state == "received"


@pytest.mark.parametrize("reason", ["", "   ", "\0"])
def test_a_rejection_needs_a_reason(reason: str, record: Record, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        checking.reject_record(record=record, reason=reason, by=dana, now=timezone.now())
    assert code_of(refused) == "K.103"
    assert not Step.objects.exists()


def test_what_the_table_does_not_allow_is_refused(record: Record, dana: User) -> None:
    checking.reject_record(record=record, reason="Sent twice", by=dana, now=timezone.now())
    with pytest.raises(Refused) as refused:
        checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    assert code_of(refused) == "K.102"
    checking.open_again(record=record, reason="It was another", by=dana, now=timezone.now())
    assert now_of(record).state == "received"


def test_a_record_that_waits_for_an_answer_is_not_just_opened(record: Record, dana: User) -> None:
    ask(record=record, question="", text="Which room?", by=dana, now=timezone.now())
    with pytest.raises(Refused) as refused:
        checking.open_again(record=record, reason="", by=dana, now=timezone.now())
    assert code_of(refused) == "K.102"


def test_reasons_and_comments_are_in_the_trail_as_digests_only(record: Record, dana: User) -> None:
    checking.reject_record(record=record, reason="Mr N. made it up", by=dana, now=timezone.now())
    comment(record=record, text="He said so himself", by=dana, now=timezone.now())
    bodies = b"".join(bytes(entry.body) for entry in Entry.objects.all())
    assert b"Mr N." not in bodies
    assert b"himself" not in bodies


def test_an_edit_brings_a_checked_record_back(record: Record, observer: Membership, dana: User) -> None:
    checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    send(observer, filled("uuid:2", deprecated="uuid:1", voted="500"))
    assert now_of(record).state == "received"


# ------------------------------------------------------------------ many at once


def test_clean_records_are_checked_together_and_no_others(
    record: Record, observer: Membership, dana: User
) -> None:
    odd = send(observer, filled("uuid:2", station="99")).record_number
    critical = send(
        observer, filled("uuid:3", stuffing="yes", arrival="12:00", departure="12:40")
    ).record_number
    numbers = [record.number, odd or 0, critical or 0, 4711]
    checked = checking.check_clean(mission=record.mission, numbers=numbers, by=dana, now=timezone.now())
    assert checked == [record.number]
    assert Record.objects.filter(state="checked").count() == 1
    assert Step.objects.get().record == record
    assert Entry.objects.filter(action="observation.records_checked").count() == 1


def test_none_and_too_many_are_refused(mission: Mission, dana: User) -> None:
    for numbers, code in (([], "K.109"), (range(checking.MOST_AT_ONCE + 1), "K.110")):
        with pytest.raises(Refused) as refused:
            checking.check_clean(mission=mission, numbers=list(numbers), by=dana, now=timezone.now())
        assert code_of(refused) == code


# ------------------------------------------------------------------ deleted, rejected, unread


def numbers_counted(mission: Mission) -> list[int]:
    return [seen.number for seen in newest_versions(mission, form="voting", areas="district")]


def test_rejected_deleted_and_unread_records_are_in_no_figure(
    record: Record, observer: Membership, aigerim: User, dana: User
) -> None:
    mission = observer.mission
    others = [send(observer, filled(f"uuid:{one}")).record_number for one in (2, 3, 4)]
    assert numbers_counted(mission) == [record.number, *others]
    rejected, deleted, unread = (Record.objects.get(number=number) for number in others)
    checking.reject_record(record=rejected, reason="Twice", by=dana, now=timezone.now())
    delete_record(record=deleted, reason="A test", by=aigerim, now=timezone.now())
    Record.objects.filter(pk=unread.pk).update(is_unread=True)
    assert numbers_counted(mission) == [record.number]


def test_a_statement_that_counted_them_is_counted_again_as_it_was(
    record: Record, aigerim: User, dana: User
) -> None:
    used = {record.number: (1, "n")}
    delete_record(record=record, reason="A test", by=aigerim, now=timezone.now())
    again = versions_as_they_were(record.mission, used, form="voting")
    assert [seen.number for seen in again] == [record.number]


def test_a_deleted_record_is_in_no_list_and_comes_back_whole(
    record: Record, aigerim: User, dana: User
) -> None:
    delete_record(record=record, reason="A test", by=aigerim, now=timezone.now())
    mission = record.mission
    assert not records_seen_by(dana, mission).exists()
    assert not records_reached_by(dana, mission).exists()
    assert records_reached_by(aigerim, mission).get() == record
    assert bytes(record.submissions.get().body) == filled()
    with pytest.raises(Refused) as refused:
        checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    assert code_of(refused) == "K.111"
    restore_record(record=record, reason="It was none", by=aigerim, now=timezone.now())
    assert records_seen_by(dana, mission).get() == record
    with pytest.raises(Refused) as refused:
        restore_record(record=record, reason="again", by=aigerim, now=timezone.now())
    assert code_of(refused) == "K.108"


def test_deleting_needs_a_reason(record: Record, aigerim: User) -> None:
    with pytest.raises(Refused) as refused:
        delete_record(record=record, reason=" ", by=aigerim, now=timezone.now())
    assert code_of(refused) == "K.103"
    assert now_of(record).deleted_at is None


def test_nothing_is_decided_about_what_nobody_has_read(record: Record, dana: User) -> None:
    Record.objects.filter(pk=record.pk).update(is_unread=True)
    with pytest.raises(Refused) as refused:
        checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    assert code_of(refused) == "K.112"


# ------------------------------------------------------------------ corrections


def fix(record: Record, by: User, from_version: int = 1, **values: str) -> None:
    changes = {name: Correction("answered", value) for name, value in values.items()}
    correct(record=record, from_version=from_version, changes=changes, reason="seen", by=by)


def test_nobody_but_the_observer_alters_a_rating(
    record: Record, dana: User, aigerim: User, bolat: User
) -> None:
    for somebody in (dana, aigerim):
        with pytest.raises(Refused) as refused:
            fix(record, somebody, overall="very_good")
        assert (code_of(refused), refused.value.problems[0].where) == ("K.107", "overall")
    fix(record, bolat, overall="very_bad")
    assert now_of(record).ratings == {"overall": "very_bad"}


def test_a_rating_may_be_asked_about(record: Record, dana: User) -> None:
    query = ask(record=record, question="overall", text="Of the whole visit?", by=dana, now=timezone.now())
    assert now_of(record).state == "query"
    assert query.question == "overall"


def test_what_follows_from_the_answers_follows_from_the_corrected_ones(record: Record, dana: User) -> None:
    before = now_of(record)
    fix(record, dana, departure="08:20", station="77", stuffing="yes", q1="no")
    after = now_of(record)
    assert [one["code"] for one in after.issues] == ["K.201", "K.206"]
    assert after.severity == 3
    assert after.critical == ["stuffing"]
    assert (after.station_code, after.station, after.flags) == ("77", None, ["station_not_matched"])
    assert after.answers_digest != before.answers_digest
    fix(record, dana, from_version=2, departure="09:40", station="01-A/7", stuffing="no", q1="yes")
    again = now_of(record)
    assert (again.issues, again.severity, again.critical, again.flags) == ([], 0, [], [])
    assert again.answers_digest == before.answers_digest
    assert again.station == before.station


def test_a_corrected_record_is_to_be_checked_again(record: Record, dana: User) -> None:
    checking.check_record(record=record, from_version=1, by=dana, now=timezone.now())
    fix(record, dana, voted="411")
    assert now_of(record).state == "received"
    assert record.versions.count() == 2


def test_a_record_of_a_file_is_checked_and_rejected_too(small: Import, dana: User) -> None:
    record = Record.objects.get(number=2)
    checking.reject_record(record=record, reason="Another day", by=dana, now=timezone.now())
    assert [seen.number for seen in newest_versions(record.mission, form="small", areas="district")] == [
        1,
        3,
        4,
        5,
        6,
    ]
