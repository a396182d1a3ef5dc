"""What the monitoring of media comes to: a page for each question, its pictures and its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign import indicator_tables as tables
from baqylau.campaign.indicator_agreement import agreement_of, agreement_table, monitors, pair_table
from baqylau.campaign.indicator_cells import MEDIUM_WORDS, Table, grouped
from baqylau.campaign.indicator_charts import CHARTS, Chart
from baqylau.campaign.indicator_days import (
    cautions,
    day_table,
    gap_table,
    hour_of_day_table,
    hour_table,
    issue_table,
    not_covered,
)
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import WEIGHT, MediaSelection
from baqylau.campaign.indicator_windows import fallen_into, fallen_table, windows_of
from baqylau.campaign.models import Outlet, ProgrammeClass
from baqylau.core.pictures.svg import png
from baqylau.core.problem import Problem, Refused
from baqylau.election.methods.windows import POLL_BAN, SILENCE
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.mission.views.pages import author

GAPS_SHOWN = 100
TABLES: Mapping[str, Callable[[Counted], Table]] = {
    "time": tables.time_table,
    "equality": tables.equality_table,
    "indices": tables.index_table,
    "tone": tables.tone_table,
    "voices": tables.voice_table,
    "outlets": tables.outlet_table,
    "topics": tables.topic_table,
    "days": day_table,
    "hours": hour_table,
    "hours-of-day": hour_of_day_table,
    "gaps": gap_table,
    "issues": issue_table,
    "silence": lambda counted: fallen_table(counted, SILENCE),
    "poll-ban": lambda counted: fallen_table(counted, POLL_BAN),
    "agreement": lambda counted: agreement_table(agreement_of(counted)),
    "coders": lambda counted: pair_table(agreement_of(counted), monitors(counted)),
}
"""By the name in their address."""


@require_safe
def shares(request: HttpRequest, slug: str) -> HttpResponse:
    """Who had how much, and how equal it is."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    return _page(request, mission, "shares", _of_shares)


@require_safe
def tone(request: HttpRequest, slug: str) -> HttpResponse:
    """How subjects come out."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    return _page(request, mission, "tone", _of_tone)


@require_safe
def voices(request: HttpRequest, slug: str) -> HttpResponse:
    """Who is heard, what was paid, in which programmes, about what."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    return _page(request, mission, "voices", _of_voices)


@require_safe
def days(request: HttpRequest, slug: str) -> HttpResponse:
    """Day by day, beside the windows of the calendar."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    return _page(request, mission, "days", _of_days)


@require_safe
def monitored(request: HttpRequest, slug: str) -> HttpResponse:
    """What was to be monitored, and what was."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    return _page(request, mission, "monitored", _of_hours)


@require_safe
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """How far monitors agree who coded the same."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    return _page(request, mission, "agreement", _of_agreement)


@require_safe
def table(request: HttpRequest, slug: str, name: str, kind: str) -> HttpResponseBase:
    """A table of what the address selects, as CSV or as a workbook."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    counted, make = _counted(request, mission), TABLES.get(name)
    if counted is None or make is None:
        raise Http404
    rows, called = make(counted).as_file(), f"{slug}-media-{name}"
    return workbook(rows, f"{called}.xlsx") if kind == "xlsx" else csv_file(rows, f"{called}.csv")


@require_safe
def chart(request: HttpRequest, slug: str, name: str, kind: str) -> HttpResponse:
    """A picture of what the address selects, as SVG or PNG."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    counted, draw = _counted(request, mission), CHARTS.get(name)
    if counted is None or draw is None:
        raise Http404
    svg = draw(counted).svg
    answer = HttpResponse(png(svg) if kind == "png" else svg)
    answer["Content-Type"] = "image/png" if kind == "png" else "image/svg+xml"
    answer["Content-Disposition"] = f'attachment; filename="{slug}-media-{name}.{kind}"'
    return answer


# ------------------------------------------------------------------ what pages show


def _of_shares(counted: Counted) -> dict[str, Any]:
    made: list[Table] = [tables.time_table(counted)]
    if counted.contestants:
        made += [tables.equality_table(counted), tables.index_table(counted)]
    weights = [
        (WEIGHT + code, one.name, counted.selection.reference.get(code, ""))
        for code, one in counted.contestants.items()
    ]
    return {**_shown(made, "time", counted), "weights": weights}


def _of_tone(counted: Counted) -> dict[str, Any]:
    return _shown([tables.tone_table(counted)], "tone", counted)


def _of_voices(counted: Counted) -> dict[str, Any]:
    return _shown([tables.voice_table(counted), tables.outlet_table(counted), tables.topic_table(counted)])


def _of_days(counted: Counted) -> dict[str, Any]:
    fallen = [
        (window, *fallen_into(counted, window.code, GAPS_SHOWN), window.code.replace("_", "-"))
        for window in windows_of(counted)
        if window.code in (SILENCE, POLL_BAN)
    ]
    return {
        **_shown([day_table(counted)], "days", counted),
        "windows": windows_of(counted),
        "fallen": fallen,
    }


def _of_hours(counted: Counted) -> dict[str, Any]:
    made = [hour_table(counted), hour_of_day_table(counted)] if counted.slots else []
    made += [issue_table(counted)] if counted.days_without_hours else []
    gaps = gap_table(counted)
    made += [_first_of(gaps, GAPS_SHOWN)] if gaps.lines else []
    return _shown(made, "hours" if counted.slots else "", counted)


def _first_of(table: Table, most: int) -> Table:
    """A long table as a page shows it; the file has all of it."""
    if len(table.lines) <= most:
        return table
    said = _("The first %(shown)s of %(all)s lines; the file has all of them.")
    remark = said % {"shown": grouped(most), "all": grouped(len(table.lines))}
    return replace(table, lines=table.lines[:most], remarks=(*table.remarks, remark))


def _of_agreement(counted: Counted) -> dict[str, Any]:
    found = agreement_of(counted)
    made = [agreement_table(found), pair_table(found, monitors(counted))] if found.paired else []
    return {**_shown(made), "twice": found}


def _shown(made: Iterable[Table], chart_name: str = "", counted: Counted | None = None) -> dict[str, Any]:
    listed = [one for one in made if one.lines]
    drawn: Chart | None = CHARTS[chart_name](counted) if chart_name and counted and listed else None
    return {"chart": drawn, "tables": listed}


# ------------------------------------------------------------------ what pages do alike


def _page(
    request: HttpRequest, mission: Mission, here: str, show: Callable[[Counted], Mapping[str, Any]]
) -> HttpResponse:
    """The page, or what is wrong with its address and no number at all."""
    outlets = _outlets(mission)
    context: dict[str, Any] = {"mission": mission, "here": here, "asked": request.GET, "outlets": outlets}
    user = author(request)
    context |= {
        "may_see": True,
        "may_code": user.has_perm(Permission.CODE_MEDIA, mission),
        "may_manage": user.has_perm(Permission.MANAGE_MEDIA, mission),
    }
    context |= {"classes": ProgrammeClass.choices, "kept": request.GET.urlencode()}
    problems: tuple[Problem, ...] = ()
    try:
        counted = Counted(mission, MediaSelection.of(request.GET.dict(), outlets))
    except Refused as refused:
        problems = refused.problems
    else:
        shown = show(counted)
        context |= {
            "selection": counted.selection,
            "media": [(code, MEDIUM_WORDS[code]) for code in counted.selection.media],
            "cautions": [] if here in ("monitored", "agreement") else cautions(counted),
            "not_covered": not_covered(counted),
            "to_items": _to_items(mission, counted.selection),
            **shown,
        }
    return render(
        request,
        f"campaign/indicator_{here}.html",
        {**context, "problems": problems},
        status=400 if problems else 200,
    )


def _to_items(mission: Mission, selection: MediaSelection) -> str:
    """The list of items that are counted, up to what a line of a table chooses."""
    asked = {
        "outlet": selection.outlet,
        "since": str(selection.since or ""),
        "until": str(selection.until or ""),
        "kind": selection.programme_class,
        "only": "prime" if selection.prime == "yes" else "",
    }
    given = urlencode({name: value for name, value in asked.items() if value})
    return f"{reverse('campaign:items', args=[mission.slug])}?{given}{'&' if given else ''}"


def _counted(request: HttpRequest, mission: Mission) -> Counted | None:
    """What a file is made of; None where the address asks for what there is not."""
    try:
        return Counted(mission, MediaSelection.of(request.GET.dict(), _outlets(mission)))
    except Refused:
        return None


def _outlets(mission: Mission) -> list[Outlet]:
    """The mission's outlets in the order of the language."""
    return list(Outlet.objects.filter(mission=mission).select_related("area").order_by(Outlet.order_column()))
