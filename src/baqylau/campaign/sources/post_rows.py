"""Rows of a file of posts, checked, as the table that waits takes them: without a database.

So that a process of its own can do it (:mod:`baqylau.campaign.reading_apart`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from baqylau.campaign.sources.copy_lines import copy_lines
from baqylau.campaign.sources.post_cells import searched_words
from baqylau.campaign.sources.posts import COUNT_FIELDS, FLAG_FIELDS, PostReader, Posts, Reading
from baqylau.campaign.sources.posts_table import PostTable
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import MOST_PROBLEMS_SHOWN, Problems, in_row, short

Row = tuple[object, ...]
_TEXTS = ("address", "text", "language", "archive", "archive_sha256", "topic", "tone", "target")
COLUMNS = (
    "place",
    "account_place",
    "platform",
    "native_id",
    "published_at",
    "day",
    *_TEXTS,
    *FLAG_FIELDS,
    *COUNT_FIELDS,
)
"""What a row has; behind it stand its words where it is copied. Moments are texts in UTC, days those of the
election's clock."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a file is read, and what of the mission its rows are held against.

    ``accounts`` are those entered, by network and handle; ``codes`` what a topic and a target may be;
    ``copied`` whether rows are given as PostgreSQL copies them, with the words of each text.
    """

    name: str
    reading: Mapping[str, Any]
    zone: str
    latest: datetime
    accounts: frozenset[tuple[str, str]]
    codes: Mapping[str, frozenset[str]]
    copied: bool


@dataclass(frozen=True, slots=True)
class RowBatch:
    """Some rows, and how many bytes are read until there; of rows that are copied the lines.

    ``accounts`` are those named for the first time, by network and handle in the order of their places;
    ``twice``: whether a post may have stood in the file before, or stand twice in these rows.
    """

    position: int
    rows: list[Row] | bytes
    accounts: Mapping[tuple[str, str], str]
    twice: bool


class RowReader:
    """Reads an open file. After its batches: how many ``rows`` there were, and their ``days``."""

    def __init__(self, file: IO[bytes], asked: Asked) -> None:
        self.asked, self.reading = asked, Reading.from_data(asked.reading)
        self.table = PostTable(file, asked.name, charset=self.reading.charset)
        self.zone = ZoneInfo(asked.zone)
        self.rows = 0
        self._named: dict[tuple[str, str], str] = {}
        self._places: dict[tuple[str, str], int] = {}
        self._seen: set[int] = set()
        self._days: dict[str, str] = {}

    @property
    def days(self) -> frozenset[str]:
        """The local days of the rows."""
        return frozenset(self._days.values())

    def batches(self) -> Iterator[RowBatch]:
        """Every row. ``Refused`` with all problems of all rows."""
        reader = PostReader(self.table, self.reading, zone=self.zone, latest=self.asked.latest)
        for posts in reader.batches():
            places = self._accounts(posts, reader.problems)
            self._check_codes(posts, reader.problems)
            self.rows += len(posts.rows)
            rows = [] if reader.problems.found else self._rows(posts, places)
            yield RowBatch(self.table.position(), rows, self._newly_named(), self._has_doubles(posts))
        reader.problems.refuse_if_any()
        if not self.rows:
            remedy = Phrase("Give the file that was meant.")
            raise Refused(Problem("X.503", Phrase("The table has no rows."), remedy, f"'{self.asked.name}'"))

    def _rows(self, posts: Posts, places: Sequence[int]) -> list[Row] | bytes:
        moments = [moment_text(one) for one in posts.published_at]
        columns: list[Sequence[object]] = [
            posts.rows,
            places,
            posts.platform,
            posts.native_id,
            moments,
            self._local_days(posts.published_at, moments),
            *(posts.texts[name] for name in _TEXTS),
            *(posts.flags[name] for name in FLAG_FIELDS),
            *(posts.counts[name] for name in COUNT_FIELDS),
        ]
        if self.asked.copied:
            return copy_lines([*columns, _words(posts.texts["text"])])
        return list(zip(*columns, strict=True))

    def _newly_named(self) -> dict[tuple[str, str], str]:
        named, self._named = self._named, {}
        return named

    def _local_days(self, moments: Sequence[datetime], texts: Sequence[str]) -> list[str]:
        """The local day of each moment, looked up once for each minute: no clock changes within one."""
        days, zone = self._days, self.zone
        found = []
        for moment, text in zip(moments, texts, strict=True):
            day = days.get(text[:16])
            if day is None:
                day = days[text[:16]] = moment.astimezone(zone).date().isoformat()
            found.append(day)
        return found

    def _accounts(self, posts: Posts, problems: Problems) -> list[int]:
        """The place of each row's account. X.511 where nobody entered it, unless new ones are let in."""
        places, found = self._places, []
        named = zip(posts.rows, posts.platform, posts.handle, posts.account_name, strict=True)
        for row, platform, handle, name in named:
            place = places.get((platform, handle))
            if place is None:
                place = places[platform, handle] = len(places)
                self._named[platform, handle] = name
                if not self.reading.new_accounts and (platform, handle) not in self.asked.accounts:
                    self._unknown(row, platform, handle, problems)
            found.append(place)
        return found

    def _unknown(self, row: int, platform: str, handle: str, problems: Problems) -> None:
        says = Phrase(
            "Nobody entered the account '{handle}' of {platform}.", handle=short(handle), platform=platform
        )
        remedy = Phrase("Enter it, or let new accounts of this file in, to be classified.")
        self._wrong(problems, "X.511", says, remedy, row)

    def _wrong(self, problems: Problems, code: str, says: str, remedy: str, row: int) -> None:
        problems.add(code, says, remedy, in_row(self.asked.name, row))
        if len(problems.found) > 2 * MOST_PROBLEMS_SHOWN:
            problems.refuse_if_any()

    def _check_codes(self, posts: Posts, problems: Problems) -> None:
        for field, known in self.asked.codes.items():
            cells = posts.texts[field]
            if known.issuperset(cells):
                continue
            for row, cell in zip(posts.rows, cells, strict=True):
                if cell not in known:
                    says = Phrase("'{text}' is no code of a {field}.", text=short(cell), field=field)
                    remedy = Phrase("Give a code of the mission's lists of topics and subjects.")
                    self._wrong(problems, "X.519", says, remedy, row)

    def _has_doubles(self, posts: Posts) -> bool:
        """Whether a post may have been there before; the database looks closely where it may."""
        before = len(self._seen)
        self._seen.update(map(hash, zip(posts.platform, posts.native_id, strict=True)))
        return len(self._seen) < before + len(posts.rows)


def _words(texts: Sequence[str]) -> list[str]:
    return [" ".join(searched_words(text)) for text in texts]


def moment_text(moment: datetime) -> str:
    """A moment in UTC as either database reads it from text.

    >>> from datetime import UTC
    >>> moment_text(datetime(2023, 3, 19, 9, 5, tzinfo=UTC))
    '2023-03-19 09:05:00'
    """
    return moment.isoformat(" ")[:-6]
