"""``commitments.toml``: public commitments by document and paragraph. Data that comes with the room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml

FILE = Path(__file__).parent.parent / "commitments.toml"
LANGUAGES = ("en", "ru", "kk")


@dataclass(frozen=True, slots=True)
class Shipped:
    """A paragraph of a document: ``paragraph`` is "" where the whole document is meant."""

    code: str
    instruments: Mapping[str, str]
    paragraph: str
    says: Mapping[str, str]
    source: str


@cache
def shipped_commitments() -> dict[str, Shipped]:
    """Every commitment that comes with the room, by its code, in the order of the file."""
    problems = Problems()
    table = Table(read_toml(FILE.read_bytes(), FILE.name), FILE.name, problems)
    found = {one.code: one for one in _read(table)}
    table.finish()
    problems.refuse_if_any()
    return found


def _read(table: Table) -> Iterator[Shipped]:
    for instrument in table.tables("instrument"):
        code, names, source = instrument.text("code"), _names(instrument, "names"), instrument.text("source")
        for one in instrument.tables("paragraph"):
            number = one.text("number", or_else="")
            yield Shipped(f"{code}-{number}" if number else code, names, number, _names(one, "says"), source)
            one.finish()
        instrument.finish()


def _names(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    names = {language: inner.text(language) for language in LANGUAGES}
    inner.finish()
    return names
