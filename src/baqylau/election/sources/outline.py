"""``election.toml``: the election, what is not known of it, its contests and their seat rules."""

from __future__ import annotations

import re
import zoneinfo
from dataclasses import replace
from typing import Any

from baqylau.core.toml import Table
from baqylau.election.sources.candidate_law import read_candidate_laws
from baqylau.election.sources.records import ContestRow, ElectionRow

FILE = "election.toml"
FORMAT = 1
ELECTION_KINDS = ("parliament", "president", "council", "referendum")
CONTEST_KINDS = ("party_list", "single_mandate", "president", "council", "indirect", "referendum")
STATION_KINDS = ("ordinary", "closed", "abroad", "special")
NOTE_STATUSES = ("unknown", "unconfirmed", "remark")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}")


def read_outline(table: Table) -> tuple[ElectionRow, list[ContestRow]]:
    """The election and its contests; what is wrong goes to the table's problems."""
    problems = table.problems
    if table.integer("format") != FORMAT and not problems.found:
        remedy = f"This version of Baqylau reads format {FORMAT}."
        problems.add("P.110", "The pack has another format.", remedy, table.where("format"))
    election = ElectionRow(
        code=code_of(table, "code"),
        country=_country(table),
        kind=table.text("kind", choices=ELECTION_KINDS),
        day=table.day("day"),
        time_zone=_time_zone(table),
        called_on=table.day_or_none("called_on"),
        names=names_of(table, "names"),
        source=table.text("source"),
        notes=[_note(note) for note in table.tables("note")],
        weekend=[],
    )
    contests = [_contest(contest, index) for index, contest in enumerate(table.tables("contest"), start=1)]
    laws = read_candidate_laws(table, CONTEST_KINDS)
    contests = [replace(one, candidate_rule=_about(laws, one.kind)) for one in contests]
    table.finish()
    return election, contests


def _about(laws: list[dict[str, Any]], kind: str) -> list[dict[str, Any]] | None:
    """What is asked of the candidates of one kind of contest; None where the pack does not say."""
    return [law for law in laws if kind in law.get("contests", ())] or None


def code_of(table: Table, key: str, *, or_else: str | None = None) -> str:
    """A code: Latin letters, digits, dash, underscore; at most 60 of them."""
    code = table.text(key, or_else=or_else)
    if code and not CODE.fullmatch(code):
        remedy = "Expected: Latin letters, digits, '_', '-', at most 60 of them."
        table.problems.add("P.111", f"'{code[:80]}' is not a code.", remedy, table.where(key))
    return code


def names_of(table: Table, key: str) -> dict[str, str]:
    """A table of names by language, at least one."""
    inner = table.table(key)
    languages = inner.keys()
    names = {language: inner.text(language) for language in languages if _is_language(inner, language)}
    if not names:
        table.problems.add("P.112", "There is no name.", f"Add [{key}] with en, ru, kk.", table.where(key))
    return names


def _is_language(table: Table, language: str) -> bool:
    if re.fullmatch(r"[a-z]{2,3}", language):
        return True
    remedy = "Expected: the code of a language, such as en, ru, kk."
    table.problems.add("P.113", f"'{language[:40]}' is not a language.", remedy, table.where(language))
    return False


def _country(table: Table) -> str:
    country = table.text("country")
    if country and not re.fullmatch(r"[a-z]{2}", country):
        remedy = "Expected: two small letters, such as kz."
        table.problems.add("P.114", f"'{country[:40]}' is not a country.", remedy, table.where("country"))
    return country


def _time_zone(table: Table) -> str:
    name = table.text("time_zone", longest=60)
    if name and not is_time_zone(name):
        remedy = "Expected: a name of the time zone database, such as Asia/Almaty."
        table.problems.add("P.115", f"'{name}' is not a time zone.", remedy, table.where("time_zone"))
    return name


def is_time_zone(name: str) -> bool:
    """Whether the time zone database has it."""
    try:
        zoneinfo.ZoneInfo(name)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return False
    return True


def _note(table: Table) -> dict[str, object]:
    note: dict[str, object] = {
        "about": table.text("about", longest=200),
        "status": table.text("status", choices=NOTE_STATUSES),
        "says": names_of(table, "says"),
    }
    if source := table.text("source", or_else=""):
        note["source"] = source
    table.finish()
    return note


def _contest(table: Table, position: int) -> ContestRow:
    rule = table.table("seat_rule") if table.has("seat_rule") else None
    contest = ContestRow(
        where=table.where(),
        code=code_of(table, "code"),
        kind=table.text("kind", choices=CONTEST_KINDS),
        position=position,
        area=table.text("area"),
        seats=table.integer_or_none("seats"),
        seat_rule=_seat_rule(rule) if rule else None,
        stations=tuple(table.texts("stations")),
        names=names_of(table, "names"),
        source=table.text("source"),
    )
    for kind in contest.stations:
        if kind not in STATION_KINDS:
            says = f"'{kind[:40]}' is not a kind of station."
            table.problems.add(
                "P.116", says, f"Expected: {', '.join(STATION_KINDS)}.", table.where("stations")
            )
    if rule and contest.seat_rule and contest.seat_rule.get("seats") != contest.seats:
        says = "The contest and its seat rule do not have the same number of seats."
        table.problems.add("P.117", says, "Correct one of them.", rule.where("seats"))
    table.finish()
    return contest


def _seat_rule(table: Table) -> dict[str, object]:
    """The rule as it stands, with its source; the room that deals seats reads it strictly."""
    table.text("source")
    table.integer("seats")
    return dict(table.values)
