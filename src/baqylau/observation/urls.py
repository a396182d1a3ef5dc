"""The room's addresses."""

from django.urls import include, path

from baqylau.observation.views import imports, records

app_name = "observation"
urlpatterns = [
    path("", include("baqylau.observation.phone_urls")),  # the busiest first
    path("missions/<slug:slug>/records/", records.records, name="records"),
    path("missions/<slug:slug>/records.csv", records.download, name="records_csv"),
    path("missions/<slug:slug>/records/<int:number>/", records.record, name="record"),
    path("missions/<slug:slug>/records/<int:number>/correct/", records.correct, name="correct"),
    path("", include("baqylau.observation.checking_urls")),
    path("missions/<slug:slug>/imports/", imports.imports, name="imports"),
    path("missions/<slug:slug>/imports/new/", imports.new, name="new_import"),
    path("missions/<slug:slug>/imports/<int:pk>/", imports.one, name="import"),
    path("missions/<slug:slug>/imports/<int:pk>/not-accepted.csv", imports.not_accepted, name="not_accepted"),
    path("missions/<slug:slug>/imports/<int:pk>/original", imports.original, name="original"),
    path("", include("baqylau.observation.form_urls")),
    path("", include("baqylau.observation.export_urls")),
    path("", include("baqylau.observation.expected_urls")),
    path("", include("baqylau.observation.message_urls")),
    path("", include("baqylau.observation.meeting_urls")),
]
