"""From votes to seats, in the order of a law: admission, quota, remainder or averages, caps, minimum, ties.

Degenerate input has an answer, not an error: where no list is admitted all seats are vacant, a single list
gets every seat (up to its cap), no votes admit nobody, and no seats give 0 to everybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import comb

from baqylau.results.methods.admission import admit
from baqylau.results.methods.highest_averages import highest_averages
from baqylau.results.methods.largest_remainder import Shares, largest_remainder, quota_of
from baqylau.results.methods.rule import Counted, Method, Result, Rule, SecondList, Tie
from baqylau.results.methods.ties import Decide, Decided, decider

MOST_OUTCOMES = 1000
"""Of an open admission, at most so many ways out are computed; beyond, no seat is called sure."""


@dataclass(frozen=True, slots=True)
class _Dealt:
    """Seats by index in ``counted``, and what is open among whom."""

    seats: dict[int, int]
    level: tuple[int, ...]
    open: int


def allocate(counted: Sequence[Counted], rule: Rule) -> Result:
    """Allocate the seats of ``rule`` to the options ``counted``; options are named once each.

    Where level lists leave the admission open, an option has those seats that it wins whichever of them
    enters; the others are open.

    >>> from baqylau.results.methods.rule import Quota
    >>> rule = Rule(seats=3, method=Method.LARGEST_REMAINDER, quota=Quota.HARE)
    >>> allocate([Counted("a", 4), Counted("b", 1), Counted("c", 1)], rule).ties
    (Tie(options=('b', 'c'), places=1, for_admission=False),)
    """
    admission = admit(counted, rule)
    ways = ways_out(admission.level, admission.places)
    dealt = [
        _deal(counted, rule, sorted((*admission.admitted, *entering)), {*admission.below, *entering})
        for entering in ways
    ]
    sure = {
        index: min((one.seats.get(index, 0) for one in dealt), default=0) for index in range(len(counted))
    }
    vacant = min((rule.seats - sum(one.seats.values()) - one.open for one in dealt), default=0)
    named = tuple(one.option for one in counted)
    votes = sum(counted[index].votes for index in (*admission.admitted, *admission.level[: admission.places]))
    return Result(
        seats={
            one.option: sure[index]
            for index, one in enumerate(counted)
            if one.option not in rule.not_eligible
        },
        admitted=tuple(named[index] for index in admission.admitted),
        ties=_ties(named, admission.level, admission.places, dealt),
        quota=quota_of(rule.quota, votes, rule.seats, rule.quota_rounded) if rule.quota else None,
        open=rule.seats - sum(sure.values()) - vacant,
        vacant=vacant,
    )


def ways_out(level: tuple[int, ...], places: int) -> list[tuple[int, ...]]:
    """Every choice of ``places`` lists out of the level ones; none where they are too many to go through."""
    if len(level) > MOST_OUTCOMES or comb(len(level), places) > MOST_OUTCOMES:
        return []
    return list(combinations(level, places))


def _ties(
    named: Sequence[str], level: tuple[int, ...], places: int, dealt: Sequence[_Dealt]
) -> tuple[Tie, ...]:
    if level:
        return (Tie(tuple(named[index] for index in level), places, for_admission=True),)
    return tuple(Tie(tuple(named[index] for index in one.level), one.open) for one in dealt if one.open)


def _deal(counted: Sequence[Counted], rule: Rule, playing: list[int], below: set[int]) -> _Dealt:
    """Deal the seats to the lists ``playing``, of which those ``below`` did not reach the threshold."""
    if rule.method is Method.HIGHEST_AVERAGES:
        return _placed(averages(counted, rule, playing), playing, {})
    return _by_remainder(counted, rule, playing, corrected_of(rule, playing, below))


def corrected_of(rule: Rule, playing: Sequence[int], below: set[int]) -> set[int]:
    """Which of the lists ``playing`` have their quotient corrected; none where none reached the threshold."""
    return below if rule.second_list and len(below) < len(playing) else set()


def averages(counted: Sequence[Counted], rule: Rule, playing: Sequence[int]) -> Shares:
    """What highest averages give the lists ``playing``, in their order."""
    assert rule.divisor is not None
    return highest_averages(
        [counted[index].votes for index in playing],
        rule.seats,
        rule.divisor,
        [rule.caps.get(counted[index].option) for index in playing],
        decider([counted[index] for index in playing], rule.tie),
    )


def _by_remainder(counted: Sequence[Counted], rule: Rule, playing: list[int], corrected: set[int]) -> _Dealt:
    """The last round, with what was fixed before it."""
    last = rounds(counted, rule, playing, corrected)[-1]
    return _placed(last.shares, last.playing, dict(last.fixed))


@dataclass(frozen=True, slots=True)
class Round:
    """One round of largest remainder: ``seats`` dealt among the lists ``playing`` (indices in ``counted``).

    ``fixed`` are seats that rounds before this one gave for good, by index. ``shares`` is what comes out,
    by the order of ``playing``.
    """

    playing: tuple[int, ...]
    seats: int
    fixed: Mapping[int, int]
    shares: Shares


def rounds(
    counted: Sequence[Counted], rule: Rule, playing: Sequence[int], corrected: set[int]
) -> list[Round]:
    """Rounds of largest remainder until nobody is above a cap or below a minimum; the last one counts.

    A list above its cap keeps the cap, and all other seats are dealt anew among the other lists, with a new
    quota; likewise a second list below its minimum, once no cap is exceeded.
    """
    held: list[Round] = []
    fixed: dict[int, int] = {}
    while True:
        left = rule.seats - sum(fixed.values())
        caps = [rule.caps.get(counted[index].option, rule.seats) for index in playing]
        shares = _one_round(counted, rule, playing, corrected, left, caps)
        held.append(Round(tuple(playing), left, dict(fixed), shares))
        level = set(shares.level)
        above = [at for at, cap in enumerate(caps) if shares.seats[at] + (at in level) > cap]
        short = (
            []
            if above or not rule.second_list
            else _short(shares, playing, corrected, rule.second_list, caps)
        )
        for at in above:
            fixed[playing[at]] = caps[at]
        for at, minimum in short:
            fixed[playing[at]] = min(minimum, rule.seats - sum(fixed.values()))
        if not above and not short:
            return held
        playing = [index for index in playing if index not in fixed]


def _short(
    shares: Shares, playing: Sequence[int], corrected: set[int], second: SecondList, caps: Sequence[int]
) -> list[tuple[int, int]]:
    """Lists with fewer seats than the minimum (or their cap, if that is lower), and what they are to get."""
    wanted = [(at, min(second.minimum, caps[at])) for at, index in enumerate(playing) if index in corrected]
    return [(at, minimum) for at, minimum in wanted if shares.seats[at] < minimum]


def _one_round(
    counted: Sequence[Counted],
    rule: Rule,
    playing: Sequence[int],
    corrected: set[int],
    seats: int,
    caps: Sequence[int],
) -> Shares:
    assert rule.quota is not None
    votes = [counted[index].votes for index in playing]
    quota = quota_of(rule.quota, sum(votes), seats, rule.quota_rounded)
    if quota is None:
        return Shares([0] * len(votes), [], 0)
    factor = rule.second_list.factor if rule.second_list else Fraction(1)
    claims = [
        own * quota.denominator * (factor.numerator if index in corrected else factor.denominator)
        for own, index in zip(votes, playing, strict=True)
    ]
    decide = decider([counted[index] for index in playing], rule.tie)
    return largest_remainder(claims, quota.numerator * factor.denominator, seats, _within_caps(decide, caps))


def _within_caps(decide: Decide, caps: Sequence[int]) -> Decide:
    """A list that holds its cap already yields to the lists level with it."""

    def within(level: Sequence[int], places: int, held: Sequence[int]) -> Decided:
        free = [at for at in level if held[at] < caps[at]]
        if len(free) > places:
            return decide(free, places, held)
        full = [at for at in level if held[at] >= caps[at]]
        return free, full if len(free) < places else []

    return within


def _placed(shares: Shares, playing: Sequence[int], fixed: dict[int, int]) -> _Dealt:
    seats = {**fixed, **dict(zip(playing, shares.seats, strict=True))}
    return _Dealt(seats, tuple(playing[at] for at in shares.level), shares.open)
