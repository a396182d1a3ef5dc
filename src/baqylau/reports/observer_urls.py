"""Addresses of the observers and of where they were, and of press sheets."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.views import observers, press_sheet

observer_urls: list[URLPattern | URLResolver] = [
    path("missions/<slug:slug>/observers/", observers.observers, name="observers"),
    path("missions/<slug:slug>/observers/visits.csv", observers.download, {"kind": "csv"}, name="visits_csv"),
    path(
        "missions/<slug:slug>/observers/visits.xlsx", observers.download, {"kind": "xlsx"}, name="visits_xlsx"
    ),
    path("missions/<slug:slug>/observers/numbers/", observers.numbers, name="observer_numbers"),
    path("missions/<slug:slug>/reports/<slug:name>/press-sheet/", press_sheet.sheet, name="press_sheet"),
    path(
        "missions/<slug:slug>/reports/<slug:name>/press-sheet.pdf",
        press_sheet.as_pdf,
        name="press_sheet_pdf",
    ),
]
