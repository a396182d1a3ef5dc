"""Observers' phones: who has a key, cards to print, taking a key away, and one's own phone."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import anyone, reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import MAY
from baqylau.observation.actions import phones as actions
from baqylau.observation.addresses import fill_page
from baqylau.observation.cards import areas_of, card_of, numbers_of, observers_of, sheets_of, visits_of
from baqylau.observation.enrolment import EnrolForm, seconds_to_wait
from baqylau.observation.keys import token_of
from baqylau.observation.models import Phone, Refusal

ON_A_PAGE = 200


@require_safe
def phones(request: HttpRequest, slug: str) -> HttpResponse:
    """Everybody who may send reports, and the phone they do it with."""
    mission = reach(request, Permission.MANAGE_PHONES, Mission, slug=slug)
    observers = observers_of(mission)
    context = {
        "mission": mission,
        "observers": observers,
        "without": sum(phone is None for _member, phone in observers),
        "refusals": Refusal.objects.filter(phone__mission=mission).count(),
    }
    return render(request, "observation/phones.html", context)


@require_POST
def give(request: HttpRequest, slug: str) -> HttpResponse:
    """Give a key to everybody who has none."""
    mission = reach(request, Permission.MANAGE_PHONES, Mission, slug=slug)
    with transaction.atomic():
        given = [
            actions.give_phone(membership=member, by=cast(User, request.user), now=timezone.now())
            for member, phone in observers_of(mission)
            if phone is None
        ]
    told = ngettext("%(count)s key was given.", "%(count)s keys were given.", len(given))
    messages.success(request, told % {"count": len(given)})
    return redirect("observation:phones", slug)


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One observer's key: its codes; POST gives, revokes, or lets the code work once more."""
    mission = reach(request, Permission.MANAGE_PHONES, Mission, slug=slug)
    member = get_object_or_404(mission.memberships.select_related("user", "team", "mission"), pk=pk)
    if request.method == "POST":
        _change(request, member)
        return redirect("observation:phone", slug, pk)
    return _page(request, mission, member, template="observation/phone.html")


def _change(request: HttpRequest, member: Membership) -> None:
    """What the button says."""
    by, now, held = cast(User, request.user), timezone.now(), _held(member)
    what = request.POST.get("what")
    try:
        if what == "give":
            actions.give_phone(membership=member, by=by, now=now)
        elif what == "revoke" and held:
            actions.revoke_phone(phone=held, by=by, now=now)
            messages.success(request, _("The key was taken away. The phone is out at once."))
        elif what == "again" and held:
            actions.let_code_work_again(phone=held, by=by)
            messages.success(request, _("The code works once more."))
    except Refused as refused:
        messages.error(request, str(refused.problems[0].translated(_)))


def _held(member: Membership) -> Phone | None:
    return Phone.objects.filter(membership=member, draft=None, revoked_at=None).first()


def _page(request: HttpRequest, mission: Mission, member: Membership, *, template: str) -> HttpResponse:
    """The page of one key, with the code for the application that is asked for."""
    held, basic = _held(member), request.GET.get("application") == "kobo"
    if held:
        actions.show_cards(mission=mission, phones=[held], by=cast(User, request.user))
    context = {
        "mission": mission,
        "member": member,
        "phone": held,
        "basic": basic,
        "card": card_of(request, held, member, basic=basic) if held else None,
        "fill": fill_page(token_of(held)) if held else "",
        "former": Phone.objects.filter(membership=member, draft=None)
        .exclude(revoked_at=None)
        .order_by("-pk"),
        "visits": visits_of(member.team),
        "areas": areas_of(member.team),
        "numbers": numbers_of(mission),
    }
    return render(request, template, context)


@require_safe
def cards(request: HttpRequest, slug: str) -> HttpResponse:
    """Cards to print: a page for each team."""
    mission = reach(request, Permission.MANAGE_PHONES, Mission, slug=slug)
    team = request.GET.get("team", "")
    chosen = int(team) if team.isascii() and team.isdigit() and len(team) < 10 else None
    sheets = sheets_of(request, mission, chosen)
    shown = [card.phone for sheet in sheets for card in sheet.cards]
    actions.show_cards(mission=mission, phones=shown, by=cast(User, request.user))
    return render(request, "observation/phone_cards.html", {"mission": mission, "sheets": sheets})


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """One's own phone: the code to scan, and the way to the browser page."""
    mission = reach(request, Permission.SEND_REPORTS, Mission, slug=slug)
    own = mission.memberships.filter(user=cast(User, request.user), ended_at=None)
    member = (
        own.filter(role__in=MAY[Permission.SEND_REPORTS]).select_related("user", "team", "mission").first()
    )
    if member is None:
        raise Http404
    if request.method == "POST":
        _change(request, member)
        return redirect("observation:my_phone", slug)
    return _page(request, mission, member, template="observation/phone_mine.html")


@require_safe
def refusals(request: HttpRequest, slug: str) -> HttpResponse:
    """What phones sent and what was refused, with the reason that they were told."""
    mission = reach(request, Permission.MANAGE_PHONES, Mission, slug=slug)
    related = ("phone__membership__user", "phone__membership__team")
    found = Refusal.objects.filter(phone__mission=mission).select_related(*related)[:ON_A_PAGE]
    return render(request, "observation/phone_refusals.html", {"mission": mission, "refusals": found})


@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """Type the code from the card: it opens the browser page once."""
    anyone(request)
    form = EnrolForm(request.POST if request.method == "POST" else None, initial=_from_card(request))
    if form.is_valid():
        if wait := seconds_to_wait(request):
            form.add_error(
                "code", _("Too many wrong codes. Try again in %(seconds)s seconds.") % {"seconds": wait}
            )
            return render(request, "observation/enrol.html", {"form": form}, status=429)
        try:
            phone = actions.enrol(code=form.cleaned_data["code"], now=timezone.now())
        except Refused as refused:
            seconds_to_wait(request, count=True)
            form.add_error("code", str(refused.problems[0].translated(_)))
        else:
            response = redirect(fill_page(token_of(phone)))
            response["Referrer-Policy"] = "no-referrer"
            return response
    return render(request, "observation/enrol.html", {"form": form}, status=400 if form.errors else 200)


def _from_card(request: HttpRequest) -> dict[str, str]:
    return {"code": request.GET.get("code", "")[:20]}
