"""Equal conditions as the authority reports them, beside the mission's own measurement."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.authority_page import (
    AuthoritySelection,
    authority_table,
    contestants_on_lists,
    differences,
    figures_of,
    measured_by_kind,
    reported,
    shares_of,
)
from baqylau.campaign.views.register_shared import ON_A_PAGE, rights
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author, kept


@require_safe
def authority(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures with what they leave over, each beside what the mission measured, and why they differ."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    seen, user = figures_of(mission), author(request)
    selection = AuthoritySelection.of(request.GET.dict())
    sees_media = user.has_perm(Permission.SEE_MEDIA, mission)
    context = {
        **rights(request, mission),
        "page": Paginator(selection.among(seen), ON_A_PAGE).get_page(request.GET.get("page")),
        "all": seen.count(),
        "reported": reported(mission, list(selection.among(seen))),
        "shares": shares_of(mission) if sees_media else None,
        "sees_media": sees_media,
        "differences": differences(),
        "parties": contestants_on_lists(mission),
        "indicators": sorted(set(seen.order_by().values_list("indicator", flat=True))),
        "may_enter": user.has_perm(Permission.KEEP_PUBLISHED_FIGURES, mission),
        "selection": selection,
        "kept": kept(request),
    }
    return render(request, "campaign/authority.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The figures that the address selects, as a table."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    found = AuthoritySelection.of(request.GET.dict()).among(figures_of(mission))
    sees_media = author(request).has_perm(Permission.SEE_MEDIA, mission)
    measured = measured_by_kind(mission) if sees_media else {}
    return table_file(authority_table(found, measured), f"{slug}-authority", kind)
