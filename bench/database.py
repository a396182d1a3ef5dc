"""An empty SQLite database in a folder of its own, for measurements; it is gone afterwards."""

from __future__ import annotations

import os
import tempfile
from functools import cache
from pathlib import Path


@cache
def ready() -> tempfile.TemporaryDirectory[str]:
    """Set Django up on the temporary database, once for all measurements of a run."""
    folder = tempfile.TemporaryDirectory(prefix="baqylau-bench-", ignore_cleanup_errors=True)
    os.environ["BAQYLAU_DATA"] = folder.name
    (Path(folder.name) / "static").mkdir()
    os.environ.pop("BAQYLAU_DATABASE_URL", None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "baqylau.site.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    return folder
