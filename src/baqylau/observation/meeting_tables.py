"""Meetings and institutions as tables: codes rather than words, and nothing that a reader may not see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from baqylau.observation.meeting_queries import Reader
from baqylau.observation.models import Institution, Interlocutor, Meeting
from baqylau.observation.queries import records_seen_by

BATCH = 500
MEETING_COLUMNS = (
    "number",
    "openness",
    "day",
    "begins",
    "place",
    "area_code",
    "area",
    "team",
    "members",
    "institutions",
    "institution_kinds",
    "men",
    "women",
    "persons",
    "topics",
    "key_points",
    "follow_up",
    "reliability",
    "quotable",
    "record",
    "written_by",
)


def meetings_table(meetings: QuerySet[Meeting], reader: Reader) -> Iterator[Sequence[object]]:
    """A row for each meeting; notes and persons only as far as the reader sees them on its page."""
    yield MEETING_COLUMNS
    readable = Meeting.objects.filter(reader.readable(), pk=OuterRef("pk"))
    records = records_seen_by(reader.user, reader.mission).filter(pk=OuterRef("record"))
    found = meetings.select_related("area", "team", "written_by", "record").defer("area__boundary")
    found = found.annotate(is_readable=Exists(readable), has_record=Exists(records))
    found = found.prefetch_related("institutions", "members__user", "persons")
    for one in found.iterator(chunk_size=BATCH):
        yield _cells(one, reader)


def _cells(one: Any, reader: Reader) -> tuple[object, ...]:
    institutions = list(one.institutions.all())
    persons = [_person(person) for person in one.persons.all() if reader.may_see(person, one)]
    return (
        one.label,
        one.openness,
        one.day,
        one.begins,
        one.place,
        one.area.code if one.area else "",
        one.area.name if one.area else "",
        one.team.code if one.team else "",
        "; ".join(member.user.name for member in one.members.all()),
        "; ".join(institution.name for institution in institutions),
        "; ".join(sorted({institution.kind for institution in institutions})),
        one.men,
        one.women,
        "; ".join(filter(None, persons)),
        "; ".join(one.topics),
        one.key_points if one.is_readable else "",
        one.follow_up if one.is_readable else "",
        one.reliability,
        one.quotable,
        one.record.number if one.record and one.has_record else "",
        one.written_by.name if one.written_by else "",
    )


def _person(person: Interlocutor) -> str:
    return ", ".join(filter(None, (person.name, person.function)))


def institutions_table(institutions: QuerySet[Institution], reader: Reader) -> Iterator[Sequence[object]]:
    """A row for each institution, with how many meetings with it the reader may know of."""
    yield ("number", "kind", "name_en", "name_ru", "name_kk", "area_code", "area", "in_annex", "meetings")
    counted = with_meetings(institutions, reader).select_related("area").defer("area__boundary")
    for one in counted.iterator(chunk_size=BATCH):
        names = (one.names.get(language, "") for language in ("en", "ru", "kk"))
        area = (one.area.code, one.area.name) if one.area else ("", "")
        yield (one.label, one.kind, *names, *area, "yes" if one.in_annex else "no", one.met)


def with_meetings(institutions: QuerySet[Institution], reader: Reader) -> QuerySet[Any]:
    """Institutions with the number of meetings that the reader may know of as ``met``."""
    pairs = Meeting.institutions.through.objects.filter(
        institution=OuterRef("pk"), meeting__in=reader.meetings().order_by().values("pk")
    )
    counted: QuerySet[Any, Any] = pairs.order_by().values("institution").annotate(met=Count("pk"))
    return institutions.annotate(
        met=Coalesce(Subquery(counted.values("met"), output_field=IntegerField()), 0)
    )
