"""One line of the measurements, and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured, our seconds, a goal in seconds, and a peer's seconds in the same run."""

    name: str
    ours: float
    goal: float | None = None
    peer: str = ""
    peers: float | None = None

    @property
    def ratio(self) -> float | None:
        """How many times longer the peer took."""
        return self.peers / self.ours if self.peers is not None else None


def best_of(times: int, work: Callable[[], object]) -> float:
    """The shortest of several runs in seconds: the one that other work on the machine disturbed least."""
    shortest = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - began)
    return shortest
