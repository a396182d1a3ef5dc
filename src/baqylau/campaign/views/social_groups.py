"""Posts of several accounts whose texts are nearly the same."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.social_grouping import group_posts
from baqylau.campaign.models import PostGroup, PostGrouping
from baqylau.campaign.social_activity import posts_of
from baqylau.campaign.social_tables import groups_table
from baqylau.campaign.views.social_shared import part_of, rights, table_file, zone_of
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, kept

ORDERS = {"": ("-accounts", "number"), "posts": ("-posts", "number")}
AT_ONCE = 50_000
"""Posts that a page compares while somebody waits; more are compared by a command."""


def _newest(mission: Mission) -> PostGrouping | None:
    return PostGrouping.objects.filter(mission=mission).select_related("made_by").first()


@require_safe
def groups(request: HttpRequest, slug: str) -> HttpResponse:
    """The groups, those of most accounts first."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    grouping, order = _newest(mission), request.GET.get("order", "")
    found = PostGroup.objects.filter(grouping=grouping).order_by(*ORDERS.get(order, ORDERS[""]))
    whole = posts_of(mission)
    context = {
        **rights(request, mission),
        "grouping": grouping,
        "part": part_of(found.select_related("first__account"), request.GET.get("page", "")),
        "order": order,
        "kept": kept(request),
        "all": whole,
        "at_once": whole <= AT_ONCE,
        "is_old": grouping is not None and grouping.posts != whole,
    }
    return render(request, "campaign/social_groups.html", context)


@require_safe
def groups_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The groups as a table."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    order = ORDERS.get(request.GET.get("order", ""), ORDERS[""])
    found = PostGroup.objects.filter(grouping=_newest(mission)).order_by(*order)
    return table_file(groups_table(found, zone_of(mission)), f"{slug}-near-duplicates", kind)


@require_safe
def group(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One group: its first text, and every post with its account, its time and how alike it is."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found: PostGroup = get_object_or_404(
        PostGroup.objects.select_related("grouping", "first__account"),
        grouping=_newest(mission),
        number=number,
    )
    members = found.members.select_related("post__account").order_by("post__published_at", "pk")
    context = {
        **rights(request, mission),
        "group": found,
        "part": part_of(members, request.GET.get("page", ""), found.posts),
        "took": found.ends_at - found.begins_at,
    }
    return render(request, "campaign/social_group.html", context)


@require_POST
def group_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare all posts anew, where these are few enough to wait for."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    if posts_of(mission) <= AT_ONCE:
        attempt(
            request,
            lambda: group_posts(mission=mission, by=author(request), now=timezone.now()),
            _("All posts were compared."),
        )
    return redirect("campaign:social_groups", slug)
