from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from baqylau.core.problem import Refused
from baqylau.core.reading import Problems, Row, read_csv, read_path
from baqylau.core.toml import Table, read_toml


def codes(call: Callable[[], object]) -> list[str]:
    with pytest.raises(Refused) as refused:
        call()
    return [problem.code for problem in refused.value.problems]


def test_a_missing_file_a_folder_an_empty_and_a_huge_file_are_refused_each_with_its_code(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty").touch()
    (tmp_path / "huge").write_bytes(b"x" * 11)
    found = [
        codes(lambda name=name: read_path(tmp_path / name, limit=10)) for name in ("no", "", "empty", "huge")
    ]
    assert found == [["C.101"], ["C.102"], ["C.103"], ["C.104"]]
    assert read_path(tmp_path / "huge", limit=11) == b"x" * 11


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "C.103"),
        (b"PK\x03\x04\0\0", "C.111"),
        ("код\nё".encode("cp1251"), "C.112"),
        (b"code;name\n1;2\n", "C.120"),
        (b"code\n1\n", "C.121"),
        (b"code,name,name\n1,2,3\n", "C.122"),
        (b"code,name,colour\n1,2,3\n", "C.123"),
        (b'code,name\n1,"two\n', "C.124"),
        (b"code,name\n1,2\n3", "C.125"),
        (b"code,name\n1,2,3\n", "C.125"),
    ],
)
def test_each_way_of_not_being_the_table_that_was_expected_has_its_code(content: bytes, code: str) -> None:
    assert codes(lambda: read_csv(content, "t.csv", required=["code", "name"])) == [code]


def test_a_problem_names_file_row_and_column_and_what_was_expected() -> None:
    problems = Problems()
    row = read_csv("code,votes\n01,12О\n".encode(), "t.csv", required=["code", "votes"])[0]
    assert row.whole("votes", problems) is None
    assert str(problems.found[0]) == (
        "C.134 't.csv', row 2, column 'votes': '12О' is not a whole number. "
        "Expected: digits, from 0 to 2147483647."
    )


def test_cells_come_unchanged_and_an_empty_cell_is_not_zero() -> None:
    rows = read_csv(
        '\ufeffcode,votes\r\n 01 ,\r\n"a,b",0\r\n\r\n'.encode(), "t.csv", required=["code"], others=True
    )
    assert rows == [
        Row("t.csv", 2, {"code": " 01 ", "votes": ""}),
        Row("t.csv", 3, {"code": "a,b", "votes": "0"}),
    ]
    assert [row.whole("votes", Problems()) for row in rows] == [None, 0]


def test_all_that_is_wrong_is_said_at_once_and_very_many_are_counted() -> None:
    content = b"code,name\n" + b"1\n" * 100
    found = codes(lambda: read_csv(content, "t.csv", required=["code", "name"]))
    assert found == ["C.125"] * 40 + ["C.199"]


def test_a_toml_table_says_wrong_types_missing_keys_and_unknown_keys_with_their_place() -> None:
    problems = Problems()
    table = Table(read_toml(b'seats = "98"\n[[contest]]\ncolor = 1\n', "e.toml"), "e.toml", problems)
    table.integer("seats")
    for contest in table.tables("contest"):
        contest.text("code")
        contest.finish()
    table.finish()
    assert [str(problem) for problem in problems.found] == [
        "C.144 'e.toml', key 'seats': '98' is not what stands here. "
        "Expected: a whole number from 0 to 2147483647.",
        "C.142 'e.toml', [contest 1]: Key 'code' is missing. Add it.",
        "C.143 'e.toml', [contest 1]: Key 'color' is not known here. Expected keys: code.",
    ]


@pytest.mark.parametrize("content", [b"a = [", b"x = " + b"[" * 5000, b"x = " + b"9" * 6000])
def test_what_is_not_toml_is_refused(content: bytes) -> None:
    assert codes(lambda: read_toml(content, "e.toml")) == ["C.141"]
