"""What arrives: whose it is, the bytes and files, what becomes of it; and telling of what was refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from django.core.files.base import File
from django.db import transaction
from django.db.models import F

from baqylau.accounts.models import User
from baqylau.core.problem import Problem
from baqylau.election.models import Election
from baqylau.mission.models import Membership, Mission
from baqylau.observation.models import Phone, Refusal, Road
from baqylau.storage.inserts import New
from baqylau.trail.record import record as write_trail

_new_user = New(User)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose submission it is, and by which key it came."""

    mission_id: int
    election: Election
    keeps_positions: bool
    membership_id: int | None
    team_id: int | None
    user_id: int | None
    phone_id: int | None = None
    draft_id: int | None = None
    visit: tuple[datetime, str] | None = None
    """When the phone was here and what it calls itself, where that is to be written down with the report."""


def sender_of_member(membership: Membership, phone: Phone | None = None) -> Sender:
    """A member of a mission, sending by a phone of theirs or without one."""
    return Sender(
        mission_id=membership.mission_id,
        election=membership.mission.election,
        keeps_positions=membership.mission.keeps_positions,
        membership_id=membership.pk,
        team_id=membership.team_id,
        user_id=membership.user_id,
        phone_id=phone.pk if phone else None,
        draft_id=phone.draft_id if phone else None,
        visit=phone.visit if phone else None,
    )


def sender_of_phone(phone: Phone) -> Sender:
    """Whoever holds this key."""
    return sender_of_member(phone.membership, phone)


def note_visit(sender: Sender) -> None:
    """Write down when a phone was here, where that is due."""
    if sender.visit is not None and sender.phone_id is not None:
        seen_at, application = sender.visit
        Phone.objects.filter(pk=sender.phone_id).update(last_seen_at=seen_at, application=application)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a submission.

    ``kind`` is ``received``, ``edited``, ``test``, ``repeated`` (nothing new), or ``attached`` (known, with
    files that are new). ``missing`` names files that its answers name and that have not come yet.
    """

    kind: str
    instance_id: str
    record_number: int | None
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class Arrival:
    """A filled form and its files, as a road brought them; ``sha256`` is of the body."""

    sender: Sender
    road: Road
    body: bytes
    sha256: str
    files: Mapping[str, BinaryIO | File[bytes]]
    now: datetime


def tell_refusal(*, sender: Sender, road: Road, sha256: str, problem: Problem, now: datetime) -> None:
    """Write a refusal down once for each phone, content and reason, however often it is sent again."""
    with transaction.atomic():
        if sender.phone_id is not None:
            refusal, is_new = Refusal.objects.get_or_create(
                phone_id=sender.phone_id,
                sha256=sha256,
                code=problem.code,
                defaults={"says": problem.says, "first_at": now, "last_at": now},
            )
            if not is_new:
                Refusal.objects.filter(pk=refusal.pk).update(last_at=now, times=F("times") + 1)
                return
        change = {"sha256": sha256, "code": problem.code, "road": str(road)}
        about = Phone(pk=sender.phone_id) if sender.phone_id else Mission(pk=sender.mission_id)
        write_trail("observation.submission_refused", about=about, by=user_of(sender), change=change)


def user_of(sender: Sender) -> User | None:
    """The person who sent it."""
    return _new_user(id=sender.user_id) if sender.user_id else None
