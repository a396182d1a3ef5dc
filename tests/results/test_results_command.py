"""``baqylau results``: the answers in JSON and in words, from plain files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.results.test_station_files import FILES, PLAIN, TABLE, documented

from baqylau.site.cli import main


@pytest.fixture
def columns(tmp_path: Path) -> Path:
    """The documented files, by the code of their election."""
    for code in FILES:
        (tmp_path / f"{code}.toml").write_bytes(documented(code))
    return tmp_path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> dict[str, object]:
    assert main(["results", *map(str, arguments), "--json"]) == 0
    found: dict[str, object] = json.loads(capsys.readouterr().out)
    return found


def test_checking_georgia_2016(columns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "check", FILES["ge_2016"], "--columns", columns / "ge_2016.toml")
    assert list(found) == ["counts", "issues"]
    counts, issues = found["counts"], found["issues"]
    assert isinstance(counts, dict)
    assert isinstance(issues, list)
    assert (counts["V.101"], counts["V.102"]) == (908, 125)
    assert len(issues) == sum(counts.values())
    assert issues[0] == {
        "code": "V.101",
        "station": "GE-87.01",
        "says": "1144 valid ballots, 1141 votes for the options: 3 more ballots than votes.",
    }


def test_checking_armenia_2021(columns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "check", FILES["am_2021"], "--columns", columns / "am_2021.toml")
    assert isinstance(found["counts"], dict)
    assert found["counts"]["V.103"] == 464


def test_adding_up_the_whole_file(columns: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = answer(capsys, "tabulate", FILES["ge_2016"], "--columns", columns / "ge_2016.toml", "--by", "all")
    assert isinstance(found["rows"], list)
    [row] = found["rows"]
    assert list(row) == ["area", "stations", "on_list", "in_box", "invalid", "valid", "options"]
    assert (row["area"], row["stations"], row["on_list"], row["in_box"]) == ([], 3668, 3490608, None)
    assert (row["invalid"], row["valid"], row["options"]["08_alliance_of_patriots"]) == (
        62575,
        1753522,
        87573,
    )


def test_adding_up_by_a_level_names_the_areas_from_the_top_down(
    columns: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(
        capsys, "tabulate", FILES["am_2021"], "--columns", columns / "am_2021.toml", "--by", "community"
    )
    rows = found["rows"]
    assert isinstance(rows, list)
    assert len(rows) == 81
    assert rows[0]["area"] == ["Yerevan", "Ավան"]
    assert sum(row["stations"] for row in rows) == 2008


@pytest.fixture
def small(tmp_path: Path) -> list[object]:
    """The arguments that name a small file."""
    (tmp_path / "c.toml").write_text(PLAIN)
    (tmp_path / "s.csv").write_text(TABLE)
    return [tmp_path / "s.csv", "--columns", tmp_path / "c.toml"]


def test_people_read_a_table(small: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["results", "tabulate", *map(str, small), "--by", "district"]) == 0
    printed = capsys.readouterr()
    assert "North / Centre         2          200" in printed.out
    assert "b 63.64 %" in printed.out
    assert printed.err.splitlines() == [
        "Stations without 'valid': 1. Its sums are of the others.",
        "Stations without 'b': 1. Its sums are of the others.",
    ]
    assert main(["results", "tabulate", *map(str, small)]) == 0
    assert "            45  39.1304 %  a" in capsys.readouterr().out
    assert main(["results", "check", *map(str, small)]) == 0
    printed = capsys.readouterr()
    assert "V.101         0  More valid ballots than votes for the options. Not checked: 1" in printed.out


def test_the_previous_election_and_another_contest_stand_beside(
    small: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "o.csv").write_text(TABLE.replace("valid", "ballots").replace(",60,", ",61,"))
    (tmp_path / "o.toml").write_text(PLAIN.replace('valid = "valid"', 'in_box = "ballots"'))
    (tmp_path / "c.toml").write_text(PLAIN + 'in_box = "= valid"')
    other = ["--other-contest", tmp_path / "o.csv", "--other-contest-columns", tmp_path / "o.toml"]
    found = answer(capsys, "check", *small, *other, "--previous", tmp_path / "s.csv")
    assert isinstance(found["issues"], list)
    assert [one for one in found["issues"] if one["code"] == "V.221"] == [
        {"code": "V.221", "station": "2", "says": "60 ballots in this contest, 61 in the other one."}
    ]
    assert isinstance(found["counts"], dict)
    assert found["counts"]["V.211"] == 0


def test_official_totals_are_compared(
    small: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "t.csv").write_text("region,on_list,v_a,v_b\nNorth,200,40,07\n")
    found = answer(capsys, "compare", *small, "--official", tmp_path / "t.csv", "--by", "region")
    assert found == {
        "rows": [
            {
                "area": ["North"],
                "stations": 2,
                "agrees": False,
                "differences": {"b": {"official": 7, "ours": 70}},
                "explanations": [],
            }
        ],
        "not_published": [["South"]],
    }
    (tmp_path / "t.csv").write_text("v_a,v_b\n54,70\n")
    assert main(["results", "compare", *map(str, small), "--official", str(tmp_path / "t.csv")]) == 0
    printed = capsys.readouterr().out
    assert "the whole file: differs from 't.csv' (3 stations)." in printed
    assert "a: official 54, ours 45" in printed
    assert "would be explained by: swapped in total: a" in printed


@pytest.mark.parametrize(
    ("totals", "code"),
    [
        ("region,v_a\nNorth,1\nNorth,2\n", "R.271"),
        ("region\nNorth\n", "R.272"),
        ('region,v_a\nNorth,"1,234"\n', "R.243"),
        ("v_a\n1\n", "C.121"),
        ("region,v_a\n", "R.233"),
    ],
)
def test_official_totals_that_are_wrong_are_refused(
    small: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str], totals: str, code: str
) -> None:
    (tmp_path / "t.csv").write_text(totals)
    arguments = ["compare", *small, "--official", tmp_path / "t.csv", "--by", "region"]
    assert main(["results", *map(str, arguments)]) == 2
    assert code in capsys.readouterr().err


def test_what_is_refused_is_said_and_nothing_is_printed(
    small: list[object], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["results", "tabulate", *map(str, small), "--by", "village"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == "R.261 The file has no level 'village'. Expected: all, region, district.\n"
    (tmp_path / "s.csv").write_text(TABLE.replace(",5,", ",-5,"))
    assert main(["results", "check", *map(str, small), "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "R.241" in printed.err
    assert "row 4, column 'v_a'" in printed.err
    assert main(["results", "check", "nowhere.csv", "--columns", "nothing.toml"]) == 2
    assert capsys.readouterr().err.count("C.101") == 2


def test_a_published_total_that_cannot_be_right_is_met_with_the_figure_that_would_fit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    votes = "Amanat,Auyl,Respublica,Aq Jol,QHP,OSDP,Baytaq,Against all"
    numbers = "3341510,693938,547154,535139,432920,331058,146431,248291"
    (tmp_path / "printed.csv").write_text(f"area,valid,{votes}\nKazakhstan,6366441,{numbers}\n")
    options = ", ".join(f'"{one}"' for one in votes.split(","))
    (tmp_path / "c.toml").write_text(f'station = "area"\nvalid = "valid"\noptions = [{options}]\n')
    found = answer(capsys, "check", tmp_path / "printed.csv", "--columns", tmp_path / "c.toml")
    assert found["issues"] == [
        {
            "code": "V.101",
            "station": "Kazakhstan",
            "says": "6366441 valid ballots, 6276441 votes for the options: 90000 more ballots than votes.",
        },
        {
            "code": "V.231",
            "station": "Kazakhstan",
            "says": "With two digits swapped the sum would be right: votes of Amanat 3431510 (not 3341510).",
        },
    ]
