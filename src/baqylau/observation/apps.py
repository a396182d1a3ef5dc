"""The room as a Django application."""

from django.apps import AppConfig


class ObservationConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.observation"
    label = "observation"
