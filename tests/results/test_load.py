"""Protocols from a pack: loaded whole, a second time without a change, improved in place, summed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Contest, Election, Option, Station
from baqylau.results.actions.load import Loaded, load
from baqylau.results.models import Protocol, ProtocolSource
from baqylau.results.sources.pack import Part, ProtocolRow, ResultTable
from baqylau.site import packs
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def contest(election: Election) -> Contest:
    contest = Contest.objects.create(election=election, code="list", kind="party_list", seats=3)
    for code in ("a", "b"):
        Option.objects.create(contest=contest, code=code, kind="party", names={"en": code})
    for code in ("1", "2", "3"):
        Station.objects.create(election=election, code=code).contests.add(contest)
    return contest


def part(*stations: str, votes: int = 5, **more: object) -> Part:
    rows = tuple(
        ProtocolRow(row, station, {"on_list": 9}, {"a": votes, "b": 1})
        for row, station in enumerate(stations, start=2)
    )
    table = ResultTable(
        file="results/table.csv",
        sha256="0" * 64,
        contest="list",
        source_kind="official_table",
        source="The commission",
        options=("a", "b"),
        rows=rows,
    )
    return Part((replace(table, **more),))


def test_a_load_makes_protocols_and_one_entry_in_the_trail(contest: Contest, administrator: User) -> None:
    assert load(part("1", "2"), election=contest.election, by=administrator) == Loaded(made=2)
    protocol = Protocol.objects.get(station__code="1")
    assert (protocol.lines, protocol.votes, protocol.source) == (
        {"on_list": 9},
        {"a": 5, "b": 1},
        "The commission",
    )
    assert protocol.source_kind == ProtocolSource.OFFICIAL_TABLE
    assert Entry.objects.filter(action="results.tables_loaded").count() == 1


def test_the_same_part_again_changes_nothing(contest: Contest) -> None:
    load(part("1", "2"), election=contest.election, by=None)
    entries = Entry.objects.count()
    assert load(part("1", "2"), election=contest.election, by=None) == Loaded()
    assert Entry.objects.count() == entries
    assert Protocol.objects.count() == 2


def test_an_improved_table_updates_adds_and_removes(contest: Contest) -> None:
    load(part("1", "2"), election=contest.election, by=None)
    kept = Protocol.objects.get(station__code="2").pk
    loaded = load(part("2", "3", votes=6), election=contest.election, by=None)
    assert loaded == Loaded(made=1, changed=1, removed=1)
    assert set(Protocol.objects.values_list("station__code", flat=True)) == {"2", "3"}
    assert Protocol.objects.get(pk=kept).votes["a"] == 6
    assert Entry.objects.filter(action="results.tables_loaded").count() == 2


def test_protocols_from_another_source_stay(contest: Contest) -> None:
    copy = part("1", source_kind="observer_copy")
    load(copy, election=contest.election, by=None)
    load(part("2"), election=contest.election, by=None)
    assert Protocol.objects.filter(source_kind="observer_copy").count() == 1


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"contest": "district"}, "R.121"),
        ({"options": ("a", "b", "c")}, "R.122"),
    ],
)
def test_a_table_of_what_the_election_does_not_have_is_refused(
    contest: Contest, wrong: dict[str, object], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        load(part("1", **wrong), election=contest.election, by=None)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert not Protocol.objects.exists()


def test_a_station_that_is_unknown_or_has_no_such_ballot_is_refused_with_its_row(contest: Contest) -> None:
    Station.objects.create(election=contest.election, code="abroad")
    with pytest.raises(Refused) as refused:
        load(part("1", "9", "abroad"), election=contest.election, by=None)
    assert [(problem.code, problem.where) for problem in refused.value.problems] == [
        ("R.123", "'results/table.csv', row 3"),
        ("R.124", "'results/table.csv', row 4"),
    ]
    assert not Protocol.objects.exists()


def test_many_stations_need_few_queries(contest: Contest) -> None:
    codes = [f"s{number}" for number in range(400)]
    stations = Station.objects.bulk_create(Station(election=contest.election, code=code) for code in codes)
    contest.stations.add(*stations)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        load(part(*codes), election=contest.election, by=None)
    assert len(queries) < 20


def test_a_protocol_version_stands_once(contest: Contest) -> None:
    load(part("1"), election=contest.election, by=None)
    twin = Protocol.objects.get()
    twin.pk = None
    with (
        pytest.raises(IntegrityError, match=r"a_public_protocol_version_stands_once|UNIQUE"),
        transaction.atomic(),
    ):
        twin.save(force_insert=True)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"source": ""}, "a_protocol_names_its_source"),
        ({"source_kind": "hearsay"}, "a_protocol_has_a_known_kind_of_source"),
        ({"version": 0}, "a_protocol_version_counts_from_one"),
    ],
)
def test_the_database_refuses_a_protocol_that_is_none(
    contest: Contest, wrong: dict[str, object], rule: str
) -> None:
    right = {"source_kind": "official_table", "lines": {}, "votes": {}, "source": "The commission"}
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Protocol.objects.create(station=contest.stations.first(), contest=contest, **{**right, **wrong})


def line(protocols: list[Protocol], code: str) -> int:
    return sum(protocol.lines[code] for protocol in protocols)


def votes(protocols: list[Protocol]) -> int:
    return sum(sum(protocol.votes.values()) for protocol in protocols)


def test_armenia_2021_sums_to_what_its_source_says() -> None:
    election = packs.load(packs.shipped("am_2021"))
    protocols = list(Protocol.objects.filter(contest__election=election))
    assert len(protocols) == 2008
    assert line(protocols, "on_list") == 2_595_012
    assert line(protocols, "cast") == 1_281_497
    assert line(protocols, "invalid") == 4_548
    assert line(protocols, "valid") == votes(protocols) == 1_276_238
    assert sum(protocol.votes["civil_contract"] for protocol in protocols) == 688_598
    unequal = [one for one in protocols if one.lines["valid"] + one.lines["invalid"] != one.lines["cast"]]
    assert len(unequal) == 464
    assert all(one.lines["valid"] == sum(one.votes.values()) for one in protocols)


def test_georgia_2016_sums_to_what_its_source_says() -> None:
    election = packs.load(packs.shipped("ge_2016"))
    protocols = list(Protocol.objects.filter(contest__election=election))
    assert len(protocols) == 3668
    assert line(protocols, "on_list") == 3_490_608
    assert line(protocols, "on_special_list") == 82_905
    assert line(protocols, "received") == 3_272_549
    assert line(protocols, "issued") == 1_816_097
    assert line(protocols, "invalid") == 62_575
    assert votes(protocols) == 1_751_506
    differences = [one.lines["issued"] - one.lines["invalid"] - sum(one.votes.values()) for one in protocols]
    assert sum(one > 0 for one in differences) == 908
    assert sum(one < 0 for one in differences) == 125
