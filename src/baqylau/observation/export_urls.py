"""Addresses of downloads, of tokens, and of what programs read."""

from __future__ import annotations

from django.urls import URLPattern, path, re_path

from baqylau.observation.views import api, exports, odata, tokens

ODATA, API = "missions/<slug:slug>/odata", "api/missions/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path("missions/<slug:slug>/export/", exports.export, name="export"),
    path("missions/<slug:slug>/export/file", exports.file, name="export_file"),
    path("missions/<slug:slug>/export/publication", exports.publication, name="publication"),
    path("missions/<slug:slug>/tokens/", tokens.tokens, name="tokens"),
    path("missions/<slug:slug>/tokens/<int:pk>/revoke/", tokens.revoke, name="revoke_token"),
    path(f"{ODATA}/", odata.service, name="odata"),
    path(f"{ODATA}/$metadata", odata.description, name="odata_metadata"),
    path(f"{ODATA}/<str:table>/$count", odata.count, name="odata_count"),
    path(f"{ODATA}/<str:table>", odata.table, name="odata_table"),
    path("api/", api.listing, name="api"),
    path("api/openapi.json", api.openapi, name="api_openapi"),
    path(f"{API}", api.mission, name="api_mission"),
    path(f"{API}/forms", api.forms, name="api_forms"),
    path(f"{API}/forms/<str:code>/versions/<str:version>", api.form_version, name="api_form_version"),
    path(f"{API}/records", api.records, name="api_records"),
    path(f"{API}/records/<int:number>", api.record, name="api_record"),
    path(f"{API}/records/<int:number>/submissions/<int:key>", api.submission, name="api_submission"),
    path(f"{API}/records/<int:number>/attachments/<int:key>", api.attachment, name="api_attachment"),
    path(f"{API}/expected", api.expected, name="api_expected"),
    path(f"{API}/obstructions", api.obstructions, name="api_obstructions"),
    re_path(r"^api/(?P<rest>[\s\S]+)$", api.elsewhere, name="api_elsewhere"),
]
