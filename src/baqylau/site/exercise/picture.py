"""A photograph of the exercise: a sheet of paper that says what it is."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 1200)
PAPER, INK, DESK = "#f4f1e8", "#333333", "#6b5b4a"


@cache
def photograph() -> bytes:
    """A JPEG of a protocol that holds no figures, the same each time."""
    desk = Image.new("RGB", SIZE, DESK)
    draw = ImageDraw.Draw(desk)
    draw.rectangle((60, 60, 840, 1140), fill=PAPER)
    draw.text((450, 150), "EXERCISE", fill=INK, font=ImageFont.load_default(64), anchor="mm")
    draw.text((450, 225), "made up: not a protocol", fill=INK, font=ImageFont.load_default(32), anchor="mm")
    for line in range(320, 1080, 46):
        draw.line((120, line, 640, line), fill=INK, width=2)
        draw.rectangle((680, line - 30, 780, line), outline=INK, width=2)
    out = io.BytesIO()
    desk.save(out, "JPEG", quality=60)
    return out.getvalue()
