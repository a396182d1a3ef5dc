"""The election-day room: what has come in against what is due, how it was rated, what needs attention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from baqylau.core.figure import percent
from baqylau.core.pictures.classes import classes_of
from baqylau.core.pictures.map import Drawing, draw
from baqylau.election.models import Area
from baqylau.election.regions import regions_of
from baqylau.mission.models import Mission
from baqylau.observation import room
from baqylau.observation.board import board_of
from baqylau.observation.completeness_now import Completeness, completeness
from baqylau.observation.last_contacts import LastContact, last_contacts
from baqylau.observation.memory import Memory
from baqylau.observation.models import Form, Record, Wave
from baqylau.observation.words import answer_in_words, label

SILENT_AFTER = 90
"""Minutes without a sign of life after which a team stands among the silent."""
BEFORE, AFTER = timedelta(hours=12), timedelta(hours=36)
"""Around the midnight with which election day begins: only within it is a team called silent."""
NIGHT_ENDS = time(6)
"""Of the night after election day: what is counted until then has a column by the hour."""
MOST_SILENT, MOST_ATTENTION = 12, 8

_drawings: Memory[Drawing] = Memory(600)
_plans: Memory[Completeness] = Memory(10)
_contacts: Memory[tuple[LastContact, ...]] = Memory(10)
_counts: Memory[room.Counts] = Memory(600)
"""By mission, wave and generation of the board: a new record makes a new count."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One cell: how many reports were observed in an hour, how many were due in it."""

    arrived: int
    due: int


@dataclass(frozen=True, slots=True)
class FormLine:
    """One form: its hours, and all of it against the plan."""

    form: Form
    name: str
    hours: tuple[Hour, ...]
    arrived: int
    due: int
    missing: int


@dataclass(frozen=True, slots=True)
class WaveLine:
    """One wave: what is due in it and what has come."""

    wave: Wave | None
    name: str
    expected: int
    arrived: int
    missing: int
    awaited: int


@dataclass(frozen=True, slots=True)
class RegionLine:
    """One region: observations, different stations, reports that are missing; its shade on the map."""

    area: Area | None
    name: str
    observations: int
    stations: int
    missing: int
    step: int | None


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer of a rating: how often, and where its piece of the bar stands (of a width of 1000)."""

    answer: str
    name: str
    count: int
    left: int
    width: int


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One rating question of a form."""

    form: str
    question: str
    n: int
    bars: tuple[Bar, ...]
    negative: int
    negative_percent: str
    """Empty where the kind of mission, or too few observations, allow no percentage."""


@dataclass(frozen=True, slots=True)
class AttentionLine:
    """An incident or a critical answer."""

    record: Record
    form: str
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Room:
    """All that stands on the page at one moment."""

    mission: Mission
    now: datetime
    wave: str
    total: int
    plan: Completeness
    hours: tuple[datetime, ...]
    forms: tuple[FormLine, ...]
    waves: tuple[WaveLine, ...]
    regions: tuple[RegionLine, ...]
    ratings: tuple[RatingLine, ...]
    attention: tuple[AttentionLine, ...]
    open_attention: int
    silent: tuple[LastContact, ...]
    number_silent: int
    is_going_on: bool
    """Whether it is election day, or the night around it."""
    found: room.Found
    stamp: str


def election_day(mission: Mission, wave: str, now: datetime) -> Room:
    """Gather the page; with ``wave`` only what was observed in that wave, and what is expected in it."""
    stamp = room.stamp(now)
    counts = _counts_of(mission, wave)
    forms = {form.pk: form for form in mission.forms.order_by("position", "code")}
    whole = _plan_of(mission, "", now)
    plan = _plan_of(mission, wave, now) if wave else whole
    zone = ZoneInfo(mission.election.time_zone)
    by_hour, due = room.by_form_and_hour(counts, zone), _due_by_form_and_hour(plan, zone)
    hours = _hours((*by_hour.values(), *due.values()), mission, zone)
    is_going_on = _is_going_on(mission, now, zone)
    contacts = _contacts.get(mission.pk, lambda: last_contacts(mission, now)) or ()
    silent = [one for one in contacts if is_going_on and one.is_silent(SILENT_AFTER)]
    attention, still_open = room.attention(mission, wave, MOST_ATTENTION)
    return Room(
        mission=mission,
        now=now,
        wave=wave,
        total=counts.total,
        plan=plan,
        hours=hours,
        forms=_form_lines(forms, by_hour, due, plan, hours),
        waves=_wave_lines(mission, whole),
        regions=_region_lines(mission, counts, plan),
        ratings=_rating_lines(mission, room.ratings(counts), forms),
        attention=tuple(_attention_line(one, forms) for one in attention),
        open_attention=still_open,
        silent=tuple(silent[:MOST_SILENT]),
        number_silent=len(silent),
        is_going_on=is_going_on,
        found=room.checked(mission, counts, wave),
        stamp=stamp,
    )


def _is_going_on(mission: Mission, now: datetime, zone: ZoneInfo) -> bool:
    begins = datetime.combine(mission.election.day, time(), zone)
    return begins - BEFORE <= now < begins + AFTER


def _plan_of(mission: Mission, wave: str, now: datetime) -> Completeness:
    """What is expected on the whole day, or in one wave, and how it stood within the last ten seconds."""

    def make() -> Completeness:
        if not wave:
            return completeness(mission, now)
        found = Wave.objects.filter(mission=mission, code=wave).values_list("pk", flat=True).first()
        return _plan_of(mission, "", now).of_wave(found or 0)

    plan = _plans.get((mission.pk, wave), make)
    assert plan is not None
    return plan


def _counts_of(mission: Mission, wave: str) -> room.Counts:
    board = board_of(mission.pk)
    lines = board.lines()
    made = _counts.get((mission.pk, wave, board.generation), lambda: room.count(lines, wave))
    assert made is not None
    return made


# ------------------------------------------------------------------ by form and hour


def _due_by_form_and_hour(plan: Completeness, zone: ZoneInfo) -> dict[int, Counter[datetime]]:
    """Form → how many reports are due in each local hour."""
    found: dict[int, Counter[datetime]] = defaultdict(Counter)
    for row in plan.rows:
        if row.due_at:
            hour = row.due_at.astimezone(zone).replace(minute=0, second=0, microsecond=0)
            found[row.form_id][hour] += 1
    return found


def _hours(
    counted: Iterable[Mapping[datetime, int]], mission: Mission, zone: ZoneInfo
) -> tuple[datetime, ...]:
    """The hours in which something was observed or is due, without gaps: of election day and its night."""
    begins = datetime.combine(mission.election.day, time(), zone)
    ends = datetime.combine(mission.election.day + timedelta(days=1), NIGHT_ENDS, zone)
    seen = {hour for hours in counted for hour in hours if begins <= hour < ends}
    if not seen:
        return ()
    first, number = min(seen), (max(seen) - min(seen)) // timedelta(hours=1)
    return tuple(first + timedelta(hours=hour) for hour in range(number + 1))


def _form_lines(
    forms: Mapping[int, Form],
    by_hour: Mapping[int, Mapping[datetime, int]],
    due_by_hour: Mapping[int, Mapping[datetime, int]],
    plan: Completeness,
    hours: Sequence[datetime],
) -> tuple[FormLine, ...]:
    planned = {group.key: group.count for group in plan.by_form}
    lines = []
    for pk, form in forms.items():
        arrived, due, count = by_hour.get(pk, {}), due_by_hour.get(pk, {}), planned.get(pk)
        if arrived or count:
            cells = tuple(Hour(arrived.get(hour, 0), due.get(hour, 0)) for hour in hours)
            expected, missing = (count.expected, count.missing) if count else (0, 0)
            name = label(form.names, form.code)
            lines.append(FormLine(form, name, cells, sum(arrived.values()), expected, missing))
    return tuple(lines)


def _wave_lines(mission: Mission, plan: Completeness) -> tuple[WaveLine, ...]:
    waves = {wave.pk: wave for wave in mission.waves.all()}
    counts = {group.key: group for group in plan.by_wave}
    lines = []
    for pk, wave in waves.items():
        group = counts.get(pk)
        count = group.count if group else None
        lines.append(
            WaveLine(
                wave,
                label(wave.names, wave.code),
                count.expected if count else 0,
                count.arrived if count else 0,
                count.missing if count else 0,
                count.awaited if count else 0,
            )
        )
    return tuple(lines)


# ------------------------------------------------------------------ by region


def _region_lines(mission: Mission, counts: room.Counts, plan: Completeness) -> tuple[RegionLine, ...]:
    region_of = regions_of(mission.election)
    regions = {region.pk: region for region in region_of.values()}
    observations = dict.fromkeys(regions, 0)
    stations = dict.fromkeys(regions, 0)
    outside = [0, 0]
    for area, number in counts.by_area.items():
        different = counts.stations[area]
        region = region_of.get(area or 0)
        if region is None:
            outside = [outside[0] + number, outside[1] + different]
        else:
            observations[region.pk] += number
            stations[region.pk] += different
    missing = {group.key: group.count.missing for group in plan.by_region}
    classes = classes_of(Decimal(number) for number in observations.values() if number)
    lines = [
        RegionLine(
            region,
            region.name,
            observations[pk],
            stations[pk],
            missing.get(pk, 0),
            classes.steps()[classes.of(Decimal(observations[pk]))] if classes and observations[pk] else None,
        )
        for pk, region in regions.items()
    ]
    lines.sort(key=lambda line: getattr(line.area, Area.order_column()))
    if any(outside) or missing.get(None):
        lines.append(RegionLine(None, "", outside[0], outside[1], missing.get(None, 0), None))
    return tuple(lines)


def drawing_of(mission: Mission) -> Drawing | None:
    """The map of the regions, None where their boundaries are not known."""
    election = mission.election
    return _drawings.get((election.pk, election.pack_digest), lambda: _draw(mission))


def _draw(mission: Mission) -> Drawing | None:
    regions = {region.pk: region for region in regions_of(mission.election).values()}
    if not regions or not all(region.boundary for region in regions.values()):
        return None
    return draw({str(pk): region.boundary or {} for pk, region in regions.items()})


# ------------------------------------------------------------------ ratings and attention


def _rating_lines(
    mission: Mission, ratings: Sequence[room.Rating], forms: Mapping[int, Form]
) -> tuple[RatingLine, ...]:
    order = {pk: place for place, pk in enumerate(forms)}
    return tuple(
        _rating_line(mission, one, forms[one.form_id])
        for one in sorted(ratings, key=lambda rating: order[rating.form_id])
    )


def _rating_line(mission: Mission, rating: room.Rating, form: Form) -> RatingLine:
    enough = mission.allows.percentages and rating.n >= mission.minimum_denominator
    bars, left = [], 0
    for answer in room.RATINGS:
        count = rating.counts.get(answer, 0)
        right = left + count
        start, end = (1000 * left // rating.n, 1000 * right // rating.n)
        bars.append(Bar(answer, answer_in_words(rating.question, answer), count, start, end - start))
        left = right
    return RatingLine(
        form=label(form.names, form.code),
        question=label(rating.question.labels, rating.question.name),
        n=rating.n,
        bars=tuple(bars),
        negative=rating.negative,
        negative_percent=percent(rating.negative, rating.n) if enough else "",
    )


def _attention_line(one: room.Attention, forms: Mapping[int, Form]) -> AttentionLine:
    form = forms[one.record.form_version.form_id]
    said = tuple(
        (label(question.labels, question.name), answer_in_words(question, answer))
        for question, answer in one.answers
    )
    return AttentionLine(one.record, label(form.names, form.code), said)
