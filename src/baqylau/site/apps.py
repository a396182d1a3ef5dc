"""The room as a Django application."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.site"
    label = "site"
