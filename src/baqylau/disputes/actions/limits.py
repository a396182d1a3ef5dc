"""Deadlines of all open cases, computed anew: after the pack, a term or a day off has changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from django.db import connection, transaction

from baqylau.accounts.models import User
from baqylau.disputes.models import Outcome, Proceeding
from baqylau.disputes.procedure import procedure_of, zone_of
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

AT_ONCE = 10_000
_COLUMNS = ("before", "body", "contested_on", "received_on", "file_by", "due_on", "pk")

Row = tuple[int, date | None, date | None]
"""The key of a proceeding, its last day to file, its last day to decide."""


@transaction.atomic
def recompute_limits(*, mission: Mission, by: User | None) -> int:
    """Bring the limits of all open proceedings to what the pack says now; how many were others before.

    A limit follows from the bodies and one date, so each is computed once. Decided proceedings keep the limit
    by which they were judged.
    """
    procedure, zone = procedure_of(mission.election), zone_of(mission.election)

    @cache
    def limits(before: str, body: str, contested: Any, received: Any) -> tuple[date | None, date | None]:
        return (
            procedure.file_by(before, body, _day(contested), zone),
            procedure.decide_by(before, body, _day(received), zone),
        )

    others: list[Row] = []
    for before, body, contested, received, file_by, due_on, pk in _open_rows(mission):
        found = limits(before, body, contested, received)
        if found != (_day(file_by), _day(due_on)):
            others.append((pk, *found))
    for start in range(0, len(others), AT_ONCE):
        _write(others[start : start + AT_ONCE])
    if others:
        write_trail("disputes.limits_recomputed", about=mission, by=by, change={"changed": len(others)})
    return len(others)


def _write(rows: Sequence[Row]) -> None:
    """New limits by key, in one statement that both databases know.

    Keys and days stand in its text: they are ours, and handing over each as a value takes the longest.
    The first row tells the types.
    """
    values = ", ".join(f"({pk}, {_literal(file_by)}, {_literal(due_on)})" for pk, file_by, due_on in rows)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Proceeding._meta.db_table} SET file_by = given.column2, due_on = given.column3 "  # noqa: S608
            f"FROM (VALUES (0, date('0001-01-01'), date('0001-01-01')), {values}) AS given "
            "WHERE id = given.column1"
        )


@cache
def _literal(day: date | None) -> str:
    return f"'{day.isoformat()}'" if day else "NULL"


def _open_rows(mission: Mission) -> Any:
    """The columns as the database gives them: to turn every date of every row would take the longest."""
    rows = Proceeding.objects.filter(mission=mission, outcome=Outcome.PENDING).order_by()
    sql, params = rows.values_list(*_COLUMNS).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@cache
def _day(value: Any) -> date | None:
    """A date as SQLite (a text) or PostgreSQL gives it."""
    return date.fromisoformat(value) if isinstance(value, str) else value
