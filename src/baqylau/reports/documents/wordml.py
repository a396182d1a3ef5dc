"""The tree of a document as WordprocessingML: real headings, lists, tables, captions and footnotes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext

from baqylau.reports.documents.edition import Edition, picture_number
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

LANGUAGES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}
SAFE_ADDRESSES = ("https://", "http://", "mailto:")
TEXT_WIDTH = 9070
"""Of the page, in twentieths of a point."""
DEEPEST = 2
NARROW = 24
"""A column whose longest cell has at most so many letters is as wide as that cell."""
LETTER, BESIDE, LEAST = 112, 180, 900
"""Of a cell: a letter, what stands beside the words, the least of a column that takes what is left."""
NUMBER = "%(number)s"
_CONTROL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535, *range(55296, 57344)))
"""What XML cannot hold."""


@dataclass
class Numbering:
    """The lists of a document: 1 is the list of points, each ordered list gets a number of its own."""

    starts: dict[int, tuple[int, int]] = field(default_factory=dict)
    """Number of the list → its level and where it starts."""

    def ordered(self, level: int, start: int) -> int:
        number = len(self.starts) + 2
        self.starts[number] = (level, start)
        return number


def safe(text: str) -> str:
    """The text as XML can hold it."""
    return escape(text.translate(_CONTROL))


class Writer:
    """Blocks as XML text. ``relate`` gives the relation of an address, ``place`` that of a picture."""

    def __init__(
        self, edition: Edition, relate: Callable[[str], str], place: Callable[[Picture], tuple[str, int, int]]
    ) -> None:
        self.edition, self.relate, self.place = edition, relate, place
        self.language = edition.document.language
        self.numbering = Numbering()
        self.footnotes = {one.number: one.inlines for one in edition.document.footnotes}
        self.placed: dict[int, int] = {}
        """Number of a footnote → its identifier in the file, where its mark stands already."""
        self.written: list[tuple[int, Inlines, str]] = []
        """The footnotes of the file: identifier, words, and a mark of their own ("*")."""
        self.bookmarks = {anchor: f"_b{at}" for at, anchor in enumerate(anchors(edition.document))}
        self.opened: set[str] = set()
        self.drawings = 0

    # ------------------------------------------------------------------ inside a line

    def run(self, text: str, language: str = "", properties: str = "") -> str:
        code = LANGUAGES.get(language or self.language, "en-GB")
        lines = "<w:br/>".join(
            f'<w:t xml:space="preserve">{safe(line)}</w:t>'
            for line in text.split("\n")
            if line or "\n" in text
        )
        return f'<w:r><w:rPr>{properties}<w:lang w:val="{code}"/></w:rPr>{lines}</w:r>' if text else ""

    def line(self, inlines: Inlines, properties: str = "") -> str:
        return "".join(self.inline(one, properties) for one in inlines)

    def inline(self, one: Inline, properties: str) -> str:
        match one:
            case Text(text=text, language=language):
                return self.run(text, language, properties)
            case Strong(inlines=inlines):
                return self.line(inlines, _in_order(properties, "<w:b/><w:bCs/>"))
            case Emphasis(inlines=inlines):
                return self.line(inlines, _in_order(properties, "<w:i/><w:iCs/>"))
            case Link(address=address, inlines=inlines):
                if not address.startswith(SAFE_ADDRESSES):
                    return self.line(inlines, properties)
                inside = self.line(inlines, '<w:rStyle w:val="Hyperlink"/>')
                return f'<w:hyperlink r:id="{self.relate(address)}" w:history="1">{inside}</w:hyperlink>'
            case FigureRef(name=name, text=text):
                return self.figure(name, text, properties)
            case CrossRef(anchor=anchor, text=text):
                words = self.run(text, properties='<w:rStyle w:val="Hyperlink"/>')
                mark = self.bookmarks.get(anchor)
                return f'<w:hyperlink w:anchor="{mark}">{words}</w:hyperlink>' if mark else self.run(text)
            case FootnoteRef(number=number):
                return self.footnote(number)
        raise TypeError(type(one))

    def figure(self, name: str, text: str, properties: str) -> str:
        """The words of a figure, and its number in the annex, to which the number leads."""
        words, note = self.run(text, properties=properties), self.edition.notes.get(name)
        if not note:
            return words
        number = self.run(f"[{note}]", properties='<w:rStyle w:val="FigureNumber"/>')
        return f'{words}<w:hyperlink w:anchor="figure_{note}">{number}</w:hyperlink>'

    def footnote(self, number: int) -> str:
        """The mark of a footnote; where it stands already, a field that repeats its number."""
        if number in self.placed:
            return _field(f" NOTEREF _note{self.placed[number]} \\h ", str(number), _SUPERSCRIPT)
        if number not in self.footnotes:
            return ""
        identifier = self.add_footnote(self.footnotes[number], "")
        self.placed[number] = identifier
        mark = f'<w:r><w:rPr>{_SUPERSCRIPT}</w:rPr><w:footnoteReference w:id="{identifier}"/></w:r>'
        return _bookmarked(mark, f"_note{identifier}", 900_000 + identifier)

    def designation(self, place: int, words: Inlines) -> str:
        """A footnote of the title, with stars instead of a number."""
        identifier = self.add_footnote(words, "*" * place)
        return (
            f'<w:r><w:rPr>{_SUPERSCRIPT}</w:rPr><w:footnoteReference w:customMarkFollows="1" '
            f'w:id="{identifier}"/><w:t>{"*" * place}</w:t></w:r>'
        )

    def add_footnote(self, words: Inlines, mark: str) -> int:
        identifier = len(self.written) + 1
        self.written.append((identifier, words, mark))
        return identifier

    # ------------------------------------------------------------------ on the page

    def blocks(self, blocks: Iterable[Block], level: int = 0) -> str:
        return "".join(self.block(one, level) for one in blocks)

    def block(self, block: Block, level: int) -> str:
        match block:
            case Heading():
                words = self.marked(block.anchor, self.run(block.text))
                return paragraph(f"Heading{min(block.level, 4)}", words)
            case Paragraph():
                return self.paragraph(block)
            case List():
                return self.points(block, level)
            case Table():
                return self.table(block)
            case Picture():
                return self.picture(block)
            case Quote():
                return self.quote(block)
            case PageBreak():
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            case Annex():
                words = self.marked(block.anchor, self.run(block.title))
                return paragraph("Heading1", words, "<w:pageBreakBefore/>") + self.blocks(block.blocks)
        raise TypeError(type(block))

    def marked(self, anchor: str, words: str) -> str:
        """The words with the bookmark of an anchor; one that stands already is not opened again."""
        name = self.bookmarks.get(anchor, "")
        if not name or name in self.opened:
            return words
        self.opened.add(name)
        return _bookmarked(words, name, len(self.opened))

    def paragraph(self, one: Paragraph) -> str:
        words = self.marked(one.anchor, self.line(one.inlines))
        if not one.number:
            return paragraph("", words)
        return paragraph("NumberedParagraph", f"{self.run(one.number)}<w:r><w:tab/></w:r>{words}")

    def quote(self, quote: Quote) -> str:
        parts = [
            paragraph("Quote", self.line(one.inlines)) if isinstance(one, Paragraph) else self.block(one, 0)
            for one in quote.blocks
        ]
        if quote.source:
            parts.append(paragraph("QuoteSource", self.line(quote.source)))
        return "".join(parts)

    def points(self, block: List, level: int) -> str:
        level = min(level, DEEPEST)
        number = self.numbering.ordered(level, block.start) if block.ordered else 1
        style = "ListNumber" if block.ordered else "ListBullet"
        own = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
        further = f'<w:ind w:left="{(level + 1) * 357}"/>'
        return "".join(self.item(item, style, own, further, level) for item in block.items)

    def item(self, item: tuple[Block, ...], style: str, own: str, further: str, level: int) -> str:
        parts, marked = [], False
        for one in item:
            if isinstance(one, Paragraph):
                parts.append(paragraph(style, self.line(one.inlines), further if marked else own))
                marked = True
            else:
                parts.append(self.block(one, level + 1))
        return "".join(parts)

    # ------------------------------------------------------------------ tables and pictures

    def caption(self, one: Table | Picture, says: str, sequence: str) -> str:
        """ "Table 1. Words", its number a field that Word counts."""
        before, _, after = says.partition(NUMBER)
        number = _field(f" SEQ {sequence} \\* ARABIC ", str(self.edition.places.get(id(one), 1)))
        rest = after + (". " if one.caption else "")
        return self.marked(one.anchor, f"{self.run(before)}{number}{self.run(rest)}{self.line(one.caption)}")

    def table(self, table: Table) -> str:
        caption = paragraph("Caption", self.caption(table, gettext("Table %(number)s"), "Table"))
        widths = _widths(table)
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        rows = [self.row(table.header, table, widths, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>")]
        rows += [self.row(row, table, widths, "<w:trPr><w:cantSplit/></w:trPr>") for row in table.rows]
        named = "1" if table.row_headers else "0"
        about = f"<w:tblCaption w:val={quoteattr(safe(plain(table.caption)))}/>" if table.caption else ""
        properties = (
            '<w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="5000" w:type="pct"/>'
            f'<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="{named}" w:lastColumn="0" '
            f'w:noHBand="0" w:noVBand="1"/>{about}</w:tblPr>'
        )
        after = paragraph("", "", '<w:spacing w:after="120"/>')
        return f"{caption}<w:tbl>{properties}<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>{after}"

    def row(self, cells: Iterable[Inlines], table: Table, widths: list[int], properties: str) -> str:
        made = []
        for place, (cell, width) in enumerate(zip(cells, widths, strict=False)):
            side = table.alignment[place] if place < len(table.alignment) else "left"
            along = f'<w:jc w:val="{side}"/>' if side in ("right", "center") else ""
            words = paragraph("TableText", self.line(cell), along)
            made.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{words}</w:tc>')
        return f"<w:tr>{properties}{''.join(made)}</w:tr>"

    def picture(self, picture: Picture) -> str:
        relation, across, down = self.place(picture)
        self.drawings += 1
        words = picture.alt or plain(picture.caption)
        drawing = _DRAWING.format(
            across=across, down=down, number=self.drawings, words=_attribute(words), relation=relation
        )
        caption = self.caption(picture, picture_number(), "Figure")
        return paragraph("Picture", f"<w:r>{drawing}</w:r>") + paragraph("PictureCaption", caption)


# ---------------------------------------------------------------------- pieces of XML

_SUPERSCRIPT = '<w:rStyle w:val="FootnoteReference"/>'
_DRAWING = (
    '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
    '<wp:docPr id="{number}" name="Picture {number}" descr={words}/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="{number}" name="Picture {number}" descr={words}/><pic:cNvPicPr/>'
    '</pic:nvPicPr><pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing>"
)


def paragraph(style: str, inside: str, properties: str = "") -> str:
    """A paragraph in a style, "" the usual one."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    own = f"<w:pPr>{named}{properties}</w:pPr>" if named or properties else ""
    return f"<w:p>{own}{inside}</w:p>"


def _in_order(before: str, more: str) -> str:
    """Properties of a run in the order the schema wants: style, bold, italic."""
    return more + before if "<w:i/>" in before and "<w:b/>" in more else before + more


def _attribute(text: str) -> str:
    return quoteattr(text.translate(_CONTROL), {"\n": "&#10;"})


def _field(instruction: str, shown: str, properties: str = "") -> str:
    own = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return (
        f'<w:r>{own}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{own}<w:instrText xml:space="preserve">{instruction}</w:instrText></w:r>'
        f'<w:r>{own}<w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r>{own}<w:t>{escape(shown)}</w:t></w:r>"
        f'<w:r>{own}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def page_numbers() -> str:
    """ "3 / 41" as fields."""
    return f'{_field(" PAGE ", "1")}<w:r><w:t xml:space="preserve"> / </w:t></w:r>{_field(" NUMPAGES ", "1")}'


def _bookmarked(inside: str, name: str, number: int) -> str:
    begins = f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>'
    return f'{begins}{inside}<w:bookmarkEnd w:id="{number}"/>'


def bookmarked(inside: str, name: str, number: int) -> str:
    """The words under a bookmark, which has a name and a number of its own."""
    return _bookmarked(inside, name, number)


def _widths(table: Table) -> list[int]:
    """The columns in twentieths of a point: short ones as wide as they need, the others what is left."""
    columns = range(len(table.header))
    needed = [_needed(table, place) for place in columns]
    letters = [max([len(plain(row[at])) for row in table.rows if at < len(row)] or [1]) for at in columns]
    wide = [at for at in columns if letters[at] > NARROW] or [0]
    left = TEXT_WIDTH - sum(needed[at] for at in columns if at not in wide)
    if left < len(wide) * LEAST:
        return [TEXT_WIDTH // len(needed)] * len(needed)
    whole = sum(min(letters[at], 120) for at in wide) or 1
    return [left * min(letters[at], 120) // whole if at in wide else needed[at] for at in columns]


def _needed(table: Table, place: int) -> int:
    """What a column of short cells needs so that none is broken: its longest cell, or word of its head."""
    heads = plain(table.header[place]).split(" ")
    cells = [row[place] for row in table.rows if place < len(row)]
    notes = 4 if any(isinstance(one, FigureRef) for cell in cells for one in cell) else 0
    longest = max([len(plain(cell)) + notes for cell in cells] + [len(word) + 1 for word in heads])
    return longest * LETTER + BESIDE
