"""The page of seats: whose votes count, what would change them, annulled stations, the whole house."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.test import Client
from tests.results.counting import count, country

from baqylau.accounts.models import User
from baqylau.election.models import Contest, Election, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.results.methods.rule import Counted
from baqylau.results.queries import stations_counted, votes_of
from baqylau.results.seats_page import Asked, SeatsPage, seats_page

pytestmark = pytest.mark.django_db
PAGE = "/missions/steppe/results/seats/"
LATER = datetime(2027, 1, 1, tzinfo=UTC)
RULE = {
    "seats": 3,
    "method": "largest_remainder",
    "quota": "hare",
    "threshold": "5%",
    "not_eligible": ["none"],
    "article": "97-1",
}


@pytest.fixture
def contest(election: Election) -> Contest:
    made = country(election)
    made.seat_rule = RULE
    made.save()
    return made


@pytest.fixture
def counting(mission: Mission) -> Mission:
    """A mission of a kind that works out seats while the count goes on."""
    mission.kind = "citizen"
    mission.save()
    return mission


def shown(mission: Mission, now: datetime = LATER, **asked: str) -> SeatsPage:
    return seats_page(mission, Asked(**asked), now)


def publish(contest: Contest, indicator: str, **values: int) -> None:
    for code, value in values.items():
        PublishedFigure.objects.create(
            election=contest.election,
            code=f"{indicator}:{code}",
            indicator=indicator,
            contest=contest,
            option=contest.options.get(code=code),
            value=str(value),
            source="The commission",
        )


def test_a_station_counts_once_by_the_official_table_else_by_the_newest_copy(
    mission: Mission, other_mission: Mission, contest: Contest
) -> None:
    count(contest, "01-A/7", 10, 20, 1)
    count(contest, "01-A/7", 99, 99, 99, mission=mission, kind="observer_copy")
    count(contest, "02", 5, 6, 0, mission=mission, kind="observer_copy").delete()
    old = count(contest, "02", 50, 6, 0, mission=mission, kind="observer_copy")
    old.is_current = False
    old.save()
    count(contest, "02", 5, 6, 0, mission=mission, kind="observer_copy", version=2)
    count(contest, "02", 7, 7, 7, mission=mission, kind="party_copy")
    count(contest, "03", 70, 70, 70, mission=other_mission, kind="observer_copy")
    assert votes_of(contest, mission) == [Counted("a", 15), Counted("b", 26), Counted("none", 1)]
    found = stations_counted(contest, mission)
    assert found.by_source == {"official_table": 1, "observer_copy": 1}
    assert (found.reported, found.stations, found.is_official) == (2, 5, False)


def test_without_protocols_nobody_has_votes(mission: Mission, contest: Contest) -> None:
    assert votes_of(contest, mission) == [Counted("a", 0), Counted("b", 0), Counted("none", 0)]
    assert shown(mission).basis == ""


def test_seats_follow_each_protocol_that_arrives(counting: Mission, contest: Contest) -> None:
    count(contest, "01-A/7", 90, 10)
    first = shown(counting)
    assert first.result
    assert dict(first.result.seats) == {"a": 3, "b": 0}
    assert first.is_partial
    count(contest, "02", 10, 60, mission=counting, kind="observer_copy")
    second = shown(counting)
    assert second.result
    assert dict(second.result.seats) == {"a": 2, "b": 1}
    assert second.stations
    assert second.stations.reported == 2


def test_a_kind_of_mission_without_projections_waits_for_what_is_official(
    mission: Mission, contest: Contest
) -> None:
    for station in ("01-A/7", "02", "03", "04"):
        count(contest, station, 10, 20, 1)
    assert shown(mission).must_wait
    assert shown(mission).result is None
    count(contest, "05", 10, 20, 1, mission=mission, kind="observer_copy")
    assert shown(mission).must_wait
    count(contest, "05", 10, 20, 1)
    page = shown(mission)
    assert page.result
    assert not page.is_partial


def test_published_votes_are_official_and_stand_in_for_protocols(mission: Mission, contest: Contest) -> None:
    count(contest, "01-A/7", 90, 10)
    publish(contest, "votes", a=60, b=50, none=3)
    publish(contest, "seats", a=3, b=0)
    page = shown(mission)
    assert page.basis == "published"
    assert [(line.option.code, line.seats, line.published, line.differs) for line in page.lines] == [
        ("a", 2, 3, True),
        ("b", 1, 0, True),
        ("none", None, None, False),
    ]


def test_whoever_may_count_chooses_between_protocols_and_what_was_published(
    counting: Mission, contest: Contest
) -> None:
    count(contest, "01-A/7", 90, 10)
    publish(contest, "votes", a=60, b=50, none=3)
    assert shown(counting).basis == "protocols"
    assert shown(counting).has_both
    assert shown(counting, basis="published").basis == "published"


def test_the_margin_to_the_threshold_is_exact_in_votes(counting: Mission, contest: Contest) -> None:
    count(contest, "01-A/7", 90, 4, 6)
    lines = {line.option.code: line for line in shown(counting).lines}
    assert (lines["a"].to_threshold, lines["b"].to_threshold, lines["b"].lacking) == (85, -1, 1)
    assert lines["none"].to_threshold is None
    assert not lines["b"].is_admitted


def test_a_list_with_a_threshold_of_its_own_is_measured_by_it(counting: Mission, contest: Contest) -> None:
    contest.seat_rule = RULE | {"thresholds": {"b": "3%"}}
    contest.save()
    count(contest, "01-A/7", 90, 4, 6)
    page = shown(counting)
    lines = {line.option.code: line for line in page.lines}
    assert (lines["a"].to_threshold, lines["b"].to_threshold, lines["b"].is_admitted) == (85, 1, True)
    assert "Some lists need another share: 3\N{NO-BREAK SPACE}%." in page.rule_in_words


def test_leaving_a_station_out_runs_admission_anew(counting: Mission, contest: Contest) -> None:
    count(contest, "01-A/7", 50, 4)
    count(contest, "02", 46, 0)
    page = shown(counting, without="02, 77")
    assert page.what_if
    assert page.what_if.unknown == ("77",)
    assert page.what_if.entering == ("Option b",)
    assert page.what_if.votes == 46
    assert not page.what_if.changes
    nearest = page.nearest[0]
    assert (nearest.name, nearest.enters, nearest.stations) == ("Option b", True, ("02",))


def test_during_the_ban_the_page_says_that_nothing_may_leave(
    client: Client, counting: Mission, contest: Contest, aigerim: User
) -> None:
    count(contest, "01-A/7", 90, 10)
    during = datetime(2026, 3, 1, 21, tzinfo=UTC)
    assert shown(counting, during).ban_until == datetime(2026, 3, 2)
    assert shown(counting).ban_until is None


def page_of(client: Client, address: str = PAGE) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def test_the_page_says_what_would_change_it(
    client: Client, counting: Mission, contest: Contest, aigerim: User
) -> None:
    count(contest, "01-A/7", 80, 20)
    client.force_login(aigerim)
    said = page_of(client)
    assert "The smallest transfer that changes a seat" in said
    assert "Option a" in said
    assert "15 votes to spare" in said
    assert "Article 97-1" in said
    assert "Option a 2, Option b 1" in said


@pytest.mark.parametrize(
    "query", ["?contest=no", "?basis=x", "?without=%00", "?without=,,;", "?without=" + "9" * 6000]
)
def test_whatever_is_asked_gets_a_page(
    client: Client, counting: Mission, contest: Contest, aigerim: User, query: str
) -> None:
    count(contest, "01-A/7", 80, 20)
    client.force_login(aigerim)
    page_of(client, PAGE + query)


def test_without_a_rule_or_a_contest_the_page_says_so(
    client: Client, counting: Mission, election: Election, aigerim: User
) -> None:
    client.force_login(aigerim)
    assert "No contest of this election is decided by lists." in page_of(client)
    contest = country(election)
    assert "No votes of this contest are known yet." in page_of(client)
    count(contest, "01-A/7", 80, 20)
    assert "is not in the pack" in page_of(client)
