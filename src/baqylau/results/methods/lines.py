"""The lines of a protocol that are not votes for an option, and formulas of them.

A pack, or a file's COLUMNS.toml, says which column of a table is which line. A line that a source does not
give is absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter

from baqylau.core.problem import Phrase

VOTES = "votes"
"""In a formula: the sum of the votes for all options, against all included."""


class LineCode(StrEnum):
    """What a line counts; whole numbers from 0."""

    ON_LIST = "on_list"
    """Voters on the voter list."""
    ADDED_ON_DAY = "added_on_day"
    """Voters added to the list on election day, where ``on_list`` does not hold them."""
    ON_SPECIAL_LIST = "on_special_list"
    """Voters on a special list: hospitals, military units, places of detention, mobile boxes."""
    VOTED_BY_NOON = "voted_by_noon"
    """Voters who had voted by 12:00, as reported during the day."""
    VOTED_BY_17 = "voted_by_17"
    """Voters who had voted by 17:00, as reported during the day."""
    RECEIVED = "received"
    """Ballots the station received."""
    ISSUED = "issued"
    """Ballots issued to voters, in every way together."""
    ISSUED_IN_STATION = "issued_in_station"
    """Ballots issued to voters in the station on election day."""
    ISSUED_OUTSIDE = "issued_outside"
    """Ballots issued to voters who voted outside the station, with a mobile box."""
    ISSUED_EARLY = "issued_early"
    """Ballots issued to voters who voted before election day."""
    ISSUED_BY_CERTIFICATE = "issued_by_certificate"
    """Ballots issued on absentee certificates."""
    CANCELLED_UNUSED = "cancelled_unused"
    """Ballots that were not used and were cancelled after the vote."""
    SPOILED = "spoiled"
    """Ballots that voters spoiled and gave back, and that were replaced."""
    LOST = "lost"
    """Ballots that are missing."""
    IN_BOX_STATIONARY = "in_box_stationary"
    """Ballots found in the stationary boxes."""
    IN_BOX_MOBILE = "in_box_mobile"
    """Ballots found in the mobile boxes."""
    IN_BOX = "in_box"
    """Ballots found in all boxes."""
    CAST = "cast"
    """Ballots cast, or voters who took part."""
    INVALID = "invalid"
    """Invalid ballots."""
    BOTH_MARKED = "both_marked"
    """In a referendum: ballots marked for both answers, where they are neither valid nor invalid ones."""
    NOT_COUNTED = "not_counted"
    """Ballots of no established form, which are neither valid nor invalid ones."""
    VALID = "valid"
    """Valid ballots."""
    INACCURACY = "inaccuracy"
    """The commission's own figure for lines that do not agree."""


LINE_CODES = frozenset(str(code) for code in LineCode)

OWN_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.A)
"""The code that a file or a pack may give to a line of its own."""

_TERM = re.compile(
    r"\s*(?:(?P<factor>[1-9][0-9]{0,3})\s*\*\s*)?(?P<code>[a-z][a-z0-9_]*)(?P<optional>\?)?"
    r"|\s*(?P<number>[0-9]{1,9})",
    re.A,
)
_SIGN = re.compile(r"\s*(?P<sign>[-+−])")


class NotAFormula(ValueError):
    """The text is no sum of line codes; ``says`` is why, in a sentence."""

    def __init__(self, says: Phrase) -> None:
        self.says = says
        super().__init__(says)


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum of lines: ``terms`` maps line codes (or ``votes``) to whole factors; ``constant`` is added.

    Lines in ``optional`` count where a source has them.
    """

    text: str
    terms: Mapping[str, int]
    constant: int = 0
    optional: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.text

    @property
    def needs(self) -> frozenset[str]:
        """The codes without which it has no value."""
        return frozenset(self.terms) - self.optional

    def value(self, numbers: Mapping[str, int]) -> int | None:
        """What it comes to for one protocol (code to number); None where a line that it needs is absent.

        >>> formula("received - issued - lost?").value({"received": 900, "issued": 700})
        200
        """
        if not self.needs <= numbers.keys():
            return None
        return self.constant + sum(factor * numbers.get(code, 0) for code, factor in self.terms.items())


def formula(text: str) -> Formula:
    """The formula that a text such as ``issued - invalid`` says: codes and numbers, joined by + and −.

    ``3*valid`` takes a line three times, ``lost?`` counts a line only where the source has it.
    ``NotAFormula`` for anything else. Whether the codes exist is for the caller to ask.

    >>> formula("received - 2*issued - 2").terms
    {'received': 1, 'issued': -2}
    """
    stripped = text.strip()
    terms: dict[str, int] = {}
    optional: set[str] = set()
    constant = at = 0
    sign: int | None = 1
    while sign is not None:
        term = _TERM.match(stripped, at)
        if term is None:
            raise NotAFormula(_says(stripped[at:], Phrase("the code of a line")))
        if term["code"]:
            terms[term["code"]] = terms.get(term["code"], 0) + sign * int(term["factor"] or 1)
        else:
            constant += sign * int(term["number"])
        if term["optional"]:
            optional.add(term["code"])
        sign, at = _sign(stripped, term.end())
    return Formula(stripped, terms, constant, frozenset(optional))


MOST_TIMES = 9_999
"""As often as a formula may take a line."""


class Circular(ValueError):
    """Formulas that need each other; ``codes`` are their lines."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(", ".join(codes))


def in_columns(formulas: Mapping[str, Formula]) -> dict[str, Formula]:
    """The same formulas, each with those of its lines that are formulas themselves put in their place.

    ``Circular`` where they need each other, ``NotAFormula`` where a line would be taken too often.

    >>> both = {"valid": formula("in_box - invalid"), "in_box": formula("in_box_mobile + in_box_stationary")}
    >>> in_columns(both)["valid"].terms
    {'in_box_mobile': 1, 'in_box_stationary': 1, 'invalid': -1}
    """
    needs = {code: [inner for inner in one.terms if inner in formulas] for code, one in formulas.items()}
    made: dict[str, Formula] = {}
    try:
        for code in TopologicalSorter(needs).static_order():
            made[code] = put_in(formulas[code], made)
            if any(abs(times) > MOST_TIMES for times in made[code].terms.values()):
                raise NotAFormula(Phrase("It takes a line more than {most} times.", most=MOST_TIMES))
    except CycleError as error:
        raise Circular(sorted(set(error.args[1]))) from None
    return {code: made[code] for code in formulas}


def put_in(one: Formula, made: Mapping[str, Formula]) -> Formula:
    """The formula with the formulas ``made`` for their lines; a line that is needed anywhere is needed."""
    terms: dict[str, int] = {}
    constant, needed, optional = one.constant, set[str](), set[str]()
    for inner, factor in one.terms.items():
        part = made.get(inner) or Formula(inner, {inner: 1}, optional=one.optional & {inner})
        constant += factor * part.constant
        for code, times in part.terms.items():
            terms[code] = terms.get(code, 0) + factor * times
        needed |= part.needs
        optional |= part.optional
    return Formula(one.text, terms, constant, frozenset(optional - needed))


def _sign(text: str, at: int) -> tuple[int | None, int]:
    """The sign that follows and where it ends; None at the end of the text."""
    if at == len(text):
        return None, at
    match = _SIGN.match(text, at)
    if match is None:
        raise NotAFormula(_says(text[at:], Phrase("+ or -")))
    return 1 if match["sign"] == "+" else -1, match.end()


def _says(found: str, expected: Phrase) -> Phrase:
    if not found.strip():
        return Phrase("Expected {expected} at its end.", expected=expected)
    return Phrase("Expected {expected} before '{found}'.", expected=expected, found=found.strip()[:20])
