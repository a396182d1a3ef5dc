"""The page of a file of posts: what each column is, what was guessed, what is sent back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from baqylau.campaign.models import FileKind, Platform, PostFile
from baqylau.campaign.sources import advertisements, posts
from baqylau.campaign.sources.post_cells import DATE_FORMATS
from baqylau.campaign.sources.posts import Reading, guessed
from baqylau.campaign.sources.posts_table import PostTable
from baqylau.core.problem import Problem, Refused

PASSED_OVER = "-"
"""In the form: the column is passed over. An empty choice says that nobody chose yet."""
CHARSETS = (
    ("", _("UTF-8, or UTF-16 with its mark")),
    ("windows-1251", "Windows-1251"),
    ("koi8-r", "KOI8-R"),
    ("iso-8859-1", "ISO 8859-1"),
)
WRITTEN = (
    ("iso", "2023-03-19 14:05"),
    ("dmy", "19.03.2023 14:05"),
    ("mdy", "3/19/2023 2:05 PM"),
    ("epoch", _("seconds since 1970")),
)
WORDS: Mapping[str, Any] = {
    "platform": _("Network"),
    "account": _("Account: its name on the network"),
    "account_name": _("Account: the name shown"),
    "published_at": _("Date and time"),
    "post_id": _("Number of the post"),
    "address": _("Address"),
    "text": _("Text"),
    "language": _("Language"),
    "archive": _("Archived copy: where it is"),
    "archive_sha256": _("Archived copy: its SHA-256"),
    "topic": _("Topic (its code)"),
    "tone": _("Tone"),
    "target": _("Target (its code)"),
    "hate": _("Hate speech: yes or no"),
    "false_claim": _("False claim: yes or no"),
    "about_women": _("Attack on a woman as a woman: yes or no"),
    "sponsored": _("Sponsored: yes or no"),
    "reactions": _("Reactions"),
    "shares": _("Shares"),
    "comments": _("Comments"),
    "views": _("Views"),
    "advertisement_id": _("Number of the advertisement"),
    "page": _("Page that advertises"),
    "sponsor": _("Sponsor"),
    "spend": _("Spend: a range"),
    "spend_from": _("Spend: lower end"),
    "spend_to": _("Spend: upper end"),
    "currency": _("Currency"),
    "impressions": _("Impressions: a range"),
    "impressions_from": _("Impressions: lower end"),
    "impressions_to": _("Impressions: upper end"),
    "starts_on": _("First day"),
    "ends_on": _("Last day"),
    "targeting": _("Targeting"),
}


@dataclass(frozen=True, slots=True)
class ColumnOfFile:
    """A column: its control, some cells, what was chosen."""

    name: str
    control: str
    samples: Sequence[str]
    chosen: str


@dataclass(frozen=True, slots=True)
class FilePage:
    """What the page asks. ``problems`` are those that keep the table from being opened."""

    reading: Reading
    columns: Sequence[ColumnOfFile]
    fields: Sequence[tuple[str, Any]]
    problems: Sequence[Problem]
    is_ready: bool


def fields_of(file: PostFile) -> tuple[str, ...]:
    """What a column of a file of this kind may be."""
    return posts.FIELDS if file.kind == FileKind.POSTS else advertisements.FIELDS


def file_page(file: PostFile) -> FilePage:
    """Open the file and look at its columns."""
    reading = Reading.from_data(file.reading)
    fields = [(name, WORDS[name]) for name in fields_of(file)]
    try:
        with file.file.whole() as opened:
            table = PostTable(opened, file.name, charset=reading.charset)
            samples = table.samples()
    except Refused as refused:
        return FilePage(reading, [], fields, refused.problems, False)
    columns = [
        ColumnOfFile(name, f"column-{place}", samples[name], _chosen(reading, name))
        for place, name in enumerate(table.names)
    ]
    is_ready = bool(columns) and all(one.chosen for one in columns)
    return FilePage(reading, columns, fields, (), is_ready)


def _chosen(reading: Reading, name: str) -> str:
    return (reading.columns[name] or PASSED_OVER) if name in reading.columns else ""


def with_guesses(file: PostFile) -> Reading:
    """The reading with what the names of columns say by themselves. ``Refused`` where it cannot be opened."""
    reading = Reading.from_data(file.reading)
    also = posts.ALSO_CALLED if file.kind == FileKind.POSTS else advertisements.ALSO_CALLED
    with file.file.whole() as opened:
        names = PostTable(opened, file.name, charset=reading.charset).names
    known = {name: what for name, what in reading.columns.items() if name in names}
    free = [name for name in names if name not in known]
    new = {
        name: what
        for name, what in guessed(free, fields_of(file), also).items()
        if what not in known.values()
    }
    data = {**reading.to_data(), "columns": {**known, **new}}
    return Reading.from_data(data)


def reading_from(sent: Mapping[str, str], file: PostFile) -> Reading:
    """What was chosen on the page."""
    page = file_page(file)
    columns = {}
    for one in page.columns:
        chosen = sent.get(one.control, "")
        if chosen == PASSED_OVER:
            columns[one.name] = ""
        elif chosen in fields_of(file):
            columns[one.name] = chosen
    platform = sent.get("fixed-platform", "")
    currency = sent.get("fixed-currency", "").strip().upper()[:3]
    fixed = {"platform": platform if platform in Platform.values else "", "currency": currency}
    written, charset = sent.get("date_format", "iso"), sent.get("charset", "")
    return Reading(
        columns=columns or page.reading.columns,
        fixed={name: value for name, value in fixed.items() if value},
        charset=charset if charset in dict(CHARSETS) else "",
        date_format=written if written in DATE_FORMATS else "iso",
        new_accounts=sent.get("new_accounts") == "yes",
    )
