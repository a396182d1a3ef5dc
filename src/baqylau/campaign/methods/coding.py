"""What must be true of the items of one programme, and of programmes of one outlet.

Seconds are counted from the beginning of the programme; an item takes the half-open span from its beginning
to its beginning plus its length, so that one may begin where another ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from baqylau.core.problem import Phrase, Problem


class Measure(StrEnum):
    """How items of an outlet are measured: seconds (broadcast), cm² (print), each counts as one (online)."""

    SECONDS = "seconds"
    AREA = "area"
    ITEMS = "items"


@dataclass(frozen=True, slots=True)
class CodedSubject:
    """One subject of an item; ``seconds`` or ``area_cm2`` are its own. None: not known."""

    subject: str
    tone: str
    seconds: int | None = None
    area_cm2: int | None = None
    direct_speech_seconds: int | None = None
    manner: str = ""
    speaker_sex: str = ""
    where: str = ""
    """Its own row; empty where it stands in that of the item."""


@dataclass(frozen=True, slots=True)
class CodedItem:
    """An item as it was coded; ``where`` is its row, for people.

    ``prime_time`` None: by the clock of the outlet.
    """

    where: str
    begins_at: int | None = None
    seconds: int | None = None
    area_cm2: int | None = None
    page: int | None = None
    topic: str = ""
    prime_time: bool | None = None
    paid: bool = False
    speaker_sex: str = ""
    note: str = ""
    link: str = ""
    clip: str = ""
    subjects: tuple[CodedSubject, ...] = field(default=())


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Seconds from ``begins`` until before ``ends``; ``where`` says what takes them."""

    begins: int
    ends: int
    where: str = field(compare=False)


def clock(seconds: int) -> str:
    """Seconds as people say them.

    >>> clock(75), clock(3600), clock(59)
    ('1:15', '1:00:00', '0:59')
    """
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def heard(sexes: Iterable[str]) -> str:
    """Of whom all who are heard in an item are; "" where it was coded of nobody.

    >>> heard(["f", "none"]), heard(["f", "m"]), heard(["none", ""]), heard([])
    ('f', 'both', 'none', '')
    """
    known = {sex for sex in sexes if sex}
    speaking = known - {"none"}
    if len(speaking) > 1:
        return "both"
    return next(iter(speaking or known), "")


def covered(items: Iterable[CodedItem]) -> int:
    """The seconds of all items together; what is not known counts nothing."""
    return sum(item.seconds or 0 for item in items)


def problems_of_items(
    items: Sequence[CodedItem], measure: Measure, length: int | None, area: int | None = None
) -> Iterator[Problem]:
    """Everything that cannot be true of the items of one programme (X.132, X.133, X.134, X.137 – X.142).

    ``length`` is the programme's in seconds and ``area`` the issue's in cm²; None: not known.
    """
    for item in items:
        yield from _measured(item, measure)
        yield from _subjects(item)
        if measure is Measure.SECONDS and length is not None:
            yield from _within(item, length)
    if measure is Measure.SECONDS:
        yield from overlapping(spans_of(items))
    taken = sum(item.area_cm2 or 0 for item in items)
    if measure is Measure.AREA and area is not None and taken > area:
        says = Phrase("The items take {taken} cm², the issue has {area} cm².", taken=taken, area=area)
        yield Problem("X.133", says, Phrase("Correct an area, or that of the issue."))


def spans_of(items: Iterable[CodedItem], shift: int = 0) -> list[Span]:
    """The spans of those items of which beginning and length are known, moved by ``shift`` seconds."""
    return [
        Span(shift + item.begins_at, shift + item.begins_at + item.seconds, item.where)
        for item in items
        if item.begins_at is not None and item.seconds
    ]


def overlapping(spans: Iterable[Span]) -> Iterator[Problem]:
    """Each span that begins before one that began earlier has ended (X.134). O(n log n)."""
    last: Span | None = None
    for span in sorted(spans):
        if last is not None and span.begins < last.ends:
            says = Phrase(
                "The item overlaps another one ({other}) by {seconds} s.",
                other=last.where,
                seconds=min(last.ends, span.ends) - span.begins,
            )
            yield Problem("X.134", says, Phrase("Correct a beginning or a length."), span.where)
        if last is None or span.ends > last.ends:
            last = span


def _measured(item: CodedItem, measure: Measure) -> Iterator[Problem]:
    if measure is Measure.SECONDS and not item.seconds:
        says = Phrase("The item has no length.")
        yield Problem("X.132", says, Phrase("Give it in minutes and seconds: 115 is 1:15."), item.where)
    if measure is Measure.AREA and not item.area_cm2:
        yield Problem("X.141", Phrase("The item has no area."), Phrase("Give it in cm²."), item.where)
    if measure is not Measure.SECONDS and item.seconds is not None:
        says = Phrase("Only items of television and radio have a length.")
        yield Problem("X.132", says, Phrase("Leave it out."), item.where)
    if measure is not Measure.AREA and item.area_cm2 is not None:
        says = Phrase("Only items in print have an area.")
        yield Problem("X.141", says, Phrase("Leave it out."), item.where)


def _within(item: CodedItem, length: int) -> Iterator[Problem]:
    ends = (item.begins_at or 0) + (item.seconds or 0)
    if ends > length:
        says = Phrase(
            "The item ends at {ends}, the programme at {length}.", ends=clock(ends), length=clock(length)
        )
        remedy = Phrase("Correct the item, or the length of the programme.")
        yield Problem("X.133", says, remedy, item.where)


def _subjects(item: CodedItem) -> Iterator[Problem]:
    if not item.subjects:
        remedy = Phrase("Give one, or leave the item out.")
        yield Problem("X.137", Phrase("The item has no subject."), remedy, item.where)
    seen: set[str] = set()
    for one in item.subjects:
        if one.subject in seen:
            says = Phrase("The subject '{subject}' stands twice in one item.", subject=one.subject)
            yield Problem("X.138", says, Phrase("Add the two together."), one.where or item.where)
        seen.add(one.subject)
        yield from _own(one, item)


def _own(one: CodedSubject, item: CodedItem) -> Iterator[Problem]:
    where = one.where or item.where
    is_measured = item.seconds is not None or item.area_cm2 is not None
    if is_measured and one.seconds is None and one.area_cm2 is None:
        says = Phrase("Of '{subject}' nothing says how much of the item is its own.", subject=one.subject)
        remedy = Phrase("Where an item has several subjects, give the own part of each.")
        yield Problem("X.143", says, remedy, where)
    longer = item.seconds is not None and one.seconds is not None and one.seconds > item.seconds
    larger = item.area_cm2 is not None and one.area_cm2 is not None and one.area_cm2 > item.area_cm2
    if longer or larger:
        says = Phrase("'{subject}' has more than the whole item.", subject=one.subject)
        yield Problem("X.139", says, Phrase("Give the subject's own part."), where)
    if (one.direct_speech_seconds or 0) > (one.seconds or 0):
        says = Phrase("'{subject}' speaks longer than it is shown.", subject=one.subject)
        yield Problem("X.140", says, Phrase("Direct speech is a part of the subject's own time."), where)
    if not one.tone:
        says = Phrase("The tone about '{subject}' is missing.", subject=one.subject)
        yield Problem("X.142", says, Phrase("Choose positive, neutral or negative."), where)
