"""The election's part of a pack: every file but those of the rooms above."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.election.sources import boundaries, calendar, outline, tables
from baqylau.election.sources.crossings import check_crossings
from baqylau.election.sources.records import Part

README = "README.md"
FILES = frozenset({outline.FILE, boundaries.FILE, calendar.FILE, README, *tables.COLUMNS})
"""What this room takes from a pack; the README is for people."""


def read(files: Mapping[str, bytes]) -> Part:
    """The part as records; ``Refused`` with all that is wrong in it."""
    if outline.FILE not in files:
        remedy = f"A pack is a folder with a file {outline.FILE}; see docs/packs.md."
        raise Refused(Problem("P.101", f"There is no file {outline.FILE}.", remedy))
    problems = Problems()
    election, contests = outline.read_outline(
        Table(read_toml(files[outline.FILE], outline.FILE), outline.FILE, problems)
    )
    areas = tables.read_all(files, "areas.csv", tables.area, problems)
    if boundaries.FILE in files:
        areas = boundaries.with_boundaries(areas, files[boundaries.FILE], problems)
    rules, weekend = calendar.read_rules(files, problems)
    events = tables.read_all(files, "calendar.csv", calendar.event, problems)
    part = Part(
        digest=digest_of(files),
        election=replace(election, weekend=list(weekend)),
        areas=tuple(areas),
        contests=tuple(contests),
        options=tuple(tables.read_all(files, "options.csv", tables.option, problems)),
        commissions=tuple(tables.read_all(files, "commissions.csv", tables.commission, problems)),
        stations=tuple(tables.read_all(files, "stations.csv", tables.station, problems)),
        events=tuple(calendar.with_rules(events, rules, problems)),
        days_off=tuple(tables.read_all(files, "holidays.csv", calendar.day_off, problems)),
        figures=tuple(tables.read_all(files, "published.csv", tables.figure, problems)),
    )
    problems.refuse_if_any()
    check_crossings(part, problems)
    problems.refuse_if_any()
    return part


def digest_of(files: Mapping[str, bytes]) -> str:
    """SHA-256 over the names and the bytes of all files, in the order of the names."""
    whole = hashlib.sha256()
    for name in sorted(files):
        whole.update(f"{name}\0{hashlib.sha256(files[name]).hexdigest()}\n".encode())
    return whole.hexdigest()
