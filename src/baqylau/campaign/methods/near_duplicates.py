"""Texts that are nearly the same: words that several accounts sent round, with a word or a link changed.

Two texts are compared by Jaccard's index on their sets of five neighbouring letters, after links, names
behind an @, signs, capitals and extra blanks are taken away: |A ∩ B| / |A ∪ B|, of 100. A group has an
earliest text, and every other text of it is at least ``least`` of 100 like that one; so nothing hangs on a
chain of small changes. Candidates are found by MinHash (Broder 1997) with the library Rensa and by hashing
bands of the signatures (Leskovec, Rajaraman, Ullman, *Mining of Massive Datasets*, ch. 3); every candidate is
then compared exactly. With 20 bands of 6, a pair of 80 of 100 is found with a chance of 99.8 %, one of 70
with 92 %.

Innocent reasons: a party's own accounts repeat the party; media quote one agency; people share a poem, a
greeting or an invitation. That texts are alike says nothing of who arranged it.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from baqylau.core.text import search_key

LEAST = 80
SHORTEST = 40
"""Letters: shorter texts ("Happy holiday!") are alike by themselves and are not compared."""
LONGEST = 5_000
"""Letters that are looked at; what follows is left out."""
LETTERS = 5
BANDS, ROWS = 20, 6
SEED = 2023
_BATCH = 4_000
_LEFT_OUT = re.compile(r"https?://\S+|www\.\S+|@\w+")
_WORD = re.compile(r"\w+")

Codes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Alike:
    """A text, the earliest one that it is like, and how like of 100, rounded down."""

    key: int
    first: int
    likeness: int


def plain(text: str) -> str:
    """What is compared of a text.

    >>> plain("Голосуйте ЗА нас!!  https://a.kz/x @party #сайлау")
    'голосуйте за нас сайлау'
    """
    return " ".join(_WORD.findall(search_key(_LEFT_OUT.sub(" ", text[: 2 * LONGEST]))))[:LONGEST]


def pieces(text: str) -> list[str]:
    """Five neighbouring letters each, blanks included."""
    return [text[at : at + LETTERS] for at in range(max(1, len(text) - LETTERS + 1))]


def likeness(one: str, other: str) -> float:
    """Jaccard's index of two plain texts, from 0 to 1.

    >>> likeness("абвгде", "абвгде"), round(likeness("абвгде", "абвгдё"), 2)
    (1.0, 0.33)
    """
    these, those = set(pieces(one)), set(pieces(other))
    return len(these & those) / len(these | those)


def near_duplicates(
    texts: Iterable[tuple[int, str]], *, least: int = LEAST, shortest: int = SHORTEST
) -> tuple[list[Alike], int]:
    """Every text that is in a group of two or more, and how many texts were long enough to be compared.

    ``texts`` are (key, text) with the earliest first; the order of the answer is theirs.
    """
    keys, same = array("q"), array("q")
    distinct: list[str] = []
    first_places: dict[bytes, int] = {}
    for key, text in texts:
        folded = plain(text)
        if len(folded) < shortest:
            continue
        code = blake2b(folded.encode(), digest_size=16).digest()
        place = first_places.setdefault(code, len(distinct))
        if place == len(distinct):
            distinct.append(folded)
        keys.append(key)
        same.append(place)
    del first_places
    leaders, alike = _leaders(distinct, least)
    return _groups(keys, same, leaders, alike), len(keys)


def _groups(
    keys: Sequence[int], same: Sequence[int], leaders: Sequence[int], alike: Sequence[int]
) -> list[Alike]:
    """The members of groups; the key of a group is that of the earliest post with the leader's text."""
    counts: dict[int, int] = {}
    first_key: dict[int, int] = {}
    for key, place in zip(keys, same, strict=True):
        leader = leaders[place]
        counts[leader] = counts.get(leader, 0) + 1
        first_key.setdefault(leader, key)
    return [
        Alike(key, first_key[leaders[place]], alike[place])
        for key, place in zip(keys, same, strict=True)
        if counts[leaders[place]] > 1
    ]


def _leaders(distinct: Sequence[str], least: int) -> tuple[list[int], list[int]]:
    """For each different text the earliest one that it is like, and how alike they are."""
    leaders, alike = list(range(len(distinct))), [100] * len(distinct)
    found = -1
    for place, candidate in _candidates(distinct):
        if place == found:
            continue
        leader = leaders[candidate]
        score = likeness(distinct[place], distinct[leader])
        if 100 * score >= least:
            found = place
            leaders[place], alike[place] = leader, int(100 * score)
    return leaders, alike


def _candidates(distinct: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(text, the earliest one in one of its buckets), in the order of the texts."""
    codes = _codes(distinct)
    pairs = [_same_bucket(codes[band]) for band in range(BANDS)]
    if not distinct:
        return
    joined = np.unique(np.concatenate(pairs))
    for pair in joined:
        yield int(pair) >> 32, int(pair) & 0xFFFFFFFF


def _same_bucket(codes: Codes) -> Codes:
    """For each text that shares its code with an earlier one: its place and that one's, in one number."""
    order = np.argsort(codes, kind="stable")
    ranked = codes[order]
    starts = np.ones(len(codes), dtype=bool)
    starts[1:] = ranked[1:] != ranked[:-1]
    earliest = order[np.maximum.accumulate(np.where(starts, np.arange(len(codes)), 0))]
    later = ~starts
    packed: Codes = (order[later].astype(np.uint64) << np.uint64(32)) | earliest[later].astype(np.uint64)
    return packed


def _codes(distinct: Sequence[str]) -> Codes:
    """A code for each band (rows) and text (columns)."""
    codes = np.zeros((BANDS, len(distinct)), dtype=np.uint64)
    factor = np.uint64(0x9E3779B97F4A7C15)
    for begin in range(0, len(distinct), _BATCH):
        sets = [pieces(text) for text in distinct[begin : begin + _BATCH]]
        rows = RMinHash.digest_matrix_from_token_sets(sets, BANDS * ROWS, SEED).to_rows()
        signatures = np.array(rows, dtype=np.uint64).reshape(len(sets), BANDS, ROWS)
        code = np.zeros((len(sets), BANDS), dtype=np.uint64)
        for row in range(ROWS):
            code = (code ^ signatures[:, :, row]) * factor
            code ^= code >> np.uint64(29)
        codes[:, begin : begin + len(sets)] = code.T
    return codes
