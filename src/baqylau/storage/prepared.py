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
from operator import itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.models.query import get_related_populators
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=models.Model)

FIRST_OPEN, MOST_OPEN = -1_900_000_000, 100


def open_number(place: int) -> int:
    """Stands in a prepared query for the number that is given at this place (from 0)."""
    return FIRST_OPEN - place


def open_text(place: int) -> str:
    """Stands in a prepared query for the text that is given at this place (from 0)."""
    return f"\x02{place}\x03"


def _rows(sql: str, values: Sequence[Any], *, binary: bool = False) -> list[tuple[Any, ...]]:
    """Run a statement in the transaction that is under way; both drivers keep it prepared.

    ``binary`` asks PostgreSQL for values as its driver reads them sooner; Django cannot read JSON so.
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
        numbered = _with_numbers(sql)
        planned = _planned(numbered)
        planned.execute(numbered, values, prepare=True, binary=binary)
        rows: list[tuple[Any, ...]] = planned.fetchall()
        return rows


def _run_many(sql: str, rows: Sequence[Sequence[Any]]) -> None:
    """Run a statement once for each row, in the transaction that is under way."""
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        if database.vendor == "sqlite":
            database.connection.executemany(_with_question_marks(sql), rows)
            return
        numbered = _with_numbers(sql)
        _planned(numbered).executemany(numbered, rows)


class _Planned(threading.local):
    """The cursors of a thread's connection to PostgreSQL, one for each statement.

    psycopg keeps with a cursor how the values of its last statement are written and read.
    """

    def __init__(self) -> None:
        self.connection: object = None
        self.cursors: dict[str, Any] = {}


_planned_here = _Planned()


def _planned(sql: str) -> Any:
    """The cursor of a statement; Django's own ones would not keep it prepared."""
    here, driver = _planned_here, connections[DEFAULT_DB_ALIAS].connection
    if here.connection is not driver:
        here.connection, here.cursors = driver, {}
    cursor = here.cursors.get(sql)
    if cursor is None:
        from psycopg import RawCursor

        cursor = here.cursors[sql] = RawCursor(driver)
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
        fields = list(model._meta.local_concrete_fields)
        self._keyed = _Row(fields)
        self._unkeyed = _Row([field for field in fields if field is not model._meta.pk])
        self._sql: dict[tuple[str, bool], str] = {}

    def __call__(self, instance: M) -> M:
        """Insert a new instance, which gets its key, in the transaction that is under way."""
        ((instance.pk,),) = _rows(self._statement(instance, keyed=False), self._unkeyed.values(instance))
        _is_saved(instance)
        return instance

    def _statement(self, instance: M, *, keyed: bool) -> str:
        sql = self._sql.get((connection.vendor, keyed))
        if sql is None:
            query = InsertQuery(self.model)
            query.insert_values((self._keyed if keyed else self._unkeyed).fields, [instance])
            compiler = query.get_compiler(connection=connection)
            compiler.returning_fields = None if keyed else [self.model._meta.pk]
            ((sql, _),) = compiler.as_sql()
            self._sql[connection.vendor, keyed] = sql
        return sql


class InsertTogether:
    """The INSERTs of rows of several models that belong together: a report, its bytes, its answers.

    PostgreSQL is given one statement for such rows, which costs it and its driver less than one for each.
    """

    def __init__(self, *kinds: type[models.Model]) -> None:
        self._inserts = [Insert(kind) for kind in kinds]
        self._sql = ""

    def many(self, together: Sequence[Sequence[models.Model]]) -> None:
        """Insert instances that have their keys (:func:`new_keys`), in the order of the models."""
        if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
            _run_many(self._statement(together[0]), [self._values(instances) for instances in together])
        else:
            for insert, of_one_model in zip(self._inserts, zip(*together, strict=True), strict=True):
                rows = [insert._keyed.values(instance) for instance in of_one_model]
                _run_many(insert._statement(of_one_model[0], keyed=True), rows)
        for instances in together:
            for instance in instances:
                _is_saved(instance)

    def _values(self, instances: Sequence[models.Model]) -> list[Any]:
        pairs = zip(self._inserts, instances, strict=True)
        return [value for insert, instance in pairs for value in insert._keyed.values(instance)]

    def _statement(self, instances: Sequence[models.Model]) -> str:
        if not self._sql:
            pairs = zip(self._inserts, instances, strict=True)
            *first, last = (insert._statement(instance, keyed=True) for insert, instance in pairs)
            named = ", ".join(f"row_{place} AS ({sql})" for place, sql in enumerate(first))
            self._sql = f"WITH {named} {last}" if named else last
        return self._sql


def _is_saved(instance: models.Model) -> None:
    instance._state.adding = False
    instance._state.db = DEFAULT_DB_ALIAS


class _Row:
    """Fields of a model whose values a statement is given."""

    def __init__(self, fields: Sequence[Any]) -> None:
        self.fields = fields
        self._of = itemgetter(*(field.attname for field in fields))
        self._set_before = [
            (place, field)
            for place, field in enumerate(fields)
            if type(field).pre_save is not models.Field.pre_save
        ]
        self._converted = [
            (place, field, isinstance(field, models.JSONField))
            for place, field in enumerate(fields)
            if type(field) not in _PLAIN
        ]

    def values(self, instance: models.Model) -> list[Any]:
        """The values of a new instance as the database takes them."""
        database = connections[DEFAULT_DB_ALIAS]
        as_is = _AS_IS[database.vendor]
        values = list(self._of(instance.__dict__))
        for place, field in self._set_before:
            values[place] = field.pre_save(instance, True)
        for place, field, is_json in self._converted:
            value = values[place]
            if is_json or type(value) not in as_is:
                values[place] = field.get_db_prep_save(value, database)
        return values


_PLAIN = (models.CharField, models.TextField)
"""Whose values go into any database as they are."""
_AS_IS = {
    "sqlite": frozenset({type(None), str, int, bool}),
    "postgresql": frozenset({type(None), str}),
}
"""What goes into the database as it is, whatever the other field (but JSON). PostgreSQL is told a number's
size."""


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
        return ready.converted(_rows(ready.sql, ready.filled(values), binary=ready.binary))


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


class Both:
    """Two prepared queries for the same columns, asked at once; the first one first."""

    def __init__(self, first: Select, second: Select) -> None:
        self._parts = (first, second)
        self._sql: dict[str, str] = {}

    def raw(self, values: tuple[object, ...], more: tuple[object, ...]) -> list[tuple[Any, ...]]:
        """The rows for the values of the first and of the second query, as the database gives them."""
        one, other = (part._ready() for part in self._parts)
        sql = self._sql.get(connection.vendor)
        if sql is None:
            sql = f"SELECT * FROM ({one.sql}) AS one UNION ALL SELECT * FROM ({other.sql}) AS other"  # noqa: S608
            self._sql[connection.vendor] = sql
        return _rows(sql, one.filled(values) + other.filled(more), binary=one.binary)

    def converted(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        """A raw row as the models' fields have it."""
        return tuple(next(self._parts[0]._ready().converted([row])))


class Fetch(_Prepared, Generic[M]):
    """A prepared query for objects, with those that ``select_related`` names."""

    def __init__(self, make: Callable[[], models.QuerySet[M, M]]) -> None:
        super().__init__(make)

    def first(self, *values: object) -> M | None:
        """The first object, or None."""
        row = next(self._found(values), None)
        if row is None:
            return None
        model, names, places, populators = self._how_made()
        found: M = model.from_db(DEFAULT_DB_ALIAS, names, [row[place] for place in places])
        for populator in populators:
            populator.populate(row, found)
        return found

    def _how_made(self) -> tuple[type[M], list[str], list[int], Any]:
        """The model, its fields and where they stand in a row, and what fills in related objects."""
        compiler = self._ready().compiler
        known = getattr(self._known, "how_made", None)
        if known is None or known[0] is not compiler:
            info, select = compiler.klass_info, compiler.select
            places = info["select_fields"]
            names = [select[place][0].target.attname for place in places]
            populators = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
            known = self._known.how_made = (compiler, (info["model"], names, places, populators))
        how: tuple[type[M], list[str], list[int], Any] = known[1]
        return how
