"""``baqylau quickcount`` on plain files: its answer, and what it says of files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from baqylau.site.cli import main

SAMPLE = """station,stratum,a,cast,registered
01,north,210,500,900
02,north,180,420,800
03,north,250,610,1000
04,south,90,400,850
05,south,120,450,900
06,south,75,380,700
07,south,110,430,880
08,west,300,520,950
09,west,280,500,940
10,west,350,590,1000
"""
STRATA = "stratum,stations\nnorth,120\nsouth,80\nwest,50\n"
COLUMNS = """station = "station"
stratum = "stratum"
on_list = "registered"
cast = "cast"
options = ["a"]
base = "cast"
"""
OF_VOTES = 'station = "station"\nstratum = "stratum"\noptions = ["a", "b", "c"]\nignored = "others"\n'


class Files:
    """Three files in a folder of their own, and the command run on them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def run(
        self, *more: str, sample: str = SAMPLE, strata: str = STRATA, columns: str = COLUMNS
    ) -> tuple[int, str, str]:
        for name, content in (("sample.csv", sample), ("strata.csv", strata), ("columns.toml", columns)):
            (self.folder / name).write_text(content, encoding="utf-8")
        paths = [str(self.folder / name) for name in ("sample.csv", "columns.toml", "strata.csv")]
        code = main(["quickcount", paths[0], "--columns", paths[1], "--strata", paths[2], *more])
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Files:
    return Files(tmp_path, capsys)


def refused(files: Files, **given: str) -> str:
    code, out, err = files.run("--json", **given)
    assert (code, out) == (2, "")
    return err


# ------------------------------------------------------------------ the answer


def test_the_worked_case_is_answered_in_json(files: Files) -> None:
    code, out, err = files.run("--json")
    answer = json.loads(out)
    assert (code, err) == (0, "")
    assert set(answer) == {"n", "strata", "options", "turnout"}
    assert (answer["n"], answer["strata"]) == (10, 3)
    assert set(answer["options"]) == {"a"}
    share, turnout = answer["options"]["a"], answer["turnout"]
    assert set(share) == set(turnout) == {"estimate", "se", "low", "high"}
    assert (round(share["estimate"], 10), round(share["se"], 10)) == (0.4041792686, 0.0050378294)
    assert (round(share["low"], 7), round(share["high"], 7)) == (0.3922667, 0.4160918)
    assert (round(turnout["estimate"], 10), round(turnout["se"], 10)) == (0.5442166692, 0.0140648053)


def test_without_a_base_shares_are_of_all_votes(files: Files) -> None:
    sample = "station,stratum,a,b,c\n1,x,5,4,1\n2,x,6,3,1\n3,y,1,8,1\n4,y,2,7,1\n"
    code, out, err = files.run(
        "--json", sample=sample, strata="stratum,stations\nx,10\ny,10\n", columns=OF_VOTES
    )
    answer = json.loads(out)
    assert code == 0
    assert sum(one["estimate"] for one in answer["options"].values()) == pytest.approx(1)
    assert answer["options"]["c"]["estimate"] == pytest.approx(0.1)
    assert answer["turnout"] is None
    assert "No turnout" in err


def test_the_order_of_the_rows_changes_nothing(files: Files) -> None:
    header, *rows = SAMPLE.splitlines()
    turned = "\n".join([header, *reversed(rows)]) + "\n"
    assert json.loads(files.run("--json")[1])["options"]["a"]["estimate"] == pytest.approx(
        json.loads(files.run("--json", sample=turned)[1])["options"]["a"]["estimate"], rel=1e-14
    )


def test_a_table_is_printed_without_json(files: Files) -> None:
    code, out, _ = files.run()
    assert code == 0
    assert "40.42%" in out
    assert "10 stations, 3 strata" in out


def test_further_questions_are_answered_when_asked(files: Files) -> None:
    asked = ("--threshold", "40%", "--second-round", "--leads", "--missing")
    answer = json.loads(files.run("--json", *asked)[1])
    assert answer["above"]["a"] == pytest.approx(0.78406, abs=1e-5)
    assert answer["second_round"] > 0.99
    assert answer["leads"] == []
    assert answer["missing"]["planned"] == answer["missing"]["received"] == 10


# ------------------------------------------------------------------ stations that are missing


def test_a_station_without_votes_has_not_reported_and_what_it_could_change_is_said(files: Files) -> None:
    sample = SAMPLE.replace("10,west,350,590,1000", "10,west,,,1000")
    code, out, err = files.run("--json", "--missing", sample=sample)
    answer = json.loads(out)
    assert code == 0
    assert answer["n"] == 9
    assert answer["missing"]["by_stratum"]["west"] == {"planned": 3, "received": 2}
    bounds, share = answer["missing"]["options"]["a"], answer["options"]["a"]
    assert bounds["low"] < share["estimate"] < bounds["high"]
    base = 120 / 3 * 1530 + 80 / 4 * 1660 + 50 / 3 * (1020 + 510)
    votes = 120 / 3 * 640 + 80 / 4 * 395 + 50 / 3 * 580
    assert bounds["low"] == pytest.approx(votes / base)
    assert bounds["high"] == pytest.approx((votes + 50 / 3 * 510) / base)
    assert "1 stations have not reported" in err


def test_what_was_planned_may_stand_with_the_strata(files: Files) -> None:
    strata = "stratum,stations,planned\nnorth,120,3\nsouth,80,6\nwest,50,3\n"
    answer = json.loads(files.run("--json", "--missing", strata=strata)[1])
    assert answer["missing"]["by_stratum"]["south"] == {"planned": 6, "received": 4}
    assert "Q.114" in refused(files, strata=strata.replace("80,6", "80,3"))


def test_strata_that_were_put_together_are_named(files: Files) -> None:
    strata = "stratum,stations\nnorth,120\neast,10\nsouth,80\nwest,50\n"
    code, out, err = files.run("--json", strata=strata)
    assert code == 0
    assert json.loads(out)["strata"] == 3
    assert "put together: east, south" in err


def test_one_station_in_each_stratum_is_estimated_over_neighbours(files: Files) -> None:
    rows = SAMPLE.splitlines()
    sample = "\n".join([rows[0], rows[1], rows[4], rows[8]]) + "\n"
    code, out, err = files.run("--json", sample=sample)
    assert code == 0
    assert (json.loads(out)["n"], json.loads(out)["strata"]) == (3, 1)
    assert "north, south, west" in err


# ------------------------------------------------------------------ what is wrong


def test_a_stratum_that_is_not_known_is_named_with_row_and_column(files: Files) -> None:
    err = refused(files, sample=SAMPLE.replace("05,south", "05,soth").replace("08,west", "08,wets"))
    assert "Q.111" in err
    assert "row 6, column 'stratum'" in err
    assert "row 9, column 'stratum'" in err


def test_more_stations_than_a_stratum_has_are_refused(files: Files) -> None:
    err = refused(files, strata=STRATA.replace("80", "3"))
    assert "Q.113" in err
    assert "row 3, column 'stations'" in err


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"sample": SAMPLE.replace("02,north", "01,north")}, "R.235"),
        ({"sample": SAMPLE.replace("02,north", "02,")}, "R.234"),
        ({"sample": "station,stratum,a,cast,registered\n"}, "R.233"),
        ({"sample": SAMPLE.replace(",210,", ",-210,")}, "row 2, column 'a'"),
        ({"strata": "stratum,stations\n"}, "Q.102"),
        ({"strata": STRATA + "north,7\n"}, "Q.101"),
        ({"strata": STRATA.replace("120", "1,20")}, "C.125"),
        ({"strata": STRATA.replace("120", "12.5")}, "R.242"),
        ({"strata": STRATA.replace("120", "1 200")}, "If it stands for 1200, write 1200."),
        ({"strata": STRATA.replace("120", "１２０")}, "If it stands for 120, write 120."),
        ({"strata": STRATA.replace("120", "")}, "C.131"),
        ({"strata": "stratum,stations,planned\nnorth,120,121\n"}, "Q.103"),
        ({"columns": COLUMNS.replace('stratum = "stratum"', 'ignored = ["stratum"]')}, "Q.110"),
        ({"sample": SAMPLE.replace("210,500", "210,")}, "Q.117"),
        ({"sample": SAMPLE.replace("01,north,210,500,900", "01,north,,500,900")}, ""),
    ],
)
def test_what_is_wrong_is_numbered(files: Files, given: dict[str, str], code: str) -> None:
    if code:
        assert code in refused(files, **given)
    else:
        assert files.run("--json", **given)[0] == 0


def test_votes_for_some_options_only_are_refused(files: Files) -> None:
    sample = "station,stratum,a,b,c\n1,x,5,4,1\n2,x,6,,1\n3,x,1,8,1\n"
    err = refused(files, sample=sample, strata="stratum,stations\nx,10\n", columns=OF_VOTES)
    assert "Q.115" in err
    assert "row 3" in err
    assert ": b." in err


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("1,x,,,\n2,x,,,\n", "Q.116"),
        ("1,x,0,0,0\n2,x,0,0,0\n", "Q.118"),
        ("1,x,5,4,1\n", "Q.119"),
    ],
)
def test_a_sample_that_says_nothing_is_refused(files: Files, rows: str, code: str) -> None:
    sample = "station,stratum,a,b,c\n" + rows
    assert code in refused(files, sample=sample, strata="stratum,stations\nx,10\n", columns=OF_VOTES)


def test_everything_that_is_wrong_in_all_files_is_said_at_once(files: Files) -> None:
    err = refused(files, strata=STRATA + "north,7\n", sample=SAMPLE.replace("02,north", "01,north"))
    assert "Q.101" in err
    assert "R.235" in err


# ------------------------------------------------------------------ clusters


def test_whole_clusters_need_their_number_and_their_level(files: Files) -> None:
    columns = COLUMNS.replace('"stratum"\n', '"stratum"\nlevels = ["commission"]\n', 1)
    sample = "\n".join(
        line + ("," + ("commission" if place == 0 else f"c{place // 2}"))
        for place, line in enumerate(SAMPLE.splitlines())
    )
    strata = "stratum,stations,clusters\nnorth,120,20\nsouth,80,20\nwest,50,20\n"
    code, out, _ = files.run(
        "--json", "--clusters", "commission", sample=sample, strata=strata, columns=columns
    )
    assert code == 0
    assert json.loads(out)["n"] == 10
    assert "Q.122" in files.run("--clusters", "commission", sample=sample, columns=columns)[2]
    assert "Q.121" in files.run("--clusters", "region", sample=sample, strata=strata, columns=columns)[2]


@pytest.mark.parametrize("base", ["cast", "Votes cast"])
def test_the_base_is_named_by_its_line_or_by_its_column(files: Files, base: str) -> None:
    columns = COLUMNS.replace('cast = "cast"', 'cast = "Votes cast"').replace(
        'base = "cast"', f'base = "{base}"'
    )
    sample = SAMPLE.replace(",cast,", ",Votes cast,")
    answer = json.loads(files.run("--json", sample=sample, columns=columns)[1])
    assert round(answer["options"]["a"]["estimate"], 10) == 0.4041792686


def test_a_base_that_is_no_line_is_refused(files: Files) -> None:
    assert "R.213" in refused(files, columns=COLUMNS.replace('base = "cast"', 'base = "weight"'))


@pytest.mark.parametrize("more", ['levels = ["stratum"]\n', ""])
def test_the_strata_may_be_a_level_or_part_of_a_stations_name(files: Files, more: str) -> None:
    columns = more + (COLUMNS if more else COLUMNS.replace('"station"\n', '["stratum", "station"]\n', 1))
    code, out, err = files.run("--json", columns=columns)
    assert code == 0, err
    assert json.loads(out)["strata"] == 3
