"""Files that were cut, mixed up or overwritten: a table, or a refusal; never anything else."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from tests.results.test_station_files import TABLE, columns, documented

from baqylau.core.problem import Refused
from baqylau.results.methods.protocol_checks.run import check_table
from baqylau.results.methods.tabulation import tabulate
from baqylau.results.sources.columns import read_columns
from baqylau.results.sources.sheets import _quick_csv, _thorough_csv
from baqylau.results.sources.station_file import read_station_file

PIECES = [
    b",",
    b"\n",
    b"\r",
    b"\r\n",
    b'"',
    b"\0",
    b"\xff",
    b"-1",
    b" ",
    b"\xef\xbb\xbf",
    b"=",
    b"[",
    b",,,,,,\n",
]

damages = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 12), st.one_of(st.sampled_from(PIECES), st.binary(max_size=2))),
    min_size=1,
    max_size=4,
)


def damaged(content: bytes, damage: list[tuple[float, int, bytes]]) -> bytes:
    for share, removed, put in damage:
        at = int(share * len(content))
        content = content[:at] + put + content[at + removed :]
    return content


def contents() -> dict[str, bytes]:
    rows = list(csv.reader(io.StringIO(TABLE)))
    parquet, xlsx = io.BytesIO(), io.BytesIO()
    cells = zip(*rows[1:], strict=True)
    pq.write_table(pa.table({column: list(one) for column, one in zip(rows[0], cells, strict=True)}), parquet)
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(xlsx)
    return {"a.csv": TABLE.encode(), "a.parquet": parquet.getvalue(), "a.xlsx": xlsx.getvalue()}


FILES = contents()


@pytest.mark.parametrize("name", FILES)
@settings(deadline=None, max_examples=60)
@given(damage=damages)
def test_a_damaged_file_is_read_or_refused(name: str, damage: list[tuple[float, int, bytes]]) -> None:
    try:
        table = read_station_file(damaged(FILES[name], damage), name, columns())
    except Refused:
        return
    assert tabulate(table).by_name["all"].stations.tolist() == [len(table.stations)]
    check_table(table)


@settings(deadline=None, max_examples=60)
@given(damages)
def test_damaged_columns_are_read_or_refused(damage: list[tuple[float, int, bytes]]) -> None:
    own = b'\nleft_out = ["V.101"]\n[[identity]]\ncode = "V.170"\nholds = "issued <= received"\n'
    with suppress(Refused):
        read_columns(damaged(documented("ge_2016") + own, damage), "columns.toml")


@settings(deadline=None, max_examples=60)
@given(damages)
def test_the_quick_way_reads_what_the_thorough_one_does(damage: list[tuple[float, int, bytes]]) -> None:
    content = damaged(TABLE.encode(), damage)
    quick = _quick_csv(content, ",", 1)
    if quick is None:
        return
    thorough = _thorough_csv(content, "a.csv", ",", 1)
    assert quick.header == thorough.header
    assert quick.row_of.tolist() == thorough.row_of.tolist()
    for column in quick.header:
        assert quick.texts(column) == thorough.texts(column)
