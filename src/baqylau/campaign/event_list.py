"""Campaign events of a mission: what observers sent with a form of such events, and what analysts entered.

A record is read by the names of the shipped form's questions. A form of the mission's own that has them is
read alike; what it does not ask is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from baqylau.campaign.models.events import CampaignEvent
from baqylau.election.models import Area
from baqylau.election.windows import Calendar, calendar_of
from baqylau.mission.models import Mission
from baqylau.observation.models import FormKind, FormVersion, RecordState, RecordVersion

RECORD, ENTRY = "record", "entry"
SINGLE = ("venue_kind", "event_kind", "organiser", "police")
SEVERAL = {
    "contestants": "contestant",
    "topics": "said",
    "endorsements": "endorsement",
    "materials": "materials",
    "irregular": "irregular",
}
"""Fields with several answers, and how the form calls each."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event, whoever it comes from. ``None`` of a list: the question was not answered.

    ``number`` is that of the record or the label of the entry, ``key`` the key of its row. ``labels`` are the
    words of the form for codes that are not ours.
    """

    source: str
    key: int
    number: str
    day: date
    at: time | None
    area: int | None
    place: str = ""
    venue_kind: str = ""
    event_kind: str = ""
    organiser: str = ""
    police: str = ""
    contestants: tuple[str, ...] | None = None
    candidate: str = ""
    attendance: int | None = None
    women_share: int | None = None
    topics: tuple[str, ...] | None = None
    endorsements: tuple[str, ...] | None = None
    materials: tuple[str, ...] | None = None
    irregular: tuple[str, ...] | None = None
    says: str = ""
    confidential: bool = False
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict, compare=False)

    @property
    def is_record(self) -> bool:
        return self.source == RECORD

    @property
    def is_irregular(self) -> bool:
        """Whether anything was seen that should not be."""
        return bool(self.irregular) and self.irregular != ("nothing",)


def events_of(mission: Mission, entered: QuerySet[CampaignEvent]) -> list[Event]:
    """All events, the latest first: ``entered`` are those by hand that somebody may know of.

    Records that are rejected, deleted, encrypted and unread, or without a day are left out.
    """
    found = [*_of_records(mission), *map(_of_entry, entered.iterator(chunk_size=2000))]
    return sorted(found, key=lambda one: (one.day, one.at or time(), one.source, one.key), reverse=True)


def _of_entry(entry: CampaignEvent) -> Event:
    several: dict[str, Any] = {name: tuple(getattr(entry, name)) or None for name in SEVERAL}
    return Event(
        source=ENTRY,
        key=entry.pk,
        number=entry.label,
        day=entry.day,
        at=entry.begins_at,
        area=entry.area_id,
        place=entry.place,
        venue_kind=entry.venue_kind,
        event_kind=entry.event_kind,
        organiser=entry.organiser,
        police=entry.police,
        candidate=entry.candidate,
        attendance=entry.attendance,
        women_share=entry.women_share,
        says=entry.says,
        confidential=entry.confidential,
        **several,
    )


def _of_records(mission: Mission) -> Iterator[Event]:
    versions = RecordVersion.objects.filter(
        is_newest=True,
        record__mission=mission,
        record__form_version__form__kind=FormKind.CAMPAIGN,
        record__deleted_at=None,
        record__is_unread=False,
        record__observed_at__isnull=False,
    ).exclude(record__state=RecordState.REJECTED)
    rows = versions.values_list(
        "record_id",
        "record__number",
        "record__observed_at",
        "record__area_id",
        "record__place",
        "record__form_version_id",
        "answers",
    )
    calendar = calendar_of(mission.election)
    zones = _Zones(calendar)
    labels = _labels(mission)
    for key, number, at, area, place, form, answers in rows.iterator(chunk_size=2000):
        if at is None:
            continue
        local = at.astimezone(zones.of(area))
        yield _of_answers(answers, labels.get(form, {}), key, number, local, area, place)


def _of_answers(
    answers: Mapping[str, Any],
    labels: Mapping[str, Mapping[str, str]],
    key: int,
    number: int,
    local: Any,
    area: int | None,
    place: str,
) -> Event:
    texts: dict[str, Any] = {name: _text(answers.get(name)) for name in (*SINGLE, "candidate")}
    several: dict[str, Any] = {name: _several(answers.get(asked)) for name, asked in SEVERAL.items()}
    return Event(
        source=RECORD,
        key=key,
        number=str(number),
        day=local.date(),
        at=local.time().replace(second=0, microsecond=0, tzinfo=None),
        area=area,
        place=place or _text(answers.get("venue")),
        attendance=_number(answers.get("attendance")),
        women_share=_number(answers.get("women_share")),
        says="\n".join(filter(None, (_text(answers.get(name)) for name in ("said_what", "comments")))),
        labels=labels,
        **texts,
        **several,
    )


class _Zones:
    """The clock of each area, read once."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.known: dict[int | None, Any] = {None: calendar.zone}
        if calendar.zone_names:
            areas = Area.objects.filter(country=calendar.election.country).defer("boundary")
            self.known |= {area.pk: calendar.zone_of(area) for area in areas}

    def of(self, area: int | None) -> Any:
        return self.known.get(area, self.calendar.zone)


def _labels(mission: Mission) -> dict[int, dict[str, Mapping[str, str]]]:
    """For each version of a form of campaign events, its words for ``question:code``, by language."""
    versions = FormVersion.objects.filter(form__mission=mission, form__kind=FormKind.CAMPAIGN)
    asked = {*SINGLE, *SEVERAL.values()}
    return {
        pk: {
            f"{question['name']}:{choice['name']}": choice.get("labels") or {}
            for question in questions
            if question.get("name") in asked
            for choice in question.get("choices", ())
        }
        for pk, questions in versions.values_list("pk", "questions")
    }


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _several(value: object) -> tuple[str, ...] | None:
    return tuple(str(one) for one in value) if isinstance(value, list) else None


def only(events: Iterable[Event], wanted: Sequence[tuple[str, str]]) -> list[Event]:
    """The events whose fields have these values; of a field with several answers, among them."""
    found = list(events)
    for name, value in wanted:
        found = [event for event in found if _has(event, name, value)]
    return found


def _has(event: Event, name: str, value: str) -> bool:
    held = getattr(event, name)
    if value == "-":
        return not held
    return value in (held or ()) if name in SEVERAL else held == value
