"""The register of freedoms: the list, its download, one entry, entering."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.freedoms import FreedomData, add_freedom, change_freedom
from baqylau.campaign.freedoms_page import counts_of
from baqylau.campaign.models.freedoms import (
    ActorKind,
    AffectedKind,
    FreedomEntry,
    FreedomKind,
    FreedomOutcome,
)
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.campaign.register_forms import FreedomForm, initial_of
from baqylau.campaign.register_queries import by_label, freedoms_seen_by
from baqylau.campaign.register_selection import UNKNOWN, FreedomSelection
from baqylau.campaign.register_tables import freedoms_table
from baqylau.campaign.register_words import history_of
from baqylau.campaign.views.register_shared import ON_A_PAGE, WAYS, entry_page, rights
from baqylau.election.models import Area, Contest
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author, kept, sent


@require_safe
def freedoms(request: HttpRequest, slug: str) -> HttpResponse:
    """The entries, selected and searched by the address."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    seen = freedoms_seen_by(author(request), mission)
    selection = FreedomSelection.of(request.GET.dict())
    found = selection.among(seen)
    rows = found.select_related("area", "contest").defer("area__boundary", "search_key")
    context = {
        **rights(request, mission),
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "all": seen.count(),
        "counts": counts_of(found),
        "selection": selection,
        "kept": kept(request),
        **_filters(mission, seen),
    }
    return render(request, "campaign/freedoms.html", context)


def _filters(mission: Mission, seen: QuerySet[FreedomEntry]) -> dict[str, object]:
    """The choices of the list's filters, each as (value, words)."""
    unknown = (UNKNOWN, _("not known"))
    plain = seen.order_by()
    areas = mission.election.areas.filter(Exists(plain.filter(area=OuterRef("pk"))))
    contests = Contest.objects.filter(Exists(plain.filter(contest=OuterRef("pk"))), election=mission.election)
    return {
        "kinds": FreedomKind.choices,
        "outcomes": [*FreedomOutcome.choices, unknown],
        "whos": [*AffectedKind.choices, unknown],
        "actors": [*ActorKind.choices, unknown],
        "sources": KnownBy.choices,
        "areas": areas.defer("boundary").order_by(Area.order_column()),
        "contests": contests,
    }


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The entries that the address selects, as a table."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    found = FreedomSelection.of(request.GET.dict()).among(freedoms_seen_by(author(request), mission))
    return table_file(freedoms_table(found), f"{slug}-freedoms", kind)


@require_safe
def freedom(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One entry with its history."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    context = {**rights(request, mission), "one": found, "history": history_of(found)}
    return render(request, "campaign/freedom.html", context)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a notice, a detention, a case …"""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    initial = {"source_kind": KnownBy.HEARD, "kind": request.GET.get("kind", "")}
    form = FreedomForm(sent(request), mission=mission, initial=initial)
    return entry_page(
        request,
        mission,
        form,
        lambda: add_freedom(mission=mission, given=form.data_given(), by=author(request), now=timezone.now()),
        to=lambda made: ("campaign:freedom", made.label),
        title=_("Enter into the register of freedoms"),
        button=_("Enter it"),
        here="freedoms",
    )


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Change what is said of an entry."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    form = FreedomForm(
        sent(request), mission=mission, initial=initial_of(found, FreedomData.__dataclass_fields__)
    )
    return entry_page(
        request,
        mission,
        form,
        lambda: change_freedom(
            entry=found,
            given=form.data_given(),
            version=form.cleaned_data["version"],
            by=author(request),
            now=timezone.now(),
        ),
        to=lambda changed: ("campaign:freedom", changed.label),
        title=_("Change entry %(number)s") % {"number": found.label},
        button=_("Save"),
        here="freedoms",
    )


def _found(request: HttpRequest, mission: Mission, label: str) -> FreedomEntry:
    seen = freedoms_seen_by(author(request), mission).select_related("area", "contest", "mission__election")
    return by_label(seen, label)
