"""How far the entry of a protocol has come: which state may follow which, and who moves it there.

Two different people type the figures; the second never sees those of the first. Where the entries are the
same, the protocol is definitive; where they differ, somebody who made neither decides field by field. The
diagram in ``docs/protocols.md`` is made of this table: ``python -m baqylau.results.methods.entry_states``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

EMPTY = "empty"
FIRST_BEGUN = "first_begun"
FIRST_HAS_ERRORS = "first_has_errors"
FIRST_DONE = "first_done"
SECOND_BEGUN = "second_begun"
DIFFERENT = "different"
DEFINITIVE = "definitive"
UNREADABLE = "unreadable"

STATES = (
    EMPTY,
    FIRST_BEGUN,
    FIRST_HAS_ERRORS,
    FIRST_DONE,
    SECOND_BEGUN,
    DIFFERENT,
    DEFINITIVE,
    UNREADABLE,
)

TYPIST = "typist"
"""Whoever may enter protocols (``results.enter_protocols``)."""
SAME = "same typist"
"""Whoever made the entry that is meant."""
ANOTHER = "another typist"
"""Whoever may enter protocols and has not made the first entry."""
RESOLVER = "resolver"
"""Whoever may decide (``results.resolve_protocols``); to resolve, only who made neither entry."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a protocol's entry; ``name`` is what is done."""

    name: str
    before: str
    after: str
    by: str
    says: str
    needs_reason: bool = False


MOVES = (
    Move("begin", EMPTY, FIRST_BEGUN, TYPIST, "begin"),
    Move("discard", FIRST_BEGUN, EMPTY, SAME, "discard"),
    Move("save", FIRST_BEGUN, FIRST_DONE, SAME, "save"),
    Move("save", FIRST_BEGUN, FIRST_HAS_ERRORS, SAME, "save, confirmed that it stands so on the paper"),
    Move("take_up", FIRST_DONE, FIRST_BEGUN, SAME, "take up again"),
    Move("take_up", FIRST_HAS_ERRORS, FIRST_BEGUN, SAME, "take up again"),
    Move("begin", FIRST_DONE, SECOND_BEGUN, ANOTHER, "begin"),
    Move("begin", FIRST_HAS_ERRORS, SECOND_BEGUN, ANOTHER, "begin"),
    Move("discard", SECOND_BEGUN, FIRST_DONE, SAME, "discard"),
    Move("discard", SECOND_BEGUN, FIRST_HAS_ERRORS, SAME, "discard"),
    Move("save", SECOND_BEGUN, DEFINITIVE, SAME, "save, the same figures"),
    Move("save", SECOND_BEGUN, DIFFERENT, SAME, "save, other figures"),
    Move("resolve", DIFFERENT, DEFINITIVE, RESOLVER, "decide each difference", needs_reason=True),
    Move("set_aside", FIRST_BEGUN, UNREADABLE, SAME, "cannot be read", needs_reason=True),
    Move("set_aside", SECOND_BEGUN, UNREADABLE, SAME, "cannot be read", needs_reason=True),
    *(
        Move("reset", before, EMPTY, RESOLVER, "reset", needs_reason=True)
        for before in (
            FIRST_BEGUN,
            FIRST_HAS_ERRORS,
            FIRST_DONE,
            SECOND_BEGUN,
            DIFFERENT,
            DEFINITIVE,
            UNREADABLE,
        )
    ),
    Move("correct", DEFINITIVE, DEFINITIVE, RESOLVER, "correct by a new version", needs_reason=True),
)


def move(name: str, before: str, after: str | None = None) -> Move | None:
    """The move of this name from a state (to another); None where there is none."""
    found = (one for one in MOVES if (one.name, one.before) == (name, before))
    return next((one for one in found if after in (None, one.after)), None)


def may(name: str, state: str) -> bool:
    """Whether anything of this name may be done in a state."""
    return move(name, state) is not None


def diagram() -> str:
    """The table as a state diagram (Mermaid)."""
    return "\n".join(["stateDiagram-v2", f"    [*] --> {EMPTY}", *_lines()])


def _lines() -> Iterator[str]:
    for one in MOVES:
        reason = " (reason)" if one.needs_reason else ""
        yield f"    {one.before} --> {one.after}: {one.by}, {one.says}{reason}"


def as_markdown() -> str:
    """The diagram and the table as the document shows them."""
    rows = (
        f"| {one.says} | `{one.before}` | `{one.after}` | {one.by} | {'yes' if one.needs_reason else '–'} |"
        for one in MOVES
    )
    head = ("| What | From | To | Who | Reason |", "|---|---|---|---|---|")
    return "\n".join(["```mermaid", diagram(), "```", "", *head, *rows])


if __name__ == "__main__":
    print(as_markdown())
