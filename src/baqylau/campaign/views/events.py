"""Campaign events: the list, the calendar, the map, topics, one event, entering."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.events import EventData, add_event, change_event
from baqylau.campaign.event_list import SEVERAL, events_of
from baqylau.campaign.event_pages import (
    areas_of,
    event_filters,
    event_rows,
    legend_of,
    map_of,
    month_asked,
    month_of,
)
from baqylau.campaign.event_selection import EventSelection
from baqylau.campaign.event_topics import topics_of
from baqylau.campaign.models.events import CampaignEvent
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.campaign.register_forms import EventForm, initial_of
from baqylau.campaign.register_queries import by_label, events_seen_by
from baqylau.campaign.register_tables import events_table
from baqylau.campaign.register_words import EventWords, history_of
from baqylau.campaign.views.register_shared import ON_A_PAGE, WAYS, entry_page, rights
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author, kept, sent


class _Asked:
    """The events that an address asks for, and what every page about them shows."""

    def __init__(self, request: HttpRequest, mission: Mission, here: str) -> None:
        user = author(request)
        self.mission, self.areas = mission, areas_of(mission)
        self.every = events_of(mission, events_seen_by(user, mission))
        self.selection = EventSelection.of(request.GET.dict())
        self.found = self.selection.among(self.every, self.areas)
        self.sees_records = user.has_perm(Permission.SEE_RECORDS, mission)
        self.context = {
            **rights(request, mission),
            "here": here,
            "all": len(self.every),
            "count": len(self.found),
            "selection": self.selection,
            "kept": kept(request, "month"),
        }

    def filters(self) -> dict[str, object]:
        return event_filters(self.mission, self.every, self.areas)


@require_safe
def events(request: HttpRequest, slug: str) -> HttpResponse:
    """The events, selected and searched by the address."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    asked = _Asked(request, mission, "events")
    page = Paginator(asked.found, ON_A_PAGE).get_page(request.GET.get("page"))
    rows = event_rows(page, mission, asked.areas, sees_records=asked.sees_records)
    context = {**asked.context, **asked.filters(), "page": page, "rows": rows}
    return render(request, "campaign/events.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The events that the address selects, as a table."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    asked = _Asked(request, mission, "events")
    return table_file(events_table(asked.found, asked.areas), f"{slug}-campaign-events", kind)


@require_safe
def by_days(request: HttpRequest, slug: str) -> HttpResponse:
    """The events of a month by days."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    asked = _Asked(request, mission, "event_calendar")
    first = month_asked(request.GET.get("month", ""), asked.found, timezone.localdate())
    month = month_of(
        first,
        asked.found,
        lambda shown: event_rows(shown, mission, asked.areas, sees_records=asked.sees_records),
    )
    context = {**asked.context, **asked.filters(), "month": month}
    return render(request, "campaign/events_calendar.html", context)


@require_safe
def on_a_map(request: HttpRequest, slug: str) -> HttpResponse:
    """The events by regions."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    asked = _Asked(request, mission, "event_map")
    shown = map_of(asked.found, mission, asked.areas, request.GET.dict())
    placed = sum(int(area.says) for area in shown.areas if area.says)
    more = {"map": shown, "legend": legend_of(shown), "unplaced": len(asked.found) - placed}
    context = {**asked.context, **asked.filters(), **more}
    return render(request, "campaign/events_map.html", context)


@require_safe
def topics(request: HttpRequest, slug: str) -> HttpResponse:
    """What was spoken about, by contestant."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    asked = _Asked(request, mission, "event_topics")
    context = {**asked.context, **asked.filters(), "tables": topics_of(asked.found, EventWords(mission))}
    return render(request, "campaign/events_topics.html", context)


@require_safe
def event(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One event that was entered by hand, with its history."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    words = EventWords(mission)
    several = {name: [words.of(name, code) for code in getattr(found, name)] for name in SEVERAL}
    context = {
        **rights(request, mission),
        "one": found,
        "several": several,
        "history": history_of(found),
    }
    return render(request, "campaign/event.html", context)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an event by hand."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    form = EventForm(sent(request), mission=mission, initial={"source_kind": KnownBy.HEARD})
    return entry_page(
        request,
        mission,
        form,
        lambda: add_event(mission=mission, given=form.data_given(), by=author(request), now=timezone.now()),
        to=lambda made: ("campaign:event", made.label),
        title=_("Enter a campaign event"),
        button=_("Enter it"),
        here="events",
    )


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Change what is said of an event."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    form = EventForm(
        sent(request), mission=mission, initial=initial_of(found, EventData.__dataclass_fields__)
    )
    return entry_page(
        request,
        mission,
        form,
        lambda: change_event(
            event=found,
            given=form.data_given(),
            version=form.cleaned_data["version"],
            by=author(request),
            now=timezone.now(),
        ),
        to=lambda changed: ("campaign:event", changed.label),
        title=_("Change event %(number)s") % {"number": found.label},
        button=_("Save"),
        here="events",
    )


def _found(request: HttpRequest, mission: Mission, label: str) -> CampaignEvent:
    seen = events_seen_by(author(request), mission).select_related("area", "contest", "mission__election")
    return by_label(seen, label)
