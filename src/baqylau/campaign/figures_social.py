"""The named figures that social networks offer to reports, each with its denominator.

They are counted from the sums by day and network, not post by post: of a million posts no statement lists the
rows. ``digest`` commits to those sums; whoever holds the posts makes them again and compares. Figures count
posts of the accounts that the mission follows, never users of a network.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from baqylau.campaign.models import PostGrouping, SocialDay
from baqylau.campaign.social_sums import MEASURES
from baqylau.core.figure import Figure, digest_of_rows
from baqylau.mission.models import Mission


def posts_on(mission: Mission, *, platform: str) -> Figure:
    """Posts on one network out of all posts of the accounts followed."""
    rows = _days(mission)
    return _figure(
        f"social.posts.{platform}",
        sum(row["posts"] for row in rows if row["platform"] == platform),
        sum(row["posts"] for row in rows),
        f"posts on {platform}, of all posts of the accounts followed",
        rows,
    )


def posts_by(mission: Mission, *, roles: Sequence[str]) -> Figure:
    """Posts of accounts with one of these roles out of all; of roles not known yet it tells how many."""
    rows = _days(mission)
    unknown = sum(row["posts"] for row in rows if row["value"] == "unknown")
    return _figure(
        f"social.posts_by.{'_or_'.join(roles)}",
        sum(row["posts"] for row in rows if row["value"] in roles),
        sum(row["posts"] for row in rows if row["value"] != "unknown"),
        f"posts of accounts that are {' or '.join(roles)}, of those whose role is known",
        rows,
        {"role not known": unknown} if unknown else {},
    )


def flagged(mission: Mission, *, flag: str) -> Figure:
    """Posts with a flag out of those in which it was judged, yes or no; the others are excluded."""
    rows = _days(mission)
    whole, judged = sum(row["posts"] for row in rows), sum(row[f"judged_{flag}"] for row in rows)
    return _figure(
        f"social.{flag}",
        sum(row[flag] for row in rows),
        judged,
        f"posts with the flag {flag}, of those in which it was judged",
        rows,
        {"not judged": whole - judged} if whole > judged else {},
    )


def with_tone(mission: Mission, *, tone: str) -> Figure:
    """Posts with a tone out of those with any."""
    rows = _days(mission, "tone")
    without = sum(row["posts"] for row in rows if not row["value"])
    return _figure(
        f"social.tone.{tone}",
        sum(row["posts"] for row in rows if row["value"] == tone),
        sum(row["posts"] for row in rows if row["value"]),
        f"posts with a {tone} tone, of those with a tone",
        rows,
        {"no tone coded": without} if without else {},
    )


def near_duplicates(mission: Mission) -> Figure:
    """Posts that are nearly the same as one of another account, out of those long enough to be compared."""
    grouping = PostGrouping.objects.filter(mission=mission).first()
    if grouping is None:
        return _figure("social.near_duplicates", 0, 0, "posts were not compared", [])
    counted = sum(grouping.groups.values_list("posts", flat=True))
    return Figure(
        name="social.near_duplicates",
        numerator=counted,
        denominator=grouping.compared,
        source=f"posts in groups of several accounts alike from {grouping.least} of 100, of those compared",
        digest=grouping.digest,
        excluded={"too short to compare": grouping.posts - grouping.compared},
    )


def _days(mission: Mission, by: str = "role") -> list[dict[str, Any]]:
    found = SocialDay.objects.filter(mission=mission, by=by).order_by("day", "platform", "value")
    return list(found.values("day", "platform", "value", *MEASURES))


def _figure(
    name: str,
    numerator: int,
    denominator: int,
    source: str,
    rows: Iterable[dict[str, Any]],
    excluded: dict[str, int] | None = None,
) -> Figure:
    lines = enumerate("\t".join(map(str, row.values())) for row in rows)
    return Figure(
        name=name,
        numerator=numerator,
        denominator=denominator,
        source=f"social networks: {source}; from the sums by day",
        digest=digest_of_rows(lines),
        excluded=excluded or {},
    )
