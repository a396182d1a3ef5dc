"""The map of the annex on observers: regions shaded by how many observations were made there."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.sax.saxutils import quoteattr

from django.utils.translation import gettext as _

from baqylau.core.pictures.svg import ON_SCREEN
from baqylau.mission.models import Mission
from baqylau.observation.mapped import Coloured, Map, Piece, drawing_of, mapped
from baqylau.reports import words
from baqylau.reports.methods import blocks as b
from baqylau.reports.observers import Visits

SHADES = ("#dcebf4", "#a9cfe5", "#6babd0", "#2f7fae", "#0b4f78")
"""From few to many; told apart in grey as well, and by readers who see colours differently."""
NOBODY, LINE, INK = "#ffffff", "#5a6b78", "#14212b"
WIDTH = 596
ROW = 20


def observation_map(mission: Mission, lines: Sequence[Visits]) -> b.Picture | None:
    """The map with its numbers in words; None where the boundaries of the regions are not known."""
    regions = {line.region.code: line.region for line in lines if line.region}
    counts = {line.region.code: line.observations for line in lines if line.region}
    coloured = [
        Coloured(
            code, region.name, words.whole(counts[code]), Decimal(counts[code]) if counts[code] else None, ""
        )
        for code, region in regions.items()
    ]
    found = mapped(coloured, drawing_of(regions, mission.election.pack_digest))
    if not found.pieces or not any(counts.values()):
        return None
    told = "; ".join(f"{one.name}: {one.says}" for one in found.areas)
    return b.Picture(
        alt=_("Map of regions. Observations: %(areas)s.") % {"areas": told},
        caption=(b.Text(_("Observations by region")),),
        svg=_svg(found),
    )


def _svg(found: Map) -> str:
    """The regions, and under them what each shade stands for."""
    assert found.drawing is not None
    scale = WIDTH / found.drawing.width
    down = round(found.drawing.height * scale)
    legend = list(_legend(found))
    height = down + 16 + ROW * len(legend)
    pieces = "".join(_piece(one) for one in found.pieces)
    rows = "".join(
        f'<rect x="1" y="{down + 12 + ROW * at}" width="24" height="14" fill="{fill}" stroke="{LINE}"/>'
        f'<text x="34" y="{down + 24 + ROW * at}" font-size="14">{says}</text>'
        for at, (fill, says) in enumerate(legend)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}"'
        f' viewBox="0 0 {WIDTH} {height}" font-family={quoteattr(ON_SCREEN)} fill="{INK}">'
        f'<g transform="scale({scale:.4f})" stroke="{LINE}" stroke-width="2">{pieces}</g>{rows}</svg>'
    )


def _piece(piece: Piece) -> str:
    fill = NOBODY if piece.area.step is None else SHADES[piece.area.step]
    drawn = f'<path fill="{fill}" fill-rule="evenodd" d="{piece.shape.path}"/>'
    if piece.shape.is_small:
        x, y = piece.shape.centre
        drawn += f'<circle fill="{fill}" cx="{x}" cy="{y}" r="22"/>'
    return drawn


def _legend(found: Map) -> list[tuple[str, str]]:
    """Each shade with the numbers that it stands for; a class holds its lower bound, the last both."""
    rows = []
    for at, one in enumerate(found.legend, start=1):
        low = max(int(one.low), 1)
        high = int(one.high) if at == len(found.legend) else int(one.high) - 1
        says = words.whole(low) if high <= low else f"{words.whole(low)}–{words.whole(high)}"
        rows.append((SHADES[one.step], says))
    return [*rows, (NOBODY, _("nobody was there"))] if found.has_missing else rows
