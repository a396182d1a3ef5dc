"""Slips of the pen."""

from __future__ import annotations

import doctest
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.core import digits
from baqylau.core.digits import (
    Kind,
    could_be_a_changed_digit,
    could_be_a_swap,
    kind_of,
    likeliest,
    slips,
    slips_in_total,
)
from baqylau.results.methods import lines
from baqylau.results.methods.protocol_checks import hard, identity
from baqylau.results.sources import numbers

OTHERS = {"b": 693938, "c": 547154, "d": 535139, "e": 432920, "f": 331058, "g": 146431, "against": 248291}


def test_a_printed_3341510_is_met_with_3431510() -> None:
    found = likeliest(slips_in_total({"a": 3341510, **OTHERS}, 6366441))
    assert (found[0].cell, found[0].stands, found[0].fits, found[0].kind) == (
        "a",
        3341510,
        3431510,
        Kind.SWAPPED,
    )
    assert [one.cell for one in found if one.kind is Kind.SWAPPED] == ["a"]


def test_a_sum_that_is_right_has_no_slip() -> None:
    assert slips_in_total({"a": 3431510, **OTHERS}, 6366441) == []


def every_swap(number: int) -> set[int]:
    figures = str(number)
    swapped = {
        int(figures[:at] + figures[at + 1] + figures[at] + figures[at + 2 :])
        for at in range(len(figures) - 1)
    }
    return {one for one in swapped if one != number and len(str(one)) == len(figures)}


def every_change(number: int) -> set[int]:
    figures = str(number)
    changed = {
        int(figures[:at] + new + figures[at + 1 :]) for at in range(len(figures)) for new in "0123456789"
    }
    return {one for one in changed if one != number and len(str(one)) == len(figures)}


@given(st.integers(0, 99_999))
def test_kinds_are_those_that_trying_everything_finds(number: int) -> None:
    for fits in every_swap(number):
        assert kind_of(number, fits) is Kind.SWAPPED
        assert could_be_a_swap(number - fits)
    for fits in every_change(number):
        assert kind_of(number, fits) is Kind.CHANGED
        assert abs(number - fits) < 10 or could_be_a_changed_digit(number - fits)


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_nothing_else_is_a_slip(number: int, fits: int) -> None:
    if kind_of(number, fits):
        assert fits in every_swap(number) | every_change(number)


@given(st.dictionaries(st.sampled_from("abcd"), st.integers(0, 9_999), min_size=1), st.integers(0, 9_999))
def test_every_slip_makes_the_sum_right(parts: dict[str, int], total: int) -> None:
    for slip in slips_in_total(parts, total):
        corrected = {**parts, "total": total, slip.cell: slip.fits}
        assert sum(corrected[part] for part in parts) == corrected["total"]


def test_a_cell_that_counts_twice_needs_half_the_difference() -> None:
    assert [one.fits for one in slips({"a": 12}, {"a": 2}, -18)] == [21]
    assert slips({"a": 12}, {"a": 2}, -9) == []


@pytest.mark.parametrize("module", [digits, lines, hard, identity, numbers])
def test_the_examples_in_the_code_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
