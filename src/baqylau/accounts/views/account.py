"""One's own account."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from baqylau.accounts import actions
from baqylau.accounts.access import signed_in
from baqylau.accounts.forms import AccountForm, ChangePasswordForm, show_problems
from baqylau.accounts.models import User
from baqylau.accounts.views.sign_in import in_language_of
from baqylau.core.problem import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    signed_in(request)
    user = cast(User, request.user)
    initial = {"name": user.name, "language": user.language}
    form = AccountForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.change_account(user=user, by=user, **form.cleaned_data)
        with override(user.language):
            messages.success(request, _("Saved."))
        return in_language_of(user, redirect("accounts:account"))
    return render(request, "accounts/account.html", {"form": form})


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; sessions elsewhere end, this one goes on under a new key."""
    signed_in(request)
    user = cast(User, request.user)
    form = ChangePasswordForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_valid():
        try:
            actions.set_password(user=user, password=form.cleaned_data["password"], by=user)
        except Refused as refused:
            show_problems(form, refused, {"A.106": "password"})
        else:
            update_session_auth_hash(request, user)
            messages.success(request, _("Your password is changed. You are signed out everywhere else."))
            return redirect("accounts:account")
    return render(request, "accounts/password.html", {"form": form})
