"""What the monitoring of media comes to: shares of what was coded, each with its denominator.

All take :class:`Coded`: an appearance of a subject in an item, or many appearances that are alike, summed;
both give the same. ``amount`` is seconds for broadcast, cm² for print, and 1 for each online item; the three
are never added together (ValueError). Appearances without a known length are not in any amount;
:func:`unmeasured` counts them. Second codings of the same programme are not given here at all.

The measures are those of handbooks of media monitoring: OSCE/ODIHR, *Handbook on Media Monitoring for
Election Observation Missions* (2012); NDI, *Media Monitoring to Promote Democratic Elections* (2002); the
method pages of EU observation missions. Innocent reasons for unequal shares: contestants campaign unequally,
news follows what happens, those who govern are in the news for what they do in office.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from baqylau.campaign.methods.shares import Part

K = TypeVar("K", bound=Hashable)

BROADCAST, PRINT, ONLINE = "broadcast", "print", "online"
MEDIA = (BROADCAST, PRINT, ONLINE)
UNIT = {BROADCAST: "seconds", PRINT: "cm2", ONLINE: "items"}
"""What is measured of each medium."""
NEWS = "news"
FEMALE, MALE = "f", "m"


@dataclass(frozen=True, slots=True)
class Coded:
    """``items`` appearances that are alike; ``measured`` of them have a length, together ``amount``.

    ``speech`` is the direct speech in them, known for ``speech_of`` of the amount. Of topics, ``subject`` is
    the topic. What a caller does not ask for may be left at its default.
    """

    medium: str
    outlet: str
    subject: str
    amount: int
    items: int = 1
    measured: int = 1
    speech: int = 0
    speech_of: int = 0
    programme_class: str = ""
    prime_time: bool = False
    paid: bool = False
    tone: str = ""
    manner: str = ""
    sex: str = ""
    day: date | None = None


Key = Callable[[Coded], K]


def subject(row: Coded) -> str:
    """By subject."""
    return row.subject


def outlet(row: Coded) -> str:
    """By outlet."""
    return row.outlet


def amounts(rows: Iterable[Coded], by: Key[K]) -> dict[K, int]:
    """Amounts by a key, in one unit. ValueError where the rows are of several media."""
    found: dict[K, int] = {}
    media = set()
    for row in rows:
        media.add(row.medium)
        found[by(row)] = found.get(by(row), 0) + row.amount
    if len(media) > 1:
        raise ValueError(f"{' and '.join(sorted(media))} are measured in different units.")
    return found


def items(rows: Iterable[Coded], by: Key[K]) -> dict[K, int]:
    """How many appearances, with and without a known length, by a key."""
    found: dict[K, int] = {}
    for row in rows:
        found[by(row)] = found.get(by(row), 0) + row.items
    return found


def unmeasured(rows: Iterable[Coded]) -> int:
    """Appearances whose length is not known: they are in no amount."""
    return sum(row.items - row.measured for row in rows)


def share_of_time(rows: Iterable[Coded]) -> dict[str, Part]:
    """Of each subject ``amount of the subject / amount of all subjects in the rows``.

    Time for broadcast, space for print, items online. The denominator is "given to subjects", not airtime: a
    minute with two subjects counts in each subject's own seconds. Give the contestants' rows alone for shares
    among contestants.
    """
    found = amounts(rows, subject)
    whole = sum(found.values())
    return {key: Part(count, whole, "subjects") for key, count in found.items()}


def share_by_outlet(rows: Iterable[Coded]) -> dict[tuple[str, str], Part]:
    """The same within each outlet, by ``(outlet, subject)``: of what the outlet gave to subjects."""
    found = amounts(rows, lambda row: (row.outlet, row.subject))
    whole: dict[str, int] = {}
    for (name, _subject), count in found.items():
        whole[name] = whole.get(name, 0) + count
    return {key: Part(count, whole[key[0]], "subjects of the outlet") for key, count in found.items()}


def direct_speech(rows: Iterable[Coded], by: Key[K]) -> dict[K, Part]:
    """``seconds in which the subject is heard / seconds given to the subject``, broadcast only.

    Only appearances whose direct speech was coded, 0 included, are in the denominator.
    """
    spoken: dict[K, Part] = {}
    for row in rows:
        before = spoken.get(by(row), Part(0, 0, "time with coded speech"))
        spoken[by(row)] = Part(before.count + row.speech, before.whole + row.speech_of, before.of)
    return spoken


def tone_by_subject(rows: Iterable[Coded]) -> dict[tuple[str, str], Part]:
    """By ``(subject, tone)``: ``amount in that tone / amount of the subject``."""
    found = amounts(rows, lambda row: (row.subject, row.tone))
    whole: dict[str, int] = {}
    for (name, _tone), count in found.items():
        whole[name] = whole.get(name, 0) + count
    return {key: Part(count, whole[key[0]], "the subject") for key, count in found.items()}


def _share_of(rows: Iterable[Coded], by: Key[K], counts: Callable[[Coded], bool]) -> dict[K, Part]:
    found = amounts(rows, lambda row: (by(row), counts(row)))
    return {
        key: Part(
            found.get((key, True), 0), found.get((key, True), 0) + found.get((key, False), 0), "the same"
        )
        for key, _counts in found
    }


def paid_share(rows: Iterable[Coded], by: Key[K]) -> dict[K, Part]:
    """``paid amount / paid and free amount``. Paid is what the monitor coded as paid."""
    return _share_of(rows, by, lambda row: row.paid)


def news_share(rows: Iterable[Coded], by: Key[K]) -> dict[K, Part]:
    """``amount in news / amount in programmes of every class``."""
    return _share_of(rows, by, lambda row: row.programme_class == NEWS)


def prime_time_share(rows: Iterable[Coded], by: Key[K]) -> dict[K, Part]:
    """``amount in prime time / amount at any hour``, by each outlet's own prime time; broadcast only."""
    return _share_of(rows, by, lambda row: row.prime_time)


def womens_share(rows: Iterable[Coded], by: Key[K]) -> dict[K, Part]:
    """``appearances in which a woman speaks / appearances in which a woman or a man speaks``.

    Appearances are counted, not seconds: it is the share of voices. Those in which both speak, nobody speaks
    or nothing was coded are in neither. Source: Global Media Monitoring Project, which counts people in the
    news.
    """
    found: dict[K, Part] = {}
    for row in rows:
        if row.sex in (FEMALE, MALE):
            before = found.get(by(row), Part(0, 0, "voices of one sex"))
            women = before.count + (row.items if row.sex == FEMALE else 0)
            found[by(row)] = Part(women, before.whole + row.items, before.of)
    return found


def topics(rows: Iterable[Coded]) -> dict[str, Part]:
    """``amount of items about the topic / amount of all items``, each item once whoever is in it."""
    found = amounts(rows, subject)
    whole = sum(found.values())
    return {key: Part(count, whole, "items") for key, count in found.items()}
