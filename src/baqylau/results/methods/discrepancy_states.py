"""How far the work on a discrepancy has come: which state may follow which, and who moves it there.

That a finding no longer holds is no state: it is marked as gone, keeps its state, and comes back to it. The
diagram in ``docs/discrepancies.md`` is made of this table: ``python -m
baqylau.results.methods.discrepancy_states``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

OPEN, ASSIGNED, EXPLAINED, CLOSED = "open", "assigned", "explained", "closed"
STATES = (OPEN, ASSIGNED, EXPLAINED, CLOSED)

ANALYST = "analyst"
"""Whoever may work through the list (``results.explain_discrepancies``)."""


@dataclass(frozen=True, slots=True)
class Move:
    """One step of a discrepancy; ``name`` is what is done, ``needs`` what must be given with it."""

    name: str
    before: str
    after: str
    says: str
    needs: str = ""
    by: str = ANALYST


MOVES = (
    Move("assign", OPEN, ASSIGNED, "assign", needs="a member"),
    Move("assign", ASSIGNED, ASSIGNED, "assign to somebody else", needs="a member"),
    Move("release", ASSIGNED, OPEN, "give back"),
    Move("explain", OPEN, EXPLAINED, "explain", needs="an explanation"),
    Move("explain", ASSIGNED, EXPLAINED, "explain", needs="an explanation"),
    Move("explain", EXPLAINED, EXPLAINED, "explain anew", needs="an explanation"),
    Move("close", EXPLAINED, CLOSED, "close", needs="an outcome"),
    Move("reopen", EXPLAINED, OPEN, "reopen", needs="a reason"),
    Move("reopen", CLOSED, OPEN, "reopen", needs="a reason"),
)


def move(name: str, before: str) -> Move | None:
    """The move of this name from a state; None where there is none."""
    return next((one for one in MOVES if (one.name, one.before) == (name, before)), None)


def may(state: str) -> frozenset[str]:
    """The names of what may be done in a state.

    >>> sorted(may(CLOSED))
    ['reopen']
    """
    return frozenset(one.name for one in MOVES if one.before == state)


def before(name: str) -> tuple[str, ...]:
    """The states from which a move of this name leads."""
    return tuple(one.before for one in MOVES if one.name == name)


def diagram() -> str:
    """The table as a state diagram (Mermaid)."""
    return "\n".join(["stateDiagram-v2", f"    [*] --> {OPEN}", *_lines()])


def _lines() -> Iterator[str]:
    for one in MOVES:
        needs = f" ({one.needs})" if one.needs else ""
        yield f"    {one.before} --> {one.after}: {one.says}{needs}"


if __name__ == "__main__":
    print(diagram())
