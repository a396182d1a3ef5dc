"""The sources of a page, numbered as they are first cited."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Source:
    """One source with its number on the page."""

    number: int
    text: str


@dataclass(slots=True)
class Sources:
    """Gives each text of a source its number; the page lists them at its end."""

    numbers: dict[str, int] = field(default_factory=dict)

    def cite(self, text: str) -> int | None:
        """The number of a source, None where there is none."""
        cleaned = " ".join(text.split())
        return self.numbers.setdefault(cleaned, len(self.numbers) + 1) if cleaned else None

    def __iter__(self) -> Iterator[Source]:
        return (Source(number, text) for text, number in self.numbers.items())

    def __len__(self) -> int:
        return len(self.numbers)
