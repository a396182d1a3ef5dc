"""Addresses of discrepancies."""

from __future__ import annotations

from django.urls import URLPattern, path

from baqylau.results.views import discrepancies

LIST = "missions/<slug:slug>/results/discrepancies/"

urlpatterns: list[URLPattern] = [
    path(LIST, discrepancies.discrepancies, name="discrepancies"),
    path(f"{LIST}discrepancies.csv", discrepancies.discrepancies_csv, name="discrepancies_csv"),
    path(f"{LIST}look/", discrepancies.look_for, name="look_for_discrepancies"),
    path(f"{LIST}chosen/", discrepancies.chosen, name="chosen_discrepancies"),
    path(f"{LIST}<int:number>/", discrepancies.discrepancy, name="discrepancy"),
    path(f"{LIST}<int:number>/move/", discrepancies.move, name="move_discrepancy"),
]
