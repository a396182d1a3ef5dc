"""Addresses of phones: those of applications, under a token or a mission's name, and the pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from baqylau.observation.views import encrypted, fill, openrosa, phones

BY_TOKEN, BY_NAME = "key/<str:token>", "basic/<slug:slug>"
VERSION = "forms/<str:code>/<str:version>"

VIEWS = (
    ("submission", openrosa.submission, "submission"),
    ("formList", openrosa.form_list, "form_list"),
    (f"{VERSION}/form.xml", openrosa.form, "form_xml"),
    (f"{VERSION}/manifest", openrosa.manifest, "manifest"),
    (f"{VERSION}/media/<str:name>", openrosa.media, "media"),
    ("entities/<str:name>", openrosa.entities, "entities"),
)

PAGES = [
    path("enrol/", phones.enrol, name="enrol"),
    path("missions/<slug:slug>/phones/", phones.phones, name="phones"),
    path("missions/<slug:slug>/phones/give/", phones.give, name="give_phones"),
    path("missions/<slug:slug>/phones/cards/", phones.cards, name="phone_cards"),
    path("missions/<slug:slug>/phones/refused/", phones.refusals, name="phone_refusals"),
    path("missions/<slug:slug>/phones/<int:pk>/", phones.phone, name="phone"),
    path("missions/<slug:slug>/my-phone/", phones.mine, name="my_phone"),
    path(f"{BY_TOKEN}/fill/", fill.fill, name="fill"),
    path(f"{BY_TOKEN}/fill/sw.js", fill.worker, name="fill_worker"),
    path(f"{BY_TOKEN}/fill/app.webmanifest", fill.manifest, name="fill_manifest"),
    path("missions/<slug:slug>/encrypted/", encrypted.encrypted, name="encrypted"),
    path("missions/<slug:slug>/encrypted.zip", encrypted.download, name="encrypted_zip"),
]

urlpatterns: list[URLPattern] = [
    path(f"{below}/{address}", view, name=f"{called}_{name}")
    for below, called in ((BY_TOKEN, "key"), (BY_NAME, "basic"))
    for address, view, name in VIEWS
] + PAGES
