"""Who might observe together: a score for a pair, and pairs for all.

The score of a pair is the weight for two sexes, plus the weight for two nationalities, plus the weight where
not both are new, minus the weight for each earlier pair of the same two nationalities. What is not known
earns nothing. Impossible pairs are never made. Age is not kept, so it does not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

EXACT_UP_TO = 10
"""Up to so many people every way of pairing them is tried (945 ways for ten)."""

Pair = tuple[int, int]
"""The keys of two people, the smaller first."""


@dataclass(frozen=True, slots=True)
class Person:
    """What counts about somebody: empty or None where it is not known."""

    key: int
    sex: str = ""
    nationality: str = ""
    missions_before: int | None = None


@dataclass(frozen=True, slots=True)
class Weights:
    """What each thing is worth, and what is impossible."""

    two_sexes: int = 10
    two_nationalities: int = 5
    not_both_new: int = 10
    same_nationalities_again: int = 2
    never_one_nationality: bool = False
    never_two_new: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """The pairs, the people left over, the sum of scores, and whether no other pairing has more."""

    pairs: tuple[Pair, ...]
    left_over: tuple[int, ...]
    score: int
    is_best: bool


@dataclass(slots=True)
class _Search:
    people: Sequence[Person]
    weights: Weights
    best: tuple[int, int] = (-1, 0)
    pairs: list[tuple[Person, Person]] = field(default_factory=list)


def is_possible(one: Person, other: Person, weights: Weights) -> bool:
    """Whether the two may be a pair at all."""
    same = one.nationality != "" and one.nationality == other.nationality
    both_new = one.missions_before == 0 and other.missions_before == 0
    return not (weights.never_one_nationality and same) and not (weights.never_two_new and both_new)


def score(one: Person, other: Person, weights: Weights) -> int:
    """What the pair is worth by itself, without looking at the other pairs.

    >>> score(Person(1, "f", "kz", 0), Person(2, "m", "pl", 3), Weights())
    25
    >>> score(Person(1, "f"), Person(2, "m"), Weights())
    10
    """
    sexes, nations = {one.sex, other.sex}, {one.nationality, other.nationality}
    worth = weights.two_sexes if len(sexes) == 2 and "" not in sexes else 0
    worth += weights.two_nationalities if len(nations) == 2 and "" not in nations else 0
    experienced = any((person.missions_before or 0) > 0 for person in (one, other))
    return worth + (weights.not_both_new if experienced else 0)


def total(pairs: Iterable[tuple[Person, Person]], weights: Weights) -> int:
    """The sum of the pairs' scores less what pairs of the same two nationalities cost."""
    worth, met = 0, Counter[tuple[str, str]]()
    for one, other in pairs:
        worth += score(one, other, weights)
        if nations := _nations(one, other):
            worth -= weights.same_nationalities_again * met[nations]
            met[nations] += 1
    return worth


def propose(people: Iterable[Person], weights: Weights) -> Proposal:
    """Pairs for as many people as possible, and among those the highest sum of scores.

    Up to ten people all ways are tried and the answer is the best there is. For more, the best pair is taken,
    then the next best of who is left, and so on; then partners are exchanged between two pairs, and with
    people left over, as long as it makes the sum higher. That ends, is quick for hundreds, and need not be
    the very best. Ties go to the smaller keys, so that the same people give the same pairs.
    """
    ordered = sorted(people, key=lambda person: person.key)
    if len(ordered) <= EXACT_UP_TO:
        search = _Search(ordered, weights)
        _try_all(search, list(ordered), [])
        pairs = search.pairs
    else:
        pairs = _greedy(ordered, weights)
        _improve(pairs, ordered, weights)
    taken = {person.key for pair in pairs for person in pair}
    left = tuple(person.key for person in ordered if person.key not in taken)
    keys = tuple(sorted((min(a.key, b.key), max(a.key, b.key)) for a, b in pairs))
    return Proposal(keys, left, total(pairs, weights), is_best=len(ordered) <= EXACT_UP_TO)


def _try_all(search: _Search, left: list[Person], pairs: list[tuple[Person, Person]]) -> None:
    """Every way of pairing: the first of who is left with each of the others, or with nobody."""
    if not left:
        worth = (len(pairs), total(pairs, search.weights))
        if not search.pairs or worth > search.best:
            search.best, search.pairs = worth, list(pairs)
        return
    first, others = left[0], left[1:]
    for position, other in enumerate(others):
        if is_possible(first, other, search.weights):
            _try_all(search, others[:position] + others[position + 1 :], [*pairs, (first, other)])
    # Leaving somebody out cannot give more pairs than the best way so far unless enough people remain.
    if len(pairs) + len(others) // 2 >= search.best[0]:
        _try_all(search, others, pairs)


def _greedy(people: Sequence[Person], weights: Weights) -> list[tuple[Person, Person]]:
    """The best pair of all, the best of the rest, and so on, by what each is worth by itself."""
    by_worth: dict[int, list[tuple[Person, Person]]] = {}
    for position, one in enumerate(people):
        for other in people[position + 1 :]:
            if is_possible(one, other, weights):
                by_worth.setdefault(score(one, other, weights), []).append((one, other))
    taken: set[int] = set()
    pairs = []
    for worth in sorted(by_worth, reverse=True):
        for one, other in by_worth[worth]:
            if one.key not in taken and other.key not in taken:
                taken |= {one.key, other.key}
                pairs.append((one, other))
    return pairs


def _improve(pairs: list[tuple[Person, Person]], people: Sequence[Person], weights: Weights) -> None:
    """Exchange partners as long as the sum rises, then use who is left over; changes ``pairs`` in place."""
    met = Counter(nations for pair in pairs if (nations := _nations(*pair)))
    while _one_round(pairs, met, weights) or _use_left_over(pairs, met, people, weights):
        pass


def _one_round(pairs: list[tuple[Person, Person]], met: Counter[tuple[str, str]], weights: Weights) -> bool:
    """Try every two pairs once; whether anything was exchanged."""
    changed = False
    for i in range(len(pairs)):
        for j in range(i + 1, len(pairs)):
            (a, b), (c, d) = pairs[i], pairs[j]
            for new in (((a, c), (b, d)), ((a, d), (b, c))):
                if all(is_possible(*pair, weights) for pair in new) and _exchange(
                    [pairs[i], pairs[j]], list(new), met, weights
                ):
                    pairs[i], pairs[j] = new
                    changed = True
                    break
    return changed


def _use_left_over(
    pairs: list[tuple[Person, Person]],
    met: Counter[tuple[str, str]],
    people: Sequence[Person],
    weights: Weights,
) -> bool:
    """Make a pair more by opening one: two people left over each take one of its members."""
    taken = {person.key for pair in pairs for person in pair}
    left = [person for person in people if person.key not in taken]
    for i, (a, b) in enumerate(pairs):
        for one in left:
            for other in left:
                if one is other or not is_possible(a, one, weights) or not is_possible(b, other, weights):
                    continue
                _count([(a, b)], [(a, one), (b, other)], met)
                pairs[i] = (a, one)
                pairs.append((b, other))
                return True
    return False


def _exchange(
    old: list[tuple[Person, Person]],
    new: list[tuple[Person, Person]],
    met: Counter[tuple[str, str]],
    weights: Weights,
) -> bool:
    """Whether the new pairs are worth more than the old; if so, ``met`` is brought up to date."""
    kinds = {nations for pair in (*old, *new) if (nations := _nations(*pair))}
    before = _worth(old, kinds, met, weights)
    _count(old, new, met)
    if _worth(new, kinds, met, weights) > before:
        return True
    _count(new, old, met)
    return False


def _worth(
    pairs: list[tuple[Person, Person]],
    kinds: set[tuple[str, str]],
    met: Counter[tuple[str, str]],
    weights: Weights,
) -> int:
    """The pairs' scores less what all pairs of these kinds of nationalities cost together."""
    cost = sum(met[kind] * (met[kind] - 1) // 2 for kind in kinds)
    return sum(score(*pair, weights) for pair in pairs) - weights.same_nationalities_again * cost


def _count(
    old: list[tuple[Person, Person]], new: list[tuple[Person, Person]], met: Counter[tuple[str, str]]
) -> None:
    met.subtract(nations for pair in old if (nations := _nations(*pair)))
    met.update(nations for pair in new if (nations := _nations(*pair)))


def _nations(one: Person, other: Person) -> tuple[str, str] | None:
    if not one.nationality or not other.nationality:
        return None
    first, second = sorted((one.nationality, other.nationality))
    return first, second
