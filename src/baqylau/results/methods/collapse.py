"""Strata with fewer than two counted stations are put together with a neighbour, by a fixed rule.

One station shows no variance and none shows nothing at all. The rule is the same for everybody, so that the
estimate can be computed again:

1. Strata stand in the order of their list. A stratum that was counted whole adds no variance and is left as
   it is; so is one without stations.
2. Among the others, from the top: a group with fewer than two counted stations takes in the next stratum,
   until it has two. A last group that is left short joins the group before it.

Strata of a group keep their own weights N_h / n_h; those without a counted station are stood for by the
others of their group. Only the variance is taken over the group as a whole, which makes it larger where the
strata differ: the cautious side. Put strata that are alike next to each other in the list.
"""

from __future__ import annotations

from collections.abc import Sequence


class Impossible(ValueError):
    """Nothing can be estimated from this sample; says why in one word (``too_few`` …)."""


def groups_of(counted: Sequence[int], sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """The places of strata that go together, by ``counted`` stations (n_h) of ``sizes`` (N_h).

    ``Impossible("too_few")`` where fewer than two stations are counted in all strata that are not whole.

    >>> groups_of([3, 1, 0, 4, 1], [9, 9, 9, 9, 9])
    [(0,), (1, 2, 3, 4)]
    >>> groups_of([1, 2, 2], [1, 9, 9])
    [(0,), (1,), (2,)]
    """
    alone = [(place,) for place, size in enumerate(sizes) if size and counted[place] == size]
    groups: list[list[int]] = []
    short = False
    for place, size in enumerate(sizes):
        if counted[place] == size:
            continue
        if short:
            groups[-1].append(place)
        else:
            groups.append([place])
        short = sum(counted[one] for one in groups[-1]) < 2
    if short and len(groups) > 1:
        last = groups.pop()
        groups[-1].extend(last)
    elif short:
        raise Impossible("too_few")
    return sorted([*alone, *(tuple(group) for group in groups)])
