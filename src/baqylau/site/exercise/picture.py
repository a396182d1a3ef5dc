"""Photographs of the exercise: a sheet of paper that says what it is, with the figures of its report."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

SIZE = (900, 1200)
PAPER, INK, DESK = "#f4f1e8", "#333333", "#6b5b4a"
LINES = {
    "on_list": "Voters on the list",
    "received": "Ballots received",
    "issued": "Ballots issued",
    "issued_outside": "of them outside the station",
    "issued_absentee": "of them by certificate",
    "unused": "Unused, cancelled",
    "spoiled": "Spoiled",
    "in_box": "In the boxes",
    "in_mobile_box": "of them in mobile boxes",
    "invalid": "Invalid",
    "valid": "Valid",
    "votes_amanat": "Amanat",
    "votes_auyl": "Auyl",
    "votes_respublica": "Respublica",
    "votes_aqjol": "Aq Jol",
    "votes_qhp": "People's Party of Kazakhstan",
    "votes_osdp": "National Social Democratic Party",
    "votes_baytaq": "Baytaq",
    "against_all": "Against all",
}
"""What the form of protocols asks, as the made-up paper says it."""


def photograph(answers: Mapping[str, str]) -> bytes:
    """A JPEG of a protocol with the figures that a report gives; without any, the same sheet each time."""
    return _drawn(tuple(answers.get(name, "") for name in LINES))


@lru_cache(maxsize=8)
def _drawn(figures: tuple[str, ...]) -> bytes:
    desk = Image.new("RGB", SIZE, DESK)
    draw = ImageDraw.Draw(desk)
    words, numbers = ImageFont.load_default(24), ImageFont.load_default(30)
    draw.rectangle((60, 60, 840, 1140), fill=PAPER)
    draw.text((450, 150), "EXERCISE", fill=INK, font=ImageFont.load_default(64), anchor="mm")
    draw.text((450, 225), "made up: not a protocol", fill=INK, font=ImageFont.load_default(32), anchor="mm")
    for place, (label, figure) in enumerate(zip(LINES.values(), figures, strict=True)):
        line = 310 + 43 * place
        draw.text((120, line - 4), label, fill=INK, font=words, anchor="ls")
        draw.line((120, line, 640, line), fill=INK, width=1)
        draw.rectangle((680, line - 34, 790, line), outline=INK, width=2)
        draw.text((780, line - 6), figure, fill=INK, font=numbers, anchor="rs")
    out = io.BytesIO()
    desk.save(out, "JPEG", quality=60)
    return out.getvalue()
