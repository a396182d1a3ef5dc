"""A document as a tree of plain blocks: what every format (page, PDF, Word file, register) is made from.

Nothing in it knows how it will look. Text that people wrote stands in ``Text`` and never as markup. A number
that was counted stands in a ``FigureRef``: the words that are shown and the name of the figure they are of.
The tree has a JSON form, so that a version that was frozen is kept as data: ``to_data`` and ``from_data`` are
each other's inverse.
"""

from __future__ import annotations

import base64
import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

# -------------------------------------------------------------------------------- inside a line


@dataclass(frozen=True, slots=True)
class Text:
    """Words. ``language`` only where it is not the document's: "kk" for a Kazakh name in English text."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of weight."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Words that are stressed, or a title."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to an address outside the document (http, https or mailto)."""

    address: str
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class FigureRef:
    """A figure by its name, with the words that stand for it: "31.8 % of observations (712 of 2,237)"."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class FootnoteRef:
    """The mark of a footnote of the document."""

    number: int


@dataclass(frozen=True, slots=True)
class CrossRef:
    """Words that lead to a heading, an annex, a table or a picture of the same document."""

    anchor: str
    text: str


Inline: TypeAlias = Text | Strong | Emphasis | Link | FigureRef | FootnoteRef | CrossRef
Inlines: TypeAlias = tuple[Inline, ...]

# -------------------------------------------------------------------------------- on the page


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. ``level`` 1 is a chapter; the title of the document stands above it and is none."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph. ``number`` is shown in the margin where a report numbers its paragraphs."""

    inlines: Inlines
    anchor: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class List:
    """A list; an item is a tuple of blocks, so that lists may stand in lists. ``start`` if it is ordered."""

    ordered: bool
    items: tuple[Blocks, ...]
    start: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table: a caption, a header, rows of the same width.

    ``alignment`` is "left", "right" or "center" for each column; empty: all left. ``figures`` are names of
    figures that the cells show without referring to them themselves. ``row_headers``: whether the first cell
    of each row names the row.
    """

    caption: Inlines
    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    alignment: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    anchor: str = ""
    row_headers: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture: what it says in words (``alt``), a caption, and SVG text or PNG bytes, one of the two.

    ``data`` is the table it was drawn from, for those who would rather read. ``width`` in points; 0: its own,
    at most that of the text. ``bars`` are those of a bar chart (words, length, value), which a format may
    draw anew in its own width and face.
    """

    alt: str
    caption: Inlines
    svg: str = ""
    png: bytes = b""
    data: Table | None = None
    figures: tuple[str, ...] = ()
    anchor: str = ""
    width: float = 0
    bars: tuple[tuple[str, float | None, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody else wrote, and where it is from ("Record 812, team L03, Karaganda")."""

    blocks: Blocks
    source: Inlines = ()


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: a title such as "Annex 1: Results" and blocks of its own. It begins on a new page."""

    title: str
    anchor: str
    blocks: Blocks


Block: TypeAlias = Heading | Paragraph | List | Table | Picture | Quote | PageBreak | Annex
Blocks: TypeAlias = tuple[Block, ...]

# -------------------------------------------------------------------------------- the whole


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote; its mark is a ``FootnoteRef`` of the same number."""

    number: int
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: name, capacity ("Head of the delegation"), and the body; ``signed`` where it was done."""

    name: str
    capacity: str
    body: str = ""
    signed: date | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document in one language.

    ``language`` and ``authoritative_language`` are codes ("en", "ru", "kk"). ``designations`` are the pack's
    notes on names of territories and the like; they are set as footnotes of the title. ``dated`` is the day
    it bears.
    """

    title: str
    language: str
    blocks: Blocks
    subtitle: str = ""
    authoritative_language: str = ""
    mission: str = ""
    election: str = ""
    dated: date | None = None
    footnotes: tuple[Footnote, ...] = ()
    designations: tuple[Inlines, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def authoritative(self) -> bool:
        """Whether this language is the one that counts where the languages differ."""
        return self.authoritative_language in ("", self.language)


Node: TypeAlias = Inline | Block | Footnote | Signature | Document

# -------------------------------------------------------------------------------- walking


def walk(node: Node) -> Iterator[Node]:
    """A node and everything in it, in the order of reading."""
    yield node
    for held in dataclasses.fields(node):
        yield from _inside(getattr(node, held.name))


def _inside(value: object) -> Iterator[Node]:
    if isinstance(value, tuple):
        for one in value:
            yield from _inside(one)
    elif dataclasses.is_dataclass(value):
        yield from walk(value)  # type: ignore[arg-type]


def plain(inlines: Inlines) -> str:
    """The words of a line without anything else; marks of footnotes are left out.

    >>> plain((Text("in "), Strong((FigureRef("family_voting", "3 of 12 observations"),)), FootnoteRef(1)))
    'in 3 of 12 observations'
    """
    return "".join(_plain(inline) for inline in inlines)


def _plain(inline: Inline) -> str:
    match inline:
        case Text(text=text) | FigureRef(text=text) | CrossRef(text=text):
            return text
        case Strong(inlines=inside) | Emphasis(inlines=inside) | Link(inlines=inside):
            return plain(inside)
    return ""


def anchors(document: Document) -> tuple[str, ...]:
    """The anchors that references of a document may lead to, each once, in the order of reading."""
    held = (
        node for node in walk(document) if isinstance(node, Heading | Paragraph | Table | Picture | Annex)
    )
    return tuple(dict.fromkeys(node.anchor for node in held if node.anchor))


def figure_names(document: Document) -> tuple[str, ...]:
    """The names of the figures a document shows, each once, in the order in which they are met."""
    met: dict[str, None] = {}
    for node in walk(document):
        if isinstance(node, FigureRef):
            met[node.name] = None
        elif isinstance(node, Table | Picture):
            met.update(dict.fromkeys(node.figures))
    return tuple(met)


# -------------------------------------------------------------------------------- as JSON

_INLINES = (Text, Strong, Emphasis, Link, FigureRef, FootnoteRef, CrossRef)
_BLOCKS = (Heading, Paragraph, List, Table, Picture, Quote, PageBreak, Annex)
_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (*_INLINES, *_BLOCKS, Footnote, Signature, Document)
}


def to_data(node: Node) -> dict[str, Any]:
    """A node as JSON: its kind, and its fields where they are not what they are anyway.

    >>> to_data(Paragraph((Text("Good."),)))
    {'kind': 'Paragraph', 'inlines': [{'kind': 'Text', 'text': 'Good.'}]}
    """
    data: dict[str, Any] = {"kind": type(node).__name__}
    for held in dataclasses.fields(node):
        value = getattr(node, held.name)
        if value != held.default:
            data[held.name] = _to_data(value)
    return data


def _to_data(value: object) -> Any:
    if isinstance(value, tuple):
        return [_to_data(one) for one in value]
    if dataclasses.is_dataclass(value):
        return to_data(value)  # type: ignore[arg-type]
    if isinstance(value, bytes):
        return {"base64": base64.b64encode(value).decode()}
    return {"date": value.isoformat()} if isinstance(value, date) else value


def from_data(data: dict[str, Any]) -> Any:
    """The node that ``to_data`` gave. ``ValueError`` for a kind or a field that there is not."""
    kind = _KINDS.get(data.get("kind", ""))
    if kind is None:
        raise ValueError(f"There is no kind of block called {data.get('kind')!r}.")
    fields = {name: _from_data(value) for name, value in data.items() if name != "kind"}
    try:
        return kind(**fields)
    except TypeError as error:
        raise ValueError(str(error)) from error


def _from_data(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_from_data(one) for one in value)
    if isinstance(value, dict):
        if "base64" in value:
            return base64.b64decode(value["base64"])
        return date.fromisoformat(value["date"]) if "date" in value else from_data(value)
    return value


def document_from_data(data: dict[str, Any]) -> Document:
    """A whole document that was kept. ``ValueError`` where the data are something else."""
    document = from_data(data)
    if not isinstance(document, Document):
        raise ValueError("This is not a whole document.")
    return document
