"""What an address asks for, and how its arguments are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from baqylau.accounts.permissions import Permission

if TYPE_CHECKING:
    from tests.site.things import Things


class Door(Enum):
    """Who may where no permission is asked."""

    ANYONE = "anyone"
    SIGNED_IN = "whoever is signed in"
    KEY = "whoever has the key of a phone, signed in or not"


@dataclass(frozen=True)
class Address:
    """``status`` is what GET answers whoever may; ``posted`` what POST without any field answers.

    ``others_need`` is the permission for what is somebody else's: who may enter but holds it not is told that
    there is no such page.
    """

    who: Door | Permission
    arguments: Callable[[Things], list[object]] = lambda things: []
    methods: str = "GET"
    status: tuple[int, ...] = (200,)
    posted: tuple[int, ...] = (200, 302)
    others_need: Permission | None = None
    to_post: Permission | None = None
    """What POST needs, where it is another permission than ``who``."""
    by_token: bool = False
    """Whether it is read by a token of the person's (then nobody is sent to sign in) and not by a session."""


def in_mission(*more: Callable[[Things], object]) -> Callable[[Things], list[object]]:
    """The mission's slug, and what else stands in the address."""
    return lambda things: [things.mission.slug, *(one(things) for one in more)]
