"""Sets of record numbers, written short: neighbours as ``[first, last]``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

Runs = list[int | list[int]]


def to_runs(numbers: Iterable[int]) -> Runs:
    """Numbers in ascending order, three or more neighbours as ``[first, last]``.

    >>> to_runs([1, 2, 3, 7, 9, 10])
    [[1, 3], 7, 9, 10]
    """
    runs: Runs = []
    first = last = None
    for number in [*sorted(set(numbers)), None]:
        if last is not None and number == last + 1:
            last = number
            continue
        if first is not None and last is not None:
            runs.extend([[first, last]] if last - first > 1 else range(first, last + 1))
        first = last = number
    return runs


def from_runs(runs: Sequence[int | list[int]]) -> Iterator[int]:
    """The numbers that :func:`to_runs` wrote.

    >>> list(from_runs([[1, 3], 7, 9, 10]))
    [1, 2, 3, 7, 9, 10]
    """
    for run in runs:
        if isinstance(run, int):
            yield run
        else:
            yield from range(run[0], run[1] + 1)
