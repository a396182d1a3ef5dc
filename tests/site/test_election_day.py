"""The election-day room: what stands on it is what arrived, and it follows each change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.acknowledge import acknowledge
from baqylau.observation.actions.check import check_clean, check_record, open_again, reject_record
from baqylau.observation.actions.delete_record import delete_record
from baqylau.observation.board import Board, Line, board_of
from baqylau.observation.models import Acknowledgement, Expected, Form, FormVersion, Record, Wave
from baqylau.site.pages.election_day import Room, election_day
from baqylau.trail.models import Entry
from tests.observation.many_records import fill, places, voting_form
from tests.observation.sending import CHECKS, filled, in_team, published_form, send

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def version(mission: Mission) -> FormVersion:
    mission.election.time_zone = "Asia/Almaty"
    mission.election.save()
    return published_form(mission)


@pytest.fixture
def observer(bolat: User, mission: Mission, version: FormVersion) -> Membership:
    return in_team(Membership.objects.select_related("mission__election").get(user=bolat, mission=mission))


def room(mission: Mission, wave: str = "", now: datetime = NOW) -> Room:
    from baqylau.site.pages import election_day as page

    for memory in (page._plans, page._contacts):
        memory._kept.clear()
    return election_day(mission, wave, now)


def lines_now(mission: Mission) -> list[Line]:
    """What a board that was read anew holds."""
    return Board(mission.pk).lines()


def test_a_report_stands_in_the_hour_of_its_place(mission: Mission, observer: Membership) -> None:
    send(observer, filled("uuid:1", arrival="09:00:00.000+05:00"))
    send(observer, filled("uuid:2", arrival="09:59:00.000+05:00"))
    send(observer, filled("uuid:3", arrival="11:00:00.000+05:00"))
    shown = room(mission)
    assert [hour.hour for hour in shown.hours] == [9, 10, 11]
    assert [cell.arrived for cell in shown.forms[0].hours] == [2, 0, 1]
    assert shown.total == 3


def test_ratings_are_counted_with_their_n_and_states_are_no_answers(
    mission: Mission, observer: Membership
) -> None:
    for number, overall in enumerate(("good", "good", "bad", "very_bad", "not_observed", "")):
        send(observer, filled(f"uuid:{number}", overall=overall))
    (line,) = room(mission).ratings
    assert (line.n, line.negative) == (4, 2)
    assert [(bar.answer, bar.count) for bar in line.bars] == [
        ("very_good", 0),
        ("good", 2),
        ("bad", 1),
        ("very_bad", 1),
    ]
    assert sum(bar.width for bar in line.bars) == 1000


@pytest.mark.parametrize(
    ("kind", "minimum", "shown"), [("full", 4, "50.0"), ("full", 5, ""), ("limited", 1, "")]
)
def test_a_percentage_needs_a_kind_of_mission_and_enough_observations(
    kind: str, minimum: int, shown: str, mission: Mission, observer: Membership
) -> None:
    mission.kind, mission.minimum_denominator = kind, minimum
    mission.save()
    for number, overall in enumerate(("good", "good", "bad", "very_bad")):
        send(observer, filled(f"uuid:{number}", overall=overall))
    (line,) = room(mission).ratings
    assert line.negative_percent == shown


def test_a_critical_answer_stands_first_until_somebody_has_seen_it(
    mission: Mission, observer: Membership, aigerim: User
) -> None:
    send(observer, filled("uuid:1", stuffing="yes"))
    send(observer, filled("uuid:2"))
    shown = room(mission)
    (line,) = shown.attention
    assert (shown.open_attention, line.said) == (1, (("stuffing", "yes"),))
    acknowledge(record=line.record, by=aigerim, now=NOW)
    after = room(mission)
    assert after.open_attention == 0
    assert after.attention[0].record.acknowledgement.by == aigerim


def test_an_incident_needs_attention_whatever_it_says(mission: Mission, observer: Membership) -> None:
    Form.objects.update(kind="incident")
    send(observer, filled())
    assert room(mission).open_attention == 1


def test_a_wave_shows_only_its_own(mission: Mission, observer: Membership) -> None:
    for code, begins, ends in (("opening", "07:00", "09:30"), ("voting", "09:30", "20:00")):
        wave = Wave.objects.create(mission=mission, code=code, names={"en": code}, begins=begins, ends=ends)
        wave.forms.add(*Form.objects.all())
    send(observer, filled("uuid:1", arrival="09:00:00.000+05:00"))
    send(observer, filled("uuid:2", arrival="10:00:00.000+05:00", overall="bad"))
    assert (room(mission).total, room(mission, "opening").total) == (2, 1)
    assert room(mission, "voting").ratings[0].negative == 1
    assert room(mission, "no-such-wave").total == 0


def test_beside_what_came_in_a_wave_stands_what_is_expected_in_that_wave(
    mission: Mission, observer: Membership
) -> None:
    form = Form.objects.get()
    waves = {}
    for code, begins, ends in (("opening", "07:00", "09:30"), ("voting", "09:30", "20:00")):
        waves[code] = Wave.objects.create(mission=mission, code=code, begins=begins, ends=ends)
        waves[code].forms.add(form)
    for code, hour in (("opening", 3), ("voting", 6), ("voting", 9)):
        due = NOW.replace(hour=hour)
        Expected.objects.create(
            mission=mission, form=form, team=observer.team, wave=waves[code], due_at=due, place=hour
        )
    send(observer, filled("uuid:1", arrival="09:00:00.000+05:00"))
    whole, opening, voting = (room(mission, code) for code in ("", "opening", "voting"))
    totals = [
        (one.plan.total.expected, one.plan.total.arrived, one.plan.total.missing)
        for one in (whole, opening, voting)
    ]
    assert totals == [(3, 1, 2), (1, 1, 0), (2, 0, 2)]
    assert [(one.forms[0].due, one.forms[0].missing) for one in (opening, voting)] == [(1, 0), (2, 2)]
    assert [[cell.due for cell in one.forms[0].hours] for one in (opening, voting)] == [[1, 0], [1, 0, 0, 1]]
    for one in (whole, opening, voting):
        assert [(line.expected, line.missing) for line in one.waves] == [(1, 0), (2, 2)]
    assert room(mission, "no-such-wave").plan.total.expected == 0


def test_hours_in_which_reports_are_due_stand_there_though_none_came(
    mission: Mission, observer: Membership
) -> None:
    form = Form.objects.get()
    for day, hour in ((1, 2), (1, 20)):  # 07:00 of election day, 01:00 in its night
        due = datetime(2026, 3, day, hour, tzinfo=UTC)
        Expected.objects.create(mission=mission, form=form, team=observer.team, due_at=due, place=hour)
    send(observer, filled("uuid:1", arrival="09:00:00.000+05:00"))
    shown = room(mission)
    assert [hour.hour for hour in shown.hours] == [*range(7, 24), 0, 1]
    cells = {hour.hour: cell for hour, cell in zip(shown.hours, shown.forms[0].hours, strict=True)}
    assert [(cells[at].arrived, cells[at].due) for at in (7, 9, 1)] == [(0, 1), (1, 0), (0, 1)]


def test_all_that_nobody_has_seen_is_a_list_that_the_room_leads_to(
    mission: Mission, observer: Membership, client_of_head: Client, aigerim: User
) -> None:
    for number in range(10):
        send(observer, filled(f"uuid:{number}", stuffing="yes"))
    send(observer, filled("uuid:quiet"))
    acknowledge(record=Record.objects.get(number=1), by=aigerim, now=NOW)
    shown = room(mission)
    assert (len(shown.attention), shown.open_attention) == (8, 9)
    page = client_of_head.get(reverse("site:election_day", args=[mission.slug])).content.decode()
    assert "?queue=attention&amp;order=newest" in page
    found = client_of_head.get(reverse("observation:records", args=[mission.slug]) + "?queue=attention")
    assert {record.number for record, _row in found.context["rows"]} == set(range(2, 11))


def test_a_record_is_to_be_seen_again_where_a_later_version_says_something_critical(
    mission: Mission, observer: Membership, aigerim: User
) -> None:
    Form.objects.update(kind="incident")
    send(observer, filled("uuid:1"))
    acknowledge(record=Record.objects.get(), by=aigerim, now=NOW)
    send(observer, filled("uuid:2", deprecated="uuid:1", voted="411"))
    assert room(mission).open_attention == 0
    send(observer, filled("uuid:3", deprecated="uuid:2", stuffing="yes"))
    assert room(mission).open_attention == 1


def test_what_checks_found_is_counted_by_kind(
    mission: Mission, version: FormVersion, observer: Membership
) -> None:
    version.checks = CHECKS
    version.save()
    for number in range(3):
        send(observer, filled(f"uuid:{number}", voted="1300", arrival=f"{9 + number:02}:00:00.000+05:00"))
    found = {code: count for code, _issue, count in room(mission).found.by_code}
    assert found["turnout"] == 3


def test_what_is_due_and_did_not_come_is_missing(mission: Mission, observer: Membership) -> None:
    other = Team.objects.create(mission=mission, code="T2")
    form = Form.objects.get()
    for team in (observer.team, other):
        Expected.objects.create(mission=mission, form=form, team=team, due_at=NOW - timedelta(hours=1))
    send(observer, filled())
    shown = room(mission)
    assert (shown.plan.total.arrived, shown.plan.total.missing) == (1, 1)
    assert {one.team.code for one in shown.silent} >= {"T2"}


# ------------------------------------------------------------------ the board follows the trail


def test_the_board_follows_whatever_happens_to_a_record(
    mission: Mission, observer: Membership, aigerim: User
) -> None:
    Membership.objects.create(mission=mission, user=aigerim, role="election_analyst")
    board = board_of(mission.pk)
    assert board.lines() == []
    send(observer, filled("uuid:1"))
    send(observer, filled("uuid:2", overall="bad"))
    assert board.lines() == lines_now(mission)
    send(observer, filled("uuid:3", deprecated="uuid:1", overall="very_bad", stuffing="yes"))
    assert board.lines() == lines_now(mission)
    record = Record.objects.get(number=2)
    check_record(record=record, from_version=1, by=aigerim, now=NOW)
    assert board.lines() == lines_now(mission)
    assert {line.state for line in board.lines()} == {"received", "checked"}
    open_again(record=record, reason="Once more", by=aigerim, now=NOW)
    check_clean(mission=mission, numbers=[1, 2], by=aigerim, now=NOW)
    assert board.lines() == lines_now(mission)
    delete_record(record=Record.objects.get(number=1), reason="A test", by=aigerim, now=NOW)
    assert len(board.lines()) == len(lines_now(mission)) == 1
    reject_record(record=Record.objects.get(number=2), reason="Another station", by=aigerim, now=NOW)
    assert len(board.lines()) == len(lines_now(mission)) == 0


def test_the_board_reads_only_what_changed(mission: Mission, observer: Membership) -> None:
    send(observer, filled("uuid:1"))
    board = board_of(mission.pk)
    board.lines()
    Record.objects.update(severity=3)  # Nobody told the trail.
    send(observer, filled("uuid:2"))
    assert 3 not in {line.severity for line in board.lines()}
    assert len(board.lines()) == 2


def test_an_entry_that_becomes_visible_late_is_not_passed_over(
    mission: Mission, observer: Membership
) -> None:
    board = board_of(mission.pk)
    send(observer, filled("uuid:1"))
    late = Entry.objects.latest("pk")
    kept, late.pk = late.pk, None
    Entry.objects.filter(pk=kept).delete()
    send(observer, filled("uuid:2"))
    seen = [line.pk for line in board.lines()]
    Record.objects.filter(instance_id="uuid:1").update(severity=3)
    late.pk = kept
    late.save(force_insert=True)
    assert {line.severity for line in board.lines() if line.pk in seen} >= {3}


# ------------------------------------------------------------------ the page


@pytest.fixture
def client_of_head(aigerim: User) -> Client:
    client = Client()
    client.force_login(aigerim, backend="baqylau.mission.backend.RoleBackend")
    return client


def test_the_live_part_is_sent_only_where_something_changed(
    mission: Mission, observer: Membership, client_of_head: Client
) -> None:
    address = reverse("site:election_day_live", args=[mission.slug])
    first = client_of_head.get(address)
    assert first.status_code == 200
    again = client_of_head.get(address, headers={"If-None-Match": first["ETag"]})
    if timezone.now().minute == datetime.now(UTC).minute:
        assert (again.status_code, again.content) == (304, b"")
    send(observer, filled("uuid:1", stuffing="yes"))
    changed = client_of_head.get(address, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert "stuffing" in changed.content.decode()


def test_seeing_an_incident_is_told_by_name(
    mission: Mission, observer: Membership, client_of_head: Client
) -> None:
    send(observer, filled("uuid:1", stuffing="yes"))
    for _ in range(2):
        answer = client_of_head.post(reverse("site:acknowledge", args=[mission.slug, 1]), {"wave": "a&b"})
        assert answer["Location"] == f"/missions/{mission.slug}/election-day/?wave=a%26b#attention"
    assert Acknowledgement.objects.count() == 1
    page = client_of_head.get(reverse("site:election_day", args=[mission.slug])).content.decode()
    assert "Seen by Aigerim" in page


def test_thousands_of_records_are_counted_as_the_database_counts_them(
    mission: Mission, aigerim: User
) -> None:
    places(mission.election)
    fill(mission, voting_form(mission), 2_000)
    shown = room(mission)
    counted = Record.objects.filter(mission=mission).exclude(state="rejected")
    assert shown.total == counted.count()
    assert sum(line.observations for line in shown.regions) == shown.total
    assert sum(shown.ratings[0].bars[place].count for place in range(4)) == shown.ratings[0].n
    bad = sum(
        1 for one in counted.values_list("ratings", flat=True) if one.get("overall") in ("bad", "very_bad")
    )
    assert shown.ratings[0].negative == bad


def test_no_team_is_called_silent_before_or_after_election_day(
    mission: Mission, observer: Membership
) -> None:
    for now, is_going_on in (
        (NOW, True),
        (NOW - timedelta(days=2), False),
        (NOW + timedelta(hours=9), True),
        (NOW + timedelta(days=1), False),
    ):
        shown = room(mission, now=now)
        assert (shown.is_going_on, bool(shown.silent)) == (is_going_on, is_going_on)
