"""The schedule of monitoring, and what was really covered."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_schedule import change_slot, plan_slots, remove_slot, say_covered
from baqylau.campaign.media_forms import MonitorForm, PlanForm, SlotForm, initial_of
from baqylau.campaign.media_pages import list_filters
from baqylau.campaign.media_queries import slots_of
from baqylau.campaign.media_selection import SlotSelection, gaps
from baqylau.campaign.media_tables import gap_of, slots_table
from baqylau.campaign.media_words import history
from baqylau.campaign.methods.coding import clock
from baqylau.campaign.models import MonitoringSlot
from baqylau.campaign.views.media_shared import ON_A_PAGE, WAYS, rights, today
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import attempt, author, kept


@require_safe
def schedule(request: HttpRequest, slug: str) -> HttpResponse:
    """Which outlet in which hours by whom, what was covered, and the gaps."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection, day = SlotSelection.of(request.GET.dict()), today(mission)
    every = MonitoringSlot.objects.filter(mission=mission)
    found = selection.among(every, day)
    page = Paginator(found.select_related("outlet", "monitor__user"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **rights(request, mission),
        **list_filters(mission),
        "selection": selection,
        "page": page,
        "rows": [(one, _gap(one, day), one.day < day and one.state == "planned") for one in page],
        "kept": kept(request),
        "all": every.count(),
        "gaps": every.filter(gaps(day)).count(),
        "sums": _sums(found, day),
    }
    return render(request, "campaign/media_schedule.html", context)


def _gap(slot: MonitoringSlot, day: object) -> str:
    gap = gap_of(slot, day)  # type: ignore[arg-type]
    return clock(gap) if gap else ""


def _sums(found: object, day: object) -> dict[str, str]:
    """Of the hours that are past: planned, covered, the rest."""
    past = found.filter(day__lt=day).order_by()  # type: ignore[attr-defined]
    sums = past.filter(~Q(planned_seconds=None)).aggregate(
        planned=Sum("planned_seconds"), covered=Sum("covered_seconds")
    )
    planned, covered = sums["planned"] or 0, sums["covered"] or 0
    return {"planned": clock(planned), "covered": clock(covered), "gap": clock(planned - covered)}


@require_safe
def schedule_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The hours that are asked for, as a table."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection, day = SlotSelection.of(request.GET.dict()), today(mission)
    found = selection.among(MonitoringSlot.objects.filter(mission=mission), day)
    return table_file(slots_table(found, day), "schedule", kind)


@require_http_methods(WAYS)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Plan the same hours on several days."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    form = PlanForm(request.POST if request.method == "POST" else None, mission=mission)
    if form.is_valid():
        try:
            made = plan_slots(mission=mission, hours=form.data_given(), by=author(request))
            says = ngettext("%(count)s slot was planned.", "%(count)s slots were planned.", len(made))
            messages.success(request, says % {"count": len(made)})
            return redirect("campaign:schedule", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": _("Plan monitoring"),
        "button": _("Plan it"),
        "of_schedule": True,
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


@require_http_methods(WAYS)
def slot(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what of some hours was really covered."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _own(request, mission, number)
    initial = {**initial_of(found, ("state", "done_from", "done_to", "reason")), "version": found.version}
    if found.state == "planned":
        initial["state"] = "covered"
    form = SlotForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            given, by = form.data_given(), author(request)
            say_covered(slot=found, coverage=given, version=version, by=by, now=timezone.now())
            messages.success(request, _("It is recorded."))
            may_see = author(request).has_perm(Permission.SEE_MEDIA, mission)
            return redirect("campaign:schedule" if may_see else "campaign:my_coding", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "slot": found,
        "given": MonitorForm(mission=mission, initial={"monitor": found.monitor_id}, prefix="given"),
        "history": history(found.changes.select_related("by")),
        "programmes": found.programmes.filter(second_coding_of=None).order_by("begins"),
    }
    return render(request, "campaign/media_slot.html", context, status=400 if form.errors else 200)


def _own(request: HttpRequest, mission: Mission, number: int) -> MonitoringSlot:
    """One's own hours; any for whoever manages media."""
    user = author(request)
    every = MonitoringSlot.objects.filter(mission=mission)
    seen = every if user.has_perm(Permission.MANAGE_MEDIA, mission) else slots_of(user, mission)
    found = seen.filter(number=number).select_related("outlet", "monitor__user", "mission__election").first()
    if found is None:
        raise Http404
    return found


@require_POST
def give(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give hours to somebody else."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _own(request, mission, number)
    form = MonitorForm(request.POST, mission=mission, prefix="given")
    if form.is_valid():
        monitor, by = form.cleaned_data["monitor"], author(request)
        attempt(
            request,
            lambda: change_slot(slot=found, monitor=monitor, version=None, by=by, now=timezone.now()),
            _("It is recorded."),
        )
    return redirect("campaign:schedule", slug)


@require_POST
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take hours out of the schedule that nobody has begun."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _own(request, mission, number)
    attempt(request, lambda: remove_slot(slot=found, by=author(request)), _("It was removed."))
    return redirect("campaign:schedule", slug)
