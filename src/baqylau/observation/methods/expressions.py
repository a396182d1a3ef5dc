"""The small language of the rules of a form: what should hold between the answers of one record.

A rule is read once, its types are checked against the questions, and it becomes closures; nothing of it is
ever run as Python. An answer that is missing, or a state in place of an answer, is unknown (``None``) and
stays unknown through arithmetic and comparison; ``and`` and ``or`` follow Kleene's logic. A rule that is
unknown finds nothing.

>>> from baqylau.observation.sources.answers import Question
>>> rule = parse("cast <= voters", [Question("cast", "integer"), Question("voters", "integer")])
>>> rule.holds({"cast": 510, "voters": 500}), rule.holds({"cast": 510})
(False, None)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baqylau.core.problem import Phrase
from baqylau.observation.methods.expression_text import (
    COMPARING,
    BadExpression,
    Both,
    Call,
    Name,
    Node,
    Not,
    Number,
    Text,
    Within,
    tree_of,
)
from baqylau.observation.methods.expression_values import (
    ARITHMETIC,
    COMPARISONS,
    Answers,
    Run,
    all_hold,
    any_holds,
    gathered,
    minutes_between,
    minutes_of,
    read,
)
from baqylau.observation.sources.answers import Question

__all__ = ["BadExpression", "Expression", "parse"]

_TYPES = {
    "integer": "number",
    "decimal": "number",
    "yes_no": "text",
    "choice": "text",
    "text": "text",
    "time": "time",
    "date": "date",
    "datetime": "datetime",
    "choices": "list",
    "ranking": "list",
}
_IN_WORDS = {
    "number": Phrase("a number"),
    "text": Phrase("a text or a choice"),
    "quoted": Phrase("a text"),
    "time": Phrase("a time"),
    "date": Phrase("a date"),
    "datetime": Phrase("a date with time"),
    "list": Phrase("several choices"),
    "truth": Phrase("a condition"),
    "other": Phrase("something that cannot be compared"),
}
_ORDERED = ("number", "time", "date", "datetime")
_SHAPES = {
    "time": re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII),
    "date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A rule that was read. ``names`` are the questions it speaks of.

    ``repeat`` names the repeat whose repetitions it is asked of one by one: ``holds`` then takes the answers
    of the record together with those of one repetition.
    """

    text: str
    names: frozenset[str]
    repeat: str
    _run: Run = field(repr=False, compare=False)

    def holds(self, answers: Answers) -> bool | None:
        """Whether it holds; None where an answer that it needs is missing."""
        found: bool | None = self._run(answers)
        return found


def parse(text: str, questions: Iterable[Question]) -> Expression:
    """Read a rule against the questions of its form. Raises ``BadExpression``."""
    meaning = _Meaning({question.name: question for question in questions})
    tree = tree_of(text)
    run = meaning.truth(tree)
    return Expression(text, frozenset(meaning.names), meaning.repeat(), run)


@dataclass(frozen=True, slots=True)
class _Part:
    """A part of a rule: its type, how it is computed, and the answers that a question offers."""

    type: str
    run: Run
    at: int
    offers: Sequence[str] = ()
    literal: str = ""


class _Meaning:
    """Gives the parts of a tree their types and closures, and notes the questions on the way."""

    def __init__(self, questions: Mapping[str, Question]) -> None:
        self._questions = questions
        self.names: set[str] = set()
        self._asked_of: dict[str, int] = {}

    def repeat(self) -> str:
        """The innermost repeat of the questions that stand outside ``sum`` and ``total``."""
        chains = {repeat: self._chain(repeat) for repeat in self._asked_of}
        inner = max(chains, key=lambda repeat: len(chains[repeat]), default="")
        for repeat, at in self._asked_of.items():
            if repeat not in chains[inner]:
                reason = Phrase("'{one}' and '{other}' are repeated apart", one=repeat, other=inner)
                raise BadExpression(at, reason)
        return inner

    def _chain(self, repeat: str) -> tuple[str, ...]:
        """A repeat and those it lies in, the outermost first."""
        chain: list[str] = []
        while repeat and repeat not in chain:
            chain.insert(0, repeat)
            outer = self._questions.get(repeat)
            repeat = outer.repeat if outer else ""
        return tuple(chain)

    def truth(self, node: Node) -> Run:
        part = self.part(node)
        if part.type != "truth":
            reason = Phrase("{found} stands where it needs a condition", found=_IN_WORDS[part.type])
            raise BadExpression(part.at, reason)
        return part.run

    def number(self, node: Node) -> Run:
        part = self.part(node)
        if part.type != "number":
            reason = Phrase("{found} stands where it needs a number", found=_IN_WORDS[part.type])
            raise BadExpression(part.at, reason)
        return part.run

    def part(self, node: Node) -> _Part:
        match node:
            case Number(at, value):
                return _Part("number", lambda answers: value, at)
            case Text(at, text):
                return _Part("quoted", lambda answers: text, at, literal=text)
            case Name(at, name):
                return self._question(at, name)
            case Not(at, inside):
                run = self.truth(inside)
                return _Part("truth", lambda answers: None if (it := run(answers)) is None else not it, at)
            case Both(at, sign, left, right):
                return self._both(at, sign, left, right)
            case Within(at, inside, among, contrary):
                return self._within(at, inside, among, contrary)
            case Call(at, function, arguments):
                return self._call(at, function, arguments)

    def _question(self, at: int, name: str) -> _Part:
        question = self._named(at, name)
        if question.repeat:
            self._asked_of.setdefault(question.repeat, at)
        kind = _TYPES.get(question.kind, "other")
        offers = question.offers() if question.kind in ("yes_no", "choice", "choices", "ranking") else ()
        return _Part(kind, read(name, question.kind), at, offers)

    def _named(self, at: int, name: str) -> Question:
        question = self._questions.get(name)
        if question is None:
            raise BadExpression(at, Phrase("the form has no question '{name}'", name=name[:60]))
        self.names.add(name)
        return question

    def _both(self, at: int, sign: str, left: Node, right: Node) -> _Part:
        if sign in ("and", "or"):
            join = all_hold if sign == "and" else any_holds
            return _Part("truth", join(self.truth(left), self.truth(right)), at)
        if sign in COMPARING:
            one, other = self.part(left), self.part(right)
            _comparable(at, one, other, sign)
            return _Part("truth", COMPARISONS[sign](one.run, other.run), at)
        return _Part("number", ARITHMETIC[sign](self.number(left), self.number(right)), at)

    def _within(self, at: int, inside: Node, among: tuple[Node, ...], contrary: bool) -> _Part:
        part = self.part(inside)
        for node in among:
            if not isinstance(node, Number | Text):
                raise BadExpression(node.at, Phrase("only texts and numbers stand in a list"))
            _comparable(at, part, self.part(node), "=")
        values = frozenset(node.value for node in among if isinstance(node, Number | Text))
        run = part.run
        return _Part(
            "truth", lambda answers: None if (it := run(answers)) is None else (it in values) != contrary, at
        )

    def _call(self, at: int, function: str, arguments: tuple[Node, ...]) -> _Part:
        if function not in _FUNCTIONS:
            reason = Phrase("there is no function '{name}'", name=function[:60])
            raise BadExpression(at, reason)
        takes, make = _FUNCTIONS[function]
        if not arguments or (takes and len(arguments) != takes):
            reason = Phrase("'{name}' takes {takes} in its brackets", name=function, takes=takes or 1)
            raise BadExpression(at, reason)
        return make(self, at, arguments)

    def _argument(self, node: Node) -> tuple[Question, _Part]:
        """An argument that has to be a question."""
        if not isinstance(node, Name):
            raise BadExpression(node.at, Phrase("a question stands here, nothing else"))
        return self._named(node.at, node.name), self.part(node)

    def _answered(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        question, _ = self._argument(arguments[0])
        name = question.name
        return _Part("truth", lambda answers: name in answers, at)

    def _selected(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        _, part = self._argument(arguments[0])
        wanted = arguments[1]
        if part.type not in ("list", "text"):
            raise BadExpression(part.at, Phrase("a question with choices stands here"))
        if not isinstance(wanted, Text):
            raise BadExpression(wanted.at, Phrase("the name of a choice stands here, in quotes"))
        _offered(part, wanted.at, wanted.value)
        run, name, many = part.run, wanted.value, part.type == "list"
        return _Part(
            "truth",
            lambda answers: None if (it := run(answers)) is None else (name in it if many else it == name),
            at,
        )

    def _count_selected(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        _, part = self._argument(arguments[0])
        if part.type != "list":
            raise BadExpression(part.at, Phrase("a question with several choices stands here"))
        run = part.run
        return _Part("number", lambda answers: None if (it := run(answers)) is None else len(it), at)

    def _minutes(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        part = self.part(arguments[0])
        if part.type not in ("time", "datetime"):
            raise BadExpression(part.at, Phrase("a question for a time stands here"))
        return _Part("number", minutes_of(part.run), at)

    def _minutes_between(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        one, other = self.part(arguments[0]), self.part(arguments[1])
        if one.type != other.type or one.type not in ("time", "datetime"):
            raise BadExpression(one.at, Phrase("two questions for times stand here"))
        return _Part("number", minutes_between(one.run, other.run, of_a_day=one.type == "time"), at)

    def _sum(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        return _Part("number", gathered(self._terms(arguments), all_needed=True), at)

    def _total(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        return _Part("number", gathered(self._terms(arguments), all_needed=False), at)

    def _terms(self, arguments: tuple[Node, ...]) -> list[tuple[tuple[str, ...], Run]]:
        """What is added up; a question of a repeat with the repeats that lead to it."""
        terms = []
        for node in arguments:
            if isinstance(node, Name) and (question := self._named(node.at, node.name)).repeat:
                if _TYPES.get(question.kind) != "number":
                    raise BadExpression(node.at, Phrase("a question for a number stands here"))
                terms.append((self._chain(question.repeat), read(question.name, question.kind)))
            else:
                terms.append(((), self.number(node)))
        return terms

    def _count(self, at: int, arguments: tuple[Node, ...]) -> _Part:
        question, _ = self._argument(arguments[0])
        if question.kind != "repeat":
            raise BadExpression(at, Phrase("the name of a repeat stands here"))
        name = question.name
        return _Part("number", lambda answers: _length(answers.get(name)), at)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 0


_FUNCTIONS: dict[str, tuple[int, Callable[[_Meaning, int, tuple[Node, ...]], _Part]]] = {
    "answered": (1, _Meaning._answered),
    "selected": (2, _Meaning._selected),
    "count_selected": (1, _Meaning._count_selected),
    "minutes": (1, _Meaning._minutes),
    "minutes_between": (2, _Meaning._minutes_between),
    "sum": (0, _Meaning._sum),
    "total": (0, _Meaning._total),
    "count": (1, _Meaning._count),
}
"""Each function with how many arguments it takes, 0 for any number."""


def _comparable(at: int, one: _Part, other: _Part, sign: str) -> None:
    if one.type == "quoted":
        one, other = other, one
    if one.type == "quoted":
        raise BadExpression(at, Phrase("two texts are compared, and no question"))
    if other.type == "quoted":
        _fits(one, other)
    elif one.type != other.type or one.type not in (*_ORDERED, "text"):
        reason = Phrase(
            "{one} cannot be compared with {other}", one=_IN_WORDS[one.type], other=_IN_WORDS[other.type]
        )
        raise BadExpression(at, reason)
    if sign not in ("=", "!=") and one.type not in _ORDERED:
        raise BadExpression(at, Phrase("texts are equal or not; there is no less or more"))


def _fits(part: _Part, quoted: _Part) -> None:
    """A text in quotes is what the other side can be."""
    if part.type in _SHAPES:
        if not _SHAPES[part.type].fullmatch(quoted.literal):
            wanted = Phrase("'07:30'") if part.type == "time" else Phrase("'2026-01-10'")
            raise BadExpression(quoted.at, Phrase("write it like {wanted}", wanted=wanted))
    elif part.type == "text":
        _offered(part, quoted.at, quoted.literal)
    else:
        reason = Phrase("{one} cannot be compared with {other}", one=_IN_WORDS[part.type], other="a text")
        raise BadExpression(quoted.at, reason)


def _offered(part: _Part, at: int, name: str) -> None:
    if part.offers and name not in part.offers:
        reason = Phrase(
            "'{name}' is none of its answers: {offers}", name=name[:60], offers=_some(part.offers)
        )
        raise BadExpression(at, reason)


def _some(offers: Sequence[str]) -> str:
    return ", ".join(offers[:12]) + (" …" if len(offers) > 12 else "")
