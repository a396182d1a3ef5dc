"""Two people write one chapter: their texts put together by paragraphs, so that nothing of either is lost.

A three-way merge after S. Khanna, K. Kunal and B. C. Pierce, A Formal Investigation of Diff3 (2007): what
only one of two changed is taken from that one; where both changed the same paragraph, and not to the same
words, both stand side by side for a decision. Changes of neighbouring paragraphs do not meet; two insertions
in one place do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_BLANK = re.compile(r"\n[ \t]*\n\s*")


@dataclass(frozen=True, slots=True)
class Agreed:
    """Paragraphs that stand as they are."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """Paragraphs that both changed: as they were, as each has them now; empty where taken out."""

    base: tuple[str, ...]
    mine: tuple[str, ...]
    theirs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    """``base[begins:ends]`` became ``new``."""

    begins: int
    ends: int
    new: tuple[str, ...]


def paragraphs(text: str) -> tuple[str, ...]:
    """A text as its paragraphs: what blank lines part. Lines lose the blanks at their ends.

    >>> paragraphs("One.\\r\\n\\r\\n\\r\\nTwo,\\nstill two.\\n")
    ('One.', 'Two,\\nstill two.')
    """
    lines = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return tuple(one for one in _BLANK.split(lines.strip("\n")) if one.strip())


def joined(parts: Sequence[str]) -> str:
    """Paragraphs as a text."""
    return "\n\n".join(parts)


def tidy(text: str) -> str:
    """A text as it is kept: one blank line between paragraphs, no blanks at the ends of lines."""
    return joined(paragraphs(text))


def merge(base: str, mine: str, theirs: str) -> tuple[Agreed | Conflict, ...]:
    """Two texts that both began as ``base``, put together.

    >>> merge("a\\n\\nb\\n\\nc", "a\\n\\nB\\n\\nc", "a\\n\\nb\\n\\nC")
    (Agreed(paragraphs=('a', 'B', 'C')),)
    >>> merge("a", "b", "c")
    (Conflict(base=('a',), mine=('b',), theirs=('c',)),)
    """
    was, ours, others = paragraphs(base), paragraphs(mine), paragraphs(theirs)
    pieces: list[Agreed | Conflict] = []
    at = 0
    for begins, ends, left, right in _groups(_edits(was, ours), _edits(was, others)):
        _add(pieces, was[at:begins])
        before = was[begins:ends]
        here, there = _applied(was, begins, ends, left), _applied(was, begins, ends, right)
        if not right or here == there:
            _add(pieces, here)
        elif not left:
            _add(pieces, there)
        else:
            pieces.append(Conflict(before, here, there))
        at = ends
    _add(pieces, was[at:])
    return tuple(pieces)


def merged(pieces: Sequence[Agreed | Conflict]) -> str | None:
    """The text of a merge without conflicts; None where somebody has to decide."""
    if any(isinstance(piece, Conflict) for piece in pieces):
        return None
    return joined([one for piece in pieces if isinstance(piece, Agreed) for one in piece.paragraphs])


def _add(pieces: list[Agreed | Conflict], parts: Sequence[str]) -> None:
    if not parts:
        return
    last = pieces[-1] if pieces else None
    if isinstance(last, Agreed):
        pieces[-1] = Agreed(last.paragraphs + tuple(parts))
    else:
        pieces.append(Agreed(tuple(parts)))


def _edits(base: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    """What was done to the base, one paragraph at a time where as many came as went."""
    edits: list[_Edit] = []
    for kind, low, high, first, last in SequenceMatcher(None, base, new, autojunk=False).get_opcodes():
        if kind == "equal":
            continue
        if high - low == last - first:
            edits += [_Edit(low + k, low + k + 1, (new[first + k],)) for k in range(high - low)]
        else:
            edits.append(_Edit(low, high, tuple(new[first:last])))
    return edits


def _groups(mine: list[_Edit], theirs: list[_Edit]) -> Iterator[tuple[int, int, list[_Edit], list[_Edit]]]:
    """Edits that meet, together: the range of the base, and who did what in it."""
    waiting = sorted(
        [(edit, True) for edit in mine] + [(edit, False) for edit in theirs],
        key=lambda one: (one[0].begins, one[0].ends),
    )
    while waiting:
        first, is_mine = waiting.pop(0)
        begins, ends = first.begins, first.ends
        sides: tuple[list[_Edit], list[_Edit]] = ([], [])
        sides[0 if is_mine else 1].append(first)
        while waiting and _meets(begins, ends, waiting[0][0]):
            edit, is_mine = waiting.pop(0)
            sides[0 if is_mine else 1].append(edit)
            ends = max(ends, edit.ends)
        yield begins, ends, *sides


def _meets(begins: int, ends: int, edit: _Edit) -> bool:
    """Whether an edit, which begins no earlier, lies in the range; two insertions in one place meet."""
    return edit.begins < ends or (begins == ends == edit.begins == edit.ends)


def _applied(base: Sequence[str], begins: int, ends: int, edits: Sequence[_Edit]) -> tuple[str, ...]:
    """A range of the base after some edits."""
    result: list[str] = []
    at = begins
    for edit in edits:
        result += [*base[at : edit.begins], *edit.new]
        at = edit.ends
    return (*result, *base[at:ends])


# --------------------------------------------------------------------------------- what changed, in words


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a paragraph: ``kind`` is "same", "out" or "in"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A paragraph of two versions: "same", "changed", "out" or "in", with its words where it changed.

    ``place`` is its place in the old text, None for a new one.
    """

    kind: str
    place: int | None
    old: str
    new: str
    words: tuple[Words, ...] = ()


def what_changed(old: str, new: str) -> tuple[Changed, ...]:
    """The paragraphs of two versions of a text, in the order of the new one.

    >>> [(one.kind, one.new) for one in what_changed("a\\n\\nb c", "a\\n\\nb d\\n\\ne")]
    [('same', 'a'), ('changed', 'b d'), ('in', 'e')]
    """
    was, now = paragraphs(old), paragraphs(new)
    found: list[Changed] = []
    for kind, low, high, first, last in SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            found += [Changed("same", low + k, was[low + k], now[first + k]) for k in range(high - low)]
            continue
        both = min(high - low, last - first)
        for k in range(both):
            one, other = was[low + k], now[first + k]
            found.append(Changed("changed", low + k, one, other, words_changed(one, other)))
        found += [Changed("out", place, was[place], "") for place in range(low + both, high)]
        found += [Changed("in", None, "", now[place]) for place in range(first + both, last)]
    return tuple(found)


def words_changed(old: str, new: str) -> tuple[Words, ...]:
    """Two paragraphs word by word.

    >>> words_changed("in many places", "in some places")
    (Words(kind='same', text='in '), Words(kind='out', text='many'), Words(kind='in', text='some'), \
Words(kind='same', text=' places'))
    """
    was, now = re.findall(r"\w+|\s+|[^\w\s]", old), re.findall(r"\w+|\s+|[^\w\s]", new)
    found: list[Words] = []
    for kind, low, high, first, last in SequenceMatcher(None, was, now).get_opcodes():
        if kind == "equal":
            found.append(Words("same", "".join(was[low:high])))
            continue
        if high > low:
            found.append(Words("out", "".join(was[low:high])))
        if last > first:
            found.append(Words("in", "".join(now[first:last])))
    return tuple(found)
