"""One-time links: opening one, setting a password by it, and the demonstration's.

The token stands in the address only until the first answer, which moves it into the session and sends the
browser on. So it is in no referrer, in no history entry of a form, and a program that fetches the link to
show a preview does not use it up.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from axes.utils import reset
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts import actions
from baqylau.accounts.access import anyone
from baqylau.accounts.forms import NewPasswordForm, show_problems
from baqylau.accounts.models import LinkPurpose, User
from baqylau.accounts.views.sign_in import begin_session
from baqylau.core.problem import Refused

KEPT_AS = "one_time_link"
FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link. Nothing is used up yet, except by the demonstration's own link."""
    anyone(request)
    found = actions.live_link(token=token, now=timezone.now())
    if found and found.purpose == LinkPurpose.DEMO:
        return _demo(request, token)
    request.session.pop(KEPT_AS, None)
    if found:
        request.session[KEPT_AS] = token
    response = redirect("accounts:link_password")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _demo(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in to a demonstration, from the machine it runs on, without anything between."""
    if not settings.DEMO or not _on_this_machine(request):
        raise Http404
    if request.method != "GET":
        return HttpResponse()
    try:
        user = actions.use_demo_link(token=token, now=timezone.now())
    except Refused:
        return redirect("accounts:link_password")
    return begin_session(request, user, resolve_url(settings.LOGIN_REDIRECT_URL))


def _on_this_machine(request: HttpRequest) -> bool:
    """Whether the connection itself comes from loopback, and no proxy speaks for somebody else."""
    if any(name in request.META for name in FORWARDED):
        return False
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def link_password(request: HttpRequest) -> HttpResponse:
    """Set a password by the link opened before; only sending the form uses the link up."""
    anyone(request)
    token = request.session.get(KEPT_AS, "")
    found = actions.live_link(token=token, now=timezone.now())
    if not found or found.purpose == LinkPurpose.DEMO:
        return render(request, "accounts/link_dead.html", status=404)
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = actions.use_link(token=token, password=form.cleaned_data["password"], now=timezone.now())
        except Refused as refused:
            show_problems(form, refused, {"A.106": "password"})
        else:
            return _welcome(request, user)
    return render(request, "accounts/link_password.html", {"form": form, "for_user": found.user})


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    del request.session[KEPT_AS]
    reset(username=user.sign_in_name)
    response = begin_session(request, user, resolve_url(settings.LOGIN_REDIRECT_URL))
    messages.success(request, _("Your password is set, and you are signed in."))
    return response


def show_link(request: HttpRequest, user: User, token: str, back: str) -> HttpResponse:
    """Show a fresh link this once, to be printed or handed over."""
    address = request.build_absolute_uri(reverse("accounts:link", args=[token]))
    days = actions.LIFETIMES[actions.link_for(user)].days
    context = {"for_user": user, "address": address, "days": days, "back": back}
    response = render(request, "accounts/link_made.html", context)
    response["Cache-Control"] = "no-store"
    return response
