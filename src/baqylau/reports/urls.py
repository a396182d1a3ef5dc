"""The room's addresses."""

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.document_urls import document_urls
from baqylau.reports.finding_urls import finding_urls
from baqylau.reports.observer_urls import observer_urls
from baqylau.reports.recommendation_urls import recommendation_urls
from baqylau.reports.text_urls import text_urls
from baqylau.reports.views import figures, statements

app_name = "reports"
urlpatterns: list[URLPattern | URLResolver] = [
    path("missions/<slug:slug>/statement/", statements.newest, name="newest"),
    path("missions/<slug:slug>/statement/run/", statements.run, name="run"),
    path("missions/<slug:slug>/statements/<int:number>/", statements.one, name="statement"),
    path("missions/<slug:slug>/statements/<int:number>/changes/", statements.changes, name="changes"),
    path("missions/<slug:slug>/statements/<int:number>/statement.pdf", statements.as_pdf, name="pdf"),
    path("missions/<slug:slug>/statements/<int:number>/figures.csv", statements.as_csv, name="csv"),
    path("missions/<slug:slug>/statements/<int:number>/figures.json", statements.as_json, name="json"),
    path(
        "missions/<slug:slug>/statements/<int:number>/charts/<slug:chapter>.svg",
        statements.as_chart,
        name="chart",
    ),
    path("missions/<slug:slug>/statements/<int:number>/figures/<path:name>/", figures.figure, name="figure"),
    *finding_urls,
    *observer_urls,
    *recommendation_urls,
    *text_urls,
    *document_urls,
]
