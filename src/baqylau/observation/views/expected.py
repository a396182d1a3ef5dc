"""What reports are expected, and how complete they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.election.models import Station
from baqylau.mission.models import Mission
from baqylau.mission.times import local_of
from baqylau.mission.views.pages import tell
from baqylau.observation.actions.expected import Rule, change_expected, expect, remove_expected
from baqylau.observation.completeness_now import Completeness, Group, Row, completeness
from baqylau.observation.expected_forms import ChangeForm, RuleForm
from baqylau.observation.models import Expected, Record
from baqylau.observation.views.waves import form_page, try_to
from baqylau.observation.words import label
from baqylau.observation.words_of_expected import STATUSES

ON_A_PAGE = 200
FILTERS = ("form", "wave", "team", "region")
NONE = "none"
"""In an address: no wave, or no region."""


@dataclass(frozen=True, slots=True)
class Line:
    """An expected report as the page shows it."""

    row: Row
    form: str
    wave: str
    team: str
    station: str
    says: str
    local_due: datetime | None
    record: int | None
    may_go: bool
    """Whether it may be removed: nothing has come for it."""


@require_safe
def expected(request: HttpRequest, slug: str) -> HttpResponse:
    """Counts by form, wave, team and region, and every expected report."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    now = timezone.now()
    found = completeness(mission, now)
    chosen = {name: request.GET.get(name, "") for name in (*FILTERS, "status")}
    rows = [row for row in found.rows if _is_chosen(row, chosen)]
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": mission,
        "found": found,
        "tables": _tables(found),
        "choices": _choices(found),
        "chosen": chosen,
        "statuses": STATUSES.items(),
        "page": page,
        "lines": _lines(mission, found, page),
        "may_plan": request.user.has_perm(Permission.PLAN_DEPLOYMENT, mission),
        "now": local_of(mission.election, now),
    }
    return render(request, "observation/expected.html", context)


def _is_chosen(row: Row, chosen: Mapping[str, str]) -> bool:
    has = {"form": row.form_id, "wave": row.wave_id, "team": row.team_id, "region": row.region_id}
    fits = all(not chosen[name] or chosen[name] == str(has[name] or NONE) for name in FILTERS)
    return fits and chosen["status"] in ("", row.status)


def _tables(found: Completeness) -> list[tuple[str, str, Sequence[Group]]]:
    """Each table of counts: its title, the word for the address, its groups."""
    return [
        (_("By form"), "form", found.by_form),
        (_("By wave"), "wave", found.by_wave),
        (_("By region"), "region", found.by_region),
        (_("By team"), "team", found.by_team),
    ]


def _choices(found: Completeness) -> list[tuple[str, str, list[tuple[str, str]]]]:
    groups = {"form": found.by_form, "wave": found.by_wave, "team": found.by_team, "region": found.by_region}
    words = {"form": _("Form"), "wave": _("Wave"), "team": _("Team"), "region": _("Region")}
    return [
        (name, words[name], [(str(one.key or NONE), one.name or _("none")) for one in groups[name]])
        for name in FILTERS
    ]


def _lines(mission: Mission, found: Completeness, page: Page[Row]) -> list[Line]:
    rows = list(page.object_list)
    names: dict[str, dict[int | None, str]] = {
        "form": {one.key: one.name for one in found.by_form},
        "wave": {one.key: one.name for one in found.by_wave},
        "team": {one.key: one.name for one in found.by_team},
    }
    stations = Station.objects.in_bulk([row.station_id for row in rows if row.station_id])
    records = Record.objects.filter(pk__in=[row.record_id for row in rows if row.record_id])
    numbers = dict(records.values_list("pk", "number"))
    return [
        Line(
            row=row,
            form=names["form"].get(row.form_id, ""),
            wave=names["wave"].get(row.wave_id, "") if row.wave_id else "",
            team=names["team"].get(row.team_id, ""),
            station=stations[row.station_id].code if row.station_id else "",
            says=str(STATUSES[row.status]),
            local_due=local_of(mission.election, row.due_at) if row.due_at else None,
            record=numbers.get(row.record_id or 0),
            may_go=row.record_id is None,
        )
        for row in rows
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, slug: str) -> HttpResponse:
    """Expect reports by a rule."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    form = RuleForm(request.POST if request.method == "POST" else None, mission=mission)
    by, added = cast(User, request.user), []
    if form.is_valid() and try_to(
        form, lambda: added.append(expect(mission=mission, rule=_rule(mission, form.cleaned_data), by=by))
    ):
        says = ngettext(
            "%(count)s report more is expected.", "%(count)s reports more are expected.", added[0]
        )
        messages.success(request, says % {"count": added[0]})
        return redirect("observation:expected", slug)
    return form_page(request, mission, form, title=_("Expect reports"), back="observation:expected")


def _rule(mission: Mission, given: Mapping[str, Any]) -> Rule:
    return Rule(
        form=given["form"],
        teams=list(given["teams"] or mission.teams.all()),
        wave=given["wave"],
        number=given["number"] or 1,
        each_stop=given["each"] == "stop",
        stage=given["stage"],
        station=given["station"],
        due_at=_in_zone(mission, given["due_at"]),
        every_days=given["every_days"] or 0,
    )


def _in_zone(mission: Mission, moment: datetime | None) -> datetime | None:
    """What was typed is local time of the election, whatever zone the server shows."""
    return moment and moment.replace(tzinfo=ZoneInfo(mission.election.time_zone))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Change one expected report."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    found = get_object_or_404(Expected.objects.filter(mission=mission).select_related("form", "team"), pk=pk)
    initial = {
        "station": found.station.code if found.station else "",
        "wave": found.wave,
        "due_at": found.due_at and local_of(mission.election, found.due_at),
    }
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=initial, mission=mission)
    by = cast(User, request.user)
    if form.is_valid() and try_to(form, lambda: _change(mission, found, form.cleaned_data, by)):
        return redirect("observation:expected", slug)
    title = _("%(form)s of team %(team)s") % {
        "form": label(found.form.names, found.form.code),
        "team": found.team.code,
    }
    return form_page(request, mission, form, title=title, back="observation:expected")


def _change(mission: Mission, found: Expected, given: Mapping[str, Any], by: User) -> None:
    due_at = _in_zone(mission, given["due_at"])
    change_expected(expected=found, station=given["station"], wave=given["wave"], due_at=due_at, by=by)


@require_POST
def remove(request: HttpRequest, slug: str) -> HttpResponse:
    """No longer expect the reports that were marked."""
    mission = reach(request, Permission.PLAN_DEPLOYMENT, Mission, slug=slug)
    marked = [int(key) for key in request.POST.getlist("row") if key.isdecimal() and len(key) < 18]
    try:
        gone = remove_expected(mission=mission, keys=marked, now=timezone.now(), by=cast(User, request.user))
    except Refused as refused:
        tell(request, refused)
    else:
        says = ngettext(
            "%(count)s report is no longer expected.", "%(count)s reports are no longer expected.", gone
        )
        messages.success(request, says % {"count": gone})
    return redirect("observation:expected", slug)
