"""Kinds of evidence about what was said: meetings, the registers of the campaign, media items, posts."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.media_queries import items_seen_by
from baqylau.campaign.models import CampaignEvent, FreedomEntry, MediaItem, SocialPost
from baqylau.campaign.register_queries import events_seen_by, freedoms_seen_by
from baqylau.core.text import search_key
from baqylau.mission.models import Mission
from baqylau.observation.meeting_queries import Reader
from baqylau.observation.models import Meeting
from baqylau.reports.evidence import RowKind, content_of


class MeetingKind(RowKind[Meeting]):
    """A meeting, named by its day and institutions, never by what was said or by whom.

    A meeting may be private or confidential to people who see other meetings, so nobody but the core team is
    told of one that is gone.
    """

    code, name = "meeting", gettext_lazy("Meeting")
    needs, sees_hidden = Permission.SEE_MEETINGS, Permission.SEE_INTERLOCUTORS

    def rows(self, mission: Mission) -> QuerySet[Meeting]:
        return Meeting.objects.filter(mission=mission).prefetch_related("institutions")

    def seen(self, rows: QuerySet[Meeting], user: User, mission: Mission) -> QuerySet[Meeting]:
        return rows.filter(pk__in=Reader(user, mission).meetings().order_by().values("pk"))

    def matching(self, rows: QuerySet[Meeting], text: str) -> QuerySet[Meeting]:
        number = text.strip().removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            return rows.filter(number=int(number))
        for word in search_key(text).split()[:12]:
            place = Q(search_key__contains=word)
            rows = rows.filter(place | Q(institutions__search_key__contains=word)).distinct()
        return rows

    def label(self, row: Meeting) -> str:
        said = _("Meeting %(number)s of %(day)s") % {"number": row.label, "day": row.day.isoformat()}
        named = ", ".join(one.name for one in row.institutions.all())
        return f"{said}: {named}" if named else said

    def address(self, row: Meeting, mission: Mission) -> str:
        return reverse("observation:meeting", args=[mission.slug, row.label])

    def content(self, row: Meeting) -> object:
        return [content_of(row, "version", "notes_key"), sorted(one.pk for one in row.institutions.all())]

    def is_confidential(self, row: Meeting) -> bool:
        return row.is_confidential


class FreedomKind(RowKind[FreedomEntry]):
    """An entry of the register of freedoms; confidential ones are not there for most."""

    code, name = "freedom", gettext_lazy("Freedoms")
    needs, sees_hidden = Permission.SEE_CAMPAIGN, Permission.SEE_CONFIDENTIAL_CAMPAIGN

    def rows(self, mission: Mission) -> QuerySet[FreedomEntry]:
        return FreedomEntry.objects.filter(mission=mission)

    def seen(self, rows: QuerySet[FreedomEntry], user: User, mission: Mission) -> QuerySet[FreedomEntry]:
        return rows.filter(pk__in=freedoms_seen_by(user, mission).order_by().values("pk"))

    def label(self, row: FreedomEntry) -> str:
        said = _("Freedoms %(number)s") % {"number": row.label}
        return f"{said}: {row.get_kind_display()}{f', {row.says[:120]}' if row.says else ''}"

    def address(self, row: FreedomEntry, mission: Mission) -> str:
        return reverse("campaign:freedom", args=[mission.slug, row.label])

    def content(self, row: FreedomEntry) -> object:
        return content_of(row, "version")


class EventKind(RowKind[CampaignEvent]):
    """A campaign event that was entered by hand; confidential ones are not there for most."""

    code, name = "event", gettext_lazy("Campaign event")
    needs, sees_hidden = Permission.SEE_CAMPAIGN, Permission.SEE_CONFIDENTIAL_CAMPAIGN

    def rows(self, mission: Mission) -> QuerySet[CampaignEvent]:
        return CampaignEvent.objects.filter(mission=mission)

    def seen(self, rows: QuerySet[CampaignEvent], user: User, mission: Mission) -> QuerySet[CampaignEvent]:
        return rows.filter(pk__in=events_seen_by(user, mission).order_by().values("pk"))

    def label(self, row: CampaignEvent) -> str:
        said = _("Campaign event %(number)s of %(day)s") % {"number": row.label, "day": row.day.isoformat()}
        return f"{said}, {row.place}" if row.place else said

    def address(self, row: CampaignEvent, mission: Mission) -> str:
        return reverse("campaign:event", args=[mission.slug, row.label])

    def content(self, row: CampaignEvent) -> object:
        return content_of(row, "version")


class MediaKind(RowKind[MediaItem]):
    """An item of a monitored programme, issue or site."""

    code, name = "media", gettext_lazy("Media item")
    needs, numbered = Permission.SEE_MEDIA, ""

    def rows(self, mission: Mission) -> QuerySet[MediaItem]:
        return MediaItem.objects.filter(mission=mission).select_related("programme", "outlet")

    def seen(self, rows: QuerySet[MediaItem], user: User, mission: Mission) -> QuerySet[MediaItem]:
        return rows.filter(pk__in=items_seen_by(user, mission).order_by().values("pk"))

    def label(self, row: MediaItem) -> str:
        said = {"outlet": row.outlet.name, "day": row.day.isoformat(), "number": row.number}
        named = _("%(outlet)s, %(day)s, item %(number)s") % said
        return f"{named}: {row.note[:120]}" if row.note else named

    def address(self, row: MediaItem, mission: Mission) -> str:
        return reverse("campaign:programme", args=[mission.slug, row.programme.number])

    def content(self, row: MediaItem) -> object:
        return content_of(row, "version")


class PostKind(RowKind[SocialPost]):
    """A post on a social network."""

    code, name = "post", gettext_lazy("Post on a social network")
    needs, numbered = Permission.SEE_MEDIA, ""

    def rows(self, mission: Mission) -> QuerySet[SocialPost]:
        return SocialPost.objects.filter(mission=mission).select_related("account")

    def matching(self, rows: QuerySet[SocialPost], text: str) -> QuerySet[SocialPost]:
        for word in text.split()[:12]:
            account = Q(account__name__icontains=word) | Q(account__handle__icontains=word)
            rows = rows.filter(account | Q(text__icontains=word) | Q(address__icontains=word))
        return rows

    def label(self, row: SocialPost) -> str:
        said = {"account": row.account.name or row.account.handle, "day": row.day.isoformat()}
        named = _("Post of %(account)s, %(day)s") % said
        return f"{named}: {row.text[:120]}" if row.text else named

    def address(self, row: SocialPost, mission: Mission) -> str:
        return reverse("campaign:social_post", args=[mission.slug, row.pk])

    def content(self, row: SocialPost) -> object:
        return [row.text, row.published_at, row.account_id, row.native_id]
