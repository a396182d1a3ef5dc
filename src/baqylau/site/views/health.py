"""Whether the site runs, for whatever watches it."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse

from baqylau.accounts.access import anyone


def healthz(request: HttpRequest) -> HttpResponse:
    """200 and "ok" where the database answers."""
    anyone(request)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")
