"""The secrets by which phones are known: made of the installation's secret, kept only as digests."""

from __future__ import annotations

import hashlib
import secrets

from django.utils.crypto import salted_hmac

from baqylau.observation.models import Phone

SALT = "baqylau.observation.phone"
CODE_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters of a code that is typed: none that is taken for another (i, l, 1, o, 0)."""


def new_nonce() -> str:
    """What makes a phone's token another than every other's."""
    return secrets.token_hex(16)


def token_of(phone: Phone) -> str:
    """The phone's token: 64 hexadecimal digits, the same each time."""
    return salted_hmac(SALT, f"token:{phone.nonce}", algorithm="sha256").hexdigest()


def enrolment_code_of(phone: Phone) -> str:
    """The short code on the phone's card, ten letters in two groups; it opens the browser page once."""
    digest = salted_hmac(SALT, f"enrol:{phone.nonce}", algorithm="sha256").digest()
    letters = "".join(CODE_LETTERS[byte % len(CODE_LETTERS)] for byte in digest[:10])
    return f"{letters[:5]}-{letters[5:]}"


def code_as_kept(typed: str) -> str:
    """A typed code as its digest is made of it: small letters, no blanks, its hyphen where it belongs.

    >>> code_as_kept(" ABCDE fghjk ")
    'abcde-fghjk'
    """
    letters = "".join(letter for letter in typed.lower() if letter.isalnum())
    return f"{letters[:5]}-{letters[5:]}"


def digest_of(secret: str) -> str:
    """What is kept of a secret: its SHA-256. Our secrets are long and random, so no slow hash is needed."""
    return hashlib.sha256(secret.encode(errors="surrogateescape")).hexdigest()
