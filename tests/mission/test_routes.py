"""Routes of teams: on the page, from tables, and who may see them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Station
from baqylau.mission.actions.routes import MOST_STOPS, Planned, add_stop, change_route, import_routes
from baqylau.mission.deployment import overview, route_of, stations_found
from baqylau.mission.models import Mission, Stop, Team
from baqylau.mission.sources.routes import read_routes
from baqylau.mission.times import as_text, on_election_day
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture
def team(mission: Mission, bolat: User) -> Team:
    """Bolat's team in the north; stations in the north and one in the south, codes with zeros."""
    mission.election.time_zone = "Asia/Almaty"
    mission.election.save()
    made = Team.objects.create(mission=mission, code="T1")
    for code in ("n", "s"):
        area = Area.objects.create(
            country="xx",
            code=code,
            kind="region",
            path=f"xx/{code}/",
            valid_from=date(2000, 1, 1),
            names={"en": "North" if code == "n" else "South"},
        )
        mission.election.areas.add(area)
        if code == "n":
            made.areas.add(area)
        for number in ("007", "07", "01-A/7"):
            name = f"School {number}"
            Station.objects.create(election=mission.election, code=f"{code}{number}", area=area, name=name)
    membership = bolat.memberships.get()
    membership.team = made
    membership.save()
    return made


def codes(team: Team) -> list[str]:
    return [line.stop.station.code for line in route_of(team)]


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


class TestStops:
    def test_they_are_added_to_the_end_and_the_trail_says_the_whole_route(
        self, team: Team, aigerim: User
    ) -> None:
        add_stop(team=team, station="n007", clock=time(6, 30), stage="opening", by=aigerim)
        add_stop(team=team, station=" n07 ", note="back door", by=aigerim)
        assert codes(team) == ["n007", "n07"]
        body = bytes(Entry.objects.filter(action="mission.route_changed").latest("pk").body)
        assert b'["n007","06:30","opening"]' in body
        assert b"back door" not in body

    def test_a_code_is_never_taken_for_another(self, team: Team, aigerim: User) -> None:
        for wrong in ("n7", "N007", "007", ""):
            with pytest.raises(Refused, match=r"L\.101"):
                add_stop(team=team, station=wrong, by=aigerim)

    def test_a_time_before_four_is_in_the_night_after(self, team: Team, aigerim: User) -> None:
        election = team.mission.election
        night = add_stop(team=team, station="n007", clock=time(1, 30), by=aigerim)
        day = add_stop(team=team, station="n07", clock=time(6, 30), by=aigerim)
        assert night.planned_at > day.planned_at
        assert as_text(election, night.planned_at) == "01:30"
        assert on_election_day(election, time(6, 30)).utcoffset() is not None

    def test_they_change_places_keep_what_was_written_and_leave(self, team: Team, aigerim: User) -> None:
        stops = [add_stop(team=team, station=code, by=aigerim) for code in ("n007", "n07", "n01-A/7")]
        change_route(team=team, earlier=stops[2].pk, planned={stops[2].pk: Planned(time(9))}, by=aigerim)
        assert codes(team) == ["n007", "n01-A/7", "n07"]
        change_route(team=team, later=stops[1].pk, by=aigerim)
        change_route(team=team, earlier=stops[0].pk, by=aigerim)
        assert codes(team) == ["n007", "n01-A/7", "n07"]
        change_route(team=team, by_time=True, by=aigerim)
        assert codes(team) == ["n01-A/7", "n007", "n07"]
        change_route(team=team, remove=stops[0].pk, later=999_999, by=aigerim)
        assert codes(team) == ["n01-A/7", "n07"]
        assert [line.stop.position for line in route_of(team)] == [1, 2]

    def test_a_route_has_an_end(self, team: Team, aigerim: User) -> None:
        station = Station.objects.get(code="n007")
        Stop.objects.bulk_create(
            Stop(team=team, station=station, position=n) for n in range(1, MOST_STOPS + 1)
        )
        with pytest.raises(Refused, match=r"L\.104"):
            add_stop(team=team, station="n07", by=aigerim)

    def test_two_teams_at_one_station_are_pointed_out_and_not_forbidden(
        self, team: Team, aigerim: User
    ) -> None:
        other = Team.objects.create(mission=team.mission, code="T2")
        add_stop(team=team, station="n007", by=aigerim)
        add_stop(team=other, station="n007", by=aigerim)
        assert route_of(team)[0].others == ["T2"]
        assert overview(team.mission).doubles == [("n007", "School 007", ["T1", "T2"])]
        north = overview(team.mission).regions[0]
        assert (north.stations, north.visits, len(north.planned)) == (3, 2, 1)

    def test_a_search_finds_the_very_code_first_then_what_lies_in_the_team_s_area(self, team: Team) -> None:
        Station.objects.create(election=team.mission.election, code="07")
        found = [(station.code, outside) for station, _teams, outside in stations_found(team, "07")]
        assert found == [("07", True), ("n007", False), ("n07", False), ("s007", True), ("s07", True)]


def as_csv(*lines: str, header: str = "team,station,time,stage,note") -> bytes:
    return "\n".join([header, *lines]).encode()


def as_workbook(rows: Sequence[Sequence[object]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.active.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


class TestTables:
    def take_in(self, mission: Mission, content: bytes, by: User) -> int:
        return import_routes(mission=mission, routes=read_routes(content, "routes.csv"), by=by)

    def test_a_table_says_the_whole_route_of_its_teams(self, team: Team, aigerim: User) -> None:
        other = Team.objects.create(mission=team.mission, code="T2")
        add_stop(team=team, station="s07", by=aigerim)
        add_stop(team=other, station="s07", by=aigerim)
        table = as_csv("T1,n007,06:30,opening,", "T1,n01-A/7,7:05,,two doors")
        with pytest.raises(Refused, match=r"C\.136"):
            self.take_in(team.mission, table, aigerim)
        assert self.take_in(team.mission, table.replace(b"7:05", b"07:05"), aigerim) == 2
        assert codes(team) == ["n007", "n01-A/7"]
        assert codes(other) == ["s07"]

    def test_all_that_is_wrong_is_said_with_its_row_and_nothing_is_taken(
        self, team: Team, aigerim: User
    ) -> None:
        add_stop(team=team, station="s07", by=aigerim)
        table = as_csv("T1,n007,,,", "T9,n007,,,", "T1,n7,,,")
        with pytest.raises(Refused) as refused:
            self.take_in(team.mission, table, aigerim)
        assert [(one.code, one.where) for one in refused.value.problems] == [
            ("L.103", "'routes.csv', row 3"),
            ("L.101", "'routes.csv', row 4"),
        ]
        assert codes(team) == ["s07"]

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (as_csv(), "L.110"),
            (as_csv("T1,n007,25:00,,"), "C.136"),
            (as_csv("T1,n007,,lunch,"), "C.133"),
            (as_csv("T1,,,,"), "C.131"),
            (as_csv("T1,n007", "T1,n07", header="team,stop"), "C.121"),
            (as_csv("T1,n007,1", "T1,n07,1", header="team,station,order"), "L.114"),
            (as_csv("T1,n007,x", header="team,station,order"), "C.134"),
            (b"PK\x03\x04 cut off", "C.151"),
            (b"\x00\x01", "C.111"),
            (b"", "C.103"),
        ],
    )
    def test_what_cannot_be_read_has_a_number(self, content: bytes, code: str) -> None:
        with pytest.raises(Refused) as refused:
            read_routes(content, "routes.csv")
        assert refused.value.problems[0].code == code

    def test_a_workbook_is_read_like_the_same_csv(self, team: Team, aigerim: User) -> None:
        rows = [
            ["team", "order", "station", "name", "time", "note"],
            ["T1", 2, "n07", "passed over", time(9, 10), None],
            ["T1", 1, "n007", None, "06:30", "first"],
            [None, None, None, None, None, None],
        ]
        self.take_in(team.mission, as_workbook(rows), aigerim)
        lines = route_of(team)
        assert [(line.stop.station.code, line.clock) for line in lines] == [
            ("n007", time(6, 30)),
            ("n07", time(9, 10)),
        ]

    def test_a_code_that_a_spreadsheet_made_a_number_is_not_guessed(self, team: Team, aigerim: User) -> None:
        Station.objects.create(election=team.mission.election, code="0101")
        with pytest.raises(Refused, match="zeros in front are lost"):
            self.take_in(team.mission, as_workbook([["team", "station"], ["T1", 101]]), aigerim)

    def test_what_is_downloaded_can_be_taken_in_again(self, team: Team, aigerim: User) -> None:
        add_stop(team=team, station="n01-A/7", clock=time(1, 5), stage="count", note="night", by=aigerim)
        add_stop(team=team, station="n007", by=aigerim)
        client = signed_in(aigerim)
        before = list(team.stops.values_list("station", "planned_at", "stage", "note"))
        for kind in ("csv", "xlsx"):
            answer = client.get(f"/missions/steppe/deployment/routes.{kind}")
            content = b"".join(answer.streaming_content) if answer.streaming else answer.content
            file = SimpleUploadedFile(f"routes.{kind}", content)
            assert client.post("/missions/steppe/deployment/import/", {"file": file}).status_code == 302
            assert list(team.stops.values_list("station", "planned_at", "stage", "note")) == before
        sheet = load_workbook(io.BytesIO(content)).active
        assert {cell.number_format for cell in sheet["C"][1:]} == {"@"}


class TestPages:
    def test_an_observer_sees_the_route_of_their_own_team_and_no_other(
        self, team: Team, bolat: User, aigerim: User
    ) -> None:
        other = Team.objects.create(mission=team.mission, code="T2")
        add_stop(team=team, station="n007", clock=time(6, 30), by=aigerim)
        client = signed_in(bolat)
        mine = client.get("/missions/steppe/my-route/").content.decode()
        assert "n007" in mine
        assert "06:30" in mine
        assert client.get(f"/missions/steppe/deployment/teams/{team.pk}/").status_code == 200
        assert client.get(f"/missions/steppe/deployment/teams/{team.pk}/card/").status_code == 200
        assert client.get(f"/missions/steppe/deployment/teams/{other.pk}/").status_code == 404
        assert client.get("/missions/steppe/deployment/").status_code == 403
        page = client.get(f"/missions/steppe/deployment/teams/{team.pk}/").content.decode()
        assert "Remove" not in page

    def test_a_route_is_planned_on_its_page(self, team: Team, aigerim: User) -> None:
        client, address = signed_in(aigerim), f"/missions/steppe/deployment/teams/{team.pk}/"
        assert "n01-A/7" in client.get(address, {"q": "a/7"}).content.decode()
        for code in ("n01-A/7", "n007"):
            assert client.post(address + "add/", {"station": code, "time": "08:00"}).status_code == 302
        first, second = team.stops.order_by("position")
        sent = {
            f"{first.pk}-time": "09:15",
            f"{first.pk}-stage": "voting",
            f"{first.pk}-note": "gate",
            f"{second.pk}-time": "",
            f"{second.pk}-note": "",
            "later": first.pk,
        }
        assert client.post(address + "change/", sent).status_code == 302
        lines = route_of(team)
        assert [line.stop.station.code for line in lines] == ["n007", "n01-A/7"]
        assert (lines[1].clock, lines[1].stop.stage, lines[1].stop.note) == (time(9, 15), "voting", "gate")
        assert lines[0].clock is None

    def test_what_is_wrong_is_said_on_the_page_and_nothing_is_saved(self, team: Team, aigerim: User) -> None:
        client, address = signed_in(aigerim), f"/missions/steppe/deployment/teams/{team.pk}/"
        wrong = client.post(address + "add/", {"station": "n9"})
        assert wrong.status_code == 400
        assert "L.101" in wrong.content.decode()
        stop = add_stop(team=team, station="n007", by=aigerim)
        late = client.post(address + "change/", {f"{stop.pk}-time": "late", f"{stop.pk}-note": "x"})
        assert late.status_code == 400
        assert "L.107" in late.content.decode()
        stop.refresh_from_db()
        assert stop.note == ""

    def test_the_mission_turns_things_on_where_it_is_changed(self, mission: Mission, aigerim: User) -> None:
        sent = {
            "name": "Steppe",
            "kind": "full",
            "minimum_denominator": 30,
            "authoritative_language": "en",
            "takes_text_messages": "on",
            "emergency_numbers": " Room: +7 717 1 \n\n Ambulance: 103",
        }
        assert signed_in(aigerim).post("/missions/steppe/edit/", sent).status_code == 302
        mission.refresh_from_db()
        assert (mission.takes_text_messages, mission.keeps_positions) == (True, False)
        assert mission.emergency_numbers == "Room: +7 717 1\nAmbulance: 103"
