"""From the text of a rule to its tree. What the parts mean stands in ``expressions``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from baqylau.core.problem import Phrase

T = TypeVar("T")

LONGEST = 1_000
MOST_PARTS = 250
DEEPEST = 30


class BadExpression(Exception):
    """A rule that cannot be read; ``position`` counts characters from 0, ``reason`` says why."""

    def __init__(self, position: int, reason: Phrase) -> None:
        self.position = position
        self.reason = reason
        super().__init__(f"at character {position + 1}: {reason}")


@dataclass(frozen=True, slots=True)
class Name:
    """A question."""

    at: int
    name: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number or an exact decimal."""

    at: int
    value: int | Fraction


@dataclass(frozen=True, slots=True)
class Text:
    """A text in quotes: a choice, a time, a date, or just a text."""

    at: int
    value: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments."""

    at: int
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    at: int
    inside: Node


@dataclass(frozen=True, slots=True)
class Both:
    """``sign`` is ``and`` or ``or``, an arithmetic or a comparing sign; the sides are numbers, texts …"""

    at: int
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Within:
    """One of several, or none of them."""

    at: int
    inside: Node
    among: tuple[Node, ...]
    contrary: bool


Node = Name | Number | Text | Call | Not | Both | Within

COMPARING = ("=", "!=", "<=", ">=", "<", ">")
_TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<number>\d+(?:\.\d+)?)
    |(?P<quoted>'[^']*'|"[^"]*")
    |(?P<wrapped>\$\{\s*[^\s{}]+\s*\})
    |(?P<word>[^\W\d]\w*)
    |(?P<sign><=|>=|!=|[=<>+\-*/(),])""",
    re.VERBOSE,
)
_LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class _Token:
    at: int
    kind: str
    text: str


def tree_of(text: str) -> Node:
    """The tree of a rule. Raises ``BadExpression``; time and depth are bounded."""
    if len(text) > LONGEST:
        raise BadExpression(LONGEST, Phrase("longer than {longest} characters", longest=LONGEST))
    tokens = _tokens(text)
    if len(tokens) > MOST_PARTS:
        reason = Phrase("more than {most} names, numbers and signs", most=MOST_PARTS)
        raise BadExpression(tokens[MOST_PARTS].at, reason)
    reader = _Reader(tokens, len(text))
    tree = reader.either()
    reader.end()
    return tree


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise BadExpression(at, _unreadable(text[at]))
        kind, said = found.lastgroup or "", found[0]
        if kind == "number" and len(said) > _LONGEST_NUMBER:
            reason = Phrase("a number of more than {longest} characters", longest=_LONGEST_NUMBER)
            raise BadExpression(at, reason)
        if kind == "wrapped":
            kind, said = "name", said[2:-1].strip()
        if kind != "blank":
            tokens.append(_Token(at, kind, said))
        at = found.end()
    return tokens


def _unreadable(character: str) -> Phrase:
    if character in "‘’“”«»":
        return Phrase("write straight quotes: ' or \"")
    if character in "'\"":
        return Phrase("the quote is not closed")
    if character in "≤≥≠":
        return Phrase("write <=, >= or !=")
    return Phrase("'{character}' means nothing here", character=character)


class _Reader:
    """Reads tokens from left to right; each method reads what binds tighter than the one above it."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._length = length
        self._depth = 0

    def either(self) -> Node:
        return self._row(self._all, ("or",))

    def _all(self) -> Node:
        return self._row(self._contrary, ("and",))

    def _contrary(self) -> Node:
        token = self._take("not")
        if token is None:
            return self._comparison()
        return Not(token.at, self._deeper(token.at, self._contrary))

    def _comparison(self) -> Node:
        left = self._amount()
        token = self._take(*COMPARING)
        if token is not None:
            left = Both(token.at, token.text, left, self._amount())
        elif self._is("in") or self._is("not"):
            left = self._within(left)
        follows = self._here()
        if follows.text in COMPARING and follows.kind == "sign":
            raise BadExpression(follows.at, Phrase("compare two at a time: a <= b and b <= c"))
        return left

    def _within(self, inside: Node) -> Node:
        contrary = self._take("not") is not None
        token = self._need("in")
        self._need("(")
        return Within(token.at, inside, self._listed(), contrary)

    def _amount(self) -> Node:
        return self._row(self._product, ("+", "-"))

    def _product(self) -> Node:
        return self._row(self._signed, ("*", "/"))

    def _signed(self) -> Node:
        token = self._take("-")
        if token is None:
            return self._atom()
        inside = self._deeper(token.at, self._signed)
        return Both(token.at, "-", Number(token.at, 0), inside)

    def _row(self, read: Callable[[], Node], signs: tuple[str, ...]) -> Node:
        left = read()
        while (token := self._take(*signs)) is not None:
            left = Both(token.at, token.text, left, read())
        return left

    def _atom(self) -> Node:
        token = self._here()
        self._next += 1
        if token.kind == "number":
            exact = Fraction(token.text)
            return Number(token.at, exact.numerator if exact.denominator == 1 else exact)
        if token.kind == "quoted":
            return Text(token.at, token.text[1:-1])
        if token.kind == "name":
            return Name(token.at, token.text)
        if token.text == "(":
            inside = self._deeper(token.at, self.either)
            self._need(")")
            return inside
        if token.kind == "word" and token.text not in ("and", "or", "not", "in"):
            if self._take("("):
                listed = () if self._take(")") else self._deeper(token.at, self._listed)
                return Call(token.at, token.text, listed)
            return Name(token.at, token.text)
        raise BadExpression(token.at, _expected(token, Phrase("a question, a number or a text")))

    def _listed(self) -> tuple[Node, ...]:
        """What stands between brackets, the closing one included."""
        listed = [self._amount()]
        while self._take(","):
            listed.append(self._amount())
        self._need(")")
        return tuple(listed)

    def _deeper(self, at: int, read: Callable[[], T]) -> T:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BadExpression(at, Phrase("brackets more than {deepest} deep", deepest=DEEPEST))
        inside = read()
        self._depth -= 1
        return inside

    def _here(self) -> _Token:
        if self._next < len(self._tokens):
            return self._tokens[self._next]
        return _Token(self._length, "end", "")

    def _is(self, text: str) -> bool:
        token = self._here()
        return token.text == text and token.kind in ("word", "sign")

    def _take(self, *texts: str) -> _Token | None:
        token = self._here()
        if token.kind not in ("word", "sign") or token.text not in texts:
            return None
        self._next += 1
        return token

    def _need(self, text: str) -> _Token:
        token = self._take(text)
        if token is None:
            raise BadExpression(self._here().at, _expected(self._here(), Phrase("'{sign}'", sign=text)))
        return token

    def end(self) -> None:
        token = self._here()
        if token.kind != "end":
            wanted = Phrase("a sign such as <=, 'and' or 'or', or the end")
            raise BadExpression(token.at, _expected(token, wanted))


def _expected(token: _Token, wanted: Phrase) -> Phrase:
    if token.kind == "end":
        return Phrase("it ends where it needs {wanted}", wanted=wanted)
    return Phrase("'{found}' stands where it needs {wanted}", found=token.text, wanted=wanted)
