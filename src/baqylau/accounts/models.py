"""Our own user, and links that work once."""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from baqylau.storage.fields import OrderKeyField, SearchKeyField

LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша")]


def folded(sign_in_name: str) -> str:
    """A sign-in name as it is kept and compared: capital letters and compatibility forms do not count."""
    return unicodedata.normalize("NFKC", sign_in_name).casefold().strip()


class UserManager(BaseUserManager["User"]):
    """Makes users; a user without a password signs in by a link first."""

    def create_user(
        self, sign_in_name: str, *, name: str = "", password: str | None = None, **fields: object
    ) -> User:
        user = self.model(sign_in_name=folded(sign_in_name), name=name or sign_in_name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(sign_in_name=folded(username or ""))


class User(AbstractBaseUser):
    """A person. What they may do comes from their missions; the administrator keeps the installation."""

    sign_in_name = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    sessions_generation = models.PositiveIntegerField(default=0)
    """Counted up to end every session of this user at once."""
    created_at = models.DateTimeField(auto_now_add=True)
    search_key = SearchKeyField(of=("name", "sign_in_name"))
    order_key = OrderKeyField(of=("name",))

    objects = UserManager()
    USERNAME_FIELD = "sign_in_name"
    EMAIL_FIELD = "email"

    class Meta:
        ordering = ["order_key", "pk"]

    def __str__(self) -> str:
        return self.name

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """A session is good for one password and one generation of sessions."""
        value = f"{self.password}:{self.sessions_generation}"
        return salted_hmac("baqylau.accounts.session", value, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, permission: str, on: models.Model | None = None) -> bool:
        """Whether this user may; each authentication backend is asked (``mission`` holds the table)."""
        from django.contrib.auth import get_backends

        return self.is_active and any(
            backend.has_perm(self, permission, on)
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )


class LinkPurpose(models.TextChoices):
    """What a link is for."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password_reset"  # noqa: S105
    DEMO = "demo"


class OneTimeLink(models.Model):
    """A link that signs in or sets a password, once. Only the digest of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="links")
    purpose = models.CharField(max_length=20, choices=LinkPurpose)
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.purpose} for user {self.user_id}"

    @staticmethod
    def digest(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()

    @staticmethod
    def new_token() -> str:
        return secrets.token_urlsafe(24)

    def works(self, now: datetime) -> bool:
        return self.used_at is None and now < self.expires_at
