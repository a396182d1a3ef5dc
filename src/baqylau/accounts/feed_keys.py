"""The key in the address of a feed that a calendar program reads by itself.

It is signed, names its owner, and holds what a session of theirs holds: a new password or ending all sessions
ends it. Nothing is stored.
"""

from __future__ import annotations

from django.core.signing import BadSignature, Signer

from baqylau.accounts.models import User

SALT = "baqylau.accounts.feed"
LENGTH = 20
"""Hexadecimal digits of the session's hash that a key holds."""


def feed_key(user: User) -> str:
    """The user's key; the same each time."""
    return Signer(salt=SALT).sign_object([user.pk, user.get_session_auth_hash()[:LENGTH]])


def owner_of(key: str) -> User | None:
    """Whose key it is; None for what is no key, or no longer one."""
    try:
        pk, held = Signer(salt=SALT).unsign_object(key)
    except (BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and user.get_session_auth_hash()[:LENGTH] == held else None
