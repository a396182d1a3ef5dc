"""Samples: how many stations, which, what is missing, and what came late."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from fractions import Fraction
from math import ceil, isclose
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import baqylau
from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.estimates import design_of, ratios
from baqylau.results.methods.late_arrivals import course, late_difference
from baqylau.results.methods.missing_stations import bounds, break_even_lead, with_missing
from baqylau.results.methods.sample_draw import Earlier, Place, draw, numbers, optimal_weights, seed_of
from baqylau.results.methods.sample_size import Allocation, stations_needed
from baqylau.site.cli import main

SEED = "31415926535897932384"
GEORGIA = Path(baqylau.__file__).parent / "packs/ge_2016/results/precincts.csv"
COLUMNS = 'station = "precinct"\nstratum = "district"\noptions = "v_*"\nignored = "others"\n'


# ------------------------------------------------------------------ drawing


def test_a_draw_can_be_done_again_with_nothing_but_sha256() -> None:
    frame = [Place(f"{place:02}", "north" if place < 30 else "south") for place in range(50)]
    north, south = draw(frame, SEED, {"north": 4, "south": 3})
    tickets = sorted(
        (hashlib.sha256(f"{SEED}|{one.code}".encode()).hexdigest(), one.code)
        for one in frame
        if one.stratum == "north"
    )
    assert [(one.ticket, one.code) for one in (*north.drawn, *north.reserve)] == tickets
    assert (len(north.drawn), len(south.drawn), south.stations) == (4, 3, 20)


def test_the_order_of_the_frame_changes_nothing_and_more_keeps_those_drawn() -> None:
    frame = [Place(str(place), "x") for place in range(40)]
    (some,) = draw(frame, SEED, {"x": 5})
    (again,) = draw(reversed(frame), SEED, {"x": 9})
    assert again.drawn[:5] == some.drawn


def test_every_station_is_drawn_equally_often() -> None:
    frame = [Place(str(place), "x") for place in range(10)]
    times = Counter(
        ticket.code for seed in range(3000) for ticket in draw(frame, f"{SEED}{seed}", {"x": 3})[0].drawn
    )
    assert all(abs(times[one.code] - 900) < 4 * (3000 * 0.3 * 0.7) ** 0.5 for one in frame)


def test_a_seed_is_digits_and_enough_of_them() -> None:
    assert seed_of("31415 92653, 58979 32384") == SEED
    for wrong in ("", "1" * 19, "1" * 101, "x" * 20, "١" * 20, "1234567890123456789-"):
        assert seed_of(wrong) is None


def test_stations_are_shared_out_in_proportion_with_two_at_least() -> None:
    assert numbers({"a": 1000, "b": 490, "c": 10}, 100) == {"a": 66, "b": 32, "c": 2}
    assert numbers({"a": 100, "b": 50, "c": 1}, 5) == {"a": 2, "b": 2, "c": 1}
    assert numbers({"a": 100, "b": 3}, 4, Allocation.FIXED) == {"a": 4, "b": 3}


def test_what_is_drawn_in_addition_is_added_to_its_stratum_only() -> None:
    assert numbers({"a": 100, "b": 50}, 15, in_addition={"b": 7}) == {"a": 10, "b": 12}


def test_the_optimal_numbers_follow_size_times_spread() -> None:
    alike = [Earlier("alike", 50, 100) for _ in range(100)]
    mixed = [Earlier("mixed", 50 + (40 if place % 2 else -40), 100) for place in range(100)]
    weights = optimal_weights([*alike, *mixed])
    assert weights["alike"] == 0
    base, votes = 20_000, 10_000
    z = [one.votes * base - one.base * votes for one in mixed]
    spread = Fraction(sum(x * x for x in z) - Fraction(sum(z) ** 2, 100), 99)
    assert isclose(weights["mixed"], 100 * float(spread) ** 0.5, rel_tol=1e-7)
    assert numbers({"alike": 100, "mixed": 100}, 40, Allocation.OPTIMAL, weights) == {"alike": 2, "mixed": 38}


# ------------------------------------------------------------------ how many


def georgia() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = list(csv.DictReader(GEORGIA.open()))
    options = [name for name in rows[0] if name.startswith("v_")]
    base = np.array([sum(int(row[name]) for name in options) for row in rows], dtype=float)
    votes = np.array([int(row["v_41_georgian_dream"]) for row in rows], dtype=float)
    return votes, base, np.unique([row["district"] for row in rows], return_inverse=True)[1]


def test_the_size_is_that_of_the_formula() -> None:
    votes, base, _ = georgia()
    found = stations_needed(votes, base, np.zeros(len(base), dtype=int), 0.01)
    residuals = votes - base * votes.sum() / base.sum()
    first = 1.959963984540054**2 * residuals.var(ddof=1) / (base.mean() ** 2 * 0.01**2)
    assert found.stations == ceil(first / (1 + first / len(base)))
    assert found.design_effect > 10


@pytest.mark.parametrize("allocation", list(Allocation))
def test_a_sample_of_that_size_has_the_width_that_was_wanted(allocation: Allocation) -> None:
    votes, base, district = georgia()
    strata = district // 8
    found = stations_needed(votes, base, strata, 0.012, allocation)
    sizes = np.bincount(strata)
    names = [str(place) for place in range(len(sizes))]
    weights = optimal_weights(
        Earlier(str(place), int(own), int(of)) for place, own, of in zip(strata, votes, base, strict=True)
    )
    size = found.per_stratum or found.stations
    number_of = numbers(dict(zip(names, sizes.tolist(), strict=True)), size, allocation, weights)
    widths = []
    for seed in range(150):
        random = np.random.default_rng(seed)
        places = [
            random.choice(np.flatnonzero(strata == place), number_of[name], replace=False)
            for place, name in enumerate(names)
        ]
        sample = np.concatenate(places)
        shares = ratios(design_of(strata[sample], sizes), votes[sample, None], base[sample])
        widths.append(float(shares.high[0] - shares.low[0]) / 2)
    assert np.mean(widths) == pytest.approx(0.012, rel=0.06)


@pytest.mark.parametrize(
    ("votes", "base", "width", "why"),
    [([1], [2], 0.01, "too_few"), ([0, 0], [0, 0], 0.01, "no_base"), ([1, 1], [2, 2], 0.0, "no_width")],
)
def test_a_size_that_cannot_be_said_is_refused(
    votes: list[float], base: list[float], width: float, why: str
) -> None:
    with pytest.raises(Impossible, match=why):
        stations_needed(np.array(votes), np.array(base), np.zeros(len(base), dtype=int), width)


# ------------------------------------------------------------------ missing stations


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**31))
def test_whatever_the_missing_stations_hold_the_share_stays_within_the_bounds(seed: int) -> None:
    random = np.random.default_rng(seed)
    strata = np.repeat([0, 1, 2], [5, 4, 6])
    sizes = np.array([40, 12, 30])
    votes = random.integers(0, 100, (15, 3)).astype(float)
    base = np.full(15, 300.0)
    votes[:, 2] = base - votes[:, 0] - votes[:, 1]
    there = random.random(15) < 0.6
    there[[0, 5, 9]] = True
    sample = with_missing(strata[there], np.bincount(strata), sizes, votes[there], base[there])
    low, high = bounds(sample)
    full = ratios(design_of(strata, sizes), votes, base).estimate
    assert (low <= full + 1e-12).all()
    assert (full <= high + 1e-12).all()
    assert sample.missing == int((~there).sum())


def test_at_the_break_even_lead_two_options_are_level() -> None:
    strata, sizes, planned = np.array([0, 0, 1]), np.array([10, 20]), np.array([4, 2])
    votes = np.array([[60.0, 40], [70, 30], [55, 45]])
    sample = with_missing(strata, planned, sizes, votes, votes.sum(axis=1))
    lead = break_even_lead(sample, 0, 1)
    assert lead is not None
    received = 10 / 4 * (20 + 40) + 20 / 2 * 10
    assert received - lead * (10 / 4 * 200 + 20 / 2 * 100) == pytest.approx(0)


def test_a_stratum_of_which_nothing_came_is_taken_to_be_as_large_as_the_others() -> None:
    votes = np.array([[60.0], [70], [50], [30]])
    sample = with_missing(
        np.array([0, 0, 1, 1]),
        np.array([2, 2, 3]),
        np.array([9, 9, 9]),
        votes,
        np.array([100.0, 100, 50, 50]),
    )
    assert sample.missing_base.tolist() == [0, 0, 225]


def test_more_stations_than_were_planned_are_no_sample() -> None:
    with pytest.raises(Impossible, match="more_than_planned"):
        with_missing(np.array([0, 0, 0]), np.array([2]), np.array([9]), np.ones((3, 1)), np.ones(3))


# ------------------------------------------------------------------ late arrivals


def test_the_course_ends_with_the_estimate_of_everything() -> None:
    votes, base, district = georgia()
    places = np.random.default_rng(1).permutation(len(base))[:400]
    strata, sizes = district[places] // 10, np.bincount(district // 10)
    steps = course(strata, sizes, votes[places, None], base[places], moments=15)
    assert len(steps) <= 15
    assert steps[-1].arrived == 400
    whole = ratios(design_of(strata, sizes), votes[places, None], base[places])
    assert steps[-1].shares.estimate[0] == whole.estimate[0]
    assert float(np.ptp(steps[0].shares.high - steps[0].shares.low)) >= 0


def test_late_stations_that_differ_are_told_from_those_that_do_not() -> None:
    random = np.random.default_rng(3)
    strata, sizes = np.arange(200) % 4, np.full(4, 50_000)
    late = np.arange(200) >= 150
    times, within = 400, 0
    for _ in range(times):
        base = random.integers(200, 900, 200).astype(float)
        same = (base * 0.5 + random.normal(0, 15, 200))[:, None]
        found = late_difference(design_of(strata, sizes), same, base, late)
        within += bool(found.low[0] < 0 < found.high[0])
    assert 0.92 < within / times < 0.98
    other = same + (base * 0.06 * late)[:, None]
    found = late_difference(design_of(strata, sizes), other, base, late)
    assert found.low[0] > 0.04
    assert found.high[0] < 0.08
    with pytest.raises(Impossible, match="no_base"):
        late_difference(design_of(strata, sizes), same, base, np.zeros(200, dtype=bool))


# ------------------------------------------------------------------ the command


def files(folder: Path) -> tuple[str, str]:
    rows = list(csv.DictReader(GEORGIA.open()))
    frame = folder / "frame.csv"
    frame.write_text("station,stratum\n" + "".join(f"{row['precinct']},{row['district']}\n" for row in rows))
    columns = folder / "columns.toml"
    columns.write_text(COLUMNS)
    return str(frame), str(columns)


def test_the_command_draws_and_anyone_can_draw_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame, _ = files(tmp_path)
    given = ["sample", "draw", frame, "--seed", "31415 92653 58979 32384", "--size", "300", "--add", "01=5"]
    assert main([*given, "--reserve"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert sum(row["drawn"] == "yes" for row in rows) == 305
    assert len(rows) == 3668
    for row in rows[::97]:
        assert row["ticket"] == hashlib.sha256(f"{SEED}|{row['station']}".encode()).hexdigest()
    assert main([*given, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["seed"], answer["n"]) == (SEED, 305)
    assert {code for one in answer["strata"] for code in one["drawn"]} == {
        row["station"] for row in rows if row["drawn"] == "yes"
    }


def test_the_command_says_how_many(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, columns = files(tmp_path)
    given = ["--columns", columns, "--option", "41_georgian_dream"]
    assert main(["sample", "size", str(GEORGIA), *given, "--within", "1%", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    sizes = {name: one["stations"] for name, one in answer.items()}
    assert sizes["optimal"] <= sizes["proportional"] <= sizes["fixed"]
    assert main(["sample", "size", str(GEORGIA), *given, "--within", "1%"]) == 0
    assert "times as large" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("frame", "more", "code"),
    [
        ("station,stratum\n1,a\n1,a\n", (), "Q.133"),
        ("station,stratum\n", (), "Q.134"),
        ("station,stratum\n1,\n", (), "C.131"),
        ("station,stratum\n1,a\n2,a\n", ("--size", "9"), "Q.132"),
        ("station,stratum\n1,a\n2,a\n3,b\n4,b\n", ("--size", "3"), "Q.132"),
        ("station,stratum\n1,a\n2,a\n", ("--allocation", "optimal"), "Q.135"),
        ("station,stratum\n1,a\n2,a\n", ("--add", "b=1"), "Q.137"),
        ("station,stratum\n1,a\n2,a\n", ("--add", "a=x"), "Q.137"),
    ],
)
def test_what_is_wrong_is_numbered(
    frame: str, more: tuple[str, ...], code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "frame.csv"
    path.write_text(frame)
    assert main(["sample", "draw", str(path), "--seed", SEED, "--size", "2", *more]) == 2
    assert code in capsys.readouterr().err


def test_the_optimal_draw_needs_strata_of_the_same_names(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    frame, columns = files(tmp_path)
    earlier = ["--earlier", str(GEORGIA), "--columns", columns, "--option", "41_georgian_dream"]
    given = ["--seed", SEED, "--size", "300", "--allocation", "optimal", *earlier]
    assert main(["sample", "draw", frame, *given]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 301
    other = tmp_path / "other.csv"
    other.write_text("station,stratum\n1,north\n2,north\n")
    assert main(["sample", "draw", str(other), *given]) == 2
    assert "Q.136" in capsys.readouterr().err
    assert main(["sample", "draw", frame, *given[:-1], "nobody"]) == 2
    assert "Q.130" in capsys.readouterr().err
