"""What the pages on which protocols are entered, decided and corrected show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext

from baqylau.core.problem import Problem
from baqylau.results.checking import Checker, Finding
from baqylau.results.filling import fields_of_contest
from baqylau.results.line_words import field_in_words
from baqylau.results.methods.layout import Field, differing, figures_of
from baqylau.results.methods.typed_numbers import NotANumber, typed_number
from baqylau.results.models import Paper, Protocol, ProtocolEntry


@dataclass(frozen=True, slots=True)
class Control:
    """One field of a protocol on a page: its name, what is typed in it, and what is wrong with it."""

    name: str
    number: str
    label: str
    typed: str
    wrong: str = ""
    is_option: bool = False
    begins_votes: bool = False


def controls(
    fields: Iterable[Field], typed: Mapping[str, str], problems: Iterable[Problem] = ()
) -> list[Control]:
    """The fields in the order of the paper."""
    wrong = {one.where: one.translated(gettext) for one in problems if one.where}
    made: list[Control] = []
    for field in fields:
        said = wrong.get(field.name)
        made.append(
            Control(
                name=field.name,
                number=field.number,
                label=field_in_words(field),
                typed=typed.get(field.name, ""),
                wrong=f"{said.says} {said.remedy}" if said else "",
                is_option=field.is_option,
                begins_votes=field.is_option and not (made and made[-1].is_option),
            )
        )
    return made


def first_to_fill(made: Iterable[Control]) -> str:
    """The field that the cursor stands in: the first that is wrong, else the first that is empty."""
    listed = list(made)
    for wanted in (lambda one: one.wrong, lambda one: not one.typed):
        for one in listed:
            if wanted(one):
                return one.name
    return listed[0].name if listed else ""


def findings_while_typing(paper: Paper, typed: Mapping[str, str]) -> tuple[Finding, ...]:
    """What does not add up so far; a field that holds no number yet counts as empty."""
    checker = Checker.of(paper.contest)
    figures: dict[str, int] = {}
    for field in checker.fields:
        try:
            number = typed_number(typed.get(field.name, ""))
        except NotANumber:
            continue
        if number is not None:
            figures[field.name] = number
    return checker.findings(figures)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which two entries differ, with what was chosen so far."""

    name: str
    label: str
    first: int | None
    second: int | None
    taken: str = ""
    typed: str = ""
    wrong: str = ""


def differences(
    paper: Paper,
    first: ProtocolEntry,
    second: ProtocolEntry,
    sent: Mapping[str, str],
    problems: Iterable[Problem] = (),
) -> tuple[list[Difference], list[tuple[str, int | None]]]:
    """The fields that differ in the order of the paper, and those that are the same with their figure."""
    one, other = figures_of(first.lines, first.votes), figures_of(second.lines, second.votes)
    wrong = {problem.where: problem.translated(gettext) for problem in problems if problem.where}
    differ = set(differing(one, other))
    differing_fields, same = [], []
    for field in fields_of_contest(paper.contest):
        label = field_in_words(field)
        if field.name not in differ:
            same.append((label, one.get(field.name)))
            continue
        said = wrong.get(field.name)
        differing_fields.append(
            Difference(
                name=field.name,
                label=label,
                first=one.get(field.name),
                second=other.get(field.name),
                taken=sent.get(field.name, ""),
                typed=sent.get(f"{field.name}-other", ""),
                wrong=f"{said.says} {said.remedy}" if said else "",
            )
        )
    return differing_fields, same


def typed_of(protocol: Protocol) -> dict[str, str]:
    """The figures of a protocol as texts of fields."""
    return {name: str(number) for name, number in figures_of(protocol.lines, protocol.votes).items()}
