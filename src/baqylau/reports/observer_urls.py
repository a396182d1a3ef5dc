"""Addresses of the observers and of where they were."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.views import observers

observer_urls: list[URLPattern | URLResolver] = [
    path("missions/<slug:slug>/observers/", observers.observers, name="observers"),
    path("missions/<slug:slug>/observers/visits.csv", observers.download, {"kind": "csv"}, name="visits_csv"),
    path(
        "missions/<slug:slug>/observers/visits.xlsx", observers.download, {"kind": "xlsx"}, name="visits_xlsx"
    ),
    path("missions/<slug:slug>/observers/numbers/", observers.numbers, name="observer_numbers"),
]
