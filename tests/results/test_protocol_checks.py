"""Hard identities and soft warnings: known answers, the slow way, and each check by an example."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.results.test_station_files import FILES, ROOT, documented

from baqylau.results.methods.lines import LineCode, NotAFormula, formula
from baqylau.results.methods.protocol_checks.findings import Findings, check_identities, issues
from baqylau.results.methods.protocol_checks.hard import STANDARD, broken, hard_checks
from baqylau.results.methods.protocol_checks.identity import identity
from baqylau.results.methods.protocol_checks.run import CODES, check_table
from baqylau.results.methods.protocol_checks.soft import SOFT, Beside
from baqylau.results.methods.station_table import Level, StationTable
from baqylau.results.sources.columns import read_columns
from baqylau.results.sources.station_file import read_station_file


def stations(
    lines: Mapping[str, list[int]], votes: list[list[int]] | None = None, areas: list[int] | None = None
) -> StationTable:
    """A table in one area, or in numbered ones."""
    count = len(next(iter(lines.values()))) if lines else len(votes or [])
    area_of = np.array(areas or [0] * count, dtype=np.int32)
    paths = tuple((f"area {one}",) for one in range(int(area_of.max()) + 1))
    matrix = np.array(votes if votes is not None else [[0]] * count, dtype=np.int64)
    return StationTable(
        stations=tuple(str(at) for at in range(count)),
        row_of=np.arange(2, count + 2),
        levels=(Level("area", paths, area_of),),
        options=tuple("abcdefgh"[: matrix.shape[1]]),
        votes=matrix,
        lines={code: np.array(numbers, dtype=np.int64) for code, numbers in lines.items()},
        absent_votes=None,
        absent_lines={},
    )


def found(table: StationTable, code: str, **more: object) -> list[tuple[str, str]]:
    """Stations and sentences of one check."""
    checked = check_table(table, **more)  # type: ignore[arg-type]
    return [(one.station, str(one.says)) for one in issues(table, checked) if one.code == code]


def counts(code: str) -> dict[str, int]:
    columns = read_columns(documented(code), f"{code}.toml")
    table = read_station_file(FILES[code].read_bytes(), "a.csv", columns)
    return {one.code: len(one) for one in check_table(table, derived=columns.formulas)}


def test_georgia_2016_has_908_and_125_precincts_whose_votes_and_ballots_differ() -> None:
    known = counts("ge_2016")
    assert (known["V.101"], known["V.102"]) == (908, 125)
    assert (known["V.106"], known["V.112"]) == (1, 9)
    assert "V.103" not in known


def test_armenia_2021_has_464_stations_whose_ballots_are_not_their_parts() -> None:
    known = counts("am_2021")
    assert known["V.103"] == 464
    assert (known["V.101"], known["V.102"], known["V.109"]) == (0, 0, 0)


CASES = [
    ("V.101", {"valid": 10}, 9, 10),
    ("V.102", {"valid": 10}, 11, 10),
    ("V.103", {"in_box": 10, "valid": 8, "invalid": 1}, 8, None),
    ("V.104", {"cast": 10, "valid": 8, "invalid": 1}, 8, None),
    ("V.105", {"in_box": 10, "in_box_stationary": 7, "in_box_mobile": 2}, 0, None),
    ("V.106", {"issued": 11, "on_list": 10}, 0, None),
    ("V.107", {"in_box": 11, "issued": 10}, 0, None),
    ("V.108", {"cast": 11, "on_list": 10}, 0, None),
    ("V.109", {"in_box": 11, "on_list": 10}, 0, None),
    ("V.110", {"received": 20, "issued": 10, "cancelled_unused": 9}, 0, None),
    ("V.111", {"issued": 10, "issued_in_station": 7, "issued_outside": 2}, 0, None),
    ("V.112", {"issued": 11, "received": 10}, 0, None),
    ("V.113", {"in_box_mobile": 3, "issued_outside": 2}, 0, None),
    ("V.114", {"voted_by_noon": 3, "voted_by_17": 2}, 0, None),
    ("V.115", {"voted_by_17": 3, "issued": 2}, 0, None),
]
"""A code, a protocol that does not keep it, the sum of its votes, and votes that would."""


@pytest.mark.parametrize(("code", "lines", "votes", "right"), CASES)
def test_each_identity_finds_its_own(code: str, lines: dict[str, int], votes: int, right: int | None) -> None:
    checks = hard_checks(lines)
    assert code in {check.code for check, _ in broken(checks, lines, {"a": votes})}
    table = stations({name: [number] for name, number in lines.items()}, [[votes]])
    assert len(found(table, code)) == 1
    if right is not None:
        assert not broken(checks, lines, {"a": right})


def test_every_standard_identity_has_a_case() -> None:
    assert {case[0] for case in CASES} == set(STANDARD)


def test_an_identity_applies_only_where_its_lines_exist() -> None:
    assert [one.code for one in hard_checks({"on_list"})] == []
    assert [one.code for one in hard_checks({"valid"})] == ["V.101", "V.102"]
    assert "V.104" not in {one.code for one in hard_checks({"cast", "in_box", "valid", "invalid"})}


def test_lines_that_some_laws_know_count_where_they_exist() -> None:
    lines = {"in_box": 10, "valid": 7, "invalid": 1, "both_marked": 2}
    assert not broken(hard_checks(lines), lines, {"a": 7})
    lines = {"received": 20, "issued": 10, "cancelled_unused": 7, "spoiled": 2, "lost": 1}
    assert not broken(hard_checks(lines), lines, {"a": 0})


def test_the_law_leaves_out_replaces_and_adds() -> None:
    lines = {"valid": 10, "received": 20, "issued": 19, "lost": 2}
    own = [
        identity("V.102", "votes <= 3*valid"),
        identity("V.170", "issued <= received - lost", title="More than there were", article="art. 43"),
    ]
    checks = hard_checks(lines, own, {"V.101"})
    assert [one.code for one in checks] == ["V.102", "V.112", "V.170"]
    said = broken(checks, lines, {"a": 30})
    assert [(check.code, str(says)) for check, says in said] == [
        (
            "V.170",
            "More than there were: issued is 19, received - lost is 18; the first is larger by 1 (art. 43).",
        )
    ]
    assert [check.code for check, _ in broken(checks, lines, {"a": 31})] == ["V.102", "V.170"]


def test_a_station_with_an_absent_figure_is_not_checked() -> None:
    table = stations({"valid": [9, 0, 5]}, [[8], [7], [5]])
    table = replace(table, absent_lines={"valid": np.array([False, True, False])})
    [more, _fewer] = check_identities(table, hard_checks({"valid"}))
    assert (more.places.tolist(), more.unchecked) == ([0], 1)


numbers = st.integers(0, 40)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.fixed_dictionaries({str(code): numbers for code in LineCode}),
            st.lists(numbers, min_size=3, max_size=3),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_the_whole_table_finds_what_one_protocol_after_the_other_does(
    protocols: list[tuple[dict[str, int], list[int]]],
) -> None:
    table = stations(
        {code: [lines[code] for lines, _ in protocols] for code in protocols[0][0]},
        [votes for _, votes in protocols],
    )
    checks = hard_checks(table.lines)
    slow = sorted(
        (check.code, str(at), str(says))
        for at, (lines, votes) in enumerate(protocols)
        for check, says in broken(checks, lines, dict(zip("abc", votes, strict=True)))
    )
    assert slow == sorted(
        (one.code, one.station, str(one.says)) for one in issues(table, check_identities(table, checks))
    )


def test_a_derived_line_below_0_is_found() -> None:
    table = stations({"issued": [1, 3], "invalid": [2, 1], "valid": [-1, 2]}, [[0], [2]])
    assert found(table, "V.160", derived={"valid": formula("issued - invalid")}) == [
        ("0", "The line valid comes to -1 by its formula.")
    ]


def test_a_turnout_of_100_percent_is_found() -> None:
    table = stations({"on_list": [100, 100, 0], "in_box": [100, 99, 0]})
    assert found(table, "V.201") == [("0", "All 100 voters on the list voted.")]


def neighbours(**odd: int) -> StationTable:
    """Twenty ordinary stations of 1,000 voters in each of two areas; the last one of the first is odd."""
    lines = {"on_list": [1000] * 40, "in_box": [500 + 7 * (at % 5) for at in range(40)], "invalid": [10] * 40}
    votes = [[300, 190 + 7 * (at % 5)] for at in range(40)]
    for code, number in odd.items():
        if code in lines:
            lines[code][19] = number
        else:
            votes[19] = [number, 500 - number]
    return stations(lines, votes, [0] * 20 + [1] * 20)


@pytest.mark.parametrize(
    ("code", "odd", "says"),
    [
        ("V.202", {"in_box": 900}, "Turnout is 90.0 %; in the middle of its area it is 51.4 %."),
        ("V.203", {"a": 480}, "a has 96.0 % of the votes; in the middle of its area 59.5 %."),
        ("V.204", {"invalid": 90}, "17.0 % of the ballots are invalid; in the middle of its area 1.9 %."),
    ],
)
def test_a_station_far_from_its_neighbours_is_found(code: str, odd: dict[str, int], says: str) -> None:
    assert [one for one, _ in found(neighbours(), code)] == []
    assert found(neighbours(**odd), code) == [("19", says)]


def test_few_neighbours_say_nothing_of_their_own() -> None:
    table = neighbours(in_box=900)
    alone = np.array([0] * 19 + [2] + [1] * 20, dtype=np.int32)
    level = replace(table.levels[0], areas=(("a",), ("b",), ("c",)), area_of=alone)
    assert [one for one, _ in found(replace(table, levels=(level,)), "V.202")] == ["19"]


def test_a_row_copied_twice_is_found() -> None:
    table = stations({}, [[30, 12], [30, 12], [31, 12], [5, 5], [5, 5], [40, 0], [40, 0]])
    assert found(table, "V.205") == [("1", "All its votes are those of '0', the row before it (row 2).")]


def test_a_line_of_votes_copied_twice_is_found() -> None:
    valid = {"valid": [42, 42, 30, 9, 42]}
    votes = [[30, 12, 12], [12, 30, 12], [12, 12, 18], [4, 4, 5], [12, 12, 30]]
    says = (
        "{} and {}, one after the other, have 12 votes each; "
        "without one of them there would be as many votes as valid ballots."
    )
    assert found(stations(valid, votes), "V.206") == [
        ("0", says.format("b", "c")),
        ("2", says.format("a", "b")),
        ("4", says.format("a", "b")),
    ]
    assert not any(one.code == "V.206" for one in check_table(stations({}, votes)))


def test_a_jump_since_the_previous_election_is_found() -> None:
    now, before = neighbours(in_box=200), neighbours()
    assert found(now, "V.211", beside=Beside(previous=before)) == [
        ("19", "Turnout is 20.0 %, it was 52.8 %; in the middle of its area it changed by +0.0 points.")
    ]
    assert found(before, "V.211", beside=Beside(previous=before)) == []
    more = neighbours(on_list=1500)
    assert found(more, "V.212", beside=Beside(previous=before)) == [
        ("19", "1500 voters on the list, 1000 before; in the middle of its area it changed by +0.0 %.")
    ]


def test_stations_are_joined_by_name() -> None:
    before = neighbours()
    turned = replace(before, stations=tuple(reversed(before.stations)))
    moved = neighbours(in_box=200)
    assert [one for one, _ in found(moved, "V.211", beside=Beside(previous=turned))] == ["19"]
    other = replace(before, stations=tuple(f"x{one}" for one in before.stations))
    assert found(moved, "V.211", beside=Beside(previous=other)) == []


def test_another_turnout_in_another_contest_is_found() -> None:
    here, there = neighbours(), neighbours(in_box=529)
    assert found(here, "V.221", beside=Beside(other_contest=there)) == [
        ("19", "528 ballots in this contest, 529 in the other one.")
    ]


def test_the_transposition_that_would_make_the_sum_right_is_said() -> None:
    table = stations({"valid": [3450, 3450]}, [[3341, 109, 5], [3341, 104, 5]])
    assert found(table, "V.231") == []
    table = stations({"valid": [3545]}, [[3341, 109, 5]])
    assert found(table, "V.231") == [
        (
            "0",
            "With two digits swapped the sum would be right: valid 3455 (not 3545), "
            "votes of a 3431 (not 3341).",
        )
    ]


def test_a_transposition_must_not_make_another_sum_wrong() -> None:
    lines = {"valid": [3545], "in_box": [3555], "invalid": [10]}
    assert found(stations(lines, [[3341, 109, 5]]), "V.231") == [
        ("0", "With two digits swapped the sum would be right: votes of a 3431 (not 3341).")
    ]


def test_a_changed_digit_is_said_above_the_last_place() -> None:
    assert found(stations({"valid": [540]}, [[240, 200]]), "V.232") == [
        (
            "0",
            "With one other digit the sum would be right: valid 440 (not 540), votes of a 340 (not 240), "
            "votes of b 300 (not 200).",
        )
    ]
    assert found(stations({"valid": [443]}, [[240, 200]]), "V.232") == []


def test_slips_are_looked_for_in_the_cells_that_a_formula_is_made_of() -> None:
    table = stations({"issued": [872], "invalid": [10], "valid": [862]}, [[772, 99]])
    derived = {"valid": formula("issued - invalid")}
    assert found(table, "V.231", derived=derived) == []
    table = stations({"issued": [827], "invalid": [10], "valid": [817]}, [[770, 92]])
    [(_, says)] = found(table, "V.231", derived=derived)
    assert says == "With two digits swapped the sum would be right: issued 872 (not 827)."


def test_every_check_is_documented_with_its_reasons_its_source_and_in_the_table() -> None:
    text = (ROOT / "docs/results-files.md").read_text()
    for code in CODES:
        assert code in text
    functions = [check.says for check in STANDARD.values()] + list(SOFT.values())
    for function in functions:
        assert "Innocent reasons:" in (function.__doc__ or "")
        assert "Source:" in (function.__doc__ or "")


def test_the_documented_identities_are_those_of_the_code() -> None:
    text = (ROOT / "docs/results-files.md").read_text()
    for code, check in STANDARD.items():
        assert f"| {code} | `{check.identity}` |" in text


@pytest.mark.parametrize("text", ["", "+", "a b", "a +", "-a", "3 a", "a * 2", "A", "a + (b)", "1.5"])
def test_what_is_no_formula_is_said(text: str) -> None:
    with pytest.raises(NotAFormula):
        formula(text)


def test_findings_count_their_places() -> None:
    assert len(Findings("V.101", "", np.array([1, 4]), lambda place: NotImplemented)) == 2
