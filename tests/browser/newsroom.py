"""A mission whose monitors code television, for the browser; prints as JSON who they are.

    python -m tests.browser.newsroom

Programmes 1 to 4 wait to be coded by Madina, half an hour each.
"""

from __future__ import annotations

import json
import sys
from datetime import date, time

from baqylau.site.commands import django_ready

SLUG = "newsroom"


def make() -> dict[str, str]:
    """The session of each person; nothing is made a second time."""
    from django.test import Client

    from baqylau.accounts.models import User
    from baqylau.election.models import Election
    from baqylau.mission.models import Mission
    from tests.campaign.media_cast import make_newsroom, member

    if not Mission.objects.filter(slug=SLUG).exists():
        election = Election.objects.create(
            code=SLUG, country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Newsroom"}
        )
        mission = Mission.objects.create(slug=SLUG, name="Newsroom", kind="full", election=election)
        room = make_newsroom(mission, member(mission, "Saule", "media_analyst").user)
        for place in range(4):
            room.programme(begins=time(18 + place), minutes=30, title="Evening news")
    sessions = {}
    for name in ("madina", "nurlan", "saule"):
        client = Client()
        client.force_login(User.objects.get(sign_in_name=name))
        sessions[name] = client.cookies["sessionid"].value
    return sessions


if __name__ == "__main__":
    django_ready()
    json.dump(make(), sys.stdout)
