"""A coded text message into answers: what is forgiven, and what is caught.

``A120D yes no 3 0715 =718`` is a head (form letter, edition of the sheet, station, check character), answers
in the order of the sheet, and the sum of those in figures. ``A120D 7H no 12P 45 =45`` names its questions.
``@`` begins a note. Runs of answers must end where a section of the sheet ends, so that one that was left
out or typed twice shifts nothing unseen.

One wrong digit, and two neighbouring digits swapped, are caught everywhere: by the check character in the
head, by the letter in a question's code, by the sum in an answer. Without a sum, answers in figures are read
but not sure.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.methods.check_characters import is_right, question_code, symbols
from baqylau.observation.methods.message_sheet import Asked, Sheet
from baqylau.observation.methods.message_words import (
    HERE,
    SKIP,
    NoAnswer,
    answer_in,
    as_digits,
    code_in,
    figure_in,
)
from baqylau.observation.sources.answers import LONGEST_TEXT

MOST_WORDS, MOST_PIECES = 600, 9
"""Of a message; of its head, where blanks stand in it."""
_BETWEEN = re.compile(r"[\s,;/]+")
_SUM = re.compile(r"[=*#]\s*([0-9ILOSZ|ОІЗ]+)[\s.]*$", re.IGNORECASE)
_AROUND = ".:!()[]\"'«»“”"


@dataclass(slots=True)
class Understood:
    """What a message says. ``figures`` are the answers that its sum makes sure, or would."""

    sheet: Sheet
    station: str
    answers: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    figures: dict[str, int] = field(default_factory=dict)
    note: str = ""
    given_sum: int | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def sum(self) -> int:
        """Of its answers in figures."""
        return sum(self.figures.values())

    @property
    def is_sure(self) -> bool:
        """Whether its figures are as they were meant, or there are none."""
        return not self.figures if self.given_sum is None else self.given_sum == self.sum

    @property
    def said(self) -> int:
        """How many questions it answers, in one way or another."""
        return len(self.answers) + len(self.states) + len(self.skipped)


@dataclass(frozen=True, slots=True)
class CheckedIn:
    """A sign of life, with the station as it was typed."""

    station: str


def read_message(
    text: str, sheets: Collection[Sheet], stations: Mapping[str, Sequence[str]]
) -> Understood | CheckedIn:
    """What a message says, by the sheets of a mission and its stations (``by_symbols``).

    ``Refused`` (G.101 to G.105) where its head is not understood. Problems of single answers (G.110 to G.116)
    are in what is returned; those answers are not, and the others are.
    """
    body, at, note = text.partition("@")
    found = _SUM.search(body)
    words = _words(body[: found.start()] if found else body)
    if words and words[0].lower() in HERE:
        return CheckedIn(" ".join(words[1:])[:60])
    given_sum = int(as_digits(found[1])[:12]) if found else None
    try:
        understood = _read(_head(words, sheets, stations), given_sum)
    except Refused as refused:
        understood = _with_blanks_in_its_head(words, sheets, stations, given_sum, refused)
    if at:
        _take_note(understood, note.strip())
    return understood


def _read(head: tuple[Sheet, str, Sequence[str]], given_sum: int | None) -> Understood:
    sheet, station, rest = head
    understood = Understood(sheet, station, given_sum=given_sum)
    _Reader(understood).read(rest[:MOST_WORDS])
    _weigh(understood)
    return understood


def _with_blanks_in_its_head(
    words: Sequence[str],
    sheets: Collection[Sheet],
    stations: Mapping[str, Sequence[str]],
    given_sum: int | None,
    refused: Refused,
) -> Understood:
    """The message with more of its words taken for its head, where it then answers every question.

    So an answer is never taken for the end of a head that is mistyped: one would be missing then.
    """
    for pieces in range(2, min(MOST_PIECES, len(words)) + 1):
        try:
            understood = _read(_head(words, sheets, stations, pieces), given_sum)
        except Refused:
            continue
        whole = understood.said == len(understood.sheet.questions)
        if whole and understood.is_sure and not understood.problems:
            return understood
    raise refused


def _words(text: str) -> list[str]:
    return [stripped for word in _BETWEEN.split(text) if (stripped := word.strip(_AROUND))]


# ------------------------------------------------------------------ the head


def _head(
    words: Sequence[str],
    sheets: Collection[Sheet],
    stations: Mapping[str, Sequence[str]],
    pieces: int = 1,
) -> tuple[Sheet, str, Sequence[str]]:
    """The sheet, the station, and the words after them; the head is of so many pieces, or of more."""
    by_mark = {sheet.mark: sheet for sheet in sheets}
    letters = {sheet.letter for sheet in sheets}
    code, used = "", 0
    while used < len(words) and (used < pieces or len(code) < _shortest(by_mark.get(code[:2]))):
        code += symbols(words[used])
        used += 1
    if len(code) < 3 or not any(letter.isdigit() for word in words[:used] for letter in word):
        says = Phrase("The message does not begin with a code of your sheet.")
        raise Refused(Problem("G.101", says, Phrase("Begin with the code that stands beside the station.")))
    if code[0] not in letters:
        says = Phrase("No form has the letter {letter}.", letter=code[0])
        raise Refused(Problem("G.102", says, Phrase("Begin with the code that stands beside the station.")))
    if not is_right(code):
        says = Phrase("The code {code} is mistyped.", code=words[0] if used == 1 else code)
        raise Refused(Problem("G.103", says, Phrase("Check it against your sheet.")))
    sheet = by_mark.get(code[:2])
    if sheet is None:
        says = Phrase("The sheet {code} is not known.", code=code[:2])
        raise Refused(Problem("G.105", says, Phrase("Ask your co-ordinator for the newest sheet.")))
    return sheet, _station(sheet, code[2:-1], stations), words[used:]


def _shortest(sheet: Sheet | None) -> int:
    return 4 if sheet is None or sheet.has_station else 3


def _station(sheet: Sheet, typed: str, stations: Mapping[str, Sequence[str]]) -> str:
    if not sheet.has_station and not typed:
        return ""
    found = stations.get(typed, ())
    if not stations and typed and sheet.has_station:
        return typed
    if len(found) != 1 or not sheet.has_station:
        says = Phrase("The station {station} is not known here.", station=typed or "–")
        raise Refused(Problem("G.104", says, Phrase("Check it against your sheet.")))
    return found[0]


# ------------------------------------------------------------------ the answers


class _Reader:
    """Goes through the words after the head, one run of answers at a time."""

    def __init__(self, understood: Understood) -> None:
        self._understood = understood
        self._questions = understood.sheet.questions
        self._ends = understood.sheet.ends()
        self._said: dict[int, str] = {}
        self._twice: set[int] = set()

    def read(self, words: Sequence[str]) -> None:
        runs: list[tuple[tuple[int, str] | None, list[str]]] = [(None, [])]
        for word in words:
            code = code_in(word)
            if code is None:
                runs[-1][1].append(word)
            else:
                runs.append((code, []))
        for place, (code, said) in enumerate(runs):
            following = runs[place + 1][0] if place + 1 < len(runs) else None
            self._run(code, said, following[0] if following else 0)
        for number in sorted(self._twice):
            self._forget(self._questions[number - 1])

    def _run(self, code: tuple[int, str] | None, said: Sequence[str], following: int) -> None:
        first = 1 if code is None else code[0]
        if code is not None and not self._is_question(code):
            typed = f"{code[0]}{code[1]}"
            says = Phrase("{code} is no question.", code=typed)
            self._problem("G.110", says, Phrase("Check it against your sheet."))
            return
        if not said and code is None:
            return
        last = first + len(said) - 1
        fits = last in self._ends or last + 1 == following or (code is not None and len(said) == 1)
        if not said or not fits:
            self._problem_of_length(first, len(said))
            return
        for question, word in zip(self._questions[first - 1 :], said, strict=False):
            self._answer(question, word)

    def _is_question(self, code: tuple[int, str]) -> bool:
        number, letter = code
        return 1 <= number <= len(self._questions) and question_code(number) == f"{number}{letter}"

    def _problem_of_length(self, first: int, count: int) -> None:
        last = min((end for end in self._ends if end >= first), default=first)
        says = Phrase(
            "{count} answers from {code} on, but {due} questions to the end of the section, {last}.",
            count=count,
            code=question_code(first),
            due=last - first + 1,
            last=question_code(last),
        )
        self._problem("G.111", says, Phrase("Answer each; write - for one that is not asked."))

    def _answer(self, question: Asked, word: str) -> None:
        folded = word.lower()
        if self._said.setdefault(question.number, folded) != folded:
            self._twice.add(question.number)
            return
        understood, name = self._understood, question.name
        if folded in SKIP:
            if name not in understood.skipped:
                understood.skipped.append(name)
            return
        try:
            answer, state = answer_in(word, question)
        except NoAnswer:
            says = Phrase("{code}: '{word}' is no answer.", code=question.code, word=word[:12])
            self._problem("G.112", says, how_to_answer(question))
            return
        if state:
            understood.states[name] = state
            return
        understood.answers[name] = answer
        if question.kind in ("integer", "time"):
            understood.figures[name] = figure_in(answer, question)

    def _forget(self, question: Asked) -> None:
        """What is answered in two ways is not answered."""
        understood, name = self._understood, question.name
        for kept in (understood.answers, understood.states, understood.figures):
            kept.pop(name, None)
        understood.skipped = [one for one in understood.skipped if one != name]
        says = Phrase("{code} is answered in two ways.", code=question.code)
        self._problem("G.114", says, Phrase("Send it again once."))

    def _problem(self, code: str, says: Phrase, remedy: Phrase) -> None:
        self._understood.problems.append(Problem(code, says, remedy))


def how_to_answer(question: Asked) -> Phrase:
    """What may be written for a question."""
    if question.kind == "yes_no":
        return Phrase("Write yes or no.")
    if question.kind == "integer":
        return Phrase("Write a whole number, or -.")
    if question.kind == "time":
        return Phrase("Write a time as 0715, or -.")
    letters = "".join(letter for letter, _ in question.choices)
    if question.kind == "choice":
        return Phrase("Write one of these letters: {letters}.", letters=letters)
    return Phrase("Write some of these letters, without blanks: {letters}.", letters=letters)


def _take_note(understood: Understood, note: str) -> None:
    if understood.sheet.note and note:
        understood.note = note[:LONGEST_TEXT]
        return
    if note:
        says = Phrase("This form takes no note.")
        understood.problems.append(Problem("G.116", says, Phrase("Call your co-ordinator instead.")))


def _weigh(understood: Understood) -> None:
    """Leave out the answers in figures where their sum is another than the one given."""
    if not understood.said and not understood.note and understood.given_sum is None:
        says = Phrase("No answer was in the message.")
        if not understood.problems:
            understood.problems.append(Problem("G.115", says, Phrase("Write the answers after the code.")))
        return
    if understood.is_sure or understood.given_sum is None or not understood.said:
        return  # a sum alone says yes to figures that were sent before
    says = Phrase(
        "The answers in figures add up to {sum}, not to {given}.",
        sum=understood.sum,
        given=understood.given_sum,
    )
    understood.problems.append(Problem("G.113", says, Phrase("Check the figures and send them again.")))
    for name in understood.figures:
        del understood.answers[name]
    understood.figures.clear()


# ------------------------------------------------------------------ writing one


def write_message(
    sheet: Sheet,
    station: str,
    answers: Mapping[str, str],
    states: Mapping[str, str] | None = None,
    *,
    note: str = "",
) -> str:
    """The message that says this, all questions in their order: what is not in it is not asked (-).

    >>> from baqylau.observation.methods.message_sheet import Asked
    >>> asked = (Asked(1, "sealed", "yes_no", "s"), Asked(2, "voters", "integer", "s"))
    >>> write_message(Sheet("A", 1, True, asked), "20", {"sealed": "yes", "voters": "718"})
    'A120D yes 718 =718'
    """
    words, total, has_figures = [sheet.head(station)], 0, False
    for question in sheet.questions:
        word = word_for(question, answers.get(question.name, ""), (states or {}).get(question.name, ""))
        words.append(word)
        if question.kind in ("integer", "time") and word != "-":
            total, has_figures = total + figure_in(word, question), True
    return " ".join([*words, *([f"={total}"] if has_figures else []), *([f"@{note}"] if note else [])])


def word_for(question: Asked, answer: str, state: str = "") -> str:
    """How an answer is written: the word that stands on the sheet for it."""
    if state or not answer:
        return {"dont_know": "?", "not_observed": "x", "not_applicable": "na"}.get(state, "-")
    if question.kind in ("choice", "choices"):
        letters = {name: letter for letter, name in question.choices}
        return "".join(letters[name] for name in answer.split())
    return answer.replace(":", "") if question.kind == "time" else answer
