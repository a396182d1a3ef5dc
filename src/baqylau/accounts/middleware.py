"""Sends whoever is not signed in to the sign-in page, and keeps pages out of every cache."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from baqylau.accounts.access import SignInNeeded


class SignInMiddleware:
    """Answers :class:`SignInNeeded` with a redirect that comes back afterwards.

    No page may be kept by a browser or a proxy: after signing out, "back" shows nothing of a mission.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, SignInNeeded):
            return redirect_to_login(request.get_full_path())
        return None
