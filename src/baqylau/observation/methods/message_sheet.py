"""The sheet by which a form is answered in text messages: its letter, its questions and their codes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from baqylau.observation.methods.check_characters import check_character, question_code, symbols
from baqylau.observation.sources.answers import STATES_IN_CODES, Question

FORM_LETTERS = "ABCDEFGHJKMNPQRTUVWXY"
CHOICE_LETTERS = "abcdefghjkmnpqrtuvwy"
"""Without x, which says "not observed", and without what is taken for a digit."""
KINDS = ("yes_no", "choice", "choices", "integer", "time")
NOT_ASKED = frozenset({"station", "area", "place", "start", "end", "day", "wave", "position"})
"""Roles that the head of a message, or the message itself, answers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a sheet. ``choices`` are its letters with the names they stand for."""

    number: int
    name: str
    kind: str
    section: str
    choices: tuple[tuple[str, str], ...] = ()
    states: frozenset[str] = frozenset()

    @property
    def code(self) -> str:
        return question_code(self.number)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What of a form can be answered in messages. ``edition`` changes whenever its questions do."""

    letter: str
    edition: int
    has_station: bool
    questions: tuple[Asked, ...]
    note: str = ""
    """The question that takes what stands after ``@``."""

    @property
    def mark(self) -> str:
        """The letter and the last digit of the edition, with which every message of this sheet begins."""
        return f"{self.letter}{self.edition % 10}"

    def head(self, station: str = "") -> str:
        """What a message begins with: mark, station and check character.

        >>> Sheet("A", 1, True, ()).head("20")
        'A120D'
        """
        code = self.mark + symbols(station)
        return code + check_character(code)

    def ends(self) -> frozenset[int]:
        """Numbers of the questions that are the last of their section."""
        following = [*self.questions[1:], None]
        pairs = zip(self.questions, following, strict=True)
        return frozenset(one.number for one, after in pairs if after is None or after.section != one.section)


def make_sheet(questions: Sequence[Question], *, letter: str, edition: int) -> Sheet:
    """The sheet of a form version, without repeats, files, positions, lists from files and free text.

    The section in which the form finds the station is left out: the head of a message names it.
    """
    found_in = next((one.section for one in questions if one.role == "station" and not one.repeat), "")
    asked = [
        question
        for question in questions
        if _can_be_asked(question) and not (found_in and question.section == found_in)
    ]
    notes = [one for one in questions if one.kind == "text" and not one.repeat and one.role not in NOT_ASKED]
    return Sheet(
        letter=letter,
        edition=edition,
        has_station=any(one.role == "station" and not one.repeat for one in questions),
        questions=tuple(_asked(number, question) for number, question in enumerate(asked, 1)),
        note=notes[-1].name if notes else "",
    )


def _can_be_asked(question: Question) -> bool:
    if question.kind not in KINDS or question.repeat or question.list_file or question.role in NOT_ASKED:
        return False
    return question.kind not in ("choice", "choices") or 0 < len(question.offers()) <= len(CHOICE_LETTERS)


def _asked(number: int, question: Question) -> Asked:
    offers = () if question.kind == "yes_no" else question.offers()
    named = {choice.name for choice in question.choices}
    return Asked(
        number=number,
        name=question.name,
        kind=question.kind,
        section=question.section,
        choices=tuple(zip(CHOICE_LETTERS, offers, strict=False)),
        states=frozenset(str(state) for state in STATES_IN_CODES if state in named),
    )


def contents(sheet: Sheet) -> tuple[object, ...]:
    """What must not change while the edition stays the same."""
    rows = tuple((one.name, one.kind, one.section, one.choices, one.states) for one in sheet.questions)
    return sheet.has_station, sheet.note, rows


def edition_after(before: Sequence[Sheet], sheet: Sheet) -> int:
    """The edition of a form's next sheet: that of the newest one where nothing changed, else one more."""
    if not before:
        return 1
    return before[-1].edition + (contents(before[-1]) != contents(sheet))


def letters_of(codes: Sequence[str]) -> Mapping[str, str]:
    """A letter for each form of a mission, in the order in which they were made; later ones change none.

    A part of the code that is one letter wins, then the letters of its longer words, then the alphabet.

    >>> letters_of(["kz_a_opening", "kz_c_count", "kz_c2_protocol", "incident"])
    {'kz_a_opening': 'A', 'kz_c_count': 'C', 'kz_c2_protocol': 'P', 'incident': 'N'}
    """
    given: dict[str, str] = {}
    for code in codes:
        free = (letter for letter in _wanted(code) if letter not in given.values())
        if letter := next(free, ""):
            given[code] = letter
    return given


def _wanted(code: str) -> Iterator[str]:
    parts = re.split(r"[^A-Z0-9]+", code.upper())
    yield from (part for part in parts if len(part) == 1 and part in FORM_LETTERS)
    yield from (letter for part in parts if len(part) > 2 for letter in part if letter in FORM_LETTERS)
    yield from FORM_LETTERS


def by_symbols(codes: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Stations by what their codes look like in a message; more than one where two cannot be told apart.

    >>> by_symbols(["01-A/7", "01-A/S", "01A5"])
    {'01A7': ('01-A/7',), '01A5': ('01-A/S', '01A5')}
    """
    found: dict[str, tuple[str, ...]] = {}
    for code in codes:
        key = symbols(code)
        found[key] = (*found.get(key, ()), code)
    return found
