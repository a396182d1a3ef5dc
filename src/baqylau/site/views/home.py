"""The first page: one's missions and the elections."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from baqylau.accounts.access import signed_in
from baqylau.election.models import Election


def home(request: HttpRequest) -> HttpResponse:
    """The user's missions, and every election that is loaded."""
    signed_in(request)
    return render(request, "site/home.html", {"elections": Election.objects.all()})
