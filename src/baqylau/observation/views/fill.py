"""The page on which an observer fills forms in a browser, with or without a connection.

It lies beside the addresses that phone applications use, and fetches the same forms from them.
"""

from __future__ import annotations

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from baqylau.core.problem import Refused
from baqylau.observation import fill_page
from baqylau.observation.access import by_key
from baqylau.observation.models import Phone

POLICY = {
    "script-src": ["'wasm-unsafe-eval'"],
    "worker-src": [SELF],
    "img-src": ["blob:"],
}
"""What this page may beyond the others: run the engine's WebAssembly and a service worker, show photos."""


@require_safe
@csp_update(POLICY)  # type: ignore[arg-type]
def fill(request: HttpRequest, token: str) -> HttpResponse:
    """The page. Everything on it is drawn by its script, from what the browser keeps."""
    phone = by_key(request, token)
    try:
        response = HttpResponse(_page(phone, token))
    except Refused as refused:
        context = {"problems": refused.problems}
        response = render(request, "observation/fill_missing.html", context, status=503)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_safe
def worker(request: HttpRequest, token: str) -> HttpResponse:
    """The service worker; browsers look by themselves whether it is a new one."""
    phone = by_key(request, token)
    try:
        script = fill_page.worker(fill_page.build(), _page(phone, token))
    except Refused as refused:
        return HttpResponse(str(refused), status=503, content_type="text/plain; charset=utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_safe
def manifest(request: HttpRequest, token: str) -> HttpResponse:
    """What the home screen shows of the page."""
    phone = by_key(request, token)
    return HttpResponse(
        fill_page.web_manifest_text(phone.membership.mission.name), content_type="application/manifest+json"
    )


def _page(phone: Phone, token: str) -> str:
    """The page in its owner's language, the same whichever browser asks: the service worker goes by it."""
    membership = phone.membership
    with translation.override(membership.user.language):
        context = {
            "build": fill_page.build(),
            "language": membership.user.language,
            "mission": membership.mission,
            "observer": membership.user,
            "token": token,
        }
        return render_to_string("observation/fill.html", context)
