"""The room as a Django application."""

from django.apps import AppConfig


class StorageConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.storage"
    label = "storage"
