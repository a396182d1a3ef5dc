"""Addresses of meetings with interlocutors, and of institutions."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.observation.views import institutions, meeting_persons, meetings

LOG, LIST = "missions/<slug:slug>/meetings", "missions/<slug:slug>/institutions"
ONE = f"{LOG}/<str:label>"

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{LOG}/", meetings.meetings, name="meetings"),
    path(f"{LOG}.csv", meetings.download, {"kind": "csv"}, name="meetings_csv"),
    path(f"{LOG}.xlsx", meetings.download, {"kind": "xlsx"}, name="meetings_xlsx"),
    path(f"{LOG}/new/", meetings.new, name="new_meeting"),
    path(f"{LOG}/numbers/", meetings.numbers, name="meetings_numbers"),
    path(f"{LOG}/from-phones/", meetings.waiting, name="meetings_waiting"),
    path(f"{LOG}/from-phones/<int:number>/", meetings.take, name="take_meeting"),
    path(f"{LOG}/from-phones/<int:number>/aside/", meetings.leave, name="leave_meeting"),
    path(f"{ONE}/", meetings.meeting, name="meeting"),
    path(f"{ONE}/change/", meetings.edit, name="edit_meeting"),
    path(f"{ONE}/persons/new/", meeting_persons.new, name="new_person"),
    path(f"{ONE}/persons/<int:position>/", meeting_persons.edit, name="person"),
    path(f"{ONE}/persons/<int:position>/withdraw/", meeting_persons.withdraw, name="withdraw_consent"),
    path(f"{ONE}/forget/", meeting_persons.forget, name="forget_persons"),
    path(f"{LIST}/", institutions.institutions, name="institutions"),
    path(f"{LIST}.csv", institutions.download, {"kind": "csv"}, name="institutions_csv"),
    path(f"{LIST}.xlsx", institutions.download, {"kind": "xlsx"}, name="institutions_xlsx"),
    path(f"{LIST}/new/", institutions.new, name="new_institution"),
    path(f"{LIST}/annex/", institutions.annex, name="institutions_annex"),
    path(f"{LIST}/<int:number>/", institutions.institution, name="institution"),
    path(f"{LIST}/<int:number>/change/", institutions.edit, name="edit_institution"),
]
