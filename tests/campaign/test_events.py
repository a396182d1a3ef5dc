"""Campaign events: observers' records and entries by hand in one list, a calendar, a map, topics."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from baqylau.accounts.models import User
from baqylau.campaign.actions.events import EventData, change_event
from baqylau.campaign.event_list import SEVERAL, events_of
from baqylau.campaign.event_pages import address_of, month_of
from baqylau.campaign.event_selection import EventSelection
from baqylau.campaign.models import CampaignEvent
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Election
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, FormVersion, Record, RecordVersion
from baqylau.storage.models import keep
from tests.campaign.register_cast import (
    NOW,
    area,
    ballot,
    body,
    enter_event,
    media_analyst,
    signed_in,
    text,
    url,
)

pytestmark = pytest.mark.django_db

QUESTIONS = [
    {"name": "venue_kind", "kind": "choice", "choices": [{"name": "yurt", "labels": {"en": "A yurt"}}]},
    {"name": "contestant", "kind": "choices", "choices": [{"name": "wheat", "labels": {"en": "wheat"}}]},
    {"name": "said", "kind": "choices", "choices": []},
]


@pytest.fixture
def form(mission: Mission) -> FormVersion:
    """A form of campaign events of the mission's own, with a kind of place that we do not know."""
    made = Form.objects.create(mission=mission, code="campaign", kind="campaign", names={"en": "Campaign"})
    file = keep(b"a form", name="form.xlsx")
    return FormVersion.objects.create(form=made, version="1", file=file, questions=QUESTIONS)


def record(form: FormVersion, number: int, at: datetime, place: Area | None = None, **answers: Any) -> Record:
    made = Record.objects.create(
        mission=form.form.mission,
        form_version=form,
        number=number,
        observed_at=at,
        area=place,
        place="Square",
    )
    RecordVersion.objects.create(record=made, number=1, answers=answers, states={})
    return made


@pytest.fixture
def land(election: Election) -> tuple[Area, Area, Area]:
    country = area(election, "xx", "Land")
    north, south = area(election, "n", "North", country), area(election, "s", "South", country)
    return north, south, area(election, "n1", "Town", north)


@pytest.fixture
def seen(
    mission: Mission, election: Election, dana: User, form: FormVersion, land: tuple[Area, Area, Area]
) -> list[Record]:
    """Two records and one entry: with topics of three sorts, irregular, and without anything."""
    ballot(election)
    north, south, town = land
    full = {
        "venue_kind": "yurt",
        "event_kind": "rally",
        "organiser": "party",
        "contestant": ["wheat"],
        "attendance": 300,
        "women_share": 40,
        "police": "neutral",
        "said": ["economy", "local"],
        "said_what": "Promised a road",
        "endorsement": ["nobody"],
        "materials": ["posters", "billboards"],
        "irregular": ["forced", "resources"],
    }
    records = [
        record(form, 11, datetime(2026, 2, 10, 20, 30, tzinfo=UTC), town, **full),
        record(
            form, 12, datetime(2026, 2, 11, 6, tzinfo=UTC), south, irregular=["nothing"], said=["economy"]
        ),
    ]
    enter_event(
        mission,
        dana,
        day=date(2026, 1, 31),
        begins_at=time(18),
        area=north,
        event_kind="workplace",
        venue_kind="enterprise",
        contestants=("wind",),
        topics=("social",),
    )
    return records


def test_records_of_observers_and_entries_by_hand_are_one_list(mission: Mission, seen: list[Record]) -> None:
    events = events_of(mission, CampaignEvent.objects.all())
    assert [(one.source, one.number) for one in events] == [
        ("record", "12"),
        ("record", "11"),
        ("entry", "1"),
    ]
    first = events[1]
    assert (first.attendance, first.women_share, first.police) == (300, 40, "neutral")
    assert first.materials == ("posters", "billboards")
    assert first.is_irregular
    assert not events[0].is_irregular, "none of these is an answer"
    assert events[2].irregular is None, "not asked is not none"


def test_the_day_is_that_of_the_places_clock(
    mission: Mission, election: Election, seen: list[Record]
) -> None:
    election.time_zone = "Asia/Almaty"
    election.save()
    mission.refresh_from_db()
    events = events_of(mission, CampaignEvent.objects.none())
    assert [(one.day.day, one.at) for one in events] == [(11, time(11)), (11, time(1, 30))]


def test_what_is_rejected_deleted_or_encrypted_is_left_out(mission: Mission, seen: list[Record]) -> None:
    Record.objects.filter(number=11).update(state="rejected")
    Record.objects.filter(number=12).update(deleted_at=NOW)
    assert [one.source for one in events_of(mission, CampaignEvent.objects.all())] == ["entry"]


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ("", ["12", "11", "1"]),
        ("?order=oldest", ["1", "11", "12"]),
        ("?contestant=wheat", ["11"]),
        ("?topic=economy", ["12", "11"]),
        ("?irregular=any", ["11"]),
        ("?irregular=resources&material=billboards", ["11"]),
        ("?venue=enterprise", ["1"]),
        ("?venue=-", ["12"]),
        ("?area=n", ["11", "1"]),
        ("?from_whom=record&since=2026-02-11", ["12"]),
        ("?until=2026-02-10", ["11", "1"]),
        ("?q=promised ROAD", ["11"]),
        ("?q=%2312", ["12"]),
        ("?kind=rally&area=nowhere", []),
    ],
)
def test_the_address_selects_and_the_download_is_what_it_selects(
    seen: list[Record], dana: User, asked: str, numbers: list[str]
) -> None:
    rows = body(signed_in(dana), url("events_csv") + asked).splitlines()[1:]
    assert [row.split(",")[1] for row in rows] == numbers


def test_the_list_says_codes_in_our_words_the_ballots_or_the_forms(seen: list[Record], dana: User) -> None:
    page = text(signed_in(dana), url("events"))
    assert "A yurt" in page, "a kind of place that only the form knows"
    assert "Wheat" in page, "the party as the ballot calls it"
    assert "People were made to come" in page
    assert "/records/11/" in page
    assert signed_in(dana).get(url("events_xlsx")).status_code == 200


def test_the_calendar_shows_the_latest_month_and_leads_to_the_others(seen: list[Record], dana: User) -> None:
    client = signed_in(dana)
    page = text(client, url("event_calendar"))
    assert "February 2026: 2 events" in page
    assert "month=2026-01" in page
    assert "month=2026-03" in page
    assert "January 2026: 1 event" in text(client, url("event_calendar") + "?month=2026-01&kind=workplace")
    assert "0 events" in text(client, url("event_calendar") + "?month=1990-01")
    assert client.get(url("event_calendar") + "?month=99999-99").status_code == 200


def test_a_month_is_whole_weeks_and_every_day_stands_once() -> None:
    for month in range(1, 13):
        grid = month_of(date(2026, month, 1), [], lambda shown: [])
        days = [day.day for week in grid.weeks for day in week]
        assert len(days) % 7 == 0
        assert len(set(days)) == len(days)
        assert sum(day.is_of_month for week in grid.weeks for day in week) in (28, 30, 31)


def test_the_map_counts_events_in_their_region_and_says_what_it_cannot_place(
    mission: Mission, seen: list[Record], dana: User
) -> None:
    enter_event(mission, dana, day=date(2026, 2, 1))
    page = text(signed_in(dana), url("event_map") + "?kind=&venue=")
    flat = " ".join(page.split())
    assert 'North</a></th><td class="num">2</td>' in flat
    assert 'South</a></th><td class="num">1</td>' in flat
    assert 'Region not known</th><td class="num">1</td>' in flat
    assert 'All</th><td class="num">4</td>' in flat


def test_topics_are_out_of_the_events_at_which_they_were_answered(seen: list[Record], dana: User) -> None:
    page = " ".join(text(signed_in(dana), url("event_topics")).split())
    assert "At 3 of 3 events this was answered" in page
    assert "At 2 of 3 events this was answered" in page, "irregularities: the entry says nothing of them"
    assert 'Prices, wages, jobs</a></th><td class="num">2</td>' in page
    assert "topic=economy" in page


def test_an_event_is_entered_by_hand_and_changed_with_its_history(
    mission: Mission, election: Election, dana: User
) -> None:
    ballot(election)
    client = signed_in(dana)
    given = {
        "day": "2026-02-18",
        "begins_at": "18:30",
        "place": "School No. 3",
        "venue_kind": "school",
        "event_kind": "voters",
        "contestants": ["wheat"],
        "attendance": "80",
        "women_share": "55",
        "topics": ["social", "local"],
        "irregular": ["forced"],
        "source_kind": "seen",
    }
    assert client.post(url("new_event"), given).status_code == 302
    given |= {"irregular": ["forced", "children"], "version": "1"}
    assert client.post(url("edit_event", "1"), given).status_code == 302
    event = CampaignEvent.objects.get()
    assert (event.begins_at, event.irregular, event.version) == (time(18, 30), ["forced", "children"], 2)
    page = text(client, url("event", "1"))
    assert "People were made to come, Children used for campaigning" in page
    assert "Wheat" in page
    assert client.get(url("edit_event", "1")).status_code == 200


def test_what_cannot_be_is_refused_with_its_field(mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        enter_event(
            mission,
            dana,
            day=None,
            women_share=101,
            contestants=("nobody",),
            topics=("weather",),
            materials=("nothing", "posters"),
            irregular=("nothing", "hate"),
            attendance=-1,
        )
    assert [(one.code, str(one.where)) for one in refused.value.problems] == [
        ("X.735", "day"),
        ("X.736", "attendance"),
        ("X.731", "contestants"),
        ("X.731", "topics"),
        ("X.737", "materials"),
        ("X.737", "irregular"),
        ("X.745", "women_share"),
    ]


def test_a_confidential_event_is_in_no_list_calendar_map_or_table(mission: Mission, dana: User) -> None:
    enter_event(mission, dana, place="Open square")
    hidden = enter_event(mission, dana, place="Secret hall", confidential=True, topics=("corruption",))
    client = signed_in(media_analyst(mission))
    for name in ("events", "event_calendar", "event_map", "event_topics"):
        page = text(client, url(name))
        assert "Secret hall" not in page
        assert "1 event of 1" in page
    assert "Secret" not in body(client, url("events_csv"))
    assert client.get(url("event", hidden.label)).status_code == 404
    assert "2 events of 2" in text(signed_in(dana), url("events"))


def test_a_change_meanwhile_is_not_overwritten(mission: Mission, dana: User) -> None:
    event = enter_event(mission, dana)
    given = EventData(day=date(2026, 2, 19))
    change_event(event=event, given=given, version=1, by=dana, now=NOW)
    with pytest.raises(Refused, match=r"X\.730"):
        change_event(event=event, given=given, version=1, by=dana, now=NOW)


def test_who_may_not_see_records_finds_no_link_to_them(mission: Mission, seen: list[Record]) -> None:
    events = events_of(mission, CampaignEvent.objects.all())
    assert [address_of(one, mission, sees_records=False) for one in events[:2]] == ["", ""]
    assert address_of(events[0], mission, sees_records=True).endswith("/records/12/")
    assert address_of(events[2], mission, sees_records=False) == url("event", "1")


def test_the_shipped_form_asks_for_everything_that_the_room_counts() -> None:
    """Its fields and choices in three languages, and ours, are the same."""
    from pathlib import Path

    import baqylau
    from baqylau.campaign.register_words import CHOICES
    from baqylau.observation.sources.xlsform import read_form

    path = Path(baqylau.__file__).parent / "form_library" / "kz" / "kz_campaign.xlsx"
    questions = {one.name: one for one in read_form(path.read_bytes(), path.name).questions}
    asked = {"venue_kind", "event_kind", "organiser", "police", *SEVERAL.values()}
    assert asked | {"day", "arrival", "venue", "attendance", "women_share", "said_what"} <= set(questions)
    ours = {asks: field for field, asks in SEVERAL.items()}
    states = {"dont_know", "not_observed", "not_applicable"}
    for name in asked - {"contestant"}:
        choices = {choice.name for choice in questions[name].choices} - states
        assert choices == set(CHOICES[ours.get(name, name)].values), name
        for choice in questions[name].choices:
            assert set(choice.labels) == {"en", "ru", "kk"}


def test_the_quick_selection_is_the_slow_obvious_one(mission: Mission, seen: list[Record]) -> None:
    events = events_of(mission, CampaignEvent.objects.all())
    for field, parameter in (("topics", "topic"), ("materials", "material")):
        for code in ("economy", "local", "posters", "none"):
            slow = [one for one in events if one.__getattribute__(field) and code in getattr(one, field)]
            assert EventSelection.of({parameter: code}).among(events, {}) == slow


def test_a_legend_of_counts_has_no_number_twice() -> None:
    from decimal import Decimal

    from baqylau.campaign.event_pages import legend_of
    from baqylau.observation.mapped import Coloured, mapped

    areas = [Coloured(str(count), "", str(count), Decimal(count), "") for count in (1, 2, 3, 6)]
    assert [counts for _step, counts in legend_of(mapped(areas, None))] == ["1", "2", "3", "4", "5–6"]


def test_a_code_that_stands_for_many_candidates_is_no_contestant(
    mission: Mission, election: Election
) -> None:
    from baqylau.campaign.actions.events import contestants_of
    from baqylau.election.models import Contest, Option

    ballot(election)
    for code in ("d1", "d2"):
        contest = Contest.objects.create(
            election=election, code=code, kind="single_mandate", names={"en": code}
        )
        for option, kind in (("winner", "candidate"), ("wheat", "party"), (f"only_{code}", "candidate")):
            Option.objects.create(contest=contest, code=option, kind=kind, names={"en": option})
    assert set(contestants_of(mission)) == {"wheat", "wind", "only_d1", "only_d2"}
