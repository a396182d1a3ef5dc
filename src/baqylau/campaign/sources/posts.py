"""Posts in a file of a network or of a research tool, read by a mapping of its columns.

The minimal format: CSV with the columns ``platform, account, post_id, published_at`` and any of FIELDS; or
JSON lines with the same names. Every column of a file is used or named as passed over. All that is wrong
is said at once with its row, and nothing is half read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from baqylau.campaign.sources.post_cells import (
    DATE_FORMATS,
    Column,
    counts,
    digests,
    flags,
    handles,
    languages,
    moments,
    platforms,
    stripped,
    texts,
    tones,
)
from baqylau.campaign.sources.posts_table import Batch, PostTable
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, in_row, short

NEEDED = ("platform", "account", "published_at")
FLAG_FIELDS = ("hate", "false_claim", "about_women", "sponsored")
COUNT_FIELDS = ("reactions", "shares", "comments", "views")
LONGEST = {
    "post_id": 120,
    "account": 120,
    "account_name": 200,
    "address": 500,
    "text": 20_000,
    "archive": 500,
    "topic": 40,
    "target": 60,
}
FIELDS = (
    *NEEDED,
    "post_id",
    "account_name",
    "address",
    "text",
    "language",
    "archive",
    "archive_sha256",
    "topic",
    "tone",
    "target",
    *FLAG_FIELDS,
    *COUNT_FIELDS,
)
"""What a column of posts may be."""
ALSO_CALLED: Mapping[str, str] = {
    "network": "platform",
    "source_platform": "platform",
    "user name": "account",
    "username": "account",
    "handle": "account",
    "author": "account",
    "account_handle": "account",
    "post_owner.username": "account",
    "post_owner.name": "account_name",
    "page name": "account_name",
    "id": "post_id",
    "post id": "post_id",
    "url": "address",
    "link": "address",
    "permalink": "address",
    "post url": "address",
    "message": "text",
    "caption": "text",
    "description": "text",
    "content": "text",
    "post created": "published_at",
    "created_at": "published_at",
    "creation_time": "published_at",
    "published": "published_at",
    "date": "published_at",
    "timestamp": "published_at",
    "lang": "language",
    "likes": "reactions",
    "like_count": "reactions",
    "statistics.like_count": "reactions",
    "statistics.reaction_count": "reactions",
    "share_count": "shares",
    "statistics.share_count": "shares",
    "comment_count": "comments",
    "statistics.comment_count": "comments",
    "view_count": "views",
    "statistics.views": "views",
    "is_branded_content": "sponsored",
}
"""Names that exports of networks and research tools have for the same; a person confirms the guess."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file is read.

    ``columns`` maps a column's name to a field, "" for one that is passed over. ``fixed`` is what all rows
    have. ``charset`` "" is UTF-8, or UTF-16 with its mark. ``time_zone`` is for moments without one, "" for
    that of the election. ``new_accounts`` says whether accounts that nobody entered are entered, to be
    classified.
    """

    columns: Mapping[str, str]
    fixed: Mapping[str, str] = field(default_factory=dict)
    charset: str = ""
    date_format: str = "iso"
    time_zone: str = ""
    new_accounts: bool = False

    def to_data(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            "columns": dict(self.columns),
            "fixed": dict(self.fixed),
            "charset": self.charset,
            "date_format": self.date_format,
            "time_zone": self.time_zone,
            "new_accounts": self.new_accounts,
        }

    @staticmethod
    def from_data(data: Mapping[str, Any]) -> Reading:
        """As :meth:`to_data` wrote it."""
        chosen = str(data.get("date_format", "iso"))
        return Reading(
            columns=dict(data.get("columns", {})),
            fixed=dict(data.get("fixed", {})),
            charset=str(data.get("charset", "")),
            date_format=chosen if chosen in DATE_FORMATS else "iso",
            time_zone=str(data.get("time_zone", "")),
            new_accounts=bool(data.get("new_accounts", False)),
        )


def guessed(names: Sequence[str], fields: Sequence[str], also: Mapping[str, str]) -> dict[str, str]:
    """The columns whose names say what they are; each field once, its own name before others."""
    found: dict[str, str] = {}
    for known in ({name: name for name in fields}, also):
        for name in names:
            what = known.get(name.strip().casefold(), "")
            if what and name not in found and what not in found.values():
                found[name] = what
    return found


def check_columns(
    table: PostTable, reading: Reading, fields: Sequence[str], needed: Sequence[Sequence[str]]
) -> dict[str, str]:
    """The column of each field that has one. ``Refused``: X.508, X.509.

    ``needed`` are groups of fields of which at least one must be there.
    """
    problems, where = Problems(), in_row(table.name, 1)
    columns: dict[str, str] = {}
    for name in table.names:
        if name not in reading.columns:
            says = Phrase("Nothing says what column '{column}' is.", column=short(name))
            problems.add("X.508", says, Phrase("Choose what it is, or that it is passed over."), where)
        elif what := reading.columns[name]:
            if what not in fields:
                says = Phrase("'{name}' is nothing that a column can be.", name=short(what))
                problems.add("X.508", says, Phrase("Choose one of the list."), where)
            elif what in columns:
                says = Phrase("Two columns are read as '{name}'.", name=what)
                problems.add("X.509", says, Phrase("Choose one of them."), where)
            columns[what] = name
    for group in needed:
        if not any(one in columns or reading.fixed.get(one) for one in group):
            says = Phrase("No column is read as '{name}'.", name="' or '".join(group))
            remedy = Phrase("Say which column it is, or give the same for all rows.")
            problems.add("X.509", says, remedy, where)
    problems.refuse_if_any()
    return columns


@dataclass(frozen=True, slots=True)
class Posts:
    """A batch of posts, column by column, all equally long; a column that the file does not have is None."""

    rows: Sequence[int]
    platform: Sequence[str]
    handle: Sequence[str]
    account_name: Sequence[str]
    native_id: Sequence[str]
    published_at: Sequence[datetime]
    texts: Mapping[str, Sequence[str]]
    flags: Mapping[str, Sequence[bool | None]]
    counts: Mapping[str, Sequence[int | None]]


class PostReader:
    """Reads batches of posts; ``problems`` collects what is wrong, and whoever reads refuses at the end."""

    def __init__(self, table: PostTable, reading: Reading, *, zone: ZoneInfo, latest: datetime) -> None:
        self.table, self.reading, self.latest = table, reading, latest
        self.zone = ZoneInfo(reading.time_zone) if reading.time_zone else zone
        needed = [[one] for one in NEEDED] + [["post_id", "address"]]
        self.columns = check_columns(table, reading, FIELDS, needed)
        self.problems = Problems()
        self._handles: dict[str, str] = {}

    def batches(self) -> Iterator[Posts]:
        """Every row; a batch in which something is wrong is not handed out."""
        for batch in self.table.batches(list(self.columns.values())):
            before = len(self.problems.found)
            posts = self._posts(batch)
            if len(self.problems.found) == before:
                yield posts

    def _column(self, batch: Batch, what: str) -> Column:
        name = self.columns.get(what)
        cells = batch.columns[name] if name else [self.reading.fixed.get(what, "")] * len(batch.rows)
        fixed = self.reading.fixed.get(what, "")
        if name and fixed:
            cells = [cell if cell.strip() else fixed for cell in cells]
        return Column(self.table.name, name or what, batch.rows, cells, self.problems)

    def _posts(self, batch: Batch) -> Posts:
        def column(what: str) -> Column:
            return self._column(batch, what)

        read = {
            what: texts(column(what), LONGEST[what])
            for what in ("address", "text", "archive", "topic", "target")
        }
        read["language"] = languages(column("language"))
        read["tone"] = tones(column("tone"))
        read["archive_sha256"] = digests(column("archive_sha256"))
        return Posts(
            rows=batch.rows,
            platform=platforms(column("platform")),
            handle=self._accounts(column("account")),
            account_name=texts(column("account_name"), LONGEST["account_name"]),
            native_id=self._numbers(column("post_id"), read["address"]),
            published_at=moments(column("published_at"), self.reading.date_format, self.zone, self.latest),
            texts=read,
            flags={what: flags(column(what)) for what in FLAG_FIELDS},
            counts={what: counts(column(what)) for what in COUNT_FIELDS},
        )

    def _accounts(self, column: Column) -> list[str]:
        found = handles(column.cells, self._handles)
        for place, handle in enumerate(found):
            if not handle or len(handle) > LONGEST["account"]:
                says = Phrase("The row does not say which account it is.")
                column.wrong(
                    place, "X.514", says, Phrase("Give its name on the network, at most 120 letters.")
                )
        return found

    def _numbers(self, column: Column, addresses: Sequence[str]) -> list[str]:
        """The network's number of each post; where there is none, its address stands in."""
        found = stripped(column.cells)
        for place, number in enumerate(found):
            if not number:
                number = found[place] = _from_address(addresses[place])
            if not number:
                says = Phrase("The row has neither a number of the post nor an address.")
                column.wrong(
                    place, "X.514", says, Phrase("Without one the same post would be counted twice.")
                )
            elif len(number) > LONGEST["post_id"]:
                says = Phrase("The text has more than {longest} characters.", longest=LONGEST["post_id"])
                column.wrong(place, "X.517", says, Phrase("Is this the number of the post?"))
        return found


def _from_address(address: str) -> str:
    return address if len(address) <= LONGEST["post_id"] else f"sha256:{sha256(address.encode()).hexdigest()}"
