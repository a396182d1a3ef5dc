"""The register of areas, shared by the elections of a country."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from baqylau.election.models import Area, Election
from baqylau.election.sources.records import AreaRow


def put_areas(rows: Iterable[AreaRow], *, election: Election) -> dict[str, Area]:
    """Areas by code, parents first, as the pack has them; the election covers these and no others.

    An area is known by country, code and the day from which it is valid. A boundary that the pack does not
    have is left as another pack gave it.
    """
    register = {(area.code, area.valid_from): area for area in Area.objects.filter(country=election.country)}
    own = {area.code: area for area in election.areas.all() if area.elections.count() == 1}
    made: dict[str, Area] = {}
    left = list(rows)
    while left:
        for row in [row for row in left if not row.parent or row.parent in made]:
            area = register.get((row.code, row.valid_from)) or own.get(row.code) or Area()
            made[row.code] = _put(area, row, election.country, made)
        left = [row for row in left if row.code not in made]
    election.areas.set(made.values())
    return made


def _put(area: Area, row: AreaRow, country: str, made: Mapping[str, Area]) -> Area:
    parent = made.get(row.parent)
    values: dict[str, object] = {
        "country": country,
        "code": row.code,
        "kind": row.kind,
        "parent_id": parent.pk if parent else None,
        "path": f"{parent.path if parent else ''}{row.code}/",
        "valid_from": row.valid_from,
        "valid_to": row.valid_to,
        "official_code": row.official_code,
        "iso_code": row.iso_code,
        "time_zone": row.time_zone,
        "names": dict(row.names),
        "source": row.source,
    }
    if row.boundary:
        values["boundary"] = row.boundary
    if area.pk is None or any(getattr(area, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(area, name, value)
        area.save()
    return area
