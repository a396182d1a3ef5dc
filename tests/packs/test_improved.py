from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps

from baqylau.core.problem import Refused
from baqylau.election.models import Area, Commission, Contest, Election, Option, PublishedFigure, Station
from baqylau.results.models import Protocol
from baqylau.site import packs
from baqylau.trail.models import Entry
from tests.packs.conftest import change

pytestmark = pytest.mark.django_db


def rows() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def test_the_small_pack_is_loaded_with_all_its_links(small_pack: Path) -> None:
    election = packs.load(small_pack)
    assert [str(area) for area in election.areas.order_by("path")] == ["Exland", "North", "South"]
    assert election.areas.get(code="north").path == "xx/north/"
    assert election.areas.get(code="north").boundary["type"] == "Polygon"
    north = election.commissions.get(code="north")
    assert north.parent == election.commissions.get(code="centre")
    station = election.stations.get(code="01/A")
    assert (station.commission, station.area, station.voters_on_list) == (north, north.area, 100)
    assert election.stations.get(code="02/A").voters_on_list is None
    registration = election.events.get()
    assert (registration.ends_rule or {}).get("length") == -30
    assert (registration.rule, registration.kind, registration.duty) == (None, "candidates", "central")
    assert election.weekend == [4, 5]
    assert list(election.days_off.values_list("worked", flat=True)) == [False, True]
    assert [area.time_zone for area in election.areas.order_by("path")] == ["", "Asia/Aqtau", ""]
    assert election.published_figures.get(code="votes:red").option == Option.objects.get(code="red")
    assert election.areas.get(code="south").search_key == "south\nоңтүстік"


def test_each_station_gets_the_ballots_of_its_kind_and_place(small_pack: Path) -> None:
    election = packs.load(small_pack)
    ballots = {
        station.code: [contest.code for contest in station.contests.all()]
        for station in election.stations.all()
    }
    assert ballots == {"01/A": ["list", "north"], "02/A": ["list"], "03/A": ["list"]}


def test_a_station_may_name_its_ballots(small_pack: Path) -> None:
    stations = (small_pack / "stations.csv").read_text().splitlines()
    named = [
        stations[0] + ",contests",
        stations[1] + ",",
        stations[2] + ",north list",
        stations[3] + ",north",
    ]
    (small_pack / "stations.csv").write_text("\n".join(named) + "\n")
    election = packs.load(small_pack)
    assert election.stations.get(code="02/A").contests.count() == 2
    assert [contest.code for contest in election.stations.get(code="03/A").contests.all()] == ["north"]


def test_the_same_pack_twice_changes_nothing_and_writes_nothing_to_the_trail(small_pack: Path) -> None:
    first = packs.load(small_pack)
    before = rows()
    assert packs.load(small_pack) == first
    assert rows() == before
    assert Entry.objects.filter(action="election.pack_loaded").count() == 1


def test_an_improved_pack_updates_in_place_and_says_so_in_the_trail(small_pack: Path) -> None:
    before = packs.load(small_pack)
    keys = {station.code: station.pk for station in Station.objects.all()}
    change(small_pack, "stations.csv", "School", "Lyceum")
    change(small_pack, "options.csv", "Red,", "Reds,")
    change(small_pack, "published.csv", ",60,", ",61,")
    change(small_pack, "election.toml", "Small election", "Small election, repeated")
    change(small_pack, "areas.csv", "2000-01-01,,20,,,South", "1999-01-01,,20,,,The South")
    change(small_pack, "stations.csv", "01/A,ordinary", "01/A,abroad")
    after = packs.load(small_pack)
    assert after.pk == before.pk
    assert str(after) == "Small election, repeated"
    assert {station.code: station.pk for station in Station.objects.all()} == keys
    assert Station.objects.get(code="01/A").name == "Lyceum"
    assert [contest.code for contest in Station.objects.get(code="01/A").contests.all()] == ["list"]
    assert Station.objects.get(code="01/A").search_key == "01/a\nlyceum"
    assert str(Option.objects.get(code="red")) == "Reds"
    assert PublishedFigure.objects.get(code="votes:red").value == "61"
    assert Area.objects.filter(code="south").values_list("names__en", flat=True).get() == "The South"
    assert Entry.objects.filter(action="election.pack_loaded").count() == 2


def test_what_an_improved_pack_no_longer_has_is_removed(small_pack: Path) -> None:
    packs.load(small_pack)
    before = rows()
    change(small_pack, "stations.csv", "02/A,ordinary,,south,centre,,made up\n", "")
    change(small_pack, "areas.csv", "south,xx,region,2000-01-01,,20,,,South,Оңтүстік,made up\n", "")
    change(
        small_pack, "published.csv", "votes:blue,votes,list,blue,,40,count,,,final,final,yes,made up,\n", ""
    )
    change(small_pack, "options.csv", "list,blue,party,2,2,#0072b2,,Blue,made up\n", "")
    packs.load(small_pack)
    gone = {label: count - before[label] for label, count in rows().items() if count < before[label]}
    assert gone == {
        "election.Station": -1,
        "election.Area": -1,
        "election.PublishedFigure": -1,
        "election.Option": -1,
    }


def test_a_whole_contest_and_a_branch_of_commissions_can_go(small_pack: Path) -> None:
    packs.load(small_pack)
    toml = (small_pack / "election.toml").read_text()
    (small_pack / "election.toml").write_text(toml[: toml.rindex("[[contest]]")])
    change(small_pack, "options.csv", "north,someone,candidate,1,,,red,Someone,made up\n", "")
    for file in ("commissions.csv", "stations.csv"):
        (small_pack / file).unlink()
    packs.load(small_pack)
    assert Contest.objects.count() == 1
    assert not Commission.objects.exists()
    assert not Station.objects.exists()


def test_what_something_refers_to_is_not_removed_and_the_whole_load_is_undone(small_pack: Path) -> None:
    election = packs.load(small_pack)
    Protocol.objects.create(
        station=Station.objects.get(code="02/A"),
        contest=Contest.objects.get(code="list"),
        source_kind="observer_copy",
        lines={},
        votes={},
        source="a copy",
    )
    before = rows()
    change(small_pack, "stations.csv", "02/A,ordinary,,south,centre,,made up\n", "")
    change(small_pack, "election.toml", "Small election", "Another name")
    with pytest.raises(Refused) as refused:
        packs.load(small_pack)
    assert [problem.code for problem in refused.value.problems] == ["P.160"]
    assert "'02/A'" in str(refused.value)
    assert rows() == before
    assert str(Election.objects.get(pk=election.pk)) == "Small election"


def test_two_elections_share_the_areas_of_a_country(small_pack: Path) -> None:
    packs.load(small_pack)
    change(small_pack, "election.toml", 'code = "small"', 'code = "second"')
    (small_pack / "boundaries.geojson").unlink()
    change(small_pack, "areas.csv", "south,xx,region,2000-01-01,,20", "east,xx,region,2000-01-01,,30")
    change(small_pack, "stations.csv", "south", "east")
    second = packs.load(small_pack)
    assert Area.objects.count() == 4
    assert second.areas.count() == 3
    assert second.areas.get(code="north").boundary is not None
    assert set(second.areas.get(code="north").elections.values_list("code", flat=True)) == {"small", "second"}


def test_a_pack_may_say_where_stations_are(small_pack: Path) -> None:
    file = small_pack / "stations.csv"
    election = packs.load(small_pack)
    assert election.stations.get(code="01/A").settlement == ""
    more = (",settlement,latitude,longitude", ",urban,43.2567,-76.9286", ",rural,,", ",,,")
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line + add for line, add in zip(lines, more, strict=True)), encoding="utf-8")
    packs.load(small_pack)
    found = election.stations.order_by("code").values_list("settlement", "latitude", "longitude")
    assert list(found) == [("urban", 43.2567, -76.9286), ("rural", None, None), ("", None, None)]
