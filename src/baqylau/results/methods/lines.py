"""The lines of a protocol that are not votes for an option, and formulas of them.

A pack, or a file's COLUMNS.toml, says which column of a table is which line. A line that a source does not
give is absent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

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
    """Invalid ballots, those marked for both answers included."""
    BOTH_MARKED = "both_marked"
    """In a referendum: ballots marked for both answers."""
    NOT_COUNTED = "not_counted"
    """Ballots of no established form, which are not counted."""
    VALID = "valid"
    """Valid ballots."""
    INACCURACY = "inaccuracy"
    """The commission's own figure for lines that do not agree."""


LINE_CODES = frozenset(str(code) for code in LineCode)

OWN_CODE = re.compile(r"[a-z][a-z0-9_]{0,59}", re.A)
"""The code that a file or a pack may give to a line of its own."""

_TOKEN = re.compile(r"\s*(?:(?P<sign>[-+−])|(?P<name>[a-z][a-z0-9_]*)|(?P<number>[0-9]{1,9}))", re.A)


class NotAFormula(ValueError):
    """The text is no sum of line codes; the message says why, in a sentence."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A sum of lines: ``terms`` maps line codes (or ``votes``) to whole factors; ``constant`` is added."""

    text: str
    terms: Mapping[str, int]
    constant: int = 0

    def __str__(self) -> str:
        return self.text

    @property
    def needs(self) -> frozenset[str]:
        """The codes it is made of."""
        return frozenset(self.terms)


def formula(text: str) -> Formula:
    """The formula that a text such as ``issued - invalid`` says: codes and numbers, joined by + and −.

    ``NotAFormula`` for anything else. Whether the codes exist is for the caller to ask.

    >>> formula("received - issued - 2").terms
    {'received': 1, 'issued': -1}
    """
    terms: dict[str, int] = {}
    constant, sign, at = 0, 1, 0
    expects_value = True
    stripped = text.strip()
    while at < len(stripped):
        match = _TOKEN.match(stripped, at)
        if match is None:
            raise NotAFormula(f"'{stripped[at:].strip()[:20]}' is neither a line's code nor + or -.")
        at = match.end()
        if bool(match["sign"]) == expects_value:
            wanted = "a line's code" if expects_value else "+ or -"
            raise NotAFormula(f"Before '{match[0].strip()[:20]}' there is no {wanted.removeprefix('a ')}.")
        if match["sign"]:
            sign = 1 if match["sign"] == "+" else -1
        elif match["name"]:
            terms[match["name"]] = terms.get(match["name"], 0) + sign
        else:
            constant += sign * int(match["number"])
        expects_value = not expects_value
    if expects_value:
        raise NotAFormula("It ends where a line's code is missing.")
    return Formula(stripped, terms, constant)
