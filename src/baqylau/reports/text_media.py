"""The annex of media monitoring: its pictures, each with the table it was drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext

from baqylau.campaign import indicator_charts as charts
from baqylau.campaign import indicator_tables as tables
from baqylau.campaign.indicator_cells import MEDIUM_WORDS
from baqylau.campaign.indicator_cells import Table as MediaTable
from baqylau.campaign.indicator_days import day_table, hour_of_day_table, hour_table
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import MediaSelection
from baqylau.campaign.models import Outlet
from baqylau.mission.models import Mission
from baqylau.reports.methods import blocks as b

Drawn = tuple[Callable[[Counted], charts.Chart], Callable[[Counted], MediaTable]]
DRAWN: tuple[Drawn, ...] = (
    (charts.time_chart, tables.time_table),
    (charts.tone_chart, tables.tone_table),
    (charts.day_chart, day_table),
)


def media_annex(mission: Mission) -> Iterator[b.Block]:
    """Of each medium who had how much, in which tone, on which day; how equal; what was monitored."""
    outlets = list(Outlet.objects.filter(mission=mission).order_by(Outlet.order_column()))
    is_empty = True
    for medium in MediaSelection.of({}, outlets).media if outlets else []:
        counted = Counted(mission, MediaSelection.of({"medium": medium}, outlets))
        if not counted.rows:
            continue
        is_empty = False
        name = str(MEDIUM_WORDS[medium])
        for draw, table in DRAWN:
            yield _picture(draw(counted), table(counted), name)
        if counted.contestants:
            yield _table(tables.index_table(counted), name)
        if counted.slots:
            yield _picture(charts.hour_chart(counted), hour_of_day_table(counted), name)
            yield _table(hour_table(counted), name)
    if is_empty:
        yield b.Paragraph((b.Text(gettext("No media were coded yet.")),))


def _picture(chart: charts.Chart, table: MediaTable, medium: str) -> b.Picture:
    caption = (b.Text(f"{medium}: {chart.title}"),)
    return b.Picture(chart.says, caption, svg=chart.svg, data=_table(table, medium))


def _table(table: MediaTable, medium: str) -> b.Table:
    caption = f"{medium}: {table.title}. {table.note}"
    lines = [*table.lines, *([table.total] if table.total else [])]
    return b.Table(
        (b.Text(" ".join([caption, *table.remarks])),),
        tuple((b.Text(column.words),) for column in table.columns),
        tuple(tuple((b.Text(cell.text),) for cell in line) for line in lines),
        tuple("right" if column.is_number else "left" for column in table.columns),
    )
