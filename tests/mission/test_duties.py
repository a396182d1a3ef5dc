"""A mission says that a duty of the calendar was done; the pack goes before it, others do not see it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from baqylau.accounts.feed_keys import feed_key
from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import CalendarEvent, Election
from baqylau.mission.actions.duties import mark_done, take_mark_back
from baqylau.mission.models import DutyDone, Mission
from baqylau.trail.models import Entry

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
BACKEND = "baqylau.mission.backend.RoleBackend"
pytestmark = pytest.mark.django_db


@pytest.fixture
def event(election: Election) -> CalendarEvent:
    return CalendarEvent.objects.create(
        election=election,
        code="funds",
        names={"en": "Report on funds"},
        duty="parties",
        day=date(2026, 2, 10),
    )


@pytest.fixture
def as_dana(dana: User) -> Client:
    client = Client()
    client.force_login(dana, backend=BACKEND)
    return client


def codes(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {problem.where: problem.code for problem in refused.value.problems}


def test_a_mark_needs_a_day_that_has_come_and_a_source(
    mission: Mission, event: CalendarEvent, dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        mark_done(mission=mission, event=event, day=date(2026, 2, 21), source=" \0", by=dana, now=NOW)
    assert codes(refused) == {"day": "Y.142", "source": "Y.143"}
    with pytest.raises(Refused) as refused:
        mark_done(mission=mission, event=event, day=None, source="CEC", by=dana, now=NOW)
    assert codes(refused) == {"day": "Y.142"}


def test_what_is_no_duty_or_done_by_the_pack_is_not_marked(
    mission: Mission, event: CalendarEvent, dana: User
) -> None:
    event.done_day, event.done_source = date(2026, 2, 9), "CEC"
    with pytest.raises(Refused) as refused:
        mark_done(mission=mission, event=event, day=date(2026, 2, 9), source="x", by=dana, now=NOW)
    assert codes(refused) == {"": "Y.141"}
    event.duty = ""
    with pytest.raises(Refused) as refused:
        mark_done(mission=mission, event=event, day=date(2026, 2, 9), source="x", by=dana, now=NOW)
    assert codes(refused) == {"": "Y.140"}


def test_a_mark_said_again_replaces_the_first_and_is_taken_back(
    mission: Mission, event: CalendarEvent, dana: User
) -> None:
    for day in (date(2026, 2, 10), date(2026, 2, 12)):
        mark_done(mission=mission, event=event, day=day, source="CEC", by=dana, now=NOW)
    assert DutyDone.objects.get().day == date(2026, 2, 12)
    take_mark_back(mission=mission, event=event, by=dana)
    assert not DutyDone.objects.exists()
    actions = Entry.objects.filter(object_type="mission.dutydone").order_by("pk")
    assert [one.action.partition(".")[2] for one in actions] == [
        "duty_marked_done",
        "duty_marked_done",
        "duty_mark_taken_back",
    ]


def test_a_duty_is_marked_on_a_page_and_seen_in_this_mission_only(
    mission: Mission, event: CalendarEvent, as_dana: Client, election: Election, bolat: User
) -> None:
    calendar = f"{reverse('site:mission_calendar', args=['steppe'])}?on=2026-02-20"
    address = reverse("site:duty", args=["steppe", "funds"])
    assert f'href="{address}"' in as_dana.get(calendar).content.decode()
    assert "Y.143" in as_dana.post(address, {"day": "2026-02-12"}).content.decode()
    assert as_dana.post(address, {"day": "2026-02-12", "source": "CEC, 12 Feb"}).status_code == 302
    page = as_dana.get(calendar).content.decode()
    assert "CEC, 12 Feb" in page
    assert "2 days late" in page
    of_all = as_dana.get(f"{reverse('site:election_calendar', args=[election.code])}?on=2026-02-20")
    assert "CEC, 12 Feb" not in of_all.content.decode()
    as_dana.post(address, {"take_back": "yes"})
    assert "CEC, 12 Feb" not in as_dana.get(calendar).content.decode()
    observer = Client()
    observer.force_login(bolat, backend=BACKEND)
    assert observer.get(address).status_code == 403
    assert f'href="{address}"' not in observer.get(calendar).content.decode()


# ------------------------------------------------------------------ the feed


def feed_of(client: Client, mission: Mission) -> tuple[str, str, str]:
    """The address that the mission's page gives, what a calendar program reads there, and its tag."""
    page = client.get(reverse("site:mission_calendar", args=[mission.slug])).text
    found = re.search(r'value="http://testserver([^"]+\.ics[^"]*)"', page)
    assert found
    address = found[1].replace("&amp;", "&")
    answer = Client().get(address)
    assert answer.status_code == 200
    return address, answer.content.decode(), answer["ETag"]


def entry_of(text: str) -> dict[str, str]:
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    return {name.lower(): str(getattr(value, "dt", value)) for name, value in event.items()}


def test_the_feed_of_a_mission_marks_what_it_says_was_done(
    mission: Mission, event: CalendarEvent, dana: User, as_dana: Client
) -> None:
    Election.objects.update(calendar_changed_at=datetime(2026, 1, 1, tzinfo=UTC))
    address, text, tag = feed_of(as_dana, mission)
    assert entry_of(text)["summary"] == "Report on funds"
    mark_done(mission=mission, event=event, day=date(2026, 2, 12), source="A clerk", by=dana, now=NOW)
    _address, text, changed = feed_of(as_dana, mission)
    entry = entry_of(text)
    assert entry["summary"] == "✓ Report on funds"
    assert entry["description"].startswith("Done on 12 February 2026. 2 days late")
    assert "A clerk" not in text
    assert entry["last-modified"] == str(NOW)
    assert f"/missions/{mission.slug}/calendar/#funds-begins" in entry["url"]
    assert Client().get(address, headers={"If-None-Match": tag}).status_code == 200
    assert Client().get(address, headers={"If-None-Match": changed}).status_code == 304
    take_mark_back(mission=mission, event=event, by=dana)
    assert entry_of(feed_of(as_dana, mission)[1])["summary"] == "Report on funds"


def test_a_feed_has_no_marks_of_a_mission_that_one_does_not_belong_to(
    mission: Mission, other_mission: Mission, event: CalendarEvent, dana: User, carla: User, as_dana: Client
) -> None:
    mark_done(mission=mission, event=event, day=date(2026, 2, 10), source="CEC", by=dana, now=NOW)
    address = f"/calendars/{feed_key(carla)}/{event.election.code}.ics"
    for asked in ("", f"?mission={mission.slug}", f"?mission={other_mission.slug}", "?mission=%00"):
        assert entry_of(Client().get(address + asked).content.decode())["summary"] == "Report on funds"
    mission.memberships.filter(user=dana).update(ended_at=NOW)
    left = f"/calendars/{feed_key(dana)}/{event.election.code}.ics?mission={mission.slug}"
    assert "✓" not in Client().get(left).content.decode()


def test_what_the_pack_says_was_done_is_marked_in_every_feed(event: CalendarEvent, dana: User) -> None:
    event.done_day, event.done_source = date(2026, 2, 9), "CEC"
    event.save()
    address = f"/calendars/{feed_key(dana)}/{event.election.code}.ics"
    entry = entry_of(Client().get(address).content.decode())
    assert (entry["summary"], entry["description"].splitlines()[0]) == (
        "✓ Report on funds",
        "Done on 9 February 2026.",
    )
