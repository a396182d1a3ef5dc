"""The room as a Django application."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.disputes"
    label = "disputes"
