"""A country nobody has seen: one COLUMNS.toml and one rule file are enough."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from baqylau.site.cli import main

STATIONS = """Okrug;Uchastok;Spisok;Vydano;Nedeistv;Zelenye;Sinie;Krasnye;Protiv
Sever;001;1000;700;20;300;200;150;30
Sever;002;800;500;10;250;140;95;5
Yug;001;900;600;15;200;305;70;10
Yug;002;1100;400;5;100;100;100;96
"""
COLUMNS = """
station = ["Okrug", "Uchastok"]
levels = ["Okrug"]
separator = ";"
on_list = "Spisok"
in_box = "Vydano"
invalid = "Nedeistv"
valid = "in_box - invalid"
options = ["Zelenye", "Sinie", "Krasnye", "Protiv"]
"""
LONG = """
station = "precinct"
levels = ["county"]
on_list = "Registered Voters"
cast = "Ballots Cast"
invalid = "Invalid Votes"
valid = "= cast - invalid"
options = ["Zelenye", "Sinie", "Krasnye", "Protiv"]
ignored = ["office", "district", "party"]
[turned]
names = "candidate"
numbers = "votes"
"""
RULE = """
seats = 10
method = "highest_averages"
divisor = "d_hondt"
threshold = "5%"
not_eligible = ["Protiv"]
article = "art. 1"
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "stations.csv").write_text(STATIONS)
    (tmp_path / "COLUMNS.toml").write_text(COLUMNS)
    (tmp_path / "RULE.toml").write_text(RULE)
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_its_file_is_checked_added_up_allocated_and_published(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = (files / "stations.csv", "--columns", files / "COLUMNS.toml")
    checked = answer(capsys, "results", "check", *table)
    hard = [(one["code"], one["station"]) for one in checked["issues"] if one["code"] < "V.2"]
    assert hard == [("V.102", "Yug/002")]
    rows = answer(capsys, "results", "tabulate", *table, "--by", "Okrug")["rows"]
    assert [(row["area"], row["stations"], row["options"]["Zelenye"]) for row in rows] == [
        (["Sever"], 2, 550),
        (["Yug"], 2, 300),
    ]
    rule = ("--rule", files / "RULE.toml")
    assert answer(capsys, "seats", *table, *rule)["seats"] == {
        "Zelenye": 4,
        "Sinie": 4,
        "Krasnye": 2,
    }
    out = files / "published"
    about = ("--election", "xx_2026", "--country", "xx", "--day", "2026-11-01")
    about += ("--publisher", "A group", "--source", "The commission")
    assert main(["results", "publish", *map(str, (*table, "--out", out, *about))]) == 0
    assert {path.suffix for path in out.iterdir()} >= {".csv", ".parquet", ".zip", ".json", ".xml"}
    (files / "LONG.toml").write_text(LONG)
    [long] = out.glob("*__precinct.csv")
    capsys.readouterr()
    again = answer(capsys, "results", "tabulate", long, "--columns", files / "LONG.toml", "--by", "county")[
        "rows"
    ]
    assert [(row["area"], row["options"], row["on_list"], row["valid"]) for row in again] == [
        (row["area"], row["options"], row["on_list"], row["valid"]) for row in rows
    ]


DISTRICTS = """
seats = 1
method = "two_rounds"
not_eligible = ["Protiv"]
"""


def test_each_area_may_be_a_district_with_one_seat(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "D.toml").write_text(DISTRICTS)
    table = ("seats", files / "stations.csv", "--columns", files / "COLUMNS.toml", "--rule", files / "D.toml")
    assert answer(capsys, *table, "--by", "Okrug") == {
        "seats": {"Zelenye": 0, "Sinie": 0, "Krasnye": 0},
        "districts": [
            {"area": ["Sever"], "winner": None, "second_round": ["Zelenye", "Sinie"], "level": []},
            {"area": ["Yug"], "winner": None, "second_round": ["Sinie", "Zelenye"], "level": []},
        ],
    }
    (files / "D.toml").write_text(DISTRICTS.replace("two_rounds", "plurality"))
    assert answer(capsys, *table, "--by", "Okrug")["seats"] == {"Zelenye": 1, "Sinie": 1, "Krasnye": 0}
    found = answer(capsys, *table, "--by", "Okrug", "--without", "Yug/001")
    assert [one["level"] for one in found["districts"]] == [[], ["Zelenye", "Sinie", "Krasnye"]]
    assert answer(capsys, *table)["districts"][0]["winner"] == "Zelenye"
    assert main([*map(str, table), "--by", "Okrug"]) == 0
    assert "Yug: Sinie" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("rule", "more", "code"),
    [
        (DISTRICTS, ("--margin",), "S.124"),
        (RULE, ("--by", "Okrug"), "S.125"),
        (DISTRICTS, ("--by", "Rayon"), "R.261"),
        (DISTRICTS.replace("Protiv", "Protif"), (), "S.121"),
        (DISTRICTS + "caps = 3\n", (), "C.143"),
    ],
)
def test_what_does_not_go_with_districts_is_numbered(
    files: Path, rule: str, more: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "D.toml").write_text(rule)
    table = ("seats", files / "stations.csv", "--columns", files / "COLUMNS.toml", "--rule", files / "D.toml")
    assert main([*map(str, table), *more]) == 2
    assert code in capsys.readouterr().err


def test_an_annulled_station_goes_with_its_votes(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("seats", files / "stations.csv", "--columns", files / "COLUMNS.toml")
    rule = ("--rule", files / "RULE.toml")
    assert answer(capsys, *command, *rule, "--without", "Sever/001", "--without", "Sever/002")["seats"] == {
        "Zelenye": 3,
        "Sinie": 5,
        "Krasnye": 2,
    }
    assert main([*map(str, (*command, *rule)), "--without", "Sever/003"]) == 2
    assert "S.123" in capsys.readouterr().err
    assert main(["seats", str(files / "stations.csv"), *map(str, rule), "--without", "1"]) == 2
    assert "S.122" in capsys.readouterr().err
