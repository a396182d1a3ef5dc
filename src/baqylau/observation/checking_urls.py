"""The addresses of checking: what people do about a record, questions to observers, obstructions."""

from __future__ import annotations

from django.urls import path

from baqylau.observation.views import checking, obstructions, queries, records

RECORD = "missions/<slug:slug>/records/<int:number>"
OBSTRUCTIONS = "missions/<slug:slug>/obstructions"

urlpatterns = [
    path("missions/<slug:slug>/records/check/", checking.check_many, name="check_many"),
    path("missions/<slug:slug>/records/check-again/", checking.run_again, name="check_again"),
    path(f"{RECORD}/submissions/<int:pk>.xml", records.submission, name="submission"),
    path(f"{RECORD}/check/", checking.check, name="check"),
    path(f"{RECORD}/reject/", checking.reject, name="reject"),
    path(f"{RECORD}/open/", checking.open_again, name="open_again"),
    path(f"{RECORD}/ask/", checking.ask, name="ask"),
    path(f"{RECORD}/comment/", checking.comment, name="comment"),
    path(f"{RECORD}/delete/", checking.delete, name="delete"),
    path(f"{RECORD}/restore/", checking.restore, name="restore"),
    path("missions/<slug:slug>/queries/", queries.queries, name="queries"),
    path("missions/<slug:slug>/queries/<int:pk>/answer/", queries.answer, name="answer"),
    path("missions/<slug:slug>/queries/<int:pk>/close/", queries.close, name="close_query"),
    path("key/<str:token>/queries/", queries.on_phone, name="key_queries"),
    path(f"{OBSTRUCTIONS}/", obstructions.obstructions, name="obstructions"),
    path(f"{OBSTRUCTIONS}.csv", obstructions.download, name="obstructions_csv"),
    path(f"{OBSTRUCTIONS}/new/", obstructions.new, name="new_obstruction"),
    path(f"{OBSTRUCTIONS}/<int:number>/", obstructions.one, name="obstruction"),
]
