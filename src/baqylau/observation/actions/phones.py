"""Giving an observer a key, and taking it away."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.mission.models import Membership
from baqylau.observation.keys import digest_of, enrolment_code_of, new_nonce, token_of
from baqylau.observation.models import FormVersion, Phone
from baqylau.trail.record import record as write_trail


@transaction.atomic
def give_phone(
    *, membership: Membership, by: User | None, now: datetime, draft: FormVersion | None = None
) -> Phone:
    """Give an observer a key; one they had before is revoked. With ``draft`` it only tests that draft."""
    if draft is None:
        for earlier in Phone.objects.filter(membership=membership, draft=None, revoked_at=None):
            revoke_phone(phone=earlier, by=by, now=now)
    nonce = new_nonce()
    phone = Phone(
        mission_id=membership.mission_id,
        membership=membership,
        nonce=nonce,
        basic_name=f"{membership.mission.slug[:24]}-{nonce[:8]}",
        draft=draft,
        made_by=by,
    )
    phone.digest = digest_of(token_of(phone))
    phone.enrolment_digest = digest_of(enrolment_code_of(phone))
    phone.save()
    change = {"membership": membership.pk, "draft": draft.pk if draft else None}
    write_trail("observation.phone_given", about=phone, by=by, change=change)
    return phone


@transaction.atomic
def revoke_phone(*, phone: Phone, by: User | None, now: datetime) -> None:
    """Take a key away at once, wherever the phone is."""
    if phone.revoked_at is None:
        phone.revoked_at = now
        phone.save(update_fields=["revoked_at"])
        write_trail("observation.phone_revoked", about=phone, by=by)
