"""Single cells of coding sheets: times as they are typed, lengths, days, words with a meaning."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from baqylau.core.text import search_key

LONGEST_SECONDS = 24 * 60 * 60
LARGEST_AREA = 1_000_000
SAME_ITEM = "+"
"""In the cell of an item's beginning: one more subject of the item above."""


def digits_of(text: str) -> str:
    """The text with digits and signs of any script as plain ones, without blanks around it.

    >>> digits_of(" １１５ ")
    '115'
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    return "".join(str(unicodedata.digit(sign)) if sign.isdecimal() else sign for sign in plain)


def mmss(text: str) -> int:
    """Seconds of a time typed as minutes and seconds; ``ValueError`` for anything else.

    The last two digits are seconds, those before them minutes; with colons as people write them.

    >>> [mmss(one) for one in ("45", "115", "6000", "1:15", "1:00:05", "0")]
    [45, 75, 3600, 75, 3605, 0]
    """
    plain = digits_of(text).replace(".", ":")
    if plain.isascii() and plain.isdigit() and len(plain) <= 6:
        return _sum(["0", plain[:-2] or "0", plain[-2:]], most_minutes=9999)
    return colons(plain)


def colons(text: str) -> int:
    """Seconds of ``m:ss`` or ``h:mm:ss``; ``ValueError`` for anything else.

    >>> colons("62:05"), colons("1:02:05")
    (3725, 3725)
    """
    parts = digits_of(text).split(":")
    if len(parts) not in (2, 3):
        raise ValueError(text)
    return _sum(["0", *parts][-3:], most_minutes=9999 if len(parts) == 2 else 59)


def _sum(parts: list[str], most_minutes: int) -> int:
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        raise ValueError(parts)
    hours, minutes, seconds = (int(part) for part in parts)
    if seconds > 59 or minutes > most_minutes or (len(parts[2]) > 2):
        raise ValueError(parts)
    found = hours * 3600 + minutes * 60 + seconds
    if found > LONGEST_SECONDS:
        raise ValueError(parts)
    return found


def whole(text: str, largest: int) -> int:
    """A whole number; ``ValueError`` for anything else or a larger one.

    >>> whole("1 250", 5000)
    1250
    """
    plain = digits_of(text).replace("\u00a0", "").replace(" ", "")
    if not (plain.isascii() and plain.isdigit()) or len(plain) > 9 or int(plain) > largest:
        raise ValueError(text)
    return int(plain)


def seconds_of(cell: object, how: str) -> int:
    """The seconds of a cell of a spreadsheet; ``ValueError`` where it is no length.

    ``how`` says what plain digits are: ``seconds``, or ``mmss``. ``hhmm`` says that the spreadsheet took
    minutes and seconds for hours and minutes (it shows 1:15 and keeps 1:15:00).
    """
    if isinstance(cell, datetime):
        cell = cell.time()
    if isinstance(cell, time):
        found = cell.hour * 3600 + cell.minute * 60 + cell.second
        return found // 60 if how == "hhmm" else found
    if isinstance(cell, timedelta):
        found = round(cell.total_seconds())
        return _in_a_day(found // 60 if how == "hhmm" else found)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        if cell != int(cell):
            raise ValueError(cell)
        cell = str(int(cell))
    text = digits_of(str(cell))
    if ":" in text:
        return colons(text)
    return mmss(text) if how == "mmss" else _in_a_day(whole(text, LONGEST_SECONDS))


def _in_a_day(seconds: int) -> int:
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError(seconds)
    return seconds


def time_of(cell: object) -> time:
    """A time of day: ``19:30``, ``19:30:05``, ``1930``, or as a spreadsheet keeps it; else ``ValueError``.

    >>> time_of("24:00"), time_of("1930")
    (datetime.time(0, 0), datetime.time(19, 30))
    """
    if isinstance(cell, datetime):
        return cell.time().replace(microsecond=0)
    if isinstance(cell, time):
        return cell.replace(microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        seconds = round(cell.total_seconds())
    else:
        text = digits_of(str(cell)).replace(".", ":")
        if text.isascii() and text.isdigit() and len(text) in (3, 4):
            text = f"{text[:-2]}:{text[-2:]}"
        parts = text.split(":")
        if len(parts) not in (2, 3):
            raise ValueError(cell)
        seconds = _sum([*parts, "0"][:3], most_minutes=59)
    if not 0 <= seconds <= LONGEST_SECONDS:
        raise ValueError(cell)
    return (datetime.min + timedelta(seconds=seconds % LONGEST_SECONDS)).time()


def day_of(cell: object, pattern: str) -> date:
    """A day as a spreadsheet keeps it, by the pattern, or as 2023-03-19; else ``ValueError``."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = digits_of(str(cell))
    try:
        return datetime.strptime(text, pattern).date()
    except ValueError:
        return date.fromisoformat(text)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of choices mean: for each field, folded texts (numbers, codes, names) with codes."""

    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def meaning(self, name: str, text: str) -> str | None:
        """The code that a text means; None where nothing says."""
        return self.meanings.get(name, {}).get(search_key(digits_of(text)))
