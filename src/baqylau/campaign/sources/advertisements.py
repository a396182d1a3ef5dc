"""Rows of advertising libraries: who paid, a range of spend, a range of impressions, and the days.

Libraries give ranges, not sums; a range stays one. ``spend`` may be one column ("100-199", "<100",
">1000000", "lower_bound: 100, upper_bound: 199") or two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import repeat

from baqylau.campaign.sources.post_cells import (
    Column,
    counts,
    days,
    digests,
    handles,
    platforms,
    stripped,
    texts,
)
from baqylau.campaign.sources.posts import Reading, check_columns
from baqylau.campaign.sources.posts_table import Batch, PostTable
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems

FIELDS = (
    "platform",
    "advertisement_id",
    "account",
    "page",
    "sponsor",
    "spend",
    "spend_from",
    "spend_to",
    "currency",
    "impressions",
    "impressions_from",
    "impressions_to",
    "starts_on",
    "ends_on",
    "text",
    "targeting",
    "address",
    "archive",
    "archive_sha256",
)
NEEDED = (("platform",), ("advertisement_id",), ("starts_on",), ("sponsor", "page"))
ALSO_CALLED: Mapping[str, str] = {
    "network": "platform",
    "publisher_platforms": "platform",
    "id": "advertisement_id",
    "ad_id": "advertisement_id",
    "ad_archive_id": "advertisement_id",
    "page_name": "page",
    "advertiser_name": "page",
    "bylines": "sponsor",
    "byline": "sponsor",
    "funding_entity": "sponsor",
    "disclaimer": "sponsor",
    "spend.lower_bound": "spend_from",
    "spend.upper_bound": "spend_to",
    "impressions.lower_bound": "impressions_from",
    "impressions.upper_bound": "impressions_to",
    "ad_delivery_start_time": "starts_on",
    "date_range_start": "starts_on",
    "start_date": "starts_on",
    "ad_delivery_stop_time": "ends_on",
    "date_range_end": "ends_on",
    "end_date": "ends_on",
    "ad_creative_bodies": "text",
    "ad_snapshot_url": "address",
    "ad_url": "address",
    "url": "address",
    "demographic_distribution": "targeting",
    "target_locations": "targeting",
}
LONGEST = {
    "advertisement_id": 120,
    "page": 200,
    "sponsor": 200,
    "text": 20_000,
    "targeting": 20_000,
    "address": 500,
    "archive": 500,
}
_BOUNDS = re.compile(r"lower_bound\W+(\d+)(?:\W+upper_bound\W+(\d+))?", re.IGNORECASE)
_FROM_TO = re.compile(r"(\d+)\s*(?:-|–|—|to|до)\s*(\d+)")
_OPEN = re.compile(r"([<>≤≥])\s*=?\s*(\d+)|(\d+)\s*\+")

Range = tuple[int | None, int | None]


def range_of(text: str) -> Range:
    """A range as libraries write it; an open end is None. ``ValueError`` for what is none.

    >>> range_of("lower_bound: 100, upper_bound: 199"), range_of("<100"), range_of(">1 000 000"), range_of("")
    ((100, 199), (0, 100), (1000000, None), (None, None))
    """
    plain = re.sub(r"(?<=\d)[  ,](?=\d{3}\b)", "", text.strip())
    if not plain:
        return None, None
    if found := _BOUNDS.search(plain):
        return int(found[1]), int(found[2]) if found[2] else None
    if found := _FROM_TO.fullmatch(plain):
        return int(found[1]), int(found[2])
    if found := _OPEN.fullmatch(plain):
        if found[3]:
            return int(found[3]), None
        return (0, int(found[2])) if found[1] in "<≤" else (int(found[2]), None)
    if plain.isascii() and plain.isdigit():
        return int(plain), int(plain)
    raise ValueError


@dataclass(frozen=True, slots=True)
class LibraryRow:
    """One advertisement as the library has it."""

    row: int
    platform: str
    native_id: str
    handle: str
    texts: Mapping[str, str]
    currency: str
    spend: Range
    seen: Range
    starts_on: date
    ends_on: date | None
    archive_sha256: str


class LibraryReader:
    """Reads an advertising library; ``problems`` collects what is wrong, whoever reads refuses at the end."""

    def __init__(self, table: PostTable, reading: Reading) -> None:
        self.table, self.reading = table, reading
        self.columns = check_columns(table, reading, FIELDS, NEEDED)
        self.problems = Problems()
        self._handles: dict[str, str] = {}

    def rows(self) -> Iterator[LibraryRow]:
        """Every row; of a batch in which something is wrong none is handed out."""
        for batch in self.table.batches(list(self.columns.values())):
            before = len(self.problems.found)
            rows = list(self._rows(batch))
            if len(self.problems.found) == before:
                yield from rows

    def _column(self, batch: Batch, what: str) -> Column:
        name, fixed = self.columns.get(what), self.reading.fixed.get(what, "")
        cells = batch.columns[name] if name else list(repeat(fixed, len(batch.rows)))
        return Column(self.table.name, name or what, batch.rows, cells, self.problems)

    def _rows(self, batch: Batch) -> Iterator[LibraryRow]:
        written = self.reading.date_format
        read = {what: texts(self._column(batch, what), longest) for what, longest in LONGEST.items()}
        named = self._column(batch, "advertisement_id")
        for place, number in enumerate(read["advertisement_id"]):
            if not number:
                says = Phrase("The row does not say which advertisement it is.")
                named.wrong(place, "X.514", says, Phrase("Give the number of the library."))
        starts = days(self._column(batch, "starts_on"), written, True)
        ends = days(self._column(batch, "ends_on"), written, False)
        columns = zip(
            batch.rows,
            _single(self._column(batch, "platform")),
            handles(self._column(batch, "account").cells, self._handles),
            _currencies(self._column(batch, "currency")),
            self._ranges(batch, "spend"),
            self._ranges(batch, "impressions"),
            starts,
            ends,
            digests(self._column(batch, "archive_sha256")),
            strict=False,
        )
        for place, (row, platform, handle, currency, spend, seen, start, end, digest) in enumerate(columns):
            if start is None:
                continue
            if end is not None and end < start:
                says = Phrase("The advertisement ends before it starts.")
                self._column(batch, "ends_on").wrong(place, "X.552", says, Phrase("Check both days."))
            yield LibraryRow(
                row=row,
                platform=platform,
                native_id=read["advertisement_id"][place],
                handle=handle,
                texts={what: read[what][place] for what in LONGEST if what != "advertisement_id"},
                currency=currency,
                spend=spend,
                seen=seen,
                starts_on=start,
                ends_on=end,
                archive_sha256=digest,
            )

    def _ranges(self, batch: Batch, what: str) -> list[Range]:
        """One column with a range, or two with its ends. X.550, X.551."""
        column = self._column(batch, what)
        if what in self.columns:
            remedy = Phrase("Write a range like 100-199, <100 or >1000.")
            found = column.each(
                range_of, "X.550", lambda cell: Phrase("'{text}' is not a range.", text=cell), remedy
            )
        else:
            lower = counts(self._column(batch, f"{what}_from"))
            upper = counts(self._column(batch, f"{what}_to"))
            found = list(zip(lower, upper, strict=False))
        for place, (least, most) in enumerate(found):
            if least is not None and most is not None and most < least:
                says = Phrase("The range ends below its beginning.")
                column.wrong(place, "X.551", says, Phrase("Check both ends."))
        return found


def _single(column: Column) -> list[str]:
    """The network; of a list of networks, as some libraries have it, the first. X.512."""
    cells = [re.split(r'[",\[\] ]+', cell.strip('[]" '))[0] for cell in column.cells]
    return platforms(Column(column.file, column.name, column.rows, cells, column.problems))


def _currencies(column: Column) -> Sequence[str]:
    found = [cell.upper() for cell in stripped(column.cells)]
    for place, code in enumerate(found):
        if code and not (len(code) == 3 and code.isascii() and code.isalpha()):
            says = Phrase("'{text}' is no code of a currency.", text=code[:20])
            column.wrong(place, "X.553", says, Phrase("Give three letters, such as KZT or USD."))
    return found
