"""Addresses of what is entered, decided and corrected, and of stations.

The code of a station may hold a slash; contest and number stand behind it.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from baqylau.results.views import entry, resolving, stations

RESULTS = "missions/<slug:slug>/results/"
PAPER = "<path:station>/<slug:contest>/<int:number>/"

urlpatterns: list[URLPattern] = [
    path(f"{RESULTS}entry/", entry.papers, name="papers"),
    path(f"{RESULTS}entry/next/", entry.next_paper, name="next_paper"),
    path(f"{RESULTS}entry/new/", entry.new_paper, name="new_paper"),
    path(f"{RESULTS}entry/photograph/<int:pk>/", entry.photograph, name="photograph"),
    path(f"{RESULTS}entry/{PAPER}", entry.paper, name="paper"),
    path(f"{RESULTS}entry/{PAPER}begin/", entry.begin, name="begin_entry"),
    path(f"{RESULTS}entry/{PAPER}draft/", entry.draft, name="keep_draft"),
    path(f"{RESULTS}entry/{PAPER}discard/", entry.discard, name="discard_entry"),
    path(f"{RESULTS}entry/{PAPER}take-up/", entry.take_up, name="take_up_entry"),
    path(f"{RESULTS}entry/{PAPER}unreadable/", entry.unreadable, name="unreadable"),
    path(f"{RESULTS}entry/{PAPER}photographs/", entry.add_photographs, name="add_photographs"),
    path(f"{RESULTS}resolve/{PAPER}", resolving.resolve, name="resolve"),
    path(f"{RESULTS}reset/{PAPER}", resolving.reset, name="reset_paper"),
    path(f"{RESULTS}correct/<int:pk>/", resolving.correct, name="correct_protocol"),
    path(f"{RESULTS}stations/", stations.stations, name="stations"),
    path(f"{RESULTS}stations/<path:code>/", stations.station, name="station"),
]
