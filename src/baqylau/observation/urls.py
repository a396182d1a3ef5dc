"""The room's addresses."""

from django.urls import include, path

from baqylau.observation.views import forms, imports, records

app_name = "observation"
urlpatterns = [
    path("missions/<slug:slug>/records/", records.records, name="records"),
    path("missions/<slug:slug>/records.csv", records.download, name="records_csv"),
    path("missions/<slug:slug>/records/<int:number>/", records.record, name="record"),
    path("missions/<slug:slug>/records/<int:number>/correct/", records.correct, name="correct"),
    path("missions/<slug:slug>/imports/", imports.imports, name="imports"),
    path("missions/<slug:slug>/imports/new/", imports.new, name="new_import"),
    path("missions/<slug:slug>/imports/<int:pk>/", imports.one, name="import"),
    path("missions/<slug:slug>/imports/<int:pk>/not-accepted.csv", imports.not_accepted, name="not_accepted"),
    path("missions/<slug:slug>/imports/<int:pk>/original", imports.original, name="original"),
    path("missions/<slug:slug>/forms/", forms.forms, name="forms"),
    path("missions/<slug:slug>/forms/new/", forms.new, name="new_form"),
    path("missions/<slug:slug>/forms/<str:code>/<str:version>/", forms.one, name="form"),
    path("missions/<slug:slug>/forms/<str:code>/<str:version>/file", forms.file, name="form_file"),
    path("", include("baqylau.observation.phone_urls")),
]
