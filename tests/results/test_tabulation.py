"""Adding up along the hierarchy: against the slow way, incrementally, and beside official totals."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.results.test_station_files import FILES, documented

from baqylau.results.methods.reconcile import Official, Why, compare, not_published
from baqylau.results.methods.station_table import Level, StationTable
from baqylau.results.methods.tabulation import Progress, Tabulation, stations_under, tabulate
from baqylau.results.sources.columns import read_columns
from baqylau.results.sources.station_file import read_station_file

Row = tuple[str, str, int, tuple[int, int]]

rows = st.lists(
    st.tuples(
        st.sampled_from("NSE"),
        st.sampled_from("xy"),
        st.integers(0, 2**31 - 1),
        st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 99)),
    ),
    min_size=1,
    max_size=60,
)


def table_of(made: list[Row]) -> StationTable:
    content = "station,region,district,on_list,v_a,v_b\n" + "".join(
        f"{at},{region},{district},{on_list},{a},{b}\n"
        for at, (region, district, on_list, (a, b)) in enumerate(made)
    )
    columns = 'station = "station"\nlevels = ["region", "district"]\non_list = "on_list"\noptions = "v_"'
    return read_station_file(content.encode(), "a.csv", read_columns(columns.encode(), "c.toml"))


def slowly(made: list[Row], depth: int) -> dict[tuple[str, ...], list[int]]:
    sums: dict[tuple[str, ...], list[int]] = {}
    for region, district, on_list, (a, b) in made:
        own = sums.setdefault((region, district)[:depth], [0, 0, 0, 0])
        for at, number in enumerate((1, on_list, a, b)):
            own[at] += number
    return sums


def as_numbers(tabulation: Tabulation, level: str) -> dict[tuple[str, ...], list[int]]:
    totals = tabulation.by_name[level]
    return {
        area: [int(totals.stations[at]), int(totals.lines["on_list"][at]), *totals.votes[at].tolist()]
        for at, area in enumerate(totals.areas)
    }


@settings(deadline=None)
@given(rows, st.booleans())
def test_every_level_is_what_adding_one_after_the_other_gives(made: list[Row], in_order: bool) -> None:
    made = sorted(made) if in_order else made
    tabulation = tabulate(table_of(made * 4))
    for depth, level in enumerate(("all", "region", "district")):
        assert as_numbers(tabulation, level) == slowly(made * 4, depth)


def test_long_runs_and_areas_that_come_again_are_added_up() -> None:
    made: list[Row] = (
        [("N", "x", 1, (2, 3))] * 40 + [("S", "x", 1, (1, 1))] * 40 + [("N", "x", 5, (7, 0))] * 40
    )
    assert as_numbers(tabulate(table_of(made)), "district") == slowly(made, 2)


@pytest.mark.parametrize("order", ["by area", "areas in turn", "none"])
def test_many_stations_in_any_order_are_added_up(order: str) -> None:
    made: list[Row] = [("NSE"[at % 3], "xy"[at % 2], at, (at % 7, 2**31 - 1 - at)) for at in range(60_000)]
    if order == "by area":
        made.sort()
    elif order == "areas in turn":  # each area's stations stand together in four places
        made.sort(key=lambda row: (row[2] % 4, row[1], row[0]))
    else:
        assert made[0][:2] != made[1][:2]
    absent = np.array([row[2] % 5 == 0 for row in made])
    table = replace(table_of(made), absent_lines={"on_list": absent})
    tabulation = tabulate(table)
    for depth, level in enumerate(("all", "region", "district")):
        assert as_numbers(tabulation, level) == slowly(made, depth)
        lacking = Counter(row[:2][:depth] for row in made if row[2] % 5 == 0)
        totals = tabulation.by_name[level]
        assert dict(zip(totals.areas, totals.lacking["on_list"].tolist(), strict=True)) == lacking


def test_each_total_opens_to_its_stations() -> None:
    made: list[Row] = [("N", "x", 1, (2, 3)), ("S", "x", 1, (1, 1)), ("N", "x", 5, (7, 0))]
    table = table_of(made)
    assert stations_under(table, "district", ["N", "x"]).tolist() == [0, 2]
    assert stations_under(table, "all", []).tolist() == [0, 1, 2]


def test_an_area_without_a_station_has_sums_of_0() -> None:
    table = table_of([("N", "x", 1, (2, 3))])
    region, district = table.levels
    table = replace(
        table,
        levels=(
            replace(region, areas=(("N",), ("S",))),
            replace(district, areas=(("N", "x"), ("N", "y"), ("S", "x"))),
        ),
    )
    assert as_numbers(tabulate(table), "region") == {("N",): [1, 1, 2, 3], ("S",): [0, 0, 0, 0]}
    assert tabulate(table).by_name["region"].line("on_list", 1) is None


def test_no_station_at_all_is_a_tabulation_too() -> None:
    table = table_of([("N", "x", 1, (2, 3))])
    nothing = replace(
        table,
        stations=(),
        votes=table.votes[:0],
        lines={"on_list": table.lines["on_list"][:0]},
        levels=(Level("region", (("N",),), np.zeros(0, dtype=np.int32)),),
    )
    assert as_numbers(tabulate(nothing), "all") == {(): [0, 0, 0, 0]}


def test_what_stations_do_not_give_is_counted() -> None:
    table = table_of([("N", "x", 1, (2, 3)), ("N", "y", 4, (1, 1)), ("S", "x", 0, (1, 1))])
    table = replace(table, absent_lines={"on_list": np.array([False, False, True])})
    totals = tabulate(table).by_name["region"]
    assert totals.lacking["on_list"].tolist() == [0, 1]
    assert [totals.line("on_list", at) for at in (0, 1)] == [5, None]
    assert totals.line("issued", 0) is None


def test_shares_are_of_the_votes_or_of_another_base() -> None:
    totals = tabulate(table_of([("N", "x", 200, (20, 30)), ("S", "x", 10, (0, 0))])).by_name["region"]
    assert totals.shares()[0].tolist() == [0.4, 0.6]
    assert np.isnan(totals.shares()[1]).all()
    assert totals.shares(totals.lines["on_list"])[0].tolist() == [0.1, 0.15]


def test_the_real_file_adds_up_to_what_is_known_of_it() -> None:
    table = read_station_file(
        FILES["ge_2016"].read_bytes(), "a.csv", read_columns(documented("ge_2016"), "c.toml")
    )
    whole = tabulate(table).by_name["all"]
    votes = dict(zip(table.options, whole.votes[0].tolist(), strict=True))
    assert (votes["08_alliance_of_patriots"], sum(votes.values())) == (87573, 1751506)
    assert votes["41_georgian_dream"] == 852576
    assert len(tabulate(table).by_name["district"].areas) == 74


protocols = st.lists(
    st.tuples(
        st.sampled_from("1234"), st.one_of(st.none(), st.tuples(st.integers(0, 99), st.integers(0, 99)))
    ),
    max_size=30,
)


@settings(deadline=None)
@given(protocols)
def test_progress_is_what_the_last_versions_add_up_to(
    arrived: list[tuple[str, tuple[int, int] | None]],
) -> None:
    areas = {"1": ("N", "x"), "2": ("N", "y"), "3": ("S", "x"), "4": ("S", "x")}
    progress = Progress(areas, ("a", "b"))
    last: dict[str, tuple[int, int]] = {}
    for station, given_ in arrived:
        if given_ is None:
            progress.take_out(station)
            last.pop(station, None)
        else:
            progress.put(station, {"valid": sum(given_)}, dict(zip("ab", given_, strict=True)))
            last[station] = given_
    for area in ((), ("N",), ("S",), ("N", "x"), ("S", "x")):
        under = [station for station, path in areas.items() if path[: len(area)] == area]
        here = [last[station] for station in under if station in last]
        assert progress.reported(area) == (len(here), len(under))
        assert progress.votes(area) == {"a": sum(a for a, _ in here), "b": sum(b for _, b in here)}
        assert progress.line("valid", area) == (sum(map(sum, here)) if here else None)


MADE: list[Row] = [
    ("N", "x", 1200, (423, 100)),
    ("N", "x", 1000, (334, 120)),
    ("N", "y", 700, (150, 90)),
    ("S", "x", 800, (222, 81)),
]


def compared(level: str, *official: Official) -> list[tuple[bool, list[tuple[str, tuple[str, ...], str]]]]:
    table = table_of(MADE)
    return [
        (one.agrees, [(why.why, why.cells, why.station) for why in one.explanations])
        for one in compare(table, tabulate(table), level, official)
    ]


def north(a: int = 907, b: int = 310, on_list: int = 2900) -> Official:
    return Official(("N",), {"on_list": on_list}, {"a": a, "b": b})


def test_a_total_that_agrees_needs_no_explanation() -> None:
    assert compared("region", north()) == [(True, [])]


@pytest.mark.parametrize(
    ("official", "why"),
    [
        (north(907 - 150, 310 - 90, 2900 - 700), (Why.LEFT_OUT, ("on_list", "a", "b"), "2")),
        (north(907 + 334, 310 + 120, 2900 + 1000), (Why.TWICE, ("on_list", "a", "b"), "1")),
        (north(907 - 60, 310 + 60), (Why.CHANGED_PLACES, ("a", "b"), "2")),
        (north(970), (Why.SWAPPED_IN_TOTAL, ("a",), "")),
        (north(917), (Why.CHANGED_IN_TOTAL, ("a",), "")),
        (north(907 + 9), (Why.SWAPPED_IN_STATION, ("a",), "1")),
    ],
)
def test_a_difference_is_explained(official: Official, why: tuple[Why, tuple[str, ...], str]) -> None:
    [(agrees, found)] = compared("region", official)
    assert not agrees
    assert why in found


def test_a_difference_that_nothing_explains_is_just_said() -> None:
    assert compared("region", north(907 + 333)) == [(False, [])]


def test_stations_that_are_missing_are_named() -> None:
    table = table_of(MADE)
    expected = {("N",): ["0", "1", "2", "8"], ("E",): ["9"]}
    official = [north(), Official(("E",), {}, {"a": 5})]
    first, second = compare(table, tabulate(table), "region", official, expected)
    assert (first.missing, first.stations) == (("8",), 3)
    assert (second.missing, second.stations, second.in_table) == (("9",), 0, False)
    assert not second.agrees
    assert second.cells[0].ours is None
    assert not_published(tabulate(table), "region", official) == [("S",)]


def test_options_and_lines_of_which_we_have_nothing_are_not_0() -> None:
    table = table_of(MADE)
    [one] = compare(table, tabulate(table), "all", [Official((), {"issued": 0}, {"z": 0})])
    assert [cell.ours for cell in one.cells] == [None, None]
    assert not one.agrees


def test_areas_of_the_real_file_are_told_apart_by_their_path() -> None:
    table = read_station_file(
        FILES["am_2021"].read_bytes(), "a.csv", read_columns(documented("am_2021"), "c.toml")
    )
    areas = table.levels[1].areas
    assert max(Counter(areas).values()) == 1
    assert len(areas) == 81
