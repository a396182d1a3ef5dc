"""Keeps the sums of coded items as the programmes are: what changed since is summed anew, and only that.

A page asks :func:`sum_what_changed` first. It looks at the programmes alone (some thousands), not at their
items (hundreds of thousands): whatever is done to an item gives its programme another version.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import connection, models, transaction
from django.db.models import Case, Count, F, IntegerField, Max, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Coalesce

from baqylau.campaign.models import ItemSubject, MediaItem, Programme
from baqylau.campaign.models.media_sums import SubjectSum, SummedDay, TopicSum
from baqylau.mission.models import Mission

OutletDay = tuple[int, date]
BATCH = 500
FIRST_CODING = {"is_second": False, "programme__state": "finished"}
"""Which items indicators count: of finished programmes, never of a second coding."""
MANY = 20
"""Days of outlets; where more are summed, the database first looks at what was coded."""
LIKE = ("mission_id", "outlet_id", "day", "programme__programme_class", "prime_time", "paid")
"""What items of a sum have alike, by the names that the column of the sum ends in."""


def sum_what_changed(mission: Mission) -> int:
    """Bring the sums of a mission up to date; how many days of outlets were summed anew."""
    marks = _marks(mission)
    changed = _changed(mission, marks)
    if not changed:
        return 0
    with transaction.atomic():
        Mission.objects.select_for_update(of=("self",), no_key=True).get(pk=mission.pk)
        marks = _marks(mission)
        changed = _changed(mission, marks)
        if len(changed) > MANY:
            _look_at_the_tables()
        for outlet, days in _by_outlet(changed).items():
            _sum(mission, outlet, days)
        _remember(mission, changed, marks)
    return len(changed)


def _look_at_the_tables() -> None:
    """Let PostgreSQL know how much was just coded; else it reads every programme again for each item."""
    if connection.vendor == "postgresql":
        tables = [
            connection.ops.quote_name(one._meta.db_table) for one in (Programme, MediaItem, ItemSubject)
        ]
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(tables)}")


def _marks(mission: Mission) -> dict[OutletDay, str]:
    """What tells that the programmes of a day are others than before."""
    found = (
        Programme.objects.filter(mission=mission, second_coding_of=None, state="finished")
        .order_by()
        .values_list("outlet", "day")
        .annotate(Count("pk"), Sum("version"), Max("pk"))
    )
    return {(outlet, day): f"{count}.{versions}.{last}" for outlet, day, count, versions, last in found}


def _changed(mission: Mission, marks: dict[OutletDay, str]) -> list[OutletDay]:
    known = {
        (outlet, day): mark
        for outlet, day, mark in SummedDay.objects.filter(mission=mission).values_list(
            "outlet", "day", "mark"
        )
    }
    gone = [key for key in known if key not in marks]
    return sorted([*gone, *(key for key, mark in marks.items() if known.get(key) != mark)])


def _by_outlet(changed: Iterable[OutletDay]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for outlet, day in changed:
        found.setdefault(outlet, []).append(day)
    return found


def _remember(mission: Mission, changed: Sequence[OutletDay], marks: dict[OutletDay, str]) -> None:
    for outlet, days in _by_outlet(changed).items():
        SummedDay.objects.filter(mission=mission, outlet=outlet, day__in=days).delete()
    SummedDay.objects.bulk_create(
        (
            SummedDay(mission=mission, outlet_id=outlet, day=day, mark=marks[outlet, day])
            for outlet, day in changed
            if (outlet, day) in marks
        ),
        batch_size=BATCH,
    )


def _sum(mission: Mission, outlet: int, days: Sequence[date]) -> None:
    """The sums of some days of an outlet, in place of those that are there."""
    there = {"mission": mission, "outlet": outlet, "day__in": days}
    SubjectSum.objects.filter(**there).delete()
    TopicSum.objects.filter(**there).delete()
    of_item = {**there, **FIRST_CODING}
    _keep(TopicSum, _topics(MediaItem.objects.filter(**of_item)))
    appearances = {f"item__{name}": value for name, value in of_item.items()}
    _keep(SubjectSum, _appearances(ItemSubject.objects.filter(**appearances)))


def _keep(table: type[models.Model], sums: QuerySet[Any, dict[str, Any]]) -> None:
    """Write what a query sums into a table, without any row of it leaving the database."""
    query = sums.query
    columns = [name.rsplit("__", 1)[-1] for name in (*query.values_select, *query.annotation_select)]
    selected, given = query.sql_with_params()
    quoted = ", ".join(map(connection.ops.quote_name, columns))
    into = connection.ops.quote_name(table._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {into} ({quoted}) {selected}", given)


def first_codings(mission: Mission) -> QuerySet[MediaItem]:
    """The items that indicators count: of finished programmes, never of a second coding."""
    return MediaItem.objects.filter(mission=mission, **FIRST_CODING)


def measure(prefix: str = "") -> Case:
    """Seconds for broadcast, cm² for print, 1 for an item online; nothing where the length is not known."""
    return Case(
        When(**{f"{prefix}outlet__kind": "online"}, then=Value(1)),
        default=Coalesce(F("seconds"), F("area_cm2")),
        output_field=IntegerField(),
    )


def _topics(items: QuerySet[MediaItem]) -> Any:
    found = items.order_by().annotate(length=measure())
    return found.values(*LIKE, "topic", "speaker_sex").annotate(
        items=Count("pk"), measured=Count("length"), amount=Coalesce(Sum("length"), 0)
    )


def _appearances(found: QuerySet[ItemSubject]) -> Any:
    like = [f"item__{name}" for name in LIKE]
    return (
        found.order_by()
        .annotate(length=measure("item__"))
        .values(*like, "subject_id", "tone", "manner", "speaker_sex")
        .annotate(
            items=Count("pk"),
            measured=Count("length"),
            amount=Coalesce(Sum("length"), 0),
            speech=Coalesce(Sum("direct_speech_seconds"), 0),
            speech_of=Coalesce(Sum("seconds", filter=Q(direct_speech_seconds__isnull=False)), 0),
        )
    )
