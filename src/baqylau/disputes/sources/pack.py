"""``disputes.toml`` of a pack: who decides disputes, which way they go, and the terms of the law."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.disputes.methods.procedure import BODY_KINDS, Body, BodyKind, NamedTerm, Procedure, Route
from baqylau.election.sources.terms import read_term

FILE = "disputes.toml"
LANGUAGES = ("en", "ru", "kk")
WHEN = ("during", "before")
STATUSES = ("published", "unconfirmed")
_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What may not be done during an event of the calendar, or before it, and what violation it may be."""

    event: str
    items: tuple[str, ...]
    violation: str
    names: Mapping[str, str]
    article: str
    source: str
    when: str = "during"


@dataclass(frozen=True, slots=True)
class PublishedPart:
    """A part of a published total: the code of the published figure, and what it counts."""

    figure: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another source gives for the rest: its total less what it accounts for, both published figures."""

    whole: str
    less: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublishedTotal:
    """A published total with its parts, each a published figure by its code."""

    code: str
    names: Mapping[str, str]
    whole: str
    parts: tuple[PublishedPart, ...]
    elsewhere: Elsewhere | None


@dataclass(frozen=True, slots=True)
class Part:
    """What a pack says about disputes, and the text it was read from."""

    procedure: Procedure
    forbidden: tuple[Forbidden, ...]
    totals: tuple[PublishedTotal, ...]
    source: str

    def figures(self) -> set[str]:
        """The codes of all published figures that are named."""
        named = {total.whole for total in self.totals}
        named |= {part.figure for total in self.totals for part in total.parts}
        for total in self.totals:
            if total.elsewhere:
                named |= {total.elsewhere.whole, total.elsewhere.less}
        return named


def read(files: Mapping[str, bytes]) -> Part | None:
    """The part of a pack, None where it has none; ``Refused`` with all that is wrong in it (C.1xx, H.2xx)."""
    return read_bytes(files[FILE]) if FILE in files else None


def check_names(part: Part, *, events: Collection[str], figures: Collection[str], problems: Problems) -> None:
    """What the part names stands in the pack's calendar (H.210) and among its published figures (H.212)."""
    for event in sorted({one.event for one in part.forbidden} - set(events)):
        says = Phrase("The calendar has no event '{code}'.", code=event)
        problems.add("H.210", says, Phrase("Add it to calendar.csv, or correct the code."), f"'{FILE}'")
    for code in sorted(part.figures() - set(figures)):
        says = Phrase("There is no published figure '{code}'.", code=code)
        problems.add("H.212", says, Phrase("Add it to published.csv, or correct the code."), f"'{FILE}'")


def read_bytes(content: bytes) -> Part:
    """The same from the bytes of the file."""
    problems = Problems()
    table = Table(read_toml(content, FILE), FILE, problems)
    table.integer("format", minimum=1)
    bodies = _by_code([_body(one) for one in table.tables("body")], table)
    terms = _by_code([_term(one) for one in table.tables("term")], table)
    routes = tuple(_route(one, bodies, terms) for one in table.tables("route"))
    part = Part(
        procedure=Procedure(bodies, terms, routes),
        forbidden=tuple(_forbidden(one) for one in table.tables("forbidden")),
        totals=tuple(_total(one) for one in table.tables("total")),
        source=content.decode("utf-8-sig", errors="replace"),
    )
    table.finish()
    problems.refuse_if_any()
    return part


def _by_code(found: list[Body] | list[NamedTerm], table: Table) -> dict:  # type: ignore[type-arg]
    by_code = {}
    for one in found:
        if one.code in by_code:
            says = Phrase("Code '{code}' stands more than once.", code=one.code)
            table.problems.add("H.201", says, Phrase("Give each its own."), table.where())
        by_code[one.code] = one
    return by_code


def _code(table: Table) -> str:
    code = table.text("code", longest=40)
    if code and not _CODE.fullmatch(code):
        remedy = Phrase("Expected: small Latin letters, digits and '_', a letter first.")
        says = Phrase("'{code}' is not a code.", code=code)
        table.problems.add("H.202", says, remedy, table.where("code"))
    return code


def names_of(table: Table) -> dict[str, str]:
    """The names in the languages of the site; other languages may stand there too."""
    inner = table.table("names")
    names = {language: inner.text(language, longest=200) for language in LANGUAGES}
    inner.finish()
    return names


def _body(table: Table) -> Body:
    kind: BodyKind = next(
        (kind for kind in BODY_KINDS if kind == table.text("kind", choices=BODY_KINDS)), "other"
    )
    body = Body(
        code=_code(table),
        kind=kind,
        names=names_of(table),
        article=table.text("article", or_else="", longest=200),
        source=table.text("source"),
    )
    table.finish()
    return body


def _term(table: Table) -> NamedTerm:
    named = NamedTerm(
        code=_code(table),
        term=read_term(table, minimum=1),
        names=names_of(table),
        source=table.text("source"),
        confirmed=table.text("status", or_else="published", choices=STATUSES) == "published",
    )
    table.finish()
    return named


def _route(table: Table, bodies: Mapping[str, Body], terms: Mapping[str, NamedTerm]) -> Route:
    route = Route(
        before=table.text("before", or_else=""),
        to=table.text("to"),
        file_within=table.text("file_within", or_else=""),
        decide_within=table.text("decide_within", or_else=""),
    )
    table.finish()
    for key, code, known in (
        ("before", route.before, bodies),
        ("to", route.to, bodies),
        ("file_within", route.file_within, terms),
        ("decide_within", route.decide_within, terms),
    ):
        if code and code not in known:
            says = Phrase("There is no '{code}' in this file.", code=code[:60])
            table.problems.add("H.205", says, Phrase("Add it, or correct the code."), table.where(key))
    for key, code in (("file_within", route.file_within), ("decide_within", route.decide_within)):
        if code in terms and terms[code].term.unit == "hours":
            says = Phrase("Dates are known by the day, so that hours cannot be counted from them.")
            table.problems.add("H.206", says, Phrase("Give the term in days."), table.where(key))
    return route


def _forbidden(table: Table) -> Forbidden:
    found = Forbidden(
        event=table.text("event", longest=60),
        items=tuple(table.texts("items")),
        violation=table.text("violation", longest=40),
        names=names_of(table),
        article=table.text("article", longest=200),
        source=table.text("source"),
        when=table.text("when", or_else=WHEN[0], choices=WHEN) or WHEN[0],
    )
    table.finish()
    return found


def _total(table: Table) -> PublishedTotal:
    total = PublishedTotal(
        code=_code(table),
        names=names_of(table),
        whole=table.text("whole", longest=160),
        parts=tuple(_published_part(one) for one in table.tables("part")),
        elsewhere=_elsewhere(table) if table.has("elsewhere") else None,
    )
    table.finish()
    return total


def _published_part(table: Table) -> PublishedPart:
    part = PublishedPart(figure=table.text("figure", longest=160), names=names_of(table))
    table.finish()
    return part


def _elsewhere(table: Table) -> Elsewhere:
    inner = table.table("elsewhere")
    found = Elsewhere(
        whole=inner.text("whole", longest=160), less=inner.text("less", longest=160), names=names_of(inner)
    )
    inner.finish()
    return found
