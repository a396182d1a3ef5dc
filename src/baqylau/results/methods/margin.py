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
from heapq import heapify, heappop, heappush
from itertools import permutations

from baqylau.results.methods.admission import admit, votes_needed
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


@dataclass(frozen=True, slots=True)
class _Line:
    """``start + slope * votes``, negative while a seat stays where it is; ``moves``: of giver or taker."""

    start: int
    slope: int
    moves: bool


def smallest_transfer(counted: Sequence[Counted], rule: Rule) -> Transfer | None:
    """The fewest votes that change a seat; None where no transfer between two admitted lists changes any.

    Of k admitted lists k² pairs are looked at, each against the others: milliseconds for a dozen lists.

    >>> rule = Rule(seats=3, method=Method.LARGEST_REMAINDER, quota=Quota.HARE)
    >>> smallest_transfer([Counted("a", 70), Counted("b", 30)], rule)
    Transfer(votes=21, giver='a', taker='b')
    """
    before = allocate(counted, rule)
    taking_part = set(before.admitted)
    lists = [index for index, one in enumerate(counted) if one.option in taking_part]
    waiting = [
        (1 + quiet_until(counted, rule, giver, taker), giver, taker)
        for giver, taker in permutations(lists, 2)
    ]
    heapify(waiting)
    while waiting:
        votes, giver, taker = heappop(waiting)
        if votes > counted[giver].votes:
            continue
        after = moved(counted, giver, taker, votes)
        if allocate(after, rule).seats != before.seats:
            return Transfer(votes, counted[giver].option, counted[taker].option)
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
    admission = admit(counted, rule)
    quiet = min([counted[giver].votes, *_admission_stays(counted, rule, pair)])
    for entering in ways_out(admission.level, admission.places):
        playing = sorted((*admission.admitted, *entering))
        below = {*admission.below, *entering}
        if rule.method is Method.HIGHEST_AVERAGES:
            shares = averages(counted, rule, playing)
            quiet = _shortest(quiet, _by_averages(counted, rule, playing, shares, pair), rule)
            continue
        corrected = corrected_of(rule, playing, below)
        for one in rounds(counted, rule, playing, corrected):
            quiet = min(quiet, _round_stays(counted, rule, one, corrected, pair, quiet))
    return quiet


def _admission_stays(counted: Sequence[Counted], rule: Rule, pair: tuple[int, int]) -> Iterator[int]:
    """How many votes leave the same lists above the threshold, and those below it in the same order."""
    giver, taker = (counted[index].votes for index in pair)
    needed = max(1, votes_needed(counted, rule))
    yield giver - needed if giver >= needed else max(0, giver - 1)
    if taker < needed:
        yield needed - 1 - taker
    standing = [
        index for index, one in enumerate(counted) if one.votes and one.option not in rule.not_eligible
    ]
    below = [index for index in standing if counted[index].votes < needed]
    if rule.minimum_lists <= len(standing) - len(below):
        return
    for index in below:
        votes = counted[index].votes
        if index not in pair:
            if pair[0] in below and giver >= votes:
                yield max(0, giver - votes - 1)
            if pair[1] in below and taker <= votes:
                yield max(0, votes - taker - 1)
    if pair[0] in below and pair[1] in below and giver >= taker:
        yield max(0, (giver - taker - 1) // 2)


def _round_stays(
    counted: Sequence[Counted],
    rule: Rule,
    one: Round,
    corrected: set[int],
    pair: tuple[int, int],
    quiet: int,
) -> int:
    """How many votes, at most ``quiet``, leave what comes out of a round of largest remainder."""
    assert rule.quota is not None
    votes = sum(counted[index].votes for index in one.playing)
    change = (pair[1] in one.playing) - (pair[0] in one.playing)
    whole = rule.quota_rounded or rule.quota is Quota.DROOP
    if not one.seats or not one.playing:
        return quiet
    if not whole:
        return _shortest(quiet, _by_remainder(counted, rule, one, corrected, pair, change), rule)
    quota = quota_of(rule.quota, votes, one.seats, rule.quota_rounded)
    assert quota is not None
    same = _same_quota(rule, votes, one.seats, change, quiet)
    near = _by_remainder(counted, rule, one, corrected, pair, 0, int(quota))
    if not change:
        return _shortest(quiet, near, rule)
    # A rounded quota goes up in steps, but is never more than one vote off the exact one.
    far = _by_remainder(counted, rule, one, corrected, pair, change, slack=1)
    return max(_shortest(same, near, rule), _shortest(quiet, far, rule))


def _by_remainder(
    counted: Sequence[Counted],
    rule: Rule,
    one: Round,
    corrected: set[int],
    pair: tuple[int, int],
    change: int,
    quota: int | None = None,
    slack: int = 0,
) -> Iterator[_Line]:
    """A line for each pair of lists; the quota is ``quota`` votes, else the exact one or ``slack`` off it."""
    assert rule.quota is not None
    factor = rule.second_list.factor if rule.second_list else None
    plain, less = (factor.denominator, factor.numerator) if factor else (1, 1)
    more = {Quota.HARE: 0, Quota.DROOP: 1, Quota.HAGENBACH_BISCHOFF: 1, Quota.IMPERIALI: 2}[rule.quota]
    divided = one.seats + more if quota is None else 1
    cost = sum(counted[index].votes for index in one.playing) if quota is None else quota
    claims = [
        counted[index].votes * divided * (less if index in corrected else plain) for index in one.playing
    ]
    steps = [_step(index, pair) * divided * (less if index in corrected else plain) for index in one.playing]
    for i, j in _exchanges(one.shares, one.playing, pair, every=bool(change)):
        seats = 1 + one.shares.seats[i] - _most(one.shares, j)
        start = claims[i] - claims[j] - seats * plain * cost + slack * abs(seats) * plain * divided
        slope = steps[i] - steps[j] - seats * plain * change
        yield _Line(start, slope, one.playing[i] in pair or one.playing[j] in pair)


def _by_averages(
    counted: Sequence[Counted], rule: Rule, playing: Sequence[int], shares: Shares, pair: tuple[int, int]
) -> Iterator[_Line]:
    """A line for each pair of lists of which the first may take a seat that the second has."""
    assert rule.divisor is not None
    for i, j in _exchanges(shares, playing, pair, every=False):
        if shares.seats[i] >= min(rule.seats, rule.caps.get(counted[playing[i]].option, rule.seats)):
            continue
        gain = divisor_of(rule.divisor, _most(shares, j) - 1)
        cost = divisor_of(rule.divisor, shares.seats[i])
        start = counted[playing[i]].votes * gain - counted[playing[j]].votes * cost
        slope = _step(playing[i], pair) * gain - _step(playing[j], pair) * cost
        yield _Line(start, slope, True)


def _exchanges(
    shares: Shares, playing: Sequence[int], pair: tuple[int, int], *, every: bool
) -> Iterator[tuple[int, int]]:
    """Places in ``playing``: who may take a seat, and from whom; where not ``every``, one is of the pair."""
    places = range(len(playing))
    moving = [at for at in places if playing[at] in pair]
    for i in places:
        for j in places if every or i in moving else moving:
            if i != j and _most(shares, j):
                yield i, j


def _most(shares: Shares, at: int) -> int:
    """The seats of a list if it wins the tie that it is in."""
    return shares.seats[at] + (at in shares.level)


def _step(index: int, pair: tuple[int, int]) -> int:
    return (index == pair[1]) - (index == pair[0])


def _shortest(quiet: int, lines: Iterator[_Line], rule: Rule) -> int:
    """The most votes, up to ``quiet``, for which every line stays negative."""
    for line in lines:
        if not line.start and not line.slope:
            # Level for good: nothing comes of it, unless the rule asks who has more votes.
            if line.moves and rule.tie is TieRule.MORE_VOTES:
                return 0
        elif line.start >= 0:
            return 0
        elif line.slope > 0:
            quiet = min(quiet, (-line.start - 1) // line.slope)
    return quiet


def _same_quota(rule: Rule, votes: int, seats: int, change: int, quiet: int) -> int:
    """How many votes, at most ``quiet``, leave a whole quota where each changes ``votes`` by ``change``."""
    low, high = 0, quiet
    now = quota_of(rule.quota, votes, seats, rule.quota_rounded) if rule.quota else None
    while low < high:
        middle = (low + high + 1) // 2
        if quota_of(rule.quota, votes + change * middle, seats, rule.quota_rounded) == now:  # type: ignore[arg-type]
            low = middle
        else:
            high = middle - 1
    return low
