"""The room as a Django application."""

from django.apps import AppConfig


class MissionConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.mission"
    label = "mission"
