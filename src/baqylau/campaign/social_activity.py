"""Activity on social networks in numbers, from the sums by day: by network, over time, by role and topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet, Sum

from baqylau.campaign.models import (
    AccountDay,
    AccountRole,
    MediaSubject,
    MediaTopic,
    Platform,
    SocialAccount,
    SocialDay,
    Tone,
)
from baqylau.campaign.social_selection import day_of
from baqylau.campaign.social_sums import MEASURES
from baqylau.mission.models import Mission


@dataclass(frozen=True, slots=True)
class ActivitySelection:
    """``?role=``, ``?platform=``, ``?since=``, ``?until=``."""

    role: str = ""
    platform: str = ""
    since: str = ""
    until: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> ActivitySelection:
        """What the parameters of a page ask for."""
        names = (one.name for one in fields(ActivitySelection))
        return ActivitySelection(
            *(str(parameters.get(name, "")).replace("\0", "").strip()[:40] for name in names)
        )

    def among(self, mission: Mission, by: str) -> QuerySet[SocialDay]:
        """The sums by one thing; the role narrows only sums by role."""
        found = SocialDay.objects.filter(mission=mission, by=by)
        if self.platform:
            found = found.filter(platform=self.platform)
        if self.role and by == "role":
            found = found.filter(value=self.role)
        if since := day_of(self.since):
            found = found.filter(day__gte=since)
        if until := day_of(self.until):
            found = found.filter(day__lte=until)
        return found


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table of sums: a code, its words, and each measure by its name."""

    code: str
    words: str
    sums: Mapping[str, int]
    share: float = 0.0
    """Of all posts of the table, from 0 to 1."""

    @property
    def per_cent(self) -> str:
        return f"{100 * self.share:.1f}"

    @property
    def thousandths(self) -> str:
        """The length of a bar; text, so that no language writes blanks into it."""
        return str(round(1000 * self.share))

    def __getattr__(self, name: str) -> int:
        try:
            return int(self.sums[name])
        except KeyError:
            raise AttributeError(name) from None


@dataclass(frozen=True, slots=True)
class Activity:
    """What the page shows. ``days`` are (day, posts by network) without gaps, the first day first."""

    networks: Sequence[Line]
    total: Line
    days: Sequence[tuple[date, Sequence[int]]]
    roles: Sequence[Line]
    languages: Sequence[Line]
    topics: Sequence[Line]
    tones: Sequence[Line]
    targets: Sequence[Line]


def activity_of(mission: Mission, selection: ActivitySelection) -> Activity:
    """Seven queries of the sums."""
    roles = selection.among(mission, "role")
    networks = lines(roles, "platform", dict(Platform.choices))
    total = _total(networks)
    return Activity(
        networks=networks,
        total=total,
        days=_days(roles, [one.code for one in networks]),
        roles=lines(roles, "value", dict(AccountRole.choices)),
        languages=_by(mission, selection, "language", {}),
        topics=_by(mission, selection, "topic", _named(MediaTopic, mission)),
        tones=_by(mission, selection, "tone", dict(Tone.choices)),
        targets=_by(mission, selection, "target", _named(MediaSubject, mission)),
    )


def _by(mission: Mission, selection: ActivitySelection, by: str, words: Mapping[str, object]) -> list[Line]:
    """Sums by what does not know the role; where one is asked for, there is nothing to say."""
    found = [] if selection.role else lines(selection.among(mission, by), "value", words)
    return found if any(one.code for one in found) else []


def _named(model: type[MediaTopic] | type[MediaSubject], mission: Mission) -> dict[str, object]:
    return {one.code: one.name for one in model._default_manager.filter(mission=mission)}


def lines(found: QuerySet[SocialDay], by: str, words: Mapping[str, object]) -> list[Line]:
    """The sums by one column, most posts first; what is not known stands last."""
    rows: list[dict[str, Any]] = list(found.order_by().values(by).annotate(**_sums()))
    whole = sum(row["n_posts"] for row in rows) or 1
    made = [
        Line(
            row[by],
            str(words.get(row[by], row[by])),
            {name: row[f"n_{name}"] or 0 for name in MEASURES},
            row["n_posts"] / whole,
        )
        for row in rows
    ]
    return sorted(made, key=lambda one: (one.code == "", -one.posts, one.code))


def _sums() -> dict[str, Sum]:
    return {f"n_{name}": Sum(name) for name in MEASURES}


def _total(found: Iterable[Line]) -> Line:
    those = list(found)
    return Line("", "", {name: sum(one.sums[name] for one in those) for name in MEASURES}, 1.0)


def _days(found: QuerySet[SocialDay], networks: Sequence[str]) -> list[tuple[date, Sequence[int]]]:
    rows = found.order_by().values_list("day", "platform").annotate(count=Sum("posts"))
    counts = {(day, network): count for day, network, count in rows}
    if not counts:
        return []
    days = [day for day, _network in counts]
    return [(day, [counts.get((day, one), 0) for one in networks]) for day in _every(min(days), max(days))]


MOST_DAYS = 800


def _every(first: date, last: date) -> Iterator[date]:
    for number in range(min((last - first).days + 1, MOST_DAYS)):
        yield first + timedelta(days=number)


def posts_of(mission: Mission) -> int:
    """How many posts a mission has."""
    found = SocialDay.objects.filter(Q(mission=mission), by="role").aggregate(all=Sum("posts"))
    return int(found["all"] or 0)


def posts_of_accounts(keys: Sequence[int]) -> dict[int, Any]:
    """What these accounts posted: posts, reactions and the last day, by the account's key."""
    found = AccountDay.objects.filter(account__in=keys).order_by().values("account")
    rows = found.annotate(count=Sum("posts"), all_reactions=Sum("reactions"), last=Max("day"))
    return {row["account"]: row for row in rows}


def of_account(account: SocialAccount) -> Line:
    """Every sum of one account."""
    found = AccountDay.objects.filter(account=account).aggregate(**_sums())
    return Line("", "", {name: found[f"n_{name}"] or 0 for name in MEASURES})
