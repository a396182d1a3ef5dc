"""Charts as SVG, drawn by Vega-Lite in this process: no browser and no network."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache

from django.utils.translation import gettext

from baqylau.reports.document import Shown, ShownChapter
from baqylau.reports.methods.chart import Bar, bars

ON_SCREEN = "system-ui, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', Arial, sans-serif"
IN_PRINT = "Libertinus Serif"


def chart(chapter: ShownChapter, *, font: str) -> str:
    """The chart of a chapter as SVG."""
    return bar_chart([Bar(one.wording, one.bar, one.short) for one in chapter.chart], font=font)


def bar_chart(rows: Sequence[Bar], *, font: str) -> str:
    """Bars with their words and values as SVG."""
    return _svg(json.dumps(bars(rows, font=font), ensure_ascii=False))


@lru_cache(maxsize=64)
def _svg(specification: str) -> str:
    # Imported late: the library is large, and most pages have no chart.
    import vl_convert

    return str(vl_convert.vegalite_to_svg(json.loads(specification), allowed_base_urls=[]))


def in_words(figures: Sequence[Shown]) -> str:
    """What the chart shows, for whoever does not see it."""
    told = "; ".join(f"{one.wording}: {one.with_count}" for one in figures)
    return gettext("Bar chart. %(bars)s.") % {"bars": told}
