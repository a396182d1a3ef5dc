"""How far a record's checking has come: which state may follow which, and who moves it there.

The diagram in ``docs/checking.md`` is made of this table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

RECEIVED, CHECKED, QUERY, REJECTED = "received", "checked", "query", "rejected"
CHECKER = "observation.check_records"
"""The permission of whoever checks."""
OBSERVER = "observer"
"""The observer, by sending the report again; the platform writes the step."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step that a record may take. ``by`` is a permission or the observer."""

    before: str
    after: str
    by: str
    says: str
    needs_reason: bool = False


MOVES = (
    Move(RECEIVED, CHECKED, CHECKER, "check"),
    Move(RECEIVED, QUERY, CHECKER, "ask the observer"),
    Move(RECEIVED, REJECTED, CHECKER, "reject", needs_reason=True),
    Move(QUERY, CHECKED, CHECKER, "check"),
    Move(QUERY, RECEIVED, CHECKER, "close the last question"),
    Move(QUERY, RECEIVED, OBSERVER, "send it again"),
    Move(QUERY, REJECTED, CHECKER, "reject", needs_reason=True),
    Move(CHECKED, QUERY, CHECKER, "ask the observer"),
    Move(CHECKED, RECEIVED, CHECKER, "open again, or correct"),
    Move(CHECKED, RECEIVED, OBSERVER, "send it again"),
    Move(CHECKED, REJECTED, CHECKER, "reject", needs_reason=True),
    Move(REJECTED, RECEIVED, CHECKER, "bring back", needs_reason=True),
    Move(REJECTED, RECEIVED, OBSERVER, "send it again"),
)


def move_between(before: str, after: str, by: str = CHECKER) -> Move | None:
    """The move that leads from one state to another; None where there is none."""
    return next((move for move in MOVES if (move.before, move.after, move.by) == (before, after, by)), None)


def states_after(before: str, by: str = CHECKER) -> list[str]:
    """The states that may follow."""
    return [move.after for move in MOVES if move.before == before and move.by == by]


def diagram() -> str:
    """The table as a state diagram (Mermaid)."""
    return "\n".join(["stateDiagram-v2", f"    [*] --> {RECEIVED}", *_lines()])


def _lines() -> Iterator[str]:
    for move in MOVES:
        who = "observer: " if move.by == OBSERVER else ""
        reason = " (reason)" if move.needs_reason else ""
        yield f"    {move.before} --> {move.after}: {who}{move.says}{reason}"
