"""A chapter's text: Markdown with references, read into blocks. Nothing in it is ever HTML.

What the text refers to is asked of a resolver, so that this stays plain. What is wrong is a numbered problem
at its line; the words are kept all the same, so that a preview shows them.

The dialect is CommonMark with tables and footnotes (``[^1]`` with ``[^1]: …``, or ``^[…]``), read by
markdown-it-py. ``---`` begins a new page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from baqylau.core.problem import Phrase, Problem
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.passages import GONE, HERE, NOTE, At, Passage, Read, Resolver
from baqylau.reports.methods.references import Reference, read_reference

LONGEST = 300_000
"""Letters of one chapter in one language; a whole final report has fewer."""

_BRACES = re.compile(r"\{([^{}\n]*)\}")
_TAG = re.compile(r"</?[a-z][^<>]*>|<!--|<script", re.IGNORECASE)
_SAFE = re.compile(r"(https?://|mailto:)\S+", re.IGNORECASE)
_LETTERS = re.compile(r"[^\w]+")


def read_markup(text: str, resolver: Resolver, *, prefix: str, first_note: int = 1) -> Read:
    """A chapter's text as blocks. ``prefix`` begins the anchors of its headings, tables and pictures."""
    if len(text) > LONGEST:
        says = Phrase("The text has more than {most} letters.", most=LONGEST)
        problem = Problem("Z.501", says, Phrase("Divide it into chapters."))
        return Read((), (), (At(1, problem),), (), ())
    return _Reading(text.replace("\0", ""), resolver, prefix, first_note).read()


def passages_of(text: str) -> tuple[Passage, ...]:
    """The running words of a text, footnotes and code left out."""
    return read_markup(text, _Nothing(), prefix="").passages


def references_of(text: str) -> tuple[tuple[int, Reference], ...]:
    """Every reference of a text with its line, those of footnotes included."""
    return read_markup(text, _Nothing(), prefix="").references


def word_count(text: str) -> int:
    """How many words a text has; a reference counts as one, footnotes are left out.

    >>> word_count("Seen in **most** places: {queue}.")
    5
    """
    return sum(len(_WORD.findall(one.text)) for one in passages_of(text))


_WORD = re.compile(rf"[\w'’-]*[^\W_][\w'’-]*|{HERE}")


class _Nothing:
    def inline(self, reference: Reference) -> b.Inlines | Problem:
        return ()

    def block(self, reference: Reference) -> b.Blocks | Problem:
        return ()

    def picture(self, number: int, alt: str, caption: str) -> b.Picture | Problem:
        return b.Picture(alt, (b.Text(caption),))


def _braces(state: StateInline, silent: bool) -> bool:
    """The rule for braces: before emphasis, so that a name may have underscores."""
    if state.src[state.pos] not in "{}":
        return False
    found = _BRACES.match(state.src, state.pos)
    if not silent:
        token = state.push("reference" if found else "brace", "", 0)
        token.content = found.group(1) if found else state.src[state.pos]
    state.pos = found.end() if found else state.pos + 1
    return True


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").use(footnote_plugin)
    parser.inline.ruler.after("escape", "braces", _braces)
    # Every address is read and then judged by us, so that a bad one can be pointed out.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    return parser


_MARKDOWN = _parser()


class _Reading:
    """One reading of one text."""

    def __init__(self, text: str, resolver: Resolver, prefix: str, first_note: int) -> None:
        self.lines = text.split("\n")
        self.resolver, self.prefix, self.first_note = resolver, prefix, first_note
        self.problems: list[At] = []
        self.references: list[tuple[int, Reference]] = []
        self.passages: list[Passage] = []
        self.notes: list[b.Footnote] = []
        self.anchors: set[str] = set()
        self.in_notes = False
        env: dict[str, object] = {}
        tokens = _MARKDOWN.parse(text, env)
        self.tree = SyntaxTreeNode(tokens)
        self._look_for_unused_notes(text, env)

    def read(self) -> Read:
        blocks = self._blocks(self.tree.children)
        self.problems.sort(key=lambda one: one.line)
        return Read(
            blocks, tuple(self.notes), tuple(self.problems), tuple(self.references), tuple(self.passages)
        )

    # ------------------------------------------------------------------------------------------- blocks

    def _blocks(self, nodes: Iterable[SyntaxTreeNode]) -> b.Blocks:
        return tuple(block for node in nodes for block in self._block(node))

    def _block(self, node: SyntaxTreeNode) -> Iterator[b.Block]:
        match node.type:
            case "heading":
                yield self._heading(node)
            case "paragraph":
                yield from self._paragraph(node)
            case "bullet_list" | "ordered_list":
                items = tuple(self._blocks(item.children) for item in node.children)
                start = int(node.attrs.get("start", 1) or 1)
                yield b.List(node.type == "ordered_list", items, start)
            case "blockquote":
                yield _quote(self._blocks(node.children))
            case "table":
                yield self._table(node)
            case "fence" | "code_block":
                yield from self._code(node)
            case "hr":
                yield b.PageBreak()
            case "footnote_block":
                self._footnotes(node)

    def _heading(self, node: SyntaxTreeNode) -> b.Heading:
        """The chapter's own title is level 1, so that ``#`` and ``##`` are both 2."""
        inlines = self._line(node)
        words = "".join(one.text for one in inlines if isinstance(one, b.Text))
        return b.Heading(max(2, min(int(node.tag[1]), 5)), b.plain(inlines), self._anchor(words))

    def _anchor(self, words: str) -> str:
        whole = f"{self.prefix}-{_LETTERS.sub('-', words.lower()).strip('-')[:60]}"
        anchor, times = whole, 1
        while anchor in self.anchors:
            times += 1
            anchor = f"{whole}-{times}"
        self.anchors.add(anchor)
        return anchor

    def _paragraph(self, node: SyntaxTreeNode) -> Iterator[b.Block]:
        inline = node.children[0] if node.children else None
        only = inline.children[0] if inline and len(inline.children) == 1 else None
        if only is not None and only.type == "reference":
            reference = read_reference(only.content)
            if reference is not None and reference.is_block:
                yield from self._drawn(reference, self._line_of(node))
                return
        if only is not None and only.type == "image":
            yield from self._picture(only, self._line_of(node))
            return
        yield b.Paragraph(self._line(node))

    def _drawn(self, reference: Reference, line: int) -> b.Blocks:
        self.references.append((line, reference))
        found = self.resolver.block(reference)
        if isinstance(found, Problem):
            self._wrong(line, found)
            return (b.Paragraph((self._gone(reference.text),)),)
        return found

    def _picture(self, node: SyntaxTreeNode, line: int) -> b.Blocks:
        address, alt = str(node.attrs.get("src", "")), node.content
        number = address.removeprefix("picture:")
        if not address.startswith("picture:") or not number.isdecimal():
            says = Phrase("'{address}' is no picture of this report.", address=address[:100])
            self._wrong(
                line, Problem("Z.508", says, Phrase("Add the picture to the report, then insert it."))
            )
            return (b.Paragraph((self._gone(alt or address),)),)
        found = self.resolver.picture(int(number), alt, str(node.attrs.get("title", "")))
        if isinstance(found, Problem):
            self._wrong(line, found)
            return (b.Paragraph((self._gone(alt or address),)),)
        return (found,)

    def _code(self, node: SyntaxTreeNode) -> Iterator[b.Block]:
        line = self._line_of(node)
        if node.type == "fence" and node.map and not self._is_closed(node):
            says = Phrase("A block that begins with {mark} is not closed.", mark=node.markup)
            self._wrong(line, Problem("Z.504", says, Phrase("Close it with a line of the same signs.")))
        for words in node.content.split("\n"):
            if words.strip():
                yield b.Paragraph((b.Text(words),))

    def _is_closed(self, node: SyntaxTreeNode) -> bool:
        begins, ends = node.map or (0, 0)
        last = self.lines[min(ends, len(self.lines)) - 1].strip(" >")
        return ends - begins > 1 and last.startswith(node.markup) and not last.strip(node.markup[0])

    def _table(self, node: SyntaxTreeNode) -> b.Table:
        rows = [row for part in node.children for row in part.children]
        read = [tuple(self._line(cell) for cell in row.children) for row in rows]
        style = [str(cell.attrs.get("style", "")) for cell in rows[0].children]
        sides = tuple(one.removeprefix("text-align:") or "left" for one in style)
        return b.Table((), read[0], tuple(read[1:]), sides)

    def _footnotes(self, node: SyntaxTreeNode) -> None:
        self.in_notes = True
        for place, note in enumerate(node.children):
            inlines: tuple[b.Inline, ...] = ()
            for child in note.children:
                if child.type == "paragraph":
                    inlines += ((b.Text(" "),) if inlines else ()) + self._line(child)
            self.notes.append(b.Footnote(self.first_note + place, inlines))

    # ---------------------------------------------------------------------------------------- in a line

    def _line(self, node: SyntaxTreeNode) -> b.Inlines:
        """The words of a paragraph, a heading or a cell."""
        said: list[str] = []
        held: list[Reference] = []
        line = self._line_of(node)
        inlines: list[b.Inline] = []
        for child in node.children:
            if child.type == "inline":
                inlines += self._inlines(child.children, line, said, held)
        text = "".join(said)
        self._look_for_open_markup(text, line)
        if not self.in_notes and text.strip():
            self.passages.append(Passage(line, text, tuple(held)))
        return tuple(inlines)

    def _inlines(
        self, nodes: Iterable[SyntaxTreeNode], line: int, said: list[str], held: list[Reference]
    ) -> list[b.Inline]:
        found: list[b.Inline] = []
        for node in nodes:
            here = line + sum(part.count("\n") for part in said)
            found += self._inline(node, here, said, held)
        return _joined(found)

    def _inline(
        self, node: SyntaxTreeNode, line: int, said: list[str], held: list[Reference]
    ) -> Iterable[b.Inline]:
        match node.type:
            case "text":
                said.append(node.content)
                return [b.Text(node.content)]
            case "softbreak" | "hardbreak":
                said.append("\n")
                return [b.Text(" ")]
            case "code_inline":
                return [b.Text(node.content)]
            case "strong" | "em":
                inside = tuple(self._inlines(node.children, line, said, held))
                return [b.Strong(inside) if node.type == "strong" else b.Emphasis(inside)]
            case "link":
                return self._link(node, line, said, held)
            case "reference":
                return self._reference(node.content, line, said, held)
            case "brace":
                return self._brace(node.content, line, said)
            case "footnote_ref":
                said.append(NOTE)
                return [b.FootnoteRef(self.first_note + int(node.meta.get("id", 0)))]
            case "image":
                return self._picture_in_line(node, line)
        return []

    def _link(
        self, node: SyntaxTreeNode, line: int, said: list[str], held: list[Reference]
    ) -> Iterable[b.Inline]:
        inside = tuple(self._inlines(node.children, line, said, held))
        address = str(node.attrs.get("href", ""))
        if address.startswith("#"):
            return [b.CrossRef(address[1:], b.plain(inside))]
        if not _SAFE.fullmatch(address):
            says = Phrase("'{address}' is no address of a page.", address=address[:100])
            self._wrong(line, Problem("Z.507", says, Phrase("Begin it with https:// or with #.")))
            return inside
        return [b.Link(address, inside)]

    def _reference(
        self, inside: str, line: int, said: list[str], held: list[Reference]
    ) -> Iterable[b.Inline]:
        reference = read_reference(inside)
        if reference is None:
            says = Phrase("'{text}' in braces refers to nothing.", text=inside[:100])
            remedy = Phrase("Insert the reference by search; write \\{ for a brace that is none.")
            self._wrong(line, Problem("Z.502", says, remedy))
            said.append(inside)
            return [self._gone(inside)]
        self.references.append((line, reference))
        said.append(HERE)
        held.append(reference)
        if reference.is_block:
            says = Phrase("'{text}' stands in the middle of a line.", text=inside[:100])
            self._wrong(line, Problem("Z.503", says, Phrase("Give it a line of its own.")))
            return [self._gone(inside)]
        found = self.resolver.inline(reference)
        if isinstance(found, Problem):
            self._wrong(line, found)
            return [self._gone(inside)]
        return found

    def _brace(self, sign: str, line: int, said: list[str]) -> Iterable[b.Inline]:
        says = Phrase("A brace is not closed, or not opened.")
        self._wrong(line, Problem("Z.504", says, Phrase("Close it, or write \\{ for a brace that is none.")))
        said.append(sign)
        return [b.Text(sign)]

    def _picture_in_line(self, node: SyntaxTreeNode, line: int) -> Iterable[b.Inline]:
        says = Phrase("A picture stands in the middle of a line.")
        self._wrong(line, Problem("Z.503", says, Phrase("Give it a line of its own.")))
        return [b.Text(node.content)]

    # ------------------------------------------------------------------------------------- what is wrong

    def _gone(self, text: str) -> b.FigureRef:
        return b.FigureRef(GONE + text, f"{{{text}}}")

    def _wrong(self, line: int, problem: Problem) -> None:
        self.problems.append(At(line, problem))

    def _line_of(self, node: SyntaxTreeNode) -> int:
        at: SyntaxTreeNode | None = node
        while at is not None and at.type != "root":
            if at.map:
                return at.map[0] + 1
            at = at.parent
        return len(self.lines)

    def _look_for_open_markup(self, text: str, line: int) -> None:
        for mark in ("**", "__", "`", "]("):
            if mark in text:
                says = Phrase("The mark {mark} is not closed, or not opened.", mark=mark)
                remedy = Phrase("Close it, or write a \\ before it.")
                self._wrong(line + text[: text.index(mark)].count("\n"), Problem("Z.504", says, remedy))
        if tag := _TAG.search(text):
            says = Phrase("A tag of HTML is not read: it is shown as text.")
            self._wrong(
                line + text[: tag.start()].count("\n"),
                Problem("Z.505", says, Phrase("Use Markdown: **bold**, lists, tables.")),
            )
        if "[^" in text:
            says = Phrase("A footnote is referred to and not written.")
            self._wrong(
                line, Problem("Z.506", says, Phrase("Write it in a line of its own: [^1]: the source."))
            )

    def _look_for_unused_notes(self, text: str, env: dict[str, object]) -> None:
        notes = env.get("footnotes")
        refs = notes.get("refs", {}) if isinstance(notes, dict) else {}
        for label in (key[1:] for key, place in refs.items() if place < 0):
            line = next((at for at, one in enumerate(self.lines, 1) if f"[^{label}]:" in one), 1)
            says = Phrase("Nothing refers to footnote {label}.", label=label[:40])
            self._wrong(line, Problem("Z.506", says, Phrase("Refer to it, or take it out.")))


def _joined(inlines: Iterable[b.Inline]) -> list[b.Inline]:
    """Neighbouring words as one, so that a text does not depend on how it was cut."""
    joined: list[b.Inline] = []
    for one in inlines:
        last = joined[-1] if joined else None
        if isinstance(one, b.Text) and isinstance(last, b.Text) and one.language == last.language:
            joined[-1] = b.Text(last.text + one.text, one.language)
        else:
            joined.append(one)
    return joined


def _quote(blocks: b.Blocks) -> b.Quote:
    """A quotation; its last paragraph says where it is from where it begins with a dash."""
    last = blocks[-1] if blocks else None
    if isinstance(last, b.Paragraph) and len(blocks) > 1 and last.inlines:
        first = last.inlines[0]
        if isinstance(first, b.Text) and first.text.startswith("— "):
            return b.Quote(blocks[:-1], (b.Text(first.text[2:], first.language), *last.inlines[1:]))
    return b.Quote(blocks)
