"""Answers the permissions that ``accounts`` names, from the role table."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db import models

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import FOR_THE_ADMINISTRATOR, FOR_WHOEVER_IS_SIGNED_IN, MAY


class RoleBackend(ModelBackend):
    """Signs in by password; permissions come from roles, never from the database's own tables."""

    def has_perm(self, user_obj: User, perm: str, obj: models.Model | None = None) -> bool:  # type: ignore[override]
        if not user_obj.is_active or not user_obj.is_authenticated:
            return False
        if perm in FOR_WHOEVER_IS_SIGNED_IN:
            return True
        if perm in FOR_THE_ADMINISTRATOR:
            return user_obj.is_administrator
        mission = obj if isinstance(obj, Mission) else getattr(obj, "mission", None)
        if mission is None:
            return False
        return Membership.objects.filter(
            user=user_obj, mission=mission, role__in=MAY[Permission(perm)], ended_at=None
        ).exists()
