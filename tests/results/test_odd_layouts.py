"""Official tables as they come: merged cells, subtotals, a row for each party, lines out of lines."""

from __future__ import annotations

import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from baqylau.core.problem import Refused
from baqylau.results.methods.lines import Circular, NotAFormula, formula, in_columns
from baqylau.results.methods.station_table import StationTable
from baqylau.results.methods.tabulation import tabulate
from baqylau.results.sources.columns import read_columns
from baqylau.results.sources.station_file import read_station_file

MERGED = """Region,District,Station,List,Box,Invalid,Red,Blue
North,,,,,,,
,Lake,1,100,60,2,30,28
,,2,90,50,0,20,30
,Lake total,,190,110,2,50,58
,Hill,1,80,40,1,20,19
North total,,,270,150,3,70,77
South,Sea,1,70,30,0,15,15
South total,,,70,30,0,15,15
All,,,340,180,3,85,92
"""
MERGED_COLUMNS = """
station = ["Region", "District", "Station"]
levels = ["Region", "District"]
carried_down = ["Region", "District"]
on_list = "List"
in_box = "Box"
invalid = "Invalid"
valid = "in_box - invalid"
options = ["Red", "Blue"]

[rows_left_out]
Station = [""]
"""

LONG = """county,precinct,candidate,votes,officer
Adams,1,Registered Voters,100,A
Adams,1,Ballots Cast,60,A
Adams,1,Red,30,A
Adams,1,Blue,29,A
Adams,2,Registered Voters,90,B
Adams,2,Red,20,B
Adams,2,Ballots Cast,50,B
Brown,1,Ballots Cast,40,C
Brown,1,Blue,40,C
Brown,1,Red,0,C
"""
LONG_COLUMNS = """
station = ["county", "precinct"]
levels = ["county"]
on_list = "Registered Voters"
cast = "Ballots Cast"
options = ["Red", "Blue"]
ignored = ["officer"]

[turned]
names = "candidate"
numbers = "votes"
"""


def read(content: str | bytes, columns: str, name: str = "a.csv") -> StationTable:
    content = content.encode() if isinstance(content, str) else content
    return read_station_file(content, name, read_columns(columns.encode(), "c.toml"))


def refused(content: str, columns: str) -> str:
    with pytest.raises(Refused) as caught:
        read(content, columns)
    return str(caught.value)


def test_merged_cells_are_carried_down_and_subtotals_are_left_out() -> None:
    table = read(MERGED, MERGED_COLUMNS)
    assert table.stations == ("North/Lake/1", "North/Lake/2", "North/Hill/1", "South/Sea/1")
    assert table.row_of.tolist() == [3, 4, 6, 8]
    totals = tabulate(table).by_name
    assert totals["all"].votes.tolist() == [[85, 92]]
    assert totals["Region"].areas == (("North",), ("South",))
    assert totals["Region"].line("valid", 0) == 147


def test_a_subtotal_is_not_carried_down() -> None:
    content = MERGED.replace("South,Sea,1", ",Sea,1")
    columns = MERGED_COLUMNS + 'Region = ["North total"]\n'
    assert read(content, columns).stations[-1] == "North/Sea/1"


def test_rows_are_left_out_by_what_stands_in_them_and_others_are_read() -> None:
    content = "station,on_list,a\n1,10,5\nTotal,20,9\n2,10,4\ntotal,1,1\n"
    columns = (
        'station = "station"\non_list = "on_list"\noptions = ["a"]\n[rows_left_out]\nstation = ["Total"]\n'
    )
    assert read(content, columns).stations == ("1", "2", "total")


def test_a_row_for_each_party_becomes_one_for_each_station() -> None:
    table = read(LONG, LONG_COLUMNS)
    assert table.stations == ("Adams/1", "Adams/2", "Brown/1")
    assert table.row_of.tolist() == [2, 6, 9]
    assert table.votes.tolist() == [[30, 29], [20, 0], [0, 40]]
    assert table.absent_votes is not None
    assert table.absent_votes.tolist() == [[False, False], [False, True], [False, False]]
    assert table.lines["cast"].tolist() == [60, 50, 40]
    assert table.absent_lines["on_list"].tolist() == [False, False, True]


def test_a_parquet_file_with_missing_numbers_is_turned_too() -> None:
    sink = io.BytesIO()
    long = {"s": ["1", "1", "2", "2"], "who": ["a", "b", "a", "b"], "n": [1.0, float("nan"), 3.0, 4.0]}
    pq.write_table(pa.table(long), sink)
    columns = 'station = "s"\noptions = ["a", "b"]\n[turned]\nnames = "who"\nnumbers = "n"\n'
    table = read(sink.getvalue(), columns, "a.parquet")
    assert table.votes.tolist() == [[1, 0], [3, 4]]
    assert table.absent_votes is not None
    assert table.absent_votes.tolist() == [[False, True], [False, False]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda text: text + "Adams,1,Red,31,A\n", "R.239 'a.csv', row 12, column 'candidate'"),
        (lambda text: text.replace("Blue,29", "Blue,2 900"), "R.243 'a.csv', row 5, column 'votes'"),
        (lambda text: text.replace("Blue,29", ",29"), "R.234 'a.csv', row 5, column 'candidate'"),
        (lambda text: text.replace("Blue,29", "Bleu,29"), "R.232 'a.csv', row 1, column 'Bleu'"),
        (lambda text: text.replace("Blue", "officer"), "C.122 'a.csv'"),
        (lambda text: text.replace("candidate", "who"), "R.231 'c.toml': 'a.csv' has no column 'candidate'"),
        (lambda text: text.replace("Red,", "Green,"), "R.231 'c.toml': 'a.csv' has no column 'Red'"),
        (lambda text: text.splitlines()[0] + "\n", "R.233"),
    ],
)
def test_what_cannot_be_turned_is_said_with_its_row(change: Callable[[str], str], says: str) -> None:
    assert says in refused(change(LONG), LONG_COLUMNS)


def test_what_is_said_of_a_station_is_the_same_in_its_rows() -> None:
    columns = LONG_COLUMNS.replace('"county", "precinct"', '"precinct"')
    message = refused("county,precinct,candidate,votes,officer\nA,1,Red,1,x\nB,1,Blue,1,x\n", columns)
    assert "R.239 'a.csv', row 3, column 'county': Another row of the station, 2" in message


def test_so_many_names_are_no_names_of_options() -> None:
    rows = "".join(f"A,1,{number},{number},x\n" for number in range(2001))
    assert "R.239" in refused("county,precinct,candidate,votes,officer\n" + rows, LONG_COLUMNS)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (MERGED_COLUMNS.replace('Station = [""]', 'Stations = [""]'), "R.231"),
        (MERGED_COLUMNS.replace('["Region", "District"]\non', '["Region", "Town"]\non'), "R.231"),
        (MERGED_COLUMNS.replace('Station = [""]', "Station = 5"), "C.144"),
        (MERGED_COLUMNS.replace('carried_down = ["Region", "District"]\n', ""), "R.234"),
        (MERGED_COLUMNS + '\n[turned]\nnames = "Red"\n', "C.142"),
        (MERGED_COLUMNS + '\n[turned]\nnames = "Red"\nnumbers = "Blue"\nmore = 1\n', "C.143"),
    ],
)
def test_a_layout_that_does_not_fit_the_file_is_numbered(columns: str, code: str) -> None:
    assert code in refused(MERGED, columns)


def merged_workbook() -> bytes:
    """As a commission's spreadsheet has it: a title, merged cells, a total."""
    book = Workbook()
    sheet = book.active
    for row in (
        ["Results by station"],
        ["Region", "Station", "List", "Red", "Blue"],
        ["North", 1, 100, 30, 28],
        [None, 2, 90, 20, 30],
        ["South", 1, 70, 15, 15],
        ["Total", None, 260, 65, 73],
    ):
        sheet.append(row)
    sheet.merge_cells("A3:A4")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


WORKBOOK_COLUMNS = """
station = ["Region", "Station"]
levels = ["Region"]
header_row = 2
carried_down = ["Region"]
on_list = "List"
options = ["Red", "Blue"]
[rows_left_out]
Region = ["Total"]
"""


def test_a_spreadsheet_with_a_title_merged_cells_and_a_total_is_read() -> None:
    table = read(merged_workbook(), WORKBOOK_COLUMNS, "a.xlsx")
    assert table.stations == ("North/1", "North/2", "South/1")
    assert (table.row_of.tolist(), table.votes.sum(axis=0).tolist()) == ([3, 4, 5], [65, 73])


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_header_beyond_the_end_is_not_an_empty_file(name: str) -> None:
    content = merged_workbook() if name == "a.xlsx" else MERGED
    columns = WORKBOOK_COLUMNS.replace("header_row = 2", "header_row = 40")
    with pytest.raises(Refused, match=r"C\.103 .*row 40: The file has no row 40\. Correct 'header_row'"):
        read(content, columns, name)


def test_a_column_that_is_written_otherwise_is_named() -> None:
    columns = 'station = "Station"\non_list = "onlist"\nvalid = "sum"\noptions = ["a"]\nignored = "others"\n'
    message = refused("station,on_list,a\n1,1,1\n", columns)
    assert "has no column 'Station'. Is it 'station'? Its columns: station, on_list, a." in message
    assert "Is it 'on_list'?" in message
    assert "has no column 'sum'. Its columns" in message


def test_formulas_may_name_lines_that_are_formulas_themselves() -> None:
    content = "s,mobile,hall,bad,a\n1,10,50,2,58\n2,,40,1,39\n"
    columns = (
        'station = "s"\nvalid = "= in_box - invalid"\nin_box = "= in_box_mobile + in_box_stationary"\n'
        'in_box_mobile = "mobile"\nin_box_stationary = "hall"\ninvalid = "bad"\noptions = ["a"]\n'
    )
    table = read(content, columns)
    assert table.lines["valid"].tolist()[0] == 58
    assert table.absent_lines["valid"].tolist() == [False, True]


def test_a_line_that_is_optional_anywhere_and_needed_elsewhere_is_needed() -> None:
    made = in_columns({"a": formula("x + y?"), "b": formula("2*a - y"), "c": formula("a - 3 + z?")})
    assert made["b"].terms == {"x": 2, "y": 1}
    assert made["b"].optional == frozenset()
    assert (made["c"].constant, made["c"].optional) == (-3, {"y", "z"})


def test_lines_computed_from_themselves_are_refused() -> None:
    with pytest.raises(Circular) as caught:
        in_columns({"a": formula("b + 1"), "b": formula("c"), "c": formula("a"), "d": formula("a")})
    assert caught.value.codes == ("a", "b", "c")
    columns = 'station = "s"\nvalid = "= in_box"\nin_box = "= valid"\noptions = ["a"]\nignored = "others"\n'
    assert "R.213 'c.toml', key 'in_box': Lines are computed from themselves" in refused(
        "s,a\n1,1\n", columns
    )
    with pytest.raises(NotAFormula, match="9999"):
        in_columns({"a": formula("9999*x"), "b": formula("2*a")})
