"""What the pages of meetings and institutions show, to this reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from baqylau.election.models import Area
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.meeting_history import NOTES, OF_PERSONS
from baqylau.observation.meeting_queries import Reader
from baqylau.observation.meeting_selection import UNKNOWN
from baqylau.observation.meeting_words import FORGOTTEN, NOT_SHOWN, done, in_words, label
from baqylau.observation.models import (
    Institution,
    InstitutionKind,
    Interlocutor,
    Meeting,
    MeetingChange,
    Reliability,
    Topic,
)


def topic_words(meeting: Meeting) -> list[str]:
    """What it was about, in words."""
    names = dict(Topic.choices)
    return [str(names.get(one, one)) for one in meeting.topics]


# ------------------------------------------------------------------ the list


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A line of the log. ``key_points`` is "" where the reader may not read them."""

    meeting: Meeting
    institutions: list[Institution]
    topics: list[str]
    key_points: str
    may_read: bool


def for_rows(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Meetings with what a line shows of them."""
    related = meetings.select_related("area", "team", "written_by").defer("area__boundary")
    return related.prefetch_related("institutions")


def meeting_rows(meetings: Sequence[Meeting], reader: Reader) -> list[MeetingRow]:
    """The lines of a page."""
    readable = reader.read_among([one.pk for one in meetings])
    return [
        MeetingRow(
            meeting=one,
            institutions=list(one.institutions.all()),
            topics=topic_words(one),
            key_points=one.key_points if one.pk in readable else "",
            may_read=one.pk in readable,
        )
        for one in meetings
    ]


def meeting_filters(reader: Reader) -> dict[str, object]:
    """The choices of the list's filters, each as (value, words)."""
    unknown = (UNKNOWN, _("not known"))
    seen = reader.meetings().order_by()
    areas = reader.mission.election.areas.filter(Exists(seen.filter(area=OuterRef("pk"))))
    teams = Team.objects.filter(Exists(seen.filter(team=OuterRef("pk"))), mission=reader.mission)
    met = Institution.objects.filter(Exists(seen.filter(institutions=OuterRef("pk"))), mission=reader.mission)
    onlies = [
        ("mine", _("Written by me")),
        ("open", _("Open to whoever sees the log")),
        ("nameable", _("With persons who may be named in the report")),
        ("uncounted", _("Men and women not counted")),
    ]
    return {
        "kinds": InstitutionKind.choices,
        "topics": Topic.choices,
        "reliabilities": [*Reliability.choices, unknown],
        "areas": [(one.code, one.name) for one in _ordered(areas.defer("boundary"))] + [unknown],
        "teams": [(one.code, one.code) for one in teams] + [unknown],
        "institutions": [(one.label, one.name) for one in _ordered(met)],
        "onlies": [*onlies, ("confidential", _("Confidential"))],
        "orders": [
            ("", _("Newest first")),
            ("oldest", _("Oldest first")),
            ("entered", _("Last entered first")),
        ],
    }


def _ordered(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by(Area.order_column(), "pk")


# ------------------------------------------------------------------ one meeting


@dataclass(frozen=True, slots=True)
class PersonShown:
    """A person as the reader may see them."""

    one: Interlocutor
    named: bool


@dataclass(frozen=True, slots=True)
class ToldOf:
    """A line of the history: who did what and when, and each field with what it was and is."""

    change: MeetingChange
    done: str
    fields: tuple[tuple[str, str, str], ...]


def persons_of(meeting: Meeting, reader: Reader) -> list[PersonShown]:
    """The persons of a meeting, each named only where the reader may see the name."""
    return [PersonShown(one, reader.may_see(one, meeting)) for one in meeting.persons.all()]


def history_of(entry: Meeting | Institution, reader: Reader) -> list[ToldOf]:
    """Every change, the first first; what the reader may not see now was not shown then either."""
    hidden: frozenset[str] = frozenset()
    if isinstance(entry, Meeting):
        hidden |= frozenset() if reader.sees_names(entry) else OF_PERSONS
        hidden |= frozenset() if reader.reads(entry) else NOTES
    changes = list(entry.changes.select_related("by"))
    names = _names(changes, reader.mission)
    return [
        ToldOf(one, done(one.done), tuple(_told(field, hidden, names) for field in one.fields))
        for one in changes
    ]


def _told(
    field: Mapping[str, Any], hidden: frozenset[str], names: Mapping[str, Mapping[int, str]]
) -> tuple[str, str, str]:
    name = field["field"]
    if field.get("forgotten"):
        return label(name), "", str(FORGOTTEN)
    if name in hidden:
        return label(name), "", str(NOT_SHOWN)
    return label(name), in_words(name, field["before"], names), in_words(name, field["after"], names)


def _names(changes: Iterable[MeetingChange], mission: Mission) -> dict[str, dict[int, str]]:
    """The names of the rows that a history points to, two queries at most for each kind of row."""
    keys: dict[str, set[int]] = {}
    for change in changes:
        for one in change.fields:
            for value in (one["before"], one["after"]):
                values = value if isinstance(value, list) else [value]
                keys.setdefault(one["field"], set()).update(v for v in values if isinstance(v, int))
    areas = Area.objects.filter(pk__in=keys.get("area", ())).defer("boundary")
    members = Membership.objects.filter(pk__in=keys.get("members", ()), mission=mission)
    institutions = Institution.objects.filter(pk__in=keys.get("institutions", ()), mission=mission)
    teams = Team.objects.filter(pk__in=keys.get("team", ()), mission=mission)
    return {
        "area": {one.pk: one.name for one in areas},
        "team": {one.pk: one.code for one in teams},
        "members": {one.pk: one.user.name for one in members.select_related("user")},
        "institutions": {one.pk: one.name for one in institutions},
    }
