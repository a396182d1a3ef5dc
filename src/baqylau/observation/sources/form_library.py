"""The standard forms that come with Baqylau: ``form_library/<set>/library.toml`` and its workbooks.

A set lists its forms: ``key`` (also the workbook's ``form_id``), ``file``, ``kind``, ``names`` in languages,
``roles`` that are given it. Unknown keys are refused, as in a pack.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import baqylau
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems, read_path
from baqylau.core.toml import Table, read_toml

FOLDER = Path(baqylau.__file__).parent / "form_library"
FILE = "library.toml"
FORMAT = 1
LARGEST_WORKBOOK = 10 * 2**20
_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


@dataclass(frozen=True, slots=True)
class LibraryForm:
    """A standard form: where its workbook is, what it is about, how it is called, who is given it."""

    key: str
    set: str
    path: Path
    kind: str
    names: Mapping[str, str]
    roles: tuple[str, ...]
    digest: str
    """The workbook's SHA-256."""

    def read(self) -> bytes:
        """The workbook."""
        return read_path(self.path, limit=LARGEST_WORKBOOK)


def read_set(folder: Path, kinds: Collection[str], roles: Collection[str]) -> tuple[LibraryForm, ...]:
    """The forms of one set in their order; ``Refused`` with all that is wrong (F.150 to F.153, C.1xx)."""
    name = f"{folder.name}/{FILE}"
    problems = Problems()
    table = Table(read_toml(read_path(folder / FILE, limit=2**20), name), name, problems)
    if table.integer("format") != FORMAT:
        says = Phrase("The list of forms has another format.")
        problems.add("F.150", says, Phrase("Expected: {expected}.", expected=FORMAT), table.where("format"))
    if table.text("code") != folder.name:
        says = Phrase("The set is not called as its folder.")
        problems.add("F.150", says, Phrase("Write {name}.", name=folder.name), table.where("code"))
    forms = [_form(one, folder, kinds, roles, problems) for one in table.tables("form")]
    table.finish()
    for form in forms:
        if sum(other.key == form.key for other in forms) > 1:
            says = Phrase("The form '{key}' stands twice.", key=form.key)
            problems.add("F.151", says, Phrase("Keep one."), f"'{name}'")
    problems.refuse_if_any()
    return tuple(forms)


def _form(
    table: Table, folder: Path, kinds: Collection[str], roles: Collection[str], problems: Problems
) -> LibraryForm:
    key = table.text("key", longest=60)
    if not _KEY.fullmatch(key):
        says = Phrase("'{key}' is not a key of a form.", key=key)
        problems.add("F.151", says, Phrase("Use small Latin letters, digits and _."), table.where("key"))
    file = table.text("file", or_else=f"{key}.xlsx")
    wanted = table.texts("roles", or_else=())
    for role in wanted:
        if role not in roles:
            says = Phrase("'{text}' is not a word known here.", text=role)
            problems.add(
                "F.152",
                says,
                Phrase("Expected: {expected}.", expected=", ".join(roles)),
                table.where("roles"),
            )
    names = table.table("names")
    texts = {language: names.text(language, longest=200) for language in names.keys()}  # noqa: SIM118
    form = LibraryForm(
        key=key,
        set=folder.name,
        path=folder / file,
        kind=table.text("kind", or_else="other", choices=kinds),
        names=texts,
        roles=tuple(wanted),
        digest=_digest(folder, file, table, problems),
    )
    table.finish()
    return form


def _digest(folder: Path, file: str, table: Table, problems: Problems) -> str:
    if "/" in file or "\\" in file or file.startswith("."):
        says = Phrase("The file is not in the folder of the set.")
        problems.add("F.153", says, Phrase("Name a file of that folder."), table.where("file"))
        return ""
    try:
        return hashlib.sha256(read_path(folder / file, limit=LARGEST_WORKBOOK)).hexdigest()
    except Refused as refused:
        problems.gather(refused)
        return ""


@lru_cache(maxsize=4)
def _shipped(folder: Path, kinds: tuple[str, ...], roles: tuple[str, ...]) -> tuple[LibraryForm, ...]:
    sets = sorted(one.parent for one in folder.glob(f"*/{FILE}"))
    return tuple(form for one in sets for form in read_set(one, kinds, roles))


def library(kinds: Collection[str], roles: Collection[str], folder: Path = FOLDER) -> tuple[LibraryForm, ...]:
    """All standard forms; read once, since they come with the program."""
    return _shipped(folder, tuple(kinds), tuple(roles))


def library_form(
    key: str, kinds: Collection[str], roles: Collection[str], folder: Path = FOLDER
) -> LibraryForm:
    """One standard form; ``Refused`` (F.154) where there is none of that key."""
    for form in library(kinds, roles, folder):
        if form.key == key:
            return form
    says = Phrase("There is no standard form '{key}'.", key=key)
    raise Refused(Problem("F.154", says, Phrase("Choose one from the list.")))
