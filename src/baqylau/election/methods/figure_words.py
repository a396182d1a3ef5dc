"""Published figures and what is wrong with them, in words that every language can say."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from baqylau.core.digits import Kind
from baqylau.core.problem import Phrase
from baqylau.election.methods.figures import Qualifier, Said


def shown_number(number: Fraction) -> str:
    """Digits in groups of three, as every language reads them.

    >>> shown_number(Fraction(6366441)).split("\\u202f"), shown_number(Fraction(1963, 100))
    (['6', '366', '441'], '19.63')
    """
    whole = number.denominator == 1
    text = f"{int(number):,}" if whole else f"{float(number):,.10f}".rstrip("0")
    return text.replace(",", "\N{NARROW NO-BREAK SPACE}")


_QUALIFIED = {Qualifier.ABOUT: "≈ ", Qualifier.AT_LEAST: "≥ ", Qualifier.AT_MOST: "≤ "}


def shown_value(said: Said) -> str:
    """The figure with its qualifier and its unit."""
    number = f"{said.value} %" if said.is_percent else shown_number(said.exact)
    return f"{_QUALIFIED.get(said.qualifier, '')}{number}"


MOST_SHOWN = 8


def shown_sum(members: Sequence[Said]) -> str:
    """``49 + 84 + 15 + 16``; of many only the first."""
    ordered = sorted(members, key=lambda one: -one.exact)
    shown = " + ".join(shown_value(one) for one in ordered[:MOST_SHOWN])
    return f"{shown} + …" if len(ordered) > MOST_SHOWN else shown


def slip_words(kind: Kind, stands: str, fits: str) -> Phrase:
    """Which number would fit, and what would have happened to its digits."""
    values = {"stands": _grouped(stands), "fits": _grouped(fits)}
    if kind is Kind.SWAPPED:
        return Phrase("It would fit with two digits swapped: {fits} for {stands}.", **values)
    return Phrase("It would fit with one digit changed: {fits} for {stands}.", **values)


def _grouped(value: str) -> str:
    return value if "." in value else shown_number(Fraction(value))
