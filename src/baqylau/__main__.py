"""``python -m baqylau`` is the command ``baqylau``."""

from baqylau.site.cli import run

run()
