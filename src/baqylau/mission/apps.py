"""The room as a Django application."""

from django.apps import AppConfig


class MissionConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.mission"
    label = "mission"

    def ready(self) -> None:
        from baqylau.accounts.signals import before_deactivation
        from baqylau.mission.actions.members import spare_the_last_head

        before_deactivation.connect(spare_the_last_head)
