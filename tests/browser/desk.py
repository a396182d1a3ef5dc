"""A mission with a protocol that two clerks enter, for the browser; prints as JSON who they are.

    python -m tests.browser.desk

Two papers at one station: the first with a photograph, the second without.
"""

from __future__ import annotations

import io
import json
import sys
from datetime import date

from baqylau.site.commands import django_ready

SLUG = "desk"


def make() -> dict[str, str]:
    """The session of each person; nothing is made a second time."""
    from django.test import Client
    from django.utils import timezone
    from PIL import Image, ImageDraw

    from baqylau.accounts.models import User
    from baqylau.election.models import Election
    from baqylau.mission.models import Mission
    from baqylau.results.actions.papers import add_photograph
    from tests.results.entry_cast import make_desk

    if not Mission.objects.filter(slug=SLUG).exists():
        election = Election.objects.create(
            code="desk", country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Desk"}
        )
        desk = make_desk(election, slug=SLUG)
        paper = desk.paper()
        desk.paper()
        picture, file = Image.new("RGB", (400, 600), "white"), io.BytesIO()
        ImageDraw.Draw(picture).text((40, 40), "1000", fill="black")
        picture.save(file, "PNG")
        file.seek(0)
        add_photograph(paper=paper, file=file, name="page.png", by=desk.saule, now=timezone.now())
    sessions = {}
    for name in ("saule", "timur", "aigerim"):
        client = Client()
        client.force_login(User.objects.get(sign_in_name=name))
        sessions[name] = client.cookies["sessionid"].value
    return sessions


if __name__ == "__main__":
    django_ready()
    json.dump(make(), sys.stdout)
