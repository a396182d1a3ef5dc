"""The lists of programmes and items, one's own work, and one programme."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_schedule import coders_of
from baqylau.campaign.media_forms import MonitorForm
from baqylau.campaign.media_pages import item_rows, items_of_programme, list_filters, programme_facts
from baqylau.campaign.media_queries import (
    by_number,
    items_seen_by,
    own_programmes,
    programmes_seen_by,
    slots_of,
)
from baqylau.campaign.media_selection import ItemSelection, ProgrammeSelection
from baqylau.campaign.media_tables import items_table, programmes_table
from baqylau.campaign.media_words import history
from baqylau.campaign.models import MediaItem, Programme, ProgrammeState, SlotState
from baqylau.campaign.views.media_shared import ON_A_PAGE, rights, today
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author, kept


def _counted(programmes: QuerySet[Programme]) -> QuerySet[Programme]:
    """With the number of their items and the seconds that are coded."""
    items = MediaItem.objects.filter(programme=OuterRef("pk")).order_by().values("programme")
    return programmes.annotate(
        item_count=Subquery(items.annotate(count=Count("pk")).values("count")),
        coded=Subquery(items.annotate(seconds=Sum("seconds")).values("seconds")),
    )


@require_safe
def programmes(request: HttpRequest, slug: str) -> HttpResponse:
    """The programmes that were coded, or are."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = ProgrammeSelection.of(request.GET.dict())
    seen = programmes_seen_by(author(request), mission)
    page = Paginator(selection.among(seen), ON_A_PAGE).get_page(request.GET.get("page"))
    keys = [one.pk for one in page]
    shown = _counted(Programme.objects.filter(pk__in=keys)).select_related(
        "outlet", "monitor__user", "second_coding_of"
    )
    context = {
        **rights(request, mission),
        **list_filters(mission),
        "selection": selection,
        "page": page,
        "rows": shown.order_by("-day", "-number"),
        "kept": kept(request),
        "all": seen.count(),
    }
    return render(request, "campaign/media_programmes.html", context)


@require_safe
def programmes_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The programmes that are asked for, as a table."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = ProgrammeSelection.of(request.GET.dict()).among(programmes_seen_by(author(request), mission))
    return table_file(programmes_table(_counted(found)), "programmes", kind)


@require_safe
def items(request: HttpRequest, slug: str) -> HttpResponse:
    """The items that were coded."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = ItemSelection.of(request.GET.dict())
    seen = items_seen_by(author(request), mission)
    found = selection.among(seen)
    page = Paginator(found.values_list("pk", flat=True), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **rights(request, mission),
        **list_filters(mission),
        "selection": selection,
        "page": page,
        "rows": item_rows(list(page)),
        "kept": kept(request),
    }
    return render(request, "campaign/media_items.html", context)


@require_safe
def items_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The items that are asked for, a row for each subject."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = ItemSelection.of(request.GET.dict()).among(items_seen_by(author(request), mission))
    return table_file(items_table(found), "items", kind)


@require_safe
def programme(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One programme with its items and its history."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    user = author(request)
    found = by_number(programmes_seen_by(user, mission), number)
    is_own = found.monitor is not None and found.monitor.user_id == user.pk
    context = {
        **rights(request, mission),
        "one": found,
        "facts": programme_facts(found),
        "rows": items_of_programme(found),
        "history": history(found.changes.select_related("by")),
        "second": found.second_codings.select_related("monitor__user").order_by("number"),
        "form": MonitorForm(mission=mission),
        "is_own": is_own,
        "others": coders_of(mission).exclude(pk=found.monitor_id or 0).exists(),
    }
    return render(request, "campaign/media_programme.html", context)


@require_safe
def my_coding(request: HttpRequest, slug: str) -> HttpResponse:
    """What waits for this person, and what they have coded."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    user = author(request)
    own = own_programmes(user, mission).select_related("outlet", "second_coding_of")
    done = own.filter(state=ProgrammeState.FINISHED).order_by("-day", "-number")
    page = Paginator(done, ON_A_PAGE).get_page(request.GET.get("page"))
    slots = slots_of(user, mission).select_related("outlet")
    context = {
        **rights(request, mission),
        "open": own.filter(state=ProgrammeState.OPEN).annotate(typed=Count("rows")).order_by("day", "begins"),
        "slots": slots.filter(state=SlotState.PLANNED).order_by("day", "begins")[:ON_A_PAGE],
        "page": page,
        "rows": _counted(done.filter(pk__in=[one.pk for one in page])),
        "today": today(mission),
    }
    return render(request, "campaign/media_my_coding.html", context)
