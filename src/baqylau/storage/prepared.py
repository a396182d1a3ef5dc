"""Statements that Django puts together once and that are used again and again.

Putting an INSERT of a wide row together takes Django several times as long as the database needs to run it.
Where hundreds of rows a second arrive one by one, the statement is kept and only its values are made anew.
What is written is what ``save(force_insert=True)`` writes; signals are not sent, since nobody listens.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=models.Model)

FIRST_OPEN = -1_900_000_000


def open_number(place: int) -> int:
    """Stands in a prepared query for the number that is given at this place (from 0)."""
    return FIRST_OPEN - place


def open_text(place: int) -> str:
    """Stands in a prepared query for the text that is given at this place (from 0)."""
    return f"\x02{place}\x03"


class Insert(Generic[M]):
    """The INSERT of one model: call it with a new instance, which gets its key."""

    def __init__(self, model: type[M]) -> None:
        self.model = model
        meta = model._meta
        self._fields = [field for field in meta.local_concrete_fields if field is not meta.pk]
        self._plain = [type(field).pre_save is models.Field.pre_save for field in self._fields]
        self._sql: dict[str, str] = {}

    def __call__(self, instance: M) -> M:
        """Insert the row in the transaction that is under way."""
        with connection.cursor() as cursor:
            cursor.execute(self._statement(instance), self._values(instance, cursor.db))
            (instance.pk,) = cursor.fetchone()
        instance._state.adding = False
        instance._state.db = DEFAULT_DB_ALIAS
        return instance

    def _statement(self, instance: M) -> str:
        sql = self._sql.get(connection.vendor)
        if sql is None:
            query = InsertQuery(self.model)
            query.insert_values(self._fields, [instance])
            compiler = query.get_compiler(connection=connection)
            compiler.returning_fields = [self.model._meta.pk]
            ((sql, _),) = compiler.as_sql()
            self._sql[connection.vendor] = sql
        return sql

    def _values(self, instance: M, database: Any) -> list[Any]:
        return [
            field.get_db_prep_save(
                getattr(instance, field.attname) if plain else field.pre_save(instance, True), database
            )
            for field, plain in zip(self._fields, self._plain, strict=True)
        ]


class Select:
    """A query with values left open, made of a queryset of ``values_list``::

    station = Select(lambda: Station.objects.filter(code=OPEN_TEXT).values_list("pk", "area_id"))
    station.rows("01-A/7")
    """

    def __init__(self, make: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled = threading.local()

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        compiler, sql, parameters = self._ready()
        given: dict[Any, Any] = {}
        for place, value in enumerate(values):
            given[open_number(place)] = given[open_text(place)] = value
        filled = [given.get(one, one) for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            found: Iterator[Any] = compiler.results_iter(results=[cursor.fetchall()], tuple_expected=True)
            return list(found)

    def first(self, *values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = self.rows(*values)
        return rows[0] if rows else None

    def _ready(self) -> tuple[Any, str, tuple[Any, ...]]:
        known = getattr(self._compiled, "known", None)
        if known is None or known[0].connection is not connections[DEFAULT_DB_ALIAS]:
            compiler = self._make().query.get_compiler(using=DEFAULT_DB_ALIAS)
            sql, parameters = compiler.as_sql()
            known = self._compiled.known = (compiler, sql, tuple(parameters))
        result: tuple[Any, str, tuple[Any, ...]] = known
        return result
