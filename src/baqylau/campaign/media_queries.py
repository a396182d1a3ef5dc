"""Which programmes a person may see: monitors their own only, a second coder never the first coding."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.http import Http404

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_schedule import coders_of
from baqylau.campaign.models import MediaItem, MonitoringSlot, Programme, ProgrammeState
from baqylau.mission.models import Membership, Mission


def membership_of(user: User, mission: Mission) -> Membership | None:
    """As whom this person codes in the mission."""
    found: Membership | None = coders_of(mission).filter(user=user).first()
    return found


def hidden_from(user: User, mission: Mission) -> QuerySet[Programme, int | None]:
    """The first codings of programmes that this person is coding once more."""
    open_ones = Programme.objects.filter(
        mission=mission, monitor__user=user, state=ProgrammeState.OPEN, second_coding_of__isnull=False
    )
    return open_ones.values_list("second_coding_of", flat=True)


def programmes_seen_by(user: User, mission: Mission) -> QuerySet[Programme]:
    """Every programme for those who see media; their own for monitors."""
    found = Programme.objects.filter(mission=mission)
    if user.has_perm(Permission.SEE_MEDIA, mission):
        return found.exclude(pk__in=hidden_from(user, mission))
    return found.filter(monitor__user=user)


def own_programmes(user: User, mission: Mission) -> QuerySet[Programme]:
    """What this person codes."""
    return Programme.objects.filter(mission=mission, monitor__user=user)


def programmes_coded_by(user: User, mission: Mission) -> QuerySet[Programme]:
    """What this person may change: their own, or all for whoever manages media, blindness kept."""
    found = Programme.objects.filter(mission=mission)
    if user.has_perm(Permission.MANAGE_MEDIA, mission):
        return found.exclude(pk__in=hidden_from(user, mission))
    return found.filter(monitor__user=user)


def by_number(programmes: QuerySet[Programme], number: int) -> Programme:
    """The programme with this number; 404 for one that is not there, or that one may not see."""
    related = ("outlet", "mission__election", "monitor__user", "slot", "media_import", "second_coding_of")
    found = programmes.filter(number=number).select_related(*related).first()
    if found is None:
        raise Http404
    return found


def items_seen_by(user: User, mission: Mission) -> QuerySet[MediaItem]:
    """The items of the programmes that this person may see."""
    found = MediaItem.objects.filter(mission=mission)
    hidden = list(hidden_from(user, mission))
    return found.exclude(programme__in=hidden) if hidden else found


def slots_of(user: User, mission: Mission) -> QuerySet[MonitoringSlot]:
    """The hours that this person is to monitor."""
    return MonitoringSlot.objects.filter(mission=mission, monitor__user=user)


def slots_seen_by(user: User, mission: Mission) -> QuerySet[MonitoringSlot]:
    """Every slot for those who see media; their own for monitors."""
    if user.has_perm(Permission.SEE_MEDIA, mission):
        return MonitoringSlot.objects.filter(mission=mission)
    return slots_of(user, mission)


def waits_for(user: User, mission: Mission) -> int:
    """How many programmes of theirs are not finished."""
    return own_programmes(user, mission).filter(~Q(state=ProgrammeState.FINISHED)).count()
