"""The room as a Django application."""

from django.apps import AppConfig


class ElectionConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.election"
    label = "election"
