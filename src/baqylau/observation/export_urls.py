"""Addresses of downloads, of tokens, and of what programs read."""

from __future__ import annotations

from django.urls import URLPattern, path

from baqylau.observation.views import odata

ODATA = "missions/<slug:slug>/odata"

urlpatterns: list[URLPattern] = [
    path(f"{ODATA}/", odata.service, name="odata"),
    path(f"{ODATA}/$metadata", odata.description, name="odata_metadata"),
    path(f"{ODATA}/<str:table>/$count", odata.count, name="odata_count"),
    path(f"{ODATA}/<str:table>", odata.table, name="odata_table"),
]
