"""The log of meetings: who may know what, consent, forgetting, records taken over, figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
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
from baqylau.election.models import Area, Election
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.meeting_records import take_over
from baqylau.observation.actions.meetings import (
    add_institution,
    add_meeting,
    add_person,
    change_institution,
    change_meeting,
    change_person,
    forget_persons,
    withdraw_consent,
)
from baqylau.observation.meeting_data import InstitutionData, MeetingData, PersonData
from baqylau.observation.meeting_figures import figures, institutions_for_annex, women
from baqylau.observation.meeting_pages import history_of, persons_of
from baqylau.observation.meeting_queries import Reader, labelled
from baqylau.observation.meeting_records import proposed_to, told
from baqylau.observation.meeting_selection import MeetingSelection
from baqylau.observation.meeting_tables import MEETING_COLUMNS, meetings_table
from baqylau.observation.meeting_ties import tied_to
from baqylau.observation.models import (
    Institution,
    InstitutionKind,
    Interlocutor,
    Meeting,
    MeetingChange,
    RecordState,
)
from baqylau.trail.models import Entry
from baqylau.trail.record import confirms
from tests.observation.form_set_visits import phone, received, visit
from tests.observation.meetings_part import ANSWERS, phone_record

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
NAMED = {"consent": "report", "consent_on": date(2026, 2, 19), "consent_how": "said so at the end"}
Enter = Callable[..., Meeting]
pytestmark = pytest.mark.django_db


def _area(election: Election, code: str, path: str) -> Area:
    area = Area.objects.create(
        country="xx",
        code=code,
        kind="region",
        path=path,
        valid_from=date(2000, 1, 1),
        names={"en": code.upper()},
    )
    election.areas.add(area)
    return area


@pytest.fixture
def north(election: Election) -> Area:
    return _area(election, "n", "xx/n/")


@pytest.fixture
def south(election: Election) -> Area:
    return _area(election, "s", "xx/s/")


def member(mission: Mission, name: str, role: str, team: Team | None = None) -> User:
    user = User.objects.create_user(name.lower(), name=name)
    Membership.objects.create(mission=mission, user=user, role=role, team=team)
    return user


@pytest.fixture
def team(mission: Mission, north: Area) -> Team:
    team = Team.objects.create(mission=mission, code="L1")
    team.areas.add(north)
    return team


@pytest.fixture
def lto(mission: Mission, team: Team) -> User:
    """Lena, a long-term observer in the north."""
    return member(mission, "Lena", "lto", team)


@pytest.fixture
def coordinator(mission: Mission) -> User:
    return member(mission, "Marat", "lto_coordinator")


@pytest.fixture
def party(mission: Mission, dana: User) -> Institution:
    names = {"en": "Steppe party", "ru": "Партия степи"}
    given = InstitutionData(names=names, kind="party", in_annex=True)
    return add_institution(mission=mission, given=given, by=dana, now=NOW)


@pytest.fixture
def enter(mission: Mission, party: Institution, aigerim: User, dana: User) -> Enter:
    """Enters a meeting as Dana: ``enter(area=…, openness="confidential", by=…)``."""

    def entered(by: User = dana, **values: Any) -> Meeting:
        values.setdefault("day", date(2026, 2, 18))
        values.setdefault("institutions", [values.pop("institution", party)])
        if not values.get("team"):
            values.setdefault("members", [Membership.objects.get(user=aigerim)])
        return add_meeting(mission=mission, given=MeetingData(**values), by=by, now=NOW)

    return entered


def codes(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {problem.where: problem.code for problem in refused.value.problems}


def person(meeting: Meeting, by: User, **values: Any) -> Interlocutor:
    return add_person(meeting=meeting, given=PersonData(**values), by=by, now=NOW)


# ------------------------------------------------------------------ what is refused


def test_what_is_wrong_with_a_meeting_is_said_at_its_fields(
    mission: Mission, other_mission: Mission, dana: User
) -> None:
    alien = Team.objects.create(mission=other_mission, code="X")
    given = MeetingData(
        day=date(2026, 2, 25),
        team=alien,
        men=-1,
        women=3000,
        topics=["gossip"],
        openness="secret",
        key_points="x" * 20_001,
    )
    with pytest.raises(Refused) as refused:
        add_meeting(mission=mission, given=given, by=dana, now=NOW)
    assert codes(refused) == {
        "day": "Y.112",
        "team": "Y.102",
        "institutions": "Y.103",
        "men": "Y.105",
        "women": "Y.105",
        "topics": "Y.101",
        "openness": "Y.101",
        "key_points": "Y.110",
    }
    assert not Meeting.objects.exists()


def test_a_meeting_says_who_of_the_mission_was_there(enter: Enter) -> None:
    with pytest.raises(Refused) as refused:
        enter(members=[])
    assert codes(refused) == {"team": "Y.104"}


def test_an_institution_has_a_name_in_some_language(mission: Mission, dana: User) -> None:
    given = InstitutionData(names={"en": " \0"}, kind="club")
    with pytest.raises(Refused) as refused:
        add_institution(mission=mission, given=given, by=dana, now=NOW)
    assert codes(refused) == {"kind": "Y.101", "name_en": "Y.111"}


def test_a_change_upon_a_change_that_one_has_not_seen_is_refused(enter: Enter, party: Institution) -> None:
    meeting = enter()
    given = MeetingData(
        day=date(2026, 2, 17), institutions=[party], members=list(meeting.members.all()), men=3
    )
    assert meeting.written_by
    changed = change_meeting(meeting=meeting, given=given, version=1, by=meeting.written_by, now=NOW)
    assert (changed.version, changed.men) == (2, 3)
    with pytest.raises(Refused) as refused:
        change_meeting(meeting=meeting, given=given, version=1, by=meeting.written_by, now=NOW)
    assert codes(refused) == {"": "Y.120"}


def test_nothing_is_written_where_nothing_differs(enter: Enter, party: Institution, dana: User) -> None:
    meeting = enter()
    given = MeetingData(day=date(2026, 2, 18), institutions=[party], members=list(meeting.members.all()))
    change_meeting(meeting=meeting, given=given, version=1, by=dana, now=NOW)
    change_institution(
        institution=party,
        given=InstitutionData(names=party.names, kind="party", in_annex=True),
        version=1,
        by=dana,
        now=NOW,
    )
    assert [one.done for one in MeetingChange.objects.all()] == ["institution_added", "meeting_added"]


def test_no_more_persons_are_listed_than_were_counted(enter: Enter, party: Institution, dana: User) -> None:
    meeting = enter(men=0, women=1)
    person(meeting, dana, function="chair", sex="f")
    for sex in ("f", "m"):
        with pytest.raises(Refused) as refused:
            person(meeting, dana, function="deputy", sex=sex)
        assert codes(refused) == {"sex": "Y.106"}
    given = MeetingData(
        day=meeting.day, institutions=[party], members=list(meeting.members.all()), men=0, women=0
    )
    with pytest.raises(Refused) as refused:
        change_meeting(meeting=meeting, given=given, version=None, by=dana, now=NOW)
    assert codes(refused) == {"women": "Y.106"}


# ------------------------------------------------------------------ consent


def test_who_agreed_to_nothing_is_not_named_even_in_our_notes(enter: Enter, dana: User) -> None:
    meeting = enter()
    with pytest.raises(Refused) as refused:
        person(meeting, dana, name="Asel", consent="none")
    assert codes(refused) == {"name": "Y.108"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Interlocutor.objects.create(meeting=meeting, position=1, name="Asel", consent="none")


def test_a_consent_is_recorded_with_when_how_and_by_whom(enter: Enter, dana: User) -> None:
    meeting = enter()
    with pytest.raises(Refused) as refused:
        person(meeting, dana, name="Asel", consent="report")
    assert codes(refused) == {"consent_on": "Y.109", "consent_how": "Y.109"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Interlocutor.objects.create(meeting=meeting, position=1, name="Asel", consent="report")
    assert person(meeting, dana, name="Asel", **NAMED).consent_by == dana


def test_names_are_for_the_core_team_and_the_writer_else_with_a_consent(
    enter: Enter, mission: Mission, team: Team, lto: User, dana: User, aigerim: User, coordinator: User
) -> None:
    partner = member(mission, "Timur", "lto", team)
    meeting = enter(by=lto, team=team)
    person(meeting, lto, name="Asel", function="chair")
    person(meeting, lto, name="Berik", function="deputy", **NAMED)

    def named(user: User) -> list[str]:
        found = persons_of(meeting, Reader(user, mission))
        return [one.one.name for one in found if one.named]

    assert named(dana) == named(aigerim) == named(lto) == ["Asel", "Berik"]
    assert named(partner) == named(coordinator) == ["Berik"]

    withdraw_consent(person=meeting.persons.get(position=2), by=lto, now=NOW)
    assert named(partner) == named(coordinator) == []
    assert named(dana) == ["Asel", "Berik"]
    with pytest.raises(Refused) as refused:
        withdraw_consent(person=meeting.persons.get(position=1), by=lto, now=NOW)
    assert codes(refused) == {"": "Y.115"}


def test_a_download_names_nobody_whom_the_page_would_not(
    enter: Enter, mission: Mission, team: Team, lto: User, dana: User, coordinator: User
) -> None:
    meeting = enter(by=lto, team=team, key_points="They are afraid.")
    person(meeting, lto, name="Asel", function="chair")
    person(meeting, lto, name="Berik", **NAMED)

    def cells(user: User) -> dict[str, object]:
        reader = Reader(user, mission)
        _header, row = meetings_table(MeetingSelection().among(reader), reader)
        return dict(zip(MEETING_COLUMNS, row, strict=True))

    assert cells(dana)["persons"] == "Asel, chair; Berik"
    assert cells(coordinator)["persons"] == "Berik"
    assert cells(dana)["key_points"] == cells(lto)["key_points"] == "They are afraid."
    assert cells(coordinator)["key_points"] == ""


def test_the_history_tells_no_name_that_the_page_would_not(
    enter: Enter, mission: Mission, lto: User, team: Team, coordinator: User
) -> None:
    meeting = enter(by=lto, team=team, key_points="They are afraid.")
    person(meeting, lto, name="Asel", function="chair")
    told_to = {user: str(history_of(meeting, Reader(user, mission))) for user in (lto, coordinator)}
    assert "Asel" in told_to[lto]
    assert "afraid" in told_to[lto]
    for text in ("Asel", "chair", "afraid"):
        assert text not in told_to[coordinator]


def test_a_search_betrays_neither_names_nor_notes(
    enter: Enter, mission: Mission, lto: User, team: Team, coordinator: User, dana: User
) -> None:
    meeting = enter(by=lto, team=team, key_points="They are afraid.")
    person(meeting, lto, name="Asel", function="chair")

    def found(user: User, q: str) -> int:
        return MeetingSelection(q=q).among(Reader(user, mission)).count()

    for q in ("asel", "AFRAID", "chair"):
        assert (found(dana, q), found(lto, q), found(coordinator, q)) == (1, 1, 0), q
    assert found(coordinator, "степи") == 1
    assert found(coordinator, "steppe afraid") == 0
    assert found(coordinator, "#1") == 1


# ------------------------------------------------------------------ who sees which meeting


def test_a_long_term_observer_sees_meetings_of_the_own_team_and_its_areas(
    enter: Enter, mission: Mission, team: Team, lto: User, north: Area, south: Area, coordinator: User
) -> None:
    below = _area(mission.election, "n1", "xx/n/n1/")
    with_me = Membership.objects.filter(user=lto)
    seen = [enter(area=below), enter(area=south, team=team), enter(area=south, members=list(with_me))]
    enter(area=south)
    enter()
    assert set(Reader(lto, mission).meetings()) == set(seen)
    assert Reader(coordinator, mission).meetings().count() == 5


def test_what_was_said_in_private_is_for_those_who_met_and_the_core_team(
    enter: Enter, mission: Mission, team: Team, lto: User, north: Area, coordinator: User, dana: User
) -> None:
    private, own, open_one = enter(area=north), enter(team=team), enter(area=north, openness="open")
    reads = {
        user: [Reader(user, mission).reads(one) for one in (private, own, open_one)]
        for user in (dana, lto, coordinator)
    }
    assert reads == {
        dana: [True, True, True],
        lto: [False, True, True],
        coordinator: [False, False, True],
    }


def test_a_confidential_meeting_is_not_there_for_others(
    enter: Enter, mission: Mission, team: Team, lto: User, coordinator: User, dana: User, party: Institution
) -> None:
    given = InstitutionData(names={"en": "Source"}, kind="other", in_annex=True)
    source = add_institution(mission=mission, given=given, by=dana, now=NOW)
    enter(team=team)
    hidden = enter(team=team, openness="confidential", institution=source)
    enter(team=team)
    assert [one.label for one in Meeting.objects.order_by("pk")] == ["1", "C1", "2"]
    for user in (lto, coordinator):
        reader = Reader(user, mission)
        assert labelled(reader.meetings(), "C1") is None
        assert MeetingSelection().among(reader).count() == 2
        assert list(reader.institutions()) == [party]
    assert labelled(Reader(dana, mission).meetings(), "c1") == hidden
    assert figures(mission)[0].numerator == 2
    assert [names for _kind, names in institutions_for_annex(mission, "en")] == [["Steppe party"]]


def test_who_wrote_a_confidential_meeting_knows_of_it(
    enter: Enter, mission: Mission, lto: User, team: Team
) -> None:
    enter(by=lto, team=team, openness="confidential")
    reader = Reader(lto, mission)
    assert reader.meetings().count() == 1
    assert reader.may_change(reader.meetings().get())


def test_a_meeting_that_becomes_confidential_leaves_no_gap(
    enter: Enter, dana: User, party: Institution
) -> None:
    enter()
    second = enter()
    given = MeetingData(
        day=second.day,
        institutions=[party],
        members=list(second.members.all()),
        openness="confidential",
    )
    assert change_meeting(meeting=second, given=given, version=1, by=dana, now=NOW).label == "C1"
    assert enter().label == "2"


def test_the_trail_of_a_confidential_meeting_holds_digests_only(enter: Enter) -> None:
    meeting = enter(openness="confidential", topics=["media"], reliability="proven")
    (entry,) = Entry.objects.filter(object_type="observation.meeting")
    body = bytes(entry.body).decode()
    assert "proven" not in body
    assert "media" not in body
    assert "2026-02-18" not in body
    assert confirms(entry, field="fields.reliability", text=meeting.reliability)


# ------------------------------------------------------------------ forgetting


def test_forgotten_persons_leave_their_count_and_an_unbroken_trail(
    enter: Enter, mission: Mission, dana: User
) -> None:
    meeting = enter(men=1, women=1, key_points="Asel is afraid.")
    person(meeting, dana, name="Asel", function="chair", sex="f", **NAMED)
    person(meeting, dana, name="Berik", function="deputy", sex="m")
    given = MeetingData(
        day=meeting.day,
        institutions=list(meeting.institutions.all()),
        members=list(meeting.members.all()),
        men=1,
        women=1,
        key_points="The chair is afraid.",
    )
    change_meeting(meeting=meeting, given=given, version=None, by=dana, now=NOW)
    entries = [bytes(one.body) for one in Entry.objects.order_by("pk")]
    added = Entry.objects.filter(action="observation.person_added").order_by("pk")[0]
    assert confirms(added, field="fields.name", text="Asel")

    forget_persons(meeting=meeting, by=dana, now=NOW)

    assert [bytes(one.body) for one in Entry.objects.order_by("pk")][: len(entries)] == entries
    assert confirms(added, field="fields.name", text="Asel") is None
    rows = list(meeting.persons.values_list("name", "function", "consent_how", "sex"))
    assert rows == [("", "", "", "f"), ("", "", "", "m")]
    kept = str(list(MeetingChange.objects.values_list("fields", flat=True)))
    for text in ("Asel", "Berik", "deputy", "said so"):
        assert text not in kept
    meeting.refresh_from_db()
    assert (meeting.women, meeting.men, meeting.key_points) == (1, 1, "The chair is afraid.")
    assert "forgotten" in str(history_of(meeting, Reader(dana, mission)))
    with pytest.raises(Refused) as refused:
        forget_persons(meeting=meeting, by=dana, now=NOW)
    assert codes(refused) == {"": "Y.114"}
    with pytest.raises(Refused) as refused:
        person(meeting, dana, name="Asel")
    assert codes(refused) == {"": "Y.114"}


def test_who_no_longer_agrees_to_stand_in_our_notes_goes_out_of_the_history(enter: Enter, dana: User) -> None:
    meeting = enter()
    asel = person(meeting, dana, name="Asel", function="chair")
    person(meeting, dana, name="Berik", function="deputy")
    given = PersonData(function="chair", consent="none")
    change_person(person=asel, given=given, version=None, by=dana, now=NOW)
    kept = str(list(MeetingChange.objects.values_list("fields", flat=True)))
    assert "Asel" not in kept
    assert "Berik" in kept
    of_asel, of_berik = Entry.objects.filter(action="observation.person_added").order_by("pk")
    assert confirms(of_asel, field="fields.name", text="Asel") is None
    assert confirms(of_berik, field="fields.name", text="Berik")


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
