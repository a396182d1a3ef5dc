"""Addresses of reports and their chapters."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.reports.views import texts, texts_checks, texts_writing

_ALL = "missions/<slug:slug>/reports/"
_REPORT = f"{_ALL}<slug:name>/"
_CHAPTER = f"{_REPORT}chapters/<slug:code>/"
_TEXT = f"{_CHAPTER}text/<slug:language>/"

text_urls: list[URLPattern | URLResolver] = [
    path(_ALL, texts.texts, name="texts"),
    path("missions/<slug:slug>/new-report/", texts.new_report, name="new_report"),
    path("missions/<slug:slug>/report-of-the-plan/", texts.begin_from_plan, name="begin_from_plan"),
    path(_REPORT, texts.report, name="text_report"),
    path(f"{_REPORT}change/", texts.change_report, name="change_report"),
    path(f"{_REPORT}checks/", texts_checks.checks, name="report_checks"),
    path(f"{_REPORT}election-night/", texts_checks.night, name="report_night"),
    path(f"{_REPORT}insert/", texts_writing.insert, name="report_insert"),
    path(f"{_REPORT}pictures/", texts_checks.pictures, name="report_pictures"),
    path(f"{_REPORT}pictures/<int:number>.png", texts_writing.picture, name="report_picture"),
    path(f"{_REPORT}figures/<path:figure>/", texts_checks.figure, name="report_figure"),
    path(f"{_REPORT}new-chapter/", texts.new_chapter, name="new_chapter"),
    path(f"{_CHAPTER}rename/", texts.rename_chapter, name="rename_chapter"),
    path(f"{_CHAPTER}move/", texts.move_chapter, name="move_chapter"),
    path(f"{_CHAPTER}take-out/", texts.take_out_chapter, name="take_out_chapter"),
    path(f"{_CHAPTER}status/", texts_checks.status, name="chapter_status"),
    path(f"{_CHAPTER}figures/", texts_checks.figures, name="chapter_figures"),
    path(f"{_CHAPTER}comments/<int:number>/resolve/", texts_checks.resolve, name="resolve_comment"),
    path(_TEXT, texts_writing.chapter, name="chapter"),
    path(f"{_TEXT}preview/", texts_writing.preview, name="chapter_preview"),
    path(f"{_TEXT}decided/", texts_writing.decided, name="chapter_decided"),
    path(f"{_TEXT}versions/", texts_writing.versions, name="chapter_versions"),
    path(f"{_TEXT}translation/", texts_writing.translation, name="chapter_translation"),
    path(f"{_TEXT}comments/", texts_checks.comment, name="chapter_comment"),
    path(f"{_TEXT}chart.svg", texts_writing.chart, name="chapter_chart"),
]
