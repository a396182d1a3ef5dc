"""The page for filling forms in a browser as it was built: its files, and what its service worker keeps.

``make setup`` builds it from ``frontend/`` into the static files of this room; nothing of Node runs here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from django.templatetags.static import static

from baqylau.core.problem import Phrase, Problem, Refused

FOLDER = Path(__file__).parent / "static" / "observation" / "fill"
STYLE_OF_SITE = "site/baqylau.css"
STYLE_FILE = Path(__file__).parent.parent / "site" / "static" / STYLE_OF_SITE
ICONS = {"192x192": "observation/icon-192.png", "512x512": "observation/icon-512.png"}


@dataclass(frozen=True, slots=True)
class Build:
    """The files of one build, by the names that the browser asks for."""

    entry: str
    style: str
    files: tuple[str, ...]
    digest: str


def build() -> Build:
    """What was built; J.101 where nothing was."""
    try:
        listed = json.loads((FOLDER / "build.json").read_text())
    except FileNotFoundError:
        says = Phrase("The page for filling forms in a browser is not part of this installation.")
        remedy = Phrase("Whoever runs it builds the page with `make setup`. Applications can send forms.")
        raise Refused(Problem("J.101", says, remedy)) from None
    files = tuple(_address(name) for name in listed["files"])
    return Build(_address(listed["entry"]), _address(listed["style"]), files, listed["digest"])


def _address(name: str) -> str:
    return static(f"observation/fill/{name}")


def worker(build: Build, page: str) -> str:
    """The service worker; its first line says what it keeps. ``page`` is the page as it is served now."""
    style = hashlib.sha256(STYLE_FILE.read_bytes()).hexdigest()
    version = hashlib.sha256("\n".join((build.digest, style, page)).encode()).hexdigest()[:16]
    files = ["./", "app.webmanifest", static(STYLE_OF_SITE), *build.files, *map(static, ICONS.values())]
    shell = json.dumps({"version": version, "files": files})
    return f"const SHELL = {shell};\n{(FOLDER / 'sw.js').read_text()}"


def web_manifest_text(mission: str) -> str:
    """What a phone needs to put the page on its home screen (JSON)."""
    icons = [
        {"src": static(path), "sizes": size, "type": "image/png", "purpose": purpose}
        for size, path in ICONS.items()
        for purpose in ("any", "maskable")
    ]
    content = {
        "name": f"Baqylau – {mission}",
        "short_name": "Baqylau",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": "#0d3349",
        "theme_color": "#0d3349",
        "icons": icons,
    }
    return json.dumps(content, ensure_ascii=False)
