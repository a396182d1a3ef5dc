"""Cells of a file of posts, a whole column at once; what does not fit is told by its row."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from typing import TypeVar
from zoneinfo import ZoneInfo

from baqylau.core.problem import Phrase
from baqylau.core.reading import MOST_PROBLEMS_SHOWN, Problems, in_row, short
from baqylau.core.text import search_key

T = TypeVar("T")

PLATFORMS: Mapping[str, str] = {
    "instagram": "instagram",
    "ig": "instagram",
    "facebook": "facebook",
    "fb": "facebook",
    "youtube": "youtube",
    "yt": "youtube",
    "tiktok": "tiktok",
    "tik tok": "tiktok",
    "telegram": "telegram",
    "tg": "telegram",
    "vk": "vk",
    "vkontakte": "vk",
    "вконтакте": "vk",
    "ok": "ok",
    "odnoklassniki": "ok",
    "одноклассники": "ok",
    "x": "x",
    "twitter": "x",
    "threads": "threads",
    "whatsapp": "whatsapp",
    "other": "other",
}
TONES: Mapping[str, str] = {
    "": "",
    "positive": "positive",
    "+": "positive",
    "1": "positive",
    "neutral": "neutral",
    "0": "neutral",
    "negative": "negative",
    "-": "negative",
    "−": "negative",
    "-1": "negative",
    "позитивный": "positive",
    "нейтральный": "neutral",
    "негативный": "negative",
}
FLAGS: Mapping[str, bool | None] = {
    "": None,
    **dict.fromkeys(("1", "true", "yes", "y", "да", "иә"), True),
    **dict.fromkeys(("0", "false", "no", "n", "нет", "жоқ"), False),
}
LANGUAGES: Mapping[str, str] = {
    "": "",
    "und": "",
    "zxx": "",
    "kazakh": "kk",
    "қазақша": "kk",
    "russian": "ru",
    "русский": "ru",
    "english": "en",
    "kaz": "kk",
    "rus": "ru",
    "eng": "en",
}
DATE_FORMATS = ("iso", "dmy", "mdy", "epoch")
"""Year-month-day is always read; one other way of writing dates is chosen for a file."""
_WRITTEN = re.compile(
    r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?"
)
_GROUPED = re.compile(r"\d{1,3}(?:[  ,]\d{3})+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_SEARCHED = re.compile(r"[^\W_]{1,200}")
_CODE = re.compile(r"[a-z]{2,3}(?:[-_][a-z]{2,4})?")
LARGEST_COUNT = 10**15
EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass
class Column:
    """The cells of one column in one batch, and where what is wrong with them is told."""

    file: str
    name: str
    rows: Sequence[int]
    cells: Sequence[str]
    problems: Problems = field(repr=False)

    def wrong(self, place: int, code: str, says: str, remedy: str) -> None:
        """Tell of one cell; a hopeless file is refused once there is more than anybody reads."""
        where = Phrase(
            "{place}, column '{column}'", place=in_row(self.file, self.rows[place]), column=self.name
        )
        self.problems.add(code, says, remedy, where)
        if len(self.problems.found) > 2 * MOST_PROBLEMS_SHOWN:
            self.problems.refuse_if_any()

    def each(self, read: Callable[[str], T], code: str, says: Callable[[str], str], remedy: str) -> list[T]:
        """Every cell by ``read``; a ``ValueError`` or ``KeyError`` of it is told. Wrong cells leave a gap."""
        different = set(self.cells)
        try:
            if 4 * len(different) < len(self.cells):
                meanings = {cell: read(cell) for cell in different}
                return [meanings[cell] for cell in self.cells]
            return [read(cell) for cell in self.cells]
        except (ValueError, KeyError, OverflowError):
            return self._one_by_one(read, code, says, remedy)

    def _one_by_one(
        self, read: Callable[[str], T], code: str, says: Callable[[str], str], remedy: str
    ) -> list[T]:
        found: list[T] = []
        for place, cell in enumerate(self.cells):
            try:
                found.append(read(cell))
            except (ValueError, KeyError, OverflowError):
                self.wrong(place, code, says(short(cell.strip())), remedy)
        return found


def stripped(cells: Iterable[str]) -> list[str]:
    """Without blanks around them and without NUL, which no database takes."""
    return [cell.strip() if "\0" not in cell else cell.replace("\0", "").strip() for cell in cells]


def texts(column: Column, longest: int) -> list[str]:
    """X.517 for a text that is too long."""
    found = stripped(column.cells)
    if max(map(len, found), default=0) <= longest:
        return found
    for place, text in enumerate(found):
        if len(text) > longest:
            says = Phrase("The text has more than {longest} characters.", longest=longest)
            remedy = Phrase("Shorten it, or read the column as something else.")
            column.wrong(place, "X.517", says, remedy)
    return found


def searched_words(text: str) -> list[str]:
    """The words a text is found by, in small letters; what is longer than 200 letters is several.

    >>> searched_words("Сайлауға КЕЛІҢІЗ, #qazaqstan_2023!")
    ['сайлауға', 'келіңіз', 'qazaqstan', '2023']
    """
    return _SEARCHED.findall(search_key(text))


def platforms(column: Column) -> list[str]:
    """X.512."""
    remedy = Phrase("Known ones: {names}.", names=", ".join(sorted(set(PLATFORMS.values()))))
    return column.each(
        lambda cell: PLATFORMS[cell.strip().casefold()],
        "X.512",
        lambda cell: Phrase("'{text}' is no network.", text=cell),
        remedy,
    )


def tones(column: Column) -> list[str]:
    """X.516."""
    remedy = Phrase("A tone is positive, neutral or negative, or empty.")
    return column.each(
        lambda cell: TONES[cell.strip().casefold()],
        "X.516",
        lambda cell: Phrase("'{text}' is no tone.", text=cell),
        remedy,
    )


def flags(column: Column) -> list[bool | None]:
    """X.515. An empty cell was not judged."""
    remedy = Phrase("A flag is yes or no; empty: not judged.")
    return column.each(
        lambda cell: FLAGS[cell.strip().casefold()],
        "X.515",
        lambda cell: Phrase("'{text}' is neither yes nor no.", text=cell),
        remedy,
    )


def languages(column: Column) -> list[str]:
    """X.518. A code of ISO 639 without its region."""

    def one(cell: str) -> str:
        folded = cell.strip().casefold()
        if folded in LANGUAGES:
            return LANGUAGES[folded]
        if not _CODE.fullmatch(folded):
            raise ValueError
        return re.split("[-_]", folded)[0]

    remedy = Phrase("Give a code such as kk or ru, or nothing.")
    return column.each(
        one, "X.518", lambda cell: Phrase("'{text}' is no code of a language.", text=cell), remedy
    )


def counts(column: Column) -> list[int | None]:
    """Whole numbers from 0; an empty cell is not known. X.513."""

    def one(cell: str) -> int | None:
        if cell.isascii() and cell.isdigit() and len(cell) < 16:
            return int(cell)
        text = cell.strip()
        if not text:
            return None
        if _GROUPED.fullmatch(text):
            text = re.sub(r"\D", "", text)
        text = text.removesuffix(".0")
        if not (text.isascii() and text.isdigit()) or int(text) > LARGEST_COUNT:
            raise ValueError
        return int(text)

    remedy = Phrase("Write digits only; empty: not known.")
    return column.each(
        one, "X.513", lambda cell: Phrase("'{text}' is not a whole number from 0.", text=cell), remedy
    )


def digests(column: Column) -> list[str]:
    """X.520."""

    def one(cell: str) -> str:
        text = cell.strip().lower()
        if text and not _SHA256.fullmatch(text):
            raise ValueError
        return text

    remedy = Phrase("A SHA-256 has 64 digits from 0 to 9 and a to f.")
    return column.each(one, "X.520", lambda cell: Phrase("'{text}' is no SHA-256.", text=cell), remedy)


def handles(cells: Iterable[str], memory: dict[str, str]) -> list[str]:
    """Accounts as the network finds them: the end of an address, without @, in small letters."""
    return [memory.get(cell) or memory.setdefault(cell, handle_of(cell)) for cell in cells]


def handle_of(cell: str) -> str:
    """The handle in a name or an address of an account.

    >>> handle_of("https://www.Instagram.com/Party_kz/?hl=ru"), handle_of("@Party_kz"), handle_of(" Party ")
    ('party_kz', 'party_kz', 'party')
    """
    text = cell.replace("\0", "").strip()
    if "://" in text:
        text = text.split("?", 1)[0].rstrip("/").rsplit("/", 1)[-1]
    return text.removeprefix("@").casefold()


# ------------------------------------------------------------------ when


def moments(column: Column, date_format: str, zone: tzinfo, latest: datetime) -> list[datetime]:
    """Moments in UTC; one without a zone is by the clock of ``zone``. X.510, X.521."""

    def one(cell: str) -> datetime:
        found = _moment(cell.strip(), date_format)
        return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)

    example = {
        "iso": "2023-03-19 14:05",
        "dmy": "19.03.2023 14:05",
        "mdy": "3/19/2023 2:05 PM",
        "epoch": "1679216700",
    }
    remedy = Phrase(
        "Dates of this file are written like {example}; day and time are needed.",
        example=example[date_format],
    )
    found = column.each(
        one, "X.510", lambda cell: Phrase("'{text}' is not a date with a time.", text=cell), remedy
    )
    if found and (min(found) < EARLIEST or max(found) > latest):
        _out_of_time(column, found, latest)
    return found


def _out_of_time(column: Column, found: Sequence[datetime], latest: datetime) -> None:
    for place, moment in enumerate(found[: len(column.rows)]):
        if not EARLIEST <= moment <= latest:
            says = Phrase("{day} lies before the year 2000 or in the future.", day=moment.date().isoformat())
            column.wrong(place, "X.521", says, Phrase("Check how dates are written in this file."))


def _moment(text: str, date_format: str) -> datetime:
    if date_format == "epoch" and text.isdigit():
        number = int(text)
        return datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
    try:
        if len(text) > 10:
            return datetime.fromisoformat(text)
    except ValueError:
        if text.endswith((" UTC", " GMT")):
            return datetime.fromisoformat(text[:-4]).replace(tzinfo=UTC)
    found = _WRITTEN.fullmatch(text)
    if found is None or date_format not in ("dmy", "mdy"):
        raise ValueError
    first, second, year, hour, minute, seconds, half = found.groups()
    day, month = (first, second) if date_format == "dmy" else (second, first)
    hours = int(hour)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError
        hours = hours % 12 + (12 if half in "Pp" else 0)
    return datetime(int(year), int(month), int(day), hours, int(minute), int(seconds or 0))


def days(column: Column, date_format: str, needed: bool) -> list[date | None]:
    """Days, with or without a time behind them. X.510."""

    def one(cell: str) -> date | None:
        text = cell.strip()
        if not text and not needed:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            if date_format not in ("dmy", "mdy"):
                raise
        first, second, year = re.split(r"[./-]", re.split(r"[ ,T]", text)[0])
        return date(
            int(year), *((int(second), int(first)) if date_format == "dmy" else (int(first), int(second)))
        )

    remedy = Phrase("Write days like 2023-03-19, or choose how this file writes them.")
    return column.each(one, "X.510", lambda cell: Phrase("'{text}' is not a day.", text=cell), remedy)


def local_days(found: Sequence[datetime], zone: ZoneInfo) -> list[date]:
    """The local day of each moment."""
    return [moment.astimezone(zone).date() for moment in found]
