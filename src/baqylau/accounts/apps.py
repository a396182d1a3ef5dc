"""The room as a Django application."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Registers the room under its own name."""

    name = "baqylau.accounts"
    label = "accounts"

    def ready(self) -> None:
        from baqylau.accounts.logs import hide_tokens

        hide_tokens()
