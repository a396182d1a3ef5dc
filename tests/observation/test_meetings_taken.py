"""Records taken over into the log of meetings, ties to cases, figures, the annex, the filters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.disputes.actions.cases import add_case
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.disputes.actions.meetings import tie_meeting, untie_meeting
from baqylau.disputes.meetings import ties_to_meetings
from baqylau.disputes.models import Case
from baqylau.disputes.pages import history_of as history_of_case
from baqylau.election.models import Area
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.meeting_records import put_back, set_aside, take_over
from baqylau.observation.actions.meetings import (
    add_institution,
)
from baqylau.observation.meeting_data import InstitutionData
from baqylau.observation.meeting_figures import figures, institutions_for_annex, women
from baqylau.observation.meeting_pages import history_of
from baqylau.observation.meeting_queries import Reader
from baqylau.observation.meeting_records import aside_for, proposed_to, told
from baqylau.observation.meeting_selection import MeetingSelection
from baqylau.observation.meeting_ties import tied_to
from baqylau.observation.models import (
    Institution,
    InstitutionKind,
    Meeting,
    MeetingAside,
    RecordState,
)
from baqylau.trail.models import Entry
from tests.observation.form_set_visits import phone, received, visit
from tests.observation.meetings_cast import NAMED, NOW, Enter, codes, member, person
from tests.observation.meetings_part import ANSWERS, phone_record

pytestmark = pytest.mark.django_db


# ------------------------------------------------------------------ records from phones


def test_the_shipped_form_is_read_as_a_meeting() -> None:
    read = received("kz_meeting", phone("kz_meeting").fill(visit("kz_meeting")))
    says = told(read.answers)
    assert says.day == date(2026, 8, 12)
    assert (says.body, says.kind) == ("Abai district commission", InstitutionKind.COMMISSION)
    assert [(one.function, one.sex) for one in says.persons] == [("chair", "f")]
    assert (says.counted("f"), says.counted("m")) == (1, 0)
    assert list(says.topics) == ["administration", "voters"]
    assert (says.reliability, says.quotable) == ("proven", "kind")
    assert says.begins is not None
    assert says.begins.isoformat() == "10:00:00"


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"day": 7, "participant": "x", "topics": "media", "body": None, "arrival": []},
        {"participant": [{"answers": {"participant_sex": 1}}, None]},
    ],
)
def test_a_form_of_ones_own_is_read_as_far_as_it_goes(answers: dict[str, Any]) -> None:
    says = told(answers)
    assert (says.day, says.begins, says.body, says.topics) == (None, None, "", [])
    assert says.counted("f") is None


def test_a_record_is_taken_over_once(mission: Mission, team: Team, lto: User, dana: User) -> None:
    observer = Membership.objects.get(user=lto)
    record = phone_record(mission, observer, day="2026-02-18")
    assert list(proposed_to(dana, mission)) == [record]
    meeting = take_over(record=record, by=dana, now=NOW)
    assert meeting.record == record
    assert meeting.written_by == lto
    assert (meeting.openness, meeting.team, meeting.women, meeting.men) == ("private", team, 1, 1)
    assert [one.function for one in meeting.persons.all()] == ["chair", "secretary"]
    assert [(one.name, one.in_annex) for one in meeting.institutions.all()] == [(ANSWERS["body"], False)]
    assert list(proposed_to(dana, mission)) == []
    with pytest.raises(Refused) as refused:
        take_over(record=record, by=dana, now=NOW)
    assert codes(refused) == {"": "Y.130"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.create(mission=mission, number=9, day=meeting.day, record=record, added_at=NOW)


def test_the_same_institution_is_entered_once(mission: Mission, lto: User, dana: User) -> None:
    observer = Membership.objects.get(user=lto)
    first = take_over(record=phone_record(mission, observer), by=dana, now=NOW)
    again = phone_record(mission, observer, body="ABAI District  Commission")
    second = take_over(record=again, by=dana, now=NOW)
    assert set(first.institutions.all()) == set(second.institutions.all())


def test_a_record_that_says_too_little_or_was_rejected_is_refused(mission: Mission, dana: User) -> None:
    silent = phone_record(mission, body=None)
    with pytest.raises(Refused) as refused:
        take_over(record=silent, by=dana, now=NOW)
    assert codes(refused) == {"name_en": "Y.111"}
    assert not Institution.objects.exists()
    rejected = phone_record(mission)
    rejected.state = RecordState.REJECTED
    rejected.save()
    assert rejected not in proposed_to(dana, mission)
    with pytest.raises(Refused) as refused:
        take_over(record=rejected, by=dana, now=NOW)
    assert codes(refused) == {"": "Y.131"}


def test_an_observer_is_shown_their_own_records_only(mission: Mission, lto: User, dana: User) -> None:
    own = phone_record(mission, Membership.objects.get(user=lto))
    phone_record(mission, Membership.objects.get(user=dana))
    assert list(proposed_to(lto, mission)) == [own]


# ------------------------------------------------------------------ cases


@pytest.fixture
def case(mission: Mission, dana: User) -> Case:
    return _case(mission, dana)


def _case(mission: Mission, by: User, **values: Any) -> Case:
    return add_case(
        mission=mission, case=CaseData(says="A hall.", **values), first=ProceedingData(), by=by, now=NOW
    )


def test_a_case_and_a_meeting_tell_of_each_other(
    enter: Enter, mission: Mission, dana: User, case: Case
) -> None:
    meeting = enter()
    link = tie_meeting(case=case, meeting=meeting, by=dana, now=NOW)
    assert tie_meeting(case=case, meeting=meeting, by=dana, now=NOW) == link
    assert [one.says for one in tied_to(meeting, dana)] == ["Case 1"]
    assert list(ties_to_meetings(case, dana)) == [link]
    assert history_of_case(case, dana)[-1].fields == (("Meeting", "", "1"),)
    untie_meeting(link=link, by=dana, now=NOW)
    assert tied_to(meeting, dana) == []
    assert [one.change.done for one in history_of_case(case, dana)] == [
        "case_added",
        "meeting_tied",
        "meeting_untied",
    ]


def test_a_meeting_betrays_no_confidential_case(
    enter: Enter, mission: Mission, dana: User, lto: User, team: Team
) -> None:
    media_analyst = member(mission, "Madina", "media_analyst")
    meeting = enter(team=team, openness="open")
    tie_meeting(case=_case(mission, dana, confidential=True), meeting=meeting, by=dana, now=NOW)
    assert [one.says for one in tied_to(meeting, dana)] == ["Case C1"]
    assert tied_to(meeting, media_analyst) == tied_to(meeting, lto) == []
    assert len(history_of(meeting, Reader(media_analyst, mission))) == 1


def test_a_case_betrays_no_meeting_that_one_may_not_know_of(
    enter: Enter, mission: Mission, dana: User, case: Case, lto: User
) -> None:
    tie_meeting(case=case, meeting=enter(openness="confidential"), by=dana, now=NOW)
    assert list(ties_to_meetings(case, lto)) == []
    assert len(history_of_case(case, dana)) == 2
    assert len(history_of_case(case, lto)) == 1


def test_a_meeting_of_another_mission_is_not_tied(enter: Enter, other_mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        tie_meeting(case=_case(other_mission, dana), meeting=enter(), by=dana, now=NOW)
    assert codes(refused) == {"meeting": "H.115"}


# ------------------------------------------------------------------ figures


def test_figures_name_their_denominators_and_what_is_left_out(
    enter: Enter, mission: Mission, party: Institution, dana: User
) -> None:
    given = InstitutionData(names={"kk": "Газет"}, kind="media")
    paper = add_institution(mission=mission, given=given, by=dana, now=NOW)
    first = enter(men=3, women=1)
    both = enter(institutions=[party, paper], men=0, women=0)
    enter(institution=paper, women=5)
    enter(openness="confidential", men=9, women=9)
    found = {one.name: one for one in figures(mission)}
    assert (found["meetings.all"].numerator, found["meetings.all"].denominator) == (3, None)
    assert (found["meetings.with_party"].numerator, found["meetings.with_party"].denominator) == (2, 3)
    assert found["meetings.with_party"].rows == (first.pk, both.pk)
    assert found["meetings.with_media"].numerator == 2
    of_women = found["meetings.women"]
    assert (of_women.numerator, of_women.denominator) == (1, 4)
    assert of_women.excluded == {"men and women not counted": 1}
    assert of_women.base_rows == (first.pk, both.pk)
    Meeting.objects.filter(pk=first.pk).update(men=4)
    assert women(mission).digest != of_women.digest


def test_the_annex_lists_institutions_met_by_kind_in_a_language_and_no_persons(
    enter: Enter, mission: Mission, party: Institution, dana: User
) -> None:
    given = InstitutionData(names={"en": "Central commission"}, kind="commission", in_annex=True)
    commission = add_institution(mission=mission, given=given, by=dana, now=NOW)
    given = InstitutionData(names={"en": "Never met"}, kind="media", in_annex=True)
    add_institution(mission=mission, given=given, by=dana, now=NOW)
    given = InstitutionData(names={"en": "Not to be listed"}, kind="media")
    unlisted = add_institution(mission=mission, given=given, by=dana, now=NOW)
    enter(institutions=[party, commission, unlisted])
    meeting = enter()
    person(meeting, dana, name="Asel", **NAMED)
    assert institutions_for_annex(mission, "ru") == [
        (InstitutionKind.COMMISSION, ["Central commission"]),
        (InstitutionKind.PARTY, ["Партия степи"]),
    ]


# ------------------------------------------------------------------ the list


def test_filters_select_what_they_say(
    enter: Enter, mission: Mission, dana: User, north: Area, team: Team
) -> None:
    first = enter(area=north, topics=["media", "campaign"], reliability="opinion", men=1, women=0)
    second = enter(team=team, day=date(2026, 2, 10))
    person(first, dana, name="Asel", **NAMED)
    reader = Reader(dana, mission)
    asked: dict[str, tuple[dict[str, str], list[Meeting]]] = {
        "topic": ({"topic": "media"}, [first]),
        "kind": ({"kind": "party"}, [first, second]),
        "no kind": ({"kind": "media"}, []),
        "institution": ({"institution": "1", "order": "oldest"}, [second, first]),
        "reliability": ({"reliability": "-"}, [second]),
        "area": ({"area": "n"}, [first]),
        "no area": ({"area": "-"}, [second]),
        "team": ({"team": "L1"}, [second]),
        "nameable": ({"only": "nameable"}, [first]),
        "uncounted": ({"only": "uncounted"}, [second]),
        "days": ({"since": "2026-02-11", "until": "2026-02-28"}, [first]),
        "nonsense": ({"since": "soon", "order": "x", "only": "y"}, [first, second]),
        "NUL": ({"q": "\0", "institution": "٣"}, []),
    }
    for what, (parameters, expected) in asked.items():
        assert list(MeetingSelection.of(parameters).among(reader)) == expected, what


# ------------------------------------------------------------------ set aside


def test_a_record_that_is_no_meeting_is_set_aside_with_a_reason_and_stays_as_it_is(
    mission: Mission, lto: User, dana: User
) -> None:
    record = phone_record(mission, Membership.objects.get(user=lto))
    with pytest.raises(Refused) as refused:
        set_aside(record=record, reason=" \0 ", by=dana, now=NOW)
    assert codes(refused) == {"reason": "Y.132"}
    set_aside(record=record, reason="A test of the form.", by=dana, now=NOW)
    assert list(proposed_to(dana, mission)) == []
    assert list(aside_for(dana, mission)) == [record]
    for refuses in (
        lambda: set_aside(record=record, reason="again", by=dana, now=NOW),
        lambda: take_over(record=record, by=dana, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            refuses()
        assert codes(refused) == {"": "Y.133"}
    state = record.state
    record.refresh_from_db()
    assert (record.state, record.deleted_at) == (state, None)


def test_what_was_set_aside_is_put_back_and_the_history_stays(mission: Mission, dana: User) -> None:
    record = phone_record(mission)
    set_aside(record=record, reason="A courtesy call by Asel.", by=dana, now=NOW)
    put_back(record=record, by=dana, now=NOW)
    assert list(proposed_to(dana, mission)) == [record]
    with pytest.raises(Refused) as refused:
        put_back(record=record, by=dana, now=NOW)
    assert codes(refused) == {"": "Y.133"}
    set_aside(record=record, reason="It was one after all.", by=dana, now=NOW)
    put_back(record=record, by=dana, now=NOW)
    take_over(record=record, by=dana, now=NOW)
    reasons = ["A courtesy call by Asel.", "It was one after all."]
    assert [one.reason for one in record.asides.order_by("pk")] == reasons
    told = Entry.objects.filter(action__startswith="observation.meeting_").order_by("pk")
    assert [one.action.partition(".")[2] for one in told][:4] == ["meeting_set_aside", "meeting_put_back"] * 2
    assert not any(b"Asel" in bytes(one.body) for one in told)


def test_what_stands_in_the_log_is_not_set_aside(mission: Mission, dana: User) -> None:
    record = phone_record(mission)
    take_over(record=record, by=dana, now=NOW)
    with pytest.raises(Refused) as refused:
        set_aside(record=record, reason="x", by=dana, now=NOW)
    assert codes(refused) == {"": "Y.130"}


def test_the_database_repeats_the_rules_of_what_is_set_aside(mission: Mission, dana: User) -> None:
    record = phone_record(mission)
    values: dict[str, Any] = {"record": record, "reason": "x", "by": dana, "at": NOW}
    MeetingAside.objects.create(**values)
    for wrong in (values, {**values, "put_back_at": NOW}, {**values, "reason": "", "put_back_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingAside.objects.create(**wrong)
