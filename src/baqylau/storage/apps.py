"""The room as a Django application."""

from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class StorageConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.storage"
    label = "storage"

    def ready(self) -> None:
        connection_created.connect(plan_once, dispatch_uid="plan_once")


def plan_once(*, connection: Any, **_more: Any) -> None:
    """PostgreSQL plans a prepared statement (``prepared``) once, and not anew each time it is run.

    Planning a question of three tables takes several times as long as answering it. Each of ours has an index
    that fits it whatever the values are. Source: PostgreSQL's manual, ``plan_cache_mode``.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")
