"""The lines of a protocol that are not votes for an option.

A pack says which column of a table is which line. A line that a source does not give is absent.
"""

from __future__ import annotations

from enum import StrEnum


class LineCode(StrEnum):
    """What a line counts; whole numbers from 0."""

    ON_LIST = "on_list"
    """Voters on the voter list."""
    ON_SPECIAL_LIST = "on_special_list"
    """Voters on a special list: hospitals, military units, places of detention, mobile boxes."""
    VOTED_BY_NOON = "voted_by_noon"
    """Voters who had voted by 12:00, as reported during the day."""
    VOTED_BY_17 = "voted_by_17"
    """Voters who had voted by 17:00, as reported during the day."""
    RECEIVED = "received"
    """Ballots the station received."""
    ISSUED = "issued"
    """Ballots issued to voters."""
    CAST = "cast"
    """Ballots cast, or voters who took part."""
    INVALID = "invalid"
    """Invalid ballots."""
    VALID = "valid"
    """Valid ballots."""
    INACCURACY = "inaccuracy"
    """The commission's own figure for lines that do not agree."""
