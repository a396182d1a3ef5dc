"""Statements that Django puts together once and that are used again and again.

Putting an INSERT of a wide row together takes Django several times as long as the database needs to run it.
Where hundreds of rows a second arrive one by one, the statement is kept and only its values are made anew.
What is written is what ``save(force_insert=True)`` writes; signals are not sent, since nobody listens.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=models.Model)

FIRST_OPEN = -1_900_000_000


def open_number(place: int) -> int:
    """Stands in a prepared query for the number that is given at this place (from 0)."""
    return FIRST_OPEN - place


def open_text(place: int) -> str:
    """Stands in a prepared query for the text that is given at this place (from 0)."""
    return f"\x02{place}\x03"


def _rows(sql: str, values: Sequence[Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
    """Run a statement in the transaction that is under way; both drivers keep it prepared.

    ``binary`` asks PostgreSQL for values as its driver reads them sooner; fields of JSON cannot be read so.
    """
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            found: list[tuple[Any, ...]] = database.connection.execute(
                _with_question_marks(sql), values
            ).fetchall()
            return found
        from psycopg import Cursor

        with Cursor(database.connection) as planned:
            planned.execute(sql, values, prepare=True, binary=binary)
            return planned.fetchall()


def _run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row, in the transaction that is under way."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            database.connection.executemany(_with_question_marks(sql), rows)
            return
        from psycopg import Cursor

        with Cursor(database.connection) as planned:
            planned.executemany(sql, rows)


@cache
def _with_question_marks(sql: str) -> str:
    """The statement as SQLite takes it; Django writes %s for a value, whatever the database."""
    return sql.replace("%s", "?").replace("%%", "%")


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


def new_keys(number: int, *kinds: type[models.Model]) -> list[tuple[int, ...]]:
    """So many rows of keys, one for each model in a row, as their tables would give them.

    Call it in the transaction that inserts what gets them.
    """
    tables = tuple(kind._meta.db_table for kind in kinds)
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return _rows(_next_keys(tables), [number])
    ((*newest,),) = _rows(_newest_keys(tables), tables)
    return [tuple(key + place for key in newest) for place in range(1, number + 1)]


@cache
def _next_keys(tables: tuple[str, ...]) -> str:
    keys = ", ".join(f"nextval('{table}_id_seq')" for table in tables)
    return f"SELECT {keys} FROM generate_series(1, %s)"  # noqa: S608


@cache
def _newest_keys(tables: tuple[str, ...]) -> str:
    newest = "coalesce((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)"
    return f"SELECT {', '.join([newest] * len(tables))}"


class Insert(Generic[M]):
    """The INSERT of one model."""

    def __init__(self, model: type[M]) -> None:
        self.model = model
        self._fields = list(model._meta.local_concrete_fields)
        self._without_key = [field for field in self._fields if field is not model._meta.pk]
        self._sql: dict[tuple[str, bool], str] = {}

    def __call__(self, instance: M) -> M:
        """Insert a new instance, which gets its key, in the transaction that is under way."""
        values = _values(instance, self._without_key)
        ((instance.pk,),) = _rows(self._statement(instance, keyed=False), values)
        _is_saved(instance)
        return instance

    def many(self, instances: Sequence[M]) -> None:
        """Insert instances that have their keys (:func:`new_keys`)."""
        rows = [_values(instance, self._fields) for instance in instances]
        _run_many(self._statement(instances[0], keyed=True), rows)
        for instance in instances:
            _is_saved(instance)

    def _statement(self, instance: M, *, keyed: bool) -> str:
        sql = self._sql.get((connection.vendor, keyed))
        if sql is None:
            query = InsertQuery(self.model)
            query.insert_values(self._fields if keyed else self._without_key, [instance])
            compiler = query.get_compiler(connection=connection)
            compiler.returning_fields = None if keyed else [self.model._meta.pk]
            ((sql, _),) = compiler.as_sql()
            self._sql[connection.vendor, keyed] = sql
        return sql


def _is_saved(instance: models.Model) -> None:
    instance._state.adding = False
    instance._state.db = DEFAULT_DB_ALIAS


def _values(instance: models.Model, fields: Sequence[Any]) -> list[Any]:
    """The values as the database takes them."""
    database = connections[DEFAULT_DB_ALIAS]
    as_is = _AS_IS[database.vendor]
    values = []
    for field in fields:
        if type(field).pre_save is models.Field.pre_save:
            value = getattr(instance, field.attname)
        else:
            value = field.pre_save(instance, True)
        if type(value) not in as_is or isinstance(field, models.JSONField):
            value = field.get_db_prep_save(value, database)
        values.append(value)
    return values


_AS_IS = {
    "sqlite": frozenset({type(None), str, int, bool}),
    "postgresql": frozenset({type(None), str}),
}
"""What goes into the database as it is, whatever the field (but JSON). PostgreSQL is told a number's size."""


class _Prepared:
    """A query with values left open, put together once for each connection.

    It has the order that it asks for, and never that of its model.
    """

    def __init__(self, make: Callable[[], models.QuerySet[Any, Any]]) -> None:
        self._make = make
        self._compiled = threading.local()

    def _found(self, values: tuple[object, ...]) -> tuple[Any, Iterator[Any]]:
        """The compiler, and the rows as it converts them."""
        compiler, sql, parameters, converters = self._ready()
        rows = _rows(sql, _filled(parameters, values))
        return compiler, compiler.apply_converters(rows, converters) if converters else iter(rows)

    def _ready(self) -> tuple[Any, str, tuple[Any, ...], Any]:
        known = getattr(self._compiled, "known", None)
        if known is None or known[0].connection is not connections[DEFAULT_DB_ALIAS]:
            query = self._make().query
            query.default_ordering = False
            compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
            sql, parameters = compiler.as_sql()
            converters = compiler.get_converters([one[0] for one in compiler.select])
            known = self._compiled.known = (compiler, sql, tuple(parameters), converters)
        result: tuple[Any, str, tuple[Any, ...], Any] = known
        return result


class Select(_Prepared):
    """A prepared query for values, made of a queryset of ``values_list``::

    station = Select(lambda: Station.objects.filter(code=open_text(0)).values_list("pk", "area_id"))
    station.rows("01-A/7")
    """

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """The rows for these values."""
        return [tuple(row) for row in self._found(values)[1]]

    def first(self, *values: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        row = next(self._found(values)[1], None)
        return None if row is None else tuple(row)


class Both:
    """Two prepared queries for the same columns (none of JSON), asked at once; the first one first."""

    def __init__(self, first: Select, second: Select) -> None:
        self._parts = (first, second)
        self._sql: dict[str, str] = {}

    def raw(self, values: tuple[object, ...], more: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """The rows for the values of the first and of the second query, as the database gives them."""
        ready = [part._ready() for part in self._parts]
        sql = self._sql.get(connection.vendor)
        if sql is None:
            one, other = (each[1] for each in ready)
            sql = f"SELECT * FROM ({one}) AS one UNION ALL SELECT * FROM ({other}) AS other"  # noqa: S608
            self._sql[connection.vendor] = sql
        return _rows(sql, _filled(ready[0][2], values) + _filled(ready[1][2], more), binary=True)

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A raw row as the models' fields have it."""
        compiler, _sql, _parameters, converters = self._parts[0]._ready()
        return tuple(next(iter(compiler.apply_converters([row], converters)))) if converters else row


def _filled(parameters: tuple[Any, ...], values: tuple[object, ...]) -> list[Any]:
    """The parameters of a query with the values in the places left open."""
    given: dict[Any, Any] = {}
    for place, value in enumerate(values):
        given[open_number(place)] = given[open_text(place)] = value
    return [given.get(one, one) for one in parameters]


class Fetch(_Prepared, Generic[M]):
    """A prepared query for objects, with those that ``select_related`` names."""

    def __init__(self, make: Callable[[], models.QuerySet[M, M]]) -> None:
        super().__init__(make)

    def first(self, *values: object) -> M | None:
        """The first object, or None."""
        compiler, rows = self._found(values)
        row = next(rows, None)
        if row is None:
            return None
        info, select = compiler.klass_info, compiler.select
        places = info["select_fields"]
        names = [select[place][0].target.attname for place in places]
        found: M = info["model"].from_db(DEFAULT_DB_ALIAS, names, [row[place] for place in places])
        for populator in self._populators(compiler):
            populator.populate(row, found)
        return found

    def _populators(self, compiler: Any) -> Any:
        """What fills in the related objects; made once for each compiled query."""
        known = getattr(self._compiled, "populators", None)
        if known is None or known[0] is not compiler:
            info, select = compiler.klass_info, compiler.select
            made = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
            known = self._compiled.populators = (compiler, made)
        return known[1]
