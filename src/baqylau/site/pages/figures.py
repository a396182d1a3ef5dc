"""The published figures of an election, read once and asked many times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from baqylau.election.models import Election, PublishedFigure
from baqylau.site.pages.sources import Sources

Key = TypeVar("Key")


def exact(figure: PublishedFigure | None) -> Decimal | None:
    """The value as an exact number; None where nothing was published or it is no number."""
    try:
        return Decimal(figure.value) if figure and figure.value else None
    except InvalidOperation:
        return None


def whole(figure: PublishedFigure | None) -> int | None:
    """The value where it is a whole number."""
    value = exact(figure)
    return int(value) if value is not None and value == value.to_integral_value() else None


def standing(figure: PublishedFigure) -> tuple[bool, bool, bool, str]:
    """What makes one figure be shown rather than another: not known to be wrong, official, final, later."""
    return (not figure.should_be, figure.official, figure.status.startswith("final"), figure.as_of)


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a table with the number of its source on the page; empty where nothing was published."""

    figure: PublishedFigure | None = None
    source: int | None = None


class Published:
    """The published figures of an election's pack; what missions entered is theirs and stands elsewhere."""

    def __init__(self, election: Election) -> None:
        figures = election.published_figures.filter(mission=None)
        self.all = list(figures.select_related("contest", "option", "area").order_by("pk"))

    def agreed(self) -> Iterator[PublishedFigure]:
        """Figures that are not known to disagree with others."""
        return (figure for figure in self.all if not figure.should_be)

    def disagreeing(self) -> list[PublishedFigure]:
        """Figures that are known to disagree with others."""
        return [figure for figure in self.all if figure.should_be]

    def by_option(self) -> dict[tuple[int, str], PublishedFigure]:
        """The figure of each option and indicator that is shown."""
        return best(
            ((figure.option_id, figure.indicator), figure)
            for figure in self.agreed()
            if figure.option_id is not None and figure.area_id is None and not figure.part
        )

    def of_whole(self, country: int | None) -> list[PublishedFigure]:
        """Figures about the whole election: no option, and no area but the country."""
        return [
            figure
            for figure in self.agreed()
            if figure.option_id is None and figure.area_id in {None, country}
        ]


def best(figures: Iterable[tuple[Key, PublishedFigure]]) -> dict[Key, PublishedFigure]:
    """The best standing figure of each key."""
    found: dict[Key, PublishedFigure] = {}
    for key, figure in figures:
        if key not in found or standing(figure) > standing(found[key]):
            found[key] = figure
    return found


def cell(figure: PublishedFigure | None, sources: Sources) -> Cell:
    """A figure with the number of its source."""
    return Cell(figure, sources.cite(figure.source)) if figure else Cell()
