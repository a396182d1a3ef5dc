"""Plain files of stations: COLUMNS.toml, CSV, Parquet and XLSX, and what is refused."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from baqylau.core.problem import Refused
from baqylau.results.methods.station_table import StationTable
from baqylau.results.sources.columns import Columns, read_columns
from baqylau.results.sources.station_file import read_station_file

ROOT = Path(__file__).parents[2]
PACKS = ROOT / "src/baqylau/packs"
FILES = {
    "ge_2016": PACKS / "ge_2016/results/precincts.csv",
    "am_2021": PACKS / "am_2021/results/stations.csv",
}

PLAIN = """
station = "station"
levels = ["region", "district"]
on_list = "on_list"
valid = "valid"
options = "v_"
"""
TABLE = """station,region,district,on_list,valid,v_a,v_b
1,North,Centre,100,50,20,30
2,North,Centre,100,60,20,40
3,South,Centre,100,,5,
"""


def documented(code: str) -> bytes:
    """A COLUMNS.toml as the documentation prints it."""
    text = (ROOT / "docs/results-files.md").read_text()
    found = re.search(rf"```toml\n# {code}\n(.*?)```", text, re.DOTALL)
    assert found
    return found[1].encode()


def columns(text: str = PLAIN) -> Columns:
    return read_columns(text.encode(), "COLUMNS.toml")


def table(content: str = TABLE, text: str = PLAIN, name: str = "stations.csv") -> StationTable:
    return read_station_file(content.encode(), name, columns(text))


def refused(content: str | bytes = TABLE, text: str = PLAIN, name: str = "stations.csv") -> dict[str, str]:
    """Codes and where, of what was refused."""
    with pytest.raises(Refused) as caught:
        read_station_file(content.encode() if isinstance(content, str) else content, name, columns(text))
    return {f"{one.code} {one.where}": f"{one.says} {one.remedy}" for one in caught.value.problems}


def refused_columns(text: str) -> list[str]:
    with pytest.raises(Refused) as caught:
        columns(text)
    return [one.code for one in caught.value.problems]


def test_a_file_becomes_one_table() -> None:
    read = table()
    assert read.stations == ("1", "2", "3")
    assert read.row_of.tolist() == [2, 3, 4]
    assert read.options == ("a", "b")
    assert read.votes.tolist() == [[20, 30], [20, 40], [5, 0]]
    assert read.lines["on_list"].tolist() == [100, 100, 100]


def test_an_empty_cell_is_absent_and_holds_0() -> None:
    read = table()
    assert read.absent_votes is not None
    assert read.absent_votes.tolist() == [[False, False], [False, False], [False, True]]
    assert read.absent_lines["valid"].tolist() == [False, False, True]
    assert "on_list" not in read.absent_lines
    assert read.lines["valid"].tolist() == [50, 60, 0]


def test_areas_named_alike_under_other_parents_stay_apart() -> None:
    district = table().levels[1]
    assert district.areas == (("North", "Centre"), ("South", "Centre"))
    assert district.area_of.tolist() == [0, 0, 1]


def test_areas_that_do_not_stand_together_are_one() -> None:
    mixed = TABLE + "4,North,Centre,1,1,1,0\n5,South,Centre,1,1,1,0\n"
    assert table(mixed).levels[1].area_of.tolist() == [0, 0, 1, 0, 1]
    assert table(mixed).levels[0].areas == (("North",), ("South",))


@pytest.mark.parametrize(("code", "stations", "votes"), [("ge_2016", 3668, 1751506), ("am_2021", 2008, None)])
def test_the_documented_columns_read_the_real_files(code: str, stations: int, votes: int | None) -> None:
    file = FILES[code]
    read = read_station_file(file.read_bytes(), file.name, read_columns(documented(code), f"{code}.toml"))
    assert len(read.stations) == stations
    if votes:
        assert read.votes.sum() == votes
        assert (read.lines["valid"] == read.lines["issued"] - read.lines["invalid"]).all()


def same(one: StationTable, other: StationTable) -> bool:
    return (
        one.stations == other.stations
        and one.options == other.options
        and bool((one.votes == other.votes).all())
        and all((one.lines[code] == other.lines[code]).all() for code in one.lines)
        and [level.areas for level in one.levels] == [level.areas for level in other.levels]
        and all((a.area_of == b.area_of).all() for a, b in zip(one.levels, other.levels, strict=True))
    )


def test_every_kind_of_file_says_the_same() -> None:
    content = FILES["am_2021"].read_bytes()
    described = read_columns(documented("am_2021"), "am.toml")
    plain = read_station_file(content, "a.csv", described)
    rows = list(csv.reader(io.StringIO(content.decode())))
    quoted = io.StringIO()
    csv.writer(quoted, quoting=csv.QUOTE_ALL).writerows(rows)
    with_semicolons = content.replace(b",", b";")
    files = [
        ("quoted.csv", quoted.getvalue().encode(), described),
        ("blank.csv", content.replace(b"\n", b"\n\n", 1), described),
        ("bom.csv", b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"), described),
        ("a.xlsx", spreadsheet(rows), described),
        ("a.parquet", parquet(rows), described),
        ("typed.parquet", parquet(rows, typed=True), described),
    ]
    for name, other, one in files:
        assert same(plain, read_station_file(other, name, one)), name
    semicolons = read_columns(b'separator = ";"\n' + documented("am_2021"), "am.toml")
    assert same(plain, read_station_file(with_semicolons, "a.csv", semicolons))


def spreadsheet(rows: list[list[str]]) -> bytes:
    book = Workbook()
    for at, row in enumerate(rows):
        numbers = [int(cell) if at and cell.isdigit() else cell for cell in row[8:]]
        book.active.append([*row[:8], *numbers])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def parquet(rows: list[list[str]], *, typed: bool = False) -> bytes:
    header, *body = rows
    made = {}
    for column, cells in zip(header, zip(*body, strict=True), strict=True):
        if not typed or column in header[:8]:
            made[column] = pa.array(cells).dictionary_encode() if column == "marz" else pa.array(cells)
        elif column.startswith("v_"):
            made[column] = pa.array([float(cell) for cell in cells])
        else:
            made[column] = pa.array([int(cell) for cell in cells], pa.int16())
    out = io.BytesIO()
    pq.write_table(pa.table(made), out, row_group_size=500)
    return out.getvalue()


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    with_a_blank_line = TABLE.replace("2,North", "\n2,North")
    assert table(with_a_blank_line).row_of.tolist() == [2, 4, 5]
    assert "R.241 'stations.csv', row 5, column 'v_a'" in refused(with_a_blank_line.replace(",5,", ",-5,"))
    titled = "Results of the election,,,,,,\n" + TABLE
    assert table(titled, "header_row = 2\n" + PLAIN).row_of.tolist() == [3, 4, 5]


def test_rows_of_empty_cells_are_passed_over() -> None:
    for ending in ("\n", "\r\n"):
        content = (TABLE.replace("3,South", ",,,,,,\n3,South") + ",,,,,,\n").replace("\n", ending)
        assert table(content).row_of.tolist() == [2, 3, 5]


def test_of_a_column_without_any_number_some_cells_are_told() -> None:
    rows = "".join(f"{at},North,Centre,100,50,twenty,30\n" for at in range(3000))
    found = refused(TABLE.splitlines()[0] + "\n" + rows)
    assert len(found) == 41
    assert "more problems" in list(found.values())[-1]


@pytest.mark.parametrize(
    ("cell", "code", "stands_for"),
    [
        ("-5", "R.241", ""),
        ("−5", "R.241", ""),
        ("12.5", "R.242", ""),
        ("12.0", "R.242", ""),
        ("1 234", "R.243", "1234"),
        ("1\u00a0234", "R.243", "1234"),
        ('"1,234"', "R.243", "1234"),
        ("1.234", "R.243", "1234"),
        ("1'234'567", "R.243", "1234567"),
        ("１２３", "R.244", "123"),
        ("٣٤", "R.244", "34"),
        ("12O", "R.245", ""),
        ("n/a", "R.245", ""),
        ("-", "R.245", ""),
        ("1e3", "R.245", ""),
        ("+5", "R.245", ""),
        ("²", "R.245", ""),
        ("2147483648", "R.246", ""),
        ("9" * 30, "R.246", ""),
    ],
)
@pytest.mark.parametrize("quoted", [False, True])
def test_what_is_no_whole_number_is_refused_with_its_cell(
    cell: str, code: str, stands_for: str, quoted: bool
) -> None:
    content = TABLE.replace(",5,", f",{cell},")
    if quoted:
        content = content.replace("North", '"North"')
    found = refused(content)
    assert list(found) == [f"{code} 'stations.csv', row 4, column 'v_a'"]
    assert stands_for in " ".join(found.values())


def test_parquet_and_spreadsheets_refuse_the_same() -> None:
    rows = list(csv.reader(io.StringIO(TABLE)))
    numbers = pa.table(
        {
            column: pa.array(cells)
            for column, cells in zip(rows[0], zip(*rows[1:], strict=True), strict=True)
            if column != "v_a"
        }
    )
    for bad, code in ((-1, "R.241"), (2**40, "R.246"), (2.5, "R.242")):
        out = io.BytesIO()
        pq.write_table(numbers.append_column("v_a", pa.array([1, 2, bad])), out)
        assert list(refused(out.getvalue(), name="a.parquet")) == [f"{code} 'a.parquet', row 3, column 'v_a'"]
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.active["F4"] = 2.5
    out = io.BytesIO()
    book.save(out)
    assert list(refused(out.getvalue(), name="a.xlsx")) == ["R.242 'a.xlsx', row 4, column 'v_a'"]
    book.active["F4"] = "=1+1"
    out = io.BytesIO()
    book.save(out)
    assert list(refused(out.getvalue(), name="a.xlsx")) == ["R.254 'a.xlsx', row 4, column 'v_a'"]


def test_a_number_that_became_a_date_is_refused() -> None:
    from datetime import datetime

    book = Workbook()
    for row in csv.reader(io.StringIO(TABLE)):
        book.active.append(row)
    book.active["A3"] = datetime(2021, 1, 2)
    book.active["A4"] = 87.1
    out = io.BytesIO()
    book.save(out)
    assert list(refused(out.getvalue(), name="a.xlsx")) == [
        "R.256 'a.xlsx', row 3, column 'station'",
        "R.256 'a.xlsx', row 4, column 'station'",
    ]


def test_missing_numbers_of_parquet_are_absent() -> None:
    made = {
        "station": ["1", "2"],
        "region": ["N", "N"],
        "district": ["C", "C"],
        "on_list": [1.0, float("nan")],
        "valid": [None, 2],
        "v_a": [1, 2],
    }
    out = io.BytesIO()
    pq.write_table(pa.table(made), out)
    read = read_station_file(out.getvalue(), "a.parquet", columns())
    assert read.absent_lines["on_list"].tolist() == [False, True]
    assert read.absent_lines["valid"].tolist() == [True, False]


def test_all_that_is_wrong_is_said_at_once() -> None:
    content = TABLE.replace(",5,", ",-5,").replace("2,North", "1,North").replace("3,South,", "3,,")
    assert set(refused(content)) == {
        "R.241 'stations.csv', row 4, column 'v_a'",
        "R.235 'stations.csv', row 3, column 'station'",
        "R.234 'stations.csv', row 4, column 'region'",
    }


def test_a_station_stands_once_but_may_be_named_by_two_columns() -> None:
    content = TABLE.replace("3,South", "1,South")
    assert list(refused(content)) == ["R.235 'stations.csv', row 4, column 'station'"]
    by_region = PLAIN.replace('station = "station"', 'station = ["region", "station"]')
    assert table(content, by_region).stations == ("North/1", "North/2", "South/1")


def test_a_column_is_used_or_ignored() -> None:
    content = TABLE.replace("v_b", "turnout")
    listed = PLAIN.replace('"v_"', '["v_a"]')
    assert list(refused(content, listed)) == ["R.232 'stations.csv', row 1, column 'turnout'"]
    assert list(refused(content, PLAIN + "ignored = []")) == ["R.232 'stations.csv', row 1, column 'turnout'"]
    assert table(content, listed + 'ignored = ["turnout"]').options == ("v_a",)
    assert table(content, listed + 'ignored = "others"').options == ("v_a",)


def test_where_a_prefix_tells_the_options_other_columns_are_passed_over() -> None:
    assert table(TABLE.replace("v_b", "turnout")).options == ("a",)


def test_a_column_that_is_not_there_is_said() -> None:
    assert "R.231 'COLUMNS.toml'" in refused(text=PLAIN.replace('"valid"', '"valid ballots"'))
    assert list(refused(text=PLAIN.replace("v_", "x_"))) == ["R.236 'stations.csv', row 1"]


def test_options_are_a_prefix_a_list_or_a_table() -> None:
    for written in ('"v_"', '"v_*"', '{ prefix = "v_" }'):
        assert table(text=PLAIN.replace('"v_"', written)).options == ("a", "b")
    assert table(text=PLAIN.replace('"v_"', '["v_b", "v_a"]')).votes[0].tolist() == [30, 20]
    assert table(text=PLAIN.replace('"v_"', '["v_b", "v_a"]')).options == ("v_b", "v_a")
    assert table(text=PLAIN.replace('"v_"', '{ v_a = "Aq", v_b = "Boz" }')).options == ("Aq", "Boz")


def test_a_line_may_be_a_formula() -> None:
    for written in ("= on_list - valid", "on_list - valid", "=on_list−valid"):
        assert table(text=PLAIN + f'invalid = "{written}"').lines["invalid"].tolist() == [50, 40, 0]
    read = table(text=PLAIN + 'invalid = "= on_list - valid"')
    assert read.absent_lines["invalid"].tolist() == [False, False, True]
    assert table(text=PLAIN + 'in_box = "= votes + 1"').lines["in_box"].tolist() == [51, 61, 0]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ('invalid = "= on_list -"', "R.212"),
        ('invalid = "= on_list & valid"', "R.212"),
        ('invalid = "= on_list - issued"', "R.213"),
        ('base = "issued"', "R.213"),
        ('left_out = ["V.999"]', "R.221"),
        ('encoding = "klingon"', "R.218"),
        ('separator = "x"', "C.144"),
        ('stratum = "valid"', "R.219"),
        ('turnout = "valid"', "C.143"),
        ('[lines]\nvalid = "other"', "R.211"),
        ('[[identity]]\ncode = "X"\nholds = "valid = votes"', "R.216"),
        ('[[identity]]\ncode = "V.170"\nholds = "valid + votes"', "R.212"),
        ('[[identity]]\ncode = "V.170"\nholds = "issued = votes"', "R.213"),
    ],
)
def test_what_is_wrong_with_columns_is_numbered(more: str, code: str) -> None:
    assert refused_columns(PLAIN + more) == [code]


def test_columns_need_a_station_and_options() -> None:
    assert refused_columns('on_list = "a"') == ["C.142", "C.142"]
    assert refused_columns(PLAIN.replace('"v_"', "[]")) == ["R.222"]
    assert refused_columns(PLAIN.replace('["region", "district"]', '["all"]')) == ["R.220"]
    assert refused_columns(PLAIN.replace('station = "station"', "station = []")) == ["C.144"]
    assert refused_columns(PLAIN.replace('"v_"', "[1]")) == ["C.144"]


def test_a_column_is_no_level_twice() -> None:
    assert refused_columns(PLAIN.replace('["region", "district"]', '["region", "region"]')) == ["R.219"]
    assert refused_columns(PLAIN.replace('station = "station"', 'station = ["no", "no"]')) == ["R.219"]


def test_a_station_in_full_width_digits_is_the_same_station() -> None:
    content = TABLE.replace("3,South", "\uff11,South")
    assert list(refused(content)) == ["R.235 'stations.csv', row 4, column 'station'"]
    assert table(TABLE.replace("3,South", "\uff13,South")).stations == ("1", "2", "\uff13")


def test_areas_that_look_alike_are_refused() -> None:
    wide = TABLE.replace("2,North", "2,\uff2eorth")
    assert list(refused(wide)) == ["R.237 'stations.csv', column 'region'"]
    content = TABLE.replace("1,North", "1,Cafe\u0301").replace("2,North", "2,Caf\u00e9")
    assert list(refused(content)) == ["R.237 'stations.csv', column 'region'"]


def test_other_character_sets_are_read_where_they_are_named() -> None:
    content = TABLE.replace("North", "Север").encode("windows-1251")
    read = read_station_file(content, "a.csv", columns('encoding = "windows-1251"\n' + PLAIN))
    assert read.levels[0].areas[0] == ("Север",)
    assert next(iter(refused(content))).startswith("C.112")


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (TABLE.splitlines()[0] + "\n", "a.csv", "R.233"),
        ("", "a.csv", "C.103"),
        (TABLE + "4,North\n", "a.csv", "C.125"),
        (TABLE + '4,"North', "a.csv", "C.124"),
        (TABLE.replace("v_b", "v_a"), "a.csv", "C.122"),
        (TABLE.replace(",", ";"), "a.csv", "R.238"),
        (TABLE, "a.parquet", "R.251"),
        (TABLE, "a.xlsx", "R.252"),
        (TABLE, "a.pdf", "R.230"),
    ],
)
def test_files_that_cannot_be_read_are_refused(content: str, name: str, code: str) -> None:
    assert next(iter(refused(content, name=name))).startswith(code)


def test_strata_are_names() -> None:
    read = table(text=PLAIN + 'stratum = "region"')
    assert read.strata == ("North", "North", "South")


def test_the_matrix_lies_option_by_option() -> None:
    assert table().votes.flags.f_contiguous
    assert table().votes.dtype == np.int64
