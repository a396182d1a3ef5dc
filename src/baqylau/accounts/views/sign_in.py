"""Signing in and out, and the language of the pages."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import anyone
from baqylau.accounts.forms import SignInForm
from baqylau.accounts.models import User


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Name and password; then on to the page one came for."""
    anyone(request)
    onward = _onward(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(onward)
    form = SignInForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if isinstance(user, User):
            return begin_session(request, user, onward)
        form.add_error(None, _("The sign-in name and the password do not go together."))
    return render(request, "accounts/sign_in.html", {"form": form, "next": onward})


def _onward(request: HttpRequest) -> str:
    """The page asked for, where it is one of ours; else the first page."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    hosts = {request.get_host()}
    ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=hosts, require_https=request.is_secure())
    return asked if ours and asked.startswith("/") else resolve_url(settings.LOGIN_REDIRECT_URL)


def begin_session(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    """Sign a person in under a new session key, in their own language."""
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return in_language_of(user, HttpResponseRedirect(onward))


def in_language_of(user: User, response: HttpResponse) -> HttpResponse:
    """Remember the person's language in the cookie that chooses it."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        user.language,
        max_age=365 * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    anyone(request)
    logout(request)
    return redirect("accounts:sign_in")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """English, Russian or Kazakh, for whoever asks; then back to the same page."""
    anyone(request)
    return i18n.set_language(request)
