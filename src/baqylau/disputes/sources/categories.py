"""The tree of what disputes are about: data that comes with the room, the same for every country.

Its branches follow the way handbooks on the resolution of electoral disputes are laid out: before election
day, election day, results, equal rights. The words are our own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml

FILE = Path(__file__).parent.parent / "categories.toml"


@dataclass(frozen=True, slots=True)
class Category:
    """A node: ``parent`` is "" for a branch."""

    code: str
    parent: str
    names: Mapping[str, str]


@cache
def categories() -> dict[str, Category]:
    """Every category by its code, a branch before what lies in it."""
    problems = Problems()
    table = Table(read_toml(FILE.read_bytes(), FILE.name), FILE.name, problems)
    found = {category.code: category for category in _branches(table)}
    table.finish()
    problems.refuse_if_any()
    return found


def _branches(table: Table) -> Iterator[Category]:
    for branch in table.tables("branch"):
        one = _category(branch, "")
        yield one
        for leaf in branch.tables("category"):
            yield _category(leaf, one.code)
            leaf.finish()
        branch.finish()


def _category(table: Table, parent: str) -> Category:
    names = {language: table.text(language) for language in ("en", "ru", "kk")}
    return Category(table.text("code", longest=40), parent, names)


def codes_in(code: str) -> list[str]:
    """The code itself and those of what lies in it; nothing where there is no such category."""
    return [one.code for one in categories().values() if code in (one.code, one.parent)]
