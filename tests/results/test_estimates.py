"""Estimates from a sample: a worked case, an independent library, and repeated draws from a real election."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import svy
from hypothesis import given, settings
from hypothesis import strategies as st

import baqylau
from baqylau.results.methods.collapse import Impossible, groups_of
from baqylau.results.methods.estimates import (
    Design,
    Estimates,
    by_cluster,
    chance_above,
    chance_of_lead,
    chance_of_second_round,
    design_of,
    leads,
    ratios,
    totals,
    variances,
)

STRATUM = np.array([0, 0, 0, 1, 1, 1, 1, 2, 2, 2])
SIZES = np.array([120, 80, 50])
Y = np.array([210, 180, 250, 90, 120, 75, 110, 300, 280, 350], dtype=float)
X = np.array([500, 420, 610, 400, 450, 380, 430, 520, 500, 590], dtype=float)
ON_LIST = np.array([900, 800, 1000, 850, 900, 700, 880, 950, 940, 1000], dtype=float)


def worked() -> Design:
    return design_of(STRATUM, SIZES)


def one(of: Estimates) -> tuple[float, float, float, float]:
    return float(of.estimate[0]), float(of.se[0]), float(of.low[0]), float(of.high[0])


# ------------------------------------------------------------------ the worked case


def test_the_worked_case_comes_out_to_ten_digits() -> None:
    estimate, se, low, high = one(ratios(worked(), Y[:, None], X))
    assert worked().degrees_of_freedom == 7
    assert round(estimate, 10) == 0.4041792686
    assert round(se, 10) == 0.0050378294
    assert (round(low, 7), round(high, 7)) == (0.3922667, 0.4160918)


def test_the_turnout_and_the_total_of_the_worked_case_come_out_to_ten_digits() -> None:
    estimate, se, _, _ = one(ratios(worked(), X[:, None], ON_LIST))
    assert (round(estimate, 10), round(se, 10)) == (0.5442166692, 0.0140648053)
    assert float(totals(worked(), Y)) == pytest.approx(49_000)
    assert round(float(np.sqrt(variances(worked(), Y[:, None])[0])), 6) == 2721.733516


def test_without_the_correction_for_a_finite_number_the_worked_case_is_wider() -> None:
    many = design_of(STRATUM, SIZES)
    counted = np.array([3, 4, 3])
    without = Design(many.weights, many.order, many.starts, counted / (counted - 1), many.groups)
    assert round(one(ratios(without, Y[:, None], X))[1], 10) == 0.0051755718


# ------------------------------------------------------------------ an independent library


def by_svy(
    stratum: np.ndarray, weights: np.ndarray, sizes: np.ndarray, y: np.ndarray, x: np.ndarray, **more: object
) -> list[tuple[float, float, float, float]]:
    columns = {f"y{place}": y[:, place] for place in range(y.shape[1])}
    frame = pl.DataFrame({"h": stratum, "w": weights, "N": sizes, "x": x, **columns, **more})
    design = svy.Design(stratum="h", wgt="w", pop_size="N", **{"psu": "c"} if "c" in more else {})
    found = svy.Sample(frame, design).estimation.ratio(y=list(columns), x="x")
    return [(e.estimates[0].est, e.estimates[0].se, e.estimates[0].lci, e.estimates[0].uci) for e in found]


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**31), st.lists(st.integers(2, 6), min_size=1, max_size=8), st.integers(1, 4))
def test_shares_agree_with_an_independent_library_to_eight_digits(
    seed: int, counted: list[int], options: int
) -> None:
    draw = np.random.default_rng(seed)
    stratum = np.repeat(np.arange(len(counted)), counted)
    sizes = np.array(counted) + draw.integers(1, 50, len(counted))
    y = draw.integers(1, 500, (len(stratum), options)).astype(float)
    x = y.sum(axis=1) + draw.integers(1, 90, len(stratum))
    ours = ratios(design_of(stratum, sizes), y, x)
    theirs = by_svy(stratum, (sizes / counted)[stratum], sizes[stratum], y, x)
    for place, numbers in enumerate(theirs):
        assert [ours.estimate[place], ours.se[place]] == pytest.approx(numbers[:2], rel=1e-8)
        assert [ours.low[place], ours.high[place]] == pytest.approx(numbers[2:], rel=1e-8, abs=1e-9)


def test_samples_of_whole_clusters_agree_with_an_independent_library() -> None:
    draw = np.random.default_rng(5)
    cluster = np.repeat(np.arange(12), draw.integers(2, 7, 12))
    stratum = (np.arange(12) // 4)[cluster]
    sizes = np.array([20, 9, 30])
    y = draw.integers(0, 300, (len(cluster), 2)).astype(float)
    x = y.sum(axis=1) + 10
    sums, units = by_cluster(np.column_stack((y, x)), stratum, cluster)
    ours = ratios(design_of(units, sizes), sums[:, :2], sums[:, 2])
    theirs = by_svy(stratum, (sizes / 4)[stratum], sizes[stratum], y, x, c=cluster)
    for place, numbers in enumerate(theirs):
        assert [ours.estimate[place], ours.se[place], ours.low[place], ours.high[place]] == pytest.approx(
            numbers, rel=1e-8
        )


def test_strata_put_together_agree_with_an_independent_library() -> None:
    stratum = np.array([0, 1, 1, 1, 2, 2, 3])
    sizes = np.array([40, 60, 30, 25])
    y = np.array([[100], [80], [120], [90], [30], [50], [70]], dtype=float)
    x = np.array([200, 210, 190, 220, 205, 180, 230], dtype=float)
    design = design_of(stratum, sizes)
    assert design.groups == ((0, 1), (2, 3))
    together = np.array([0, 0, 0, 0, 1, 1, 1])
    weights = np.array([40, 20, 20, 20, 15, 15, 25], dtype=float)
    assert design.weights == pytest.approx(weights)
    ours = ratios(design, y, x)
    theirs = by_svy(together, weights, np.array([100, 55])[together], y, x)[0]
    assert one(ours) == pytest.approx(theirs, rel=1e-8)


# ------------------------------------------------------------------ strata that are too small


def test_a_stratum_without_a_station_is_stood_for_by_its_neighbour() -> None:
    design = design_of(np.array([0, 0, 2, 2]), np.array([10, 30, 20]))
    assert design.groups == ((0,), (1, 2))
    assert design.weights == pytest.approx([5, 5, 25, 25])


def test_a_stratum_that_was_counted_whole_is_left_as_it_is() -> None:
    assert groups_of([1, 3, 0, 2], [1, 9, 0, 9]) == [(0,), (1,), (3,)]


def test_the_last_stratum_joins_the_one_before() -> None:
    assert groups_of([2, 2, 1], [9, 9, 9]) == [(0,), (1, 2)]


def test_one_station_for_each_of_many_strata_is_enough() -> None:
    assert groups_of([1] * 5, [7] * 5) == [(0, 1), (2, 3, 4)]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=12))
def test_whatever_the_strata_each_stands_in_one_group_that_shows_a_variance(
    strata: list[tuple[int, int]],
) -> None:
    counted = [here for here, _ in strata]
    sizes = [here + more for here, more in strata]
    try:
        groups = groups_of(counted, sizes)
    except Impossible:
        assert sum(n for n, of in zip(counted, sizes, strict=True) if n < of) < 2
        return
    assert sorted(place for group in groups for place in group) == [
        place for place, size in enumerate(sizes) if size
    ]
    for group in groups:
        assert sum(counted[place] for place in group) >= 2 or counted[group[0]] == sizes[group[0]]
        assert list(group) == sorted(group)


def test_one_station_alone_is_not_enough() -> None:
    with pytest.raises(Impossible, match="too_few"):
        design_of(np.array([0]), np.array([9]))


def test_more_stations_than_there_are_cannot_be() -> None:
    with pytest.raises(Impossible, match="more_than_there_are"):
        design_of(np.array([0, 0, 0]), np.array([2]))


def test_no_votes_at_all_have_no_shares() -> None:
    with pytest.raises(Impossible, match="no_base"):
        ratios(worked(), np.zeros((10, 2)), np.zeros(10))


# ------------------------------------------------------------------ further questions


def test_when_everything_is_counted_the_interval_is_the_figure() -> None:
    design = design_of(np.array([0, 0, 1]), np.array([2, 1]))
    found = ratios(design, np.array([[1.0], [2], [3]]), np.array([4.0, 4, 4]))
    assert one(found) == (0.5, 0.0, 0.5, 0.5)
    whole = np.array([[1.0, 3], [2, 2], [3, 1]])
    assert chance_above(design, whole, np.array([4.0, 4, 4]), 0.4).tolist() == [1, 1]
    assert chance_above(design, whole, np.array([4.0, 4, 4]), 0.5).tolist() == [0.5, 0.5]


def test_a_lead_is_the_ratio_of_the_difference() -> None:
    votes = np.column_stack((Y, X - Y))
    lead = leads(worked(), votes, X, [(1, 0)])
    share = ratios(worked(), Y[:, None], X)
    assert lead.estimate[0] == pytest.approx(1 - 2 * share.estimate[0])
    assert lead.se[0] == pytest.approx(2 * share.se[0])
    assert chance_of_lead(worked(), votes, 1, 0) == pytest.approx(
        1 - chance_of_lead(worked(), votes, 0, 1), abs=1e-12
    )


def test_the_chance_of_a_threshold_is_a_half_at_the_estimate_and_falls() -> None:
    share = float(ratios(worked(), Y[:, None], X).estimate[0])
    at = [float(chance_above(worked(), Y[:, None], X, share + step)[0]) for step in (-0.02, 0, 0.02)]
    assert at[0] > 0.99
    assert at[1] == pytest.approx(0.5, abs=1e-9)
    assert at[2] < 0.01


def test_each_option_may_have_a_threshold_of_its_own() -> None:
    votes = np.column_stack((Y, X - Y))
    at = [float(chance_above(worked(), votes[:, [place]], X, of)[0]) for place, of in enumerate((0.4, 0.6))]
    assert chance_above(worked(), votes, X, np.array([0.4, 0.6])).tolist() == pytest.approx(at)
    assert 0.01 < at[1] < at[0] < 0.99


def test_a_second_round_is_as_likely_as_the_leader_lacks_a_majority() -> None:
    votes = np.column_stack((Y, X - Y - 60, np.full(10, 60.0)))
    leader = float(chance_above(worked(), votes[:, [1]], X, 0.5)[0])
    assert chance_of_second_round(worked(), votes, X) == pytest.approx(1 - leader)


# ------------------------------------------------------------------ a real election, drawn again and again


@cache
def georgia() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Votes by precinct and option, the base, and the district, of the parliamentary election of 2016."""
    path = Path(baqylau.__file__).parent / "packs/ge_2016/results/precincts.csv"
    rows = list(csv.reader(path.open()))
    header = rows[0]
    wanted = ["v_41_georgian_dream", "v_05_united_national_movement", "v_08_alliance_of_patriots"]
    options = [place for place, name in enumerate(header) if name.startswith("v_")]
    table = np.array([[int(row[place]) for place in options] for row in rows[1:]], dtype=float)
    votes = table[:, [options.index(header.index(name)) for name in wanted]]
    districts = np.array([int(row[header.index("district")]) for row in rows[1:]])
    return votes, table.sum(axis=1), np.digitize(districts, [11, 33, 54, 67])


def test_intervals_cover_the_real_result_as_often_as_they_say() -> None:
    votes, base, stratum_of = georgia()
    truth = votes.sum(axis=0) / base.sum()
    sizes = np.bincount(stratum_of)
    places = [np.flatnonzero(stratum_of == stratum) for stratum in range(len(sizes))]
    numbers = np.maximum(2, np.round(300 * sizes / sizes.sum())).astype(int)
    draw = np.random.default_rng(2016)
    times, covered = 1500, np.zeros(3)
    for _ in range(times):
        sample = np.concatenate(
            [draw.permutation(of)[:number] for of, number in zip(places, numbers, strict=True)]
        )
        found = ratios(design_of(stratum_of[sample], sizes), votes[sample], base[sample])
        covered += (found.low <= truth) & (truth <= found.high)
    assert ((covered / times > 0.93) & (covered / times < 0.97)).all(), covered / times
