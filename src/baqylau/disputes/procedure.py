"""The procedure of an election as its pack gives it, read once for each text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from baqylau.core.text import in_language
from baqylau.disputes.methods.procedure import Procedure
from baqylau.disputes.models import ElectionProcedure
from baqylau.disputes.sources.categories import Category, categories
from baqylau.disputes.sources.pack import Part, read_bytes
from baqylau.election.models import Election
from baqylau.election.windows import days_off_of

NOTHING = Part(Procedure(), (), (), "")
"""Of an election whose pack says nothing about disputes."""


def part_of(election: Election) -> Part:
    """What the pack says about disputes of this election."""
    kept = ElectionProcedure.objects.filter(election=election).first()
    return _read(kept.sha256, kept.source) if kept else NOTHING


@lru_cache(maxsize=16)
def _read(sha256: str, source: str) -> Part:
    return read_bytes(source.encode())


def procedure_of(election: Election) -> Procedure:
    """Bodies, terms and routes of this election, with its days off."""
    return replace(part_of(election).procedure, days_off=days_off_of(election))


def zone_of(election: Election) -> ZoneInfo:
    """The clock by which terms of this election end."""
    return ZoneInfo(election.time_zone)


def body_name(procedure: Procedure, code: str) -> str:
    """A body in the language in use; its code where the pack no longer has it."""
    body = procedure.bodies.get(code)
    return in_language(body.names, get_language() or "en") if body else code


def category_name(code: str) -> str:
    """A category in the language in use, "" where there is none."""
    category = categories().get(code)
    return in_language(category.names, get_language() or "en") if category else code


def category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """The tree as the groups of a list: each branch by itself, then what lies in it."""
    found = categories().values()
    return [
        (
            category_name(branch.code),
            [(one.code, category_name(one.code)) for one in _with_leaves(branch, found)],
        )
        for branch in found
        if not branch.parent
    ]


def _with_leaves(branch: Category, found: Iterable[Category]) -> list[Category]:
    return [branch, *(one for one in found if one.parent == branch.code)]
