"""How often a key may ask: counted for each key, never for a network address, in this process's memory.

A whole mission may stand behind the one address of a mobile operator.
"""

from __future__ import annotations

import threading
from collections.abc import Hashable

from baqylau.observation.memory import when_forgetting

MOST_KEYS = 50_000


class Limit:
    """So many requests a minute for each key. A minute's worth may come at once; then it refills evenly."""

    def __init__(self) -> None:
        self._left: dict[Hashable, tuple[float, float]] = {}
        self._lock = threading.Lock()
        when_forgetting(self._left.clear)

    def seconds_to_wait(self, key: Hashable, *, a_minute: int, now: float) -> int:
        """Count a request: 0 where it may go on, else the seconds until the next may; ``now`` in seconds."""
        with self._lock:
            left = self._left_of(key, a_minute, now)
            if len(self._left) >= MOST_KEYS:
                self._left.clear()
            self._left[key] = (left - 1 if left >= 1 else left, now)
        return _seconds(left, a_minute)

    def would_wait(self, key: Hashable, *, a_minute: int, now: float) -> int:
        """The same without counting anything."""
        with self._lock:
            return _seconds(self._left_of(key, a_minute, now), a_minute)

    def _left_of(self, key: Hashable, a_minute: int, now: float) -> float:
        left, last = self._left.get(key, (float(a_minute), now))
        return min(float(a_minute), left + max(0.0, now - last) * a_minute / 60)


def _seconds(left: float, a_minute: int) -> int:
    return 0 if left >= 1 else int((1 - left) * 60 / a_minute) + 1
