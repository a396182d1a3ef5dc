"""Tables of social networks to download. A name stands there only where the account's role is public."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from baqylau.campaign.models import COUNTS, FLAGS, Advertisement, PostGroup, SocialAccount, SocialPost
from baqylau.campaign.social_activity import Line
from baqylau.campaign.social_sums import MEASURES

BATCH = 2_000


def _named(account: SocialAccount | None, text: str) -> str:
    """A text about an account, if its name may leave the mission."""
    return text if account is not None and account.is_public else ""


def posts_table(posts: QuerySet[SocialPost], zone: ZoneInfo) -> Iterator[Sequence[object]]:
    """A row for each post. Of a private person's: no name, no text, nothing that leads to it."""
    yield (
        "number",
        "platform",
        "account_number",
        "account_role",
        "account",
        "account_name",
        "post_id",
        "published_at",
        "address",
        "text",
        "language",
        "topic",
        "tone",
        "target",
        *FLAGS,
        *COUNTS,
        "counted_at",
        "coded",
        "archive",
        "archive_sha256",
    )
    for one in posts.select_related("account").iterator(chunk_size=BATCH):
        account = one.account
        yield (
            one.pk,
            one.platform,
            account.number,
            account.role,
            _named(account, account.handle),
            _named(account, account.name),
            _named(account, one.native_id),
            one.published_at.astimezone(zone).isoformat(timespec="seconds"),
            _named(account, one.address),
            _named(account, one.text),
            one.language,
            one.topic,
            one.tone,
            one.target,
            *(_yes_no(getattr(one, flag)) for flag in FLAGS),
            *(getattr(one, count) for count in COUNTS),
            one.counted_at.astimezone(zone).isoformat(timespec="seconds"),
            "yes" if one.coded_at else "no",
            _named(account, one.archive),
            one.archive_sha256,
        )


def _yes_no(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]


def accounts_table(accounts: QuerySet[SocialAccount]) -> Iterator[Sequence[object]]:
    """A row for each account; private persons and those not classified yet have no name."""
    yield ("number", "platform", "role", "account", "name", "owner", "subject", "verified", "source")
    for one in accounts.iterator(chunk_size=BATCH):
        yield (
            one.number,
            one.platform,
            one.role,
            _named(one, one.handle),
            _named(one, one.name),
            _named(one, one.owner),
            one.subject.code if one.subject else "",
            _yes_no(one.verified),
            _named(one, one.source),
        )


def advertisements_table(found: QuerySet[Advertisement]) -> Iterator[Sequence[object]]:
    """A row for each advertisement; sponsors are public, since the libraries publish them."""
    yield (
        "platform",
        "advertisement_id",
        "page",
        "sponsor",
        "currency",
        "spend_from",
        "spend_to",
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
    for one in found.iterator(chunk_size=BATCH):
        yield (
            one.platform,
            one.native_id,
            one.page,
            one.sponsor,
            one.currency,
            one.spend_from,
            one.spend_to,
            one.seen_from,
            one.seen_to,
            one.starts_on,
            one.ends_on,
            one.text,
            one.targeting,
            one.address,
            one.archive,
            one.archive_sha256,
        )


def activity_table(
    networks: Sequence[Line], days: Sequence[tuple[date, Sequence[int]]]
) -> Iterator[Sequence[object]]:
    """Posts by day and network, and a last row with their sums."""
    yield ("day", *(one.code for one in networks))
    for day, counts in days:
        yield (day, *counts)
    yield ("all", *(one.posts for one in networks))


def lines_table(name: str, found: Sequence[Line]) -> Iterator[Sequence[object]]:
    """Sums by one thing, with every measure."""
    yield (name, *MEASURES)
    for one in found:
        yield (one.code, *(one.sums[measure] for measure in MEASURES))


def groups_table(groups: QuerySet[PostGroup], zone: ZoneInfo) -> Iterator[Sequence[object]]:
    """A row for each group of near-duplicates."""
    yield ("group", "posts", "accounts", "networks", "sponsored", "first_at", "last_at", "first_account")
    for one in groups.select_related("first__account").iterator(chunk_size=BATCH):
        account = one.first.account
        yield (
            one.number,
            one.posts,
            one.accounts,
            one.platforms,
            one.sponsored,
            one.begins_at.astimezone(zone).isoformat(timespec="seconds"),
            one.ends_at.astimezone(zone).isoformat(timespec="seconds"),
            _named(account, account.handle) or account.number,
        )
