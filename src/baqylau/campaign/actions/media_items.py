"""Items as they are written: from coded ones to rows of the database, and what they may not run into."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, time, timedelta

from baqylau.campaign.media_vocabulary import measure_of
from baqylau.campaign.methods.coding import CodedItem, Measure, Span
from baqylau.campaign.models import ItemSubject, MediaItem, Outlet, Programme, ProgrammeClass
from baqylau.campaign.models.media import DAY_SECONDS
from baqylau.core.problem import Phrase, Problem

Places = Mapping[str, int]
"""The keys of a mission's subjects by their codes."""


def clock_seconds(at: time | None) -> int:
    """Seconds since midnight."""
    return at.hour * 3600 + at.minute * 60 + at.second if at else 0


def begins_in_calendar(day: date, begins: time | None) -> int:
    """Seconds from the beginning of the calendar, by the outlet's clock."""
    return day.toordinal() * DAY_SECONDS + clock_seconds(begins)


def local_time(programme: Programme, begins_at: int | None) -> time:
    """The time of day at which an item begins."""
    seconds = (clock_seconds(programme.begins) + (begins_at or 0)) % DAY_SECONDS
    return time(seconds // 3600, seconds % 3600 // 60, seconds % 60)


def item_of(programme: Programme, coded: CodedItem, number: int) -> MediaItem:
    """A row for a coded item, not yet in the database."""
    outlet = programme.outlet
    measure = measure_of(outlet)
    prime = coded.prime_time
    if prime is None:
        known = programme.begins is not None and measure is Measure.SECONDS
        prime = known and outlet.in_prime_time(local_time(programme, coded.begins_at))
    return MediaItem(
        programme=programme,
        mission_id=programme.mission_id,
        outlet_id=programme.outlet_id,
        day=programme.day,
        is_second=programme.second_coding_of_id is not None,
        number=number,
        begins_at=coded.begins_at,
        seconds=coded.seconds,
        area_cm2=coded.area_cm2,
        page=coded.page,
        topic=coded.topic,
        prime_time=prime,
        paid=coded.paid or programme.programme_class == ProgrammeClass.PAID,
        speaker_sex=coded.speaker_sex,
        note=coded.note,
        link=coded.link,
        clip=coded.clip,
    )


def subjects_of(item: MediaItem, coded: CodedItem, places: Places) -> list[ItemSubject]:
    """The rows of its subjects."""
    return [
        ItemSubject(
            item=item,
            subject_id=places[one.subject],
            seconds=one.seconds,
            area_cm2=one.area_cm2,
            direct_speech_seconds=one.direct_speech_seconds,
            manner=one.manner,
            tone=one.tone,
            speaker_sex=one.speaker_sex,
        )
        for one in coded.subjects
    ]


def in_order(items: Iterable[CodedItem]) -> list[CodedItem]:
    """By page or beginning as far as it is known; else as they came."""
    return sorted(items, key=lambda one: (one.page or 0, one.begins_at or 0))


def taken_spans(outlet: Outlet, days: Sequence[date], but: Iterable[int] = ()) -> list[Span]:
    """When items of an outlet's first codings were, around some days; ``but`` programmes left out."""
    if not days:
        return []
    first, last = min(days) - timedelta(days=1), max(days) + timedelta(days=1)
    rows = MediaItem.objects.filter(
        outlet=outlet,
        mission=outlet.mission_id,
        day__range=(first, last),
        is_second=False,
        seconds__isnull=False,
        begins_at__isnull=False,
        programme__begins__isnull=False,
    ).exclude(programme__in=list(but))
    values = rows.order_by().values_list(
        "day", "programme__begins", "programme__number", "number", "begins_at", "seconds"
    )
    spans = []
    for day, begins, programme, number, begins_at, seconds in values.iterator(chunk_size=5000):
        begun = begins_in_calendar(day, begins) + int(begins_at or 0)
        spans.append(Span(begun, begun + int(seconds or 0), f"{programme}/{number}"))
    return spans


def runs_into(spans: Iterable[Span], taken: Iterable[Span]) -> list[Problem]:
    """Each of the spans that overlaps one of those that are taken (X.134). O(n log n)."""
    problems, last = [], None
    marked = [(one, True) for one in spans] + [(one, False) for one in taken]
    open_new: Span | None = None
    for span, is_new in sorted(marked, key=lambda pair: (pair[0].begins, pair[0].ends)):
        other = last if is_new else open_new
        if other is not None and span.begins < other.ends:
            new, old = (span, other) if is_new else (other, span)
            says = Phrase("The item overlaps one that was coded already ({other}).", other=old.where)
            remedy = Phrase("Leave it out, or correct what was coded.")
            problems.append(Problem("X.134", says, remedy, new.where))
        if is_new and (open_new is None or span.ends > open_new.ends):
            open_new = span
        if not is_new and (last is None or span.ends > last.ends):
            last = span
    return problems
