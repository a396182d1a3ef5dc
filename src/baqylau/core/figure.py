"""A figure: a number that can be followed back to the records it was counted from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or a count out of a denominator.

    ``name`` is stable between runs. ``denominator`` is None for a plain count. ``excluded`` says how many
    rows were left out, by reason. ``rows`` are the identifiers of the rows behind the numerator and
    ``base_rows`` of those behind the denominator; ``digest`` commits to both with their contents.
    ``source`` says in words which query made the figure.
    """

    name: str
    numerator: int
    denominator: int | None
    source: str
    digest: str
    excluded: Mapping[str, int] = field(default_factory=dict)
    rows: tuple[int, ...] = ()
    base_rows: tuple[int, ...] = ()

    @property
    def value(self) -> Fraction | int | None:
        """The exact share, the count where there is no denominator, None for a share of nothing."""
        if self.denominator is None:
            return self.numerator
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def share_of_known(
    name: str,
    told: Sequence[tuple[int, bool | None]],
    *,
    source: str,
    digest: str,
    unknown: str = "not known",
) -> Figure:
    """How many rows are counted (True), out of those of which it is known (not None).

    ``unknown`` is the reason by which the others are excluded.

    >>> share_of_known("women", [(1, True), (2, False), (3, None)], source="", digest="").excluded
    {'not known': 1}
    """
    known = [(key, counted) for key, counted in told if counted is not None]
    rows = tuple(key for key, counted in known if counted)
    left_out = len(told) - len(known)
    return Figure(
        name=name,
        numerator=len(rows),
        denominator=len(known),
        source=source,
        digest=digest,
        excluded={unknown: left_out} if left_out else {},
        rows=rows,
        base_rows=tuple(key for key, _counted in known),
    )


def digest_of_rows(rows: Iterable[tuple[int, str]]) -> str:
    """SHA-256 over ``(row identifier, canonical content)`` pairs in the order of the identifiers."""
    whole = hashlib.sha256()
    for identifier, content in sorted(rows):
        whole.update(f"{identifier}\t{content}\n".encode())
    return whole.hexdigest()


def half_up(value: Fraction, places: int = 0) -> str:
    """An exact fraction as decimal text, halves rounded away from zero.

    >>> half_up(Fraction(712, 2237) * 100, 1)
    '31.8'
    >>> half_up(Fraction(5, 2))
    '3'
    """
    scale = 10**places
    scaled = abs(value) * scale
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    sign = "-" if value < 0 and whole else ""
    units, decimals = divmod(whole, scale)
    return f"{sign}{units}.{decimals:0{places}d}" if places else f"{sign}{units}"


def percent(numerator: int, denominator: int, places: int = 1) -> str:
    """A share in per cent as text, half-up from the exact fraction; the denominator is not zero.

    >>> percent(660, 1997)
    '33.0'
    """
    return half_up(Fraction(100 * numerator, denominator), places)
