"""Charts as SVG, drawn in this process: no browser and no network."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from baqylau.core.pictures.svg import ON_SCREEN
from baqylau.reports.document import Shown, ShownChapter
from baqylau.reports.methods.chart import SERIF, WIDTH, Bar, bars

IN_PRINT = "Libertinus Serif"
__all__ = ["IN_PRINT", "ON_SCREEN", "bar_chart", "chart", "in_words"]


def chart(chapter: ShownChapter, *, font: str) -> str:
    """The chart of a chapter as SVG."""
    face = SERIF if font == IN_PRINT else 1.0
    return bar_chart([Bar(one.wording, one.bar, one.short) for one in chapter.chart], font=font, face=face)


def bar_chart(rows: Sequence[Bar], *, font: str, width: int = WIDTH, face: float = 1.0) -> str:
    """Bars with their words and values as SVG; ``width`` and ``face`` as in ``methods.chart``."""
    return bars(rows, font=font, width=width, face=face)


def in_words(figures: Sequence[Shown]) -> str:
    """What the chart shows, for whoever does not see it."""
    told = "; ".join(f"{one.wording}: {one.with_count}" for one in figures)
    return gettext("Bar chart. %(bars)s.") % {"bars": told}
