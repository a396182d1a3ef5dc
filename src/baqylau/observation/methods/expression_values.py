"""What the parts of a rule compute: closures from the answers of a record to a value, or to ``None``.

``None`` is an answer that is missing. Numbers are whole or exact fractions; times are texts ``HH:MM`` and
dates ISO 8601, which are ordered as texts are; what combines a date and a time is compared with its offset.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

Answers = Mapping[str, Any]
Run = Callable[[Answers], Any]

_DECIMAL = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?", re.ASCII)
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_DAY = 24 * 60


def read(name: str, kind: str) -> Run:
    """The answer to a question; None where there is none, or what it holds is of another kind."""
    if kind == "decimal":
        return lambda answers: _decimal(answers.get(name))
    if kind == "datetime":
        return lambda answers: _moment(answers.get(name))
    wanted = {"integer": int, "choices": list, "ranking": list}.get(kind, str)
    return lambda answers: value if type(value := answers.get(name)) is wanted else None


def _decimal(value: object) -> int | Fraction | None:
    if type(value) is int:
        return value
    return Fraction(value) if isinstance(value, str) and _DECIMAL.fullmatch(value) else None


def _moment(value: object) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo is not None else None


def _of_two(compute: Callable[[Any, Any], Any]) -> Callable[[Run, Run], Run]:
    """A computation of two values that are both needed."""

    def make(left: Run, right: Run) -> Run:
        def run(answers: Answers) -> Any:
            if (one := left(answers)) is None or (other := right(answers)) is None:
                return None
            return compute(one, other)

        return run

    return make


def _divided(one: int | Fraction, other: int | Fraction) -> Fraction | None:
    return Fraction(one) / other if other else None


ARITHMETIC = {
    "+": _of_two(operator.add),
    "-": _of_two(operator.sub),
    "*": _of_two(operator.mul),
    "/": _of_two(_divided),
}
COMPARISONS = {
    "=": _of_two(operator.eq),
    "!=": _of_two(operator.ne),
    "<": _of_two(operator.lt),
    "<=": _of_two(operator.le),
    ">": _of_two(operator.gt),
    ">=": _of_two(operator.ge),
}


def all_hold(left: Run, right: Run) -> Run:
    """Kleene's ``and``: false where one side is, whatever the other is."""

    def run(answers: Answers) -> bool | None:
        one = left(answers)
        if one is False:
            return False
        other = right(answers)
        if other is False:
            return False
        return None if one is None or other is None else True

    return run


def any_holds(left: Run, right: Run) -> Run:
    """Kleene's ``or``: true where one side is, whatever the other is."""

    def run(answers: Answers) -> bool | None:
        one = left(answers)
        if one is True:
            return True
        other = right(answers)
        if other is True:
            return True
        return None if one is None or other is None else False

    return run


def minutes_of(inside: Run) -> Run:
    """Minutes since midnight, by the clock of whoever wrote the time."""

    def run(answers: Answers) -> int | None:
        value = inside(answers)
        if isinstance(value, datetime):
            return value.hour * 60 + value.minute
        return minutes_since_midnight(value)

    return run


def minutes_since_midnight(value: object) -> int | None:
    """Minutes since midnight of ``HH:MM``; None for anything else."""
    found = _TIME.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) * 60 + int(found[2]) if found else None


def minutes_between(left: Run, right: Run, *, of_a_day: bool) -> Run:
    """From one time on to the other; of two times of a day past midnight where the second is earlier."""
    if of_a_day:
        difference = _of_two(lambda one, other: (other - one) % _DAY)
        return difference(minutes_of(left), minutes_of(right))
    return _of_two(lambda one, other: Fraction(int((other - one).total_seconds()), 60))(left, right)


def gathered(terms: Sequence[tuple[tuple[str, ...], Run]], *, all_needed: bool) -> Run:
    """The sum of the terms; each with the repeats whose repetitions it is added up over.

    Where all are needed, one that is missing makes it None; else a missing one counts as nothing, and it is
    None only where all are missing.
    """

    def run(answers: Answers) -> int | Fraction | None:
        values = [term(inner) for repeats, term in terms for inner in repetitions(answers, repeats)]
        known = [value for value in values if value is not None]
        if not known or (all_needed and len(known) < len(values)):
            return None
        total: int | Fraction = sum(known)
        return total

    return run


def repetitions(answers: Answers, repeats: Sequence[str]) -> Iterator[Answers]:
    """The answers of every repetition of the last repeat, which the others lead to; of none, the answers."""
    if not repeats:
        yield answers
        return
    listed = answers.get(repeats[0])
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("answers"), Mapping):
            yield from repetitions(one["answers"], repeats[1:])
