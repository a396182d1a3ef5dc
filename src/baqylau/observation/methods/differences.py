"""Which questions two versions of a record answer differently, those in repeats too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

from baqylau.observation.sources.answers import Question

Said = tuple[Any, str]
"""The answer, or None and its state; ``(None, "")`` where the version does not speak of the question."""


class Version(Protocol):
    """What a version says."""

    answers: Mapping[str, Any]
    states: Mapping[str, str]


def differences(
    questions: Sequence[Question], old: Version, new: Version
) -> Iterator[tuple[str, Question, Said, Said]]:
    """Each question with what was said before and after where they differ; in a repeat as ``votes#2``."""
    before = (old.answers, old.states)
    yield from _between(questions, "", before, (new.answers, new.states), "")


Pair = tuple[Mapping[str, Any], Mapping[str, str]]


def _between(
    questions: Sequence[Question], repeat: str, old: Pair, new: Pair, row: str
) -> Iterator[tuple[str, Question, Said, Said]]:
    for question in questions:
        if question.repeat != repeat:
            continue
        if question.kind == "repeat":
            yield from _rows(questions, question, old, new, row)
            continue
        before, after = said_to(question.name, old), said_to(question.name, new)
        if before != after:
            yield f"{question.name}{row}", question, before, after


def _rows(
    questions: Sequence[Question], repeat: Question, old: Pair, new: Pair, row: str
) -> Iterator[tuple[str, Question, Said, Said]]:
    before, after = repetitions(repeat.name, old), repetitions(repeat.name, new)
    nothing: Pair = ({}, {})
    for place in range(max(len(before), len(after))):
        one = before[place] if place < len(before) else nothing
        other = after[place] if place < len(after) else nothing
        yield from _between(questions, repeat.name, one, other, f"{row}#{place + 1}")


def repetitions(repeat: str, of: Pair) -> list[Pair]:
    """The repetitions of a repeat, each as its answers and states."""
    listed = of[0].get(repeat)
    if not isinstance(listed, list):
        return []
    return [(one.get("answers", {}), one.get("states", {})) for one in listed if isinstance(one, Mapping)]


def said_to(name: str, of: Pair) -> Said:
    """What is said to a question."""
    answers, states = of
    return (answers[name], "") if name in answers else (None, states.get(name, ""))
