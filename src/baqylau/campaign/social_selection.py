"""What the address of a list of posts, accounts or advertisements asks for; it stays in the address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from baqylau.campaign.models import FLAGS, Advertisement, SocialAccount, SocialPost
from baqylau.campaign.social_words import with_words
from baqylau.core.text import search_key
from baqylau.mission.models import Mission

UNKNOWN = "-"
"""In an address: what is not known."""


def _clean(parameters: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    return [str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names]


def day_of(text: str) -> date | None:
    """A day of an address; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a local day."""
    return datetime.combine(day, time(), zone)


@dataclass(frozen=True, slots=True)
class PostSelection:
    """``?q=``, ``?platform=`` … ``flag`` is a flag, ``coded`` or ``uncoded``; ``account`` a number."""

    q: str = ""
    platform: str = ""
    role: str = ""
    account: str = ""
    language: str = ""
    topic: str = ""
    tone: str = ""
    target: str = ""
    flag: str = ""
    since: str = ""
    until: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> PostSelection:
        """What the parameters of a page ask for."""
        return PostSelection(*_clean(parameters, tuple(one.name for one in fields(PostSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.topic, self.tone, self.target, self.since, self.until, self.order, self.account))

    @property
    def is_everything(self) -> bool:
        """Whether nothing is asked for, so that the sums know how many there are."""
        return not any(getattr(self, one.name) for one in fields(self) if one.name != "order")

    def among(self, mission: Mission, zone: ZoneInfo) -> QuerySet[SocialPost]:
        """The posts that are asked for, in the order that is asked for."""
        posts = self._of_account(mission).filter(self._plain(), self._when(zone))
        if self.role:
            roles = SocialAccount.objects.filter(mission=mission, role=self.role)
            posts = posts.filter(account__in=list(roles.values_list("pk", flat=True)))
        if self.q:
            posts = with_words(posts, self.q)
        return posts.order_by(*self._order())

    def _of_account(self, mission: Mission) -> QuerySet[SocialPost]:
        """Those of one account are found by the index of accounts, if nothing else is asked for."""
        if not self.account:
            return SocialPost.objects.filter(mission=mission)
        number = int(self.account) if self.account.isdecimal() and len(self.account) < 10 else 0
        account = SocialAccount.objects.filter(mission=mission, number=number).first()
        return SocialPost.objects.filter(account=account) if account else SocialPost.objects.none()

    def _order(self) -> tuple[str, ...]:
        return {
            "oldest": ("published_at", "pk"),
            "reactions": ("-reactions", "-pk"),
        }.get(self.order, ("-published_at", "-pk"))

    def _plain(self) -> Q:
        asked = Q()
        for name in ("platform", "language", "topic", "tone", "target"):
            if value := getattr(self, name):
                nothing = Q(language="") if name == "language" else Q(**{f"{name}__isnull": True})
                asked &= nothing if value == UNKNOWN else Q(**{name: value})
        if self.order == "reactions":
            asked &= Q(reactions__isnull=False)
        if self.flag in FLAGS:
            return asked & Q(**{self.flag: True})
        if self.flag in ("coded", "uncoded"):
            return asked & Q(coded_at__isnull=self.flag == "uncoded")
        return asked

    def _when(self, zone: ZoneInfo) -> Q:
        asked = Q()
        if since := day_of(self.since):
            asked &= Q(published_at__gte=begins(since, zone))
        if until := day_of(self.until):
            asked &= Q(published_at__lt=begins(until + timedelta(days=1), zone))
        return asked


@dataclass(frozen=True, slots=True)
class AccountSelection:
    """``?q=``, ``?platform=``, ``?role=``."""

    q: str = ""
    platform: str = ""
    role: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> AccountSelection:
        """What the parameters of a page ask for."""
        return AccountSelection(*_clean(parameters, tuple(one.name for one in fields(AccountSelection))))

    def among(self, mission: Mission) -> QuerySet[SocialAccount]:
        """The accounts that are asked for."""
        accounts = SocialAccount.objects.filter(mission=mission).select_related("subject")
        for name in ("platform", "role"):
            if value := getattr(self, name):
                accounts = accounts.filter(**{name: value})
        for word in search_key(self.q).split():
            accounts = accounts.filter(
                Q(handle__contains=word)
                | Q(name__icontains=word)
                | Q(owner__icontains=word)
                | Q(number__in=[int(word)] if word.isdecimal() and len(word) < 9 else [])
            )
        return accounts.order_by("number")


@dataclass(frozen=True, slots=True)
class AdvertisementSelection:
    """``?q=``, ``?platform=``, ``?sponsor=`` (its key); ``?since=``, ``?until=``: ran on such a day."""

    q: str = ""
    platform: str = ""
    sponsor: str = ""
    since: str = ""
    until: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> AdvertisementSelection:
        """What the parameters of a page ask for."""
        names = tuple(one.name for one in fields(AdvertisementSelection))
        return AdvertisementSelection(*_clean(parameters, names))

    def among(self, mission: Mission) -> QuerySet[Advertisement]:
        """The advertisements that are asked for, the newest first."""
        found = Advertisement.objects.filter(mission=mission)
        if self.platform:
            found = found.filter(platform=self.platform)
        if self.sponsor:
            found = found.filter(sponsor_key="" if self.sponsor == UNKNOWN else self.sponsor)
        for word in self.q.split():
            found = found.filter(
                Q(text__icontains=word) | Q(sponsor__icontains=word) | Q(page__icontains=word)
            )
        if since := day_of(self.since):
            found = found.filter(Q(ends_on=None) | Q(ends_on__gte=since))
        if until := day_of(self.until):
            found = found.filter(starts_on__lte=until)
        return found.order_by("-starts_on", "-pk")
