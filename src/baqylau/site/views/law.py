"""The law of an election, and what an amendment of it touches."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import require
from baqylau.accounts.permissions import Permission
from baqylau.election.models import Election
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import kept
from baqylau.site.pages.law import law_page
from baqylau.site.pages.law_articles import ABOUT, ONLY, LawSelection, articles_table


@require_http_methods(["GET", "HEAD", "POST"])
def law(request: HttpRequest, code: str) -> HttpResponse:
    """Articles with their editions; a text that is sent is looked through and not kept."""
    require(request, Permission.SEE_ELECTION)
    found = get_object_or_404(Election, code=code)
    asked = request.POST.get("text", "") if request.method == "POST" else request.GET.get("articles")
    page, selection = law_page(found, asked), LawSelection.of(request.GET.dict())
    context = {
        "page": page,
        "articles": selection.among(page.articles),
        "selection": selection,
        "kept": kept(request, "articles"),
        "abouts": ABOUT.items(),
        "onlys": ONLY.items(),
    }
    return render(request, "site/law.html", context, status=400 if page.problems else 200)


@require_safe
def download(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """The articles that the address selects, as a table."""
    require(request, Permission.SEE_ELECTION)
    page = law_page(get_object_or_404(Election, code=code), None)
    chosen = LawSelection.of(request.GET.dict()).among(page.articles)
    return table_file(articles_table(chosen), f"{code}-law", kind)
