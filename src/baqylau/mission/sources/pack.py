"""``mission.toml``: the mission that a pack brings."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml

FILE = "mission.toml"
KINDS = ("full", "limited", "assessment", "intergovernmental", "joint", "citizen")
LANGUAGES = ("en", "ru", "kk")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Part:
    """What ``mission.toml`` says; ``source`` says where it is known from."""

    slug: str
    name: str
    kind: str
    minimum_denominator: int
    authoritative_language: str
    source: str


def read(files: Mapping[str, bytes]) -> Part | None:
    """The mission of a pack, from its files by name; None where the pack brings none.

    Raises ``Refused`` with all that is wrong in the file (C.1xx, M.201).
    """
    if FILE not in files:
        return None
    problems = Problems()
    table = Table(read_toml(files[FILE], FILE), FILE, problems)
    part = Part(
        slug=_slug(table),
        name=table.text("name", longest=200),
        kind=table.text("kind", choices=KINDS),
        minimum_denominator=table.integer("minimum_denominator", or_else=30, minimum=1),
        authoritative_language=table.text("authoritative_language", or_else="en", choices=LANGUAGES),
        source=table.text("source"),
    )
    table.finish()
    problems.refuse_if_any()
    return part


def _slug(table: Table) -> str:
    slug = table.text("slug", longest=60)
    if slug and not SLUG.fullmatch(slug):
        remedy = Phrase("Expected: small Latin letters and digits, in groups joined by '-'.")
        table.problems.add(
            "M.201", Phrase("'{slug}' is not a short name.", slug=slug), remedy, table.where("slug")
        )
    return slug
