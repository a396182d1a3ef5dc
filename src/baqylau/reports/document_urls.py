"""Addresses of documents, publication and annexes."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.views import documents, documents_public, weekly

_REPORT = "missions/<slug:slug>/reports/<slug:name>/"
_PUBLIC = "reports/<slug:slug>/"
_ONE = f"{_PUBLIC}<slug:name>/"

document_urls: list[URLPattern | URLResolver] = [
    path(f"{_REPORT}publication/", documents.publication, name="publication"),
    path(f"{_REPORT}publication/propose/", documents.propose, name="propose_publication"),
    path(f"{_REPORT}publication/take-back/", documents.take_back, name="take_back_publication"),
    path(f"{_REPORT}publication/sign/", documents.sign, name="sign_publication"),
    path(f"{_REPORT}publication/publish/", documents.publish, name="publish_report"),
    path(f"{_REPORT}publication/<int:number>/end-embargo/", documents.end_embargo, name="end_embargo"),
    path(f"{_REPORT}draft-<slug:language>.<slug:form>", documents.draft, name="draft_document"),
    path(f"{_REPORT}compile-week/", weekly.compile_the_week, name="compile_week"),
    path(_PUBLIC, documents_public.published_reports, name="public_reports"),
    path(_ONE, documents_public.public_report, name="public_report"),
    path(f"{_ONE}<int:number>/", documents_public.public_version, name="public_report_version"),
    path(f"{_ONE}<int:number>/files/<str:file>", documents_public.public_file, name="public_report_file"),
    path(
        f"{_ONE}<int:number>/pictures/<slug:language>/<int:picture>/",
        documents_public.public_picture,
        name="public_report_picture",
    ),
]
