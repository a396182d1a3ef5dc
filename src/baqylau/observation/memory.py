"""What a process remembers for a moment, so that not each submission asks the database for it again."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable
from typing import Any, Generic, TypeVar

Made = TypeVar("Made")

_clear: list[Callable[[], None]] = []
MOST = 20_000


class Memory(Generic[Made]):
    """Values by key, each for so many seconds; what is changed elsewhere is seen after that.

    Where many ask at once for one that is too old, the first makes it anew and the others get the old one.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._kept: dict[Hashable, tuple[float, Made]] = {}
        when_forgetting(self._kept.clear)

    def get(self, key: Hashable, make: Callable[[], Made | None]) -> Made | None:
        """The value, made where it is not known or too old. None is not remembered."""
        found = self._kept.get(key)
        if found is not None:
            if time.monotonic() - found[0] < self.seconds:
                return found[1]
            self.put(key, found[1])
        made = make()
        if made is None:
            self._kept.pop(key, None)
        else:
            self.put(key, made)
        return made

    def many(self, keys: Iterable[Hashable], make: Callable[[Any], Made]) -> list[Made]:
        """The value of each key, in order."""
        oldest = time.monotonic() - self.seconds
        values = []
        for key in keys:
            found = self._kept.get(key)
            if found is None or found[0] <= oldest:
                self.put(key, made := make(key))
                values.append(made)
            else:
                values.append(found[1])
        return values

    def put(self, key: Hashable, made: Made) -> None:
        """Remember a value that was made beside another."""
        if len(self._kept) >= MOST:
            self._kept.clear()
        self._kept[key] = (time.monotonic(), made)


def forget() -> None:
    """Forget everything in this process."""
    for clear in _clear:
        clear()


def when_forgetting(clear: Callable[[], None]) -> None:
    """Call this too when everything is forgotten."""
    _clear.append(clear)
