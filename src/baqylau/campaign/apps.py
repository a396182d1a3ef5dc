"""The room as a Django application."""

from django.apps import AppConfig


class CampaignConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.campaign"
    label = "campaign"
