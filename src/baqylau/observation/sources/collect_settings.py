"""The code by which an application for forms is set up, and its picture.

Source: https://docs.getodk.org/collect-import-export/: JSON, zlib, base64, QR. What is not in the code is
set back to the application's default.
"""

from __future__ import annotations

import base64
import json
import zlib

import segno


def settings_text(server: str, project: str, *, user_name: str = "", password: str = "") -> str:
    """What the code holds: the server, and its credentials where it asks for some.

    >>> settings_text("https://host/key/1", "Steppe").startswith("eJ")
    True
    """
    general = {
        "server_url": server,
        "form_update_mode": "match_exactly",
        "autosend": "wifi_and_cellular",
        **({"username": user_name, "password": password} if user_name else {}),
    }
    held = {"general": general, "project": {"name": project}, "admin": {}}
    packed = zlib.compress(json.dumps(held, ensure_ascii=False, separators=(",", ":")).encode(), 9)
    return base64.b64encode(packed).decode()


def picture(text: str) -> str:
    """The QR code as an SVG picture, black on white in every light, as wide as its place."""
    code = segno.make(text, error="l", micro=False)
    return str(code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff"))
