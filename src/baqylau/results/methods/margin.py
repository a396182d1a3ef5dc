"""The smallest transfer: the fewest votes that, moved from one admitted list to another, change a seat.

The total of the votes stays the same, and so does a threshold; the list that gives may fall below it, and
one that entered below it may reach it. Seats are compared as :func:`.seats.allocate` answers them: a seat
that a tie leaves open is no longer surely the list's, so that losing it to a tie is a change too. A tie that
the rule decides is decided first. Of transfers of equally many votes the one whose giver, then whose taker,
stands first in the order given is named.

Where a whole quota is passed nothing need change, since a list may hold the same seat by its remainder; and
what changed may change back after one vote more, when the list that gives falls below the threshold. So
neither the distance to the next quota nor bisection answers the question. What does: the seats that come out
by largest remainder or by highest averages are the only ones where no list i has a better claim to a seat
than the list j that holds it, which is one inequality for each pair,

    largest remainder, q = votes / quota:   q_i - s_i  <  q_j - s_j + 1
    highest averages, divisor d:            v_i / d(s_i)  <  v_j / d(s_j - 1)

linear in the votes moved as long as the same lists take part. The first of them to fail says how far nothing
can change (:func:`quiet_until`); there the seats are computed anew, and so on until they differ. Going
through the pairs in the order of these numbers finds the fewest votes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from heapq import heapify, heappop, heappush
from itertools import permutations, product
from typing import NamedTuple

from baqylau.results.methods.admission import admit, needed_of_each
from baqylau.results.methods.highest_averages import divisor_of
from baqylau.results.methods.largest_remainder import Shares, quota_of
from baqylau.results.methods.rule import Counted, Method, Quota, Rule, TieRule
from baqylau.results.methods.seats import Round, allocate, averages, corrected_of, rounds, ways_out


@dataclass(frozen=True, slots=True)
class Transfer:
    """``votes`` (from 1) moved from the list ``giver`` to the list ``taker``."""

    votes: int
    giver: str
    taker: str


NOBODY = -1
"""Stands for the other list of a pair where only one is looked at."""


class _Line(NamedTuple):
    """``start + slope * votes``, negative while a seat stays where it is; ``moves``: of giver or taker."""

    start: int
    slope: int
    moves: bool


def smallest_transfer(counted: Sequence[Counted], rule: Rule) -> Transfer | None:
    """The fewest votes that change a seat; None where no transfer between two admitted lists changes any.

    Of k admitted lists k² pairs are looked at: milliseconds for a dozen, a second for a few hundred.

    >>> rule = Rule(seats=3, method=Method.LARGEST_REMAINDER, quota=Quota.HARE)
    >>> smallest_transfer([Counted("a", 70), Counted("b", 30)], rule)
    Transfer(votes=14, giver='b', taker='a')
    """
    before = allocate(counted, rule)
    taking_part = set(before.admitted)
    lists = [index for index, one in enumerate(counted) if one.option in taking_part]
    waiting = [(1 + quiet, giver, taker) for quiet, giver, taker in _first_bounds(counted, rule, lists)]
    heapify(waiting)
    while waiting:
        votes, giver, taker = heappop(waiting)
        if votes > counted[giver].votes:
            continue
        after = moved(counted, giver, taker, votes)
        if allocate(after, rule).seats != before.seats:
            return Transfer(votes, counted[giver].option, counted[taker].option)
        if after[giver].votes:
            heappush(waiting, (votes + 1 + quiet_until(after, rule, giver, taker), giver, taker))
    return None


def moved(counted: Sequence[Counted], giver: int, taker: int, votes: int) -> list[Counted]:
    """The same options after ``votes`` went from one to another, given by their index."""
    after = list(counted)
    after[giver] = replace(after[giver], votes=after[giver].votes - votes)
    after[taker] = replace(after[taker], votes=after[taker].votes + votes)
    return after


def quiet_until(counted: Sequence[Counted], rule: Rule, giver: int, taker: int) -> int:
    """How many votes may surely go from ``giver`` to ``taker`` before any seat can change: 0, or more.

    A lower bound: after one vote more a seat may have changed or not. At most the votes of the giver.
    """
    pair = (giver, taker)
    quiet = min([counted[giver].votes, *_field(counted, rule).stays(counted, pair)])
    for dealt in _dealings(counted, rule):
        if isinstance(dealt, _Averages):
            quiet = _shortest(quiet, _lines(dealt, pair), rule)
        else:
            quiet = min(quiet, _round_stays(counted, rule, dealt, pair, quiet))
    return quiet


def _first_bounds(
    counted: Sequence[Counted], rule: Rule, lists: Sequence[int]
) -> Iterator[tuple[int, int, int]]:
    """:func:`quiet_until` for each pair of lists, with the pair.

    Where both lists of every pair are in every dealing, what a list may lose to the others and what it may
    win from them is the same for all its pairs, and only the two lists of a pair are left to compare.
    """
    dealings = list(_dealings(counted, rule))
    if any(set(lists) - set(dealt.playing) for dealt in dealings):
        for giver, taker in permutations(lists, 2):
            yield quiet_until(counted, rule, giver, taker), giver, taker
        return
    field = _field(counted, rule)
    most = max((counted[index].votes for index in lists), default=0)
    loses, wins = dict.fromkeys(lists, most), dict.fromkeys(lists, most)
    for dealt, index in product(dealings, lists):
        loses[index] = _shortest(loses[index], _lines(dealt, (index, NOBODY)), rule)
        wins[index] = _shortest(wins[index], _lines(dealt, (NOBODY, index)), rule)
    for giver, taker in permutations(lists, 2):
        pair = (giver, taker)
        quiet = min([counted[giver].votes, loses[giver], wins[taker], *field.stays(counted, pair)])
        for dealt in dealings:
            quiet = _shortest(quiet, dealt.between(pair), rule)
        yield quiet, giver, taker


# ------------------------------------------------------------------ admission


@dataclass(frozen=True, slots=True)
class _Field:
    """The fewest votes of each list that are admitted, and the lists below where their order decides."""

    needed: tuple[int, ...]
    ranked: tuple[int, ...]

    def stays(self, counted: Sequence[Counted], pair: tuple[int, int]) -> Iterator[int]:
        """How many votes leave the same lists above the threshold, and those below it in the same order."""
        giver, taker = (counted[index].votes for index in pair)
        least, enough = (self.needed[index] for index in pair)
        yield giver - least if giver >= least else max(0, giver - 1)
        if taker < enough:
            yield enough - 1 - taker
        for index in self.ranked:
            votes = counted[index].votes
            if index not in pair:
                if pair[0] in self.ranked and giver >= votes:
                    yield max(0, giver - votes - 1)
                if pair[1] in self.ranked and taker <= votes:
                    yield max(0, votes - taker - 1)
        if pair[0] in self.ranked and pair[1] in self.ranked and giver >= taker:
            yield max(0, (giver - taker - 1) // 2)


def _field(counted: Sequence[Counted], rule: Rule) -> _Field:
    needed = tuple(max(1, least) for least in needed_of_each(counted, rule))
    standing = [
        index for index, one in enumerate(counted) if one.votes and one.option not in rule.not_eligible
    ]
    below = tuple(index for index in standing if counted[index].votes < needed[index])
    return _Field(needed, below if rule.minimum_lists > len(standing) - len(below) else ())


# ------------------------------------------------------------------ seats


class _Remainders:
    """A round of largest remainder: claims on one scale, compared for each pair of lists.

    The quota is the exact one, or ``whole`` votes; ``slack`` takes it to be that much off.
    """

    def __init__(
        self,
        counted: Sequence[Counted],
        rule: Rule,
        one: Round,
        corrected: set[int],
        whole: int | None = None,
        slack: int = 0,
    ) -> None:
        assert rule.quota is not None
        self.round, self.corrected, self.playing, self.shares = one, corrected, one.playing, one.shares
        factor = rule.second_list.factor if rule.second_list else Fraction(1)
        self.unit = factor.denominator
        divided = 1 if whole is not None else one.seats + _MORE_SEATS[rule.quota]
        self.cost = sum(counted[index].votes for index in self.playing) if whole is None else whole
        self.slack = slack * self.unit * divided
        self.steps = [
            divided * (factor.numerator if index in corrected else factor.denominator)
            for index in self.playing
        ]
        self.claims = [
            counted[index].votes * step for index, step in zip(self.playing, self.steps, strict=True)
        ]

    def line(self, i: int, j: int, pair: tuple[int, int], change: int = 0) -> _Line:
        """Whether the list at place ``i`` claims a seat of that at ``j``; ``change``: of all votes here."""
        seats = 1 + self.shares.seats[i] - _most(self.shares, j)
        start = self.claims[i] - self.claims[j] - seats * self.unit * self.cost + self.slack * abs(seats)
        first, second = _step(self.playing[i], pair), _step(self.playing[j], pair)
        slope = self.steps[i] * first - self.steps[j] * second - seats * self.unit * change
        return _Line(start, slope, bool(first or second))

    def between(self, pair: tuple[int, int]) -> Iterator[_Line]:
        """The line for a pair itself."""
        return _between(self, pair)


class _Averages:
    """A dealing by highest averages, compared for each pair of lists."""

    def __init__(self, counted: Sequence[Counted], rule: Rule, playing: Sequence[int]) -> None:
        assert rule.divisor is not None
        self.playing, self.shares, self.divisor = (
            tuple(playing),
            averages(counted, rule, playing),
            rule.divisor,
        )
        self.votes = [counted[index].votes for index in playing]
        self.room = [min(rule.seats, rule.caps.get(counted[index].option, rule.seats)) for index in playing]

    def line(self, i: int, j: int, pair: tuple[int, int], change: int = 0) -> _Line:
        """Whether the list at place ``i`` claims a seat of the one at ``j``; never where it has no room."""
        if self.shares.seats[i] >= self.room[i]:
            return _NEVER
        gain = divisor_of(self.divisor, _most(self.shares, j) - 1)
        cost = divisor_of(self.divisor, self.shares.seats[i])
        first, second = _step(self.playing[i], pair), _step(self.playing[j], pair)
        start = self.votes[i] * gain - self.votes[j] * cost
        return _Line(start, first * gain - second * cost, bool(first or second))

    def between(self, pair: tuple[int, int]) -> Iterator[_Line]:
        """The line for a pair itself."""
        return _between(self, pair)


_Dealing = _Remainders | _Averages
_MORE_SEATS = {Quota.HARE: 0, Quota.DROOP: 1, Quota.HAGENBACH_BISCHOFF: 1, Quota.IMPERIALI: 2}
_NEVER = _Line(-1, 0, False)


def _dealings(counted: Sequence[Counted], rule: Rule) -> Iterator[_Dealing]:
    """Every dealing of seats whose outcome the result hangs on, in every way that admission is open."""
    admission = admit(counted, rule)
    for entering in ways_out(admission.level, admission.places):
        playing = sorted((*admission.admitted, *entering))
        if rule.method is Method.HIGHEST_AVERAGES:
            yield _Averages(counted, rule, playing)
            continue
        corrected = corrected_of(rule, playing, {*admission.below, *entering})
        for one in rounds(counted, rule, playing, corrected):
            if one.seats and one.playing:
                yield _Remainders(counted, rule, one, corrected, _whole_quota(counted, rule, one))


def _whole_quota(counted: Sequence[Counted], rule: Rule, one: Round) -> int | None:
    """The quota of a round where the rule makes it a whole number of votes."""
    if not rule.quota or not (rule.quota_rounded or rule.quota is Quota.DROOP):
        return None
    votes = sum(counted[index].votes for index in one.playing)
    quota = quota_of(rule.quota, votes, one.seats, rule.quota_rounded)
    return None if quota is None else int(quota)


def _round_stays(
    counted: Sequence[Counted], rule: Rule, dealt: _Remainders, pair: tuple[int, int], quiet: int
) -> int:
    """How many votes, at most ``quiet``, leave what comes out of a round of largest remainder."""
    change = (pair[1] in dealt.playing) - (pair[0] in dealt.playing)
    whole = _whole_quota(counted, rule, dealt.round)
    if whole is None or not change:
        return _shortest(quiet, _lines(dealt, pair, change), rule)
    same = _same_quota(counted, rule, dealt.round, change, quiet)
    # A whole quota goes up in steps, but is never more than one vote off the exact one.
    near = _shortest(same, _lines(dealt, pair), rule)
    exact = _Remainders(counted, rule, dealt.round, dealt.corrected, slack=1)
    return max(near, _shortest(quiet, _lines(exact, pair, change), rule))


def _same_quota(counted: Sequence[Counted], rule: Rule, one: Round, change: int, quiet: int) -> int:
    """How many votes, at most ``quiet``, leave a whole quota where each changes the round's by ``change``."""
    assert rule.quota is not None
    votes = sum(counted[index].votes for index in one.playing)
    now = quota_of(rule.quota, votes, one.seats, rule.quota_rounded)
    low, high = 0, quiet
    while low < high:
        middle = (low + high + 1) // 2
        if quota_of(rule.quota, votes + change * middle, one.seats, rule.quota_rounded) == now:
            low = middle
        else:
            high = middle - 1
    return low


def _lines(dealt: _Dealing, pair: tuple[int, int], change: int = 0) -> Iterator[_Line]:
    """The lines of all pairs of lists that the votes moved can bring nearer to a change."""
    places = range(len(dealt.playing))
    moving = [at for at in places if dealt.playing[at] in pair]
    for i in places:
        for j in places if change or i in moving else moving:
            if i != j and _most(dealt.shares, j):
                yield dealt.line(i, j, pair, change)


def _between(dealt: _Dealing, pair: tuple[int, int]) -> Iterator[_Line]:
    giver, taker = (dealt.playing.index(index) for index in pair)
    if _most(dealt.shares, giver):
        yield dealt.line(taker, giver, pair)


def _most(shares: Shares, at: int) -> int:
    """The seats of a list if it wins the tie that it is in."""
    return shares.seats[at] + (at in shares.level)


def _step(index: int, pair: tuple[int, int]) -> int:
    return (index == pair[1]) - (index == pair[0])


def _shortest(quiet: int, lines: Iterator[_Line], rule: Rule) -> int:
    """The most votes, up to ``quiet``, for which every line stays negative."""
    for start, slope, moves in lines:
        if not start and not slope:
            # Level for good: nothing comes of it, unless the rule asks who has more votes.
            if moves and rule.tie is TieRule.MORE_VOTES:
                return 0
        elif start >= 0:
            return 0
        elif slope > 0:
            quiet = min(quiet, (-start - 1) // slope)
    return quiet
