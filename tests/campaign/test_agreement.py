"""Agreement of coders: published examples, and a slow obvious version of each measure."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from math import isclose

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.campaign.methods.agreement import INTERVAL, NOMINAL, ORDINAL, alpha, kappa

KRIPPENDORFFS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
"""Computing Krippendorff's Alpha-Reliability (2011), section C: four coders, twelve units, missing codes."""


@pytest.mark.parametrize(("level", "published"), [(NOMINAL, 0.743), (ORDINAL, 0.815), (INTERVAL, 0.849)])
def test_the_example_of_krippendorff_gives_what_he_published(level: str, published: float) -> None:
    found = alpha(KRIPPENDORFFS, level)
    assert found.value is not None
    assert round(found.value, 3) == published
    assert (found.units, found.values, found.single) == (11, 40, 1)


def test_his_example_of_two_coders_and_yes_or_no() -> None:
    """The same paper, section A: ten units, 0 and 1, alpha 0.095."""
    one = [0, 1, 0, 0, 0, 0, 0, 0, 1, 0]
    other = [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]
    found = alpha([one, other])
    assert found.value is not None
    assert round(found.value, 3) == 0.095


def test_his_example_of_five_categories() -> None:
    """The same paper, section B: two coders, twelve articles, alpha 0.692."""
    one = ["a", "a", "b", "b", "d", "c", "c", "c", "e", "d", "d", "a"]
    other = ["b", "a", "b", "b", "b", "c", "c", "c", "e", "d", "d", "d"]
    found = alpha([one, other])
    assert found.value is not None
    assert round(found.value, 3) == 0.692


def test_the_example_of_cohen_gives_what_he_published() -> None:
    """Cohen 1960: 200 cases in three categories, observed .70, by chance .41, kappa .492."""
    counts = {
        ("p", "p"): 88, ("p", "n"): 14, ("p", "s"): 18,
        ("n", "p"): 10, ("n", "n"): 40, ("n", "s"): 10,
        ("s", "p"): 2, ("s", "n"): 6, ("s", "s"): 12,
    }  # fmt: skip
    pairs = [pair for pair, count in counts.items() for _ in range(count)]
    found = kappa([a for a, _b in pairs], [b for _a, b in pairs])
    assert found.value is not None
    assert round(found.value, 3) == 0.492


def test_where_all_codes_are_the_same_nothing_can_be_said() -> None:
    assert alpha([["x", "x"], ["x", "x"]]).value is None
    assert kappa(["x", "x"], ["x", "x"]).value is None


def test_what_was_coded_once_says_nothing() -> None:
    found = alpha([["x", None], [None, "y"]])
    assert (found.value, found.units, found.single) == (None, 0, 2)


def test_what_is_good_and_what_is_not_is_krippendorffs_rule() -> None:
    assert alpha([[1, 2, 1, 2], [1, 2, 1, 2]]).strength == "good"
    assert alpha(KRIPPENDORFFS).strength == "tentative"
    assert alpha([[1, 2, 1, 2], [2, 1, 1, 2]]).strength == "poor"


def test_a_level_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no level"):
        alpha([[1], [1]], "ratio")


# ------------------------------------------------------------------ against the obvious


def slow_alpha(codes: Sequence[Sequence[int | None]], level: str) -> float | None:
    """By every pair of codes, as the definition says."""
    units = [[code for code in unit if code is not None] for unit in zip(*codes, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    everything = [code for unit in units for code in unit]
    if not everything:
        return None

    def distance(a: int, b: int) -> float:
        if level == NOMINAL:
            return float(a != b)
        if level == INTERVAL:
            return float((a - b) ** 2)
        low, high = min(a, b), max(a, b)
        between = sum(low <= code <= high for code in everything)
        return float((between - (everything.count(a) + everything.count(b)) / 2) ** 2)

    n = len(everything)
    observed = sum(
        distance(unit[i], unit[j]) / (len(unit) - 1)
        for unit in units
        for i, j in product(range(len(unit)), repeat=2)
        if i != j
    )
    chance = sum(distance(everything[i], everything[j]) for i, j in product(range(n), repeat=2) if i != j) / (
        n - 1
    )
    return 1 - observed / chance if chance else None


CODES = st.integers(2, 4).flatmap(
    lambda coders: st.integers(1, 6).flatmap(
        lambda units: st.lists(
            st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=units, max_size=units),
            min_size=coders,
            max_size=coders,
        )
    )
)


@given(CODES, st.sampled_from([NOMINAL, ORDINAL, INTERVAL]))
@settings(max_examples=120)
def test_alpha_is_what_the_definition_gives(codes: list[list[int | None]], level: str) -> None:
    slow, fast = slow_alpha(codes, level), alpha(codes, level).value
    assert (slow is None) == (fast is None)
    assert slow is None or fast is None or isclose(slow, fast, abs_tol=1e-9)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=1, max_size=20))
@settings(max_examples=80)
def test_kappa_is_what_the_definition_gives(pairs: list[tuple[str, str]]) -> None:
    n = len(pairs)
    observed = sum(a == b for a, b in pairs) / n
    chance = sum(
        sum(a == code for a, _b in pairs) * sum(b == code for _a, b in pairs) / n**2 for code in "abc"
    )
    found = kappa([a for a, _b in pairs], [b for _a, b in pairs]).value
    if isclose(chance, 1):
        assert found is None
    else:
        assert found == pytest.approx((observed - chance) / (1 - chance))
