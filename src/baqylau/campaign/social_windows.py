"""Paid content in times when campaigning is forbidden: sponsored posts and advertisements of the libraries.

What falls into such a time is a question, not an answer: it may have been placed before and left standing, be
an authority's information for voters, or be nothing that the law means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.models import Advertisement, SocialPost
from baqylau.election.methods.calendar import BEGINS, ENDS
from baqylau.election.methods.windows import CAMPAIGN, SILENCE, Window, window_of
from baqylau.election.windows import Calendar, calendar_of
from baqylau.mission.models import Mission

WORDS = {
    SILENCE: _("Campaign silence"),
    "before_campaign": _("Before the campaign began"),
}


@dataclass(frozen=True, slots=True)
class ForbiddenTime:
    """A time in which paid campaign content is a question, by the clock of the whole country.

    ``surely`` is the part that is forbidden in every time zone of the election; None where there is none.
    """

    code: str
    begins: datetime | None
    ends: datetime
    surely: tuple[datetime | None, datetime] | None
    article: str
    zone: ZoneInfo

    @property
    def words(self) -> str:
        return str(WORDS[self.code])

    @property
    def days(self) -> tuple[date | None, date]:
        """The first and the last local day."""
        last = (self.ends - timedelta(microseconds=1)).astimezone(self.zone).date()
        return (self.begins.astimezone(self.zone).date() if self.begins else None, last)

    def is_sure(self, moment: datetime) -> bool:
        """Whether it is forbidden wherever in the country the account is."""
        if self.surely is None:
            return False
        begins, ends = self.surely
        return (begins is None or begins <= moment) and moment < ends

    def posts(self, mission: Mission) -> QuerySet[SocialPost]:
        """Sponsored posts of this time."""
        asked = Q(mission=mission, sponsored=True, published_at__lt=self.ends)
        if self.begins:
            asked &= Q(published_at__gte=self.begins)
        return SocialPost.objects.filter(asked).order_by("-published_at", "-pk")

    def advertisements(self, mission: Mission) -> QuerySet[Advertisement]:
        """Advertisements that ran, by their days, on a day of this time."""
        first, last = self.days
        asked = Q(mission=mission, starts_on__lte=last)
        if first:
            asked &= Q(ends_on=None) | Q(ends_on__gte=first)
        return Advertisement.objects.filter(asked).order_by("-starts_on", "-pk")


@dataclass(frozen=True, slots=True)
class Paid:
    """A sponsored post or an advertisement as others are told of it: private persons are not named."""

    key: str
    at: date | datetime
    says: str
    where: str


def paid_content_of(time: ForbiddenTime, mission: Mission) -> Iterator[Paid]:
    """Everything paid that falls into the time; of an advertisement its first day in it."""
    for post in time.posts(mission).select_related("account").iterator(chunk_size=500):
        account = post.account
        public = account.is_public
        says = post.text[:500] if public else f"{post.get_platform_display()}: {post.pk}"
        where = str(account) if public else f"{account.get_platform_display()}, {account.number}"
        yield Paid(f"post:{post.pk}", post.published_at, says, where)
    first, last = time.days
    for one in time.advertisements(mission).iterator(chunk_size=500):
        day = max(one.starts_on, first) if first else one.starts_on
        where = ", ".join(filter(None, (one.get_platform_display(), one.sponsor or one.page, one.address)))
        yield Paid(f"advertisement:{one.pk}", min(day, last), one.text[:500], where)


def forbidden_times(mission: Mission) -> list[ForbiddenTime]:
    """The silence, and the time before the campaign, as far as the calendar knows them."""
    calendar = calendar_of(mission.election)
    found = []
    silence = calendar.window_anywhere(SILENCE)
    if silence and silence.ends:
        everywhere = _in_each_zone(calendar, SILENCE)
        found.append(
            ForbiddenTime(
                SILENCE, silence.begins, silence.ends, _common(everywhere), silence.article, calendar.zone
            )
        )
    campaign = calendar.window_anywhere(CAMPAIGN)
    if campaign and campaign.begins:
        latest = max(one.begins for one in _in_each_zone(calendar, CAMPAIGN) if one.begins)
        surely = (None, campaign.begins)
        found.append(ForbiddenTime("before_campaign", None, latest, surely, campaign.article, calendar.zone))
    return found


def _in_each_zone(calendar: Calendar, code: str) -> list[Window]:
    """The same window by the clock of every time zone of the election."""
    begins, ends = calendar.point(f"{code}.{BEGINS}"), calendar.point(f"{code}.{ENDS}")
    return [window_of(code, begins, ends, zone) for zone in calendar.zones()]


def _common(windows: Sequence[Window]) -> tuple[datetime, datetime] | None:
    """The part that all windows share."""
    begins = [one.begins for one in windows if one.begins]
    ends = [one.ends for one in windows if one.ends]
    if not begins or not ends or max(begins) >= min(ends):
        return None
    return max(begins), min(ends)
