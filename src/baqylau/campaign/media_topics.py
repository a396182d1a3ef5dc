"""The topics and offices that come with the room: data, the same for every country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml

FILE = Path(__file__).parent / "media_topics.toml"


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its names by language."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody in office; ``kind`` is the kind of subject."""

    code: str
    kind: str
    names: Mapping[str, str]


def topics() -> tuple[Topic, ...]:
    """Every shipped topic, in its order."""
    return _shipped()[0]


def offices() -> tuple[Office, ...]:
    """Those in office whom a mission's subjects begin with."""
    return _shipped()[1]


@cache
def _shipped() -> tuple[tuple[Topic, ...], tuple[Office, ...]]:
    problems = Problems()
    table = Table(read_toml(FILE.read_bytes(), FILE.name), FILE.name, problems)
    found = (
        tuple(Topic(one.text("code", longest=40), _names(one)) for one in table.tables("topic")),
        tuple(
            Office(one.text("code", longest=40), one.text("kind"), _names(one))
            for one in table.tables("office")
        ),
    )
    table.finish()
    problems.refuse_if_any()
    return found


def _names(table: Table) -> Mapping[str, str]:
    names = table.table("names")
    return {language: names.text(language) for language in ("en", "ru", "kk")}
