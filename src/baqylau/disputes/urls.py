"""Addresses of the disputes room. A case or violation is named by its number, ``12`` or ``C12``."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from baqylau.disputes.views import (
    cases,
    decisions,
    entering,
    extracts,
    likenesses,
    meetings,
    statistics,
    violations,
)

app_name = "disputes"

CASES = "missions/<slug:slug>/cases/"
VIOLATIONS = "missions/<slug:slug>/violations/"
POSSIBLE = f"{VIOLATIONS}possible/"

urlpatterns: list[URLPattern | URLResolver] = [
    path(CASES, cases.cases, name="cases"),
    path(f"{CASES}cases.csv", cases.download, {"kind": "csv"}, name="cases_csv"),
    path(f"{CASES}cases.xlsx", cases.download, {"kind": "xlsx"}, name="cases_xlsx"),
    path(f"{CASES}limits/", cases.recompute, name="recompute"),
    path(f"{CASES}new/", entering.new, name="new_case"),
    path(f"{CASES}statistics/", statistics.statistics, name="statistics"),
    path(f"{CASES}doubles/", likenesses.doubles, name="doubles"),
    path(f"{CASES}doubles/look/", likenesses.look, name="look_for_doubles"),
    path(f"{CASES}doubles/<int:pk>/", likenesses.judge, name="judge_double"),
    path(f"{CASES}extracts/", extracts.extracts, name="extracts"),
    path(f"{CASES}extracts/new/", extracts.new, name="new_extract"),
    path(f"{CASES}extracts/<int:number>/", extracts.one, name="extract"),
    path(f"{CASES}extracts/<int:number>/take-in/", extracts.take, name="take_in"),
    path(f"{CASES}extracts/<int:number>/remove/", extracts.remove, name="remove_extract"),
    path(f"{CASES}extracts/<int:number>/file/", extracts.original, name="extract_file"),
    path(f"{CASES}<str:label>/", cases.case, name="case"),
    path(f"{CASES}<str:label>/edit/", entering.edit, name="edit_case"),
    path(f"{CASES}<str:label>/proceedings/new/", entering.new_proceeding, name="new_proceeding"),
    path(f"{CASES}<str:label>/proceedings/<int:position>/", entering.edit_proceeding, name="proceeding"),
    path(f"{CASES}<str:label>/ties/", entering.add_tie, name="tie"),
    path(f"{CASES}<str:label>/ties/<int:pk>/remove/", entering.remove_tie, name="untie"),
    path(f"{CASES}<str:label>/meetings/", meetings.tie, name="tie_meeting"),
    path(f"{CASES}<str:label>/meetings/<int:pk>/remove/", meetings.untie, name="untie_meeting"),
    path(f"{CASES}<str:label>/candidates/", decisions.tie, name="tie_candidate"),
    path(f"{CASES}<str:label>/candidates/<int:pk>/remove/", decisions.untie, name="untie_candidate"),
    path(f"{CASES}<str:label>/documents/", entering.new_document, name="new_document"),
    path(f"{CASES}<str:label>/documents/<int:pk>/", entering.document, name="document"),
    path(VIOLATIONS, violations.violations, name="violations"),
    path(f"{VIOLATIONS}violations.csv", violations.download, {"kind": "csv"}, name="violations_csv"),
    path(f"{VIOLATIONS}violations.xlsx", violations.download, {"kind": "xlsx"}, name="violations_xlsx"),
    path(f"{VIOLATIONS}new/", violations.new, name="new_violation"),
    path(POSSIBLE, violations.possible, name="possible"),
    path(f"{POSSIBLE}possible.csv", violations.possible_file, {"kind": "csv"}, name="possible_csv"),
    path(f"{POSSIBLE}possible.xlsx", violations.possible_file, {"kind": "xlsx"}, name="possible_xlsx"),
    path(f"{POSSIBLE}look/", violations.look, name="look_for_possible"),
    path(f"{POSSIBLE}<int:pk>/", violations.judge, name="judge_possible"),
    path(f"{VIOLATIONS}<str:label>/", violations.violation, name="violation"),
    path(f"{VIOLATIONS}<str:label>/edit/", violations.edit, name="edit_violation"),
]
