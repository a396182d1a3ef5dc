"""What the page of a publication shows, as JSON that is frozen with it."""

from __future__ import annotations

from typing import Any

from baqylau.results.publishing.edition import Edition, Names, places, totals, turnout_line


def content(edition: Edition) -> dict[str, Any]:
    """The whole and each area with their sums; an absent number is null.

    ``areas`` are ``{"path", "level", "names", "stations", "counted", "votes", "lines"}``, the whole first
    with an empty path; ``votes`` stand in the order of ``options``.
    """
    return {
        "election": edition.election,
        "election_names": dict(edition.election_names),
        "day": edition.day.isoformat(),
        "contest": edition.contest,
        "contest_names": dict(edition.contest_names),
        "contest_kind": edition.contest_kind,
        "status": edition.status,
        "stations": edition.stations,
        "counted": len(edition.table.stations),
        "with_stations": edition.with_stations,
        "took_part": turnout_line(edition.table.lines),
        "sources": list(edition.sources),
        "levels": [level.name for level in edition.table.levels],
        "options": [
            {"code": one.code, "names": dict(one.names), "kind": one.kind, "colour": one.colour}
            for one in edition.options
        ],
        "areas": list(_areas(edition)),
    }


def _areas(edition: Edition) -> list[dict[str, Any]]:
    rows = []
    for level in totals(edition.table):
        codes = list(level.numbers.lines)
        for path, place in zip(level.paths, places(level.numbers), strict=True):
            known = edition.areas.get(path)
            names: Names = edition.country_names if not path else known.names if known else {"en": path[-1]}
            rows.append(
                {
                    "path": "/".join(path),
                    "level": level.level,
                    "names": dict(names),
                    "stations": edition.stations if not path else known.stations if known else place.stations,
                    "counted": place.stations,
                    "votes": place.votes,
                    "lines": {
                        code: count
                        for code, count in zip(codes, place.lines, strict=True)
                        if count is not None
                    },
                }
            )
    return rows
