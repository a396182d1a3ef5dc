"""Sums by day, made anew from the posts of the days that changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Min

from baqylau.campaign.models import COUNTS, FLAGS, AccountDay, SocialDay, SocialPost
from baqylau.election.windows import calendar_of
from baqylau.mission.models import Mission

BY = ("role", "language", "topic", "tone", "target")
"""What posts of a day are summed by."""
MEASURES = (
    "posts",
    "coded",
    *FLAGS,
    *(f"judged_{flag}" for flag in FLAGS),
    *COUNTS,
)
_INTO = ", ".join(MEASURES)
_SUMS = ", ".join(
    f"{sum_} AS {name}"
    for name, sum_ in zip(
        MEASURES,
        (
            "count(*)",
            "count(coded_at)",
            *(f"sum(CASE WHEN {flag} THEN 1 ELSE 0 END)" for flag in FLAGS),
            *(f"count({flag})" for flag in FLAGS),
            *(f"coalesce(sum({count}), 0)" for count in COUNTS),
        ),
        strict=True,
    )
)
_SUMS_OF_SUMS = ", ".join(f"sum(one.{name})" for name in MEASURES)
_SUMS_OF_SUMS_NAMED = ", ".join(f"sum(one.{name}) AS {name}" for name in MEASURES)
_VALUES = "language, topic, tone, target"
_BY_DAY = f"day, account_id, {_VALUES}"
"""In this order: posts lie in that of time, so that few of them are sorted anew."""
_TOGETHER = (
    f"CREATE TEMPORARY TABLE sums_of_days AS SELECT {_BY_DAY}, {_SUMS} FROM campaign_socialpost"  # noqa: S608
    f" WHERE mission_id = %s AND published_at >= %s AND published_at < %s GROUP BY {_BY_DAY}"
)
_BY_ACCOUNT = (
    f"INSERT INTO campaign_accountday (mission_id, account_id, platform, day, {_INTO})"  # noqa: S608
    f" SELECT account.mission_id, account.id, account.platform, one.day, {_SUMS_OF_SUMS}"
    " FROM sums_of_days one JOIN campaign_socialaccount account ON account.id = one.account_id"
    " GROUP BY one.day, account.mission_id, account.id, account.platform"
)
_WITHOUT_ACCOUNTS = (
    "CREATE TEMPORARY TABLE sums_without_accounts AS SELECT account.mission_id, account.platform,"  # noqa: S608
    f" account.role, day, {_VALUES}, {_SUMS_OF_SUMS_NAMED}"
    " FROM sums_of_days one JOIN campaign_socialaccount account ON account.id = one.account_id"
    f" GROUP BY day, account.mission_id, account.platform, account.role, {_VALUES}"
)


def _by(by: str, table: str = "sums_without_accounts one", which: str = "1 = 1") -> str:
    """The statement that sums by network and one thing."""
    into = f'mission_id, day, platform, "by", value, {_INTO}'
    return (
        f"INSERT INTO campaign_socialday ({into})"  # noqa: S608
        f" SELECT one.mission_id, one.day, one.platform, '{by}', coalesce({by}, ''), {_SUMS_OF_SUMS}"
        f" FROM {table} WHERE {which} GROUP BY one.day, one.mission_id, one.platform, coalesce({by}, '')"
    )


def sum_days(
    mission: Mission, days: Iterable[date], told: Callable[[float], None] = lambda share: None
) -> None:
    """Make the sums of these days anew, in the transaction of whoever changed the posts.

    Runs of days are gone through once: what is summed by everything together is summed further from there.
    """
    runs = list(_runs(sorted(set(days))))
    steps = len(runs) * (3 + len(BY))
    for number, (first, last) in enumerate(runs):
        AccountDay.objects.filter(mission=mission, day__range=(first, last)).delete()
        SocialDay.objects.filter(mission=mission, day__range=(first, last)).delete()
        with connection.cursor() as cursor:
            _take_away(cursor)
            cursor.execute(_TOGETHER, [mission.pk, *map(stored, _span(mission, first, last))])
            after = (_BY_ACCOUNT, _WITHOUT_ACCOUNTS, *map(_by, BY))
            for step, statement in enumerate(after, start=number * (1 + len(after)) + 1):
                told(step / steps)
                cursor.execute(statement)
            _take_away(cursor)
    told(1.0)


def _take_away(cursor: CursorWrapper) -> None:
    for table in ("sums_of_days", "sums_without_accounts"):
        cursor.execute(f"DROP TABLE IF EXISTS {table}")


def sum_post(post: SocialPost) -> None:
    """The same for what one post is part of, after it was coded."""
    sum_days(post.mission, [post.day])


def sum_roles(mission: Mission) -> None:
    """Make the sums by role anew from those of the accounts, after an account got another role."""
    SocialDay.objects.filter(mission=mission, by="role").delete()
    with connection.cursor() as cursor:
        joined = "campaign_accountday one JOIN campaign_socialaccount account ON account.id = one.account_id"
        cursor.execute(_by("role", joined, "one.mission_id = %s"), [mission.pk])


def sum_all(mission: Mission) -> None:
    """Make every sum of a mission anew."""
    found = SocialPost.objects.filter(mission=mission).aggregate(first=Min("day"), last=Max("day"))
    AccountDay.objects.filter(mission=mission).delete()
    SocialDay.objects.filter(mission=mission).delete()
    if found["first"]:
        spread = (found["last"] - found["first"]).days + 1
        sum_days(mission, (found["first"] + timedelta(days=number) for number in range(spread)))


def _runs(days: Sequence[date]) -> Iterable[tuple[date, date]]:
    """Days next to each other, as first and last; a gap of a few days is not worth another statement."""
    first: date | None = None
    last = first
    for day in days:
        if last is not None and first is not None and (day - last).days > 7:
            yield first, last
            first = None
        first = first or day
        last = day
    if first is not None and last is not None:
        yield first, last


def _span(mission: Mission, first: date, last: date) -> tuple[datetime, datetime]:
    """The moments of these local days, so that the index by time finds the posts."""
    zone = calendar_of(mission.election).zone
    return (
        datetime.combine(first, time(), zone),
        datetime.combine(last + timedelta(days=1), time(), zone),
    )


def stored(moment: datetime) -> Any:
    """A moment as a raw statement gives it to the database."""
    return connection.ops.adapt_datetimefield_value(moment)
