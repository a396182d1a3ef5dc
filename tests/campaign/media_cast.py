"""A channel, a newspaper, a site, four subjects and two monitors, all made up."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_coding import SentRow, finish_programme, keep_rows
from baqylau.campaign.actions.media_outlets import (
    OutletData,
    SubjectData,
    add_outlet,
    add_subject,
    begin_topics,
)
from baqylau.campaign.actions.media_programmes import ProgrammeData, add_programme
from baqylau.campaign.models import MediaSubject, Outlet, Programme
from baqylau.mission.models import Membership, Mission

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
DAY = date(2026, 2, 16)
EVENING = time(18, 30)


@dataclass
class Newsroom:
    """What media monitoring of a mission begins with."""

    mission: Mission
    head: User
    channel: Outlet
    paper: Outlet
    site: Outlet
    subjects: dict[str, MediaSubject]
    monitor: Membership
    second: Membership

    def programme(self, *, begins: time = EVENING, minutes: int = 60, **given: object) -> Programme:
        """A programme of the channel that the first monitor begins to code."""
        values = {"outlet": self.channel, "day": DAY, "begins": begins, "length_seconds": minutes * 60}
        return add_programme(
            mission=self.mission,
            given=ProgrammeData(**{**values, **given}),  # type: ignore[arg-type]
            monitor=self.monitor,
            by=self.monitor.user,
            now=NOW,
        )

    def coded(self, programme: Programme, *rows: dict[str, str]) -> Programme:
        """The programme finished with these rows."""
        keep_rows(programme=programme, rows=typed(*rows), now=NOW)
        monitor = programme.monitor.user if programme.monitor else self.head
        return finish_programme(programme=programme, by=monitor, now=NOW)


def typed(*rows: dict[str, str], revision: int = 1) -> list[SentRow]:
    """Rows as a page sends them."""
    return [
        SentRow(uuid.uuid5(uuid.NAMESPACE_OID, f"{place}"), place, revision, cells)
        for place, cells in enumerate(rows, start=1)
    ]


def member(mission: Mission, name: str, role: str) -> Membership:
    """A member with an account."""
    user = User.objects.filter(sign_in_name=name.lower()).first()
    user = user or User.objects.create_user(name.lower(), name=name, password="a long enough word")
    return Membership.objects.get_or_create(mission=mission, user=user, role=role)[0]


def make_newsroom(mission: Mission, head: User, *, now: datetime = NOW) -> Newsroom:
    """Outlets, subjects, the shipped topics, Madina and Nurlan."""
    outlets = {
        code: add_outlet(
            mission=mission,
            given=OutletData(
                code=code, names={"en": name}, kind=kind, ownership=whose, languages=("kk", "ru")
            ),
            by=head,
            now=now,
        )
        for code, name, kind, whose in (
            ("steppe-tv", "Steppe TV", "broadcast_tv", "state"),
            ("evening", "The Evening", "print", "private"),
            ("site", "News site", "online", "private"),
        )
    }
    subjects = {
        code: add_subject(
            mission=mission,
            given=SubjectData(
                code=code, names=names, kind=kind, is_contestant=kind == "party", colour=colour
            ),
            by=head,
            now=now,
        )
        for code, names, kind, colour in (
            ("blue", {"en": "Blue party", "ru": "Синяя партия"}, "party", "#1f77b4"),
            ("green", {"en": "Green party", "ru": "Зелёная партия"}, "party", "#2ca02c"),
            ("red", {"en": "Red party", "ru": "Красная партия"}, "party", "#d62728"),
            ("government", {"en": "Government", "ru": "Правительство"}, "government", ""),
        )
    }
    begin_topics(mission=mission, by=head)
    return Newsroom(
        mission,
        head,
        outlets["steppe-tv"],
        outlets["evening"],
        outlets["site"],
        subjects,
        member(mission, "Madina", "media_monitor"),
        member(mission, "Nurlan", "media_monitor"),
    )
