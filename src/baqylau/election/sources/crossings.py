"""Checks across the files of a pack: codes used twice, names of things that do not exist, circles."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import Protocol

from baqylau.core.reading import Problems
from baqylau.election.sources.records import ContestRow, FigureRow, OptionRow, Part


class Placed(Protocol):
    """A record that knows where it stands."""

    @property
    def where(self) -> str: ...
    @property
    def code(self) -> str: ...


class InTree(Placed, Protocol):
    """A record with a parent."""

    @property
    def parent(self) -> str: ...


def check_crossings(part: Part, problems: Problems) -> None:
    """Add what is wrong between the files of the pack."""
    for rows in (
        part.areas,
        part.contests,
        part.commissions,
        part.stations,
        part.events,
        part.days_off,
        part.figures,
    ):
        _once(((row.where, row.code) for row in rows), "P.140", problems)
    _once(((row.where, (row.contest, row.code)) for row in part.options), "P.140", problems)
    _tree(part.areas, problems)
    _tree(part.commissions, problems)
    _areas(part, problems)
    _contests(part.contests, part.options, problems)
    _references(part, problems)
    _official_once(part.figures, problems)


def _once(rows: Iterable[tuple[str, Hashable]], number: str, problems: Problems) -> None:
    seen: dict[Hashable, str] = {}
    for where, key in rows:
        if key in seen:
            words = "/".join(key) if isinstance(key, tuple) else key
            problems.add(number, f"'{words}' stood already in {seen[key]}.", "Use each code once.", where)
        seen.setdefault(key, where)


def _known(name: str, known: Collection[str], what: str, where: str, problems: Problems) -> None:
    if name and name not in known:
        problems.add(
            "P.141", f"There is no {what} '{name[:80]}' in the pack.", "Add it, or correct the name.", where
        )


def _tree(rows: Iterable[InTree], problems: Problems) -> None:
    rows = list(rows)
    parents = {row.code: row.parent for row in rows}
    for row in rows:
        _known(row.parent, parents, "parent", row.where, problems)
        seen, above = {row.code}, row.parent
        while above and above not in seen:
            seen.add(above)
            above = parents.get(above, "")
        if above == row.code:
            problems.add("P.142", f"'{row.code}' stands above itself.", "Correct the parents.", row.where)


def _areas(part: Part, problems: Problems) -> None:
    day = part.election.day
    for area in part.areas:
        if area.valid_to and area.valid_to < area.valid_from:
            problems.add("P.143", "The area ends before it begins.", "Correct the dates.", area.where)
        elif not area.valid_from <= day or (area.valid_to and area.valid_to < day):
            says = f"The area does not exist on election day ({day})."
            problems.add("P.144", says, "Correct the dates, or leave it out.", area.where)
    roots = [area for area in part.areas if not area.parent]
    if len(roots) != 1 or roots[0].code != part.election.country:
        says = f"{len(roots)} areas have no parent."
        remedy = f"Expected: one, the country, with the code '{part.election.country}'."
        problems.add("P.145", says, remedy, "'areas.csv'")


def _contests(contests: Iterable[ContestRow], options: Iterable[OptionRow], problems: Problems) -> None:
    codes: dict[str, set[str]] = {contest.code: set() for contest in contests}
    for option in options:
        _known(option.contest, codes, "contest", option.where, problems)
        codes.setdefault(option.contest, set()).add(option.code)
    for contest in contests:
        rule = contest.seat_rule or {}
        for key in ("not_eligible", "thresholds", "caps"):
            named = rule.get(key) or ()
            for option_code in named if isinstance(named, list | dict) else ():
                _known(str(option_code), codes[contest.code], "option", contest.where, problems)


def _references(part: Part, problems: Problems) -> None:
    areas = {area.code for area in part.areas}
    contests = {contest.code for contest in part.contests}
    commissions = {commission.code for commission in part.commissions}
    options = {(option.contest, option.code) for option in part.options}
    for rows in (part.contests, part.commissions, part.stations, part.figures):
        for row in rows:
            _known(row.area, areas, "area", row.where, problems)
    for station in part.stations:
        _known(station.commission, commissions, "commission", station.where, problems)
        for contest in station.contests:
            _known(contest, contests, "contest", station.where, problems)
    for figure in part.figures:
        _known(figure.contest, contests, "contest", figure.where, problems)
        if figure.option and (figure.contest, figure.option) not in options:
            says = f"There is no option '{figure.option[:80]}' in the contest '{figure.contest[:80]}'."
            problems.add("P.146", says, "Add it to options.csv, or correct the name.", figure.where)


def _official_once(figures: Iterable[FigureRow], problems: Problems) -> None:
    """Two official figures of the same thing at the same time cannot both be right."""
    seen: dict[Hashable, FigureRow] = {}
    for figure in figures:
        of_what = (figure.indicator, figure.contest, figure.option, figure.area, figure.part, figure.unit)
        key = (*of_what, figure.as_of, figure.note)
        if figure.official and key in seen:
            says = f"The same official figure stood already in {seen[key].where}."
            remedy = "Say in as_of or note how they differ, or put 'no' into the column official of one."
            problems.add("P.147", says, remedy, figure.where)
        if figure.official:
            seen.setdefault(key, figure)
