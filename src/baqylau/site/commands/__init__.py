"""The subcommands of ``baqylau``: one module each, with ``arguments(parser)`` and ``run(args) -> int``.

A module that needs the database calls :func:`django_ready` first; ``seats`` works on plain files without it.
"""

from __future__ import annotations

import argparse
import os


def django_ready() -> None:
    """Set Django up for a command that uses the database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baqylau.site.settings")
    django.setup()


def at_least_one(text: str) -> int:
    """An argument that is a whole number from 1 on."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"expected a whole number from 1 on, not {text}")
    return number
