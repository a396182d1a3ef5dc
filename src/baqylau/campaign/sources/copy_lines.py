"""Rows as PostgreSQL's COPY reads them: one line each, cells between tabs.

Source: PostgreSQL's documentation, COPY, "Text Format". The driver writes the same, a row at a time and in
the process that has the connection; a column at a time, in the process that read them, takes less.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

NULL = "\\N"
_FLAGS = {None: NULL, True: "t", False: "f"}
_TO_ESCAPE = re.compile(r"[\\\t\n\r]")
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_lines(columns: Sequence[Sequence[object]]) -> bytes:
    """The lines of rows whose columns are texts, numbers, yes or no; None is null. UTF-8.

    >>> copy_lines([[1, 2], ["one", "two\\nlines"], [None, True]])
    b'1\\tone\\t\\\\N\\n2\\ttwo\\\\nlines\\tt\\n'
    """
    cells = [_cells(column) for column in columns]
    return "".join(f"{line}\n" for line in map("\t".join, zip(*cells, strict=True))).encode()


def _cells(column: Sequence[Any]) -> list[str]:
    kinds = set(map(type, column))
    if kinds == {str}:
        if not _TO_ESCAPE.search("".join(column)):
            return list(column)
        return [one.translate(_ESCAPED) if _TO_ESCAPE.search(one) else one for one in column]
    if kinds <= {bool, type(None)}:
        return [_FLAGS[one] for one in column]
    assert kinds <= {int, type(None)}
    return [NULL if one is None else str(one) for one in column]
