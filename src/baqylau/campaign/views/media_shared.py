"""What the views of media monitoring do alike."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from django.http import HttpRequest
from django.utils import timezone

from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author

ON_A_PAGE = 100
WAYS = ["GET", "HEAD", "POST"]


def rights(request: HttpRequest, mission: Mission) -> dict[str, object]:
    """What the pages of media monitoring offer to whoever looks."""
    user = author(request)
    return {
        "mission": mission,
        "may_see": user.has_perm(Permission.SEE_MEDIA, mission),
        "may_code": user.has_perm(Permission.CODE_MEDIA, mission),
        "may_manage": user.has_perm(Permission.MANAGE_MEDIA, mission),
    }


def today(mission: Mission) -> date:
    """The day now, by the clock of the election."""
    return timezone.now().astimezone(ZoneInfo(mission.election.time_zone)).date()
