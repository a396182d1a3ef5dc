"""The part of OData's ``$filter`` that the feed understands, read into a condition on a row.

Comparisons (``eq ne gt ge lt le``), ``and``, ``or``, ``not``, brackets, ``contains``, ``startswith``,
``endswith``, ``tolower``, ``toupper``, ``length``; null, true, false, numbers, texts, dates, times,
moments. The rest of the language is refused by name. Source: OData 4.0 part 2, section 5.1.1, and its ABNF.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from baqylau.core.moments import moment_of
from baqylau.core.problem import Phrase, Problem, Refused

Value = Any
"""None, bool, int, float, Decimal, str (also dates and times in ISO 8601) or datetime."""
Row = Mapping[str, Value]

LONGEST = 2_000
DEEPEST = 30

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<text>'(?:[^']|'')*')
  | (?P<moment>\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?(?:Z|[+-]\d\d:\d\d))
  | (?P<date>\d{4}-\d\d-\d\d)
  | (?P<time>\d\d:\d\d(?::\d\d(?:\.\d{1,12})?)?)
  | (?P<number>-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?)
  | (?P<name>[^\W\d]\w*)
  | (?P<sign>[(),])
  )""",
    re.VERBOSE,
)
_COMPARES = ("eq", "ne", "gt", "ge", "lt", "le")
_TO_BOOLEAN = ("contains", "startswith", "endswith")
_TO_VALUE = ("tolower", "toupper", "length")


@dataclass(frozen=True, slots=True)
class Operand:
    """A value of a row, or one that was written out; ``property`` is "" for the latter."""

    of: Callable[[Row], Value]
    kind: str
    """``text``, ``number``, ``boolean``, ``date``, ``time``, ``moment`` or ``null``."""
    property: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """``property operator value``, which holds for every row that is kept."""

    property: str
    operator: str
    value: Value


@dataclass(frozen=True, slots=True)
class Filter:
    """What a row must be like; ``needed`` are the properties it looks at, ``surely`` what always holds."""

    holds: Callable[[Row], bool]
    needed: frozenset[str]
    surely: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class _Condition:
    holds: Callable[[Row], bool]
    surely: tuple[Comparison, ...] = ()


def read_filter(text: str, kinds: Mapping[str, str]) -> Filter:
    """The condition; ``kinds`` are the properties of a row. ``Refused``: E.120 (cannot be read), E.121."""
    reader = _Reader(text, kinds)
    condition = reader.either(0)
    if reader.here()[1]:
        raise cannot_be_read(f"'{reader.here()[1]}'")
    return Filter(condition.holds, frozenset(reader.needed), condition.surely)


def cannot_be_read(where: str) -> Refused:
    """What is said of a query that is not written as OData says."""
    says = Phrase("This part of the question cannot be read: {part}.", part=where[:200])
    return Refused(Problem("E.120", says, Phrase("Write it as OData 4.0 says."), "$filter"))


def not_offered(what: str) -> Refused:
    """What is said of a part of OData that the feed does not have."""
    says = Phrase("The feed does not offer {part}.", part=what[:200])
    return Refused(Problem("E.121", says, Phrase("Ask for more rows, and do it in your program.")))


def _any_of(one: _Condition, other: _Condition) -> _Condition:
    return _Condition(lambda row: one.holds(row) or other.holds(row))


def _all_of(one: _Condition, other: _Condition) -> _Condition:
    return _Condition(lambda row: one.holds(row) and other.holds(row), one.surely + other.surely)


class _Reader:
    """Reads from the weakest operator to the strongest, one method each."""

    def __init__(self, text: str, kinds: Mapping[str, str]) -> None:
        if len(text) > LONGEST:
            raise cannot_be_read(f"{len(text)} > {LONGEST}")
        self._tokens, self._kinds, self._next = _tokens(text), kinds, 0
        self.needed: set[str] = set()

    def here(self) -> tuple[str, str]:
        return self._tokens[self._next]

    def _take(self, *texts: str) -> str:
        text = self.here()[1]
        if text not in texts or self.here()[0] == "text":
            return ""
        self._next += 1
        return text

    def _need(self, text: str) -> None:
        if not self._take(text):
            raise cannot_be_read(self.here()[1] or "…")

    def either(self, depth: int) -> _Condition:
        one = self._both(depth)
        while self._take("or"):
            one = _any_of(one, self._both(depth))
        return one

    def _both(self, depth: int) -> _Condition:
        one = self._negated(depth)
        while self._take("and"):
            one = _all_of(one, self._negated(depth))
        return one

    def _negated(self, depth: int) -> _Condition:
        if depth > DEEPEST:
            raise cannot_be_read("((…")
        if self._take("not"):
            holds = self._negated(depth + 1).holds
            return _Condition(lambda row: not holds(row))
        if self._take("("):
            inner = self.either(depth + 1)
            self._need(")")
            return inner
        return self._compared(depth)

    def _compared(self, depth: int) -> _Condition:
        name = self.here()[1]
        if self.here()[0] == "name" and self._tokens[self._next + 1][1] == "(" and name in _TO_BOOLEAN:
            return self._about_text(name, depth)
        left = self._operand(depth)
        operator = self._take(*_COMPARES)
        if not operator:
            if left.kind == "boolean":
                return _Condition(lambda row: left.of(row) is True)
            raise cannot_be_read(self.here()[1] or "…")
        return _comparison(left, operator, self._operand(depth))

    def _about_text(self, name: str, depth: int) -> _Condition:
        self._next += 2
        where = self._operand(depth + 1)
        self._need(",")
        what = self._operand(depth + 1)
        self._need(")")
        if where.kind != "text" or what.kind != "text":
            raise cannot_be_read(name)
        tests: dict[str, Callable[[str, str], bool]] = {
            "contains": lambda a, b: b in a,
            "startswith": str.startswith,
            "endswith": str.endswith,
        }
        test = tests[name]

        def holds(row: Row) -> bool:
            a, b = where.of(row), what.of(row)
            return a is not None and b is not None and test(a, b)

        return _Condition(holds)

    def _operand(self, depth: int) -> Operand:
        kind, text = self.here()
        if depth > DEEPEST:
            raise cannot_be_read("((…")
        if kind in ("", "sign"):
            raise cannot_be_read(text or "…")
        self._next += 1
        if kind != "name":
            return _written(kind, text)
        if self.here()[1] == "(":
            return self._function(text, depth)
        if text in ("true", "false", "null") and text not in self._kinds:
            value = {"true": True, "false": False}.get(text)
            return Operand(lambda row: value, "null" if value is None else "boolean")
        if text not in self._kinds:
            raise cannot_be_read(text)
        self.needed.add(text)
        return Operand(lambda row: row[text], self._kinds[text], text)

    def _function(self, name: str, depth: int) -> Operand:
        if name not in _TO_VALUE:
            raise not_offered(f"{name}()")
        self._need("(")
        inner = self._operand(depth + 1)
        self._need(")")
        if inner.kind != "text":
            raise cannot_be_read(name)
        done: Callable[[str], Value] = {"tolower": str.lower, "toupper": str.upper, "length": len}[name]

        def of(row: Row) -> Value:
            value = inner.of(row)
            return None if value is None else done(value)

        return Operand(of, "number" if name == "length" else "text")


def _tokens(text: str) -> list[tuple[str, str]]:
    """Kind and text of each word, and two empty ones at the end."""
    found, at, text = [], 0, text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise cannot_be_read(text[at : at + 20])
        at = match.end()
        found.append((str(match.lastgroup), match[str(match.lastgroup)]))
    return [*found, ("", ""), ("", "")]


def _written(kind: str, text: str) -> Operand:
    value: Value = text
    if kind == "text":
        value = text[1:-1].replace("''", "'")
    elif kind == "number":
        value = Decimal(text)
    elif kind == "moment":
        value = moment_with_zone(text)
        if value is None:
            raise cannot_be_read(text)
    elif kind == "time":
        value = f"{text}:00" if len(text) == 5 else text
    return Operand(lambda row: value, kind)


def moment_with_zone(text: str) -> datetime | None:
    """A moment with its offset; None where the text is none."""
    try:
        moment = moment_of(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _comparison(left: Operand, operator: str, right: Operand) -> _Condition:
    kinds = {left.kind, right.kind} - {"null"}
    if len(kinds) > 1 or (kinds == {"boolean"} and operator not in ("eq", "ne")):
        raise cannot_be_read(f"{left.kind} {operator} {right.kind}")
    holds = _holds(left.of, operator, right.of)
    if left.property and not right.property and right.kind not in ("null", "boolean"):
        return _Condition(holds, (Comparison(left.property, operator, right.of({})),))
    return _Condition(holds)


def _holds(
    left: Callable[[Row], Value], operator: str, right: Callable[[Row], Value]
) -> Callable[[Row], bool]:
    """Nothing is equal to null but null, and nothing is more or less than it."""
    if operator == "eq":
        return lambda row: left(row) == right(row)
    if operator == "ne":
        return lambda row: left(row) != right(row)
    orders: dict[str, Callable[[Value, Value], bool]] = {
        "gt": lambda a, b: a > b,
        "ge": lambda a, b: a >= b,
        "lt": lambda a, b: a < b,
        "le": lambda a, b: a <= b,
    }
    test = orders[operator]

    def holds(row: Row) -> bool:
        a, b = left(row), right(row)
        return a is not None and b is not None and test(a, b)

    return holds
