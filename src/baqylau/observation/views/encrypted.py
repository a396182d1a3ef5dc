"""Encrypted reports: which wait, their ZIP file, and bringing them back opened."""

from __future__ import annotations

from typing import cast

from django import forms
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.encrypted_reports import MOST_TOLD, BroughtBack, bring_back, unread, waiting, zip_of
from baqylau.observation.views.imports import sent, status_of


class OpenedReports(forms.Form):
    """The ZIP file that ``baqylau decrypt`` made."""

    file = forms.FileField(
        label=_("ZIP file of decrypted reports"), help_text=_("As “baqylau decrypt” made it: decrypted.zip.")
    )


@require_http_methods(["GET", "HEAD", "POST"])
def encrypted(request: HttpRequest, slug: str) -> HttpResponse:
    """How many reports wait to be decrypted; POST brings some back."""
    mission = reach(request, Permission.DECRYPT_RECORDS, Mission, slug=slug)
    form = OpenedReports(*sent(request))
    problems: tuple[Problem, ...] = ()
    told: BroughtBack | None = None
    if form.is_valid():
        try:
            file, by = form.cleaned_data["file"], cast(User, request.user)
            told = bring_back(mission=mission, file=file, by=by, now=timezone.now())
        except Refused as refused:
            problems = refused.problems
    context = {
        "mission": mission,
        "form": form,
        "problems": problems,
        "told": told,
        "shown": [problem for _where, problem in told.problems[:MOST_TOLD]] if told else [],
        "waiting": waiting(mission),
    }
    return render(request, "observation/encrypted.html", context, status=status_of(form.errors, problems))


@require_safe
def download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The reports that wait, for the machine that has the private key."""
    mission = reach(request, Permission.DECRYPT_RECORDS, Mission, slug=slug)
    response = StreamingHttpResponse(zip_of(unread(mission), timezone.now()), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{slug}-encrypted.zip"'
    return response
