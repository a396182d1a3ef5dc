"""The results part of a pack is read whole or refused whole, with everything that is wrong in it."""

from __future__ import annotations

import pytest

from baqylau.core.problem import Refused
from baqylau.results.sources.pack import Part, read

TOML = """[[table]]
contest = "list"
source_kind = "official_table"
file = "stations.csv"
source = "The commission"
station = "station"
ignored = ["region"]

[table.lines]
registered = "on_list"
spoilt = "invalid"

[table.options]
v_a = "a"
v_b = "b"
"""
CSV = """station,region,registered,spoilt,v_a,v_b
01-A/7,North,100,2,40,30
002,North,50,,0,
"""


def files(toml: str = TOML, csv: str = CSV, **more: str) -> dict[str, bytes]:
    named = {"results.toml": toml, "stations.csv": csv, **more}
    return {name: content.encode() for name, content in named.items()}


def codes(given: dict[str, bytes]) -> list[str]:
    with pytest.raises(Refused) as refused:
        read(given)
    return [problem.code for problem in refused.value.problems]


def read_part() -> Part:
    part = read(files())
    assert part is not None
    return part


def test_a_pack_without_results_has_no_part() -> None:
    assert read({}) is None


def test_rows_become_lines_and_votes_by_their_codes() -> None:
    (table,) = read_part().tables
    first = table.rows[0]
    assert (first.station, first.lines, first.votes) == (
        "01-A/7",
        {"on_list": 100, "invalid": 2},
        {"a": 40, "b": 30},
    )
    assert table.options == ("a", "b")
    assert table.source == "The commission"


def test_an_empty_cell_is_absent_and_never_nought() -> None:
    second = read_part().tables[0].rows[1]
    assert second.lines == {"on_list": 50}
    assert second.votes == {"a": 0}


def test_the_code_of_a_station_is_text() -> None:
    assert [row.station for row in read_part().tables[0].rows] == ["01-A/7", "002"]


WRONG = {
    "no description": ({"stations.csv": CSV.encode()}, "R.101"),
    "a file that is not there": (files(TOML.replace("stations.csv", "precincts.csv")), "R.102"),
    "a file that nothing describes": (files(**{"more.csv": CSV}), "R.103"),
    "a column used twice": (files(TOML.replace('["region"]', '["region", "v_a"]')), "R.104"),
    "an option from two columns": (files(TOML.replace('"b"', '"a"')), "R.105"),
    "a contest with two tables": (files(TOML + TOML), "R.106"),
    "a station twice": (files(csv=CSV + "002,North,1,1,1,1\n"), "R.107"),
    "no station": (files(csv=CSV.splitlines()[0] + "\n"), "R.108"),
    "a column neither used nor ignored": (files(TOML.replace('["region"]', "[]")), "C.123"),
    "a column that is not there": (files(TOML.replace("spoilt", "spoiled")), "C.121"),
    "a line nobody knows": (files(TOML.replace('"on_list"', '"on_lists"')), "C.144"),
    "a kind of source nobody knows": (files(TOML.replace("official_table", "hearsay")), "C.144"),
    "no source": (files(TOML.replace('source = "The commission"\n', "")), "C.142"),
    "an unknown key": (files("total = 3\n" + TOML), "C.143"),
    "an unknown key of a table": (files(TOML.replace("station =", "formula = 1\nstation =")), "C.143"),
    "a cell that is no number": (files(csv=CSV.replace("40", "4O")), "C.134"),
    "negative votes": (files(csv=CSV.replace("40", "-40")), "C.134"),
    "a row cut off": (files(csv=CSV[:-5]), "C.125"),
    "no code of the station": (files(csv=CSV.replace("002", "")), "C.131"),
    "a description that is not TOML": (files("contest: list"), "C.141"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_is_refused(what: str) -> None:
    given, code = WRONG[what]
    assert code in codes(given)


def test_everything_wrong_is_said_at_once_with_row_and_column() -> None:
    with pytest.raises(Refused) as refused:
        read(files(csv=CSV.replace("40", "4O").replace("50,", "-5,")))
    assert [problem.where for problem in refused.value.problems] == [
        "'results/stations.csv', row 2, column 'v_a'",
        "'results/stations.csv', row 3, column 'registered'",
    ]
