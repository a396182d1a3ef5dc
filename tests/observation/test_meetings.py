"""The log of meetings: who may know what, consent, forgetting, records taken over, figures."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.meetings import (
    add_institution,
    add_meeting,
    change_institution,
    change_meeting,
    change_person,
    forget_persons,
    withdraw_consent,
)
from baqylau.observation.meeting_data import InstitutionData, MeetingData, PersonData
from baqylau.observation.meeting_figures import figures, institutions_for_annex
from baqylau.observation.meeting_pages import history_of, persons_of
from baqylau.observation.meeting_queries import Reader, labelled
from baqylau.observation.meeting_selection import MeetingSelection
from baqylau.observation.meeting_tables import MEETING_COLUMNS, meetings_table
from baqylau.observation.models import (
    Institution,
    Interlocutor,
    Meeting,
    MeetingChange,
)
from baqylau.trail.models import Entry
from baqylau.trail.record import confirms
from tests.observation.meetings_cast import NAMED, NOW, Enter, codes, member, new_area, person

pytestmark = pytest.mark.django_db


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
    below = new_area(mission.election, "n1", "xx/n/n1/")
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
