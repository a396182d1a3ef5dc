"""The room as a Django application."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.reports"
    label = "reports"
