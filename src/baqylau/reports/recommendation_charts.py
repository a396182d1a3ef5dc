"""How many recommendations have each rating, as bars."""

from __future__ import annotations

from django.utils.translation import gettext

from baqylau.reports.charts import ON_SCREEN, bar_chart
from baqylau.reports.methods.chart import Bar
from baqylau.reports.methods.recommendation_tables import Line
from baqylau.reports.models import Rating
from baqylau.reports.words import whole


def chart_of(line: Line) -> str:
    """The bars as SVG, a bar for each rating, with what the reports have that is not entered here."""
    rows = [Bar(words, float(count), number) for words, count, number in _rows(line)]
    return bar_chart(rows, font=ON_SCREEN)


def in_words(line: Line) -> str:
    """The same for whoever does not see it."""
    told = "; ".join(f"{words}: {number}" for words, _count, number in _rows(line))
    return gettext("Bar chart. %(bars)s.") % {"bars": told}


def _rows(line: Line) -> list[tuple[str, int, str]]:
    rows = [
        (str(label), count, whole(count)) for label, count in zip(Rating.labels, line.counts, strict=True)
    ]
    if line.missing:
        rows.append((gettext("Of the reports, not entered here"), line.missing, whole(line.missing)))
    return rows
