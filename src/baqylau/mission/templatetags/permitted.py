"""Whether whoever looks may do something in a mission, so that a page offers only what it leads to."""

from __future__ import annotations

from typing import Any

from django import template

from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission

register = template.Library()


@register.simple_tag(takes_context=True)
def may(context: dict[str, Any], permission: str, mission: Mission) -> bool:
    """``{% may "mission.plan_deployment" mission as may_plan %}``."""
    user = context["request"].user if "request" in context else None
    return user is not None and bool(user.has_perm(Permission(permission), mission))
