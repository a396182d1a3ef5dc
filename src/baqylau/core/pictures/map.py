"""A map of areas from their boundaries: longitude and latitude in, paths of an SVG picture out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Point = tuple[float, float]
Ring = list[Point]

WIDTH = 1600
"""Of the picture in its own units; whole numbers are fine enough and keep the page small."""

MARKED_UNDER = 40
"""An area narrower and lower than this is hard to see, so a circle is drawn on it."""


@dataclass(frozen=True, slots=True)
class Shape:
    """One area as drawn: its path, and a circle where it is too small to be seen."""

    key: str
    path: str
    centre: tuple[int, int]
    is_small: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """All areas, the small ones last so that nothing covers them."""

    width: int
    height: int
    shapes: tuple[Shape, ...]


def rings(geometry: Mapping[str, object]) -> list[Ring]:
    """The rings of a GeoJSON Polygon or MultiPolygon, holes among them (they are drawn even-odd)."""
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list):
        return []
    polygons = coordinates if geometry.get("type") == "MultiPolygon" else [coordinates]
    return [[(float(x), float(y)) for x, y, *_ in ring] for polygon in polygons for ring in polygon]


def draw(boundaries: Mapping[str, Mapping[str, object]]) -> Drawing | None:
    """Draw areas, each a GeoJSON geometry in longitude and latitude; None where there is nothing to draw.

    Equirectangular, true to scale at the middle latitude: shapes look as they do on other maps of a
    country of this size, and the arithmetic can be followed by hand.
    """
    areas = {key: found for key, geometry in boundaries.items() if (found := rings(geometry))}
    points = [point for found in areas.values() for ring in found for point in ring]
    if not points:
        return None
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    scale = WIDTH / max((east - west) * narrowing, 1e-9)

    def place(point: Point) -> tuple[int, int]:
        return round((point[0] - west) * narrowing * scale), round((north - point[1]) * scale)

    shapes = [
        _shape(key, [[place(point) for point in ring] for ring in found]) for key, found in areas.items()
    ]
    shapes.sort(key=lambda shape: shape.is_small)
    return Drawing(WIDTH, round((north - south) * scale), tuple(shapes))


def _shape(key: str, placed: Sequence[Sequence[tuple[int, int]]]) -> Shape:
    xs = [x for ring in placed for x, _ in ring]
    ys = [y for ring in placed for _, y in ring]
    is_small = max(xs) - min(xs) < MARKED_UNDER and max(ys) - min(ys) < MARKED_UNDER
    centre = (round((max(xs) + min(xs)) / 2), round((max(ys) + min(ys)) / 2))
    return Shape(key, "".join(_path(ring) for ring in placed), centre, is_small)


def _path(ring: Iterable[tuple[int, int]]) -> str:
    """A ring with relative steps; steps of no length are left out.

    >>> _path([(1, 1), (1, 1), (4, 1), (4, 5), (1, 1)])
    'M1 1l3 0 0 4 -3 -4z'
    """
    points = list(ring)
    steps: list[str] = []
    before = points[0]
    for point in points[1:]:
        if point != before:
            steps.append(f"{point[0] - before[0]} {point[1] - before[1]}")
            before = point
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z" if steps else ""
