"""Setting up gateways for text messages, and closing them."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.models import TextGateway
from baqylau.trail.record import record as write_trail

CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@transaction.atomic
def make_gateway(
    *,
    mission: Mission,
    kind: str,
    name: str,
    by: User,
    send_url: str = "",
    send_name: str = "",
    send_password: str = "",
) -> TextGateway:
    """Make an address to which a gateway passes messages, with its secret."""
    gateway = TextGateway.objects.create(
        mission=mission,
        kind=kind,
        name=name,
        code="".join(secrets.choice(CODE_LETTERS) for _ in range(16)),
        secret=secrets.token_urlsafe(24),
        send_url=send_url,
        send_name=send_name,
        send_password=send_password,
    )
    write_trail("observation.gateway_made", about=gateway, by=by, change={"kind": kind})
    return gateway


@transaction.atomic
def change_gateway(
    *,
    gateway: TextGateway,
    name: str,
    by: User,
    send_url: str = "",
    send_name: str = "",
    send_password: str = "",
) -> None:
    """Change its name and where replies go; an empty password leaves the one there is."""
    gateway.name, gateway.send_url, gateway.send_name = name, send_url, send_name
    if send_password or not send_url:
        gateway.send_password = send_password
    gateway.save()
    write_trail("observation.gateway_changed", about=gateway, by=by)


@transaction.atomic
def close_gateway(*, gateway: TextGateway, by: User, now: datetime) -> None:
    """From now on what comes by this gateway is refused. What came stays."""
    if gateway.closed_at is None:
        gateway.closed_at = now
        gateway.save(update_fields=["closed_at"])
        write_trail("observation.gateway_closed", about=gateway, by=by)


@transaction.atomic
def take_messages(*, mission: Mission, takes: bool, by: User) -> None:
    """Turn text messages on or off for a mission; off, its gateways are refused. ``Refused``: G.130."""
    if takes and not TextGateway.objects.filter(mission=mission, closed_at=None).exists():
        says = Phrase("There is no gateway yet through which messages could come.")
        raise Refused(Problem("G.130", says, Phrase("Add a gateway first.")))
    if mission.takes_text_messages != takes:
        mission.takes_text_messages = takes
        mission.save(update_fields=["takes_text_messages"])
        done = "on" if takes else "off"
        write_trail(f"observation.text_messages_turned_{done}", about=mission, by=by)
