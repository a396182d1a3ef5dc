"""Seats the slow and obvious way: fractions, one seat at a time, and every lot that could be drawn.

Where the law does not decide between level lists, a lot would. Here every order of lots is gone through: what
a list has under each of them it surely has, and where the outcomes differ there is a tie.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations

from baqylau.results.methods.rule import Counted, Divisor, Method, Quota, Rule, TieRule


@dataclass
class Slow:
    """The answer: sure seats, whether lots matter, whose seats or admission hang on them."""

    seats: dict[str, int]
    admitted: list[str]
    admission_hangs_on: set[str]
    seats_hang_on: set[str]
    vacant: int


def slow_seats(counted: list[Counted], rule: Rule) -> Slow:
    names = [one.option for one in counted]
    eligible = [one for one in counted if one.option not in rule.not_eligible]
    outcomes = []
    for lots in permutations(names):
        admitted, below = _admitted(counted, rule, lots)
        outcomes.append((admitted, _dealt(admitted, below, rule, lots)))
    everywhere = set.intersection(*({one.option for one in admitted} for admitted, _ in outcomes))
    anywhere = set.union(*({one.option for one in admitted} for admitted, _ in outcomes))
    seats = {one.option: [dealt.get(one.option, 0) for _, dealt in outcomes] for one in eligible}
    return Slow(
        seats={option: min(numbers) for option, numbers in seats.items()},
        admitted=[name for name in names if name in everywhere],
        admission_hangs_on=anywhere - everywhere,
        seats_hang_on={option for option, numbers in seats.items() if len(set(numbers)) > 1},
        vacant=min(rule.seats - sum(dealt.values()) for _, dealt in outcomes),
    )


def _first(level: list[Counted], rule: Rule, lots: tuple[str, ...]) -> Counted:
    """Who goes first of level lists: by the law where it can tell, else by lot."""
    if rule.tie is TieRule.MORE_VOTES:
        most = max(one.votes for one in level)
        level = [one for one in level if one.votes == most]
    if rule.tie is TieRule.EARLIER_REGISTERED and all(one.registered_order is not None for one in level):
        earliest = min(one.registered_order or 0 for one in level)
        level = [one for one in level if one.registered_order == earliest]
    return min(level, key=lambda one: lots.index(one.option))


def _admitted(
    counted: list[Counted], rule: Rule, lots: tuple[str, ...]
) -> tuple[list[Counted], list[Counted]]:
    base = rule.threshold_base
    if base is None:
        base = sum(one.votes for one in counted)
    standing = [one for one in counted if one.votes > 0 and one.option not in rule.not_eligible]
    admitted = [
        one for one in standing if one.votes >= rule.thresholds.get(one.option, rule.threshold) * base
    ]
    below: list[Counted] = []
    waiting = [one for one in standing if one not in admitted]
    while waiting and len(admitted) + len(below) < rule.minimum_lists:
        most = max(one.votes for one in waiting)
        level = [one for one in waiting if one.votes == most]
        entering = _entering(level, below, rule, lots)
        below.append(entering)
        waiting.remove(entering)
    return admitted + below, below


def _entering(level: list[Counted], below: list[Counted], rule: Rule, lots: tuple[str, ...]) -> Counted:
    """One unknown place in the order of registration leaves all level lists to the lot, to the last place."""
    whole_group = level + [one for one in below if one.votes == level[0].votes]
    known = all(one.registered_order is not None for one in whole_group)
    if rule.tie is TieRule.EARLIER_REGISTERED and known:
        return _first(level, rule, lots)
    return min(level, key=lambda one: lots.index(one.option))


def _dealt(
    admitted: list[Counted], below: list[Counted], rule: Rule, lots: tuple[str, ...]
) -> dict[str, int]:
    if rule.method is Method.HIGHEST_AVERAGES:
        return _by_averages(admitted, rule, lots)
    corrected = [one.option for one in below] if rule.second_list and len(below) < len(admitted) else []
    fixed: dict[str, int] = {}
    while True:
        playing = [one for one in admitted if one.option not in fixed]
        seats, full = _one_round(playing, corrected, rule.seats - sum(fixed.values()), rule, lots)
        above = {
            option: rule.caps[option]
            for option, number in seats.items()
            if number > rule.caps.get(option, rule.seats) or option in full
        }
        short = {}
        if rule.second_list and not above:
            left = rule.seats - sum(fixed.values())
            for option in corrected:
                minimum = min(rule.second_list.minimum, rule.caps.get(option, rule.seats), left)
                if option in seats and seats[option] < minimum:
                    short[option] = minimum
                    left -= minimum
        if not above and not short:
            return {**seats, **fixed}
        fixed |= above | short


def _one_round(
    playing: list[Counted], corrected: list[str], seats: int, rule: Rule, lots: tuple[str, ...]
) -> tuple[dict[str, int], set[str]]:
    """Whole quotas, then remainders one by one. The second answer: full lists level with one that won."""
    votes = sum(one.votes for one in playing)
    if not votes or (rule.quota is Quota.HARE and not seats):
        return {one.option: 0 for one in playing}, set()
    quota = _quota(rule, votes, seats)
    factor = rule.second_list.factor if rule.second_list else Fraction(1)
    quotient = {one.option: one.votes / quota * (factor if one.option in corrected else 1) for one in playing}
    held = {option: int(number) for option, number in quotient.items()}
    rest = {option: number - held[option] for option, number in quotient.items()}
    full: set[str] = set()

    def has_room(one: Counted) -> bool:
        return held[one.option] < rule.caps.get(one.option, seats + 1)

    waiting: list[Counted] = []
    while sum(held.values()) < seats:
        waiting = waiting or list(playing)
        best = max(rest[one.option] for one in waiting)
        level = [one for one in waiting if rest[one.option] == best]
        roomy = [one for one in level if has_room(one)]
        if not roomy and sum(held.values()) + len(level) > seats:
            full |= {one.option for one in level}
        winner = _first(roomy or level, rule, lots)
        held[winner.option] += 1
        waiting.remove(winner)
    waiting = []
    while sum(held.values()) > seats:
        waiting = waiting or [one for one in playing if held[one.option]]
        worst = min(rest[one.option] for one in waiting)
        level = [one for one in waiting if rest[one.option] == worst]
        while len(level) > 1:
            level.remove(_first(level, rule, lots))
        held[level[0].option] -= 1
        waiting.remove(level[0])
    return held, full


def _quota(rule: Rule, votes: int, seats: int) -> Fraction:
    quota = {
        Quota.HARE: lambda: Fraction(votes, seats),
        Quota.DROOP: lambda: Fraction(
            next(whole for whole in range(1, votes + 2) if whole * (seats + 1) > votes)
        ),
        Quota.HAGENBACH_BISCHOFF: lambda: Fraction(votes, seats + 1),
        Quota.IMPERIALI: lambda: Fraction(votes, seats + 2),
    }[rule.quota]()
    if rule.quota_rounded:
        return Fraction(max(1, (2 * quota.numerator + quota.denominator) // (2 * quota.denominator)))
    return quota


def _by_averages(admitted: list[Counted], rule: Rule, lots: tuple[str, ...]) -> dict[str, int]:
    divisors = {
        Divisor.D_HONDT: lambda held: Fraction(held + 1),
        Divisor.SAINTE_LAGUE: lambda held: Fraction(2 * held + 1),
        Divisor.MODIFIED_SAINTE_LAGUE: lambda held: Fraction(2 * held + 1) if held else Fraction("1.4"),
    }[rule.divisor]
    held = {one.option: 0 for one in admitted}
    for _ in range(rule.seats):
        open_to = [one for one in admitted if held[one.option] < rule.caps.get(one.option, rule.seats)]
        if not open_to:
            break
        best = max(one.votes / divisors(held[one.option]) for one in open_to)
        winner = _first(
            [one for one in open_to if one.votes / divisors(held[one.option]) == best], rule, lots
        )
        held[winner.option] += 1
    return held
