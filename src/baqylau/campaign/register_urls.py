"""Addresses of campaign events, freedoms, finance and what an authority reports.

An entry is named by its number, ``12`` or ``C12``.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.campaign.views import authority, events, finance, freedoms

FREEDOMS = "missions/<slug:slug>/campaign/freedoms/"
EVENTS = "missions/<slug:slug>/campaign/events/"
FUNDS = "missions/<slug:slug>/campaign/funds/"
AUTHORITY = "missions/<slug:slug>/campaign/authority/"
CSV, XLSX = {"kind": "csv"}, {"kind": "xlsx"}

register_urls: list[URLPattern | URLResolver] = [
    path(FREEDOMS, freedoms.freedoms, name="freedoms"),
    path(f"{FREEDOMS}freedoms.csv", freedoms.download, CSV, name="freedoms_csv"),
    path(f"{FREEDOMS}freedoms.xlsx", freedoms.download, XLSX, name="freedoms_xlsx"),
    path(f"{FREEDOMS}new/", freedoms.new, name="new_freedom"),
    path(f"{FREEDOMS}<str:label>/", freedoms.freedom, name="freedom"),
    path(f"{FREEDOMS}<str:label>/edit/", freedoms.edit, name="edit_freedom"),
    path(EVENTS, events.events, name="events"),
    path(f"{EVENTS}events.csv", events.download, CSV, name="events_csv"),
    path(f"{EVENTS}events.xlsx", events.download, XLSX, name="events_xlsx"),
    path(f"{EVENTS}calendar/", events.by_days, name="event_calendar"),
    path(f"{EVENTS}map/", events.on_a_map, name="event_map"),
    path(f"{EVENTS}topics/", events.topics, name="event_topics"),
    path(f"{EVENTS}new/", events.new, name="new_event"),
    path(f"{EVENTS}<str:label>/", events.event, name="event"),
    path(f"{EVENTS}<str:label>/edit/", events.edit, name="edit_event"),
    path(FUNDS, finance.funds, name="funds"),
    path(f"{FUNDS}funds.csv", finance.download, CSV, name="funds_csv"),
    path(f"{FUNDS}funds.xlsx", finance.download, XLSX, name="funds_xlsx"),
    path(f"{FUNDS}limits/", finance.limits, name="fund_limits"),
    path(f"{FUNDS}take-in/", finance.take_in, name="take_in_funds"),
    path(f"{FUNDS}new/", finance.new, name="new_fund"),
    path(f"{FUNDS}<str:label>/", finance.fund, name="fund"),
    path(f"{FUNDS}<str:label>/edit/", finance.edit, name="edit_fund"),
    path(f"{FUNDS}<str:label>/lines/", finance.new_line, name="new_fund_line"),
    path(f"{FUNDS}<str:label>/lines/<int:position>/remove/", finance.remove, name="remove_fund_line"),
    path(AUTHORITY, authority.authority, name="authority"),
    path(f"{AUTHORITY}authority.csv", authority.download, CSV, name="authority_csv"),
    path(f"{AUTHORITY}authority.xlsx", authority.download, XLSX, name="authority_xlsx"),
]
