"""A term of the law as files of a pack write it: one format, whoever reads the file.

``days = 10`` or ``hours = 12`` (below 0 where it is counted back), and if needed ``counting``, ``bounds``,
``day_off``, ``time`` (the local time at which the last day ends), ``article``.
"""

from __future__ import annotations

from datetime import time

from baqylau.core.problem import Phrase
from baqylau.core.toml import Table
from baqylau.election.methods.deadlines import BOUNDS, COUNTING, DAY_OFF_RULES, LONGEST, UNITS, Term


def read_term(table: Table, *, minimum: int = -LONGEST) -> Term:
    """The term that a table holds; a term of one day stands for what is wrong (P.171, C.136).

    The table may hold more keys; whoever reads them calls ``table.finish`` after all.
    """
    unit, length = _length(table, minimum)
    clock = clock_of(table, "time")
    given = {
        "counting": table.text("counting", or_else=COUNTING[0], choices=COUNTING) or COUNTING[0],
        "bounds": table.text("bounds", or_else=BOUNDS[0], choices=BOUNDS) or BOUNDS[0],
        "day_off": table.text("day_off", or_else=DAY_OFF_RULES[0], choices=DAY_OFF_RULES) or DAY_OFF_RULES[0],
    }
    article = table.text("article", or_else="", longest=200)
    try:
        return Term(length, unit, ends_at=clock, article=article, **given)  # type: ignore[arg-type]
    except ValueError as error:
        says = Phrase("The term cannot be counted ({error}).", error=str(error))
        table.problems.add("P.171", says, Phrase("Correct its keys; see docs/calendar.md."), table.where())
        return Term(1)


def _length(table: Table, minimum: int) -> tuple[str, int]:
    units = [unit for unit in UNITS if table.has(unit)]
    values = {unit: table.integer_or_none(unit, minimum=minimum, largest=LONGEST) for unit in UNITS}
    if len(units) != 1:
        says = Phrase("A term has either days or hours.")
        table.problems.add("P.171", says, Phrase("Give one of them."), table.where())
        return UNITS[0], 1
    length = values[units[0]]
    return units[0], 1 if length is None else length


def clock_of(table: Table, key: str) -> time | None:
    """A local time of day where the key is given (C.136)."""
    text = table.text(key, or_else="")
    if not text:
        return None
    try:
        return time.fromisoformat(text).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:
        says = Phrase("'{text}' is not a time of day.", text=text[:60])
        table.problems.add("C.136", says, Phrase("Expected: hours:minutes, such as 18:00."), table.where(key))
        return None
