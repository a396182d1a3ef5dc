"""The fast allocation gives what the slow and obvious one gives, and keeps the properties of its method."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.results.slow_seats import slow_seats

from baqylau.results.methods.highest_averages import highest_averages
from baqylau.results.methods.largest_remainder import hare
from baqylau.results.methods.rule import Counted, Divisor, Method, Quota, Result, Rule, SecondList, TieRule
from baqylau.results.methods.seats import allocate

NAMES = ("a", "b", "c", "d")
NEVER_TOO_MANY = (Quota.HARE, Quota.DROOP)
QUICK = settings(max_examples=100, deadline=None)

small_votes = st.integers(0, 12)
any_votes = small_votes | st.integers(0, 10**7)


@st.composite
def countings(draw: st.DrawFn) -> list[Counted]:
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    votes = draw(st.sampled_from([small_votes, any_votes]))
    order = st.none() | st.integers(1, 4)
    return [Counted(name, draw(votes), draw(order)) for name in names]


@st.composite
def rules(draw: st.DrawFn) -> Rule:
    by_remainder = draw(st.booleans())
    quota = draw(st.sampled_from(Quota)) if by_remainder else None
    rounded = by_remainder and draw(st.booleans())
    # Who gives back first where a quota awards too many and a cap binds too is stated by no law we know.
    capped = quota is None or (quota in NEVER_TOO_MANY and not rounded)
    second = by_remainder and draw(st.booleans())
    factors = st.sampled_from([Fraction(1), Fraction("0.7"), Fraction(1, 3)])
    return Rule(
        seats=draw(st.integers(0, 9)),
        method=Method.LARGEST_REMAINDER if by_remainder else Method.HIGHEST_AVERAGES,
        quota=quota,
        quota_rounded=rounded,
        divisor=None if by_remainder else draw(st.sampled_from(Divisor)),
        threshold=draw(st.sampled_from([Fraction(0), Fraction(5, 100), Fraction(1, 4), Fraction(2, 3)])),
        thresholds=draw(
            st.dictionaries(
                st.sampled_from(NAMES), st.sampled_from([Fraction(0), Fraction(1, 3)]), max_size=2
            )
        ),
        threshold_base=draw(st.none() | st.integers(1, 40)),
        not_eligible=frozenset(draw(st.sets(st.sampled_from(NAMES), max_size=1))),
        minimum_lists=2 if second else draw(st.integers(0, 3)),
        second_list=SecondList(draw(factors), draw(st.integers(0, 3))) if second else None,
        caps=draw(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 4), max_size=2)) if capped else {},
        tie=draw(st.sampled_from(TieRule)),
    )


@settings(max_examples=400, deadline=None)
@given(countings(), rules())
def test_the_fast_allocation_gives_what_the_slow_one_gives(counted: list[Counted], rule: Rule) -> None:
    fast, slow = allocate(counted, rule), slow_seats(counted, rule)
    assert dict(fast.seats) == slow.seats
    assert list(fast.admitted) == slow.admitted
    assert fast.vacant == slow.vacant
    over_entry = {option for tie in fast.ties if tie.for_admission for option in tie.options}
    assert over_entry == slow.admission_hangs_on
    if not over_entry:
        assert {option for tie in fast.ties for option in tie.options} == slow.seats_hang_on


@QUICK
@given(countings(), rules())
def test_seats_open_seats_and_vacant_seats_make_the_house(counted: list[Counted], rule: Rule) -> None:
    result = allocate(counted, rule)
    assert sum(result.seats.values()) + result.open + result.vacant == rule.seats
    assert result.open >= 0
    assert result.vacant >= 0
    assert bool(result.open) <= bool(result.ties)
    assert list(result.seats) == [one.option for one in counted if one.option not in rule.not_eligible]
    assert all(number <= rule.caps.get(option, rule.seats) for option, number in result.seats.items())


@QUICK
@given(countings(), rules(), st.randoms())
def test_the_order_of_the_options_changes_nothing(counted: list[Counted], rule: Rule, random: object) -> None:
    shuffled = list(counted)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    def unordered(result: Result) -> object:
        ties = {(frozenset(tie.options), tie.places, tie.for_admission) for tie in result.ties}
        return dict(result.seats), set(result.admitted), ties, result.quota, result.open, result.vacant

    assert unordered(allocate(counted, rule)) == unordered(allocate(shuffled, rule))


many_votes = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@QUICK
@given(many_votes, st.integers(0, 120), st.sampled_from(Divisor))
def test_no_list_loses_a_seat_in_a_larger_house(votes: list[int], seats: int, divisor: Divisor) -> None:
    smaller = highest_averages(votes, seats, divisor)
    larger = highest_averages(votes, seats + 1, divisor)
    assert all(more >= fewer for more, fewer in zip(larger.seats, smaller.seats, strict=True))


@QUICK
@given(many_votes, st.integers(0, 120))
def test_hare_gives_each_list_its_quotas_rounded_down_or_up(votes: list[int], seats: int) -> None:
    whole = sum(votes)
    shares = hare(votes, seats)
    for index, own in enumerate(votes):
        lower = own * seats // whole if whole else 0
        assert lower <= shares.seats[index] <= (lower if not whole or own * seats % whole == 0 else lower + 1)


@QUICK
@given(many_votes, st.integers(0, 40), st.sampled_from(Divisor))
def test_highest_averages_seat_by_seat_gives_the_same(votes: list[int], seats: int, divisor: Divisor) -> None:
    first = Fraction("1.4") if divisor is Divisor.MODIFIED_SAINTE_LAGUE else Fraction(1)
    step = 1 if divisor is Divisor.D_HONDT else 2
    divisors = [first, *(Fraction(1 + step * held) for held in range(1, seats))]
    averages = [[own / by for by in divisors] if own else [] for own in votes]
    shares = highest_averages(votes, seats, divisor)
    if not seats or not sum(votes):
        assert sum(shares.seats) == 0
        return
    last = sorted((average for own in averages for average in own), reverse=True)[seats - 1]
    for index, own in enumerate(averages):
        reached = sum(average >= last for average in own)
        assert shares.seats[index] == reached - (index in shares.level)


@pytest.mark.parametrize("seats", [98, 450])
def test_ten_lists_and_many_seats_agree_with_the_libraries(seats: int) -> None:
    import random

    from apportionment.methods import compute
    from votelib.evaluate.proportional import HighestAverages, LargestRemainder

    ways = [
        ("hamilton", LargestRemainder("hare"), lambda votes: hare(votes, seats)),
        ("dhondt", HighestAverages("d_hondt"), lambda votes: highest_averages(votes, seats, Divisor.D_HONDT)),
        (
            "saintelague",
            HighestAverages("sainte_lague"),
            lambda votes: highest_averages(votes, seats, Divisor.SAINTE_LAGUE),
        ),
    ]
    draw = random.Random(2023)
    for _ in range(20):
        votes = [draw.randrange(1, 4_000_000) for _ in range(10)]
        for name, library, ours in ways:
            found = ours(votes).seats
            theirs = library.evaluate(dict(enumerate(votes)), seats)
            assert found == [theirs.get(index, 0) for index in range(10)]
            assert found == compute(name, votes, seats, fractions=True, verbose=False)
