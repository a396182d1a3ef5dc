"""What the lines of a protocol are: the tables ``[[protocol]]`` of ``results/results.toml``.

Each says whose contests' protocol it is, the lines in the order of the paper with their official words, where
the votes stand among them, and the article that prescribes it. ``docs/packs.md`` describes the format.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baqylau.core.reading import Problems
from baqylau.core.toml import Table
from baqylau.results.methods.lines import LINE_CODES, OWN_CODE, NotAFormula
from baqylau.results.methods.protocol_checks.identity import identity

LONGEST_LABEL = 300


@dataclass(frozen=True, slots=True)
class Layout:
    """The protocol of some contests.

    ``items`` in the order of the paper: ``{"line", "number", "labels", "question"}``, and where the votes
    stand ``{"options", "questions"}``. ``answers`` is what observers' forms call the contests in their
    question ``contest``. ``identities`` are checks of its own, ``{"code", "holds", "title", "article"}``, and
    ``left_out`` the codes of standard checks that do not apply.
    """

    contests: tuple[str, ...]
    answers: tuple[str, ...]
    article: str
    source: str
    items: tuple[Mapping[str, object], ...]
    identities: tuple[Mapping[str, str], ...]
    left_out: tuple[str, ...]
    where: str

    @property
    def options(self) -> tuple[str, ...]:
        """The options whose order it gives."""
        return tuple(str(code) for item in self.items for code in _listed(item.get("options")))


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def read_layouts(described: Table, problems: Problems) -> tuple[Layout, ...]:
    """The layouts that a pack describes; what is wrong goes to ``problems``."""
    layouts = tuple(_layout(one, problems) for one in described.tables("protocol"))
    contests = [code for layout in layouts for code in layout.contests]
    for code in sorted({code for code in contests if contests.count(code) > 1}):
        says = f"Contest '{code}' has two protocols."
        problems.add("R.111", says, "Keep one of them.", described.where("protocol"))
    return layouts


def _layout(table: Table, problems: Problems) -> Layout:
    contests = tuple(table.texts("contests"))
    layout = Layout(
        contests=contests,
        answers=tuple(table.texts("answers", or_else=contests)),
        article=table.text("article", or_else="", longest=200),
        source=table.text("source"),
        items=tuple(_item(one, problems) for one in table.tables("line")),
        identities=tuple(_identity(one, problems) for one in table.tables("check")),
        left_out=tuple(table.texts("left_out", or_else=())),
        where=table.where(),
    )
    table.finish()
    lines = [str(item["line"]) for item in layout.items if "line" in item]
    for code in sorted({code for code in lines if lines.count(code) > 1}):
        problems.add("R.112", f"Line '{code}' stands twice.", "Keep one of them.", table.where())
    if len(layout.items) - len(lines) != 1:
        says = "The place of the votes is not given, or given more than once."
        remedy = "Give one line with 'options' (an empty list: the options in their own order)."
        problems.add("R.113", says, remedy, table.where())
    return layout


def _item(table: Table, problems: Problems) -> Mapping[str, object]:
    if table.has("options"):
        return _options(table)
    code = table.text("code", longest=60)
    if code and code not in LINE_CODES and not OWN_CODE.fullmatch(code):
        says = f"'{code}' is neither a known line nor a code."
        remedy = "A line of your own has a code of small Latin letters, digits and _."
        problems.add("R.114", says, remedy, table.where("code"))
    item = {
        "line": code,
        "number": table.text("number", or_else="", longest=10),
        "labels": _labels(table.table("label")),
        "question": table.text("question", or_else=code or "-", longest=120),
    }
    table.finish()
    if code not in LINE_CODES and not item["labels"]:
        says = f"The line '{code}' has no words."
        problems.add("R.115", says, "Give label.en, label.ru and label.kk.", table.where())
    return item


def _identity(table: Table, problems: Problems) -> Mapping[str, str]:
    values = {
        "code": table.text("code", longest=10),
        "holds": table.text("holds", longest=300),
        "title": table.text("title", or_else=""),
        "article": table.text("article", or_else="", longest=200),
    }
    table.finish()
    if values["code"] and values["holds"]:
        try:
            identity(values["code"], values["holds"])
        except NotAFormula as wrong:
            remedy = "Expected: sums of codes with =, <= or >= between, such as 'in_box = valid + invalid'."
            problems.add("R.116", str(wrong), remedy, table.where("holds"))
    return values


def _labels(table: Table) -> dict[str, str]:
    return {language: table.text(language, longest=LONGEST_LABEL) for language in table.keys()}  # noqa: SIM118


def _options(table: Table) -> Mapping[str, object]:
    questions = table.table("questions")
    item = {
        "options": table.texts("options"),
        "questions": {code: questions.text(code, longest=120) for code in questions.keys()},  # noqa: SIM118
    }
    table.finish()
    return item
