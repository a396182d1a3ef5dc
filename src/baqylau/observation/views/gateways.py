"""The gateways of a mission: the list, a new one, one with its address and secret, closing it."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.gateways import change_gateway, close_gateway, make_gateway, take_messages
from baqylau.observation.message_forms import ChangeGatewayForm, GatewayForm
from baqylau.observation.models import TextGateway
from baqylau.observation.sources.gateways import GATEWAYS

MAY = Permission.MANAGE_MESSAGES


@require_safe
def gateways(request: HttpRequest, slug: str) -> HttpResponse:
    """The gateways, and whether text messages are taken at all."""
    mission = reach(request, MAY, Mission, slug=slug)
    return _gateways_page(request, mission)


def _gateways_page(
    request: HttpRequest, mission: Mission, problems: tuple[Problem, ...] = (), status: int = 200
) -> HttpResponse:
    found = TextGateway.objects.filter(mission=mission).order_by("closed_at", "pk")
    context = {"mission": mission, "gateways": found, "problems": problems}
    return render(request, "observation/gateways.html", context, status=status)


@require_POST
def take(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn text messages on or off."""
    mission = reach(request, MAY, Mission, slug=slug)
    try:
        takes = request.POST.get("takes") == "yes"
        take_messages(mission=mission, takes=takes, by=cast(User, request.user))
    except Refused as refused:
        return _gateways_page(request, mission, refused.problems, 400)
    return redirect("observation:gateways", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a gateway."""
    mission = reach(request, MAY, Mission, slug=slug)
    form = GatewayForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = make_gateway(mission=mission, by=cast(User, request.user), **form.cleaned_data)
        return redirect("observation:gateway", slug, made.pk)
    context = {"mission": mission, "form": form}
    status = 400 if form.errors else 200
    return render(request, "observation/new_gateway.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """What must be entered at the gateway, and what can be changed here."""
    gateway = reach(request, MAY, TextGateway, pk=pk, mission__slug=slug)
    sends = GATEWAYS[gateway.kind].sending("", "", "") is not None
    initial = {name: getattr(gateway, name) for name in ("name", "send_url", "send_name")}
    sent = request.POST if request.method == "POST" else None
    form = ChangeGatewayForm(sent, initial=initial, sends=sends)
    if form.is_valid():
        change_gateway(gateway=gateway, by=cast(User, request.user), **form.cleaned_data)
        return redirect("observation:gateway", slug, pk)
    context = {
        "mission": gateway.mission,
        "gateway": gateway,
        "form": form,
        "address": request.build_absolute_uri(reverse("observation:webhook", args=[gateway.code])),
        "sends": sends,
    }
    status = 400 if form.errors else 200
    return render(request, "observation/gateway.html", context, status=status)


@require_POST
def close(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Close a gateway."""
    gateway = reach(request, MAY, TextGateway, pk=pk, mission__slug=slug)
    close_gateway(gateway=gateway, by=cast(User, request.user), now=timezone.now())
    return redirect("observation:gateways", slug)
