"""A document as PDF, set by Typst: tagged (PDF/UA-1), every picture with its words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from baqylau.reports.documents import edition as said
from baqylau.reports.documents.edition import Edition
from baqylau.reports.documents.html import entries
from baqylau.reports.documents.pictures import in_print
from baqylau.reports.documents.typesetting import set_pdf
from baqylau.reports.methods.blocks import (
    Annex,
    Block,
    CrossRef,
    Emphasis,
    FigureRef,
    FootnoteRef,
    Heading,
    Inline,
    Inlines,
    Link,
    List,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Strong,
    Table,
    Text,
    anchors,
    plain,
)

TEMPLATE = Path(__file__).parent.parent / "templates" / "typst" / "report.typ"
NARROW = 22
"""A column whose longest cell has at most so many letters is as wide as that cell."""
NUMBERS = 34
"""The same of a column of numbers, which stand in one line: 85.7 % (1,166,400 of 1,360,800)."""
WIDEST = 120
MANY_COLUMNS = 7
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def pdf(edition: Edition) -> bytes:
    """The document as PDF, in the language in use."""
    return set_pdf(TEMPLATE, _Setting(edition).content(), edition.made or NEVER)


class _Setting:
    """The tree as data of the template. Lost labels and footnotes are left out, since Typst refuses them."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.anchors = set(anchors(edition.document))
        self.labelled: set[str] = set()
        self.footnotes = {one.number: one.inlines for one in edition.document.footnotes}
        self.marked: set[int] = set()

    def content(self) -> dict[str, Any]:
        edition, document = self.edition, self.edition.document
        return {
            "title": document.title,
            "subtitle": document.subtitle,
            "mission": document.mission or "–",
            "subject": f"{document.title}. {document.election or document.mission}",
            "language": document.language,
            "draft": "" if edition.number else said.version(edition),
            "running": said.running(edition),
            "facts": said.facts(edition),
            "designations": [self.line(one) for one in document.designations],
            "blocks": self.blocks(document.blocks),
            "signatures": [
                {"name": one.name, "capacity": one.capacity, "body": one.body, "signed": _day(one.signed)}
                for one in document.signatures
            ],
            "entries": entries(edition),
            "footer": said.foot(edition),
            "digest": edition.digest,
            "checkpoint": edition.checkpoint,
            "words": _words(),
        }

    # ------------------------------------------------------------------ inside a line

    def line(self, inlines: Inlines) -> list[dict[str, Any]]:
        return [self.inline(one) for one in inlines]

    def inline(self, one: Inline) -> dict[str, Any]:
        match one:
            case Text(text=text, language=language):
                return {"text": text, "language": language} if language else {"text": text}
            case Strong(inlines=inlines):
                return {"strong": self.line(inlines)}
            case Emphasis(inlines=inlines):
                return {"emphasis": self.line(inlines)}
            case Link(address=address, inlines=inlines):
                return {"link": address, "inside": self.line(inlines)}
            case FigureRef(name=name, text=text):
                note = self.edition.notes.get(name)
                return {"text": text, "note": note} if note else {"text": text}
            case CrossRef(anchor=anchor, text=text):
                return {"text": text, "to": anchor} if anchor in self.anchors else {"text": text}
            case FootnoteRef(number=number):
                return self.footnote(number)
        raise TypeError(type(one))

    def footnote(self, number: int) -> dict[str, Any]:
        """The footnote itself where it is met first, later its mark only."""
        if number in self.marked:
            return {"again": f"footnote-{number}"}
        if number not in self.footnotes:
            return {"text": ""}
        self.marked.add(number)
        return {"footnote": self.line(self.footnotes[number]), "label": f"footnote-{number}"}

    # ------------------------------------------------------------------ on the page

    def blocks(self, blocks: Iterable[Block]) -> list[dict[str, Any]]:
        return [self.block(one) for one in blocks]

    def block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(level=level, text=text, anchor=anchor):
                return {"kind": "heading", "level": level, "text": text, "label": self.label(anchor)}
            case Paragraph(inlines=inlines, anchor=anchor, number=number):
                line = self.line(inlines)
                return {"kind": "paragraph", "line": line, "label": self.label(anchor), "number": number}
            case List(ordered=ordered, items=items, start=start):
                inside = [self.blocks(item) for item in items]
                return {"kind": "list", "ordered": ordered, "start": start, "items": inside}
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)
            case Quote(blocks=blocks, source=source):
                return {"kind": "quote", "blocks": self.blocks(blocks), "source": self.line(source)}
            case PageBreak():
                return {"kind": "break"}
            case Annex(title=title, anchor=anchor, blocks=blocks):
                label = self.label(anchor)
                return {"kind": "annex", "title": title, "label": label, "blocks": self.blocks(blocks)}
        raise TypeError(type(block))

    def label(self, anchor: str) -> str:
        """The anchor where it is met first; the same twice would be refused."""
        if not anchor or anchor in self.labelled:
            return ""
        self.labelled.add(anchor)
        return anchor

    def table(self, table: Table) -> dict[str, Any]:
        number = self.edition.places.get(id(table), 0)
        aligned = [one if one in ("left", "right", "center") else "left" for one in table.alignment]
        width = len(table.header)
        return {
            "kind": "table",
            "label": self.label(table.anchor),
            "caption": self.caption(gettext("Table %(number)s"), number, table.caption),
            "header": [self.line(cell) for cell in table.header],
            "rows": [[self.line(cell) for cell in row] for row in table.rows],
            "columns": _columns(table),
            "alignment": (aligned + ["left"] * width)[:width],
            "small": width >= MANY_COLUMNS,
        }

    def picture(self, picture: Picture) -> dict[str, Any]:
        number = self.edition.places.get(id(picture), 0)
        return {
            "kind": "picture",
            "label": self.label(picture.anchor),
            "alt": picture.alt or plain(picture.caption) or "–",
            "caption": self.caption(said.picture_number(), number, picture.caption),
            "width": picture.width,
            "svg": in_print(picture),
        }

    def caption(self, says: str, number: int, words: Inlines) -> list[dict[str, Any]]:
        numbered = {"text": f"{says % {'number': number}}{'. ' if words else ''}"}
        return [numbered, *self.line(words)]


def _day(of: Any) -> str:
    return said.day(of) if of else ""


def _columns(table: Table) -> list[float]:
    """The width of each column: 0 as wide as its longest cell, else its share of what is left."""
    longest = [
        max([len(plain(cell)) for row in table.rows if place < len(row) for cell in [row[place]]] or [0])
        for place in range(len(table.header))
    ]
    narrow = [NUMBERS if side == "right" else NARROW for side in table.alignment]
    narrow += [NARROW] * (len(longest) - len(narrow))
    columns = [
        0.0 if letters <= most else float(min(letters, WIDEST))
        for letters, most in zip(longest, narrow, strict=False)
    ]
    if columns and not any(columns):
        columns[0] = 1.0
    return columns


def _words() -> dict[str, str]:
    return {
        "contents": gettext("Contents"),
        "annex": gettext("Annex: figures"),
        "annex_text": said.annex_text(),
        "not_counted": gettext("Not counted:"),
        "signatures": gettext("Signatures"),
        "trail": gettext("The trail"),
        "trail_text": said.trail_text(),
        "digest": gettext("Digest of all figures:"),
        "checkpoint": gettext("The signed checkpoint:"),
    }
