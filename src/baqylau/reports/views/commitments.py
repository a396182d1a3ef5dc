"""The register of commitments and of national articles, with what rests on each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author
from baqylau.reports.actions.commitments import add_commitment
from baqylau.reports.commitment_page import commitment_page
from baqylau.reports.recommendation_forms import CommitmentForm
from baqylau.reports.views.findings import WAYS, rights


@require_safe
def commitments(request: HttpRequest, slug: str) -> HttpResponse:
    """Documents with their paragraphs and the articles of the law; what rests on each."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    asked = request.GET.get("q", "").replace("\0", "")[:200]
    context = {**rights(request, mission), "asked": asked, **commitment_page(mission, asked)}
    return render(request, "reports/commitments.html", context)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Add a commitment that does not come with the room."""
    mission = reach(request, Permission.KEEP_RECOMMENDATIONS, Mission, slug=slug)
    form = CommitmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            add_commitment(mission=mission, given=form.data_given(), by=author(request), now=timezone.now())
            messages.success(request, _("The commitment is in the register now."))
            return redirect("reports:commitments", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {**rights(request, mission), "form": form}
    return render(request, "reports/commitment_form.html", context, status=400 if form.errors else 200)
