"""Addresses of what the monitoring of media comes to."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.campaign.views import indicators

INDICATORS = "missions/<slug:slug>/media/indicators/"

indicator_urls: list[URLPattern | URLResolver] = [
    path(INDICATORS, indicators.shares, name="indicators"),
    path(f"{INDICATORS}tone/", indicators.tone, name="indicators_tone"),
    path(f"{INDICATORS}voices/", indicators.voices, name="indicators_voices"),
    path(f"{INDICATORS}days/", indicators.days, name="indicators_days"),
    path(f"{INDICATORS}monitored/", indicators.monitored, name="indicators_monitored"),
    path(f"{INDICATORS}agreement/", indicators.agreement, name="indicators_agreement"),
    path(f"{INDICATORS}tables/<slug:name>.csv", indicators.table, {"kind": "csv"}, name="indicators_csv"),
    path(f"{INDICATORS}tables/<slug:name>.xlsx", indicators.table, {"kind": "xlsx"}, name="indicators_xlsx"),
    path(f"{INDICATORS}charts/<slug:name>.svg", indicators.chart, {"kind": "svg"}, name="indicators_svg"),
    path(f"{INDICATORS}charts/<slug:name>.png", indicators.chart, {"kind": "png"}, name="indicators_png"),
]
