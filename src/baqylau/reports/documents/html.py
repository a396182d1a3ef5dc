"""A document as HTML: the part of a page, and a whole file that needs nothing else.

Everything a person wrote is escaped. Neither has a script or a style attribute; the file carries one style
sheet and its pictures inside, so that it can be read, printed and kept without a connection.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from baqylau.reports.documents import edition as said
from baqylau.reports.documents.edition import Edition
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
    plain,
    walk,
)
from baqylau.reports.source_words import source_in_words

STYLE = Path(__file__).parent.parent / "templates" / "reports" / "document_file.css"
SAFE_ADDRESSES = ("https://", "http://", "mailto:")


@dataclass(frozen=True)
class Addresses:
    """Where a figure and a picture of the tree are found. ``first`` is the level of a chapter's heading."""

    figure: Callable[[str], str]
    picture: Callable[[Picture, int], str]
    first: int = 2


def fragment(edition: Edition, addresses: Addresses) -> SafeString:
    """The body of the document, its footnotes and its signatures, as a part of a page."""
    writer = _Writer(edition, addresses)
    document = edition.document
    parts = [writer.blocks(document.blocks), writer.signatures(), writer.footnotes()]
    return _joined(parts)


def contents(edition: Edition) -> list[tuple[int, str, str]]:
    """Level, words and anchor of the headings and annexes of the document."""
    found = []
    for node in walk(edition.document):
        if isinstance(node, Heading) and node.level <= 2:
            found.append((node.level, node.text, node.anchor))
        elif isinstance(node, Annex):
            found.append((1, node.title, node.anchor))
    return found


def whole_file(edition: Edition) -> bytes:
    """A file of its own: the document, the annex of figures, the trail's checkpoint."""
    addresses = Addresses(
        figure=lambda name: f"#figure-{edition.notes[name]}" if name in edition.notes else "#figures",
        picture=lambda picture, _number: inside(picture),
    )
    document = edition.document
    context = {
        "edition": edition,
        "document": document,
        "style": mark_safe(_style()),  # noqa: S308 our own file
        "facts": said.facts(edition),
        "body": fragment(edition, addresses),
        "contents": contents(edition),
        "designations": [_joined(_Writer(edition, addresses).line(one)) for one in document.designations],
        "entries": entries(edition),
        "annex_text": said.annex_text(),
        "trail_text": said.trail_text(),
        "foot": said.foot(edition),
    }
    return render_to_string("reports/document_file.html", context).encode()


def entries(edition: Edition) -> list[dict[str, object]]:
    """The annex of figures in words."""
    language = edition.document.language
    return [
        {
            "number": one.number,
            "name": one.name,
            "wording": one.wording(language),
            "shown": one.shown.get(language, ""),
            "count": said.count(one),
            "left_out": said.left_out(one),
            "source": source_in_words(one.source),
            "digest": one.digest,
        }
        for one in edition.entries
    ]


def inside(picture: Picture) -> str:
    """A picture as the address of itself."""
    kind, content = ("svg+xml", picture.svg.encode()) if picture.svg else ("png", picture.png)
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


@lru_cache(maxsize=1)
def _style() -> str:
    return STYLE.read_text(encoding="utf-8")


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 each part is escaped where it is made


class _Writer:
    """Blocks and lines as HTML; each method escapes what it is given."""

    def __init__(self, edition: Edition, addresses: Addresses) -> None:
        self.edition, self.addresses = edition, addresses
        self.marked: set[int] = set()

    # ------------------------------------------------------------------ inside a line

    def line(self, inlines: Inlines) -> list[str]:
        return [self.inline(one) for one in inlines]

    def inline(self, one: Inline) -> str:
        match one:
            case Text(text=text, language=language):
                return format_html('<span lang="{}">{}</span>', language, text) if language else escape(text)
            case Strong(inlines=inlines):
                return f"<strong>{_joined(self.line(inlines))}</strong>"
            case Emphasis(inlines=inlines):
                return f"<em>{_joined(self.line(inlines))}</em>"
            case Link(address=address, inlines=inlines):
                words = _joined(self.line(inlines))
                if not address.startswith(SAFE_ADDRESSES):
                    return words
                return format_html('<a href="{}" rel="noopener">{}</a>', address, words)
            case FigureRef(name=name, text=text):
                return format_html(
                    '<a class="figure-link" href="{}">{}</a>', self.addresses.figure(name), text
                )
            case CrossRef(anchor=anchor, text=text):
                return format_html('<a href="#{}">{}</a>', anchor, text)
            case FootnoteRef(number=number):
                return self.mark(number)
        raise TypeError(type(one))

    def mark(self, number: int) -> str:
        """The mark of a footnote; the first of each is where its way back leads."""
        own = "" if number in self.marked else format_html(' id="footnote-mark-{}"', number)
        self.marked.add(number)
        says = gettext("Footnote %(number)s") % {"number": number}
        return format_html(
            '<sup{}><a href="#footnote-{}" role="doc-noteref" aria-label="{}">{}</a></sup>',
            own,
            number,
            says,
            number,
        )

    # ------------------------------------------------------------------ on the page

    def blocks(self, blocks: Iterable[Block]) -> SafeString:
        return _joined(self.block(one) for one in blocks)

    def block(self, block: Block) -> str:
        match block:
            case Heading(level=level, text=text, anchor=anchor):
                tag = f"h{min(level - 1 + self.addresses.first, 6)}"
                return format_html('<{} id="{}">{}</{}>\n', tag, anchor, text, tag)
            case Paragraph():
                return self.paragraph(block)
            case List():
                return self.points(block)
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)
            case Quote(blocks=blocks, source=source):
                by = format_html('<footer class="source">{}</footer>', _joined(self.line(source)))
                return f"<blockquote>{self.blocks(blocks)}{by if source else ''}</blockquote>\n"
            case PageBreak():
                return '<hr class="page-break">\n'
            case Annex(title=title, anchor=anchor, blocks=blocks):
                tag = f"h{self.addresses.first}"
                head = format_html('<{} id="{}">{}</{}>\n', tag, anchor, title, tag)
                return f'<section class="annex">{head}{self.blocks(blocks)}</section>\n'
        raise TypeError(type(block))

    def paragraph(self, paragraph: Paragraph) -> str:
        own = format_html(' id="{}"', paragraph.anchor) if paragraph.anchor else ""
        number = format_html('<span class="paragraph-number">{}</span> ', paragraph.number)
        return f"<p{own}>{number if paragraph.number else ''}{_joined(self.line(paragraph.inlines))}</p>\n"

    def points(self, block: List) -> str:
        tag = "ol" if block.ordered else "ul"
        start = format_html(' start="{}"', block.start) if block.ordered and block.start != 1 else ""
        items = _joined(f"<li>{self.item(item)}</li>\n" for item in block.items)
        return f"<{tag}{start}>\n{items}</{tag}>\n"

    def item(self, blocks: tuple[Block, ...]) -> str:
        """The blocks of an item; a single paragraph needs no paragraph of its own."""
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return _joined(self.line(blocks[0].inlines))
        return self.blocks(blocks)

    def table(self, table: Table) -> str:
        number = self.edition.places.get(id(table))
        anchor = table.anchor or f"table-{number or 0}"
        caption: str = _joined(self.line(table.caption))
        if number:
            says = gettext("Table %(number)s") % {"number": number}
            caption = format_html("{}. {}", says, caption) if caption else says
        ranks = [' class="num"' if one == "right" else "" for one in table.alignment]
        ranks += [""] * (len(table.header) - len(ranks))
        head = _joined(
            f'<th scope="col"{rank}>{_joined(self.line(cell))}</th>'
            for rank, cell in zip(ranks, table.header, strict=False)
        )
        rows = _joined(f"<tr>{self.row(row, ranks, table.row_headers)}</tr>\n" for row in table.rows)
        return (
            f'<div class="table-wrap" tabindex="0" role="region" aria-labelledby="{escape(anchor)}">'
            f'<table class="data"><caption id="{escape(anchor)}">{caption}</caption>'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody></table></div>\n"
        )

    def row(self, row: tuple[Inlines, ...], ranks: list[str], named: bool) -> str:
        cells = []
        for place, (cell, rank) in enumerate(zip(row, ranks, strict=False)):
            words = _joined(self.line(cell))
            first = named and place == 0
            cells.append(f'<th scope="row"{rank}>{words}</th>' if first else f"<td{rank}>{words}</td>")
        return _joined(cells)

    def picture(self, picture: Picture) -> str:
        number = self.edition.places.get(id(picture), 0)
        says = said.picture_number() % {"number": number}
        caption = (
            format_html("{}. {}", says, _joined(self.line(picture.caption))) if picture.caption else says
        )
        own = picture.anchor or f"picture-{number}"
        image = format_html('<img src="{}" alt="{}">', self.addresses.picture(picture, number), picture.alt)
        data = ""
        if picture.data:
            says = gettext("The data of the picture")
            held = picture.data if picture.data.caption else replace(picture.data, caption=picture.caption)
            held = replace(held, anchor=f"{own}-data")
            data = f"<details><summary>{escape(says)}</summary>{self.table(held)}</details>"
        return (
            f'<figure class="chart" id="{escape(own)}">{image}<figcaption>{caption}</figcaption>'
            f"{data}</figure>\n"
        )

    # ------------------------------------------------------------------ at the end

    def signatures(self) -> str:
        found = self.edition.document.signatures
        if not found:
            return ""
        rows = _joined(
            format_html(
                '<li><span class="signature-name">{}</span><br>{}{}{}</li>\n',
                one.name,
                one.capacity,
                f", {one.body}" if one.body else "",
                f", {said.day(one.signed)}" if one.signed else "",
            )
            for one in found
        )
        tag, says = f"h{self.addresses.first}", gettext("Signatures")
        return (
            f'<section aria-labelledby="signatures"><{tag} id="signatures">{escape(says)}</{tag}>'
            f'<ul class="signatures plain-list">\n{rows}</ul></section>\n'
        )

    def footnotes(self) -> str:
        found = self.edition.document.footnotes
        if not found:
            return ""
        rows = _joined(
            format_html(
                '<li id="footnote-{}" value="{}">{} <a href="#footnote-mark-{}" role="doc-backlink" '
                'aria-label="{}">↩</a></li>\n',
                one.number,
                one.number,
                _joined(self.line(one.inlines)),
                one.number,
                gettext("Back to the text of footnote %(number)s") % {"number": one.number},
            )
            for one in found
        )
        tag, says = f"h{self.addresses.first}", gettext("Footnotes")
        return (
            f'<section class="footnotes" role="doc-endnotes" aria-labelledby="footnotes">'
            f'<{tag} id="footnotes">{escape(says)}</{tag}><ol>\n{rows}</ol></section>\n'
        )


def alternative(picture: Picture) -> str:
    """What is said of a picture where it is not seen."""
    return picture.alt or plain(picture.caption)
