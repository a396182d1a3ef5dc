"""Drawing stations: anybody can repeat it, and the numbers are those of a slow apportionment."""

from __future__ import annotations

import hashlib
from datetime import date
from fractions import Fraction

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Station
from baqylau.mission.actions.draw import preview, take_over
from baqylau.mission.drawing import Sampling
from baqylau.mission.methods.assign import Placed, share_out
from baqylau.mission.methods.draw import (
    Design,
    Drawable,
    Impossible,
    Share,
    Strata,
    allocate,
    draw,
    frame_sha256,
    in_order,
)
from baqylau.mission.models import Mission, Stop, Team
from baqylau.trail.models import Entry

BACKEND = "baqylau.mission.backend.RoleBackend"


def stations(*numbers: int) -> list[Drawable]:
    """So many stations in region 0, region 1 …, every third of them urban."""
    return [
        Drawable(f"{region:02}-{n:03}", f"r{region}", "urban" if n % 3 == 0 else "rural", 100 + n)
        for region, number in enumerate(numbers)
        for n in range(number)
    ]


# ------------------------------------------------------------------ the method


def test_whoever_has_the_list_and_the_seed_draws_the_same_with_sha256_alone() -> None:
    frame = stations(40, 25, 7)
    made = draw(frame, Design(18, "dice 4 2 6 1", Strata.REGION))
    for stratum in made.strata:
        own = [one.code for one in frame if one.region == stratum.key[0]]
        by_lot = sorted(own, key=lambda code: hashlib.sha256(f"dice 4 2 6 1|{code}".encode()).hexdigest())
        assert list(stratum.drawn + stratum.reserve) == by_lot
    lines = "".join(f"{one.code}\t{one.region}\t{one.settlement}\t{one.voters}\n" for one in in_order(frame))
    assert made.frame_sha256 == hashlib.sha256(lines.encode()).hexdigest()


def test_the_order_of_the_list_does_not_matter_and_the_seed_does() -> None:
    frame = stations(30, 30)
    design = Design(10, "a", Strata.BOTH)
    assert draw(frame, design) == draw(frame[::-1], design)
    assert draw(frame, design).codes != draw(frame, Design(10, "b", Strata.BOTH)).codes


def test_more_of_a_stratum_keeps_what_was_drawn_before() -> None:
    frame = stations(50)
    assert draw(frame, Design(20, "s")).codes[:12] == draw(frame, Design(12, "s")).codes


def test_every_station_is_drawn_about_equally_often() -> None:
    frame = stations(10)
    times = dict.fromkeys((one.code for one in frame), 0)
    for seed in range(2000):
        for code in draw(frame, Design(3, str(seed))).codes:
            times[code] += 1
    assert all(500 < number < 700 for number in times.values())


def test_numbers_follow_stations_or_voters() -> None:
    frame = [Drawable("1", "a", voters=900), Drawable("2", "a", voters=900), Drawable("3", "b", voters=100)]
    frame += [Drawable("4", "b", voters=50), Drawable("5", "b", voters=50), Drawable("6", "b", voters=0)]
    by_stations = draw(frame, Design(3, "s", Strata.REGION, Share.STATIONS))
    by_voters = draw(frame, Design(3, "s", Strata.REGION, Share.VOTERS))
    assert [len(one.drawn) for one in by_stations.strata] == [1, 2]
    assert [len(one.drawn) for one in by_voters.strata] == [2, 1]


@pytest.mark.parametrize(
    ("design", "reason"),
    [
        (Design(99, "s"), "too_many"),
        (Design(1, "s", Strata.REGION, minimum=1), "too_few"),
        (Design(2, "s", share=Share.VOTERS), "no_voters"),
    ],
)
def test_what_cannot_be_drawn_says_why(design: Design, reason: str) -> None:
    with pytest.raises(Impossible, match=reason):
        draw([Drawable("1", "a"), Drawable("2", "b")], design)


strata_lists = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12)), min_size=1, max_size=7)


@given(strata_lists, st.integers(0, 3), st.data())
def test_an_allocation_stays_within_its_bounds_and_its_quotas(
    strata: list[tuple[int, int]], minimum: int, data: st.DataObject
) -> None:
    weights = {(str(n), ""): weight for n, (weight, _room) in enumerate(strata)}
    rooms = {(str(n), ""): room for n, (_weight, room) in enumerate(strata)}
    least = sum(min(minimum, room) for room in rooms.values())
    size = data.draw(st.integers(least, sum(rooms.values())))
    given_numbers = allocate(size, weights, rooms, minimum)
    assert sum(given_numbers.values()) == size
    assert all(min(minimum, rooms[key]) <= n <= rooms[key] for key, n in given_numbers.items())
    # Between the bounds nobody with more weight gets less, but for one station of rounding.
    free = [key for key, n in given_numbers.items() if min(minimum, rooms[key]) < n < rooms[key]]
    for key in free:
        for other in free:
            if weights[key] > weights[other]:
                assert given_numbers[key] >= given_numbers[other] - 1


@given(st.lists(st.integers(1, 500), min_size=1, max_size=8), st.integers(0, 200))
def test_without_bounds_it_is_the_largest_remainder(weights: list[int], size: int) -> None:
    named = {(f"{n}", ""): weight for n, weight in enumerate(weights)}
    found = allocate(size, named, dict.fromkeys(named, 10_000))
    quotas = {key: Fraction(size * weight, sum(weights)) for key, weight in named.items()}
    expected = {key: int(quota) for key, quota in quotas.items()}
    order = sorted(quotas, key=lambda key: (-(quotas[key] - int(quotas[key])), key))
    for key in order[: size - sum(expected.values())]:
        expected[key] += 1
    assert found == expected


def test_stations_are_shared_out_evenly_among_the_teams_of_their_area() -> None:
    places = [Placed(f"{n:02}", f"kz/{area}/") for n, area in enumerate("aaaaaaabbbc")]
    shared = share_out(places, {"T1": ["kz/a/"], "T2": ["kz/a/", "kz/b/"], "T3": ["kz/b/"]}, {"T3": 1})
    assert {team: len(codes) for team, codes in shared.by_team.items()} == {"T1": 4, "T2": 4, "T3": 2}
    assert shared.left_over == ("10",)
    assert shared.by_team["T1"] == ("00", "01", "02", "03")


# ------------------------------------------------------------------ the mission


@pytest.fixture
def drawn_from(mission: Mission) -> Mission:
    """Two regions with twenty and ten stations, a team in each."""
    for code, number in (("n", 20), ("s", 10)):
        area = Area.objects.create(
            country="xx",
            code=code,
            kind="region",
            path=f"xx/{code}/",
            valid_from=date(2000, 1, 1),
            names={"en": code},
        )
        mission.election.areas.add(area)
        Station.objects.bulk_create(
            Station(election=mission.election, code=f"{code}-{n:02}", area=area, settlement="rural")
            for n in range(number)
        )
        Team.objects.create(mission=mission, code=f"T{code}").areas.add(area)
    Station.objects.create(election=mission.election, code="abroad", kind="abroad")
    return mission


DESIGN = Design(6, "seed", Strata.REGION)


@pytest.mark.django_db
class TestTakingOver:
    def test_the_stations_stand_on_the_routes_and_the_trail_says_how_they_were_drawn(
        self, drawn_from: Mission, aigerim: User
    ) -> None:
        seen = preview(mission=drawn_from, sampling=Sampling(), design=DESIGN)
        take_over(
            mission=drawn_from,
            sampling=Sampling(),
            design=DESIGN,
            frame_sha256=seen.draw.frame_sha256,
            stage="voting",
            by=aigerim,
        )
        on_routes = set(Stop.objects.values_list("station__code", flat=True))
        assert on_routes == set(seen.draw.codes)
        assert Stop.objects.filter(team__code="Tn").count() == 4
        body = bytes(Entry.objects.get(action="mission.stations_drawn").body)
        assert b'"seed":"seed"' in body
        assert seen.draw.frame_sha256.encode() in body
        assert all(code.encode() in body for code in seen.draw.codes)

    def test_a_list_that_changed_since_is_refused(self, drawn_from: Mission, aigerim: User) -> None:
        seen = preview(mission=drawn_from, sampling=Sampling(), design=DESIGN)
        drawn_from.election.stations.get(code="n-00").delete()
        with pytest.raises(Refused, match=r"L\.123"):
            take_over(
                mission=drawn_from,
                sampling=Sampling(),
                design=DESIGN,
                frame_sha256=seen.draw.frame_sha256,
                stage="",
                by=aigerim,
            )
        assert not Stop.objects.exists()

    def test_only_the_chosen_kinds_and_stations_without_a_visit_are_in_the_list(
        self, drawn_from: Mission, aigerim: User
    ) -> None:
        team = drawn_from.teams.get(code="Tn")
        Stop.objects.create(team=team, station=drawn_from.election.stations.get(code="n-00"), position=1)
        sampling = Sampling(("ordinary", "abroad"), without_planned=True)
        assert preview(mission=drawn_from, sampling=sampling, design=DESIGN).frame_size == 30
        assert preview(mission=drawn_from, sampling=Sampling(), design=DESIGN).frame_size == 30

    def test_the_page_shows_it_takes_it_over_and_gives_the_list_with_its_lots(
        self, drawn_from: Mission, aigerim: User
    ) -> None:
        client = Client()
        client.force_login(aigerim, backend=BACKEND)
        asked = {"size": 6, "seed": "seed", "strata": "region", "share": "stations", "kinds": ["ordinary"]}
        page = client.get("/missions/steppe/deployment/draw/", asked)
        drawn = page.context["drawn"]
        assert len(drawn.draw.codes) == 6
        table = b"".join(client.get("/missions/steppe/deployment/draw.csv", asked).streaming_content).decode()
        lines = [line.split(",") for line in table.splitlines()[1:]]
        assert sorted(line[0] for line in lines if line[6] == "yes") == sorted(drawn.draw.codes)
        digest = hashlib.sha256(
            "".join(f"{line[0]}\t{line[1]}\t{line[2]}\t{line[3]}\n" for line in lines).encode()
        ).hexdigest()
        assert (
            digest
            == drawn.draw.frame_sha256
            == frame_sha256([Drawable(line[0], line[1], line[2], None) for line in lines])
        )
        answer = client.post(
            "/missions/steppe/deployment/draw/take-over/",
            {**asked, "frame_sha256": drawn.draw.frame_sha256, "stage": "voting"},
        )
        assert answer.status_code == 302
        assert Stop.objects.count() == 6
        again = client.get("/missions/steppe/deployment/draw/").content.decode()
        assert "Draw again" in again
