"""The addresses that applications on phones use: each under a token, and under a mission's name."""

from __future__ import annotations

from django.urls import URLPattern, path

from baqylau.observation.views import openrosa

BY_TOKEN, BY_NAME = "key/<str:token>", "basic/<slug:slug>"
VERSION = "forms/<str:code>/<str:version>"

VIEWS = (
    ("formList", openrosa.form_list, "form_list"),
    (f"{VERSION}/form.xml", openrosa.form, "form_xml"),
    (f"{VERSION}/manifest", openrosa.manifest, "manifest"),
    (f"{VERSION}/media/<str:name>", openrosa.media, "media"),
    ("entities/<str:name>", openrosa.entities, "entities"),
    ("submission", openrosa.submission, "submission"),
)

urlpatterns: list[URLPattern] = [
    path(f"{below}/{address}", view, name=f"{called}_{name}")
    for below, called in ((BY_TOKEN, "key"), (BY_NAME, "basic"))
    for address, view, name in VIEWS
]
