"""The register of freedoms: entered and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.register_writing import as_fields, change, check_entry, enter, locked
from baqylau.campaign.models.freedoms import OUTCOMES_OF, FreedomEntry
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.election.models import Area, Contest
from baqylau.mission.models import Mission


@dataclass(frozen=True, slots=True, kw_only=True)
class FreedomData:
    """What a person says of an entry of the register of freedoms."""

    kind: str
    confidential: bool = False
    outcome: str = ""
    outcome_says: str = ""
    asked_on: date | None = None
    happened_on: date | None = None
    answered_on: date | None = None
    who_kind: str = ""
    who: str = ""
    people: int | None = None
    women: int | None = None
    actor_kind: str = ""
    actor: str = ""
    contest: Contest | None = None
    area: Area | None = None
    place: str = ""
    article: str = ""
    source_kind: str = KnownBy.HEARD
    source: str = ""
    says: str = ""


@transaction.atomic
def add_freedom(*, mission: Mission, given: FreedomData, by: User | None, now: datetime) -> FreedomEntry:
    """Enter a notice, a detention, a case … ``Refused``: X.731 – X.736, X.740 – X.743."""
    values = _checked(given, mission)
    return enter(FreedomEntry, values, "freedom_added", mission=mission, by=by, now=now)


@transaction.atomic
def change_freedom(
    *, entry: FreedomEntry, given: FreedomData, version: int | None, by: User, now: datetime
) -> FreedomEntry:
    """Change what is said of it; where nothing differs, nothing is written. Also X.730."""
    found = locked(FreedomEntry, entry, version)
    return change(found, _checked(given, found.mission), "freedom_changed", by=by, now=now)


def _checked(given: FreedomData, mission: Mission) -> dict[str, Any]:
    values = as_fields(given)
    problems = Problems()
    check_entry(FreedomEntry, values, mission, problems, needed=("kind", "source_kind"))
    _check_outcome(values, problems)
    _check_people(values, problems)
    _check_days(values, problems)
    problems.refuse_if_any()
    return values


def _check_outcome(values: Mapping[str, Any], problems: Problems) -> None:
    possible = OUTCOMES_OF.get(values["kind"])
    if values["outcome"] and possible is not None and values["outcome"] not in possible:
        says = Phrase("An entry of this kind does not end like this.")
        problems.add("X.740", says, Phrase("Choose another outcome, or correct the kind."), "outcome")


def _check_people(values: Mapping[str, Any], problems: Problems) -> None:
    people, women = values["people"], values["women"]
    if people is not None and women is not None and women > people:
        problems.add(
            "X.741", Phrase("There are more women than people."), Phrase("Correct one of the two."), "women"
        )


def _check_days(values: Mapping[str, Any], problems: Problems) -> None:
    asked, answered = values["asked_on"], values["answered_on"]
    if asked and answered and answered < asked:
        says = Phrase("The answer is dated before the notice.")
        problems.add("X.742", says, Phrase("Correct one of the two dates."), "answered_on")
    if not any(values[name] for name in ("asked_on", "happened_on", "answered_on", "says", "who")):
        says = Phrase("There is neither a day nor anybody nor a word about what happened.")
        problems.add("X.743", says, Phrase("Fill in one of them, so that others know what it is."), "says")
