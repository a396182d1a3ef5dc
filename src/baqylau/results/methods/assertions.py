"""What must hold of the true votes for an announced outcome to be right: linear assertions.

An assertion is a sum of votes, each with a whole weight, that must be above 0. If all of them hold of the
true votes, whoever counted, the outcome is right; an audit tests them.

``plurality``
    v_w − v_l > 0 for each winner w and each loser l.
``majority``
    v_w − (all others) > 0: more than half of the votes, so that no second round is needed. Where one is,
    the reverse for every option, and the two that go on lead all others.
``seats``
    The threshold for each list, and one inequality for each pair of lists (M. Blom et al. 2021,
    arXiv 2107.11903). If true seats differed, some list A would hold fewer than announced (s_A) and some B
    more (s_B). By highest averages B's next seat was then dealt before A's last, so that
    v_A / d(s_A) > v_B / d(s_B + 1) cannot hold. By largest remainder with Hare's quota, with S seats and
    V votes of admitted lists, seats held never differ from S v / V by a whole seat more for one list than
    for another, so that S (v_A − v_B) > (s_A − s_B − 1) V cannot hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baqylau.results.methods.admission import admit
from baqylau.results.methods.highest_averages import divisor_of
from baqylau.results.methods.rule import Counted, Method, Quota, Rule
from baqylau.results.methods.seats import allocate


class About(StrEnum):
    """What an assertion is about."""

    LEAD = "lead"
    MAJORITY = "majority"
    NO_MAJORITY = "no_majority"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    SEAT = "seat"


@dataclass(frozen=True, slots=True)
class Assertion:
    """``weights`` by option (others weigh 0), summed over all votes, must be above 0.

    ``first`` is the option that it speaks for, ``second`` the one against, "" where it is against all others.
    """

    about: About
    first: str
    second: str
    weights: Mapping[str, int]

    @property
    def least(self) -> int:
        """What one ballot can contribute at worst; an invalid one contributes 0."""
        return min(0, *self.weights.values())

    def of(self, votes: Mapping[str, int]) -> int:
        """The weighted sum."""
        return sum(weight * votes.get(option, 0) for option, weight in self.weights.items())


class NotCovered(ValueError):
    """An outcome that these assertions do not express; says why in one word.

    ``level``: options stand level, or there are not so many; ``no_majority``, ``majority``; ``caps``,
    ``minimum_lists``, ``threshold_base``, ``quota``: parts of a rule; ``nobody``: no list is admitted.
    """


def plurality(votes: Mapping[str, int], winners: int = 1) -> list[Assertion]:
    """Each of the ``winners`` options with the most votes has more than each of the others.

    >>> [(one.first, one.second) for one in plurality({"a": 5, "b": 9, "c": 2})]
    [('b', 'a'), ('b', 'c')]
    """
    order = sorted(votes, key=lambda option: -votes[option])
    first, rest = order[:winners], order[winners:]
    if not first or not rest or votes[first[-1]] == votes[rest[0]]:
        raise NotCovered("level")
    return [
        Assertion(About.LEAD, winner, loser, {winner: 1, loser: -1}) for winner in first for loser in rest
    ]


def majority(votes: Mapping[str, int]) -> list[Assertion]:
    """The option with the most votes has more than all others together."""
    leader = max(votes, key=lambda option: votes[option])
    if 2 * votes[leader] <= sum(votes.values()):
        raise NotCovered("no_majority")
    weights = {option: 1 if option == leader else -1 for option in votes}
    return [Assertion(About.MAJORITY, leader, "", weights)]


def second_round(votes: Mapping[str, int]) -> list[Assertion]:
    """Nobody has half of the votes, and the two with the most go on: each leads each of the others."""
    leader = max(votes, key=lambda option: votes[option])
    if 2 * votes[leader] >= sum(votes.values()):
        raise NotCovered("level" if 2 * votes[leader] == sum(votes.values()) else "majority")
    return [*(_no_majority(votes, option) for option in votes), *plurality(votes, 2)]


def _no_majority(votes: Mapping[str, int], option: str) -> Assertion:
    weights = {other: -1 if other == option else 1 for other in votes}
    return Assertion(About.NO_MAJORITY, "", option, weights)


def seats(counted: Sequence[Counted], rule: Rule) -> list[Assertion]:
    """The seats that ``rule`` gives for these votes, as assertions; or ``NotCovered``."""
    _refuse_parts(rule)
    admission, result = admit(counted, rule), allocate(counted, rule)
    if admission.below or admission.level:
        raise NotCovered("minimum_lists")
    if not result.admitted:
        raise NotCovered("nobody")
    if result.ties:
        raise NotCovered("level")
    # Without a threshold a list that has no vote yet would take part with the first.
    playing = tuple(
        option for option in result.seats if option in result.admitted or not rule.threshold_of(option)
    )
    found = [*_thresholds(counted, rule, playing), *_pairs(rule, playing, result.seats)]
    return found or [Assertion(About.ADMITTED, playing[0], "", {playing[0]: 1})]


def _refuse_parts(rule: Rule) -> None:
    by_remainder = rule.method is Method.LARGEST_REMAINDER
    parts = {
        "caps": bool(rule.caps),
        "threshold_base": rule.threshold_base is not None and rule.has_threshold,
        "quota": by_remainder and (rule.quota is not Quota.HARE or rule.quota_rounded),
    }
    for part, is_there in parts.items():
        if is_there:
            raise NotCovered(part)


def _thresholds(counted: Sequence[Counted], rule: Rule, admitted: Sequence[str]) -> list[Assertion]:
    """Admitted lists have reached their share of all votes, the others have not."""
    found = []
    for one in counted:
        part, whole = rule.threshold_of(one.option).as_integer_ratio()
        if one.option in rule.not_eligible or not part:
            continue
        above = {other.option: (whole if other is one else 0) - part for other in counted}
        if one.option in admitted:
            found.append(Assertion(About.ADMITTED, one.option, "", above))
        else:
            below = {option: -weight for option, weight in above.items()}
            found.append(Assertion(About.NOT_ADMITTED, "", one.option, below))
    return found


def _pairs(rule: Rule, admitted: Sequence[str], held: Mapping[str, int]) -> list[Assertion]:
    return [
        Assertion(About.SEAT, first, second, _weights(rule, admitted, held, first, second))
        for first in admitted
        for second in admitted
        if first != second and held[first]
    ]


def _weights(
    rule: Rule, admitted: Sequence[str], held: Mapping[str, int], first: str, second: str
) -> dict[str, int]:
    """``first`` keeps its last seat against one more for ``second``."""
    if rule.divisor is not None:
        return {
            first: divisor_of(rule.divisor, held[second]),
            second: -divisor_of(rule.divisor, held[first] - 1),
        }
    ahead = held[first] - held[second] - 1
    own = {first: rule.seats, second: -rule.seats}
    return {option: own.get(option, 0) - ahead for option in admitted}
