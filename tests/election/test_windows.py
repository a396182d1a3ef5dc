"""Windows of the calendar: by the published dates, by the rules, and in the time zone of each area."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from pytest_django import DjangoAssertNumQueries

from baqylau.election.methods.calendar import Point
from baqylau.election.methods.windows import STANDARD, span, window_of
from baqylau.election.models import CalendarEvent, Election
from baqylau.election.windows import calendar_of, in_window, poll_ban, window
from baqylau.site import packs

ALMATY, AQTAU = ZoneInfo("Asia/Almaty"), ZoneInfo("Asia/Aqtau")


pytestmark = pytest.mark.django_db


@pytest.fixture
def mazhilis_2023() -> Election:
    return packs.load(packs.shipped("kz_2023"))


def text(moment: datetime | None) -> str:
    return moment.isoformat(timespec="minutes") if moment else ""


@pytest.mark.parametrize(
    ("code", "begins", "ends", "article"),
    [
        ("campaign", "2023-02-18T18:00+06:00", "2023-03-18T00:00+06:00", "27, paragraph 2"),
        ("silence", "2023-03-18T00:00+06:00", "2023-03-20T00:00+06:00", "32"),
        ("poll_ban", "2023-03-14T00:00+06:00", "2023-03-20T00:00+06:00", "28, paragraph 9"),
        ("accreditation", "", "2023-03-13T18:00+06:00", "20-2"),
        ("absentee_certificates", "2023-03-04T00:00+06:00", "2023-03-18T18:00+06:00", ""),
        ("mobile_requests", "", "2023-03-19T12:00+06:00", "41, paragraph 6"),
        ("voting", "2023-03-19T07:00+06:00", "2023-03-19T20:00+06:00", ""),
        ("count", "2023-03-19T20:00+06:00", "2023-03-20T08:00+06:00", "43, paragraph 1"),
    ],
)
def test_the_windows_of_2023(
    mazhilis_2023: Election, code: str, begins: str, ends: str, article: str
) -> None:
    found = window(mazhilis_2023, code)
    assert found is not None
    assert (text(found.begins), text(found.ends), found.article) == (begins, ends, article)
    assert found.published == (code not in ("absentee_certificates", "count"))
    assert code in STANDARD


def test_the_campaign_of_2021_ended_at_the_midnight_before_the_day_before() -> None:
    found = window(packs.load(packs.shipped("kz_2021")), "campaign")
    assert found is not None
    assert (text(found.begins), text(found.ends)) == ("2020-12-10T18:00+06:00", "2021-01-09T00:00+06:00")


def test_what_ends_at_a_local_hour_ends_an_hour_later_in_the_west(mazhilis_2023: Election) -> None:
    areas = {area.code: area for area in mazhilis_2023.areas.all()}
    for code in ("aktobe", "atyrau", "west_kazakhstan", "mangystau", "kyzylorda"):
        found = window(mazhilis_2023, "voting", areas[code])
        assert found is not None
        assert found.ends == datetime(2023, 3, 19, 21, tzinfo=ALMATY)
    for code in ("kostanay", "almaty_city", "kz"):
        found = window(mazhilis_2023, "voting", areas[code])
        assert found is not None
        assert found.ends == datetime(2023, 3, 19, 20, tzinfo=ALMATY)


def test_an_item_of_midnight_is_in_the_silence_in_the_east_and_in_the_campaign_in_the_west(
    mazhilis_2023: Election,
) -> None:
    moment = datetime(2023, 3, 18, 0, 30, tzinfo=ALMATY)
    west = mazhilis_2023.areas.get(code="mangystau")
    assert in_window(moment, mazhilis_2023, "silence")
    assert not in_window(moment, mazhilis_2023, "silence", west)
    assert in_window(moment, mazhilis_2023, "campaign", west)
    assert not in_window(moment, mazhilis_2023, "no such window")


def test_since_march_2024_all_regions_have_one_time() -> None:
    calendar = calendar_of(packs.load(packs.shipped("kz_2026")))
    ends = {
        text(found.ends)
        for area in calendar.election.areas.all()
        if (found := calendar.window("silence", area))
    }
    assert ends == {"2026-08-24T00:00+05:00"}


def test_the_poll_ban_lasts_until_it_has_ended_everywhere(mazhilis_2023: Election) -> None:
    assert poll_ban(mazhilis_2023).ends == datetime(2023, 3, 20, 0, tzinfo=AQTAU)
    assert poll_ban(mazhilis_2023).begins == datetime(2023, 3, 14, 0, tzinfo=ALMATY)


def test_an_area_below_has_the_time_zone_of_the_nearest_one_above(mazhilis_2023: Election) -> None:
    west = mazhilis_2023.areas.get(code="atyrau")
    below = mazhilis_2023.areas.create(
        country="kz",
        code="inder",
        kind="district",
        parent=west,
        path=f"{west.path}inder/",
        valid_from=west.valid_from,
    )
    calendar = calendar_of(mazhilis_2023)
    assert str(calendar.zone_of(below)) == "Asia/Atyrau"
    assert str(calendar.zone_of(mazhilis_2023.areas.get(code="abai"))) == "Asia/Almaty"


def test_a_calendar_is_read_in_three_queries_however_often_it_is_asked(
    mazhilis_2023: Election, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    areas = list(mazhilis_2023.areas.all())
    with django_assert_max_num_queries(3):
        calendar = calendar_of(mazhilis_2023)
        assert all(calendar.window(code, area) for code in STANDARD for area in areas)


@pytest.mark.parametrize(
    ("events", "ends"),
    [
        ({}, "2026-03-02T00:00+00:00"),
        ({"voting": (date(2026, 3, 1), time(20))}, "2026-03-01T20:00+00:00"),
        (
            {"voting": (date(2026, 3, 1), time(20)), "silence": (date(2026, 3, 1), None)},
            "2026-03-02T00:00+00:00",
        ),
        (
            {"silence": (date(2026, 3, 1), None), "poll_ban": (date(2026, 3, 3), time(8))},
            "2026-03-03T08:00+00:00",
        ),
    ],
)
def test_without_a_ban_in_the_calendar_the_silence_stands_in(
    db: None, election: Election, events: dict[str, tuple[date, time | None]], ends: str
) -> None:
    election.day, election.time_zone = date(2026, 3, 1), "UTC"
    election.save()
    for code, (day, clock) in events.items():
        CalendarEvent.objects.create(election=election, code=code, ends_day=day, ends_time=clock)
    assert text(poll_ban(election).ends) == ends


def test_a_window_begins_with_its_first_moment_and_ends_before_its_last() -> None:
    found = window_of("x", Point(date(2023, 3, 18)), Point(date(2023, 3, 19)), UTC)
    assert found.holds(datetime(2023, 3, 18, tzinfo=UTC))
    assert found.holds(datetime(2023, 3, 19, 23, 59, 59, tzinfo=UTC))
    assert not found.holds(datetime(2023, 3, 20, tzinfo=UTC))
    assert not found.holds(datetime(2023, 3, 17, 23, 59, 59, tzinfo=UTC))


def test_a_span_is_open_where_one_of_its_windows_is() -> None:
    one = window_of("x", None, Point(date(2023, 3, 18)), UTC)
    two = window_of("x", Point(date(2023, 3, 18)), Point(date(2023, 3, 19)), UTC, published=False)
    found = span([one, two])
    assert found is not None
    assert (found.begins, found.ends, found.published) == (None, two.ends, False)
    assert span([]) is None
