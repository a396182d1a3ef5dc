"""``baqylau seats`` on plain files: its answer, and what it says of files that are wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from baqylau.core.problem import Refused
from baqylau.results.sources.seat_files import read_votes
from baqylau.site.cli import main

VOTES = """option,votes
Amanat,3431510
Auyl,693938
Respublica,547154
Aq Jol,535139
QHP,432920
OSDP,331058
Baytaq,146431
Against all,248291
"""
RULE = """seats = 69
method = "largest_remainder"
quota = "hare"
threshold = "5%"
threshold_base = "all"
not_eligible = ["Against all"]
minimum_lists = 2
tie = "earlier_registered"
article = "97-1"

[second_list]
factor = "0.7"
minimum = 2
"""
PLAIN = 'seats = 3\nmethod = "largest_remainder"\nquota = "hare"\n'


class Files:
    """Two files in a folder of their own, and the command run on them."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.votes = folder / "votes.csv"
        self.rule = folder / "rule.toml"
        self._capsys = capsys

    def run(self, votes: str | bytes, rule: str | bytes, *more: str) -> tuple[int, str, str]:
        for path, content in ((self.votes, votes), (self.rule, rule)):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self.call(str(self.votes), "--rule", str(self.rule), *more)

    def call(self, *arguments: str) -> tuple[int, str, str]:
        code = main(["seats", *arguments])
        said = self._capsys.readouterr()
        return code, said.out, said.err

    def answer(self, votes: str, rule: str) -> dict:
        code, out, _ = self.run(votes, rule, "--json")
        assert code == 0
        return json.loads(out)


@pytest.fixture
def files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Files:
    return Files(tmp_path, capsys)


def test_the_answer_has_seats_admitted_ties_and_quota(files: Files) -> None:
    answer = files.answer(VOTES, RULE)
    assert answer == {
        "seats": {
            "Amanat": 40,
            "Auyl": 8,
            "Respublica": 6,
            "Aq Jol": 6,
            "QHP": 5,
            "OSDP": 4,
            "Baytaq": 0,
        },
        "admitted": ["Amanat", "Auyl", "Respublica", "Aq Jol", "QHP", "OSDP"],
        "ties": [],
        "quota": answer["quota"],
    }
    assert Fraction(answer["quota"]) == Fraction(5_971_719, 69)
    assert "/" in answer["quota"]


def test_the_smallest_transfer_is_answered_where_it_is_asked_for(files: Files) -> None:
    code, out, _ = files.run(VOTES, RULE, "--margin", "--json")
    assert code == 0
    assert json.loads(out)["smallest_transfer"] == {"votes": 12_736, "from": "OSDP", "to": "Amanat"}
    assert "12,736 votes from OSDP to Amanat" in files.run(VOTES, RULE, "--margin")[1]


def test_the_smallest_transfer_is_null_where_no_transfer_changes_a_seat(files: Files) -> None:
    _, out, _ = files.run("option,votes\na,6\nb,0\n", PLAIN, "--json", "--margin")
    assert json.loads(out)["smallest_transfer"] is None
    assert "No transfer" in files.run("option,votes\na,6\nb,0\n", PLAIN, "--margin")[1]


def test_the_quota_of_highest_averages_is_null(files: Files) -> None:
    rule = 'seats = 69\nmethod = "highest_averages"\ndivisor = "d_hondt"\nthreshold = "1/20"\n'
    answer = files.answer(VOTES, rule + 'not_eligible = ["Against all"]\n')
    assert answer["quota"] is None
    assert list(answer["seats"].values()) == [41, 8, 6, 6, 5, 3, 0]


def test_a_whole_quota_is_a_fraction_too(files: Files) -> None:
    assert files.answer("option,votes\na,60\nb,30\n", PLAIN)["quota"] == "30/1"


def test_seats_that_a_tie_leaves_open_are_in_ties(files: Files) -> None:
    code, out, err = files.run("option,votes\na,4\nb,1\nc,1\n", PLAIN, "--json")
    answer = json.loads(out)
    assert code == 0
    assert answer["seats"] == {"a": 2, "b": 0, "c": 0}
    assert answer["ties"] == [["b", "c"]]
    assert "b, c stand level for 1" in err


def test_the_order_of_registration_decides_where_the_rule_says_so(files: Files) -> None:
    votes = "option,votes,registered_order\na,4,1\nb,1,3\nc,1,2\n"
    answer = files.answer(votes, PLAIN + 'tie = "earlier_registered"\n')
    assert answer["seats"] == {"a": 2, "b": 0, "c": 1}
    assert answer["ties"] == []


def test_an_unknown_place_in_the_order_decides_nothing(files: Files) -> None:
    votes = "option,votes,registered_order\na,4,1\nb,1,\nc,1,2\n"
    assert files.answer(votes, PLAIN + 'tie = "earlier_registered"\n')["ties"] == [["b", "c"]]


@pytest.mark.parametrize(("base", "admitted"), [('"all"', ["a", "b"]), ("121", ["a"])])
def test_the_base_of_the_threshold_is_every_vote_or_a_number(
    files: Files, base: str, admitted: list[str]
) -> None:
    rule = PLAIN + f'threshold = "5 %"\nthreshold_base = {base}\n'
    assert files.answer("option,votes\na,94\nb,6\n", rule)["admitted"] == admitted


def test_alliances_may_have_a_threshold_of_their_own(files: Files) -> None:
    rule = PLAIN + 'threshold = "5%"\n[thresholds]\n"Bloc a/b" = "7%"\nfree = "0%"\n'
    votes = "option,votes\nlarge,900\nBloc a/b,65\nparty,50\nfree,1\n"
    assert files.answer(votes, rule)["admitted"] == ["large", "free"]
    assert files.answer(votes.replace("65", "85"), rule)["admitted"] == ["large", "Bloc a/b", "free"]


@pytest.mark.parametrize("factor", ['"0.7"', '"70%"', '"7/10"', "0.7"])
def test_the_factor_of_the_second_list_is_exact_however_it_is_written(files: Files, factor: str) -> None:
    rule = (
        PLAIN.replace("3", "98") + 'threshold = "7%"\n[second_list]\nminimum = 2\n' + f"factor = {factor}\n"
    )
    assert files.answer("option,votes\na,90\nb,6\nc,4\n", rule)["seats"] == {"a": 93, "b": 5, "c": 0}


def test_caps_are_a_table_of_options(files: Files) -> None:
    code, out, err = files.run(
        "option,votes\nThe, List,70\n".replace("The, List", '"The, List"') + "b,30\n",
        'seats = 10\nmethod = "largest_remainder"\nquota = "hare"\n[caps]\n"The, List" = 2\nb = 3\n',
        "--json",
    )
    assert code == 0
    assert json.loads(out)["seats"] == {"The, List": 2, "b": 3}
    assert "stay vacant: 5" in err


def test_without_json_a_table_is_printed(files: Files) -> None:
    code, out, err = files.run(VOTES, RULE)
    assert code == 0
    assert err == ""
    assert out.splitlines()[1].split() == ["Amanat", "3,431,510", "40"]
    assert "not admitted" in next(line for line in out.splitlines() if line.startswith("Baytaq"))
    assert "86546.65 votes for a seat" in out


def test_the_command_needs_no_django_and_no_database(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text(VOTES)
    (tmp_path / "rule.toml").write_text(RULE)
    program = (
        "import sys\nfrom baqylau.site.cli import main\n"
        "code = main(['seats', 'votes.csv', '--rule', 'rule.toml', '--json'])\n"
        "sys.exit(code or 'django' in sys.modules or 'sqlite3' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["seats"]["Amanat"] == 40


def test_names_in_any_script_survive_a_terminal_without_them(tmp_path: Path) -> None:
    (tmp_path / "votes.csv").write_text("option,votes\nӘділет,3\n", encoding="utf-8")
    (tmp_path / "rule.toml").write_text(PLAIN)
    program = "import sys; from baqylau.site.cli import main; sys.exit(main(sys.argv[1:]))"
    for more in ([], ["--json"]):
        done = subprocess.run(
            [sys.executable, "-c", program, "seats", "votes.csv", "--rule", "rule.toml", *more],
            cwd=tmp_path,
            capture_output=True,
            env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
            check=False,
        )
        assert done.returncode == 0, done.stderr
        if more:
            assert json.loads(done.stdout)["seats"] == {"Әділет": 3}


WRONG_VOTES = {
    "nothing in it": ("", "C.103"),
    "only a header": ("option,votes\n", "S.102"),
    "not a table": ("once upon a time\n", "C.121"),
    "semicolons": ("option;votes\na;1\n", "C.120"),
    "a spreadsheet": (b"PK\x03\x04\0\0\0\0", "C.111"),
    "another encoding": ("option,votes\nОтан,1\n".encode("cp1251"), "C.112"),
    "cut off": ("option,votes\na,1\nb", "C.125"),
    "an open quotation mark": ('option,votes\n"a,1\n', "C.124"),
    "negative votes": ("option,votes\na,-1\n", "R.241"),
    "half a vote": ("option,votes\na,1.5\n", "R.242"),
    "votes in words": ("option,votes\na,many\n", "R.245"),
    "votes with a blank": ("option,votes\na,1 234\n", "R.243"),
    "votes in full-width digits": ("option,votes\na,１２\n", "R.244"),
    "no votes given": ("option,votes\na,\n", "C.131"),
    "no option given": ("option,votes\n,1\n", "C.131"),
    "an option twice": ("option,votes\na,1\nb,2\na,3\n", "S.101"),
    "a column too many": ("option,votes,share\na,1,100\n", "C.123"),
    "a wrong order": ("option,votes,registered_order\na,1,first\n", "R.245"),
}

WRONG_RULES = {
    "nothing in it": ("", "C.103"),
    "not TOML": ("seats: 3\n", "C.141"),
    "binary": (b"\x00\x01", "C.111"),
    "an unknown key": (PLAIN + "bonus = 3\n", "C.143"),
    "an unknown key of the second list": (PLAIN + "[second_list]\nfaktor = 1\n", "C.143"),
    "no seats": ('method = "largest_remainder"\nquota = "hare"\n', "C.142"),
    "negative seats": (PLAIN.replace("3", "-3"), "C.144"),
    "seats in words": (PLAIN.replace("3", '"three"'), "C.144"),
    "too many seats": (PLAIN.replace("3", "200000"), "S.111"),
    "far too many seats": (PLAIN.replace("3", "9" * 4000), "C.144"),
    "more digits than can be printed": (PLAIN.replace("3", "0x" + "f" * 5000), "C.144"),
    "no method": ('seats = 3\nquota = "hare"\n', "C.142"),
    "an unknown method": (PLAIN.replace("largest_remainder", "quota"), "C.144"),
    "an unknown quota": (PLAIN.replace("hare", "hair"), "C.144"),
    "no quota": ('seats = 3\nmethod = "largest_remainder"\n', "C.142"),
    "a divisor with a quota": (PLAIN + 'divisor = "d_hondt"\n', "S.114"),
    "a quota with averages": (
        'seats = 3\nmethod = "highest_averages"\ndivisor = "d_hondt"\nquota = "hare"\n',
        "S.114",
    ),
    "a second list with averages": (
        'seats = 3\nmethod = "highest_averages"\ndivisor = "d_hondt"\n[second_list]\nminimum = 2\n',
        "S.115",
    ),
    "a second list but one list at least": (
        PLAIN + "minimum_lists = 1\n[second_list]\nminimum = 2\n",
        "S.116",
    ),
    "a threshold that is no share": (PLAIN + 'threshold = "five"\n', "S.113"),
    "a threshold above all votes": (PLAIN + 'threshold = "101%"\n', "S.113"),
    "a negative threshold": (PLAIN + 'threshold = "-5%"\n', "S.113"),
    "a threshold of nothing": (PLAIN + 'threshold = "1/0"\n', "S.113"),
    "a threshold that is no text": (PLAIN + "threshold = 0.05\n", "C.144"),
    "a base of nothing": (PLAIN + "threshold_base = 0\n", "C.144"),
    "an unknown base": (PLAIN + 'threshold_base = "valid"\n', "S.112"),
    "a factor of nothing": (PLAIN + '[second_list]\nfactor = "0"\n', "S.113"),
    "a factor that is no number": (PLAIN + "[second_list]\nfactor = nan\n", "S.113"),
    "an unknown tie rule": (PLAIN + 'tie = "coin"\n', "C.144"),
    "an option nobody voted for": (PLAIN + 'not_eligible = ["Against all"]\n', "S.121"),
    "a threshold for an unknown option": (PLAIN + '[thresholds]\nz = "3%"\n', "S.121"),
    "a list's threshold that is no share": (PLAIN + '[thresholds]\na = "much"\n', "S.113"),
    "a cap for an unknown option": (PLAIN + "[caps]\nz = 3\n", "S.121"),
    "a negative cap": (PLAIN + "[caps]\na = -3\n", "C.144"),
    "not a list": (PLAIN + 'not_eligible = "a"\n', "C.144"),
}


@pytest.mark.parametrize("what", WRONG_VOTES)
def test_wrong_votes_are_refused_with_a_number_and_a_place(files: Files, what: str) -> None:
    votes, code = WRONG_VOTES[what]
    returned, out, err = files.run(votes, PLAIN, "--json")
    assert returned == 2
    assert out == ""
    assert err.startswith(f"{code} '{files.votes}'")


@pytest.mark.parametrize("what", WRONG_RULES)
def test_a_wrong_rule_is_refused_with_a_number_and_a_place(files: Files, what: str) -> None:
    rule, code = WRONG_RULES[what]
    returned, out, err = files.run("option,votes\na,1\n", rule, "--json")
    assert returned == 2
    assert out == ""
    assert err.startswith(f"{code} '{files.rule}'")


def test_a_negative_number_is_said_with_row_column_and_remedy(files: Files) -> None:
    _, _, err = files.run("option,votes\na,3\nb,-1\n", PLAIN)
    assert "row 3, column 'votes'" in err
    assert "Expected: digits" in err


def test_what_is_wrong_in_both_files_is_said_at_once(files: Files) -> None:
    returned, _, err = files.run("option,votes\na,-1\n", PLAIN + "bonus = 1\n")
    assert returned == 2
    assert "R.241" in err
    assert "C.143" in err


@pytest.mark.parametrize("which", ["votes", "rule"])
def test_a_missing_file_and_a_folder_are_refused(files: Files, tmp_path: Path, which: str) -> None:
    files.run("option,votes\na,1\n", PLAIN)
    for wrong, code in ((tmp_path / "none", "C.101"), (tmp_path, "C.102")):
        given = {"votes": files.votes, "rule": files.rule, which: wrong}
        returned, _, err = files.call(str(given["votes"]), "--rule", str(given["rule"]))
        assert returned == 2
        assert err.startswith(code)


def test_a_very_large_file_is_refused_unread(files: Files) -> None:
    files.run("option,votes\na,1\n", PLAIN)
    with files.votes.open("r+b") as file:
        file.truncate(51 * 2**20)
    returned, _, err = files.call(str(files.votes), "--rule", str(files.rule))
    assert returned == 2
    assert err.startswith("C.104")


def test_votes_beyond_any_float_and_any_column_of_a_database_are_exact(files: Files) -> None:
    level = 10**29
    answer = files.answer(f"option,votes\na,{level}\nb,{level + 1}\n", PLAIN + f"threshold_base = {level}\n")
    assert answer["seats"] == {"a": 1, "b": 2}
    assert Fraction(answer["quota"]) == Fraction(2 * level + 1, 3)


def test_more_votes_than_the_largest_number_are_refused(files: Files) -> None:
    code, _, err = files.run(f"option,votes\na,{10**30 + 1}\n", PLAIN)
    assert code == 2
    assert "R.246" in err
    assert str(10**30) in err


def test_two_options_that_look_alike_are_one_option_twice() -> None:
    table = "option,votes\n\u0439,60\n\u0438\u0306,40\n".encode()
    with pytest.raises(Refused, match=r"S\.101 .*stands in row 2 already"):
        read_votes(table, "votes.csv")
