"""The law of an election, and what an amendment of it touches."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from baqylau.accounts.access import require
from baqylau.accounts.permissions import Permission
from baqylau.election.models import Election
from baqylau.site.pages.law import law_page


@require_http_methods(["GET", "HEAD", "POST"])
def law(request: HttpRequest, code: str) -> HttpResponse:
    """Articles with their editions; a text that is sent is looked through and not kept."""
    require(request, Permission.SEE_ELECTION)
    found = get_object_or_404(Election, code=code)
    asked = request.POST.get("text", "") if request.method == "POST" else request.GET.get("articles")
    page = law_page(found, asked)
    return render(request, "site/law.html", {"page": page}, status=400 if page.problems else 200)
