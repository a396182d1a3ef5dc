"""The sheets ``survey`` and ``choices`` of an XLSForm into questions, with their logic.

A question's section is the outermost group it is in. Where its answer stands in a filled form is its path.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems, short
from baqylau.observation.sources.answers import (
    ROLES,
    STATES_IN_CODES,
    YES_NO,
    Choice,
    Question,
)
from baqylau.observation.sources.xlsform_book import Book, Line, Sheet
from baqylau.observation.sources.xlsform_types import (
    NO_QUESTION,
    ROLES_BY_TYPE,
    UNSUPPORTED,
    Type,
    known_types,
    type_of,
)

LONGEST_NAME = 120
DEEPEST = 10
MOST_LINES = 3_000
MOST_CHOICES = 100_000
"""Choices of all questions together: each question keeps its own."""
LOGIC = ("relevant", "constraint", "required", "calculation", "choice_filter", "repeat_count", "default")
"""The columns that say when a question is asked and what it takes; the others are wording and looks."""
SEVERAL = ("rating",)
"""Roles that more than one question may have."""
_NAME = re.compile(r"[A-Za-z_][\w.-]*", re.ASCII)
_WHOLE = re.compile(r"-?\d+", re.ASCII)
_NO = frozenset(["", "no", "false", "false()", "n", "0"])
_YES = frozenset(["yes", "true", "true()", "y", "1"])


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the survey sheet: a question, a note or a group.

    ``question`` is None for a note and a group. ``logic`` holds the columns of ``LOGIC`` that are filled in.
    ``conditions`` are those of the groups it is in and its own. ``groups`` names the groups, outermost first.
    """

    row: int
    name: str
    type: str
    labels: Mapping[str, str]
    hints: Mapping[str, str] = field(default_factory=dict)
    messages: Mapping[str, str] = field(default_factory=dict)
    logic: Mapping[str, str] = field(default_factory=dict)
    conditions: Sequence[str] = ()
    groups: Sequence[str] = ()
    question: Question | None = None

    @property
    def is_group(self) -> bool:
        return self.type.startswith("begin")


@dataclass(slots=True)
class _Group:
    line: Line
    is_repeat: bool
    entry: Entry


@dataclass(slots=True)
class Survey:
    """What the survey sheet asks, being read."""

    book: Book
    language: str
    problems: Problems
    entries: list[Entry] = field(default_factory=list)
    source_columns: dict[str, str] = field(default_factory=dict)
    _groups: list[_Group] = field(default_factory=list)
    _names: set[str] = field(default_factory=set)
    _roles: dict[str, str] = field(default_factory=dict)
    _lists: dict[str, list[Choice]] = field(default_factory=dict)
    _offered: int = 0

    @property
    def questions(self) -> tuple[Question, ...]:
        return tuple(entry.question for entry in self.entries if entry.question)

    def read(self) -> None:
        """Read all lines; what is wrong goes to ``problems``."""
        self._lists = read_choices(self.book.get("choices"), self.language, self.problems)
        lines = self.book["survey"].lines
        if len(lines) > MOST_LINES:
            self._too_large(Phrase("The form has more than {most} lines.", most=MOST_LINES))
        self._given_roles(lines)
        for line in lines:
            self._line(line)
        for group in self._groups[-1:]:
            self.problems.add(
                "I.306", Phrase("A group does not end."), Phrase("Add a line end_group."), group.line.where
            )

    def _too_large(self, says: Phrase) -> None:
        remedy = Phrase("Make several forms of it, or take choices from a file (select_one_from_file).")
        self.problems.add("I.311", says, remedy, Phrase("Sheet '{sheet}'", sheet="survey"))
        self.problems.refuse_if_any()

    def _given_roles(self, lines: Sequence[Line]) -> None:
        """Roles that the column ``role`` gives; a type has its own only where no question was given it."""
        for line in lines:
            role = line["role"]
            if role and role not in ROLES:
                remedy = Phrase("Expected: {expected}.", expected=", ".join(ROLES))
                says = Phrase("'{text}' is not a role known here.", text=short(role))
                self.problems.add("F.104", says, remedy, line.at("role"))
            elif role in self._roles and role not in SEVERAL:
                says = Phrase(
                    "Question '{name}' has the role '{role}' already.", name=self._roles[role], role=role
                )
                self.problems.add("F.104", says, Phrase("Keep one."), line.at("role"))
            elif role:
                self._roles[role] = line["name"]

    def _line(self, line: Line) -> None:
        text = line["type"]
        kind = type_of(text)
        if not text:
            if line["name"] or any(line.texts("label").values()):
                says = Phrase("The line has a name or a label, and no type.")
                self.problems.add("F.103", says, Phrase("Fill in the column 'type'."), line.where)
        elif kind is None:
            self._unknown(line, text)
        elif kind.word.startswith("begin_"):
            self._begin(line, kind)
        elif kind.word.startswith("end_"):
            self._end(line, kind)
        elif kind.word in NO_QUESTION:
            self._note(line, kind)
        else:
            self._question(line, kind)

    def _unknown(self, line: Line, text: str) -> None:
        says = Phrase("Questions of type '{kind}' are not known here.", kind=short(text))
        remedy = Phrase("Known here: {kinds}.", kinds=known_types())
        if text.split()[0] in UNSUPPORTED or text.startswith("begin loop"):
            remedy = Phrase("Use select_one with choice_filter, or begin_repeat, in its place.")
        self.problems.add("I.305", says, remedy, line.where)

    def _begin(self, line: Line, kind: Type) -> None:
        self._check_name(line)
        is_repeat = kind.word == "begin_repeat"
        if is_repeat:
            self._check_new(line, line["name"])
        question = self._made(line, line["name"], "repeat") if is_repeat else None
        entry = self._entry(line, kind.word, question)
        self.entries.append(entry)
        if len(self._groups) == DEEPEST:
            says = Phrase("Groups stand more than {most} deep in each other.", most=DEEPEST)
            self.problems.add("F.103", says, Phrase("Use fewer."), line.where)
        self._groups.append(_Group(line, is_repeat, entry))

    def _end(self, line: Line, kind: Type) -> None:
        if not self._groups:
            says, remedy = Phrase("A group ends that did not begin."), Phrase("Remove the line.")
            self.problems.add("I.306", says, remedy, line.where)
            return
        group = self._groups.pop()
        if group.is_repeat != (kind.word == "end_repeat"):
            says = Phrase(
                "'{name}' began in row {row} as another kind of group.",
                name=group.line["name"],
                row=group.line.number,
            )
            remedy = Phrase("End it with {end}.", end="end_repeat" if group.is_repeat else "end_group")
            self.problems.add("I.306", says, remedy, line.where)

    def _note(self, line: Line, kind: Type) -> None:
        if kind.word == "note":
            self.entries.append(self._entry(line, kind.word, None))

    def _question(self, line: Line, kind: Type) -> None:
        name = line["name"] or ("audit" if kind.word == "audit" else "")
        self._check_name(line, name)
        self._check_new(line, name)
        choices = self._choices(line, kind)
        question = self._made(line, name, _kind(line, kind, choices), kind, choices)
        self._check_critical(line, question)
        self.entries.append(self._entry(line, line["type"], question))
        if line["source_column"]:
            self.source_columns[name] = line["source_column"]
        if kind.has_other:
            self._other(line, name)

    def _other(self, line: Line, name: str) -> None:
        """The text that pyxform adds to a question of ``or_other``."""
        other = f"{name}_other"
        self._check_new(line, other)
        question = self._made(line, other, "text")
        labels = {"en": "Specify other."}
        question = replace(question, labels=labels, role="", critical=(), required=False)
        entry = Entry(
            row=line.number,
            name=other,
            type="text",
            labels=labels,
            conditions=(*self._conditions(), f"selected(${{{name}}}, 'other')"),
            groups=self._inside(),
            question=question,
        )
        self.entries.append(entry)

    def _made(
        self, line: Line, name: str, kind: str, type_: Type | None = None, choices: Sequence[Choice] = ()
    ) -> Question:
        outer = self._groups[0].line if self._groups else None
        repeat = next(
            (index for index in range(len(self._groups), 0, -1) if self._groups[index - 1].is_repeat), 0
        )
        below = [group.line["name"] for group in self._groups[repeat:]]
        if type_ and type_.word == "audit":
            below = ["meta"]
        return Question(
            name=name,
            kind=kind,
            section=outer["name"] if outer else "",
            section_labels=outer.texts("label", self.language) if outer else {},
            labels=line.texts("label", self.language),
            choices=tuple(choices),
            path="/".join([*below, name]),
            repeat=self._groups[repeat - 1].line["name"] if repeat else "",
            role=self._role(line, type_),
            critical=_listed(line["critical"]),
            required=line["required"].lower() in _YES,
            list_file=type_.list_name if type_ and type_.is_from_file else "",
        )

    def _role(self, line: Line, type_: Type | None) -> str:
        if line["role"] in ROLES:
            return line["role"]
        own = ROLES_BY_TYPE.get(type_.word, "") if type_ else ""
        if not own or own in self._roles:
            return ""
        self._roles[own] = line["name"]
        return own

    def _entry(self, line: Line, type_: str, question: Question | None) -> Entry:
        return Entry(
            row=line.number,
            name=line["name"] or (question.name if question else ""),
            type=type_,
            labels=line.texts("label", self.language),
            hints=line.texts("hint", self.language),
            messages=line.texts("constraint_message", self.language),
            logic={column: line[column] for column in LOGIC if line[column]},
            conditions=(*self._conditions(), *([line["relevant"]] if line["relevant"] else [])),
            groups=self._inside(),
            question=question,
        )

    def _conditions(self) -> tuple[str, ...]:
        return tuple(self._groups[-1].entry.conditions) if self._groups else ()

    def _inside(self) -> tuple[str, ...]:
        return tuple(group.line["name"] for group in self._groups)

    def _choices(self, line: Line, kind: Type) -> list[Choice]:
        if kind.word in ("acknowledge", "trigger"):
            return [Choice("OK")]
        if not kind.list_name or kind.is_from_file or kind.list_name.startswith("${"):
            return []
        choices = self._lists.get(kind.list_name, [])
        self._offered += len(choices)
        if self._offered > MOST_CHOICES:
            self._too_large(Phrase("Its questions offer more than {most} choices.", most=MOST_CHOICES))
        if not choices:
            says = Phrase("There is no list '{name}' in the sheet 'choices'.", name=kind.list_name)
            self.problems.add("I.308", says, Phrase("Add it."), line.where)
        if kind.has_other and not any(choice.name == "other" for choice in choices):
            choices = [*choices, Choice("other", {"en": "Other"})]
        spaced = next((choice.name for choice in choices if " " in choice.name), "")
        if spaced and kind.kind != "choice":
            says = Phrase("The choice '{name}' has a blank in its name.", name=short(spaced))
            remedy = Phrase("Write _ instead; answers to several choices are set apart by blanks.")
            self.problems.add("F.105", says, remedy, line.where)
        return choices

    def _check_name(self, line: Line, name: str | None = None) -> None:
        name = line["name"] if name is None else name
        if not _NAME.fullmatch(name) or len(name) > LONGEST_NAME:
            says = Phrase("'{name}' is not a question's name.", name=short(name))
            remedy = Phrase("Use Latin letters, digits and _, a letter first.")
            self.problems.add("I.309", says, remedy, line.where)

    def _check_new(self, line: Line, name: str) -> None:
        if name in self._names:
            says = Phrase("Question '{name}' stands twice.", name=short(name))
            self.problems.add("I.307", says, Phrase("Give each question its own name."), line.where)
        self._names.add(name)

    def _check_critical(self, line: Line, question: Question) -> None:
        offers = [choice.name for choice in question.choices]
        for name in question.critical:
            if question.kind not in ("yes_no", "choice", "choices") or (
                name not in offers and not question.list_file
            ):
                says = Phrase("'{name}' is not a choice of this question.", name=short(name))
                remedy = Phrase("Name choices of its list, set apart by commas.")
                self.problems.add("F.105", says, remedy, line.at("critical"))


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,;]+", text) if part)


def _kind(line: Line, kind: Type, choices: Sequence[Choice]) -> str:
    if kind.word == "range":
        parameters = dict(re.findall(r"(\w+)\s*=\s*(\S+?)(?=[\s,;]|$)", line["parameters"]))
        steps = [parameters.get(key, "1") for key in ("start", "end", "step")]
        return "integer" if all(_WHOLE.fullmatch(step) for step in steps) else "decimal"
    if kind.word in ("acknowledge", "trigger") or kind.kind != "choice":
        return kind.kind
    names = {choice.name for choice in choices if choice.name not in STATES_IN_CODES}
    return "yes_no" if names == set(YES_NO) else "choice"


def read_choices(sheet: Sheet | None, language: str, problems: Problems) -> dict[str, list[Choice]]:
    """The lists of the sheet ``choices``."""
    lists: dict[str, list[Choice]] = {}
    seen: set[tuple[str, str]] = set()
    for line in sheet.lines if sheet else ():
        key = (line["list_name"], line["name"])
        if not key[0]:
            says = Phrase("The choice '{name}' is in no list.", name=short(line["name"]))
            problems.add("I.304", says, Phrase("Fill in the column 'list_name'."), line.where)
            continue
        if not key[1] or key in seen:
            says = Phrase("The choice '{name}' has no name, or stands twice in its list.", name=short(key[1]))
            problems.add("I.304", says, Phrase("Give each choice its own name."), line.where)
        seen.add(key)
        lists.setdefault(key[0], []).append(Choice(key[1], line.texts("label", language)))
    return lists
