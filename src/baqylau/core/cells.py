"""Texts in the cells of tables that people download."""

from __future__ import annotations

FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet takes for the beginning of a formula, or skips before one."""


def in_a_cell(cell: object) -> object:
    """A text that a spreadsheet would take for a formula gets an apostrophe in front, as spreadsheets do."""
    if isinstance(cell, str) and cell[:1] in FORMULA and cell:
        return f"'{cell}"
    return "" if cell is None else cell
