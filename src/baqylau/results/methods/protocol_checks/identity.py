"""An identity of a protocol: two sums of lines, and how they must stand to each other. The law as data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from baqylau.core.problem import Phrase
from baqylau.results.methods.lines import Formula, NotAFormula, formula


class Relation(StrEnum):
    """How the left side must stand to the right side."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="

    def holds(self, left: int, right: int) -> bool:
        """Whether two numbers stand so."""
        if self is Relation.EQUAL:
            return left == right
        return left <= right if self is Relation.AT_MOST else left >= right


@dataclass(frozen=True, slots=True)
class Identity:
    """``left relation right`` must hold in every station whose lines are all given.

    ``title`` says in words what is found where it does not hold, ``article`` is the law that asks for it.
    """

    code: str
    left: Formula
    relation: Relation
    right: Formula
    title: str = ""
    article: str = ""

    @property
    def needs(self) -> frozenset[str]:
        """The codes of the lines that both sides need."""
        return self.left.needs | self.right.needs

    @property
    def lines(self) -> frozenset[str]:
        """The codes of all its lines, those included that count only where they exist."""
        return frozenset(self.left.terms) | frozenset(self.right.terms)

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"

    def sides(self, numbers: Mapping[str, int]) -> tuple[int, int] | None:
        """Both sides for one protocol; None where a line that they need is absent."""
        left, right = self.left.value(numbers), self.right.value(numbers)
        return None if left is None or right is None else (left, right)


_RELATION = re.compile(r"<=|>=|≤|≥|=")
_WRITTEN = {"≤": "<=", "≥": ">="}


def identity(code: str, holds: str, *, title: str = "", article: str = "") -> Identity:
    """The identity that a text such as ``in_box = valid + invalid`` says; ``NotAFormula`` for anything else.

    >>> str(identity("V.101", "valid ≤ votes"))
    'valid <= votes'
    """
    signs = _RELATION.findall(holds)
    if len(signs) != 1:
        raise NotAFormula(Phrase("Expected one of the signs =, <= and >=."))
    left, right = (formula(side) for side in holds.split(signs[0]))
    return Identity(code, left, Relation(_WRITTEN.get(signs[0], signs[0])), right, title, article)
