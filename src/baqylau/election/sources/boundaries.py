"""``boundaries.geojson``: a shape for some of the areas, joined by the official code, never by name."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from baqylau.core.problem import Refused
from baqylau.core.reading import Problems, read_text
from baqylau.election.sources.records import AreaRow

FILE = "boundaries.geojson"
DEPTH = {"Polygon": 2, "MultiPolygon": 3}


def with_boundaries(areas: Sequence[AreaRow], content: bytes, problems: Problems) -> list[AreaRow]:
    """The areas, each with the shape that bears its official code."""
    try:
        parsed = json.loads(read_text(content, FILE))
    except Refused as refused:
        problems.gather(refused)
        return list(areas)
    except (ValueError, RecursionError) as error:
        problems.add("P.130", f"The file is not JSON ({error}).", "Save it as GeoJSON.", f"'{FILE}'")
        return list(areas)
    shapes = _shapes(parsed, problems)
    uses = Counter(area.official_code for area in areas if area.official_code)
    for official_code in shapes:
        if uses[official_code] != 1:
            says = f"{uses[official_code]} areas have the official code '{official_code[:40]}' of a shape."
            problems.add("P.131", says, "Give each shape the official code of one area.", f"'{FILE}'")
    return [replace(area, boundary=shapes.get(area.official_code)) for area in areas]


def _shapes(parsed: object, problems: Problems) -> dict[str, dict[str, object]]:
    features = parsed.get("features") if isinstance(parsed, dict) else None
    if not isinstance(features, list):
        problems.add("P.132", "There is no list of features.", "Save it as a FeatureCollection.", f"'{FILE}'")
        return {}
    shapes: dict[str, dict[str, object]] = {}
    for number, feature in enumerate(features, start=1):
        where = f"'{FILE}', feature {number}"
        official_code, shape = _feature(feature)
        if shape is None:
            remedy = (
                "Expected: properties.official_code, and a Polygon or MultiPolygon in longitude, latitude."
            )
            problems.add("P.133", "The feature cannot be used.", remedy, where)
        elif official_code in shapes:
            problems.add("P.134", f"'{official_code[:40]}' stands twice.", "Keep one of them.", where)
        else:
            shapes[official_code] = shape
    return shapes


def _feature(feature: object) -> tuple[str, dict[str, object] | None]:
    if not isinstance(feature, dict):
        return "", None
    properties, geometry = feature.get("properties"), feature.get("geometry")
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        return "", None
    official_code, kind = properties.get("official_code"), geometry.get("type")
    depth = DEPTH.get(kind) if isinstance(kind, str) else None
    if not isinstance(official_code, str) or not official_code or depth is None:
        return "", None
    coordinates = geometry.get("coordinates")
    return official_code, {"type": kind, "coordinates": coordinates} if _fits(coordinates, depth) else None


def _fits(coordinates: object, depth: int) -> bool:
    """Whether lists are nested ``depth`` times around pairs of longitude and latitude."""
    if not isinstance(coordinates, list) or not coordinates:
        return False
    if depth:
        return all(_fits(inner, depth - 1) for inner in coordinates)
    numbers = all(isinstance(number, int | float) and not isinstance(number, bool) for number in coordinates)
    return numbers and len(coordinates) == 2 and abs(coordinates[0]) <= 180 and abs(coordinates[1]) <= 90
