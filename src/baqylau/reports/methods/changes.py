"""What changed between two runs of a statement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class State:
    """What a figure was in one run."""

    numerator: int
    denominator: int | None
    excluded: Mapping[str, int]
    digest: str

    def same_numbers(self, other: State) -> bool:
        """Whether all numbers agree; the rows behind them may still differ."""
        return (self.numerator, self.denominator, dict(self.excluded)) == (
            other.numerator,
            other.denominator,
            dict(other.excluded),
        )


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what it was; ``old`` is None for a new figure, ``new`` for one no longer there."""

    name: str
    old: State | None
    new: State | None

    @property
    def only_rows(self) -> bool:
        """The numbers are the same, the records behind them are not."""
        return self.old is not None and self.new is not None and self.old.same_numbers(self.new)


def changes(old: Mapping[str, State], new: Mapping[str, State]) -> list[Change]:
    """The figures that differ, in the order of the new run, then those no longer there."""
    names = [*new, *(name for name in old if name not in new)]
    found = [Change(name, old.get(name), new.get(name)) for name in names]
    return [change for change in found if change.old != change.new]


def digest_of_figures(figures: Iterable[tuple[str, State]]) -> str:
    """SHA-256 over all figures in the order of their names: the same records give the same digest."""
    whole = hashlib.sha256()
    for name, state in sorted(figures, key=lambda one: one[0]):
        parts = [name, state.numerator, state.denominator, dict(sorted(state.excluded.items())), state.digest]
        line = json.dumps(parts, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
        whole.update(f"{line}\n".encode())
    return whole.hexdigest()
