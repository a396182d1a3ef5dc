"""Fisher's exact test and Holm's correction, against printed values and a slow obvious version."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.reports.methods.comparison import Share, compare_areas, fisher_two_sided, holm


def enumerated(inside: Share, elsewhere: Share) -> Fraction:
    """Draw every possible inside from all answers one by one and look which are as rare as the one seen."""
    everyone = inside.denominator + elsewhere.denominator
    yes = inside.numerator + elsewhere.numerator
    draws = [sum(one < yes for one in draw) for draw in combinations(range(everyone), inside.denominator)]
    frequency = {count: draws.count(count) for count in set(draws)}
    as_rare = [count for count in draws if frequency[count] <= frequency[inside.numerator]]
    return Fraction(len(as_rare), len(draws))


def test_the_lady_who_tastes_tea_and_names_all_cups() -> None:
    assert fisher_two_sided(Share(4, 4), Share(0, 4)) == Fraction(1, 35)


def test_the_lady_who_tastes_tea_and_errs_once_each_way() -> None:
    assert fisher_two_sided(Share(3, 4), Share(1, 4)) == Fraction(17, 35)


def test_the_twins_in_fishers_statistical_methods() -> None:
    assert float(fisher_two_sided(Share(2, 17), Share(10, 13))) == pytest.approx(0.0005367, abs=5e-8)


def test_the_one_sided_part_of_the_twins_is_fishers_printed_fraction() -> None:
    """Fisher prints 619 / 1330665 for the tables at least as extreme on the side seen."""
    two_sided = fisher_two_sided(Share(2, 17), Share(10, 13))
    assert two_sided > Fraction(619, 1330665)
    one_table_of_the_other_side = two_sided - Fraction(619, 1330665)
    assert one_table_of_the_other_side < Fraction(619, 1330665)


def test_no_answers_on_one_side_tell_nothing() -> None:
    assert fisher_two_sided(Share(0, 0), Share(3, 9)) == 1
    assert fisher_two_sided(Share(0, 5), Share(0, 9)) == 1
    assert fisher_two_sided(Share(5, 5), Share(9, 9)) == 1


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_fast_sum_equals_the_slow_enumeration(data: st.DataObject) -> None:
    drawn, rest = data.draw(st.integers(0, 6)), data.draw(st.integers(0, 6))
    inside = Share(data.draw(st.integers(0, drawn)), drawn)
    elsewhere = Share(data.draw(st.integers(0, rest)), rest)
    assert fisher_two_sided(inside, elsewhere) == enumerated(inside, elsewhere)


def test_holm_multiplies_step_by_step_and_never_decreases() -> None:
    p_values = [Fraction(1, 100), Fraction(4, 100), Fraction(3, 100), Fraction(5, 1000)]
    assert holm(p_values) == [Fraction(3, 100), Fraction(6, 100), Fraction(6, 100), Fraction(2, 100)]


def test_holm_stops_at_one_and_takes_an_empty_list() -> None:
    assert holm([Fraction(9, 10), Fraction(8, 10)]) == [1, 1]
    assert holm([]) == []


def test_the_correction_counts_the_comparisons_of_all_figures_together() -> None:
    figures = {"a": Share(10, 40), "b": Share(5, 40)}
    areas = {
        ("a", "x"): Share(9, 20),
        ("a", "y"): Share(1, 20),
        ("b", "x"): Share(5, 20),
        ("b", "z"): Share(0, 0),
    }
    found = compare_areas(figures, areas)
    assert [(one.figure, one.area, one.among) for one in found] == [
        ("a", "x", 3),
        ("a", "y", 3),
        ("b", "x", 3),
    ]
    assert found[0].elsewhere == Share(1, 20)
    assert found[0].higher
    assert not found[1].higher
    assert found[0].p == fisher_two_sided(Share(9, 20), Share(1, 20))
    assert [one.adjusted for one in found] == holm([one.p for one in found])
