"""The page of a spreadsheet of codings: what each column is, what each word means, what is still wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.actions.media_imports import checked_programmes, monitors_of, table_of
from baqylau.campaign.file_reading import is_long
from baqylau.campaign.media_pages import topic_choices
from baqylau.campaign.media_vocabulary import (
    SIGNS,
    SITE_LANGUAGES,
    YES_NO,
    topics_to_code,
    words_of,
)
from baqylau.campaign.media_words import label
from baqylau.campaign.models import (
    Manner,
    MediaImport,
    MediaSubject,
    Outlet,
    ProgrammeClass,
    SpeakerSex,
    Tone,
)
from baqylau.campaign.social_problems import again
from baqylau.campaign.sources.coding_sheet import FIELDS, WORDS, Reading, read_coding, words_in
from baqylau.campaign.sources.coding_sheet_file import CHARSETS, Table
from baqylau.core.charsets import known_charset
from baqylau.core.problem import Problem, Refused
from baqylau.core.text import search_key

SAMPLES = 3
MOST_WORDS = 300
FIXED = ("outlet", "programme_class", "topic", "monitor")
"""What may be the same in all rows of a file."""
DATE_FORMATS = (
    ("%d.%m.%Y", "19.03.2023"),
    ("%Y-%m-%d", "2023-03-19"),
    ("%d/%m/%Y", "19/03/2023"),
    ("%m/%d/%Y", "03/19/2023"),
    ("%d.%m.%y", "19.03.23"),
)
LENGTH_FORMATS = (
    ("seconds", _("75 is 75 seconds; 1:15 too")),
    ("mmss", _("115 is 1:15")),
    ("hhmm", _("1:15, which the spreadsheet takes for an hour and a quarter")),
)
CHARSET_CHOICES = tuple((one, one.upper()) for one in CHARSETS)
PASSED_OVER = "-"
"""On the page: a column that is passed over; an empty choice says that nothing was chosen yet."""
PLAIN: Mapping[str, Any] = {
    "programme_class": ProgrammeClass,
    "manner": Manner,
    "tone": Tone,
    "speaker_sex": SpeakerSex,
}


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
class ImportPage:
    """All of it; ``table`` is None where the file cannot be read at all. ``ready`` counts the items.

    A long file is checked when it is taken in: ``is_unchecked``, and its problems are those of the last time.
    """

    reading: Reading
    table: Table | None
    columns: tuple[Column, ...] = ()
    worded: tuple[Worded, ...] = ()
    fixed: tuple[tuple[str, str, list[tuple[str, Any]], str], ...] = ()
    problems: tuple[Problem, ...] = ()
    ready: int = 0
    programmes: int = 0
    is_unchecked: bool = False


def import_page(imported: MediaImport) -> ImportPage:
    """Gather the page; problems are those that would keep the spreadsheet from being taken in."""
    reading = Reading.from_data(imported.reading)
    try:
        table = table_of(imported)
    except Refused as refused:
        return ImportPage(reading, None, problems=refused.problems)
    choices = choices_of(imported)
    page = ImportPage(
        reading=reading,
        table=table,
        columns=tuple(_columns(table, reading)),
        worded=tuple(_worded(table, reading, choices)),
        fixed=tuple((name, label(name), choices[name], reading.fixed.get(name, "")) for name in FIXED),
    )
    if is_long(imported):
        return replace(page, problems=tuple(again(imported.problems)), is_unchecked=True)
    try:
        programmes = checked_programmes(imported, read_coding(table, reading))
    except Refused as refused:
        return replace(page, problems=refused.problems)
    return replace(page, ready=sum(len(one.items) for one in programmes), programmes=len(programmes))


def choices_of(imported: MediaImport) -> dict[str, list[tuple[str, Any]]]:
    """What each field with choices may be."""
    mission = imported.mission
    outlets = Outlet.objects.filter(mission=mission).order_by(Outlet.order_column())
    subjects = MediaSubject.objects.filter(mission=mission).order_by("-is_contestant", "position")
    named: dict[str, list[tuple[str, Any]]] = {
        "outlet": [(one.code, one.name) for one in outlets],
        "subject": [(one.code, one.name) for one in subjects],
        "topic": list(topic_choices(mission)),
        "monitor": [(code, one.user.name) for code, one in monitors_of(mission).items()],
        "paid": list(YES_NO),
        "prime_time": list(YES_NO),
    }
    return {name: named[name] if name in named else list(PLAIN[name].choices) for name in WORDS}


def field_choices() -> list[tuple[str, str]]:
    """What a column may be, in words."""
    return [(name, label(name)) for name in FIELDS]


def _columns(table: Table, reading: Reading) -> Iterable[Column]:
    for at, name in enumerate(table.header):
        found = (str(cells[at]) for _number, cells in table.rows if cells[at] not in (None, ""))
        samples = tuple(text[:60] for text, _place in zip(found, range(SAMPLES), strict=False))
        chosen = reading.columns.get(name)
        yield Column(f"column-{at}", name, samples, PASSED_OVER if chosen == "" else chosen or "")


def _worded(table: Table, reading: Reading, choices: Mapping[str, list[tuple[str, Any]]]) -> Iterable[Worded]:
    for name, counts in words_in(table, reading).items():
        known = {search_key(word): code for word, code in reading.words.get(name, {}).items()}
        words = []
        for place, (word, count) in enumerate(sorted(counts.items(), key=lambda one: (-one[1], one[0]))):
            if word and place < MOST_WORDS:
                code = known.get(search_key(word))
                chosen = PASSED_OVER if code == "" else code or ""
                words.append(Word(f"word-{name}-{place}", word, count, chosen))
        yield Worded(name, label(name), choices[name], tuple(words), max(0, len(counts) - MOST_WORDS))


def reading_from(posted: Mapping[str, str], imported: MediaImport) -> Reading:
    """What a person chose on the page; words that the page did not have stay as they were."""
    before = Reading.from_data(imported.reading)
    begun = _table_from(posted, before)
    is_other_table = (begun.header_row, begun.sheet, begun.charset) != (
        before.header_row,
        before.sheet,
        before.charset,
    )
    if is_other_table or not any(name.startswith("column-") for name in posted):
        return with_guesses(begun, _table_if_any(imported, begun), imported)
    table = table_of(imported)
    columns = {
        name: "" if chosen == PASSED_OVER else chosen
        for at, name in enumerate(table.header)
        if (chosen := posted.get(f"column-{at}", ""))
    }
    words = {name: dict(known) for name, known in before.words.items()}
    for worded in _worded(table, before, choices_of(imported)):
        known = words.setdefault(worded.field, {})
        for one in worded.words:
            if chosen := posted.get(one.control, ""):
                known[one.word] = "" if chosen == PASSED_OVER else chosen
            else:
                known.pop(one.word, None)
    return with_guesses(replace(begun, columns=columns, words=words), table, imported)


def _table_from(posted: Mapping[str, str], before: Reading) -> Reading:
    header_row = posted.get("header_row", "")
    is_row = header_row.isascii() and header_row.isdigit() and 0 < int(header_row[:6]) < 1000
    charset = posted.get("charset", "")
    return replace(
        before,
        fixed={name: posted[f"fixed-{name}"] for name in FIXED if posted.get(f"fixed-{name}")},
        date_format=_one_of(posted.get("date_format", ""), DATE_FORMATS, before.date_format),
        length_format=_one_of(posted.get("length_format", ""), LENGTH_FORMATS, before.length_format),
        header_row=int(header_row[:6]) if is_row else before.header_row,
        sheet=posted.get("sheet", before.sheet).strip()[:60],
        charset=charset if charset in CHARSETS and known_charset(charset) else before.charset,
    )


def _one_of(chosen: str, choices: Iterable[tuple[str, Any]], before: str) -> str:
    return chosen if chosen in {value for value, _words in choices} else before


def _table_if_any(imported: MediaImport, reading: Reading) -> Table | None:
    try:
        return table_of(MediaImport(file=imported.file, name=imported.name, reading=reading.to_data()))
    except Refused:
        return None


def with_guesses(reading: Reading, table: Table | None, imported: MediaImport) -> Reading:
    """The reading with what goes without saying: columns and words that are called as we call them."""
    if table is None:
        return reading
    taken = set(reading.columns.values())
    columns = dict(reading.columns)
    for name in table.header:
        guess = _field_names().get(search_key(name), "")
        if name not in columns and guess and guess not in taken:
            columns[name] = guess
            taken.add(guess)
    guessed = replace(reading, columns=columns)
    words = {name: dict(known) for name, known in reading.words.items()}
    for name, counts in words_in(table, guessed).items():
        known, meanings = words.setdefault(name, {}), _meanings(name, imported)
        have = {search_key(word) for word in known}
        for word in counts:
            if search_key(word) not in have and (code := meanings.get(search_key(word))):
                known[word] = code
    return replace(guessed, words=words)


@cache
def _field_names() -> dict[str, str]:
    """Each field by its code and its label in the languages of the site."""
    names: dict[str, str] = {search_key(field): field for field in FIELDS}
    for language in SITE_LANGUAGES:
        with translation.override(language):
            for field in FIELDS:
                names.setdefault(search_key(label(field)), field)
    return names


def _meanings(field: str, imported: MediaImport) -> dict[str, str]:
    """Each code of a field by itself and by its words in the languages of the site."""
    mission = imported.mission
    named: dict[str, Iterable[str]] = {}
    if field == "outlet":
        named = {one.code: one.names.values() for one in Outlet.objects.filter(mission=mission)}
    elif field == "subject":
        named = {one.code: one.names.values() for one in MediaSubject.objects.filter(mission=mission)}
    elif field == "topic":
        named = {code: names.values() for code, names in topics_to_code(mission)}
    elif field == "monitor":
        named = {code: [one.user.name] for code, one in monitors_of(mission).items()}
    meanings: dict[str, str] = {}
    for code, words in named.items():
        for word in (code, *words):
            meanings.setdefault(search_key(word), code)
    if not named:
        choices = list(YES_NO if field in ("paid", "prime_time") else PLAIN[field].choices)
        meanings |= {code: code for code, _words in choices}
        meanings |= SIGNS.get("paid" if field == "prime_time" else field, {})
        for word, code in words_of(choices):
            meanings.setdefault(word, code)
    return meanings
