"""The regions of an election: a table, and a map where their boundaries are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from baqylau.core.pictures.classes import Classes, classes_of
from baqylau.core.pictures.map import Drawing, Shape, draw
from baqylau.election.indicators import PERCENT, indicator_name, moment_words
from baqylau.election.models import Area, Contest, ContestKind, Election, PublishedFigure
from baqylau.site.pages.figures import Cell, Published, best, cell, exact
from baqylau.site.pages.sources import Sources


@dataclass(frozen=True, slots=True)
class Series:
    """An indicator as it stood at one time: a column of the table, a choice for the map."""

    indicator: str
    as_of: str
    unit: str
    election_day: date

    @property
    def key(self) -> str:
        return f"{self.indicator}@{self.as_of}" if self.as_of else self.indicator

    @property
    def name(self) -> str:
        name = indicator_name(self.indicator)
        return f"{name} ({moment_words(self.as_of, self.election_day)})" if self.as_of else name

    @property
    def is_percent(self) -> bool:
        return self.unit in PERCENT


@dataclass(frozen=True, slots=True)
class Row:
    """One region in the table."""

    area: Area
    districts: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Piece:
    """One region on the map."""

    area: Area
    shape: Shape
    figure: PublishedFigure | None
    step: int | None


@dataclass(frozen=True, slots=True)
class LegendLine:
    """One class of the legend."""

    step: int
    low: Decimal
    high: Decimal


@dataclass(slots=True)
class Regions:
    """All that the page says about regions."""

    rows: list[Row]
    columns: list[Series]
    choices: list[Series]
    chosen: Series | None
    drawing: Drawing | None
    pieces: list[Piece] = field(default_factory=list)
    legend: list[LegendLine] = field(default_factory=list)
    has_missing: bool = False
    has_districts: bool = False
    has_official_codes: bool = False
    has_iso_codes: bool = False
    is_without_map: bool = False


def regions_of(
    election: Election, published: Published, contests: Sequence[Contest], wanted: str, sources: Sources
) -> Regions:
    """The regions valid on election day, in the language's alphabetical order."""
    areas = list(
        election.areas.filter(parent__isnull=False, parent__parent__isnull=True).order_by(
            Area.order_column(), "code"
        )
    )
    figures = _by_area_and_series(published, {area.pk for area in areas}, election.day)
    choices = sorted({series for _, series in figures}, key=lambda series: (series.indicator, series.as_of))
    chosen = _chosen(choices, wanted)
    columns = _columns(choices, chosen)
    districts = {area.pk: _districts_in(area, contests) for area in areas}
    rows = [
        Row(area, districts[area.pk], [cell(figures.get((area.pk, series)), sources) for series in columns])
        for area in areas
    ]
    has_map = bool(areas) and all(area.boundary for area in areas)
    regions = Regions(
        rows=rows,
        columns=columns,
        choices=choices,
        chosen=chosen,
        drawing=draw({str(area.pk): area.boundary or {} for area in areas}) if has_map else None,
        has_districts=any(districts.values()),
        has_official_codes=any(area.official_code for area in areas),
        has_iso_codes=any(area.iso_code for area in areas),
        is_without_map=bool(areas) and not has_map,
    )
    _colour(regions, {area.pk: figures.get((area.pk, chosen)) for area in areas} if chosen else {})
    return regions


def _by_area_and_series(
    published: Published, areas: set[int], election_day: date
) -> dict[tuple[int, Series], PublishedFigure]:
    """The figures of regions. A time at which at least half of them have a figure is a series of its own.

    Of an indicator without such a time, each region shows the newest it has.
    """
    figures = [
        figure
        for figure in published.agreed()
        if figure.area_id in areas and figure.option_id is None and figure.value and not figure.part
    ]
    times = Counter((figure.indicator, figure.as_of) for figure in figures)
    common = {time for time, count in times.items() if 2 * count >= len(areas)}
    in_series = {indicator for indicator, _ in common}
    return best(
        (
            (
                figure.area_id or 0,
                Series(figure.indicator, figure.as_of if is_common else "", figure.unit, election_day),
            ),
            figure,
        )
        for figure in figures
        if (is_common := (figure.indicator, figure.as_of) in common) or figure.indicator not in in_series
    )


def _chosen(choices: Sequence[Series], wanted: str) -> Series | None:
    """The series asked for, else the newest turnout, else the first there is."""
    asked = [series for series in choices if series.key == wanted]
    turnout = [series for series in choices if series.indicator.startswith("turnout")]
    return next(iter([*asked, *turnout[-1:], *choices[:1]]), None)


def _columns(choices: Sequence[Series], chosen: Series | None) -> list[Series]:
    """The newest of each indicator, and the one on the map."""
    newest = {series.indicator: series for series in choices}
    columns = [series for series in choices if series in newest.values() or series == chosen]
    return columns


def _districts_in(area: Area, contests: Sequence[Contest]) -> int:
    return sum(
        contest.kind == ContestKind.SINGLE_MANDATE
        and contest.area is not None
        and contest.area.path.startswith(area.path)
        for contest in contests
    )


def _colour(regions: Regions, figures: dict[int, PublishedFigure | None]) -> None:
    """Put each region of the map into its class."""
    if regions.drawing is None:
        return
    values = {area: exact(figure) for area, figure in figures.items()}
    classes = classes_of(value for value in values.values() if value is not None)
    areas = {str(row.area.pk): row.area for row in regions.rows}
    for shape in regions.drawing.shapes:
        area = areas[shape.key]
        value = values.get(area.pk)
        step = classes.steps()[classes.of(value)] if classes and value is not None else None
        regions.pieces.append(Piece(area, shape, figures.get(area.pk), step))
    regions.legend = _legend(classes)
    regions.has_missing = any(piece.step is None for piece in regions.pieces)


def _legend(classes: Classes | None) -> list[LegendLine]:
    if classes is None:
        return []
    bounds = zip(classes.steps(), classes.bounds(), strict=True)
    return [LegendLine(step, low, high) for step, (low, high) in bounds]
