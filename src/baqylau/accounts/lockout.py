"""Lock-out after repeated failures to sign in.

What is locked is a sign-in name *from one address*: a whole mission may stand behind the one address of a
mobile operator, so an address alone is never locked, and nobody can keep the head of mission out from
elsewhere by five wrong passwords. Whoever spreads guesses over many addresses meets a second, higher limit
that counts the name alone.
"""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username, get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

FAILURES_FROM_ANYWHERE = 50
"""Failures with one sign-in name, from all addresses together, that lock it."""


class LockOut(AxesDatabaseHandler):  # type: ignore[misc]
    """Counts failures with a name from an address, and those with the name from anywhere."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        from_here = int(super().get_failures(request, credentials))
        anywhere = AccessAttempt.objects.filter(
            username=get_client_username(request, credentials),
            attempt_time__gte=get_cool_off_threshold(request),
        ).aggregate(Sum("failures_since_start"))["failures_since_start__sum"]
        return max(from_here, settings.AXES_FAILURE_LIMIT * (anywhere or 0) // FAILURES_FROM_ANYWHERE)


def locked_out(
    request: HttpRequest, original: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Say for how long, and what helps sooner."""
    cool_off = get_cool_off(request)
    minutes = int(cool_off.total_seconds() // 60) if cool_off else 0
    return render(request, "accounts/locked_out.html", {"minutes": minutes}, status=429)
