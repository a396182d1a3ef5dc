"""Campaign events that an analyst enters by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.register_writing import (
    as_fields,
    change,
    check_entry,
    check_many,
    enter,
    locked,
)
from baqylau.campaign.methods.finance import CONTESTANT_KINDS
from baqylau.campaign.models.events import CampaignEvent, Endorsement, Irregular, Material, Topic
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.election.models import Area, Contest, Option, OptionKind
from baqylau.mission.models import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class EventData:
    """What an analyst says of a campaign event."""

    day: date | None
    confidential: bool = False
    begins_at: time | None = None
    contest: Contest | None = None
    area: Area | None = None
    place: str = ""
    venue_kind: str = ""
    event_kind: str = ""
    organiser: str = ""
    contestants: tuple[str, ...] = ()
    candidate: str = ""
    attendance: int | None = None
    women_share: int | None = None
    police: str = ""
    topics: tuple[str, ...] = ()
    endorsements: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    irregular: tuple[str, ...] = ()
    source_kind: str = KnownBy.HEARD
    source: str = ""
    says: str = ""


@transaction.atomic
def add_event(*, mission: Mission, given: EventData, by: User | None, now: datetime) -> CampaignEvent:
    """Enter an event. ``Refused`` with all that is wrong: X.731 – X.737, X.745, X.746."""
    return enter(CampaignEvent, _checked(given, mission), "event_added", mission=mission, by=by, now=now)


@transaction.atomic
def change_event(
    *, event: CampaignEvent, given: EventData, version: int | None, by: User, now: datetime
) -> CampaignEvent:
    """Change what is said of it; where nothing differs, nothing is written. Also X.730."""
    found = locked(CampaignEvent, event, version)
    return change(found, _checked(given, found.mission), "event_changed", by=by, now=now)


def contestants_of(mission: Mission) -> dict[str, Option]:
    """Who campaigns, by code: parties and alliances, and candidates whose code is that of one contest only.

    A party stands in several contests under one code; "winner" of many districts would be nobody.
    """
    options = Option.objects.filter(contest__election=mission.election, kind__in=CONTESTANT_KINDS)
    found: dict[str, Option] = {}
    ambiguous: set[str] = set()
    for option in options.order_by("contest__position", "contest__code", "position", "code"):
        if option.code in found and option.kind == OptionKind.CANDIDATE:
            ambiguous.add(option.code)
        found.setdefault(option.code, option)
    return {code: option for code, option in found.items() if code not in ambiguous}


def _checked(given: EventData, mission: Mission) -> dict[str, Any]:
    values = as_fields(given)
    problems = Problems()
    check_entry(CampaignEvent, values, mission, problems, needed=("day", "source_kind"))
    check_many("contestants", values["contestants"], contestants_of(mission), problems)
    check_many("topics", values["topics"], Topic.values, problems)
    check_many("endorsements", values["endorsements"], Endorsement.values, problems, alone="nobody")
    check_many("materials", values["materials"], Material.values, problems, alone="nothing")
    check_many("irregular", values["irregular"], Irregular.values, problems, alone="nothing")
    _check_share(values, problems)
    problems.refuse_if_any()
    return values


def _check_share(values: Mapping[str, Any], problems: Problems) -> None:
    share = values["women_share"]
    if share is not None and share > 100:
        says = Phrase("A share of women above 100 is not possible.")
        problems.add("X.745", says, Phrase("How many of 100 people were women?"), "women_share")
