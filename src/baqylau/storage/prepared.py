"""Queries that Django puts together once and that are asked again and again, only with other values.

Putting a query together takes Django several times as long as the database needs to answer it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.base import ModelState

M = TypeVar("M", bound=models.Model)

FIRST_OPEN, MOST_OPEN = -1_900_000_000, 100


def open_number(place: int) -> int:
    """Stands in a prepared query for the number that is given at this place (from 0)."""
    return FIRST_OPEN - place


def open_text(place: int) -> str:
    """Stands in a prepared query for the text that is given at this place (from 0)."""
    return f"\x02{place}\x03"


def run(sql: str, values: Sequence[Any], *, binary: bool = False) -> Any:
    """Run a statement in the transaction that is under way; its cursor. Both drivers keep it prepared.

    ``binary`` asks PostgreSQL for values as its driver reads them sooner; Django cannot read JSON so.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            return database.connection.execute(_with_question_marks(sql), values)
        numbered = _with_numbers(sql)
        planned = _planned(database.connection, numbered)
        return planned.execute(numbered, values, prepare=True, binary=binary)


def run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement on SQLite once for each row, in the transaction that is under way."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        database.connection.executemany(_with_question_marks(sql), rows)


def rows_of(sql: str, values: Sequence[Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
    """The rows that a statement gives (:func:`run`)."""
    cursor = run(sql, values, binary=binary)
    with connections[DEFAULT_DB_ALIAS].wrap_database_errors:
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


class _Planned(threading.local):
    """The cursors of a thread's connection to PostgreSQL, one for each statement.

    psycopg keeps with a cursor how the values of its last statement are written and read.
    """

    def __init__(self) -> None:
        self.connection: object = None
        self.cursors: dict[str, Any] = {}


_planned_here = _Planned()


def _planned(driver: Any, sql: str) -> Any:
    """The cursor of a statement; Django's own ones would not keep it prepared.

    All numbers have one size, lest a statement be prepared anew for each size.
    """
    here = _planned_here
    if here.connection is not driver:
        here.connection, here.cursors = driver, {}
    cursor = here.cursors.get(sql)
    if cursor is None:
        from psycopg import RawCursor
        from psycopg.types.numeric import Int8BinaryDumper

        cursor = here.cursors[sql] = RawCursor(driver)
        cursor.adapters.register_dumper(int, Int8BinaryDumper)
    return cursor


@cache
def _with_question_marks(sql: str) -> str:
    """The statement as SQLite takes it; Django writes %s for a value, whatever the database."""
    return sql.replace("%s", "?").replace("%%", "%")


@cache
def _with_numbers(sql: str) -> str:
    """The statement as PostgreSQL itself takes it, so that its driver need not read it each time."""
    first, *rest = sql.split("%s")
    numbered = first + "".join(f"${place}{part}" for place, part in enumerate(rest, start=1))
    return numbered.replace("%%", "%")


@contextmanager
def in_one_go() -> Iterator[None]:
    """Statements below are sent to PostgreSQL without waiting for the answer to each (pipeline mode).

    What the database has against one of them is raised at the end at the latest.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.vendor != "postgresql":
        yield
        return
    database.ensure_connection()
    with database.wrap_database_errors, database.connection.pipeline():
        yield


class _Compiled(NamedTuple):
    """A query as one connection runs it."""

    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    places: tuple[int | None, ...]
    """Of each parameter, which of the given values it is; None for one that stays."""
    converters: Any
    binary: bool

    def filled(self, values: Sequence[object]) -> list[Any]:
        """The parameters with the values in the places left open."""
        pairs = zip(self.parameters, self.places, strict=True)
        return [one if place is None else values[place] for one, place in pairs]

    def converted(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Rows as the models' fields have them."""
        return self.compiler.apply_converters(rows, self.converters) if self.converters else iter(rows)


def _compiled(query: Any) -> _Compiled:
    query.default_ordering = False
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    columns = [one[0] for one in compiler.select]
    return _Compiled(
        compiler,
        sql,
        tuple(parameters),
        tuple(_open_place(one) for one in parameters),
        compiler.get_converters(columns),
        not any(isinstance(one.output_field, models.JSONField) for one in columns),
    )


def _open_place(parameter: object) -> int | None:
    if isinstance(parameter, int) and FIRST_OPEN - MOST_OPEN < parameter <= FIRST_OPEN:
        return FIRST_OPEN - parameter
    if isinstance(parameter, str) and parameter.startswith("\x02"):
        return int(parameter[1:-1])
    return None


class _Prepared:
    """A query with values left open, put together once for each connection.

    It has the order that it asks for, and never that of its model.
    """

    def __init__(self, make: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._known = threading.local()

    def _ready(self) -> _Compiled:
        known: _Compiled | None = getattr(self._known, "compiled", None)
        if known is None or known.compiler.connection is not connections[DEFAULT_DB_ALIAS]:
            known = self._known.compiled = _compiled(self._make().query)
        return known

    def _found(self, values: tuple[object, ...]) -> Iterator[Any]:
        """The rows for these values."""
        ready = self._ready()
        return ready.converted(rows_of(ready.sql, ready.filled(values), binary=ready.binary))


class Select(_Prepared):
    """A prepared query for values, made of a queryset of ``values_list``::

    station = Select(lambda: Station.objects.filter(code=open_text(0)).values_list("pk", "area_id"))
    station.rows("01-A/7")
    """

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        return [tuple(row) for row in self._found(values)]

    def first(self, *values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        row = next(self._found(values), None)
        return None if row is None else tuple(row)


class Each:
    """Prepared queries for the same columns, each asked about a few values, in one statement."""

    def __init__(self, *queries: Select) -> None:
        self._queries = queries
        self._sql: dict[tuple[str, int], str] = {}

    def raw(self, asked: Sequence[Sequence[tuple[object, ...]]]) -> list[list[tuple[Any, ...]]]:
        """For each one asked about: the rows of the first query, then of the second, and so on.

        ``asked`` has for each one the values of each query. Rows are as the database gives them.
        """
        if not asked:
            return []
        ready = [query._ready() for query in self._queries]
        values = [
            one
            for each in asked
            for part, given in zip(ready, each, strict=True)
            for one in part.filled(given)
        ]
        found: list[list[tuple[Any, ...]]] = [[] for _ in asked]
        for row in rows_of(self._statement(ready, len(asked)), values, binary=ready[0].binary):
            found[row[0]].append(row[1:])
        return found

    def _statement(self, ready: Sequence[_Compiled], number: int) -> str:
        sql = self._sql.get((connection.vendor, number))
        if sql is None:
            parts = (
                f"SELECT {place} AS place, part.* FROM ({part.sql}) AS part"  # noqa: S608
                for place in range(number)
                for part in ready
            )
            sql = self._sql[connection.vendor, number] = " UNION ALL ".join(parts)
        return sql

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A raw row as the models' fields have it."""
        return tuple(next(self._queries[0]._ready().converted([row])))


class Fetch(_Prepared, Generic[M]):
    """A prepared query for objects, with those that ``select_related`` names."""

    def __init__(self, make: Callable[[], models.QuerySet[M, M]]) -> None:
        super().__init__(make)

    def first(self, *values: object) -> M | None:
        """The first object, or None."""
        row = next(self._found(values), None)
        if row is None:
            return None
        found: M = self._object().made(row)
        return found

    def _object(self) -> _Object:
        compiler = self._ready().compiler
        known: tuple[Any, _Object] | None = getattr(self._known, "object", None)
        if known is None or known[0] is not compiler:
            known = self._known.object = (compiler, _object(compiler.klass_info, compiler.select))
        return known[1]


class FetchEach(Fetch[M]):
    """A prepared query for objects by a text that only one of them has, several at once::

        phones = FetchEach(Phone.objects.all, "digest")
        phones.each(["6d0…", "a41…"])

    It is one statement, whatever their number: places that are left over hold the last value again.
    """

    AT_ONCE = 8

    def __init__(self, make: Callable[[], models.QuerySet[M, M]], column: str) -> None:
        places = [open_text(place) for place in range(self.AT_ONCE)]
        super().__init__(lambda: make().filter(**{f"{column}__in": places}))
        self._column = column

    def each(self, texts: Sequence[str]) -> list[M | None]:
        """For each text its object, or None; an object of its own, where a text comes twice."""
        known: dict[str, Any] = {}
        for start in range(0, len(texts), self.AT_ONCE):
            some = texts[start : start + self.AT_ONCE]
            padded = [*some, *[some[-1]] * (self.AT_ONCE - len(some))]
            rows = list(self._found(tuple(padded)))
            place = self._object().place_of(self._column)
            known |= {row[place]: row for row in rows}
        return [self._object().made(known[text]) if text in known else None for text in texts]


def is_saved(instance: models.Model) -> None:
    """Let an instance know that the database has it."""
    instance._state.adding = False
    instance._state.db = DEFAULT_DB_ALIAS


class _Object(NamedTuple):
    """How an object and those related to it are made of a row; columns that were left out stay deferred."""

    model: type[models.Model]
    key: int
    names: tuple[str, ...]
    places: tuple[int, ...]
    related: tuple[tuple[Callable[..., None], Callable[..., None], _Object], ...]

    def place_of(self, name: str) -> int:
        """Where in a row the column stands."""
        return self.places[self.names.index(name)]

    def made(self, row: Sequence[Any]) -> Any:
        made = self.model.__new__(self.model)
        known = made.__dict__
        known["_state"] = ModelState()
        is_saved(made)
        for name, place in zip(self.names, self.places, strict=True):
            known[name] = row[place]
        for tell, tell_back, other in self.related:
            one = None if row[other.key] is None else other.made(row)
            tell(made, one)
            if one is not None:
                tell_back(one, made)
        return made


def _object(info: Any, select: Sequence[Any]) -> _Object:
    columns = {select[place][0].target.attname: place for place in info["select_fields"]}
    related = (
        (one["local_setter"], one["remote_setter"], _object(one, select))
        for one in info.get("related_klass_infos", ())
    )
    model = info["model"]
    return _Object(
        model, columns[model._meta.pk.attname], tuple(columns), tuple(columns.values()), tuple(related)
    )
