"""Tables of an audit: the official one as batches, and the copies that came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, in_row, short
from baqylau.results.methods.batch_audit import Batch
from baqylau.results.methods.lines import LineCode
from baqylau.results.methods.station_table import StationTable, Whole

ON_LISTS = (LineCode.ON_LIST, LineCode.ADDED_ON_DAY, LineCode.ON_SPECIAL_LIST)


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches, and what should be known about their bounds."""

    batches: list[Batch]
    remarks: tuple[str, ...]


def batches_of(official: StationTable, *, file: str, line: str | None = None) -> Batches:
    """Stations of the official table with the most ballots that each can hold.

    That is ``line``, or else the ballots received, or else the voters on all lists; where more votes and
    invalid ballots are reported than that, those. ``Refused``: a station without all its votes (Q.142), no
    such line (Q.143), a line that is empty at a station (Q.144).
    """
    problems = Problems()
    if official.absent_votes is not None:
        for station in np.flatnonzero(official.absent_votes.any(axis=1)).tolist():
            says = Phrase("The official table does not give all votes of the station.")
            where = in_row(file, int(official.row_of[station]))
            problems.add("Q.142", says, Phrase("Complete the row, or leave it out."), where)
    most = _most(official, line, file, problems)
    problems.refuse_if_any()
    reported = official.votes.sum(axis=1) + official.lines.get(LineCode.INVALID, 0)
    beyond = int((reported > most).sum())
    most = np.maximum(most, reported)
    batches = [
        Batch(code, dict(zip(official.options, votes, strict=True)), number)
        for code, votes, number in zip(official.stations, official.votes.tolist(), most.tolist(), strict=True)
    ]
    remark = f"At {beyond} stations more ballots are reported than the bound; there the report is the bound."
    return Batches(batches, (remark,) if beyond else ())


def _most(official: StationTable, line: str | None, file: str, problems: Problems) -> Whole:
    lines = [line] if line else [LineCode.RECEIVED]
    if not line and LineCode.RECEIVED not in official.lines and LineCode.ON_LIST in official.lines:
        lines = [one for one in ON_LISTS if one in official.lines]
    if lines[0] not in official.lines:
        says = Phrase("There is no line '{line}' with the most ballots of a station.", line=lines[0])
        remedy = Phrase("Lines of the file: {lines}.", lines=", ".join(official.lines) or "–")
        raise Refused([*problems.found, Problem("Q.143", says, remedy, f"'{file}'")])
    most = np.zeros(len(official.stations), dtype=np.int64)
    for one in lines:
        most += official.lines[one]
        absent = official.absent_lines.get(one)
        for station in np.flatnonzero(absent).tolist() if absent is not None else ():
            says = Phrase("'{line}' is empty, so the station has no bound.", line=one)
            where = in_row(file, int(official.row_of[station]))
            problems.add("Q.144", says, Phrase("Fill it in, or take another line."), where)
    return most


def copies_of(
    copies: StationTable, batches: Sequence[Batch], *, file: str
) -> dict[str, Mapping[str, int] | None]:
    """Votes by station and option; None where the row has no votes: there is no copy to be had.

    ``Refused``: other options than the official table's (Q.145), a station that it has not (Q.141), a copy
    that is only partly filled (Q.142), more votes than the station can have had ballots (Q.148).
    """
    problems = Problems()
    expected = list(batches[0].votes) if batches else []
    if set(copies.options) != set(expected):
        missing = set(expected) ^ set(copies.options)
        says = Phrase(
            "These options are only in one of the tables: {options}.",
            options=short(", ".join(sorted(missing))),
        )
        problems.add("Q.145", says, Phrase("Copies have the options of the official table."), f"'{file}'")
    most = {batch.code: batch.most for batch in batches}
    absent = copies.absent_votes
    found: dict[str, Mapping[str, int] | None] = {}
    for place, code in enumerate(copies.stations):
        where = in_row(file, int(copies.row_of[place]))
        empty = [] if absent is None else absent[place].tolist()
        votes = copies.votes[place].tolist()
        if code not in most:
            says = Phrase("Station '{station}' is not in the official table.", station=short(code))
            problems.add("Q.141", says, Phrase("Write it as there."), where)
        elif any(empty) and not all(empty):
            says = Phrase("The copy has votes for some options only.")
            problems.add("Q.142", says, Phrase("Write 0 where there are none, or leave all empty."), where)
        elif sum(votes) > most[code]:
            says = Phrase(
                "The copy has {votes} votes, but the station had {most} ballots at most.",
                votes=sum(votes),
                most=most[code],
            )
            remedy = Phrase(
                "Correct the copy. If it is right, the bound was none: plan anew with another line."
            )
            problems.add("Q.148", says, remedy, where)
        found[code] = None if empty and all(empty) else dict(zip(copies.options, votes, strict=True))
    problems.refuse_if_any()
    return found
