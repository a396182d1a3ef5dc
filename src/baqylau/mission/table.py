"""The permission table as people read it: on the page of roles and in ``docs/permissions.md``.

The document is written by ``python -m baqylau.mission.table > docs/permissions.md``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import override

from baqylau.accounts.permissions import SAYS, Permission
from baqylau.mission.roles import FOR_THE_ADMINISTRATOR, FOR_WHOEVER_IS_SIGNED_IN, MAY, Role


@dataclass(frozen=True, slots=True)
class Line:
    """One permission: its name, what it allows in words, and for each role whether it holds it."""

    permission: Permission
    says: str
    held: tuple[tuple[Role, bool], ...]


def lines() -> list[Line]:
    """What may be permitted in a mission, a line each, the roles in their order."""
    return [
        Line(permission, str(SAYS[permission]), tuple((role, role in roles) for role in Role))
        for permission, roles in MAY.items()
    ]


def outside_missions() -> list[tuple[str, Permission, str]]:
    """What is permitted without a mission: to whom ("anyone" signed in, "administrator"), what, in words."""
    return [
        (
            "administrator" if permission in FOR_THE_ADMINISTRATOR else "anyone",
            permission,
            str(SAYS[permission]),
        )
        for permission in Permission
        if permission in FOR_THE_ADMINISTRATOR | FOR_WHOEVER_IS_SIGNED_IN
    ]


def as_markdown() -> str:
    """The whole table as the document shows it, in English."""
    with override("en"):
        return "\n".join(_markdown()) + "\n"


def _markdown() -> Iterator[str]:
    yield "# Who may do what"
    yield ""
    yield "Made from `src/baqylau/mission/roles.py`, the one table that every page asks; a test"
    yield "compares them. A role counts in its own mission only. Whoever does not belong to a mission is told"
    yield "that there is no such page. Being administrator gives nothing in a mission."
    yield ""
    yield "## In a mission"
    yield ""
    yield "| Role | " + " | ".join(f"`{permission}`" for permission in MAY) + " |"
    yield "|---|" + ":-:|" * len(MAY)
    for role in Role:
        yield (
            f"| {role.label} | "
            + " | ".join("yes" if role in roles else "–" for roles in MAY.values())
            + " |"
        )
    yield ""
    for permission in MAY:
        yield f"- `{permission}`: {SAYS[permission]}"
    yield ""
    yield "## Outside missions"
    yield ""
    whom_in_words = {"anyone": "whoever is signed in", "administrator": "the administrator"}
    for whom, permission, says in outside_missions():
        yield f"- `{permission}` ({whom_in_words[whom]}): {says}"


if __name__ == "__main__":
    import django

    django.setup()
    print(as_markdown(), end="")
