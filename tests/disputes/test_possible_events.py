"""Campaign events that analysts entered by hand: in the silence they become possible violations."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, time

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.campaign.actions.events import EventData, add_event
from baqylau.campaign.models import CampaignEvent
from baqylau.disputes.actions.possible import dismiss_possible, look_for_possible, take_possible
from baqylau.disputes.methods.possible_violations import Item
from baqylau.disputes.models import PossibleViolation
from baqylau.disputes.possible import Placed, count_not_proposed
from baqylau.disputes.procedure import zone_of
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.site import packs
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 3, 2, 9, tzinfo=UTC)
SILENCE = date(2026, 2, 28)


def entered(mission: Mission, by: User, **values: object) -> CampaignEvent:
    given = EventData(**{"day": SILENCE, "says": "A concert.", **values})  # type: ignore[arg-type]
    return add_event(mission=mission, given=given, by=by, now=AFTER)


def proposed() -> list[tuple[str, str, bool]]:
    found = PossibleViolation.objects.order_by("pk")
    return [(one.item, one.at, one.is_certain) for one in found]


def test_an_event_on_a_day_of_the_silence_is_proposed_and_one_before_is_not(
    mission: Mission, procedure: None, dana: User
) -> None:
    entered(mission, dana, day=date(2026, 2, 27))
    inside = entered(mission, dana, place="The square", source="https://example.org/concert")
    assert look_for_possible(mission=mission, by=dana, now=AFTER) == 1
    assert proposed() == [(f"event:{inside.pk}", "2026-02-28", True)]
    made = take_possible(possible=PossibleViolation.objects.get(), by=dana, now=AFTER)
    assert (made.kind, made.article, made.source_kind) == ("silence", "102", "heard")
    assert made.source == "The square · https://example.org/concert"
    assert not made.confidential


def test_an_event_with_an_hour_is_judged_by_the_clock_of_its_area(
    mission: Mission, procedure: None, north: Area, dana: User
) -> None:
    north.time_zone = "Asia/Almaty"
    north.save()
    entered(mission, dana, day=date(2026, 3, 2), begins_at=time(0, 30), area=north)
    late = entered(mission, dana, day=date(2026, 3, 1), begins_at=time(23, 30), area=north)
    entered(mission, dana, day=date(2026, 2, 27), begins_at=time(23, 30))
    look_for_possible(mission=mission, by=dana, now=AFTER)
    assert [(item, at[:16]) for item, at, _sure in proposed()] == [(f"event:{late.pk}", "2026-03-01T23:30")]


def test_a_confidential_event_is_proposed_to_those_alone_who_may_know_of_it(
    mission: Mission, procedure: None, dana: User, bolat: User, client: Client
) -> None:
    secret = entered(mission, dana, confidential=True, says="Told in confidence.")
    seen = entered(mission, dana)
    look_for_possible(mission=mission, by=dana, now=AFTER)
    (found,) = PossibleViolation.objects.filter(item=f"event:{secret.pk}")
    address = reverse("disputes:possible", args=[mission.slug])
    client.force_login(dana)
    page = client.get(address).text
    assert "Told in confidence." in page
    assert reverse("campaign:event", args=[mission.slug, secret.label]) in page
    mission.memberships.filter(user=bolat).update(role="media_analyst")
    client.force_login(bolat)
    page = client.get(address).text
    assert "A concert." in page
    assert "Told in confidence." not in page
    assert "1 item falls" in client.get(reverse("disputes:violations", args=[mission.slug])).text
    judge = reverse("disputes:judge_possible", args=[mission.slug, found.pk])
    client.force_login(dana)
    assert client.post(judge, {"reason": "x"}).status_code == 302
    trail = b"".join(bytes(one.body) for one in Entry.objects.filter(action__startswith="disputes.possible"))
    assert f'"event:{seen.pk}"'.encode() in trail
    assert f'"event:{secret.pk}"'.encode() not in trail


def test_the_list_is_searched_selected_and_downloaded_as_it_is_shown(
    mission: Mission, procedure: None, dana: User, client: Client
) -> None:
    entered(mission, dana, says="Концерт на площади")
    entered(mission, dana, says="A fair", confidential=True)
    look_for_possible(mission=mission, by=dana, now=AFTER)
    concert = PossibleViolation.objects.order_by("pk")[0]
    dismiss_possible(possible=concert, reason="No party was named.", by=dana, now=AFTER)
    client.force_login(dana)

    def listed(**asked: str) -> list[str]:
        page = client.get(reverse("disputes:possible", args=[mission.slug]), asked).context["page"]
        table = client.get(reverse("disputes:possible_csv", args=[mission.slug]), asked)
        rows = list(csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
        assert [row["says"] for row in rows] == [one.says for one in page]
        return [one.says for one in page]

    assert listed() == ["A fair"]
    assert listed(state="dismissed") == ["Концерт на площади"]
    assert listed(state="all", q="КОНЦЕРТ party") == ["Концерт на площади"]
    assert listed(state="all", what="event", kind="silence") == ["A fair", "Концерт на площади"]
    assert listed(state="all", what="media") == []
    mission.memberships.filter(user=dana).update(role="media_analyst")
    assert listed(state="all") == ["Концерт на площади"]


def test_what_nobody_looked_for_yet_is_said_to_whoever_may_look(
    mission: Mission, procedure: None, dana: User, client: Client
) -> None:
    entered(mission, dana)
    entered(mission, dana, confidential=True)
    client.force_login(dana)
    address = reverse("disputes:possible", args=[mission.slug])
    assert "2 items more fall into a forbidden time" in client.get(address).text
    assert count_not_proposed(mission, with_confidential=False) == 1
    client.post(reverse("disputes:look_for_possible", args=[mission.slug]))
    assert "into a forbidden time since" not in client.get(address).text


def test_what_is_taken_from_a_confidential_event_is_confidential(
    mission: Mission, procedure: None, dana: User
) -> None:
    entered(mission, dana, confidential=True)
    look_for_possible(mission=mission, by=dana, now=AFTER)
    made = take_possible(possible=PossibleViolation.objects.get(), by=dana, now=AFTER)
    assert made.confidential
    assert made.label == "C1"


def test_a_judged_event_is_not_proposed_again(mission: Mission, procedure: None, dana: User) -> None:
    entered(mission, dana)
    look_for_possible(mission=mission, by=dana, now=AFTER)
    dismiss_possible(possible=PossibleViolation.objects.get(), reason="A wedding.", by=dana, now=AFTER)
    assert look_for_possible(mission=mission, by=dana, now=AFTER) == 0


def test_an_event_before_the_campaign_of_2023_began_is_proposed_with_the_article() -> None:
    election = packs.load(packs.shipped("kz_2023"))
    mission = Mission.objects.create(slug="m", name="M", election=election, kind="full")
    zone = zone_of(election)
    moments = {
        "record:1": datetime(2023, 2, 18, 17, 59, tzinfo=zone),
        "record:2": datetime(2023, 2, 18, 18, 0, tzinfo=zone),
        "record:3": date(2023, 2, 18),
        "record:4": datetime(2023, 3, 17, 23, 59, tzinfo=zone),
        "record:5": datetime(2023, 3, 18, tzinfo=zone),
    }
    items = [Placed(Item(key, "campaign_event", at)) for key, at in moments.items()]
    items.append(Placed(Item("media:1", "campaign_item", date(2023, 2, 1))))
    look_for_possible(mission=mission, by=None, now=AFTER, items=items)
    found = PossibleViolation.objects.order_by("item")
    assert [(one.item, one.event, one.is_certain) for one in found] == [
        ("record:1", "campaign", True),
        ("record:3", "campaign", False),
        ("record:5", "silence", True),
    ]
    assert found[0].article == "27, paragraph 2"


def test_an_item_that_two_rules_of_one_event_forbid_is_proposed_once(
    mission: Mission, procedure: None, dana: User
) -> None:
    items = [Placed(Item("media:1/1", kind, SILENCE)) for kind in ("poll", "campaign_event")]
    assert look_for_possible(mission=mission, by=dana, now=AFTER, items=items) == 1
    assert PossibleViolation.objects.get().kind == "poll"
