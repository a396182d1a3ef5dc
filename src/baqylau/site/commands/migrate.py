"""``baqylau migrate``."""

from __future__ import annotations

import argparse

from baqylau.site.commands import django_ready


def arguments(parser: argparse.ArgumentParser) -> None:
    """No arguments."""


def run(args: argparse.Namespace) -> int:
    """Bring the database to this version."""
    django_ready()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    return 0
