"""An edition made of a plain file of stations, with no database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import numpy as np

from baqylau.results.methods.station_table import StationTable
from baqylau.results.publishing.edition import Area, Edition, Option

AGAINST_ALL = "against_all"


@dataclass(frozen=True, slots=True)
class About:
    """What a file does not say of itself; ``country`` is two letters, ``kind`` a kind of contest."""

    election: str
    contest: str
    kind: str
    country: str
    day: date
    publisher: str
    source: str
    formulas: Mapping[str, str] = field(default_factory=dict)


def edition_of_file(table: StationTable, about: About, now: datetime) -> Edition:
    """The edition of a table: names are the codes of the file; every station of it was counted."""
    kind = {"party_list": "party", "referendum": "answer"}.get(about.kind, "candidate")
    return Edition(
        election=about.election,
        election_names={"en": about.election},
        country=about.country,
        country_names={"en": about.country.upper()},
        day=about.day,
        contest=about.contest,
        contest_names={"en": about.contest},
        contest_kind=about.kind,
        district="",
        seats=None,
        options=tuple(
            Option(code, {"en": code}, AGAINST_ALL if code == AGAINST_ALL else kind) for code in table.options
        ),
        table=table,
        areas=_areas(table),
        stations=len(table.stations),
        source_kind="official_table",
        sources=(about.source,),
        issuer=about.publisher,
        issuer_code=about.publisher,
        number=1,
        reason="",
        generated=now.replace(microsecond=0),
        checkpoint="",
        formulas=about.formulas,
    )


def _areas(table: StationTable) -> Mapping[tuple[str, ...], Area]:
    found = {}
    for level in table.levels:
        stations = np.bincount(level.area_of, minlength=len(level.areas)).tolist()
        for path, number in zip(level.areas, stations, strict=True):
            found[path] = Area({"en": path[-1]}, number)
    return found
