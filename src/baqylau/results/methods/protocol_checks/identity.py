"""An identity of a protocol: two sums of lines, and how they must stand to each other. The law as data."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from baqylau.results.methods.lines import Formula, NotAFormula, formula


class Relation(StrEnum):
    """How the left side must stand to the right side."""

    EQUAL = "="
    AT_MOST = "<="
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Identity:
    """``left relation right`` must hold in every station whose lines are all given.

    ``title`` names in words what is found where it does not hold, ``article`` the law that asks for it.
    """

    code: str
    left: Formula
    relation: Relation
    right: Formula
    title: str = ""
    article: str = ""

    @property
    def needs(self) -> frozenset[str]:
        """The codes of the lines on both sides."""
        return self.left.needs | self.right.needs

    def __str__(self) -> str:
        return f"{self.left} {self.relation} {self.right}"


_RELATION = re.compile(r"<=|>=|≤|≥|=")
_WRITTEN = {"≤": "<=", "≥": ">="}


def identity(code: str, holds: str, *, title: str = "", article: str = "") -> Identity:
    """The identity that a text such as ``in_box = valid + invalid`` says; ``NotAFormula`` for anything else.

    >>> str(identity("V.101", "valid ≤ votes"))
    'valid <= votes'
    """
    signs = _RELATION.findall(holds)
    if len(signs) != 1:
        raise NotAFormula("It needs one of the signs =, <= and >=.")
    left, right = (formula(side) for side in holds.split(signs[0]))
    return Identity(code, left, Relation(_WRITTEN.get(signs[0], signs[0])), right, title, article)
