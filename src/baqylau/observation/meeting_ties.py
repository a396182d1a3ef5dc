"""What rooms above tie to a meeting: they say so here, since this room knows none of them.

A room hands in a function when it starts (``tell``); the page of a meeting asks all of them. Each answers
with what this reader may know of, and with nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from baqylau.accounts.models import User
from baqylau.observation.models import Meeting


@dataclass(frozen=True, slots=True)
class Tied:
    """Something that is tied to a meeting: what it is called, and its address."""

    says: str
    address: str
    hint: str = ""


Tell = Callable[[Meeting, User], Sequence[Tied]]
_tellers: list[Tell] = []


def tell(teller: Tell) -> None:
    """Ask this function too from now on."""
    if teller not in _tellers:
        _tellers.append(teller)


def tied_to(meeting: Meeting, user: User) -> list[Tied]:
    """Everything that is tied to a meeting and that this person may know of."""
    return [tied for teller in _tellers for tied in teller(meeting, user)]
