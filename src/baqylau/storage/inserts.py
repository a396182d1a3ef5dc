"""Rows that arrive by the hundred each second: made and inserted without asking each field anew.

What is written is what ``save(force_insert=True)`` writes; signals are not sent, since nobody listens.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache, partial
from itertools import chain
from operator import itemgetter
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.base import ModelState
from django.db.models.sql import InsertQuery

from baqylau.storage.prepared import is_saved, rows_of, run, run_many

M = TypeVar("M", bound=models.Model)


class New(Generic[M]):
    """Makes new instances of a model as its constructor does, given values by ``attname``."""

    def __init__(self, model: type[M]) -> None:
        self._model = model
        fields = model._meta.local_concrete_fields
        made_anew = [field for field in fields if field.has_default() and callable(field.default)]
        self._names = frozenset(field.attname for field in fields)
        self._made_anew = [(field.attname, field.default) for field in made_anew]
        self._the_same = {field.attname: field.get_default() for field in fields if field not in made_anew}

    def __call__(self, **values: Any) -> M:
        """A new instance; ``TypeError`` for a name that is no ``attname`` of the model."""
        if not self._names.issuperset(values):
            unknown = sorted(set(values) - self._names)
            raise TypeError(f"{self._model.__name__} has no columns {unknown}")
        instance = self._model.__new__(self._model)
        known = instance.__dict__
        known["_state"] = ModelState()
        known.update(self._the_same)
        for name, make in self._made_anew:
            if name not in values:
                known[name] = make()
        known.update(values)
        return instance


def new_keys(number: int, *kinds: type[models.Model]) -> list[tuple[int, ...]]:
    """So many rows of keys, one for each model in a row, as their tables would give them.

    Call it in the transaction that inserts what gets them.
    """
    tables = tuple(kind._meta.db_table for kind in kinds)
    if connections[DEFAULT_DB_ALIAS].vendor == "postgresql":
        return rows_of(_next_keys(tables), [number])
    ((*newest,),) = rows_of(_newest_keys(tables), tables)
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
    """The INSERT of one model, put together once."""

    def __init__(self, model: type[M]) -> None:
        self.model = model
        fields = list(model._meta.local_concrete_fields)
        self._keyed = _Row(fields)
        self._unkeyed = _Row([field for field in fields if field is not model._meta.pk])
        self._sql: dict[tuple[str, bool], str] = {}

    def __call__(self, instance: M) -> M:
        """Insert a new instance, which gets its key, in the transaction that is under way."""
        statement = self._statement(instance, keyed=False)
        values = self._unkeyed.values(instance, connections[DEFAULT_DB_ALIAS])
        ((instance.pk,),) = rows_of(statement, values)
        is_saved(instance)
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
    """The INSERTs of a few rows of several models that belong together: a report, its bytes, its answers.

    PostgreSQL is given one statement for all of them, which costs it and its driver less than one for each.
    """

    def __init__(self, *kinds: type[models.Model]) -> None:
        self._inserts = [Insert(kind) for kind in kinds]
        self._sql: dict[int, str] = {}

    def many(self, together: Sequence[Sequence[models.Model]]) -> None:
        """Insert instances that have their keys (:func:`new_keys`), in the order of the models."""
        database = connections[DEFAULT_DB_ALIAS]
        by_model = list(zip(self._inserts, zip(*together, strict=True), strict=True))
        if database.vendor == "postgresql":
            values = (
                insert._keyed.values(one, database) for insert, instances in by_model for one in instances
            )
            run(self._statement(together), [*chain.from_iterable(values)])
        else:
            for insert, instances in by_model:
                rows = [insert._keyed.values(one, database) for one in instances]
                run_many(insert._statement(instances[0], keyed=True), rows)
        for instance in chain.from_iterable(together):
            is_saved(instance)

    def _statement(self, together: Sequence[Sequence[models.Model]]) -> str:
        number = len(together)
        sql = self._sql.get(number)
        if sql is None:
            pairs = zip(self._inserts, together[0], strict=True)
            *first, last = (_of_rows(insert._statement(one, keyed=True), number) for insert, one in pairs)
            named = ", ".join(f"rows_{place} AS ({one})" for place, one in enumerate(first))
            sql = self._sql[number] = f"WITH {named} {last}" if named else last
        return sql


def _of_rows(sql: str, number: int) -> str:
    """The INSERT of so many rows, of that of one."""
    head, values, row = sql.partition(" VALUES ")
    return f"{head}{values}{', '.join([row] * number)}"


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
        self._json = [
            (place, partial(json.dumps, cls=field.encoder))
            for place, field in enumerate(fields)
            if type(field) is models.JSONField
        ]
        self._converted = [
            (place, field)
            for place, field in enumerate(fields)
            if type(field) not in (*_PLAIN, models.JSONField)
        ]

    def values(self, instance: models.Model, database: BaseDatabaseWrapper) -> list[Any]:
        """The values of a new instance as the database takes them."""
        is_postgres = database.vendor == "postgresql"
        values = list(self._of(instance.__dict__))
        for place, field in self._set_before:
            values[place] = field.pre_save(instance, True)
        for place, dumps in self._json:
            value = values[place]
            if value is not None:
                values[place] = dumps(value) if value else _EMPTY.get(type(value)) or dumps(value)
        for place, field in self._converted:
            value = values[place]
            if value is None:
                continue
            if type(value) not in _SIMPLE:
                value = field.get_db_prep_save(value, database)
            values[place] = _as_text(value) if is_postgres else value
        return values


_PLAIN = (models.CharField, models.TextField)
"""Whose values go into any database as they are."""
_EMPTY: dict[type, str] = {list: "[]", dict: "{}"}
"""JSON of what is empty, as most lists of a report are."""
_SIMPLE = frozenset({str, int, bool, bytes})
"""What needs no field to make it ready for the database."""


def _as_text(value: Any) -> str | bytes:
    """A value, but NULL, as PostgreSQL is given it: bytes, or text that it reads as the column has it.

    Django wraps bytes for the driver; the wrapped object is ``obj``.

    A driver that tells types tells none for NULL, and each mixture of types would be a statement of its own.
    """
    kind = type(value)
    if kind is int:
        return str(value)
    if kind is bytes or isinstance(value, str):
        return value  # type: ignore[no-any-return]
    return bytes(value.obj) if hasattr(value, "obj") else str(value)
