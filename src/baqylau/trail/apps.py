"""The room as a Django application."""

from django.apps import AppConfig


class TrailConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.trail"
    label = "trail"
