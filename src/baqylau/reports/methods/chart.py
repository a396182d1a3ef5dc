"""The chart of a chapter as a Vega-Lite specification: horizontal bars, each with its words and its value."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 460
"""Of the picture, in pixels, without its padding."""

BAR = 16
LINE = 18
GAP = 10
LONGEST_LINE = 54
"""Letters; at most so many fit into the width in any of the faces used."""

COLOUR = "#0b4f78"
"""One dark blue: readers who see colours differently lose nothing, nor does a print in grey."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, the length (None: too few answers for a bar), and the value as text."""

    label: str
    length: float | None
    value: str


def bars(rows: Sequence[Bar], *, font: str) -> dict[str, Any]:
    """The specification. The longest bar takes two thirds of the width; all begin at nothing.

    The words stand above their bar and are broken into lines, so that long ones (Kazakh, Russian) are never
    cut and the picture stays readable on a telephone. ``font`` is a CSS list of families that have Kazakh
    letters.
    """
    boxes, lines, height = _places(rows)
    pixels = {"type": "quantitative", "axis": None}
    x = {"field": "right", **pixels, "scale": {"domain": [0, WIDTH], "range": [0, WIDTH]}}
    down = {**pixels, "scale": {"domain": [0, height], "range": [0, height]}}
    y = {"field": "y", **down}
    text = {"type": "text", "align": "left", "baseline": "middle", "fontSize": 14, "color": "#14212b"}
    box = {"x": x, "x2": {"datum": 0}, "y": {"field": "top", **down}, "y2": {"field": "bottom"}}
    said = {"field": "text"}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "autosize": {"type": "none"},
        "width": WIDTH,
        "height": height,
        "padding": 4,
        "layer": [
            _layer(boxes, {"type": "rect", "color": COLOUR}, box),
            _layer(lines, text, {"x": {"value": 0}, "y": y, "text": said}),
            _layer(boxes, {**text, "dx": 6, "fontWeight": "bold"}, {"x": x, "y": y, "text": said}),
        ],
        "config": {"aria": False, "font": font, "view": {"stroke": None}, "background": "#ffffff"},
    }


def _layer(values: Sequence[Mapping[str, Any]], mark: object, encoding: object) -> dict[str, Any]:
    return {"data": {"values": values}, "mark": mark, "encoding": encoding}


def _places(rows: Sequence[Bar]) -> tuple[list[dict[str, Any]], list[dict[str, Any]], int]:
    """The boxes and the lines of words, in pixels from the upper left corner, and the height of them all."""
    longest = max((row.length or 0.0 for row in rows), default=0.0) or 1.0
    boxes: list[dict[str, Any]] = []
    lines: list[dict[str, Any]] = []
    top = 0
    for row in rows:
        for line in textwrap.wrap(row.label, LONGEST_LINE):
            lines.append({"text": line, "y": top + LINE // 2})
            top += LINE
        right = (row.length or 0.0) / longest * WIDTH * 2 / 3
        middle = top + BAR // 2
        boxes.append({"right": right, "top": top, "bottom": top + BAR, "y": middle, "text": row.value})
        top += BAR + GAP
    return boxes, lines, top
