"""Requested, accredited, deployed; where they were, and who chose the stations."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.mission.actions.observer_numbers import state_observers
from baqylau.mission.models import Mission, StationsChosen
from baqylau.mission.observer_numbers import by_country, deployed, group_lines
from baqylau.mission.tables import csv_file, workbook
from baqylau.mission.views.pages import author, form_page, sent, try_to
from baqylau.reports.observer_form import ObserverNumbersForm
from baqylau.reports.observers import Visits, map_of, visits


@require_safe
def observers(request: HttpRequest, slug: str) -> HttpResponse:
    """The people by group, sex and country; visits, observations and stations by region, with a map."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    lines, groups = visits(mission), group_lines(mission)
    people = [member for members in deployed(mission).values() for member in members]
    context = {
        "mission": mission,
        "groups": groups,
        "countries": by_country(people),
        "people": len(people),
        "lines": lines,
        "totals": _totals(lines),
        "map": map_of(mission, lines, get_language() or "en"),
        "chosen": StationsChosen.objects.filter(mission=mission).first(),
        "may_manage": author(request).has_perm(Permission.MANAGE_MISSION, mission),
    }
    return render(request, "reports/observers.html", context)


def _totals(lines: list[Visits]) -> dict[str, int]:
    return {
        "before": sum(line.before for line in lines),
        "observations": sum(line.observations for line in lines),
        "stations": sum(line.stations for line in lines),
    }


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The table of visits by region."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    head = (_("Region"), _("Visits before election day"), _("Observations"), _("Distinct stations"))
    rows: list[Sequence[object]] = [head]
    rows += [[_name(one), one.before, one.observations, one.stations] for one in visits(mission)]
    make = csv_file if kind == "csv" else workbook
    return make(rows, f"{mission.slug}-visits.{kind}")


def _name(line: Visits) -> str:
    return line.region.name if line.region else _("no region")


@require_http_methods(["GET", "HEAD", "POST"])
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how many were requested and accredited, and who chose the stations."""
    mission = reach(request, Permission.MANAGE_MISSION, Mission, slug=slug)
    form = ObserverNumbersForm(sent(request), mission=mission)
    if form.is_valid() and try_to(
        form, lambda: state_observers(mission=mission, by=author(request), **form.stated())
    ):
        return redirect("reports:observers", slug)
    return form_page(
        request,
        form,
        title=_("Observers requested and accredited"),
        button=_("Save"),
        mission=mission,
        back="reports:observers",
    )
