"""Pages of indicators: what they show of made-up days, what they refuse, how what is coded gets there."""

from __future__ import annotations

import csv
import io
from datetime import date, time
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client

from baqylau.accounts.models import User
from baqylau.campaign import figures_media
from baqylau.campaign.actions.media_coding import correct_item, keep_rows
from baqylau.campaign.actions.media_programmes import give_second_coding
from baqylau.campaign.figures_media import Reading
from baqylau.campaign.indicator_agreement import coded_twice
from baqylau.campaign.indicator_charts import CHARTS
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import MediaSelection
from baqylau.campaign.indicator_sums import sum_what_changed
from baqylau.campaign.indicator_windows import fallen_into
from baqylau.campaign.methods import indicators as methods
from baqylau.campaign.methods.agreement import alpha_of_units
from baqylau.campaign.models import ItemSubject, Outlet, SubjectSum, TopicSum
from baqylau.core.problem import Refused
from baqylau.election.models import CalendarEvent
from baqylau.mission.models import Membership, Mission
from baqylau.reports.figure_registry import Registry
from tests.campaign.media_cast import DAY, NOW, Newsroom, make_newsroom, typed
from tests.campaign.media_week import Week, week

pytestmark = pytest.mark.django_db
PAGES = ("", "tone/", "voices/", "days/", "monitored/", "agreement/")
HERE = "/missions/steppe/media/indicators/"


@pytest.fixture
def made(mission: Mission) -> Week:
    return week(mission, first_day=date(2026, 2, 27), days=2, items=2, second_every=4)


@pytest.fixture
def looks(client: Client, mission: Mission) -> Client:
    user = User.objects.create_user("sholpan", name="Sholpan", password="a long enough word")
    Membership.objects.create(mission=mission, user=user, role="media_analyst")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    return client


@pytest.fixture
def newsroom(mission: Mission, aigerim: User) -> Newsroom:
    return make_newsroom(mission, aigerim)


def counted(mission: Mission, **asked: str) -> Counted:
    return Counted(mission, MediaSelection.of(asked, list(Outlet.objects.filter(mission=mission))))


def rows_of(answer: Any) -> list[dict[str, str]]:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_every_page_its_charts_and_its_tables_show_the_days(looks: Client, made: Week) -> None:
    for page in PAGES:
        answer = looks.get(f"{HERE}{page}")
        assert answer.status_code == 200
        assert b"First Channel" in answer.content or page in ("tone/", "agreement/")
        for chart in CHARTS:
            if f'id="chart-{chart}"'.encode() in answer.content:
                assert b'role="img" aria-label="' in answer.content
                assert looks.get(f"{HERE}charts/{chart}.svg").content.startswith(b"<svg ")
    assert looks.get(f"{HERE}charts/time.png").content.startswith(b"\x89PNG")


def test_sums_are_those_of_the_items_and_never_of_second_codings(made: Week) -> None:
    sum_what_changed(made.mission)
    items = ItemSubject.objects.filter(item__is_second=False)
    whole = items.aggregate(Sum("seconds"), Sum("area_cm2"), Sum("direct_speech_seconds"))
    online = items.filter(item__outlet__kind="online").count()
    sums = SubjectSum.objects.aggregate(Sum("amount"), Sum("items"), Sum("speech"))
    assert sums["amount__sum"] == whole["seconds__sum"] + whole["area_cm2__sum"] + online
    assert sums["items__sum"] == items.count() < ItemSubject.objects.count()
    assert sums["speech__sum"] == whole["direct_speech_seconds__sum"]
    assert TopicSum.objects.aggregate(n=Sum("items"))["n"] == 2 * 68
    assert sum_what_changed(made.mission) == 0


def test_a_page_has_one_medium_so_that_nothing_is_added_together(made: Week) -> None:
    for medium, unit in (("broadcast", "seconds"), ("print", "area_cm2")):
        found = counted(made.mission, medium=medium)
        kinds = [one.kind for one in found.outlets.values()]
        whole = ItemSubject.objects.filter(item__outlet__kind__in=kinds, item__is_second=False)
        expected = whole.aggregate(Sum(unit))[f"{unit}__sum"]
        assert sum(methods.amounts(found.rows, methods.subject).values()) == expected
    online = counted(made.mission, outlet="news-site")
    assert online.medium == "online"
    assert all(row.amount == row.items for row in online.rows)


def test_a_table_as_a_file_gives_numerator_and_denominator(looks: Client, made: Week) -> None:
    rows = rows_of(looks.get(f"{HERE}tables/equality.csv?only=contestants"))
    assert len(rows) == 7
    assert {row["equal_percent"] for row in rows} == {"14.2857"}
    assert {row["share_of"] for row in rows} == {str(sum(int(row["seconds"]) for row in rows))}
    assert sum(int(row["share_count"]) for row in rows) == int(rows[0]["share_of"])


def test_filters_narrow_pages_and_files_alike(looks: Client, made: Week) -> None:
    asked = "?outlet=first&since=2026-02-28&class=news&prime=yes&only=contestants"
    rows = rows_of(looks.get(f"{HERE}tables/time.csv{asked}"))
    expected = ItemSubject.objects.filter(
        item__outlet__code="first",
        item__day="2026-02-28",
        item__programme__programme_class="news",
        item__prime_time=True,
        item__is_second=False,
        subject__is_contestant=True,
    ).aggregate(n=Sum("seconds"))["n"]
    assert sum(int(row["seconds"]) for row in rows) == expected
    assert b"Falcon" in looks.get(f"{HERE}{asked}&class=").content


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("since=yesterday", "X.301"),
        ("since=2026-02-02&until=2026-02-01", "X.302"),
        ("outlet=nobody", "X.303"),
        ("class=soap", "X.304"),
        ("medium=smoke", "X.304"),
        ("weight-tulip=many", "X.305"),
        ("weight-tulip=" + "9" * 30, "X.305"),
    ],
)
def test_what_cannot_be_asked_is_a_numbered_problem_and_no_number(
    looks: Client, mission: Mission, asked: str, code: str
) -> None:
    answer = looks.get(f"{HERE}?{asked}")
    assert answer.status_code == 400
    assert code in answer.content.decode()
    assert b"<figure" not in answer.content
    assert looks.get(f"{HERE}tables/time.csv?{asked}").status_code == 404


def test_an_empty_mission_has_pages_that_say_so(looks: Client, mission: Mission) -> None:
    for page in PAGES:
        assert looks.get(f"{HERE}{page}").status_code == 200
    for chart in CHARTS:
        assert looks.get(f"{HERE}charts/{chart}.svg").status_code == 200


def test_a_reference_stays_in_the_address_and_gives_its_shares(looks: Client, made: Week) -> None:
    answer = looks.get(f"{HERE}?weight-tulip=30&weight-falcon=10&from=Seats")
    assert "75.0" in answer.content.decode()
    rows = rows_of(looks.get(f"{HERE}tables/equality.csv?weight-tulip=30&weight-falcon=10"))
    assert [row["reference_percent"] for row in rows[:3]] == ["75.0000", "25.0000", "0.0000"]


def test_items_about_contestants_in_the_silence_are_listed_with_the_rule(made: Week, looks: Client) -> None:
    CalendarEvent.objects.create(
        election=made.mission.election,
        code="silence",
        names={"en": "Silence"},
        day=date(2026, 2, 28),
        local_time=time(12),
        ends_day=date(2026, 3, 1),
    )
    found, more = fallen_into(counted(made.mission), "silence")
    assert found
    assert not more
    assert all(one.at and one.at.day == 28 and one.at.hour >= 12 for one in found)
    first_ones, more_than_two = fallen_into(counted(made.mission), "silence", most=2)
    assert [one.item for one in first_ones] == [one.item for one in found[:2]]
    assert more_than_two
    assert [one.day for one in found] == sorted(one.day for one in found)
    on_paper, _more = fallen_into(counted(made.mission, medium="print"), "silence")
    assert {one.day for one in on_paper} == {date(2026, 2, 28)}
    assert all(one.at is None for one in on_paper)
    page = looks.get(f"{HERE}days/").content.decode()
    assert "Paid, or about contestants, during the silence" in page
    assert len(rows_of(looks.get(f"{HERE}tables/silence.csv"))) == len(found)


def test_unmonitored_hours_are_named(looks: Client, made: Week) -> None:
    rows = rows_of(looks.get(f"{HERE}tables/gaps.csv"))
    hours = rows_of(looks.get(f"{HERE}tables/hours.csv"))
    missed = sum(int(row["missed_seconds"]) + int(row["unsaid_seconds"]) for row in hours)
    assert sum(int(row["missed_seconds"]) for row in rows) == missed > 0
    assert all(row["reason"] == "No signal" for row in rows)


# ------------------------------------------------------------------ from the coding sheet to a figure


def test_what_is_coded_and_corrected_is_in_the_indicators_at_once(newsroom: Newsroom) -> None:
    programme = newsroom.coded(
        newsroom.programme(),
        {"start": "0", "length": "200", "subject": "blue", "own": "100", "speech": "30", "tone": "+"},
        {"start": "+", "subject": "green", "own": "45", "tone": "0"},
    )
    assert methods.amounts(counted(newsroom.mission).rows, methods.subject) == {"blue": 60, "green": 45}
    correct_item(
        programme=programme,
        number=1,
        rows=[{"start": "0", "length": "200", "subject": "blue", "own": "115", "tone": "-"}],
        reason="Heard again",
        version=None,
        by=newsroom.head,
        now=NOW,
    )
    rows = counted(newsroom.mission).rows
    assert [(row.subject, row.amount, row.tone) for row in rows] == [("blue", 75, "negative")]


def test_the_second_coding_is_compared_and_counted_nowhere(newsroom: Newsroom) -> None:
    sheet = (
        {"start": "0", "length": "100", "subject": "blue", "tone": "+", "topic": "economy"},
        {"start": "200", "length": "100", "subject": "green", "tone": "-", "topic": "economy"},
    )
    first = newsroom.coded(newsroom.programme(), *sheet)
    second = give_second_coding(programme=first, monitor=newsroom.second, by=newsroom.head, now=NOW)
    again = ({**sheet[0], "start": "2"}, {**sheet[1], "tone": "0", "topic": "social"})
    newsroom.coded(second, *again, {"start": "500", "length": "30", "subject": "red", "tone": "0"})
    found = coded_twice(counted(newsroom.mission))
    assert (found.programmes, found.paired, found.one_sided) == (1, 2, 1)
    tones = alpha_of_units([list(unit.values()) for unit in found.units["tone"]])
    assert (tones.units, tones.agreeing) == (2, 1)
    assert methods.items(counted(newsroom.mission).rows, methods.subject) == {"blue": 1, "green": 1}


def test_a_person_counts_with_the_party_and_a_contestant_never_vanishes(newsroom: Newsroom) -> None:
    blue, green, red = (newsroom.subjects[code] for code in ("blue", "green", "red"))
    green.belongs_to = blue
    green.save()
    government = newsroom.subjects["government"]
    red.belongs_to = government
    red.save()
    newsroom.coded(
        newsroom.programme(),
        {"start": "0", "length": "100", "subject": "green", "tone": "+"},
        {"start": "100", "length": "100", "subject": "red", "tone": "0"},
    )
    assert methods.amounts(counted(newsroom.mission).rows, methods.subject) == {"blue": 60, "red": 60}


# ------------------------------------------------------------------ figures for reports


def test_a_figure_of_time_has_seconds_above_and_below_the_line(made: Week) -> None:
    figure = figures_media.share_of_time(Reading(made.mission), subject="tulip", outlet="first")
    own = ItemSubject.objects.filter(item__outlet__code="first", item__is_second=False)
    contestants = own.filter(subject__is_contestant=True)
    assert figure.denominator == contestants.aggregate(n=Sum("seconds"))["n"]
    assert figure.numerator == contestants.filter(subject__code="tulip").aggregate(n=Sum("seconds"))["n"]
    assert set(figure.rows) <= set(figure.base_rows)
    assert len(figure.digest) == 64
    shares = methods.share_of_time(counted(made.mission, outlet="first", only="contestants").rows)
    assert shares["tulip"].share == figure.value


def test_a_figure_changes_its_digest_with_what_it_was_counted_from(newsroom: Newsroom) -> None:
    newsroom.coded(newsroom.programme(), {"start": "0", "length": "100", "subject": "blue", "tone": "+"})
    before = figures_media.share_of_time(Reading(newsroom.mission), subject="blue")
    ItemSubject.objects.update(seconds=None)
    after = figures_media.share_of_time(Reading(newsroom.mission), subject="blue")
    assert before.value == 1
    assert (after.value, after.excluded) == (None, {"no length": 1})
    assert before.digest != after.digest


def test_every_figure_that_is_offered_can_be_counted_under_its_name(newsroom: Newsroom) -> None:
    newsroom.coded(newsroom.programme(), {"start": "0", "length": "100", "subject": "blue", "tone": "+"})
    names, read = set(), Reading(newsroom.mission)
    for one in figures_media.offered(newsroom.mission):
        figure = one.count(read)
        assert figure.name == one.name
        assert (figure.denominator is not None) == one.is_share
        assert str(one.words)
        names.add(one.name)
    assert {"media.share.contestants.steppe-tv.blue", "media.women.all.broadcast"} <= names


def test_reports_find_media_figures_by_their_words_and_count_them(newsroom: Newsroom) -> None:
    newsroom.coded(
        newsroom.programme(),
        {"start": "0", "length": "100", "subject": "blue", "tone": "+"},
        {"start": "100", "length": "300", "subject": "green", "tone": "0"},
    )
    registry = Registry(newsroom.mission)
    name = "media.share.contestants.steppe-tv.blue"
    found = registry.search("blue share contestants steppe")
    assert name in [offer.name for offer in found]
    counted_now = registry.count([name])[name]
    assert (counted_now.figure.numerator, counted_now.figure.denominator) == (60, 240)
    assert counted_now.offer.unit == "seconds"
    assert registry.offer("media.share.contestants.nobody.blue") is None


def test_days_with_nothing_are_days_too(newsroom: Newsroom) -> None:
    newsroom.coded(newsroom.programme(), {"start": "0", "length": "100", "subject": "blue", "tone": "+"})
    found = counted(newsroom.mission, since="2026-02-14", until="2026-02-18")
    assert len(found.days) == 5
    assert [row.day for row in found.by_day] == [DAY]


def test_a_selection_is_refused_whole(mission: Mission) -> None:
    with pytest.raises(Refused) as refused:
        counted(mission, since="x", outlet="y")
    assert [one.code for one in refused.value.problems] == ["X.301", "X.303"]


def test_rows_of_a_sheet_that_is_open_are_not_counted_and_are_named(newsroom: Newsroom) -> None:
    row = {"start": "0", "length": "100", "subject": "blue", "tone": "+"}
    keep_rows(programme=newsroom.programme(), rows=typed(row), now=NOW)
    found = counted(newsroom.mission)
    assert found.rows == []
    assert found.being_coded == 1
