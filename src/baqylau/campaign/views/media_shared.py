"""What the views of media monitoring do alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
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


def kept(request: HttpRequest) -> str:
    """What the address asks for, without the page."""
    asked_for = request.GET.copy()
    asked_for.pop("page", None)
    return asked_for.urlencode()


def today(mission: Mission) -> date:
    """The day now, by the clock of the election."""
    return timezone.now().astimezone(ZoneInfo(mission.election.time_zone)).date()


def tell(request: HttpRequest, refused: Refused) -> None:
    """Say on the next page what was refused."""
    for problem in refused.problems:
        messages.error(request, str(problem.translated(_)))


def attempt(request: HttpRequest, action: Callable[[], object], says: str = "") -> bool:
    """Carry an action out and say so, or say on the next page why it was refused."""
    try:
        action()
    except Refused as refused:
        tell(request, refused)
        return False
    if says:
        messages.success(request, says)
    return True


def table_file(rows: Iterable[Sequence[object]], name: str, kind: str) -> HttpResponseBase:
    """A table as CSV or as a workbook."""
    return workbook(rows, f"{name}.xlsx") if kind == "xlsx" else csv_file(rows, f"{name}.csv")
