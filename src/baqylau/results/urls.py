"""Addresses of the results room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from baqylau.results.views import progress, seats

app_name = "results"

urlpatterns: list[URLPattern | URLResolver] = [
    path("missions/<slug:slug>/results/", progress.page, name="progress"),
    path("missions/<slug:slug>/results/seats/", seats.page, name="seats"),
    path("missions/<slug:slug>/results/seats/quotas/", seats.quotas, name="quotas"),
    path("", include("baqylau.results.entry_urls")),
]
