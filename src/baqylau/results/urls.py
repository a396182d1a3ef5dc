"""Addresses of the results room."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from baqylau.results.views import official, progress, public, publications, seats

app_name = "results"

PUBLIC = "results/<slug:slug>/<str:contest>/<str:source>/"
"""What was counted from one kind of source, as anyone may read it."""

urlpatterns: list[URLPattern | URLResolver] = [
    path("missions/<slug:slug>/results/", progress.page, name="progress"),
    path("missions/<slug:slug>/results/seats/", seats.page, name="seats"),
    path("missions/<slug:slug>/results/seats/quotas/", seats.quotas, name="quotas"),
    path("missions/<slug:slug>/results/official/", official.page, name="official"),
    path("missions/<slug:slug>/results/publications/", publications.publications, name="publications"),
    path("missions/<slug:slug>/results/publish/", publications.publish_results, name="publish"),
    path("results/<slug:slug>/", public.published_by, name="published_by"),
    path(PUBLIC, public.newest, name="public"),
    path(f"{PUBLIC}<int:number>/", public.version, name="public_version"),
    path(f"{PUBLIC}<int:number>/<str:name>", public.file, name="public_file"),
    path(f"{PUBLIC}<int:number>/photographs/<str:sha256>/", public.photograph, name="public_photograph"),
    path("", include("baqylau.results.entry_urls")),
    path("", include("baqylau.results.sample_urls")),
    path("", include("baqylau.results.discrepancy_urls")),
]
