"""Addresses of the results room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from baqylau.results.views import progress

app_name = "results"

urlpatterns: list[URLPattern | URLResolver] = [
    path("missions/<slug:slug>/results/", progress.page, name="progress"),
    path("", include("baqylau.results.entry_urls")),
]
