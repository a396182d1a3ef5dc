"""The page of an official extract: what each column is, what each word means, what is still wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils import translation

from baqylau.core.problem import Problem, Refused
from baqylau.core.text import search_key
from baqylau.disputes.actions.extracts import checked_rows, sheet_of
from baqylau.disputes.actions.given import CHOICES
from baqylau.disputes.models import Extract
from baqylau.disputes.procedure import category_choices, procedure_of
from baqylau.disputes.sources.categories import categories
from baqylau.disputes.sources.extract import FIELDS, WORDS, Reading, Sheet, words_in
from baqylau.disputes.words import label
from baqylau.election.models import Area

SAMPLES = 3
MOST_WORDS = 300
FIXED = ("arrival", "body", "complainant_kind", "respondent_kind", "channel")
"""What may be the same in all rows of a file."""
DATE_FORMATS = (
    ("%d.%m.%Y", "19.03.2023"),
    ("%Y-%m-%d", "2023-03-19"),
    ("%d/%m/%Y", "19/03/2023"),
    ("%m/%d/%Y", "03/19/2023"),
)
PASSED_OVER = "-"
"""On the page: a column that is passed over; an empty choice says that nothing was chosen yet."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its control, its name, what stands in its first rows, what it is."""

    control: str
    name: str
    samples: tuple[str, ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a column with choices: its control, how often it stands there, what it means."""

    control: str
    word: str
    count: int
    chosen: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A field with choices: its name, what may be chosen, and the words of its column."""

    field: str
    label: str
    choices: list[tuple[str, Any]]
    words: tuple[Word, ...]
    more: int


@dataclass(frozen=True, slots=True)
class ExtractPage:
    """All of it; ``sheet`` is None where the file cannot be read at all."""

    extract: Extract
    reading: Reading
    sheet: Sheet | None
    columns: tuple[Column, ...]
    worded: tuple[Worded, ...]
    fixed: tuple[tuple[str, str, list[tuple[str, Any]], str], ...]
    problems: tuple[Problem, ...]
    ready: int


def extract_page(extract: Extract) -> ExtractPage:
    """Gather the page; problems are those that would keep the extract from being taken in."""
    reading = Reading.from_data(extract.reading)
    try:
        sheet = sheet_of(extract)
    except Refused as refused:
        return ExtractPage(extract, reading, None, (), (), (), refused.problems, 0)
    problems, ready = _checked(extract)
    choices = choices_of(extract)
    return ExtractPage(
        extract=extract,
        reading=reading,
        sheet=sheet,
        columns=tuple(_columns(sheet, reading)),
        worded=tuple(_worded(sheet, reading, choices)),
        fixed=tuple((name, label(name), choices[name], reading.fixed.get(name, "")) for name in FIXED),
        problems=problems,
        ready=ready,
    )


def _checked(extract: Extract) -> tuple[tuple[Problem, ...], int]:
    try:
        return (), len(checked_rows(extract))
    except Refused as refused:
        return refused.problems, 0


def choices_of(extract: Extract) -> dict[str, list[tuple[str, Any]]]:
    """What each field with choices may be."""
    election = extract.mission.election
    procedure = procedure_of(election)
    areas = election.areas.defer("boundary").order_by(Area.order_column())
    named = {
        "area": [(area.code, area.name) for area in areas],
        "contest": [(contest.code, contest.name) for contest in election.contests.all()],
        "body": [(code, body.names.get("en", code)) for code, body in procedure.bodies.items()],
        "category": [leaf for _branch, leaves in category_choices() for leaf in leaves],
    }
    return {name: named[name] if name in named else list(CHOICES[name].choices) for name in WORDS}


def field_choices() -> list[tuple[str, str]]:
    """What a column may be, in words."""
    return [(name, label(name)) for name in FIELDS]


def _columns(sheet: Sheet, reading: Reading) -> Iterable[Column]:
    for at, name in enumerate(sheet.header):
        found = (str(cells[at]) for _number, cells in sheet.rows if cells[at] not in (None, ""))
        samples = tuple(text[:60] for text, _place in zip(found, range(SAMPLES), strict=False))
        chosen = reading.columns.get(name)
        yield Column(f"column-{at}", name, samples, PASSED_OVER if chosen == "" else chosen or "")


def _worded(sheet: Sheet, reading: Reading, choices: Mapping[str, list[tuple[str, Any]]]) -> Iterable[Worded]:
    for name, counts in words_in(sheet, reading).items():
        known = {search_key(word): code for word, code in reading.words.get(name, {}).items()}
        words = []
        for place, (word, count) in enumerate(sorted(counts.items(), key=lambda one: (-one[1], one[0]))):
            if word and place < MOST_WORDS:
                code = known.get(search_key(word))
                words.append(
                    Word(f"word-{name}-{place}", word, count, PASSED_OVER if code == "" else code or "")
                )
        yield Worded(name, label(name), choices[name], tuple(words), max(0, len(counts) - MOST_WORDS))


def reading_from(posted: Mapping[str, str], extract: Extract) -> Reading:
    """What a person chose on the page; words that the page did not have stay as they were."""
    before = Reading.from_data(extract.reading)
    header_row = posted.get("header_row", "")
    is_row = header_row.isascii() and header_row.isdigit() and 0 < int(header_row[:6]) < 1000
    begun = Reading(
        columns=before.columns,
        words=before.words,
        fixed={name: posted.get(f"fixed-{name}", "") for name in FIXED if posted.get(f"fixed-{name}")},
        date_format=_date_format(posted.get("date_format", ""), before.date_format),
        header_row=int(header_row[:6]) if is_row else before.header_row,
        sheet=posted.get("sheet", before.sheet).strip()[:60],
    )
    if (begun.header_row, begun.sheet) != (before.header_row, before.sheet) or not any(
        name.startswith("column-") for name in posted
    ):
        return begun
    sheet = sheet_of(extract)
    columns = {
        name: "" if chosen == PASSED_OVER else chosen
        for at, name in enumerate(sheet.header)
        if (chosen := posted.get(f"column-{at}", ""))
    }
    words = {name: dict(known) for name, known in before.words.items()}
    for worded in _worded(sheet, before, choices_of(extract)):
        known = words.setdefault(worded.field, {})
        for one in worded.words:
            if chosen := posted.get(one.control, ""):
                known[one.word] = "" if chosen == PASSED_OVER else chosen
            else:
                known.pop(one.word, None)
    made = Reading(columns, words, begun.fixed, begun.date_format, begun.header_row, begun.sheet)
    return with_guesses(made, sheet, extract)


def _date_format(chosen: str, before: str) -> str:
    return chosen if chosen in dict(DATE_FORMATS) else before


def with_guesses(reading: Reading, sheet: Sheet, extract: Extract) -> Reading:
    """The reading with what goes without saying: columns and words that are called as we call them."""
    taken = set(reading.columns.values())
    columns = dict(reading.columns)
    for name in sheet.header:
        guess = _field_names().get(search_key(name), "")
        if name not in columns and guess and guess not in taken:
            columns[name] = guess
            taken.add(guess)
    guessed = Reading(
        columns, reading.words, reading.fixed, reading.date_format, reading.header_row, reading.sheet
    )
    words = {name: dict(known) for name, known in reading.words.items()}
    for name, counts in words_in(sheet, guessed).items():
        known, meanings = words.setdefault(name, {}), _meanings(name, extract)
        have = {search_key(word) for word in known}
        for word in counts:
            if search_key(word) not in have and (code := meanings.get(search_key(word))):
                known[word] = code
    return Reading(columns, words, reading.fixed, reading.date_format, reading.header_row, reading.sheet)


@cache
def _field_names() -> dict[str, str]:
    """Each field by its code and its label in the languages of the site."""
    names: dict[str, str] = {}
    for field in FIELDS:
        names[search_key(field)] = field
        for language in ("en", "ru", "kk"):
            with translation.override(language):
                names.setdefault(search_key(label(field)), field)
    return names


def _meanings(field: str, extract: Extract) -> dict[str, str]:
    """Each code of a field by itself and by its words in the languages of the site."""
    election = extract.mission.election
    named: dict[str, Iterable[str]] = {}
    if field == "area":
        named = {area.code: area.names.values() for area in election.areas.defer("boundary")}
    elif field == "contest":
        named = {contest.code: contest.names.values() for contest in election.contests.all()}
    elif field == "body":
        named = {code: body.names.values() for code, body in procedure_of(election).bodies.items()}
    elif field == "category":
        named = {code: category.names.values() for code, category in categories().items()}
    else:
        named = {code: _labels(field, code) for code in CHOICES[field].values}
    meanings: dict[str, str] = {}
    for code, words in named.items():
        for word in (code, *words):
            meanings.setdefault(search_key(word), code)
    return meanings


def _labels(field: str, code: str) -> list[str]:
    found = []
    for language in ("en", "ru", "kk"):
        with translation.override(language):
            found.append(str(dict(CHOICES[field].choices)[code]))
    return found
