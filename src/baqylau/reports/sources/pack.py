"""``statement.toml`` of a pack: bytes to a plan. A number typed into a sentence is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.reports.methods.plan import (
    KINDS,
    LANGUAGES,
    PARTS,
    Chapter,
    Kind,
    Plan,
    PlannedFigure,
    Reference,
    Texts,
    Words,
    pieces,
    references,
)

FILE = "statement.toml"

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_PERCENT = re.compile(r"[%‰٪]|per ?cent|процент|пайыз", re.IGNORECASE)
_EXTENT = re.compile(
    r"\b(isolated|widespread|systemic|systematic(ally)?|majority|most(ly)? of|many|few|several|numerous|"
    r"rare(ly)?|often|frequent(ly)?|единичн\w*|повсеместн\w*|систематическ\w*|системн\w*|большинств\w*|мног(о|ие|их)|"
    r"нескольк\w*|многочисленн\w*|редк\w*|часто|жекелеген|жаппай|жүйелі|көбі(нде|нің)?|көптеген|бірнеше|сирек|"
    r"жиі)\b",
    re.IGNORECASE,
)
"""Words that say how much or how often. They would have to agree with n and spread, so they are not typed."""


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack says about a mission's statement: whose it is, the plan, and the text it was read from."""

    mission: str
    plan: Plan
    source: str


def read(files: Mapping[str, bytes]) -> Part | None:
    """The statement of a pack, None where it has none; ``Refused`` with all that is wrong in it."""
    if FILE not in files:
        return None
    problems = Problems()
    table = Table(read_toml(files[FILE], FILE), FILE, problems)
    part = Part(table.text("mission", longest=60), _plan(table), files[FILE].decode("utf-8-sig"))
    table.finish()
    problems.refuse_if_any()
    _check(part.plan, problems)
    problems.refuse_if_any()
    return part


def _plan(table: Table) -> Plan:
    return Plan(
        form=table.text("form", longest=60),
        areas=table.text("areas", longest=30),
        level=_level(table),
        title=_texts(table, "title"),
        chapters=tuple(_chapter(one) for one in table.tables("chapters")),
        figures=tuple(_figure(one) for one in table.tables("figures")),
        notes=tuple(_sentence(one) for one in table.tables("notes")),
    )


def _level(table: Table) -> str:
    text = table.text("level", or_else="1/20")
    try:
        if 0 < Fraction(text) < 1:
            return str(Fraction(text))
    except (ValueError, ZeroDivisionError):
        pass
    says = f"'{text[:60]}' is not a level of significance."
    table.problems.add(
        "D.109", says, 'Give a fraction between 0 and 1, such as "1/20".', table.where("level")
    )
    return "1/20"


def _texts(table: Table, key: str) -> Texts:
    inner = table.table(key)
    texts = {language: inner.text(language) for language in LANGUAGES}
    inner.finish()
    for language, text in texts.items():
        _refuse_percent(text, inner.where(language), table.problems)
    return texts


def _chapter(table: Table) -> Chapter:
    chapter = Chapter(
        code=_name(table, "code"),
        title=_texts(table, "title"),
        sentences=tuple(_sentence(one) for one in table.tables("sentences")),
        chart=tuple(table.texts("chart", or_else=())),
        table=tuple(table.texts("table", or_else=())),
    )
    table.finish()
    return chapter


def _figure(table: Table) -> PlannedFigure:
    kind: Kind = next(
        (kind for kind in KINDS if kind == table.text("kind", or_else="share", choices=KINDS)), "share"
    )
    share = kind == "share"
    figure = PlannedFigure(
        name=_name(table, "name"),
        kind=kind,
        wording=_texts(table, "wording"),
        question=table.text("question", longest=120) if share else "",
        counts=_values(table) if share else (),
        compared=table.flag("compared", or_else=False) if share else False,
        published=table.text("published", longest=160) if kind == "published" else "",
    )
    table.finish()
    return figure


def _name(table: Table, key: str) -> str:
    name = table.text(key)
    if name and not _NAME.fullmatch(name):
        says = f"'{name[:60]}' is not a name."
        remedy = "Use small Latin letters, digits and underscores, a letter first, at most 60 characters."
        table.problems.add("D.105", says, remedy, table.where(key))
    return name


def _values(table: Table) -> tuple[str, ...]:
    """One answer, or a list of answers, that are counted."""
    if isinstance(table.values.get("counts"), str):
        return (table.text("counts"),)
    return tuple(table.texts("counts"))


def _sentence(table: Table) -> Texts:
    texts = {language: table.text(language) for language in LANGUAGES}
    table.finish()
    for language, text in texts.items():
        where = table.where(language)
        _refuse_percent(text, where, table.problems)
        _refuse_typed(text, where, table.problems)
    return texts


def _refuse_percent(text: str, where: str, problems: Problems) -> None:
    if found := _PERCENT.search(text):
        says = f"'{found[0]}' is typed."
        remedy = "Leave it to the figure in braces: the mission's kind decides whether there are percentages."
        problems.add("D.108", says, remedy, where)


def _refuse_typed(text: str, where: str, problems: Problems) -> None:
    words = "".join(piece.text for piece in pieces(text) if isinstance(piece, Words))
    if typed := next((letter for letter in words if letter.isnumeric()), None):
        says = f"The sentence contains a typed-in number ('{typed}')."
        remedy = "Declare a figure and refer to it in braces, such as {family_voting}."
        problems.add("D.101", says, remedy, where)
    if "{" in words or "}" in words:
        problems.add("D.106", "A brace is not closed, or not opened.", "Write {name_of_a_figure}.", where)
    if found := _EXTENT.search(words):
        says = f"'{found[0]}' says how much or how often."
        remedy = "Leave it out: the figure says it, and a word has to agree with n and spread."
        problems.add("D.107", says, remedy, where)


def _check(plan: Plan, problems: Problems) -> None:
    _refuse_twice((one.name for one in plan.figures), "figure", problems)
    _refuse_twice((one.code for one in plan.chapters), "chapter", problems)
    kinds = {one.name: one.kind for one in plan.figures}
    for texts in plan.notes:
        _check_sentence(texts, kinds, f"'{FILE}', [notes]", problems)
    for chapter in plan.chapters:
        where = f"'{FILE}', chapter '{chapter.code}'"
        for texts in chapter.sentences:
            _check_sentence(texts, kinds, where, problems)
        for name in (*chapter.chart, *chapter.table):
            if kinds.get(name) != "share":
                says = f"'{name[:60]}' is not a share that is declared."
                problems.add(
                    "D.104", says, "Charts and tables hold shares; declare it in [[figures]].", where
                )


def _refuse_twice(names: Iterable[str], what: str, problems: Problems) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            problems.add("D.111", f"The {what} '{name}' stands twice.", "Rename one.", f"'{FILE}'")
        seen.add(name)


def _check_sentence(texts: Texts, kinds: Mapping[str, str], where: str, problems: Problems) -> None:
    for language, text in texts.items():
        place = f"{where}, {language}"
        for piece in pieces(text):
            if isinstance(piece, Reference):
                _check_reference(piece, kinds, place, problems)
        if references([{language: text}]) != references([texts]):
            says = "The languages of this sentence do not refer to the same figures."
            problems.add("D.112", says, "Say the same in each language.", place)


def _check_reference(piece: Reference, kinds: Mapping[str, str], where: str, problems: Problems) -> None:
    if piece.figure not in kinds:
        says = f"There is no figure '{piece.figure[:60]}'."
        problems.add("D.102", says, "Declare it in [[figures]], or correct its name.", where)
    elif piece.part and (piece.part not in PARTS or kinds[piece.figure] != "share"):
        says = f"'{piece.part[:60]}' is not a part of '{piece.figure}'."
        problems.add("D.103", says, f"A share has the parts {' and '.join(PARTS)}, a count none.", where)
