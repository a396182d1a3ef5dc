"""Outlets, subjects, topics and the schedule; who sees what of media monitoring."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_coding import finish_programme
from baqylau.campaign.actions.media_outlets import (
    OutletData,
    SubjectData,
    add_outlet,
    add_subject,
    change_outlet,
    change_subject,
    keep_topic,
    take_over_subjects,
)
from baqylau.campaign.actions.media_programmes import give_second_coding
from baqylau.campaign.actions.media_schedule import Coverage, Hours, plan_slots, remove_slot, say_covered
from baqylau.campaign.media_topics import topics
from baqylau.campaign.models import MediaItem, MediaTopic, MonitoringSlot, Outlet, Programme
from baqylau.core.problem import Refused
from baqylau.election.models import Contest, Election, Option
from baqylau.mission.models import Mission
from tests.campaign.media_cast import DAY, NOW, Newsroom, make_newsroom, member

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"
BLUE = {
    "start": "0",
    "length": "100",
    "subject": "1",
    "own": "100",
    "speech": "30",
    "tone": "1",
    "note": "Fair",
}


SITE = {"subject": "1", "tone": "1"}


@pytest.fixture
def newsroom(mission: Mission, aigerim: User) -> Newsroom:
    return make_newsroom(mission, aigerim)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_what_is_wrong_with_an_outlet_is_said_at_once(newsroom: Newsroom) -> None:
    given = OutletData(
        code="Степь",
        kind="carrier pigeon",
        languages=("kazakh",),
        prime_time_from=None,
        prime_time_to=time(0),
    )
    with pytest.raises(Refused) as refused:
        add_outlet(mission=newsroom.mission, given=given, by=newsroom.head, now=NOW)
    assert codes(refused) == ["X.103", "X.103", "X.101", "X.104", "X.105"]
    again = OutletData(code="steppe-tv", names={"en": "Again"})
    with pytest.raises(Refused) as twice:
        add_outlet(mission=newsroom.mission, given=again, by=newsroom.head, now=NOW)
    assert codes(twice) == ["X.102"]


def test_the_kind_of_an_outlet_stays_once_it_was_coded(newsroom: Newsroom) -> None:
    newsroom.programme()
    given = OutletData(code="steppe-tv", names={"en": "Steppe"}, kind="print")
    with pytest.raises(Refused) as refused:
        change_outlet(outlet=newsroom.channel, given=given, version=1, by=newsroom.head, now=NOW)
    assert codes(refused) == ["X.106"]
    given = OutletData(code="steppe-tv", names={"en": "Steppe"}, ownership="public")
    changed = change_outlet(outlet=newsroom.channel, given=given, version=1, by=newsroom.head, now=NOW)
    assert (changed.version, changed.changes.count()) == (2, 2)
    with pytest.raises(Refused) as stale:
        change_outlet(outlet=newsroom.channel, given=given, version=1, by=newsroom.head, now=NOW)
    assert codes(stale) == ["X.110"]


def test_prime_time_may_go_over_midnight() -> None:
    outlet = Outlet(kind="broadcast_tv", prime_time_from=time(18), prime_time_to=time(0))
    assert [outlet.in_prime_time(at) for at in (time(17, 59), time(18), time(23, 59), time(0))] == [
        False,
        True,
        True,
        False,
    ]
    assert not Outlet(kind="print").in_prime_time(time(19))


def test_subjects_are_taken_over_from_the_election_once(
    mission: Mission, election: Election, aigerim: User
) -> None:
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    for code, kind in (("amanat", "party"), ("aq-jol", "party"), ("against", "against_all")):
        Option.objects.create(
            contest=contest, code=code, kind=kind, names={"en": code.title()}, colour="#123456"
        )
    made = take_over_subjects(mission=mission, with_candidates=True, by=aigerim, now=NOW)
    assert [one.code for one in made[:2]] == ["amanat", "aq-jol"]
    assert made[0].is_contestant
    assert made[0].colour == "#123456"
    assert {one.kind for one in made[2:]} == {
        "president",
        "government",
        "parliament",
        "local_authority",
        "commission",
    }
    assert take_over_subjects(mission=mission, with_candidates=True, by=aigerim, now=NOW) == []


def test_a_person_belongs_to_a_party_and_not_to_another_person(newsroom: Newsroom) -> None:
    blue = newsroom.subjects["blue"]
    given = SubjectData(code="deputy", names={"en": "Deputy"}, kind="candidate", belongs_to=blue)
    deputy = add_subject(mission=newsroom.mission, given=given, by=newsroom.head, now=NOW)
    for subject, over in ((newsroom.subjects["red"], deputy), (blue, newsroom.subjects["red"])):
        given = SubjectData(code=subject.code, names=subject.names, kind="party", belongs_to=over)
        with pytest.raises(Refused) as refused:
            change_subject(subject=subject, given=given, version=None, by=newsroom.head, now=NOW)
        assert codes(refused) == ["X.107"]


def test_a_mission_changes_its_own_copy_of_the_topics(newsroom: Newsroom) -> None:
    assert MediaTopic.objects.count() == len(topics())
    keep_topic(
        mission=newsroom.mission, code="economy", names={"en": "Money"}, active=False, by=newsroom.head
    )
    keep_topic(mission=newsroom.mission, code="water", names={"en": "Water"}, active=True, by=newsroom.head)
    assert MediaTopic.objects.get(code="economy").names == {"en": "Money"}
    assert MediaTopic.objects.order_by("-position")[0].code == "water"


# ------------------------------------------------------------------ the schedule


def hours(newsroom: Newsroom, **given: object) -> list[MonitoringSlot]:
    values = {
        "outlet": newsroom.channel,
        "first": DAY,
        "last": date(2026, 2, 22),
        "begins": time(18),
        "ends": time(0),
        "monitor": newsroom.monitor,
    }
    return plan_slots(
        mission=newsroom.mission,
        hours=Hours(**{**values, **given}),  # type: ignore[arg-type]
        by=newsroom.head,
    )


def test_hours_are_planned_for_many_days_and_each_day_once(newsroom: Newsroom) -> None:
    assert [one.day.day for one in hours(newsroom, weekdays=frozenset({0, 2}))] == [16, 18]
    assert [one.number for one in hours(newsroom)] == [3, 4, 5, 6, 7]
    assert set(MonitoringSlot.objects.values_list("planned_seconds", flat=True)) == {6 * 3600}
    with pytest.raises(Refused) as refused:
        hours(newsroom)
    assert codes(refused) == ["X.113"]
    outsider = member(newsroom.mission, "Observer", "sto")
    with pytest.raises(Refused) as wrong:
        hours(newsroom, ends=None, last=date(2026, 2, 1), monitor=outsider)
    assert codes(wrong) == ["X.111", "X.113", "X.112"]


def test_what_was_covered_is_said_and_gaps_have_a_reason(newsroom: Newsroom) -> None:
    whole, part, nothing, silent = hours(newsroom, last=date(2026, 2, 19))

    def say(slot: MonitoringSlot, **given: object) -> MonitoringSlot:
        return say_covered(
            slot=slot,
            coverage=Coverage(**given),  # type: ignore[arg-type]
            version=None,
            by=newsroom.monitor.user,
            now=NOW,
        )

    assert say(whole, state="covered").covered_seconds == 6 * 3600
    made = say(part, state="partly", done_from=time(22), done_to=time(0), reason="No current")
    assert made.covered_seconds == 2 * 3600
    with pytest.raises(Refused) as refused:
        say(nothing, state="missed")
    assert codes(refused) == ["X.114"]
    assert say(nothing, state="missed", reason="Ill").covered_seconds == 0
    for done_from, done_to in ((time(17), time(20)), (time(23), time(1)), (None, None)):
        with pytest.raises(Refused) as outside:
            say(silent, state="partly", reason="x", done_from=done_from, done_to=done_to)
        assert codes(outside) == ["X.115"]
    assert MonitoringSlot.objects.get(pk=silent.pk).covered_seconds is None
    with pytest.raises(Refused) as begun:
        remove_slot(slot=whole, by=newsroom.head)
    assert codes(begun) == ["X.116"]
    remove_slot(slot=silent, by=newsroom.head)


# ------------------------------------------------------------------ pages


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def address(name: str, *more: object) -> str:
    return reverse(f"campaign:{name}", args=["steppe", *more])


def test_monitors_see_and_change_their_own_codings_only(newsroom: Newsroom) -> None:
    newsroom.programme()
    own, other = signed_in(newsroom.monitor.user), signed_in(newsroom.second.user)
    assert own.get(address("coding", 1)).status_code == 200
    row = {"key": "00000000-0000-0000-0000-000000000001", "position": 1, "revision": 1, "cells": BLUE}
    sent, kind = json.dumps([row]), "application/json"
    answer = own.post(address("coding_rows", 1), sent, content_type=kind).json()
    assert (answer["items"], answer["problems"], answer["rows"][0]["as_sent"]) == (1, [], True)
    for name in ("coding", "edit_programme"):
        assert other.get(address(name, 1)).status_code == 404
    assert other.post(address("coding_rows", 1), sent, content_type=kind).status_code == 404
    assert other.post(address("finish_programme", 1)).status_code == 404
    assert own.get(address("items")).status_code == 403
    assert own.post(address("finish_programme", 1)).status_code == 302
    late = json.dumps([{**row, "revision": 2, "cells": {**BLUE, "tone": "3"}}])
    refused = own.post(address("coding_rows", 1), late, content_type="application/json")
    assert refused.status_code == 409
    assert MediaItem.objects.get().subjects.get().tone == "positive"


def test_a_second_coder_does_not_see_the_first_coding_until_their_own_is_finished(
    newsroom: Newsroom,
) -> None:
    first = newsroom.coded(newsroom.programme(), BLUE)
    analyst = member(newsroom.mission, "Dinara", "media_analyst")
    second = give_second_coding(programme=first, monitor=analyst, by=newsroom.head, now=NOW)
    client = signed_in(analyst.user)
    for name in ("programme", "coding"):
        assert client.get(address(name, first.number)).status_code == 404
    assert b"Fair" not in client.get(address("items")).content
    assert b"Fair" not in b"".join(client.get(address("items_csv")))
    finish_programme(programme=second, by=analyst.user, now=NOW)
    assert client.get(address("programme", first.number)).status_code == 200
    assert b"Fair" in client.get(address("items")).content


def test_a_sheet_can_be_filled_in_without_a_script(newsroom: Newsroom) -> None:
    newsroom.programme()
    client = signed_in(newsroom.monitor.user)
    posted = {"key-0": "", "revision-0": "0", "key-1": "", "revision-1": "0"}
    posted |= {f"{name}-0": text for name, text in BLUE.items()}
    assert client.post(address("coding", 1), posted).status_code == 302
    page = client.get(address("coding", 1)).content.decode()
    assert 'value="Blue party"' in page
    assert client.post(address("finish_programme", 1)).status_code == 302
    assert Programme.objects.get().is_finished


def test_lists_keep_what_was_asked_for_in_the_address_and_in_their_tables(newsroom: Newsroom) -> None:
    newsroom.coded(
        newsroom.programme(title="Evening news"),
        BLUE,
        {"start": "200", "length": "100", "subject": "government", "tone": "-", "paid": "1", "link": "x"},
    )
    client = signed_in(newsroom.head)
    for asked, count in (
        ("subject=blue", 1),
        ("tone=negative", 1),
        ("only=paid", 1),
        ("only=speech", 1),
        ("only=second", 0),
        ("q=fair", 1),
        ("outlet=steppe-tv&since=2026-02-16&until=2026-02-16", 2),
        ("since=2026-02-17", 0),
        ("kind=news&medium=broadcast_tv&topic=-&sex=-", 2),
        ("taken_from=x", 0),
    ):
        page = client.get(f"{address('items')}?{asked}")
        assert page.context["page"].paginator.count == count, asked
        lines = b"".join(client.get(f"{address('items_csv')}?{asked}")).decode().splitlines()
        assert len(lines) == count + 1, asked
    for asked, count in (("q=evening", 1), ("q=%231", 1), ("state=open", 0), ("coding=double", 0)):
        page = client.get(f"{address('programmes')}?{asked}")
        assert page.context["page"].paginator.count == count, asked


def test_only_addresses_of_the_web_become_links(newsroom: Newsroom) -> None:
    newsroom.coded(newsroom.programme(outlet=newsroom.site), {**SITE, "link": "javascript:alert(1)"})
    client = signed_in(newsroom.head)
    assert b'href="javascript' not in client.get(address("items")).content


def test_the_schedule_shows_gaps_and_sums(newsroom: Newsroom) -> None:
    hours(newsroom)
    client = signed_in(newsroom.head)
    page = client.get(f"{address('schedule')}?state=gaps")
    assert page.context["sums"] == {"planned": "42:00:00", "covered": "0:00", "gap": "42:00:00"}
    rows = b"".join(client.get(address("schedule_csv"))).decode().splitlines()
    assert len(rows) == 8
