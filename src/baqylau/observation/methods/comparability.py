"""What changed from one version of a form to another, and whether old answers may be counted with new ones.

Answers of two versions may be counted together where the same was asked, in the same way, of the same
observations, and the same could be answered. What a machine can tell of that is told here; whether other
words still ask the same is for a person to say.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from baqylau.core.problem import Phrase
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.checks_sheet import CheckLine
from baqylau.observation.sources.xlsform import FormRead
from baqylau.observation.sources.xlsform_survey import Entry

CLOSED = ("yes_no", "choice", "choices", "ranking")


class Change(StrEnum):
    """What may change of a line of a form."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    KIND = "kind"
    REPEAT = "repeat"
    WORDING = "wording"
    LANGUAGE = "language"
    HINT = "hint"
    CHOICE_ADDED = "choice_added"
    CHOICE_REMOVED = "choice_removed"
    CHOICE_WORDING = "choice_wording"
    LIST_FILE = "list_file"
    ASKED_IF = "asked_if"
    CONSTRAINT = "constraint"
    REQUIRED = "required"
    CALCULATION = "calculation"
    CHOICE_FILTER = "choice_filter"
    REPEAT_COUNT = "repeat_count"
    DEFAULT = "default"
    ROLE = "role"
    CRITICAL = "critical"
    MOVED = "moved"


class Comparable(StrEnum):
    """Whether answers given before may be counted with those given since."""

    YES = "yes"
    LOOK = "look"
    """A person must look: the machine cannot tell, or the base of a percentage is another."""
    NO = "no"
    NEW = "new"
    """Nobody was asked before; old records are not counted as if they had been."""
    GONE = "gone"
    """Nobody is asked any more; old answers stay as they are."""


WEIGHT: Mapping[Change, tuple[Comparable, Phrase]] = {
    Change.ADDED: (Comparable.NEW, Phrase("Earlier reports were not asked this.")),
    Change.REMOVED: (Comparable.GONE, Phrase("New reports are not asked this any more.")),
    Change.RENAMED: (Comparable.NO, Phrase("Old answers stand under the old name.")),
    Change.KIND: (Comparable.NO, Phrase("The answer is of another kind.")),
    Change.REPEAT: (Comparable.NO, Phrase("It was asked once and is now asked repeatedly, or the reverse.")),
    Change.CALCULATION: (Comparable.NO, Phrase("It is computed in another way.")),
    Change.WORDING: (Comparable.LOOK, Phrase("Does it still ask the same?")),
    Change.CHOICE_ADDED: (Comparable.LOOK, Phrase("Before, this could not be answered.")),
    Change.CHOICE_REMOVED: (Comparable.LOOK, Phrase("This cannot be answered any more.")),
    Change.CHOICE_WORDING: (Comparable.LOOK, Phrase("Does the choice still mean the same?")),
    Change.LIST_FILE: (Comparable.LOOK, Phrase("The choices come from another file.")),
    Change.ASKED_IF: (
        Comparable.LOOK,
        Phrase("It is asked of other observations: percentages have another base."),
    ),
    Change.CHOICE_FILTER: (Comparable.LOOK, Phrase("Other choices are offered.")),
    Change.CONSTRAINT: (Comparable.LOOK, Phrase("Other answers are let through.")),
    Change.DEFAULT: (Comparable.LOOK, Phrase("What stands there untouched is another answer.")),
    Change.REPEAT_COUNT: (Comparable.LOOK, Phrase("It is asked another number of times.")),
    Change.LANGUAGE: (Comparable.YES, Phrase("A translation came or went.")),
    Change.HINT: (Comparable.YES, Phrase("Only the hint is another.")),
    Change.REQUIRED: (Comparable.YES, Phrase("Only how many answers are missing changes.")),
    Change.ROLE: (Comparable.YES, Phrase("The answer is the same; what is made of it is another thing.")),
    Change.CRITICAL: (Comparable.YES, Phrase("Only what needs attention at once changes.")),
    Change.MOVED: (Comparable.YES, Phrase("Only its place is another.")),
}
"""What each change does to comparability, and why. The worst change of a question decides."""

_ORDER = (Comparable.YES, Comparable.LOOK, Comparable.NO, Comparable.GONE, Comparable.NEW)
_LOGIC = {
    "constraint": Change.CONSTRAINT,
    "required": Change.REQUIRED,
    "calculation": Change.CALCULATION,
    "choice_filter": Change.CHOICE_FILTER,
    "repeat_count": Change.REPEAT_COUNT,
    "default": Change.DEFAULT,
}
_WIDER = frozenset([("integer", "decimal"), ("yes_no", "choice"), ("choice", "yes_no")])
"""Kinds between which answers keep their meaning; what choices came or went is told of its own."""


@dataclass(frozen=True, slots=True)
class Changed:
    """One change: ``which`` is the language or the choice it is about, "" for neither."""

    what: Change
    before: str = ""
    after: str = ""
    which: str = ""

    @property
    def comparable(self) -> Comparable:
        """What this change alone does."""
        return WEIGHT[self.what][0]

    @property
    def why(self) -> Phrase:
        return WEIGHT[self.what][1]


@dataclass(frozen=True, slots=True)
class Difference:
    """How one line of a form differs; ``entry`` is the newer one, or the older where it was removed."""

    entry: Entry
    changes: tuple[Changed, ...]
    asks: bool = True
    """Whether it is, or was, a question; not a note or a group."""

    @property
    def comparable(self) -> Comparable:
        """The worst of its changes."""
        return max((change.comparable for change in self.changes), key=_ORDER.index)

    @property
    def why(self) -> tuple[Phrase, ...]:
        """Why it is not better than that."""
        worst = self.comparable
        return tuple(dict.fromkeys(change.why for change in self.changes if change.comparable == worst))


@dataclass(frozen=True, slots=True)
class FormDifference:
    """All that differs between two versions of a form."""

    lines: tuple[Difference, ...]
    unchanged: int
    """Questions that are the same in both."""
    checks: tuple[tuple[str, CheckLine | None, CheckLine | None], ...]
    """Code, the check before and after; None where it is not there."""
    languages_added: tuple[str, ...]
    languages_removed: tuple[str, ...]

    @property
    def is_nothing(self) -> bool:
        return not (self.lines or self.checks or self.languages_added or self.languages_removed)

    def count(self, comparable: Comparable) -> int:
        """How many questions there are of that sort."""
        return sum(line.comparable == comparable for line in self.lines if line.asks)


def difference(old: FormRead, new: FormRead) -> FormDifference:
    """What changed from ``old`` to ``new``, in the new form's order; what was removed stands at the end."""
    before = {entry.name: entry for entry in old.entries}
    after = {entry.name: entry for entry in new.entries}
    moved = _moved([entry.name for entry in old.entries], [entry.name for entry in new.entries])
    lines = [*_lines(before, after, moved), *_removed(before, after)]
    told = {line.entry.name for line in lines}
    return FormDifference(
        lines=tuple(lines),
        unchanged=sum(question.name not in told for question in new.questions),
        checks=tuple(_checks(old.checks, new.checks)),
        languages_added=tuple(one for one in new.languages if one not in old.languages),
        languages_removed=tuple(one for one in old.languages if one not in new.languages),
    )


def _lines(
    before: Mapping[str, Entry], after: Mapping[str, Entry], moved: frozenset[str]
) -> Iterator[Difference]:
    gone = [entry for name, entry in before.items() if name not in after]
    for name, entry in after.items():
        if name not in before:
            yield Difference(entry, tuple(_added(entry, gone)), _asks(entry))
        elif changes := tuple(_changes(before[name], entry, name in moved)):
            yield Difference(entry, changes, _asks(before[name]) or _asks(entry))


def _removed(before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Difference]:
    for name, entry in before.items():
        if name not in after:
            yield Difference(entry, (Changed(Change.REMOVED),), _asks(entry))


def _asks(entry: Entry) -> bool:
    return entry.question is not None


def _added(entry: Entry, gone: Sequence[Entry]) -> Iterator[Changed]:
    """New; or the same under another name, which old answers do not follow."""
    words = {_bare(text) for text in entry.labels.values() if _bare(text)}
    for old in gone:
        same_kind = old.question and entry.question and old.question.kind == entry.question.kind
        if same_kind and words.intersection(_bare(text) for text in old.labels.values()):
            yield Changed(Change.RENAMED, old.name, entry.name)
            return
    yield Changed(Change.ADDED)


def _changes(old: Entry, new: Entry, moved: bool) -> Iterator[Changed]:
    yield from _kinds(old, new)
    yield from _texts(old.labels, new.labels, Change.WORDING)
    if old.hints != new.hints:
        yield from _texts(old.hints, new.hints, Change.HINT)
    if old.question and new.question:
        yield from _choices(old.question, new.question)
        yield from _roles(old.question, new.question)
    yield from _logic(old, new)
    if moved or old.groups != new.groups:
        yield Changed(Change.MOVED, " / ".join(old.groups), " / ".join(new.groups))


def _kinds(old: Entry, new: Entry) -> Iterator[Changed]:
    before, after = old.question, new.question
    if before is None or after is None:
        if before or after:
            yield Changed(Change.REMOVED if before else Change.ADDED, old.type, new.type)
        return
    if before.kind != after.kind and (before.kind, after.kind) not in _WIDER:
        yield Changed(Change.KIND, before.kind, after.kind)
    if before.repeat != after.repeat:
        yield Changed(Change.REPEAT, before.repeat, after.repeat)


def _texts(old: Mapping[str, str], new: Mapping[str, str], what: Change) -> Iterator[Changed]:
    """Other words by language. Capitals, blanks and points at the end ask nothing else."""
    for language in dict.fromkeys([*old, *new]):
        before, after = old.get(language, ""), new.get(language, "")
        if bool(before) != bool(after):
            only = Change.LANGUAGE if what == Change.WORDING else what
            yield Changed(only, before, after, language)
        elif _bare(before) != _bare(after):
            yield Changed(what, before, after, language)


def _bare(text: str) -> str:
    return re.sub(r"[\s.:?!*]+", " ", text).strip().casefold()


def _choices(old: Question, new: Question) -> Iterator[Changed]:
    if old.list_file != new.list_file:
        yield Changed(Change.LIST_FILE, old.list_file, new.list_file)
    if old.kind not in CLOSED or new.kind not in CLOSED:
        return
    before = {choice.name: choice for choice in old.choices}
    after = {choice.name: choice for choice in new.choices}
    for name, choice in after.items():
        if name not in before:
            yield Changed(Change.CHOICE_ADDED, "", _one(choice.labels, name), name)
            continue
        for text in _texts(before[name].labels, choice.labels, Change.CHOICE_WORDING):
            if text.before and text.after:
                yield Changed(Change.CHOICE_WORDING, text.before, text.after, name)
    for name, choice in before.items():
        if name not in after:
            yield Changed(Change.CHOICE_REMOVED, _one(choice.labels, name), "", name)


def _one(labels: Mapping[str, str], otherwise: str) -> str:
    return next(iter(labels.values()), otherwise)


def _roles(old: Question, new: Question) -> Iterator[Changed]:
    if old.role != new.role:
        yield Changed(Change.ROLE, old.role, new.role)
    if set(old.critical) != set(new.critical):
        yield Changed(Change.CRITICAL, ", ".join(old.critical), ", ".join(new.critical))


def _logic(old: Entry, new: Entry) -> Iterator[Changed]:
    before, after = _condition(old), _condition(new)
    if before != after:
        yield Changed(Change.ASKED_IF, before, after)
    for column, what in _LOGIC.items():
        was, now = _spaced(old.logic.get(column, "")), _spaced(new.logic.get(column, ""))
        if was != now:
            yield Changed(what, was, now)


def _condition(entry: Entry) -> str:
    return " and ".join(_spaced(one) for one in entry.conditions)


def _spaced(expression: str) -> str:
    return " ".join(expression.split())


def _moved(old: Sequence[str], new: Sequence[str]) -> frozenset[str]:
    """The fewest lines that, taken out, leave the two orders alike (a longest increasing subsequence)."""
    place = {name: index for index, name in enumerate(old)}
    common = [name for name in new if name in place]
    ends: list[int] = []
    last: list[str] = []
    before: dict[str, str] = {}
    for name in common:
        at = bisect_left(ends, place[name])
        before[name] = last[at - 1] if at else ""
        ends[at : at + 1], last[at : at + 1] = [place[name]], [name]
    kept, name = set(), last[-1] if last else ""
    while name:
        kept.add(name)
        name = before[name]
    return frozenset(common) - kept


def _checks(
    old: Sequence[CheckLine], new: Sequence[CheckLine]
) -> Iterator[tuple[str, CheckLine | None, CheckLine | None]]:
    before, after = {one.code: one for one in old}, {one.code: one for one in new}
    for code in dict.fromkeys([*after, *before]):
        if before.get(code) != after.get(code):
            yield code, before.get(code), after.get(code)
