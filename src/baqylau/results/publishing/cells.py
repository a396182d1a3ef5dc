"""Texts as cells of CSV."""

from __future__ import annotations

from collections.abc import Iterable

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SPECIAL = frozenset(',"\r\n')


def cell(text: str) -> str:
    """A cell as RFC 4180 writes it.

    >>> cell('Chamber "A", first')
    '"Chamber ""A"", first"'
    """
    if _SPECIAL.isdisjoint(text):
        return text
    quoted = text.replace('"', '""')
    return f'"{quoted}"'


def said(text: str) -> str:
    """A cell of words that a spreadsheet does not take for a formula.

    >>> said("=1+1")
    "'=1+1"
    """
    return cell(f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text)


def line(cells: Iterable[str]) -> str:
    """A line of cells that are written already."""
    return ",".join(cells) + "\r\n"
