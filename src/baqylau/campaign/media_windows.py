"""Media items that a time of the calendar may forbid: paid, about somebody who stands, or about polls."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from baqylau.campaign.actions.media_items import clock_seconds
from baqylau.campaign.models import ItemSubject, MediaItem
from baqylau.election.models import Area
from baqylau.election.windows import Calendar
from baqylau.mission.models import Mission

POLLS_TOPIC = "opinion_polls"


@dataclass(frozen=True, slots=True)
class Broadcast:
    """An item with the moment at which it began, or its day where no hour is known."""

    key: str
    at: date | datetime
    says: str
    where: str
    area: Area | None
    is_campaign: bool
    is_about_polls: bool


def items_between(mission: Mission, calendar: Calendar, first: date, last: date) -> Iterator[Broadcast]:
    """First codings of these days that are paid, about contestants or about polls, by local clocks."""
    contestants = ItemSubject.objects.filter(item=OuterRef("pk"), subject__is_contestant=True)
    items = MediaItem.objects.filter(mission=mission, day__range=(first, last), is_second=False).annotate(
        is_of_contestants=Exists(contestants)
    )
    wanted = Q(paid=True) | Q(is_of_contestants=True) | Q(topic=POLLS_TOPIC)
    related = items.filter(wanted).select_related("programme", "outlet__area")
    for item in related.prefetch_related("subjects__subject").order_by("pk").iterator(chunk_size=1000):
        yield Broadcast(
            key=f"media:{item.programme.number}/{item.number}",
            at=_moment(item, calendar),
            says=_says(item),
            where=" ".join(filter(None, (item.outlet.name, item.programme.title, item.link))),
            area=item.outlet.area,
            is_campaign=item.paid or item.is_of_contestants,
            is_about_polls=item.topic == POLLS_TOPIC,
        )


def _moment(item: MediaItem, calendar: Calendar) -> date | datetime:
    begins = item.programme.begins
    if begins is None or item.begins_at is None:
        return item.day
    midnight = datetime.combine(item.day, datetime.min.time())
    local = midnight + timedelta(seconds=clock_seconds(begins) + item.begins_at)
    return local.replace(tzinfo=calendar.zone_of(item.outlet.area))


def _says(item: MediaItem) -> str:
    names = ", ".join(one.subject.name for one in item.subjects.all())
    paid = " (paid)" if item.paid else ""
    return f"{names}{paid}. {item.note}".strip()
