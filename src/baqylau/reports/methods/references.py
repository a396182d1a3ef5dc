"""What stands in braces in a text: a figure, or something else that a report refers to.

One way to refer to a figure: its name, as in ``statement.toml``. A part of it after a full stop, words in the
number it asks for after a bar. Everything else names its kind before a colon.

    {family_voting}                     31.8 % of observations (712 of 2,237)
    {family_voting.numerator}           712
    {disputes.complaints|complaint|complaints}
    {chart:family_voting, multiple_voting | Irregularities}
    {table:family_voting, multiple_voting}
    {finding:12}  {case:3}  {recommendation:4}  {chapter:voting}  {date:2023-03-19}  {annex:figures}
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date

PARTS = ("numerator", "denominator", "share", "count")
"""What may follow a figure's name: plain numbers, the share alone, "712 of 2,237" alone."""

OTHER_KINDS = ("finding", "case", "recommendation", "chapter", "date")
DRAWN = ("chart", "table")
ANNEXES = (
    "results",
    "media",
    "meetings",
    "observers",
    "method",
    "figures",
    "priority_recommendations",
    "other_recommendations",
    "earlier_recommendations",
)
"""The parts that a report makes itself."""
BLOCKS = (*DRAWN, "annex")
"""Kinds that stand in a line of their own."""
FIGURE = "figure"
KINDS = (FIGURE, *OTHER_KINDS, *BLOCKS)

_NAME = re.compile(r"[a-z0-9][\w.:/@+\-]*", re.IGNORECASE)
_KIND = re.compile(r"([a-z]+):")


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference as read. ``names`` are figures, or the one number or code of another kind.

    ``forms`` are the words that agree with the number; ``caption`` is that of a chart or a table.
    """

    text: str
    kind: str
    names: tuple[str, ...]
    part: str = ""
    forms: tuple[str, ...] = field(default=())
    caption: str = ""

    @property
    def name(self) -> str:
        """The one name of everything that has one."""
        return self.names[0]

    @property
    def is_block(self) -> bool:
        """Whether it stands in a line of its own."""
        return self.kind in BLOCKS

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures it needs."""
        return self.names if self.kind in (FIGURE, *DRAWN) else ()


def read_reference(inside: str) -> Reference | None:
    """What stands between two braces; None where it is no reference.

    >>> read_reference("queue.numerator")
    Reference(text='queue.numerator', kind='figure', names=('queue',), part='numerator', forms=(), caption='')
    >>> read_reference("chart: queue, noise | What was seen").names
    ('queue', 'noise')
    >>> read_reference("a typed remark") is None
    True
    """
    text = inside.strip()
    found = _KIND.match(text)
    if found and found.group(1) in KINDS:
        return _of_kind(text, found.group(1), text[found.end() :])
    name, *forms = (one.strip() for one in text.split("|"))
    if not _NAME.fullmatch(name):
        return None
    whole, _, last = name.rpartition(".")
    part = last if whole and last in PARTS else ""
    return Reference(text, FIGURE, (whole if part else name,), part, tuple(forms))


def _of_kind(text: str, kind: str, rest: str) -> Reference | None:
    said, _, caption = rest.partition("|")
    names = tuple(one.strip() for one in said.split(","))
    if not all(_NAME.fullmatch(one) for one in names):
        return None
    if kind in DRAWN:
        return Reference(text, kind, names, caption=caption.strip())
    fits = len(names) == 1 and not caption and _fits(kind, names[0])
    return Reference(text, kind, names) if fits else None


def _fits(kind: str, said: str) -> bool:
    if kind == "date":
        return as_date(said) is not None
    if kind in ("finding", "recommendation"):
        return said.isdecimal()
    return kind != "annex" or said in ANNEXES


def as_date(said: str) -> date | None:
    """A day as ``2023-03-19``; None where there is no such day."""
    try:
        return date.fromisoformat(said) if re.fullmatch(r"\d{4}-\d\d-\d\d", said) else None
    except ValueError:
        return None
