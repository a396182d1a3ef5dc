"""``baqylau audit`` on plain files: its answer, and what it says of files that are wrong."""

from __future__ import annotations

import csv
import hashlib
import json
from pathlib import Path

import pytest

import baqylau
from baqylau.site.cli import main

SEED = "31415 92653 58979 32384"
HEADER = "station,received,a,b,invalid\n"
OFFICIAL = HEADER + "".join(f"{place:03},100,60,38,2\n" for place in range(100))
COLUMNS = 'station = "station"\nreceived = "received"\ninvalid = "invalid"\noptions = ["a", "b"]\n'
GEORGIA = Path(baqylau.__file__).parent / "packs/ge_2016/results/precincts.csv"
GEORGIAN = """station = "precinct"
received = "ballots_received"
invalid = "invalid"
options = "v_*"
ignored = "others"
"""


class Files:
    """Files in a folder of their own, and the command run on them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, name: str, content: str) -> str:
        (self.folder / name).write_text(content, encoding="utf-8")
        return str(self.folder / name)

    def run(
        self, *more: str, official: str = OFFICIAL, columns: str = COLUMNS, **others: str
    ) -> tuple[int, str, str]:
        given = [self.write("official.csv", official), "--columns", self.write("columns.toml", columns)]
        for option, content in others.items():
            ending = "toml" if option == "rule" else "csv"
            given += [f"--{option}", self.write(f"{option}.{ending}", content)]
        code = main(["audit", *given, "--seed", SEED, *more])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def answer(self, *more: str, **given: str) -> dict[str, object]:
        code, out, err = self.run("--json", *more, **given)
        assert code == 0, err
        found = json.loads(out)
        assert isinstance(found, dict)
        return found


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Files:
    return Files(tmp_path, capsys)


def test_before_copies_are_in_there_is_a_list_of_tickets(files: Files) -> None:
    answer = files.answer()
    assert answer["batches"] == 100
    assert answer["total_error_bound"] == pytest.approx(100 * 122 / 2200)
    assert answer["draws_needed"] == 17
    tickets = answer["tickets"]
    assert isinstance(tickets, list)
    assert [one["ticket"] for one in tickets] == list(range(1, 18))
    assert (answer["p_value"], answer["confirmed"], answer["checked"]) == (1, False, 0)
    awaited = answer["awaited"]
    assert isinstance(awaited, list)
    assert set(awaited) == {one["station"] for one in tickets}


def test_copies_without_a_difference_confirm_the_outcome(files: Files) -> None:
    answer = files.answer(copies=OFFICIAL)
    assert answer["confirmed"] is True
    assert answer["awaited"] == answer["differences"] == []
    assert isinstance(answer["p_value"], float)
    assert answer["p_value"] <= 0.05


def test_a_difference_is_told_with_its_taint(files: Files) -> None:
    first = files.answer()["tickets"]
    assert isinstance(first, list)
    code = first[0]["station"]
    answer = files.answer(copies=OFFICIAL.replace(f"{code},100,60,38,2", f"{code},100,49,49,2"))
    (one,) = answer["differences"]  # type: ignore[misc]
    assert one["station"] == code
    assert one["official_less_copy"] == {"a": 11, "b": -11}
    assert one["taint"] == pytest.approx(22 / 122)


def test_a_copy_without_votes_is_one_that_nobody_has(files: Files) -> None:
    first = files.answer()["tickets"]
    assert isinstance(first, list)
    code = first[0]["station"]
    answer = files.answer(copies=OFFICIAL.replace(f"{code},100,60,38,2", f"{code},100,,,"))
    assert (answer["p_value"], answer["confirmed"]) == (1, False)


def test_stations_that_cannot_be_audited_are_charged_and_not_drawn(files: Files) -> None:
    unaudited = "station\n" + "".join(f"{place:03}\n" for place in range(5))
    answer = files.answer(unaudited=unaudited)
    assert (answer["batches"], answer["unaudited"]) == (95, 5)
    (assertion,) = answer["assertions"]  # type: ignore[misc]
    assert assertion["margin"] == 95 * 22 - 5 * 100
    many = "station\n" + "".join(f"{place:03}\n" for place in range(40))
    assert "Q.147" in files.run(unaudited=many)[2]
    assert "Q.141" in files.run(unaudited="station\nnowhere\n")[2]


def test_georgia_2016_could_be_audited_for_its_winner_but_not_for_its_seats(files: Files) -> None:
    answer = files.answer(official=GEORGIA.read_text(), columns=GEORGIAN)
    assert answer["total_error_bound"] == pytest.approx(9.6510, abs=1e-4)
    assert answer["draws_needed"] == 29
    rows = list(csv.DictReader(GEORGIA.open()))
    votes = {name: [int(row[name]) for row in rows] for name in rows[0] if name.startswith("v_")}
    first, second = votes["v_41_georgian_dream"], votes["v_05_united_national_movement"]
    bounds = [
        won
        - lost
        + max(int(row["ballots_received"]), int(row["invalid"]) + sum(int(row[name]) for name in votes))
        for won, lost, row in zip(first, second, rows, strict=True)
    ]
    assert answer["total_error_bound"] == pytest.approx(sum(bounds) / (sum(first) - sum(second)), rel=0.001)
    rule = 'seats = 77\nmethod = "largest_remainder"\nquota = "hare"\nthreshold = "5%"\n'
    seats = files.answer(official=GEORGIA.read_text(), columns=GEORGIAN, rule=rule)
    assert seats["compare_every_station"] is True
    tightest = min(seats["assertions"], key=lambda one: one["margin"])  # type: ignore[arg-type]
    assert tightest["says"] == "08_alliance_of_patriots stays below the threshold"
    assert tightest["margin"] == 1751506 - 20 * 87573


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"official": OFFICIAL.replace("007,100,60,38", "007,100,60,")}, "Q.142"),
        ({"columns": COLUMNS.replace('received = "received"', 'ignored = ["received"]')}, "Q.143"),
        ({"official": OFFICIAL.replace("007,100,60", "007,,60")}, "Q.144"),
        ({"official": HEADER + "1,100,50,50,0\n"}, "Q.146"),
        ({"copies": "station,received,a,b,invalid\nnowhere,100,1,1,1\n"}, "Q.141"),
        ({"copies": "station,received,a,b,invalid\n007,100,1,,1\n"}, "Q.142"),
        ({"copies": "station,received,a,b,invalid\n007,100,70,38,1\n"}, "Q.148"),
        ({"rule": 'seats = 5\nmethod = "largest_remainder"\nquota = "droop"\n'}, "Q.146"),
        ({"rule": "seats = "}, "C.141"),
    ],
)
def test_what_is_wrong_is_numbered(files: Files, given: dict[str, str], code: str) -> None:
    result, out, err = files.run("--json", **given)
    assert (result, out) == (2, "")
    assert code in err


def test_a_majority_that_is_not_there_is_refused(files: Files) -> None:
    assert files.answer("--majority")["draws_needed"] == 17
    assert "Q.146" in files.run("--second-round")[2]
    assert "Q.140" in files.run("--risk", "0")[2]


def test_a_table_is_printed_without_json(files: Files) -> None:
    code, out, _ = files.run(copies=OFFICIAL)
    assert code == 0
    assert "a leads b (margin 2,200)" in out
    assert "The outcome is confirmed" in out


@pytest.mark.parametrize("seed", ["123", "abcdefghijklmnopqrstuv", "٣" * 20, "1" * 101])
def test_a_seed_is_digits_of_dice(files: Files, seed: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["audit", "x.csv", "--columns", "y.toml", "--seed", seed])
    assert "expected 20 to 100 digits" in capsys.readouterr().err


def test_bounds_are_printed_so_that_a_ticket_can_be_followed_by_hand(files: Files) -> None:
    answer = files.answer()
    code, out, _ = files.run("--bounds")
    rows = list(csv.DictReader(out.splitlines()))
    assert code == 0
    assert len(rows) == 100
    total = int(rows[-1]["running_sum"])
    tickets = answer["tickets"]
    assert isinstance(tickets, list)
    for ticket in tickets:
        digest = hashlib.sha256(f"31415926535897932384|ticket|{ticket['ticket']}".encode()).hexdigest()
        point = int(digest, 16) * total // 2**256
        assert ticket["station"] == next(row["station"] for row in rows if int(row["running_sum"]) > point)
