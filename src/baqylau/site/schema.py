"""Whether the database is that of this version of Baqylau."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from baqylau.core.problem import Problem, Refused


def make_ready() -> None:
    """Make the tables of a new database; ``Refused`` (B.104) where one is of another version."""
    if connection.introspection.table_names():
        refuse_other_version()
    else:
        call_command("migrate", interactive=False, verbosity=0)


def refuse_other_version() -> None:
    """``Refused`` (B.104) where the database is new or of another version."""
    if unapplied():
        says = "The database is not that of this version of Baqylau."
        remedy = "Check BAQYLAU_DATA and BAQYLAU_DATABASE_URL; if they are right, run 'baqylau migrate'."
        raise Refused(Problem("B.104", says, remedy))


def unapplied() -> bool:
    """Whether a migration is still to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
