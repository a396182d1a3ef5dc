"""Rows of advertising libraries, with spend by sponsor as ranges."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.models import Platform
from baqylau.campaign.social_selection import AdvertisementSelection
from baqylau.campaign.social_spending import sponsors_of
from baqylau.campaign.social_tables import advertisements_table
from baqylau.campaign.views.social_shared import part_of, rights, table_file
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import kept

MOST_SPONSORS = 50


@require_safe
def advertisements(request: HttpRequest, slug: str) -> HttpResponse:
    """The advertisements, and what each sponsor spent: at least and at most."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = AdvertisementSelection.of(request.GET.dict())
    found = selection.among(mission)
    sponsors = sponsors_of(found)
    context = {
        **rights(request, mission),
        "part": part_of(found, request.GET.get("page", "")),
        "sponsors": sponsors[:MOST_SPONSORS],
        "more_sponsors": max(0, len(sponsors) - MOST_SPONSORS),
        "selection": selection,
        "kept": kept(request),
        "platforms": Platform.choices,
    }
    return render(request, "campaign/social_advertisements.html", context)


@require_safe
def advertisements_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The advertisements that the address selects, as a table."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = AdvertisementSelection.of(request.GET.dict()).among(mission)
    return table_file(advertisements_table(found), f"{slug}-advertisements", kind)
