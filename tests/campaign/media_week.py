"""A made-up week of monitored media, the same each time: for tests, measurements and pages to look at.

Nothing in it is of a real outlet or party. Six broadcasters, a newspaper and a site; seven contestants, of
whom the first gets most; officials beside them; a sample that two monitors coded.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count

from django.db.models import Max

from baqylau.campaign.models import (
    ItemSubject,
    MediaItem,
    MediaSubject,
    MediaTopic,
    MonitoringSlot,
    Outlet,
    Programme,
)
from baqylau.mission.models import Membership, Mission

WHEN = datetime(2026, 2, 1, tzinfo=UTC)
BROADCASTERS = (
    ("first", "First Channel", "broadcast_tv", "state"),
    ("wind-tv", "Wind TV", "broadcast_tv", "private"),
    ("city-tv", "City TV", "broadcast_tv", "private"),
    ("third", "Third Channel", "broadcast_tv", "state"),
    ("radio-one", "Radio One", "broadcast_radio", "public"),
    ("radio-wind", "Radio Wind", "broadcast_radio", "private"),
)
OTHERS = (("gazette", "The Gazette", "print", "state"), ("news-site", "News Site", "online", "private"))
CONTESTANTS = ("Tulip", "Falcon", "Spring", "Saddle", "Poplar", "Lark", "Bridge")
OFFICIALS = (("president", "President"), ("government", "Government"), ("commission", "Election commission"))
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442")
TOPICS = ("economy", "social", "campaign", "foreign", "opinion_polls")
HOURS = ((time(7), "news"), (time(13), "news"), (time(19), "news"), (time(20), "debate"), (time(21), "paid"))
WEIGHTS = (30, 14, 10, 9, 8, 7, 5, 25, 20, 12)
"""How often each contestant and official is spoken of."""


@dataclass(frozen=True)
class Week:
    """What was made."""

    mission: Mission
    first_day: date
    days: int
    outlets: list[Outlet]
    subjects: list[MediaSubject]

    @property
    def last_day(self) -> date:
        return self.first_day + timedelta(days=self.days - 1)


def week(
    mission: Mission,
    *,
    first_day: date,
    days: int = 7,
    items: int = 4,
    second_every: int = 10,
    monitors: tuple[Membership, Membership] | None = None,
    times: int = 1,
) -> Week:
    """Make it: ``items`` in each programme; every so-many-th programme is coded by a second monitor too.

    ``times`` as many programmes: for measurements.
    """
    chance = random.Random(7)
    outlets = _outlets(mission)
    subjects = _subjects(mission)
    for position, code in enumerate(TOPICS):
        MediaTopic.objects.get_or_create(
            mission=mission,
            code=code,
            defaults={"names": {"en": code.replace("_", " ").capitalize()}, "position": position},
        )
    made = Week(mission, first_day, days, outlets, subjects)
    MonitoringSlot.objects.bulk_create(_slots(made, chance), batch_size=500)
    numbers = count(_last(Programme, mission) + 1)
    for day in (first_day + timedelta(days=number) for number in range(days)):
        _day(made, day, items, second_every, numbers, chance, monitors, times)
    return made


def _last(model: type[Programme] | type[MonitoringSlot], mission: Mission) -> int:
    """The highest number that is taken."""
    found = model.objects.filter(mission=mission).aggregate(last=Max("number"))
    return int(found["last"] or 0)


def _outlets(mission: Mission) -> list[Outlet]:
    made = []
    for code, name, kind, ownership in (*BROADCASTERS, *OTHERS):
        made.append(
            Outlet.objects.create(
                mission=mission,
                code=code,
                names={"en": name},
                kind=kind,
                ownership=ownership,
                languages=["kk"],
            )
        )
    return made


def _subjects(mission: Mission) -> list[MediaSubject]:
    parties = [
        MediaSubject(
            mission=mission,
            code=name.lower(),
            names={"en": f"{name} Party"},
            kind="party",
            is_contestant=True,
            colour=COLOURS[place],
            position=place,
        )
        for place, name in enumerate(CONTESTANTS)
    ]
    for one in parties:
        one.save()
    officials = [
        MediaSubject.objects.get_or_create(
            mission=mission,
            code=kind,
            defaults={"names": {"en": name}, "kind": kind, "position": len(CONTESTANTS) + place},
        )[0]
        for place, (kind, name) in enumerate(OFFICIALS)
    ]
    return [*parties, *officials]


def _slots(made: Week, chance: random.Random) -> Iterator[MonitoringSlot]:
    number = _last(MonitoringSlot, made.mission)
    for outlet in made.outlets[:6]:
        for day in range(made.days):
            for begins, ends in ((time(7), time(10)), (time(18), time(0))):
                number += 1
                planned = 3 * 3600 if begins == time(7) else 6 * 3600
                luck = chance.random()
                state = "missed" if luck < 0.06 else "partly" if luck < 0.12 else "covered"
                yield MonitoringSlot(
                    mission=made.mission,
                    number=number,
                    outlet=outlet,
                    day=made.first_day + timedelta(days=day),
                    begins=begins,
                    ends=ends,
                    planned_seconds=planned,
                    state=state,
                    done_from=None if state == "missed" else begins,
                    done_to=None
                    if state == "missed"
                    else ends
                    if state == "covered"
                    else time(begins.hour + 1, 30),
                    covered_seconds={"missed": 0, "partly": 5400}.get(state, planned),
                    reason="" if state == "covered" else "No signal",
                )


def _day(
    made: Week,
    day: date,
    items: int,
    second_every: int,
    numbers: Iterator[int],
    chance: random.Random,
    monitors: tuple[Membership, Membership] | None,
    times: int,
) -> None:
    first, second = monitors or (None, None)
    programmes = []
    hours = [(at.replace(minute=10 * again), kind) for again in range(times) for at, kind in HOURS]
    for outlet in made.outlets:
        for begins, kind in hours if outlet.is_broadcast else hours[: 2 * times]:
            programmes.append(
                Programme(
                    mission=made.mission,
                    number=next(numbers),
                    outlet=outlet,
                    day=day,
                    begins=begins if outlet.is_broadcast else None,
                    length_seconds=1800 if outlet.is_broadcast else None,
                    programme_class=kind,
                    title=f"{kind.capitalize()} at {begins:%H:%M}",
                    monitor=first,
                    state="finished",
                    added_at=WHEN,
                    finished_at=WHEN,
                )
            )
    Programme.objects.bulk_create(programmes, batch_size=200)
    again = [
        Programme(
            mission=one.mission,
            number=next(numbers),
            outlet=one.outlet,
            day=day,
            begins=one.begins,
            length_seconds=one.length_seconds,
            programme_class=one.programme_class,
            title=one.title,
            monitor=second,
            state="finished",
            added_at=WHEN,
            finished_at=WHEN,
            second_coding_of=one,
        )
        for one in programmes
        if second_every and one.number % second_every == 0 and one.outlet.is_broadcast
    ]
    Programme.objects.bulk_create(again, batch_size=200)
    coded = {one.pk: list(_coded(made, one, items, chance)) for one in programmes}
    _save([pair for pairs in coded.values() for pair in pairs])
    for one in again:
        _save([_second(one, item, about, chance) for item, about in coded[one.second_coding_of_id]])


Coded = tuple[MediaItem, list[ItemSubject]]


def _coded(made: Week, programme: Programme, items: int, chance: random.Random) -> Iterator[Coded]:
    outlet, at = programme.outlet, 0
    for number in range(1, items + 1):
        seconds = chance.randrange(30, 1800 // max(items, 4)) if items < 50 else chance.randrange(5, 60)
        is_paid = programme.programme_class == "paid"
        item = MediaItem(
            programme=programme,
            mission=made.mission,
            outlet=outlet,
            day=programme.day,
            number=number,
            begins_at=at if outlet.is_broadcast else None,
            seconds=seconds if outlet.is_broadcast else None,
            area_cm2=seconds if outlet.kind == "print" else None,
            topic=chance.choice(TOPICS),
            prime_time=bool(programme.begins and outlet.in_prime_time(programme.begins)),
            paid=is_paid,
            speaker_sex=chance.choice(("m", "m", "m", "f", "both", "none", "")),
        )
        at += seconds
        yield item, _subjects_of(made, item, chance)


def _subjects_of(made: Week, item: MediaItem, chance: random.Random) -> list[ItemSubject]:
    weights = list(WEIGHTS)
    if item.outlet.ownership == "state":
        weights[0] = 60
    about = []
    for subject in dict.fromkeys(chance.choices(made.subjects, weights, k=chance.choice((1, 1, 2)))):
        share = item.seconds or item.area_cm2 or 0
        length = max(share // 2, 1) if share else None
        is_direct = chance.random() < 0.35
        tones = (4, 8, 1) if subject is made.subjects[0] else (2, 8, 3)
        about.append(
            ItemSubject(
                subject=subject,
                seconds=length if item.seconds else None,
                area_cm2=length if item.area_cm2 else None,
                direct_speech_seconds=(length // 2 if is_direct and length else 0) if item.seconds else None,
                manner="direct" if is_direct else "indirect",
                tone=chance.choices(("positive", "neutral", "negative"), tones)[0],
                speaker_sex=chance.choice(("m", "m", "f")) if is_direct else "none",
            )
        )
    return about


def _second(programme: Programme, item: MediaItem, about: list[ItemSubject], chance: random.Random) -> Coded:
    """What a second monitor makes of the same item: mostly the same."""
    again = MediaItem(
        programme=programme,
        mission=item.mission,
        outlet=item.outlet,
        day=item.day,
        is_second=True,
        number=item.number,
        begins_at=item.begins_at,
        seconds=max((item.seconds or 0) + chance.choice((-3, 0, 0, 0, 2)), 1),
        topic=item.topic if chance.random() < 0.85 else chance.choice(TOPICS),
        prime_time=item.prime_time,
        paid=item.paid,
        speaker_sex=item.speaker_sex,
    )
    return again, [
        ItemSubject(
            subject=one.subject,
            seconds=one.seconds,
            direct_speech_seconds=one.direct_speech_seconds,
            manner=one.manner if chance.random() < 0.95 else "direct",
            tone=one.tone if chance.random() < 0.8 else "neutral",
            speaker_sex=one.speaker_sex,
        )
        for one in about
        if chance.random() < 0.97
    ]


def _save(coded: list[Coded]) -> None:
    MediaItem.objects.bulk_create([item for item, _about in coded], batch_size=400)
    for item, about in coded:
        for one in about:
            one.item = item
    ItemSubject.objects.bulk_create([one for _item, about in coded for one in about], batch_size=500)
