"""The question each view asks in its first line."""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest

from baqylau.accounts.feed_keys import owner_of
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission

M = TypeVar("M", bound=models.Model)


class SignInNeeded(Exception):
    """Nobody is signed in; the middleware answers with the sign-in page."""


def anyone(request: HttpRequest) -> None:
    """The page is for everybody, signed in or not."""


def signed_in(request: HttpRequest) -> None:
    """The page is for whoever is signed in, about nothing but themselves."""
    if not request.user.is_authenticated:
        raise SignInNeeded


def require(request: HttpRequest, permission: Permission, on: models.Model | None = None) -> None:
    """Go on only where the signed-in user holds the permission (on a mission)."""
    signed_in(request)
    if not request.user.has_perm(permission, on):
        raise PermissionDenied(str(permission))


def reach(request: HttpRequest, permission: Permission, model: type[M], **lookup: Any) -> M:
    """The one object looked up, where the user holds the permission on its mission.

    The model is a Mission or names one in ``mission``. Whoever does not belong to the mission is told
    "not found", as for an object that does not exist: its existence is not theirs to learn.
    """
    signed_in(request)
    found = model._default_manager.filter(**lookup).first()
    if found is None:
        raise Http404
    mission = getattr(found, "mission", found)
    if not request.user.has_perm(Permission.SEE_MISSION, mission):
        raise Http404
    if not request.user.has_perm(permission, mission):
        raise PermissionDenied(str(permission))
    return found


def by_feed_key(key: str, permission: Permission) -> User:
    """Whose key stands in the address of a feed, if they hold the permission; else there is no such page."""
    user = owner_of(key)
    if user is None or not user.has_perm(permission):
        raise Http404
    return user
