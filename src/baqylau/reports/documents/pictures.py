"""Pictures of a document in the form each format wants: SVG in print, PNG in Word."""

from __future__ import annotations

import base64
import io
import re
from functools import lru_cache

from PIL import Image

from baqylau.reports.charts import IN_PRINT, ON_SCREEN, bar_chart
from baqylau.reports.methods.blocks import Picture
from baqylau.reports.methods.chart import ON_PAPER, SERIF, Bar

SCALE = 2.0
"""Of a PNG made from SVG: sharp on paper, some 50 KB."""
TEXT_WIDTH = 160 / 25.4 * 72
"""Of the page, in points."""
_FAMILY = re.compile(r'font-family="[^"]*"')


def in_print(picture: Picture) -> str:
    """The picture as SVG in the face that documents are set in; a photograph stands inside an SVG.

    Bars are drawn anew, as wide as the text, so that their words break where the page ends.
    """
    if picture.bars:
        return bar_chart([Bar(*one) for one in picture.bars], font=IN_PRINT, width=ON_PAPER, face=SERIF)
    if picture.svg:
        return _FAMILY.sub(f'font-family="{IN_PRINT}"', picture.svg)
    across, down = _pixels(picture.png)
    content = base64.b64encode(picture.png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{down}">'
        f'<image width="{across}" height="{down}" href="data:image/png;base64,{content}"/></svg>'
    )


def as_png(picture: Picture) -> bytes:
    """The picture as PNG."""
    if picture.bars:
        return _drawn(bar_chart([Bar(*one) for one in picture.bars], font=ON_SCREEN, width=ON_PAPER))
    return _drawn(picture.svg) if picture.svg else picture.png


@lru_cache(maxsize=64)
def _drawn(svg: str) -> bytes:
    # Imported late: the library is large, and most pages have no picture.
    import vl_convert

    return bytes(vl_convert.svg_to_png(svg, scale=SCALE))


def size(png: bytes, picture: Picture) -> tuple[float, float]:
    """Width and height in points: the wished width, else its own, never wider than the text."""
    across, down = _pixels(png)
    own = across * 0.75 / (SCALE if picture.svg else 1.0)
    width = min(picture.width or own, TEXT_WIDTH)
    return width, width * down / across


def _pixels(png: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(png)) as opened:
        return opened.size
