"""Entries of a register that may be the same dispute, reported twice. They are proposed, never merged.

Two entries are compared only where they were filed within a few days of each other, or have the same official
number; then applicant, respondent and text are compared word by word. Names are compared so that an initial
fits a name ("A. Akhmetov", "Akhmetov Askar"). Source of the measure: Jaccard's index on sets of words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from baqylau.core.text import search_key

DAYS_APART = 3
LEAST = 60
"""Of 100: what is less alike is not proposed."""
_WORD = re.compile(r"\w+")
_WEIGHTS = {"applicant": 35, "day": 15, "respondent": 20, "text": 30}


@dataclass(frozen=True, slots=True)
class Entry:
    """What is compared. Empty texts and a missing day say nothing for or against."""

    key: int
    applicant: str = ""
    day: date | None = None
    respondent: str = ""
    text: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two entries that may be one, the earlier key first: how alike of 100, and each part of 100 or None."""

    one: int
    other: int
    score: int
    parts: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """An entry with its words."""

    entry: Entry
    applicant: frozenset[str]
    respondent: frozenset[str]
    text: frozenset[str]
    number: str


def likely_same(new: Iterable[Entry], known: Iterable[Entry]) -> list[Likeness]:
    """Pairs of a new entry with a known or another new one, the most alike first.

    Time: proportional to the number of pairs filed within :data:`DAYS_APART` days of each other that share a
    word of the applicant's or the official number.
    """
    before = [_read(one) for one in known]
    fresh = [_read(one) for one in new]
    fresh_keys = {one.entry.key for one in fresh}
    index = _index([*before, *fresh])
    found: dict[tuple[int, int], Likeness] = {}
    for one in fresh:
        for other in _candidates(one, index):
            pair = _pair(one, other)
            both_fresh = other.entry.key in fresh_keys
            if one.entry.key == other.entry.key or pair in found or (both_fresh and pair[0] != one.entry.key):
                continue
            if (likeness := _compared(one, other)).score >= LEAST:
                found[pair] = likeness
    return sorted(found.values(), key=lambda one: (-one.score, one.one, one.other))


def _pair(one: _Read, other: _Read) -> tuple[int, int]:
    keys = sorted((one.entry.key, other.entry.key))
    return keys[0], keys[1]


def _read(entry: Entry) -> _Read:
    return _Read(
        entry,
        _words(entry.applicant),
        _words(entry.respondent),
        _words(entry.text),
        search_key(entry.number),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(search_key(text)))


Index = dict[tuple[object, str], list[_Read]]


def _index(entries: Iterable[_Read]) -> Index:
    """Entries by day and longer word of the applicant, and by official number."""
    index: Index = {}
    for one in entries:
        for word in _telling(one):
            index.setdefault((one.entry.day, word), []).append(one)
        if one.number:
            index.setdefault(("number", one.number), []).append(one)
    return index


def _telling(one: _Read) -> Iterable[str]:
    return {word for word in one.applicant if len(word) > 2} or {""}


def _candidates(one: _Read, index: Index) -> Iterator[_Read]:
    day = one.entry.day
    days = [day] if day is None else _around(day)
    for near in days:
        for word in _telling(one):
            yield from index.get((near, word), ())
    if one.number:
        yield from index.get(("number", one.number), ())


def _around(day: date) -> list[date]:
    near = []
    for apart in range(-DAYS_APART, DAYS_APART + 1):
        try:
            near.append(day + timedelta(days=apart))
        except OverflowError:
            continue
    return near


def _compared(one: _Read, other: _Read) -> Likeness:
    parts: dict[str, int | None] = {
        "applicant": _names_alike(one.applicant, other.applicant),
        "day": _days_alike(one.entry.day, other.entry.day),
        "respondent": _alike(one.respondent, other.respondent),
        "text": _alike(one.text, other.text),
    }
    same_number = bool(one.number) and one.number == other.number
    known = {name: value for name, value in parts.items() if value is not None}
    weight = sum(_WEIGHTS[name] for name in known)
    score = sum(_WEIGHTS[name] * value for name, value in known.items()) // weight if weight else 0
    if weight <= _WEIGHTS["applicant"] + _WEIGHTS["day"] and not same_number:
        score = min(score, LEAST)  # a name and a date alone never look certain
    if same_number:
        score = max(score, 90)
    keys = _pair(one, other)
    return Likeness(*keys, score, (*parts.items(), ("number", 100 if same_number else None)))


def _alike(one: frozenset[str], other: frozenset[str]) -> int | None:
    """Words in common of all words, of 100; None where one has none."""
    if not one or not other:
        return None
    return 100 * len(one & other) // len(one | other)


def _names_alike(one: frozenset[str], other: frozenset[str]) -> int | None:
    """Of the words of the shorter name those that the longer has, an initial counted as the name it begins.

    One word alone is half a name, unless both are that word.
    """
    if not one or not other:
        return None
    if one == other:
        return 100
    shorter, longer = sorted((one, other), key=lambda words: (len(words), sum(map(len, words))))
    fitting = sum(word in longer or _is_initial(word, longer) for word in shorter)
    return 100 * fitting // max(2, len(shorter))


def _is_initial(word: str, names: frozenset[str]) -> bool:
    return len(word) == 1 and any(name.startswith(word) for name in names)


def _days_alike(one: date | None, other: date | None) -> int | None:
    if one is None or other is None:
        return None
    return max(0, 100 - 25 * abs((one - other).days))
