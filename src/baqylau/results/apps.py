"""The room as a Django application."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.results"
    label = "results"
