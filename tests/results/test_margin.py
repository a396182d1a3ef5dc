"""The smallest transfer, against moving votes one by one."""

from __future__ import annotations

import time
from fractions import Fraction
from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.results.methods.margin import Transfer, moved, quiet_until, smallest_transfer
from baqylau.results.methods.rule import Counted, Divisor, Method, Quota, Rule, SecondList, TieRule
from baqylau.results.methods.seats import allocate


def vote_by_vote(counted: list[Counted], rule: Rule) -> Transfer | None:
    """One vote, two votes … between every two admitted lists, until a seat differs."""
    before = allocate(counted, rule)
    admitted = [index for index, one in enumerate(counted) if one.option in before.admitted]
    for votes in range(1, max((one.votes for one in counted), default=0) + 1):
        for giver, taker in permutations(admitted, 2):
            if votes <= counted[giver].votes:
                after = allocate(moved(counted, giver, taker, votes), rule)
                if after.seats != before.seats:
                    return Transfer(votes, counted[giver].option, counted[taker].option)
    return None


@st.composite
def ballots(draw: st.DrawFn, most: int = 40) -> list[Counted]:
    votes = draw(st.lists(st.integers(0, most), min_size=1, max_size=5))
    orders = draw(st.permutations(range(1, len(votes) + 1)))
    known = draw(st.booleans())
    return [
        Counted(name, own, order if known else None)
        for name, own, order in zip("abcde", votes, orders, strict=False)
    ]


@st.composite
def laws(draw: st.DrawFn) -> Rule:
    method = draw(st.sampled_from(Method))
    by_remainder = method is Method.LARGEST_REMAINDER
    second = by_remainder and draw(st.integers(0, 3)) == 0
    minimum = draw(st.integers(2, 3)) if second else draw(st.sampled_from([0, 0, 2, 3]))
    options = st.sampled_from("abcde")
    return Rule(
        seats=draw(st.integers(0, 9)),
        method=method,
        quota=draw(st.sampled_from(Quota)) if by_remainder else None,
        quota_rounded=by_remainder and draw(st.booleans()),
        divisor=None if by_remainder else draw(st.sampled_from(Divisor)),
        threshold=draw(st.sampled_from([Fraction(0), Fraction(1, 20), Fraction(1, 7), Fraction(1, 3)])),
        thresholds=draw(st.dictionaries(options, st.sampled_from([Fraction(0), Fraction(1, 4)]), max_size=2)),
        threshold_base=draw(st.sampled_from([None, None, None, 60])),
        not_eligible=frozenset(draw(st.lists(options, max_size=1))),
        minimum_lists=minimum,
        second_list=SecondList(
            draw(st.sampled_from([Fraction(7, 10), Fraction(1, 3)])), draw(st.integers(0, 2))
        )
        if second
        else None,
        caps=draw(st.dictionaries(options, st.integers(0, 5), max_size=2)),
        tie=draw(st.sampled_from(TieRule)),
    )


@given(counted=ballots(), rule=laws())
@settings(max_examples=400, deadline=None)
def test_it_is_what_moving_votes_one_by_one_finds(counted: list[Counted], rule: Rule) -> None:
    assert smallest_transfer(counted, rule) == vote_by_vote(counted, rule)


@given(counted=ballots(most=400), rule=laws(), data=st.data())
@settings(max_examples=200, deadline=None)
def test_nothing_changes_while_it_is_quiet(counted: list[Counted], rule: Rule, data: st.DataObject) -> None:
    before = allocate(counted, rule)
    admitted = [index for index, one in enumerate(counted) if one.option in before.admitted]
    for giver, taker in permutations(admitted, 2):
        quiet = quiet_until(counted, rule, giver, taker)
        assert 0 <= quiet <= counted[giver].votes
        if quiet:
            votes = data.draw(st.integers(1, quiet))
            assert allocate(moved(counted, giver, taker, votes), rule) == before


KAZAKHSTAN = [
    Counted("Amanat", 3_431_510),
    Counted("Auyl", 693_938),
    Counted("Respublica", 547_154),
    Counted("Aq Jol", 535_139),
    Counted("QHP", 432_920),
    Counted("OSDP", 331_058),
    Counted("Baytaq", 146_431),
    Counted("Against all", 248_291),
]
LAW_OF_2023 = Rule(
    seats=69,
    method=Method.LARGEST_REMAINDER,
    quota=Quota.HARE,
    threshold=Fraction(5, 100),
    not_eligible=frozenset({"Against all"}),
    minimum_lists=2,
    second_list=SecondList(Fraction(7, 10), 2),
    tie=TieRule.EARLIER_REGISTERED,
)


def test_mazhilis_2023_in_milliseconds() -> None:
    started = time.perf_counter()
    found = smallest_transfer(KAZAKHSTAN, LAW_OF_2023)
    took = time.perf_counter() - started
    assert found == Transfer(12_736, "OSDP", "Amanat")
    assert took < 0.1


def test_that_transfer_puts_a_list_below_the_threshold_and_one_vote_less_does_not() -> None:
    seats = [allocate(moved(KAZAKHSTAN, 5, 0, votes), LAW_OF_2023).seats for votes in (12_735, 12_736)]
    assert seats[0] == allocate(KAZAKHSTAN, LAW_OF_2023).seats
    assert list(seats[1].values()) == [42, 8, 7, 7, 5, 0, 0]


def test_a_vote_above_a_whole_quota_need_not_matter() -> None:
    """QHP is 187 votes above five whole quotas; 188 fewer, and it holds the fifth by its remainder."""
    names = [one.option for one in KAZAKHSTAN]
    for taker in range(6):
        if names[taker] != "QHP":
            after = allocate(moved(KAZAKHSTAN, names.index("QHP"), taker, 188), LAW_OF_2023)
            assert after.seats == allocate(KAZAKHSTAN, LAW_OF_2023).seats


def test_what_changed_may_change_back() -> None:
    """Two votes give the last seat to c; the third puts b below the threshold, and a has both seats again."""
    rule = Rule(seats=2, method=Method.LARGEST_REMAINDER, quota=Quota.HARE, threshold=Fraction(1, 10))
    counted = [Counted("a", 34), Counted("b", 7), Counted("c", 8)]
    before = allocate(counted, rule).seats
    changed = [allocate(moved(counted, 1, 2, votes), rule).seats != before for votes in range(1, 6)]
    assert changed == [False, True, False, True, True]
    assert smallest_transfer(counted, rule) == vote_by_vote(counted, rule)


def test_lists_that_are_level_for_a_seat_are_one_vote_from_a_change() -> None:
    rule = Rule(seats=3, method=Method.LARGEST_REMAINDER, quota=Quota.HARE)
    level = [Counted("a", 2), Counted("b", 1), Counted("c", 1)]
    assert smallest_transfer(level, rule) == vote_by_vote(level, rule)


def test_a_tie_among_others_that_lasts_does_not_hide_the_change() -> None:
    rule = Rule(seats=10, method=Method.LARGEST_REMAINDER, quota=Quota.HARE)
    counted = [Counted("a", 700_000), Counted("b", 100_000), Counted("c", 50_000), Counted("d", 50_000)]
    assert allocate(counted, rule).ties
    found = smallest_transfer(counted, rule)
    assert found
    before = allocate(counted, rule).seats
    assert all(
        allocate(moved(counted, giver, taker, found.votes - 1), rule).seats == before
        for giver, taker in permutations(range(4), 2)
    )


def test_no_transfer_changes_anything_where_one_list_is_admitted_or_there_are_no_seats() -> None:
    rule = Rule(seats=3, method=Method.HIGHEST_AVERAGES, divisor=Divisor.D_HONDT)
    assert smallest_transfer([Counted("a", 5), Counted("b", 0)], rule) is None
    assert smallest_transfer([], rule) is None
    none = Rule(seats=0, method=Method.HIGHEST_AVERAGES, divisor=Divisor.D_HONDT)
    assert smallest_transfer([Counted("a", 5), Counted("b", 4)], none) is None


def test_the_votes_of_a_planet_take_no_longer() -> None:
    scale = 10**20
    counted = [Counted(one.option, one.votes * scale) for one in KAZAKHSTAN]
    found = smallest_transfer(counted, LAW_OF_2023)
    assert found
    assert found.votes == 331_058 * scale - 31_832_205 * scale // 100 + 1


def test_a_hundred_lists_take_no_coffee_break() -> None:
    counted = [Counted(f"list {number}", 1000 + number * number * 977 % 2_000_003) for number in range(100)]
    for rule in (
        Rule(seats=300, method=Method.LARGEST_REMAINDER, quota=Quota.HARE),
        Rule(seats=300, method=Method.HIGHEST_AVERAGES, divisor=Divisor.D_HONDT),
    ):
        started = time.perf_counter()
        found = smallest_transfer(counted, rule)
        assert time.perf_counter() - started < 3
        assert found
