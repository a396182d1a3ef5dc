"""Giving an observer a key, taking it away, and the code that opens the browser page once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import MAY
from baqylau.observation.keys import code_as_kept, digest_of, enrolment_code_of, new_nonce, token_of
from baqylau.observation.models import FormVersion, Phone
from baqylau.trail.record import record as write_trail


@transaction.atomic
def give_phone(
    *, membership: Membership, by: User | None, now: datetime, draft: FormVersion | None = None
) -> Phone:
    """Give an observer a key; one they had before is revoked. With ``draft`` it only tests that draft.

    ``Refused`` where the member sends no reports (O.190).
    """
    if draft is None:
        _refuse_who_sends_nothing(membership)
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


def _refuse_who_sends_nothing(membership: Membership) -> None:
    if membership.ended_at or membership.role not in MAY[Permission.SEND_REPORTS]:
        says = Phrase("{name} does not send reports in this mission.", name=membership.user.name)
        raise Refused(Problem("O.190", says, Phrase("Give them the role of an observer first.")))


@transaction.atomic
def enrol(*, code: str, now: datetime) -> Phone:
    """Use the code of a card up; the phone whose page it opens (O.180 where it opens none)."""
    owner = ("membership__user", "mission")
    found = Phone.objects.select_related(*owner).filter(enrolment_digest=digest_of(code_as_kept(code)))
    phone = found.filter(revoked_at=None, membership__ended_at=None).first()
    # Of two requests at the same moment the database lets one through.
    unused = Phone.objects.filter(pk=phone.pk, enrolled_at=None) if phone else None
    if phone is None or unused is None or not unused.update(enrolled_at=now):
        says = Phrase("This code does not work: it is mistyped, or it was used before.")
        raise Refused(Problem("O.180", says, Phrase("Type it again, or call your co-ordinator.")))
    write_trail("observation.phone_enrolled", about=phone, by=phone.membership.user)
    return phone


@transaction.atomic
def let_code_work_again(*, phone: Phone, by: User | None) -> None:
    """Let the code on the card open the browser page once more."""
    phone.enrolled_at = None
    phone.save(update_fields=["enrolled_at"])
    write_trail("observation.phone_code_renewed", about=phone, by=by)


def show_cards(*, mission: Mission, phones: Iterable[Phone], by: User) -> None:
    """Write down who was shown the keys of whom: whoever has seen a card could send in another's name."""
    shown = sorted(phone.pk for phone in phones)
    if shown:
        write_trail("observation.cards_shown", about=mission, by=by, change={"phones": shown})
