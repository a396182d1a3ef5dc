"""Addresses of samples and audits."""

from __future__ import annotations

from django.urls import URLPattern, path

from baqylau.results.views import audits, samples

SAMPLES = "missions/<slug:slug>/results/samples/"
AUDITS = "missions/<slug:slug>/results/audits/"

urlpatterns: list[URLPattern] = [
    path(SAMPLES, samples.samples, name="samples"),
    path(f"{SAMPLES}new/", samples.new_sample, name="new_sample"),
    path(f"{SAMPLES}<int:number>/", samples.sample, name="sample"),
    path(f"{SAMPLES}<int:number>/stations.csv", samples.sample_csv, name="sample_csv"),
    path(f"{SAMPLES}<int:number>/estimates.json", samples.sample_estimates, name="sample_estimates"),
    path(f"{SAMPLES}<int:number>/allow/", samples.allow, name="allow_replacements"),
    path(f"{SAMPLES}<int:number>/replace/", samples.replace, name="replace_station"),
    path(f"{AUDITS}new/", audits.new_audit, name="new_audit"),
    path(f"{AUDITS}<int:number>/", audits.audit, name="audit"),
    path(f"{AUDITS}<int:number>/tickets.csv", audits.audit_csv, name="audit_csv"),
    path(f"{AUDITS}<int:number>/more/", audits.more, name="more_tickets"),
    path(f"{AUDITS}<int:number>/absent/", audits.absent, name="copy_absent"),
]
