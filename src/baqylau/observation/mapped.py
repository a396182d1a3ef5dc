"""Areas coloured by a number: as a map where their boundaries are known, else as tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from baqylau.core.pictures.classes import Classes, classes_of
from baqylau.core.pictures.map import Drawing, Shape, draw
from baqylau.election.models import Area
from baqylau.observation.memory import Memory

_drawings: Memory[Drawing] = Memory(24 * 60 * 60)


@dataclass(frozen=True, slots=True)
class Coloured:
    """One area: where its link leads, its value as a text (empty: none), its shade (None: no value)."""

    key: str
    name: str
    says: str
    value: Decimal | None
    address: str
    step: int | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """An area on the map."""

    area: Coloured
    shape: Shape


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One class of the legend: its shade and its bounds."""

    step: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Map:
    """Areas with their shades; ``pieces`` is empty where there is no map, and tiles are shown."""

    drawing: Drawing | None
    pieces: tuple[Piece, ...]
    areas: tuple[Coloured, ...]
    legend: tuple[LegendLine, ...]

    @property
    def has_missing(self) -> bool:
        return any(area.step is None for area in self.areas)


def mapped(areas: Sequence[Coloured], drawing: Drawing | None) -> Map:
    """Put areas into classes of their values, and onto the map where there is one."""
    classes = classes_of(area.value for area in areas if area.value is not None)
    shaded = tuple(_shaded(area, classes) for area in areas)
    by_key = {area.key: area for area in shaded}
    shapes = drawing.shapes if drawing else ()
    return Map(
        drawing=drawing,
        pieces=tuple(Piece(by_key[shape.key], shape) for shape in shapes if shape.key in by_key),
        areas=shaded,
        legend=_legend(classes),
    )


def _shaded(area: Coloured, classes: Classes | None) -> Coloured:
    step = None if area.value is None or classes is None else classes.steps()[classes.of(area.value)]
    return Coloured(area.key, area.name, area.says, area.value, area.address, step)


def _legend(classes: Classes | None) -> tuple[LegendLine, ...]:
    if classes is None:
        return ()
    bounds = zip(classes.steps(), classes.bounds(), strict=True)
    return tuple(LegendLine(step, low, high) for step, (low, high) in bounds)


def drawing_of(areas: Mapping[str, Area], version: str) -> Drawing | None:
    """The map of areas by their keys; None where a boundary is not known.

    ``version`` tells one state of their boundaries from another: the digest of the pack they came with.
    """
    keys = tuple(sorted((key, area.pk) for key, area in areas.items()))
    return _drawings.get((keys, version), lambda: _drawn(areas)) if keys else None


def _drawn(areas: Mapping[str, Area]) -> Drawing | None:
    found = dict(
        Area.objects.filter(pk__in=[area.pk for area in areas.values()]).values_list("pk", "boundary")
    )
    boundaries = {key: found.get(area.pk) for key, area in areas.items()}
    known = {key: boundary for key, boundary in boundaries.items() if boundary}
    return draw(known) if len(known) == len(areas) else None
