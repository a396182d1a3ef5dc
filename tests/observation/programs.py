"""How programs ask in the tests, by a token of a member's, and how they read what they get."""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.actions.tokens import make_token


class Program:
    """A program with a token; ``basic`` as Excel and Power BI send it."""

    def __init__(self, mission: Mission, user: User, *, basic: bool = False) -> None:
        now = timezone.now()
        _, text = make_token(
            mission=mission, name="Excel", expires_at=now + timedelta(days=30), by=user, now=now
        )
        sent = base64.b64encode(f"anybody:{text}".encode()).decode()
        self.text = text
        self.headers = {"Authorization": f"Basic {sent}" if basic else f"Bearer {text}"}
        self.client = Client(SERVER_NAME="localhost")

    def get(self, path: str, **headers: str) -> HttpResponse:
        """Ask for an address as it stands."""
        return self.client.get(path, headers={**self.headers, **headers})

    def json(self, path: str) -> Any:
        """The answer of an address that is there."""
        response = self.get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, content
        return json.loads(content)


def as_csv(content: bytes) -> list[dict[str, str]]:
    """The rows of a CSV by heading."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
