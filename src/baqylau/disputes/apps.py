"""The room as a Django application."""

from django.apps import AppConfig


class DisputesConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.disputes"
    label = "disputes"

    def ready(self) -> None:
        from baqylau.disputes.meetings import cases_at
        from baqylau.observation.meeting_ties import tell

        tell(cases_at)
