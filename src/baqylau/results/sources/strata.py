"""STRATA.csv of a quick count: how many stations, or clusters, each stratum has; and a sample laid on it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, Row, in_row, read_csv, short
from baqylau.results.methods.station_table import Mask, StationTable, Whole
from baqylau.results.sources.numbers import needed_cell


@dataclass(frozen=True, slots=True)
class Strata:
    """The strata in the order of the file, which decides who is whose neighbour.

    ``stations`` is N_h. ``planned`` is how many stations were drawn, where the file says so, and ``clusters``
    how many clusters the stratum has.
    """

    file: str
    names: tuple[str, ...]
    rows: tuple[int, ...]
    stations: Whole
    planned: Whole | None = None
    clusters: Whole | None = None

    def where(self, place: int, column: str = "") -> str:
        """Where a stratum stands in the file."""
        row = in_row(self.file, self.rows[place])
        return Phrase("{place}, column '{column}'", place=row, column=column) if column else row


def read_strata(content: bytes, name: str) -> Strata:
    """Read ``stratum,stations[,planned][,clusters]``.

    ``Refused`` with all that is wrong: no table, cells that are no whole numbers, a stratum that stands twice
    (Q.101), none at all (Q.102), more planned stations or more clusters than stations (Q.103).
    """
    rows = read_csv(content, name, required=("stratum", "stations"), optional=("planned", "clusters"))
    problems = Problems()
    names = [_name(row, problems) for row in rows]
    _refuse_twins(rows, names, problems)
    columns = {
        column: [needed_cell(row, column, problems) for row in rows]
        for column in ("stations", "planned", "clusters")
        if rows and column in rows[0].values
    }
    if not rows:
        says = Phrase("The table has no stratum.")
        problems.add("Q.102", says, Phrase("Give a row for each stratum."), f"'{name}'")
    for column in ("planned", "clusters"):
        if column not in columns:
            continue
        for row, number, there in zip(rows, columns[column], columns["stations"], strict=True):
            if number > there:
                says = Phrase("{number} of {there} stations cannot be.", number=number, there=there)
                problems.add("Q.103", says, Phrase("Correct one of the two."), row.where(column))
    problems.refuse_if_any()
    whole = {column: np.array(numbers, dtype=np.int64) for column, numbers in columns.items()}
    return Strata(
        file=name,
        names=tuple(names),
        rows=tuple(row.number for row in rows),
        stations=whole["stations"],
        planned=whole.get("planned"),
        clusters=whole.get("clusters"),
    )


def _name(row: Row, problems: Problems) -> str:
    return same(row.text("stratum", problems, longest=200))


def same(text: str) -> str:
    """A name as it is compared: without blanks around it, in one form of its letters."""
    return unicodedata.normalize("NFC", text.strip())


def _refuse_twins(rows: Iterable[Row], names: Iterable[str], problems: Problems) -> None:
    first: dict[str, Row] = {}
    for row, name in zip(rows, names, strict=True):
        if name and name in first:
            says = Phrase(
                "Stratum '{stratum}' stands in row {row} already.",
                stratum=short(name),
                row=first[name].number,
            )
            problems.add("Q.101", says, Phrase("Add the stations up, or rename one."), row.where("stratum"))
        first.setdefault(name, row)


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A sample's rows on its strata.

    ``stratum_of`` is the place of each row's stratum, ``reported`` says which rows have votes; ``planned`` is
    how many stations of each stratum were drawn.
    """

    stratum_of: Whole
    reported: Mask
    planned: Whole


def lay_out(sample: StationTable, strata: Strata, *, file: str, column: str) -> LaidOut:
    """Find each station's stratum, and which stations have reported: a row without any vote has not.

    ``Refused`` with all that is wrong, with row and column: no column of strata (Q.110), a stratum that
    STRATA.csv has not (Q.111), more stations than the stratum has (Q.113) or than were planned (Q.114), votes
    given for some options only (Q.115), no station that reported (Q.116).
    """
    problems = Problems()
    if sample.strata is None:
        says = Phrase("COLUMNS.toml does not say which column names the stratum.")
        problems.add("Q.110", says, Phrase('Add stratum = "…" with the name of the column.'), f"'{file}'")
        problems.refuse_if_any()
    place_of = {name: place for place, name in enumerate(strata.names)}
    places = [
        _place(name, int(row), place_of, Where(file, column, strata.file), problems)
        for name, row in zip(sample.strata or (), sample.row_of, strict=True)
    ]
    absent = sample.absent_votes
    if absent is None:
        absent = np.zeros(sample.votes.shape, dtype=np.bool_)
    reported: Mask = np.logical_not(absent.all(axis=1))
    _refuse_halves(sample, absent, reported, file, problems)
    if not reported.any():
        says = Phrase("No station of the sample has votes.")
        problems.add("Q.116", says, Phrase("Give the votes of those that have reported."), f"'{file}'")
    problems.refuse_if_any()
    stratum_of = np.array(places, dtype=np.int64)
    drawn = np.bincount(stratum_of, minlength=len(strata.names))
    _refuse_too_many(drawn, strata, problems)
    problems.refuse_if_any()
    return LaidOut(stratum_of, reported, drawn if strata.planned is None else strata.planned)


@dataclass(frozen=True, slots=True)
class Where:
    """The sample's file, its column of strata, and the file of strata."""

    file: str
    column: str
    strata: str


def _place(name: str, row: int, place_of: Mapping[str, int], where: Where, problems: Problems) -> int:
    known = place_of.get(same(name))
    if known is not None:
        return known
    place = Phrase("{place}, column '{column}'", place=in_row(where.file, row), column=where.column)
    says = Phrase("Stratum '{stratum}' is not in '{file}'.", stratum=short(name), file=where.strata)
    problems.add("Q.111", says, Phrase("Add it there with its stations, or correct the cell."), place)
    return 0


def _refuse_halves(
    sample: StationTable,
    absent: Mask,
    reported: Mask,
    file: str,
    problems: Problems,
) -> None:
    for station in np.flatnonzero(reported & absent.any(axis=1)).tolist():
        missing = [sample.options[option] for option in np.flatnonzero(absent[station]).tolist()]
        says = Phrase("The station has votes, but none for: {options}.", options=short(", ".join(missing)))
        remedy = Phrase("Write 0 where nobody voted so, or leave all of them empty.")
        problems.add("Q.115", says, remedy, in_row(file, int(sample.row_of[station])))


def _refuse_too_many(drawn: Whole, strata: Strata, problems: Problems) -> None:
    for place in np.flatnonzero(drawn > strata.stations).tolist():
        says = Phrase(
            "Stratum '{stratum}' has {there} stations, the sample {number} of them.",
            stratum=short(strata.names[place]),
            there=int(strata.stations[place]),
            number=int(drawn[place]),
        )
        remedy = Phrase("Correct the number of stations, or the strata of the sample.")
        problems.add("Q.113", says, remedy, strata.where(place, "stations"))
    if strata.planned is None:
        return
    for place in np.flatnonzero((drawn > strata.planned) & (drawn <= strata.stations)).tolist():
        says = Phrase(
            "Of stratum '{stratum}' {planned} stations were planned, the sample has {number}.",
            stratum=short(strata.names[place]),
            planned=int(strata.planned[place]),
            number=int(drawn[place]),
        )
        remedy = Phrase("A sample is not added to afterwards; correct the number planned if it is wrong.")
        problems.add("Q.114", says, remedy, strata.where(place, "planned"))
