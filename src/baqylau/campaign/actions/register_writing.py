"""What every action of the registers does alike: numbers, versions, checks, the history and the trail."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.models.events import CampaignEvent
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.models.freedoms import FreedomEntry
from baqylau.campaign.models.register_entries import RegisterChange, RegisterEntry
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import LARGEST_NUMBER, Problems
from baqylau.mission.history import Altered, set_fields
from baqylau.mission.models import Mission
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

E = TypeVar("E", bound=RegisterEntry)

PERSONAL = frozenset(
    {"source", "says", "who", "actor", "outcome_says", "place", "candidate", "contestant", "document"}
)
"""Fields whose texts may be about a person: the trail keeps a salted digest of them."""
LONGEST_TEXT = 20_000
EARLIEST = date(1990, 1, 1)
OWNERS: Mapping[type[RegisterEntry], str] = {
    FreedomEntry: "freedom",
    CampaignEvent: "event",
    FundReport: "fund",
}
"""What a line of the history calls the entry that it is of."""


def as_fields(data: Any) -> dict[str, Any]:
    """The values of a data class by field, texts without NUL and without blanks around them."""
    values = {field.name: getattr(data, field.name) for field in fields(data)}
    return {name: _clean(value) for name, value in values.items()}


def _clean(value: object) -> object:
    if isinstance(value, str):
        return value.replace("\0", "").strip()
    return list(value) if isinstance(value, tuple) else value


def next_number(model: type[RegisterEntry], mission: Mission, confidential: bool) -> int:
    """The next number of a register; confidential entries are counted apart. Locks the mission."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    taken = model._default_manager.filter(mission=mission, confidential=confidential)
    return int(taken.aggregate(last=Max("number"))["last"] or 0) + 1


def locked(model: type[E], entry: RegisterEntry, version: int | None) -> E:
    """The entry, locked; ``Refused`` (X.730) where somebody changed it since ``version``."""
    found: E = model._default_manager.select_for_update(no_key=True).get(pk=entry.pk)
    if version is not None and found.version != version:
        says = Phrase("Somebody else has changed this meanwhile.")
        raise Refused(Problem("X.730", says, Phrase("Look at it again, then enter your change.")))
    return found


def enter(
    model: type[E], given: Mapping[str, Any], done: str, *, mission: Mission, by: User | None, now: datetime
) -> E:
    """A new entry with its number, the first line of its history, and its entry in the trail."""
    made = model(mission=mission, number=next_number(model, mission, given["confidential"]))
    made.added_by, made.added_at = by, now
    altered = set_fields(made, given)
    made.save()
    write_history(made, done, altered, by=by, now=now)
    return made


def change(found: E, given: Mapping[str, Any], done: str, *, by: User, now: datetime) -> E:
    """Change an entry that is locked; where nothing differs, nothing is written.

    An entry that becomes confidential, or ceases to be, gets a number of its new series.
    """
    values = dict(given)
    if found.confidential != given["confidential"]:
        values["number"] = next_number(type(found), found.mission, given["confidential"])
    if altered := set_fields(found, values):
        found.version += 1
        found.save()
        write_history(found, done, altered, by=by, now=now)
    return found


def write_history(
    entry: RegisterEntry,
    done: str,
    altered: Sequence[Altered],
    *,
    by: User | None,
    now: datetime,
    line: int | None = None,
) -> RegisterChange:
    """The line of the history and the entry in the trail; of a confidential entry only digests."""
    owner: dict[str, Any] = {OWNERS[type(entry)]: entry}
    told = [{"field": one.field, "before": one.before, "after": one.after} for one in altered]
    made = RegisterChange.objects.create(**owner, done=done, line=line, fields=told, by=by, at=now)
    change: dict[str, Any] = {
        "entry": entry.pk,
        "fields": {one.field: _told(one, entry.confidential) for one in altered},
    }
    if line is not None:
        change["line"] = line
    write_trail(f"campaign.{done}", about=entry, by=by, change=change)
    return made


def _told(one: Altered, confidential: bool) -> Any:
    after = one.after
    if after in (None, "", []) or isinstance(after, bool):
        return after
    if confidential or one.field in PERSONAL:
        return personal(str(after))
    return after


# ------------------------------------------------------------------ what must be true of every entry


def check_entry(
    model: type[models.Model],
    given: Mapping[str, Any],
    mission: Mission,
    problems: Problems,
    *,
    needed: Collection[str] = (),
) -> None:
    """Choices are known ones, texts fit, days and numbers are possible, contest and area are of the election.

    X.731 no such choice, X.732 of another election, X.733 text too long, X.734 year too long ago, X.735
    needed, X.736 number not possible.
    """
    for field, value in given.items():
        _check_value(model, field, value, problems, needed=field in needed)
    _check_place(given, mission, problems)


def _check_value(
    model: type[models.Model], field: str, value: Any, problems: Problems, *, needed: bool
) -> None:
    column: Any = model._meta.get_field(field)
    if value in (None, "") and needed:
        problems.add("X.735", Phrase("This is needed."), Phrase("Fill it in."), field)
    elif column.choices and value and value not in dict(column.flatchoices):
        says = Phrase("'{value}' is none of the choices.", value=str(value)[:40])
        problems.add("X.731", says, Phrase("Choose one of them."), field)
    elif isinstance(value, str) and len(value) > (longest := column.max_length or LONGEST_TEXT):
        says = Phrase("The text has more than {longest} characters.", longest=longest)
        problems.add("X.733", says, Phrase("Shorten it."), field)
    elif isinstance(value, date) and value < EARLIEST:
        says = Phrase("The year {year} is too long ago.", year=value.year)
        problems.add("X.734", says, Phrase("Correct the date."), field)
    elif isinstance(value, int) and not isinstance(value, bool) and not 0 <= value <= LARGEST_NUMBER:
        says = Phrase("{value} is not possible here.", value=str(value)[:40])
        problems.add("X.736", says, Phrase("Expected a whole number from 0."), field)


def _check_place(given: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    contest, area = given["contest"], given["area"]
    if contest is not None and contest.election_id != mission.election_id:
        says = Phrase("This contest belongs to another election.")
        problems.add("X.732", says, Phrase("Choose one of this election."), "contest")
    if area is not None and area.country != mission.election.country:
        says = Phrase("This area lies in another country.")
        problems.add("X.732", says, Phrase("Choose one of this election."), "area")


def check_many(
    field: str, values: Sequence[str], choices: Collection[str], problems: Problems, alone: str = ""
) -> None:
    """Each of several choices is a known one (X.731); "nothing" stands alone (X.737)."""
    for value in values:
        if value not in choices:
            says = Phrase("'{value}' is none of the choices.", value=str(value)[:40])
            problems.add("X.731", says, Phrase("Choose one of them."), field)
    if alone and alone in values and len(values) > 1:
        says = Phrase("'Nothing' and something cannot both be so.")
        problems.add("X.737", says, Phrase("Take one of the two out."), field)
