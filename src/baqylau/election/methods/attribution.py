"""What two sentences have of each other's numbers: a first look, never a judgement."""

from __future__ import annotations

from baqylau.election.methods.pick_figures import Likely, pick


def numbers_only_in(one: str, other: str) -> list[str]:
    """The numbers of a sentence, as printed there, that the other one does not have.

    Years, dates and articles are not compared. A number of the other written in words is not found.

    >>> numbers_only_in("Observers found violations in 30 % of 118 stations.", "Of 118 stations, 3 % …")
    ['30 %']
    """
    there = {(picked.value, picked.unit) for picked in pick(other) if picked.likely is Likely.FIGURE}
    return [
        picked.as_printed
        for picked in pick(one)
        if picked.likely is Likely.FIGURE and (picked.value, picked.unit) not in there
    ]
