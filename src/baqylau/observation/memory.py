"""What a process remembers for a moment, so that not each submission asks the database for it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Made = TypeVar("Made")

_clear: list[Callable[[], None]] = []
MOST = 20_000


class Memory(Generic[Made]):
    """Values by key, each for so many seconds; what is changed elsewhere is seen after that."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._kept: dict[Hashable, tuple[float, Made]] = {}
        when_forgetting(self._kept.clear)

    def get(self, key: Hashable, make: Callable[[], Made | None]) -> Made | None:
        """The value, made where it is not known or too old. None is not remembered."""
        now = time.monotonic()
        found = self._kept.get(key)
        if found is not None and now - found[0] < self.seconds:
            return found[1]
        made = make()
        if made is not None:
            if len(self._kept) >= MOST:
                self._kept.clear()
            self._kept[key] = (now, made)
        return made


def forget() -> None:
    """Forget everything in this process."""
    for clear in _clear:
        clear()


def when_forgetting(clear: Callable[[], None]) -> None:
    """Call this too when everything is forgotten."""
    _clear.append(clear)
