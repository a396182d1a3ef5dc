"""Long CSV in the layout of OpenElections: a row for each place and candidate.

Columns: ``county``, what the level is called, ``office``, ``district``, ``party``, ``candidate``, ``votes``.
``county`` is the topmost area below the country. A place's voters on the list and ballots cast stand as the
pseudo-candidates "Registered Voters" and "Ballots Cast"; invalid ballots as "Invalid Votes". A number that no
source gave has no row.

Source: github.com/openelections, the layout and the file names of its state repositories.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from baqylau.results.publishing.cells import line, said
from baqylau.results.publishing.edition import (
    CHUNK,
    Edition,
    Numbers,
    Option,
    english,
    of_stations,
    places,
    totals,
    turnout_line,
)

PSEUDO = {"on_list": "Registered Voters", "invalid": "Invalid Votes"}
BALLOTS_CAST = "Ballots Cast"


def file_name(edition: Edition, level: str) -> str:
    """``20161008__ge__general__list__precinct.csv``; the whole country has no level in its name."""
    return f"{edition.file_stem}.csv" if level == "all" else f"{edition.file_stem}__{level}.csv"


def stations(edition: Edition) -> Iterator[bytes]:
    """A row for each station and candidate."""
    table = edition.table
    top = table.levels[0] if table.levels else None
    counties = [said(_name(edition, path)) for path in top.areas] if top else [""]
    of_station = top.area_of.tolist() if top else [0] * len(table.stations)
    beginnings = (f"{counties[of_station[row]]},{said(code)}" for row, code in enumerate(table.stations))
    yield from _written(edition, ["county", "precinct"], beginnings, of_stations(table))


def areas(edition: Edition) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each level with its rows, the whole country first."""
    for place, level in enumerate(totals(edition.table)):
        beginnings: Iterator[str]
        if place == 0:
            heading, beginnings = [], iter([""])
        elif place == 1:
            heading, beginnings = ["county"], (said(_name(edition, path)) for path in level.paths)
        else:
            heading = ["county", level.level]
            beginnings = (
                f"{said(_name(edition, path[:1]))},{said(_name(edition, path))}" for path in level.paths
            )
        yield level.level, _written(edition, heading, beginnings, level.numbers)


def _name(edition: Edition, path: tuple[str, ...]) -> str:
    known = edition.areas.get(path)
    return english(known.names, path[-1]) if known else (path[-1] if path else "")


def _written(
    edition: Edition, heading: Sequence[str], beginnings: Iterator[str], numbers: Numbers
) -> Iterator[bytes]:
    columns = [*heading, "office", "district", "party", "candidate", "votes"]
    yield line(columns).encode()
    contest = f"{said(english(edition.contest_names, edition.contest))},{said(edition.district)}"
    options = [
        f",{contest},{said(_party(option))},{said(english(option.names, option.code))},"
        for option in edition.options
    ]
    codes = list(numbers.lines)
    cast = turnout_line(codes)
    pseudo = [
        (codes.index(code), f",{contest},,{name},")
        for code, name in [
            ("on_list", PSEUDO["on_list"]),
            (cast, BALLOTS_CAST),
            ("invalid", PSEUDO["invalid"]),
        ]
        if code in codes
    ]
    written: list[str] = []
    for place, beginning in zip(places(numbers), beginnings, strict=True):
        rows = [f"{beginning}{text}{count}" for at, text in pseudo if (count := place.lines[at]) is not None]
        rows += [
            f"{beginning}{text}{count}"
            for text, count in zip(options, place.votes, strict=True)
            if count is not None
        ]
        if rows:
            written.append("\r\n".join(rows) if heading else "\r\n".join(row[1:] for row in rows))
        if len(written) >= CHUNK:
            yield ("\r\n".join(written) + "\r\n").encode()
            written = []
    if written:
        yield ("\r\n".join(written) + "\r\n").encode()


def _party(option: Option) -> str:
    """A list is its own party; of a candidate the one that nominated."""
    if option.kind in ("party", "alliance"):
        return english(option.names, option.code)
    return option.party
