"""Writing a backup while the site is running, and bringing one back, on either database.

Left out are the tables of ``LEFT_OUT``: sessions, because nobody should find themselves signed in after a
restore, perhaps as somebody who has left since; failed sign-ins, because they are addresses of people and of
use for minutes only. Left out is also the key that signs sessions; an installation makes a new one. The key
that signs the trail's checkpoints is in, because without it the log cannot go on.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.duration import duration_iso_string

from baqylau.campaign.social_words import rebuild_words
from baqylau.site.backup_file import (
    SIGNING_KEY,
    Backup,
    BackupWriter,
    Manifest,
    Table,
    new_backup,
    open_backup,
    refuse,
)
from baqylau.site.schema import refuse_other_version, unapplied
from baqylau.storage.disk import sync_folder
from baqylau.storage.models import StoredFile
from baqylau.storage.pieces import pieces_of
from baqylau.storage.places import place
from baqylau.storage.snapshot import snapshot
from baqylau.trail.keys import new_signer, read_signer, write_aside
from baqylau.trail.methods.note import Signer
from baqylau.trail.verify import Report, verify

LEFT_OUT = {"sessions", "axes"}
"""Applications whose tables are not backed up; a restore empties them."""
MADE_BY_MIGRATE = {"contenttypes", "auth"}
"""Applications whose rows ``migrate`` makes; they do not make a database count as used."""
_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what the trail says of it."""

    manifest: Manifest
    trail: Report


def back_up(path: Path, *, now: datetime) -> Manifest:
    """Write database, stored bytes and signing key into one file, all as of one moment."""
    refuse_other_version()
    with new_backup(path) as writer:
        with snapshot():
            migrations = sorted([app, name] for app, name in _applied())
            tables = [_write_table(writer, model) for model in backed_up_models()]
            stored = list(StoredFile.objects.order_by("sha256").values_list("sha256", flat=True))
        whole = [sha256 for sha256 in stored if _write_stored(writer, sha256)]
        manifest = Manifest(
            program=version("baqylau"),
            made_at=now.astimezone(UTC).isoformat(timespec="seconds"),
            database=connection.vendor,
            migrations=migrations,
            tables=tables,
            files=whole,
            missing=sorted(set(stored) - set(whole)),
            signing_key=_write_key(writer),
        )
        writer.finish(manifest)
    return manifest


def restore(path: Path, *, replace: bool = False) -> Restored:
    """Bring a backup back, whole or not at all. What is in the database goes only if ``replace`` says so."""
    with open_backup(path) as backup:
        _refuse_other_version(backup.manifest, path)
        key = _key_in(backup, path)
        if not replace and (used := _first_used_table()):
            says = f"The database is not empty (table {used})."
            remedy = "Restore into a new installation, or add --replace to lose what is in this one."
            raise refuse("B.207", says, remedy, path)
        if unapplied():
            call_command("migrate", interactive=False, verbosity=0)
        for sha256 in backup.manifest.files:
            place().put(backup.pieces(f"files/{sha256}"))
        with transaction.atomic(durable=True):
            _empty_tables()
            for table in backup.manifest.tables:
                _fill(table, backup, path)
            _check_tables(backup.manifest, path)
            rebuild_words()
            trail = verify(key=key or _key_of_this_installation())
            _set_sequences()
            if key is not None:
                _put_key(key)
    ContentType.objects.clear_cache()
    return Restored(backup.manifest, trail)


def backed_up_models() -> list[type[models.Model]]:
    """Every table of the database, but for what is left out."""
    return [model for model in _models() if model._meta.app_label not in LEFT_OUT]


def _models() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def _applied() -> set[tuple[str, str]]:
    ours = {model._meta.app_label for model in backed_up_models()}
    return {key for key in MigrationRecorder(connection).applied_migrations() if key[0] in ours}


# Rows as lines of JSON, and back.


def _columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    return [column for column in model._meta.concrete_fields if not column.generated]


def _column_names(model: type[models.Model]) -> list[str]:
    return [str(column.column) for column in _columns(model)]


def _plain(value: object) -> object:
    """A column's value as JSON can hold it, the same on either database."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal | UUID):
        return str(value)
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    names = [column.attname for column in _columns(model)]
    encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
    for row in model._base_manager.order_by("pk").values_list(*names).iterator(chunk_size=2000):
        yield f"{encode([_plain(value) for value in row])}\n".encode()


def _write_table(writer: BackupWriter, model: type[models.Model]) -> Table:
    name, counted = model._meta.db_table, _Counted(_lines(model))
    sha256 = writer.add(f"tables/{name}.jsonl", _joined(counted))
    return Table(name, _column_names(model), counted.count, sha256)


class _Counted:
    """Lines, counted as they pass."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = lines
        self.count = 0

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self.count += 1
            yield line


def _joined(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Many lines at once: a zip member takes large pieces much quicker than small ones."""
    every = iter(lines)
    while some := b"".join(islice(every, 500)):
        yield some


def _reader(column: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """How a value of this column goes from JSON into the database."""
    if isinstance(column, models.BinaryField):
        return lambda value: None if value is None else base64.b64decode(value)
    if isinstance(column, models.JSONField):
        return lambda value: column.get_db_prep_save(value, connection)
    return lambda value: column.get_db_prep_save(column.to_python(value), connection)


def _fill(table: Table, backup: Backup, path: Path) -> None:
    model = next(model for model in backed_up_models() if model._meta.db_table == table.name)
    readers = [_reader(column) for column in _columns(model)]
    lines = backup.lines(table.member)
    try:
        while some := list(islice(lines, _ROWS_AT_ONCE)):
            rows = [
                [read(value) for read, value in zip(readers, json.loads(line), strict=True)] for line in some
            ]
            _insert(table, rows)
    except (DatabaseError, ValidationError, ValueError, TypeError) as error:
        says = f"Table {table.name} cannot be filled ({error}); nothing was changed."
        raise refuse("B.208", says, "Restore it with the version that wrote it.", path) from None


def _insert(table: Table, rows: list[list[Any]]) -> None:
    """Add rows in the quickest way the database has."""
    quote = connection.ops.quote_name
    into = f"{quote(table.name)} ({', '.join(map(quote, table.columns))})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(table.columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({places})", rows)  # noqa: S608


# Before, and after.


def _refuse_other_version(manifest: Manifest, path: Path) -> None:
    """Tables and migrations must be those of this version, by name."""
    ours = {model._meta.app_label for model in backed_up_models()}
    known = {key for key in MigrationLoader(connection).graph.nodes if key[0] in ours}
    tables = {model._meta.db_table: _column_names(model) for model in backed_up_models()}
    same = {table.name: table.columns for table in manifest.tables} == tables
    if not same or {(app, name) for app, name in manifest.migrations} != known:
        says = f"The backup is of Baqylau {manifest.program} with other tables than this version's."
        remedy = "Restore it with the version that wrote it, then run 'baqylau migrate' with this one."
        raise refuse("B.206", says, remedy, path)


def _first_used_table() -> str | None:
    there = set(connection.introspection.table_names())
    for model in backed_up_models():
        table = model._meta.db_table
        if model._meta.app_label not in MADE_BY_MIGRATE and table in there and model._base_manager.exists():
            return table
    return None


def _empty_tables() -> None:
    with connection.cursor() as cursor:
        for model in _models():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608


def _check_tables(manifest: Manifest, path: Path) -> None:
    """What the database now gives back is what the backup holds, row by row."""
    wanted = {table.name: (table.rows, table.sha256) for table in manifest.tables}
    try:
        connection.check_constraints()
    except DatabaseError as error:
        says = f"Rows of the backup do not fit each other ({error}); nothing was changed."
        raise refuse("B.209", says, "Take an earlier backup.", path) from None
    for model in backed_up_models():
        counted, whole = _Counted(_lines(model)), hashlib.sha256()
        for some in _joined(counted):
            whole.update(some)
        if wanted[model._meta.db_table] != (counted.count, whole.hexdigest()):
            says = f"Table {model._meta.db_table} came back otherwise than it was; nothing was changed."
            raise refuse("B.210", says, "Restore on the kind of database it was made on.", path)


def _set_sequences() -> None:
    """New rows get numbers after the restored ones. Last of all: sequences do not follow a rollback."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), backed_up_models()):
            cursor.execute(sql)


# Stored bytes and the key.


def _write_stored(writer: BackupWriter, sha256: str) -> bool:
    """Write stored bytes; False, with nothing written, where they are damaged or not there."""
    with contextlib.ExitStack() as stack:
        try:
            file = stack.enter_context(place().whole(sha256))
        except OSError:
            return False
        writer.add(f"files/{sha256}", pieces_of(file))
    return True


def _write_key(writer: BackupWriter) -> str | None:
    file = Path(settings.SIGNING_KEY_FILE)
    return writer.add(SIGNING_KEY, [file.read_bytes()]) if file.exists() else None


def _key_in(backup: Backup, path: Path) -> Signer | None:
    if backup.manifest.signing_key is None:
        return None
    return read_signer(b"".join(backup.pieces(SIGNING_KEY)), where=f"'{path}'")


def _key_of_this_installation() -> Signer | None:
    """For a backup without a key: the one that lies here (None), else a new one that signed nothing."""
    return None if Path(settings.SIGNING_KEY_FILE).exists() else new_signer()


def _put_key(key: Signer) -> None:
    """The backup's key takes its place; another that was there stays beside it under its digest."""
    file, content = Path(settings.SIGNING_KEY_FILE), f"{key.secret_text()}\n".encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.exists():
        if (there := file.read_bytes()) == content:
            return
        with contextlib.suppress(FileExistsError):
            os.link(file, file.with_name(f"{file.name}.{hashlib.sha256(there).hexdigest()[:8]}"))
    write_aside(file, content).replace(file)
    sync_folder(file.parent)
