"""Addresses of findings and their evidence."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.views import findings

FINDINGS = "missions/<slug:slug>/findings"
ONE = f"{FINDINGS}/<int:number>"

finding_urls: list[URLPattern | URLResolver] = [
    path(f"{FINDINGS}/", findings.findings, name="findings"),
    path(f"{FINDINGS}.csv", findings.download, {"kind": "csv"}, name="findings_csv"),
    path(f"{FINDINGS}.xlsx", findings.download, {"kind": "xlsx"}, name="findings_xlsx"),
    path(f"{FINDINGS}/new/", findings.new, name="new_finding"),
    path(f"{ONE}/", findings.finding, name="finding"),
    path(f"{ONE}/change/", findings.edit, name="edit_finding"),
    path(f"{ONE}/decide/", findings.decide, name="decide_finding"),
    path(f"{ONE}/evidence/", findings.evidence, name="evidence"),
    path(f"{ONE}/evidence/<int:pk>/", findings.change_evidence, name="change_evidence"),
    path(f"{ONE}/basis/", findings.add_basis, name="add_basis"),
    path(f"{ONE}/basis/<int:pk>/remove/", findings.remove_basis, name="remove_basis"),
]
