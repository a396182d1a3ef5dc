"""``law.toml`` of a pack: acts, articles with their editions, amendments, earlier recommendations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from baqylau.core.reading import Problems
from baqylau.core.toml import Table, read_toml
from baqylau.disputes.methods.law import (
    Act,
    Amendment,
    Article,
    Edition,
    Law,
    Recommendation,
    Reference,
    Report,
    reference_from,
)

FILE = "law.toml"
LANGUAGES = ("en", "ru", "kk")
EXPECTED = 'Expected: an article such as "20-1" or "28, paragraph 9"; of another act "code:102".'


def read(files: Mapping[str, bytes]) -> str | None:
    """The text of the file, checked; None where the pack has none, ``Refused`` with all that is wrong."""
    if FILE not in files:
        return None
    law_from(files[FILE])
    return files[FILE].decode("utf-8-sig")


def law_from(content: bytes) -> Law:
    """The law as the file gives it; ``Refused`` with all that is wrong."""
    problems = Problems()
    table = Table(read_toml(content, FILE), FILE, problems)
    acts = [_act(one) for one in table.tables("act")]
    codes = [act.code for act in acts]
    law = Law(
        acts=tuple(acts),
        articles=tuple(_article(one, codes) for one in table.tables("article")),
        amendments=tuple(_amendment(one, codes) for one in table.tables("amendment")),
        recommendations=tuple(_recommendation(one, codes) for one in table.tables("recommendation")),
        reports=tuple(_report(one) for one in table.tables("report")),
    )
    table.finish()
    _check(law, problems)
    problems.refuse_if_any()
    return law


def _act(table: Table) -> Act:
    made = Act(
        code=table.text("code", longest=40),
        number=table.text("number", longest=40),
        day=table.day_or_none("day"),
        names=_names(table, "names"),
        source=table.text("source"),
    )
    table.finish()
    return made


def _article(table: Table, acts: Sequence[str]) -> Article:
    number = table.text("number", longest=20)
    reference = _reference(table, "number", _named(table, number), acts) if number else None
    editions = tuple(_edition(one) for one in table.tables("edition"))
    made = Article(
        act=reference.act if reference else "",
        number=reference.article if reference else "0",
        names=_names(table, "names"),
        editions=tuple(sorted(editions, key=lambda one: one.since or date.min)),
        source=table.text("source"),
    )
    if reference and reference.paragraph:
        table.problems.add(
            "P.192", "An article is named without a paragraph.", EXPECTED, table.where("number")
        )
    table.finish()
    return made


def _named(table: Table, number: str) -> str:
    act = table.text("act", or_else="")
    return f"{act}:{number}" if act else number


def _edition(table: Table) -> Edition:
    made = Edition(
        since=table.day_or_none("since"),
        amendment=table.text("amendment", or_else="", longest=40),
        says=_names(table, "says"),
        source=table.text("source", or_else=""),
    )
    table.finish()
    return made


def _amendment(table: Table, acts: Sequence[str]) -> Amendment:
    made = Amendment(
        code=table.text("code", longest=40),
        number=table.text("number", longest=40),
        day=table.day("day"),
        in_force=table.day_or_none("in_force"),
        changes=_references(table, "changes", acts),
        complete=table.flag("complete", or_else=False),
        says=_names(table, "says"),
        source=table.text("source"),
    )
    table.finish()
    return made


def _recommendation(table: Table, acts: Sequence[str]) -> Recommendation:
    made = Recommendation(
        code=table.text("code", longest=60),
        report=table.text("report", longest=300),
        day=table.day_or_none("day"),
        priority=table.flag("priority", or_else=False),
        basis=_references(table, "articles", acts),
        inferred=table.flag("inferred", or_else=False),
        says=_names(table, "says"),
        source=table.text("source"),
        number=table.text("number", or_else="", longest=20),
        chapter=table.text("chapter", or_else="", longest=24),
        addressees=tuple(table.texts("addressees", or_else=())),
    )
    table.finish()
    return made


def _report(table: Table) -> Report:
    made = Report(
        code=table.text("code", longest=60),
        title=table.text("title", longest=300),
        organisation=table.text("organisation", or_else="", longest=120),
        election_day=table.day_or_none("election_day"),
        day=table.day_or_none("day"),
        count=table.integer_or_none("count", minimum=1, largest=2000),
        source=table.text("source"),
    )
    table.finish()
    return made


def _references(table: Table, key: str, acts: Sequence[str]) -> tuple[Reference, ...]:
    found = [_reference(table, key, text, acts) for text in table.texts(key, or_else=())]
    return tuple(one for one in found if one)


def _reference(table: Table, key: str, text: str, acts: Sequence[str]) -> Reference | None:
    found = reference_from(text, acts)
    if found is None:
        says = f"'{text[:60]}' is not an article of an act of this file."
        table.problems.add("P.190", says, EXPECTED, table.where(key))
    return found


def _names(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    names = {language: inner.text(language, or_else="") for language in LANGUAGES if inner.has(language)}
    inner.finish()
    if not any(names.values()):
        table.problems.add("P.112", "There is no name.", f"Add {key} with en, ru, kk.", table.where(key))
    return names


def _check(law: Law, problems: Problems) -> None:
    """Codes used twice, and editions by an amendment that there is not."""
    named = [
        *((f"act '{one.code}'") for one in law.acts),
        *((f"amendment '{one.code}'") for one in law.amendments),
        *((f"recommendation '{one.code}'") for one in law.recommendations),
        *((f"report '{one.code}'") for one in law.reports),
        *((f"report '{one.title}'") for one in law.reports),
        *((f"article '{one.act}:{one.number}'") for one in law.articles),
    ]
    for name in dict.fromkeys(one for one in named if named.count(one) > 1):
        problems.add("P.140", f"The {name} stands more than once.", "Use each code once.", f"'{FILE}'")
    known = {one.code for one in law.amendments}
    for article in law.articles:
        for edition in article.editions:
            if edition.amendment and edition.amendment not in known:
                says = f"There is no amendment '{edition.amendment[:60]}'."
                where = f"'{FILE}', article {article.number}"
                problems.add("P.191", says, "Add it, or correct the code.", where)
