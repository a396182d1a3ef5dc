"""Requests of phones go straight to their view.

They carry a key and no cookie: there is no session to open, no person to look up, no page to dress. What
the middleware left out would have added to an answer is said by :mod:`.phone_answers`.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve
from django.utils import translation

from baqylau.observation.phone_answers import is_for_phones
from baqylau.observation.phone_urls import BY_NAME, BY_TOKEN

ADDRESSES = "baqylau.observation.phone_urls"
"""Only these are looked through; they come first among all addresses too."""
PREFIXES = tuple(f"/{address.partition('/')[0]}/" for address in (BY_TOKEN, BY_NAME))


class StraightToPhones:
    """Stands before all middleware that only pages need."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = _view_for_phones(request.path_info) if request.path_info.startswith(PREFIXES) else None
        if match is None:
            return self.get_response(request)
        request.resolver_match = match
        with translation.override(translation.get_language_from_request(request)):
            response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        return response


def _view_for_phones(path: str) -> ResolverMatch | None:
    try:
        match = resolve(path, urlconf=ADDRESSES)
    except Resolver404:
        return None
    return match if is_for_phones(match.func) else None
