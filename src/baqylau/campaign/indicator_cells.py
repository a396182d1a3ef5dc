"""Tables of indicators: what a page shows of a number, and what a file gives of it.

A share is shown in per cent and given as numerator, denominator and per cent: anyone can do the sum again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from baqylau.campaign.methods.indicators import BROADCAST, ONLINE, PRINT
from baqylau.campaign.methods.shares import Part, rounding_rest
from baqylau.core.figure import half_up

FEW = 30
"""Below so many appearances a share says little: one of them more or less moves it by more than 3 points."""
NOTHING = "–"
SPACE = "\N{NO-BREAK SPACE}"
MEDIUM_WORDS = {
    BROADCAST: gettext_lazy("Broadcast"),
    PRINT: gettext_lazy("Print"),
    ONLINE: gettext_lazy("Online"),
}
AMOUNT_WORDS = {
    BROADCAST: gettext_lazy("Time"),
    PRINT: gettext_lazy("Space, cm²"),
    ONLINE: gettext_lazy("Items"),
}
UNIT_CODES = {BROADCAST: "seconds", PRINT: "cm2", ONLINE: "items"}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the names under which a file gives what stands below it."""

    words: str
    names: tuple[str, ...]
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """What is shown, by what it is sorted, and what a file gives. ``few`` is of how few it was made."""

    text: str
    sort: str
    raw: tuple[object, ...]
    few: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its denominator said in its note. The first cell of each line names the line."""

    code: str
    title: str
    note: str
    columns: tuple[Column, ...]
    lines: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] = ()
    remarks: tuple[str, ...] = ()
    few: int = FEW
    asks: str = ""
    """What the first cell of a line chooses in the list of items: ``subject``, ``outlet``, ``topic``."""

    @property
    def shown(self) -> list[list[tuple[Column, Cell]]]:
        """Each cell with its column, for a page."""
        return [list(zip(self.columns, line, strict=True)) for line in self.lines]

    @property
    def has_few(self) -> bool:
        """Whether any share is made of few."""
        return any(cell.few is not None for line in self.lines for cell in line)

    def as_file(self) -> Iterator[list[object]]:
        """Names, then every line; a total can be summed by whoever reads it."""
        yield [name for column in self.columns for name in column.names]
        for line in self.lines:
            yield [value for cell in line for value in cell.raw]


def text_column(words: str, name: str) -> Column:
    """A column of words."""
    return Column(words, (name,), is_number=False)


def count_column(words: str, name: str) -> Column:
    """A column of whole numbers."""
    return Column(words, (name,))


def share_column(words: str, name: str) -> Column:
    """A column of shares."""
    return Column(words, (f"{name}_count", f"{name}_of", f"{name}_percent"))


def words(text: object, raw: object = None) -> Cell:
    """Words, or a code that stands for them in a file."""
    return Cell(str(text), str(text), (str(text) if raw is None else raw,))


def count(value: int) -> Cell:
    """A whole number."""
    return Cell(grouped(value), str(value), (value,))


def amount(value: int, medium: str) -> Cell:
    """Time, space or items."""
    return Cell(amount_text(value, medium), str(value), (value,))


def amount_text(value: int, medium: str) -> str:
    """Time as hours, minutes and seconds; space and items as numbers."""
    return clock(value) if medium == BROADCAST else grouped(value)


def share(part: Part | None, items: int | None = None, places: int = 1) -> Cell:
    """A part in per cent; a dash for a part of nothing. ``items`` are the appearances behind it."""
    if part is None or not part.whole:
        return Cell(NOTHING, "", (part.count if part else 0, part.whole if part else 0, ""))
    few = items if items is not None and items < FEW else None
    return Cell(per_cent(part, places), part.percent(6), (part.count, part.whole, part.percent(4)), few)


def per_cent(part: Part, places: int = 1) -> str:
    """A share in per cent as the language writes it."""
    return f"{decimal(part.percent(places), places)}{SPACE}%" if part.whole else NOTHING


def points(value: Fraction | None) -> Cell:
    """A difference of shares in percentage points, with its sign."""
    if value is None:
        return Cell(NOTHING, "", ("",))
    text = half_up(value * 100, 1)
    sign = "" if text.startswith("-") or not Decimal(text) else "+"
    return Cell(
        sign + decimal(text, 1).replace("-", "−"), half_up(value * 100, 6), (half_up(value * 100, 4),)
    )


def exact(value: Fraction | float | None, places: int) -> Cell:
    """A number with so many decimals."""
    if value is None:
        return Cell(NOTHING, "", ("",))
    whole = value if isinstance(value, Fraction) else Fraction(value)
    text = half_up(whole, places)
    return Cell(decimal(text, places), half_up(whole, 8), (half_up(whole, 6),))


def amount_with_unit(value: int, medium: str) -> str:
    """The same where no heading says the unit."""
    if medium == PRINT:
        return f"{grouped(value)}{SPACE}cm²"
    if medium == ONLINE:
        says = ngettext("%(count)s item", "%(count)s items", value)
        return says % {"count": grouped(value)}
    return clock(value)


def grouped(value: int) -> str:
    """A whole number as the language writes it."""
    return number_format(value, use_l10n=True, force_grouping=True)


def decimal(text: str, places: int) -> str:
    """A decimal as the language writes it."""
    return number_format(Decimal(text), decimal_pos=places, use_l10n=True, force_grouping=True)


def clock(seconds: int) -> str:
    """Seconds as hours, minutes, seconds.

    >>> clock(45296)
    '12:34:56'
    """
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def rounding_remarks(listed: Iterable[tuple[str, Sequence[Part]]]) -> tuple[str, ...]:
    """What to say where shares that are shown do not add up to 100.0: of which whole, and what they give."""
    sums = [
        f"{name} {decimal(str(100 - rest), 1)}{SPACE}%"
        for name, parts in listed
        if (rest := rounding_rest(parts))
    ]
    if not sums:
        return ()
    said = _("Shares as shown do not add up to 100, since each is rounded and none was changed: %(sums)s.")
    return (said % {"sums": "; ".join(sums)},)
