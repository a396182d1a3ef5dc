"""Admission, quotas, caps, the second list, ties, and input that is hardly any."""

from __future__ import annotations

from fractions import Fraction

import pytest

from baqylau.results.methods.largest_remainder import largest_remainder, quota_of
from baqylau.results.methods.rule import (
    Counted,
    Divisor,
    Method,
    Quota,
    Result,
    Rule,
    SecondList,
    Tie,
    TieRule,
)
from baqylau.results.methods.seats import allocate

LR = Method.LARGEST_REMAINDER
HA = Method.HIGHEST_AVERAGES


def counted(order: dict[str, int] | None = None, **votes: int) -> list[Counted]:
    return [Counted(option, number, (order or {}).get(option)) for option, number in votes.items()]


def hare(seats: int, **more: object) -> Rule:
    return Rule(seats=seats, method=LR, quota=Quota.HARE, **more)


def seats(result: Result) -> list[int]:
    return list(result.seats.values())


# Admission


@pytest.mark.parametrize("hundreds", range(1, 201))
def test_exactly_seven_per_cent_is_enough(hundreds: int) -> None:
    rule = hare(10, threshold=Fraction(7, 100))
    assert allocate(counted(a=93 * hundreds, b=7 * hundreds), rule).admitted == ("a", "b")
    assert allocate(counted(a=93 * hundreds + 1, b=7 * hundreds - 1), rule).admitted == ("a",)


def test_a_threshold_may_have_a_base_of_its_own() -> None:
    rule = hare(10, threshold=Fraction(1, 20))
    assert allocate(counted(a=94, b=6), rule).admitted == ("a", "b")
    larger = hare(10, threshold=Fraction(1, 20), threshold_base=121)
    assert allocate(counted(a=94, b=6), larger).admitted == ("a",)


def test_a_list_may_need_another_share_than_the_others() -> None:
    rule = hare(10, threshold=Fraction(5, 100), thresholds={"b": Fraction(7, 100), "c": Fraction(0)})
    assert allocate(counted(a=92, b=6, c=2), rule).admitted == ("a", "c")
    assert allocate(counted(a=91, b=7, c=2), rule).admitted == ("a", "b", "c")
    with pytest.raises(ValueError, match="threshold"):
        hare(10, thresholds={"a": Fraction(8, 7)})


def test_the_minimum_number_of_lists_lets_the_next_largest_in() -> None:
    result = allocate(counted(a=90, b=4, c=6), hare(10, threshold=Fraction(7, 100), minimum_lists=2))
    assert result.admitted == ("a", "c")
    assert result.seats["b"] == 0


def test_level_runners_up_are_reported_and_only_sure_seats_are_given() -> None:
    result = allocate(counted(a=90, b=5, c=5), hare(19, threshold=Fraction(7, 100), minimum_lists=2))
    assert result.ties == (Tie(("b", "c"), 1, for_admission=True),)
    assert result.admitted == ("a",)
    assert result.seats == {"a": 18, "b": 0, "c": 0}
    assert (result.open, result.vacant) == (1, 0)


def test_of_level_runners_up_the_one_registered_earlier_enters() -> None:
    rule = hare(19, threshold=Fraction(7, 100), minimum_lists=2, tie=TieRule.EARLIER_REGISTERED)
    result = allocate(counted({"a": 1, "b": 3, "c": 2}, a=90, b=5, c=5), rule)
    assert result.admitted == ("a", "c")
    assert result.ties == ()


def test_more_votes_cannot_decide_between_level_runners_up() -> None:
    rule = hare(19, threshold=Fraction(7, 100), minimum_lists=2, tie=TieRule.MORE_VOTES)
    assert allocate(counted(a=90, b=5, c=5), rule).ties[0].for_admission


def test_of_very_many_level_runners_up_no_seat_is_called_sure() -> None:
    votes = {"big": 50, **{f"small{number}": 1 for number in range(30)}}
    result = allocate(counted(**votes), hare(10, threshold=Fraction(1, 2), minimum_lists=15))
    assert len(result.ties[0].options) == 30
    assert result.open == 10
    assert sum(seats(result)) == 0


# The second list


KAZAKH = SecondList(Fraction("0.7"), 2)


def with_second_list(house: int, second: SecondList = KAZAKH) -> Rule:
    return hare(house, threshold=Fraction(7, 100), minimum_lists=2, second_list=second)


def test_the_second_list_has_its_quotient_corrected() -> None:
    # Q = 96/98. 90 / Q = 91.875; 6 / Q x 0.7 = 4.2875. Whole parts 91 and 4; three seats are left: one each
    # in turn, and the last to the larger remainder.
    result = allocate(counted(a=90, b=6, c=4), with_second_list(98))
    assert result.admitted == ("a", "b")
    assert seats(result) == [93, 5, 0]
    assert result.quota == Fraction(96, 98)


def test_without_a_factor_the_second_list_has_its_full_quotient() -> None:
    assert seats(allocate(counted(a=90, b=6, c=4), with_second_list(98, SecondList()))) == [92, 6, 0]


def test_the_second_list_gets_its_minimum() -> None:
    assert seats(allocate(counted(a=990, b=1), with_second_list(98))) == [96, 2]
    # 96.5 quotas and 1.5 x 0.7: one seat is fewer than the minimum too.
    assert seats(allocate(counted(a=965, b=15), with_second_list(98, SecondList(Fraction("0.7"), 0)))) == [
        97,
        1,
    ]
    assert seats(allocate(counted(a=965, b=15), with_second_list(98))) == [96, 2]


def test_no_list_is_corrected_where_none_reached_the_threshold() -> None:
    rule = hare(10, threshold=Fraction(7, 100), threshold_base=10_000, minimum_lists=2, second_list=KAZAKH)
    assert seats(allocate(counted(a=60, b=40, c=1), rule)) == [6, 4, 0]


def test_no_list_is_corrected_where_two_reached_the_threshold() -> None:
    assert seats(allocate(counted(a=90, b=10), with_second_list(10))) == [9, 1]


# Quotas


@pytest.mark.parametrize(
    ("quota", "votes_for_a_seat"),
    [
        (Quota.HARE, Fraction(100, 7)),
        (Quota.DROOP, Fraction(13)),
        (Quota.HAGENBACH_BISCHOFF, Fraction(25, 2)),
        (Quota.IMPERIALI, Fraction(100, 9)),
    ],
)
def test_quotas_are_exact(quota: Quota, votes_for_a_seat: Fraction) -> None:
    assert quota_of(quota, 100, 7) == votes_for_a_seat


def test_a_rounded_quota_goes_half_up_and_is_never_nothing() -> None:
    assert quota_of(Quota.HAGENBACH_BISCHOFF, 100, 7, rounded=True) == 13
    assert quota_of(Quota.HARE, 1, 9, rounded=True) == 1


def test_droop_is_above_the_exact_share_also_where_it_divides() -> None:
    assert quota_of(Quota.DROOP, 96, 7) == 13


def test_the_seat_too_many_of_hagenbach_and_bischoff_is_a_tie() -> None:
    result = allocate(counted(a=50, b=50), Rule(seats=1, method=LR, quota=Quota.HAGENBACH_BISCHOFF))
    assert seats(result) == [0, 0]
    assert result.ties == (Tie(("a", "b"), 1),)


def test_seats_too_many_leave_the_smallest_remainder() -> None:
    # 120 / 6 = 20 votes for a seat: 3.05, 2 and 0.95 quotas are five whole ones for four seats.
    result = allocate(counted(a=61, b=40, c=19), Rule(seats=4, method=LR, quota=Quota.IMPERIALI))
    assert result.quota == 20
    assert seats(result) == [3, 1, 0]


def test_one_list_alone_gives_back_as_often_as_needed() -> None:
    assert seats(allocate(counted(a=7), Rule(seats=1, method=LR, quota=Quota.IMPERIALI))) == [1]


def test_more_left_over_seats_than_lists_go_round_in_turn() -> None:
    result = allocate(counted(a=2, b=1), Rule(seats=9, method=LR, quota=Quota.DROOP))
    assert sum(seats(result)) + result.open == 9
    assert result.ties == ()
    assert seats(result) == [5, 4]


# Caps


def test_seats_above_a_cap_are_dealt_anew_among_the_others() -> None:
    assert seats(allocate(counted(a=70, b=20, c=10), hare(10, caps={"a": 4}))) == [4, 4, 2]


def test_a_cap_that_does_not_bind_changes_nothing() -> None:
    votes = counted(a=531, b=238, c=231)
    assert allocate(votes, hare(10, caps={"a": 5})) == allocate(votes, hare(10))


def test_seats_nobody_can_take_stay_vacant() -> None:
    by_remainder = allocate(counted(a=70, b=30), hare(10, caps={"a": 2, "b": 3}))
    by_averages = allocate(
        counted(a=70, b=30), Rule(seats=10, method=HA, divisor=Divisor.D_HONDT, caps={"a": 2, "b": 3})
    )
    assert seats(by_remainder) == seats(by_averages) == [2, 3]
    assert by_remainder.vacant == by_averages.vacant == 5


def test_a_list_at_its_cap_yields_in_a_tie() -> None:
    result = allocate(counted(a=15, b=15), hare(3, caps={"a": 1}))
    assert seats(result) == [1, 2]
    assert result.ties == ()


def test_the_lists_level_with_one_at_its_cap_stay_level_among_themselves() -> None:
    result = allocate(counted(a=20, b=8, c=14), hare(7, caps={"a": 3}))
    assert seats(result) == [3, 1, 2]
    assert result.ties == (Tie(("b", "c"), 1),)


def test_highest_averages_skip_a_list_at_its_cap() -> None:
    rule = Rule(seats=5, method=HA, divisor=Divisor.SAINTE_LAGUE, caps={"a": 1})
    assert seats(allocate(counted(a=90, b=20, c=10), rule)) == [1, 3, 1]


def test_the_first_seat_costs_more_in_modified_sainte_lague() -> None:
    votes = counted(a=25, b=11, c=2)
    modified = Rule(seats=11, method=HA, divisor=Divisor.MODIFIED_SAINTE_LAGUE)
    assert seats(allocate(votes, modified)) == [8, 3, 0]
    assert seats(allocate(votes, Rule(seats=11, method=HA, divisor=Divisor.SAINTE_LAGUE))) == [7, 3, 1]


# Ties


def test_level_parties_are_reported_as_a_tie_not_broken() -> None:
    result = allocate(counted(a=4, b=1, c=1), hare(3))
    assert seats(result) == [2, 0, 0]
    assert result.ties == (Tie(("b", "c"), 1),)
    assert result.open == 1


@pytest.mark.parametrize(
    "method", [{"method": LR, "quota": Quota.HARE}, {"method": HA, "divisor": Divisor.D_HONDT}]
)
def test_level_lists_with_a_seat_for_each_are_no_tie(method: dict) -> None:
    assert allocate(counted(a=1, b=1, c=1), Rule(seats=3, **method)).ties == ()


def test_the_list_registered_earlier_gets_the_seat() -> None:
    rule = hare(1, tie=TieRule.EARLIER_REGISTERED)
    assert seats(allocate(counted({"a": 2, "b": 1}, a=5, b=5), rule)) == [0, 1]


@pytest.mark.parametrize("order", [{}, {"a": 1}, {"a": 1, "b": 1}])
def test_an_order_that_is_level_or_unknown_decides_nothing(order: dict[str, int]) -> None:
    result = allocate(counted(order, a=5, b=5), hare(1, tie=TieRule.EARLIER_REGISTERED))
    assert result.ties == (Tie(("a", "b"), 1),)


def test_of_level_remainders_the_list_with_more_votes_wins() -> None:
    votes = counted(a=25, b=15)
    assert allocate(votes, hare(4)).ties == (Tie(("a", "b"), 1),)
    assert seats(allocate(votes, hare(4, tie=TieRule.MORE_VOTES))) == [3, 1]


def test_a_decider_may_decide_for_some_and_leave_others_level() -> None:
    order = {"a": 1, "b": 2, "c": 2}
    result = allocate(counted(order, a=5, b=5, c=5), hare(2, tie=TieRule.EARLIER_REGISTERED))
    assert seats(result) == [1, 0, 0]
    assert result.ties == (Tie(("b", "c"), 1),)


def test_level_averages_are_a_tie() -> None:
    result = allocate(counted(a=60, b=30, c=30), Rule(seats=3, method=HA, divisor=Divisor.D_HONDT))
    assert result.ties == (Tie(("a", "b", "c"), 2),)
    assert seats(result) == [1, 0, 0]


# Hardly any input


@pytest.mark.parametrize("method", [{"method": LR, "quota": quota} for quota in Quota])
def test_a_single_list_gets_every_seat(method: dict) -> None:
    assert seats(allocate(counted(a=3), Rule(seats=5, **method))) == [5]


@pytest.mark.parametrize("method", [{"method": LR, "quota": quota} for quota in Quota])
def test_no_seats_are_no_seats_for_anybody(method: dict) -> None:
    result = allocate(counted(a=3, b=3), Rule(seats=0, **method))
    assert seats(result) == [0, 0]
    assert result.ties == ()


def test_where_nobody_is_admitted_all_seats_are_vacant() -> None:
    result = allocate(counted(a=3, b=3), hare(5, threshold=Fraction(3, 5)))
    assert (result.admitted, result.vacant, result.quota) == ((), 5, None)


@pytest.mark.parametrize("divisor", [None, *Divisor])
def test_without_any_vote_nobody_is_admitted(divisor: Divisor | None) -> None:
    rule = Rule(seats=5, method=HA, divisor=divisor) if divisor else hare(5, minimum_lists=2)
    result = allocate(counted(a=0, b=0), rule)
    assert (result.admitted, seats(result), result.vacant, result.ties) == ((), [0, 0], 5, ())


def test_no_options_at_all() -> None:
    assert allocate([], hare(5)).vacant == 5


def test_very_large_numbers_stay_exact() -> None:
    most = 10**30
    result = allocate(counted(a=most + 1, b=most), hare(1))
    assert seats(result) == [1, 0]
    assert allocate(counted(a=most, b=most), hare(1)).ties


def test_no_claims_are_no_seats() -> None:
    assert largest_remainder([], 0, 5).seats == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": LR},
        {"method": LR, "quota": Quota.HARE, "divisor": Divisor.D_HONDT},
        {"method": HA, "quota": Quota.HARE},
        {"method": LR, "quota": Quota.HARE, "threshold": Fraction(3, 2)},
        {"method": LR, "quota": Quota.HARE, "threshold_base": 0},
        {"method": LR, "quota": Quota.HARE, "caps": {"a": -1}},
        {"method": LR, "quota": Quota.HARE, "second_list": KAZAKH},
        {"method": HA, "divisor": Divisor.D_HONDT, "second_list": KAZAKH, "minimum_lists": 2},
    ],
)
def test_a_rule_that_contradicts_itself_is_not_made(wrong: dict) -> None:
    with pytest.raises(ValueError, match=r"needs|whole numbers|threshold"):
        Rule(seats=5, **wrong)
