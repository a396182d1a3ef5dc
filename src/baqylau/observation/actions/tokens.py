"""Giving a program a token by which it reads, and taking it away."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.keys import digest_of
from baqylau.observation.models import ApiToken
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LONGEST_LIFE = timedelta(days=366)
MOST_OF_A_PERSON = 20
PREFIX = "bqt_"
"""By it a token is known for one wherever it turns up."""


@transaction.atomic
def make_token(
    *, mission: Mission, name: str, expires_at: datetime, by: User, now: datetime
) -> tuple[ApiToken, str]:
    """A token with its owner's permissions, and its text, which is kept nowhere (E.104 to E.106)."""
    if not by.has_perm(Permission.SEE_RECORDS, mission):
        says = Phrase("A token reads records, and you do not see them.")
        raise Refused(Problem("E.106", says, Phrase("Ask the head of mission.")))
    if not now < expires_at <= now + LONGEST_LIFE:
        says = Phrase("A token works for a day at least and a year at most.")
        raise Refused(Problem("E.104", says, Phrase("Choose another day."), "expires_on"))
    if len(live_tokens(mission=mission, owner=by, now=now)) >= MOST_OF_A_PERSON:
        says = Phrase("You have {most} tokens in this mission.", most=MOST_OF_A_PERSON)
        raise Refused(Problem("E.105", says, Phrase("Revoke one that is not used.")))
    text = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        mission=mission, user=by, name=name.strip(), digest=digest_of(text), expires_at=expires_at
    )
    change = {"mission": mission.pk, "name": personal(token.name), "expires_at": expires_at.isoformat()}
    write_trail("observation.token_made", about=token, by=by, change=change)
    return token, text


def live_tokens(*, mission: Mission, owner: User, now: datetime) -> list[ApiToken]:
    """The tokens of a person in a mission that work."""
    return list(mission.api_tokens.filter(user=owner, revoked_at=None, expires_at__gt=now))


@transaction.atomic
def revoke_token(*, token: ApiToken, by: User, now: datetime) -> None:
    """Take a token away at once, wherever it is used."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
        write_trail("observation.token_revoked", about=token, by=by, change={"mission": token.mission_id})
