"""Every change to users and their links. ``by=None`` is the installation itself (a command)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from baqylau.accounts.models import LinkPurpose, OneTimeLink, User, folded
from baqylau.accounts.signals import before_deactivation
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.trail.record import record

LIFETIMES = {
    LinkPurpose.INVITATION: timedelta(days=14),
    LinkPurpose.PASSWORD_RESET: timedelta(days=1),
    LinkPurpose.DEMO: timedelta(days=1),
}
SIGN_IN_NAME = re.compile(r"[\w.@+-]{2,150}")


def _refused(code: str, says: str, remedy: str) -> Refused:
    return Refused(Problem(code, says, remedy))


@transaction.atomic
def create_user(
    *, sign_in_name: str, name: str, by: User | None, language: str = "en", is_administrator: bool = False
) -> User:
    """Make a user who has no password yet (A.101, A.102)."""
    kept = folded(sign_in_name)
    if not SIGN_IN_NAME.fullmatch(kept):
        raise _refused(
            "A.102",
            Phrase("This cannot be a sign-in name."),
            Phrase("Use 2 to 150 letters, digits and . @ + - _ without blanks."),
        )
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                kept, name=name.strip(), language=language, is_administrator=is_administrator
            )
    except IntegrityError:
        raise _refused(
            "A.101", Phrase("This sign-in name is taken."), Phrase("Choose another one.")
        ) from None
    record("accounts.user_created", about=user, by=by, change={"is_administrator": is_administrator})
    return user


@transaction.atomic
def invite(
    *,
    sign_in_name: str,
    name: str,
    by: User | None,
    now: datetime,
    language: str = "en",
    is_administrator: bool = False,
) -> tuple[User, str]:
    """Make a user, and the token of the link by which they set their first password."""
    user = create_user(
        sign_in_name=sign_in_name, name=name, by=by, language=language, is_administrator=is_administrator
    )
    return user, make_link(user=user, purpose=LinkPurpose.INVITATION, by=by, now=now)


@transaction.atomic
def make_link(*, user: User, purpose: LinkPurpose, by: User | None, now: datetime) -> str:
    """The token of a fresh link (A.107); earlier links of the user that were not used stop working."""
    if not user.is_active:
        raise _refused("A.107", Phrase("This account is deactivated."), Phrase("Reactivate it first."))
    user.links.filter(used_at=None).delete()
    token = OneTimeLink.new_token()
    link = OneTimeLink.objects.create(
        user=user,
        purpose=purpose,
        token_sha256=OneTimeLink.digest(token),
        expires_at=now + LIFETIMES[purpose],
    )
    record("accounts.link_made", about=user, by=by, change={"link": link.pk, "purpose": purpose.value})
    return token


def link_for(user: User) -> LinkPurpose:
    """What a new link is for: the first password, or another one."""
    return LinkPurpose.PASSWORD_RESET if user.has_usable_password() else LinkPurpose.INVITATION


def live_link(*, token: str, now: datetime) -> OneTimeLink | None:
    """The link with this token, while it works; looking at it does not use it up."""
    link = OneTimeLink.objects.select_related("user").filter(token_sha256=OneTimeLink.digest(token)).first()
    return link if link and link.user.is_active and link.works(now) else None


def _use_up(*, token: str, now: datetime, demo: bool) -> OneTimeLink:
    """Use the link up (A.105). Of two requests at the same moment the database lets one through."""
    link = live_link(token=token, now=now)
    if link and (link.purpose == LinkPurpose.DEMO) is demo:
        unused = OneTimeLink.objects.filter(pk=link.pk, used_at=None, expires_at__gt=now)
        if unused.update(used_at=now) == 1:
            record("accounts.link_used", about=link.user, by=link.user, change={"link": link.pk})
            return link
    raise _refused(
        "A.105",
        Phrase("This link does not work: it was used, it has expired, or it is incomplete."),
        Phrase("Ask whoever gave it to you for a new one."),
    )


@transaction.atomic
def use_link(*, token: str, password: str, now: datetime) -> User:
    """Set a password by an invitation or a reset link, which is then used up (A.105, A.106)."""
    user = _use_up(token=token, now=now, demo=False).user
    set_password(user=user, password=password, by=user)
    return user


@transaction.atomic
def use_demo_link(*, token: str, now: datetime) -> User:
    """Use up the demonstration's link and say whom it signs in (A.105)."""
    return _use_up(token=token, now=now, demo=True).user


@transaction.atomic
def set_password(*, user: User, password: str, by: User | None) -> None:
    """Set a password that the validators accept (A.106). Every session begun before ends by it."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        remedy = Phrase("Choose another password.")
        raise Refused(Problem("A.106", str(message), remedy) for message in error.messages) from None
    user.set_password(password)
    user.save(update_fields=["password"])
    record("accounts.password_set", about=user, by=by)


@transaction.atomic
def change_account(*, user: User, name: str, language: str, by: User) -> None:
    """Change how somebody is called, and the language of their pages."""
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language", "search_key", "order_key"])
    record("accounts.account_changed", about=user, by=by, change={"language": language})


@transaction.atomic
def deactivate(*, user: User, by: User | None) -> None:
    """Close an account: sessions and links end, what the person did stays (A.108, A.109)."""
    if user == by:
        raise _refused(
            "A.109",
            Phrase("Nobody deactivates their own account."),
            Phrase("Ask another administrator to do it."),
        )
    others = User.objects.select_for_update().filter(is_administrator=True, is_active=True)
    if user.is_administrator and not [other for other in others if other != user]:
        raise _refused(
            "A.108", Phrase("This is the only administrator."), Phrase("Make another administrator first.")
        )
    before_deactivation.send(sender=User, user=user)
    user.is_active = False
    user.sessions_generation += 1
    user.save(update_fields=["is_active", "sessions_generation"])
    user.links.filter(used_at=None).delete()
    record("accounts.user_deactivated", about=user, by=by)


@transaction.atomic
def reactivate(*, user: User, by: User | None) -> None:
    """Open a closed account again; the person signs in anew."""
    user.is_active = True
    user.save(update_fields=["is_active"])
    record("accounts.user_reactivated", about=user, by=by)
