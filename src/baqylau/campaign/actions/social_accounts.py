"""Accounts on social networks: entered and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions.social_turns import wait_for_turn
from baqylau.campaign.models import AccountRole, MediaSubject, Platform, SocialAccount, SocialChange
from baqylau.campaign.social_sums import sum_roles
from baqylau.campaign.sources.post_cells import handle_of
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.models import Mission
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LONGEST = {"handle": 120, "name": 200, "owner": 200, "source": 2_000}


@dataclass(frozen=True, slots=True)
class AccountData:
    """What is said of an account."""

    platform: str
    handle: str
    name: str = ""
    owner: str = ""
    role: str = AccountRole.UNKNOWN
    subject: MediaSubject | None = None
    verified: bool | None = None
    source: str = ""


@transaction.atomic
def add_account(*, mission: Mission, given: AccountData, by: User | None, now: datetime) -> SocialAccount:
    """Enter an account. ``Refused`` with all that is wrong (X.540 – X.543), each problem at its field."""
    values = _checked(given, mission)
    wait_for_turn(mission)
    _refuse_double(mission, values)
    last = SocialAccount.objects.filter(mission=mission).aggregate(last=Max("number"))["last"] or 0
    made = SocialAccount.objects.create(mission=mission, number=last + 1, **values)
    _write(made, "account_added", {name: (None, value) for name, value in values.items()}, by, now)
    return made


@transaction.atomic
def change_account(
    *, account: SocialAccount, given: AccountData, version: int | None, by: User, now: datetime
) -> SocialAccount:
    """Change what is said of an account; nothing is written where nothing differs. Also X.531."""
    found = SocialAccount.objects.select_for_update(of=("self",)).get(pk=account.pk)
    refuse_old_version(found.version, version)
    values = _checked(given, found.mission)
    _refuse_double(found.mission, values, found)
    altered = {
        name: (getattr(found, name), value) for name, value in values.items() if getattr(found, name) != value
    }
    if not altered:
        return found
    for name, (_before, after) in altered.items():
        setattr(found, name, after)
    found.version += 1
    found.save()
    _write(found, "account_changed", altered, by, now)
    if "role" in altered:
        sum_roles(found.mission)
    return found


def refuse_old_version(has: int, seen: int | None) -> None:
    """X.531 where somebody else changed it meanwhile."""
    if seen is not None and seen != has:
        says = Phrase("Somebody else has changed this meanwhile.")
        raise Refused(Problem("X.531", says, Phrase("Look at it again, then enter your change.")))


def _checked(given: AccountData, mission: Mission) -> dict[str, Any]:
    values = {one.name: getattr(given, one.name) for one in fields(given)}
    for name in LONGEST:
        values[name] = str(values[name]).replace("\0", "").strip()
    values["handle"] = handle_of(values["handle"])
    problems = Problems()
    if not values["handle"]:
        problems.add(
            "X.540", Phrase("The account has no name."), Phrase("Give its name on the network."), "handle"
        )
    for name, longest in LONGEST.items():
        if len(values[name]) > longest:
            says = Phrase("The text has more than {longest} characters.", longest=longest)
            problems.add("X.543", says, Phrase("Shorten it."), name)
    for name, choices in (("platform", Platform), ("role", AccountRole)):
        if values[name] not in choices.values:
            problems.add("X.541", Phrase("There is no such choice."), Phrase("Choose one of the list."), name)
    subject = values["subject"]
    if subject is not None and subject.mission_id != mission.pk:
        says = Phrase("This subject is of another mission.")
        problems.add("X.541", says, Phrase("Choose one of the list."), "subject")
    problems.refuse_if_any()
    return values


def _refuse_double(mission: Mission, values: Mapping[str, Any], but: SocialAccount | None = None) -> None:
    same = SocialAccount.objects.filter(mission=mission, platform=values["platform"], handle=values["handle"])
    if but is not None:
        same = same.exclude(pk=but.pk)
    if found := same.first():
        says = Phrase("This account is entered already, as number {number}.", number=found.number)
        raise Refused(Problem("X.542", says, Phrase("Change that one."), "handle"))


def _write(
    account: SocialAccount,
    done: str,
    altered: Mapping[str, tuple[Any, Any]],
    by: User | None,
    now: datetime,
) -> None:
    lines = [
        {"field": name, "before": _plain(before), "after": _plain(after)}
        for name, (before, after) in altered.items()
        if before != after and not (before is None and after in ("", None))
    ]
    SocialChange.objects.create(
        mission=account.mission, account=account, done=done, fields=lines, by=by, at=now
    )
    told = {
        one["field"]: one["after"]
        if one["field"] in ("platform", "role", "subject", "verified")
        else personal(str(one["after"]))
        for one in lines
    }
    write_trail(f"campaign.{done}", about=account, by=by, change={"account": account.number, "fields": told})


def _plain(value: Any) -> Any:
    return value.pk if isinstance(value, MediaSubject) else value
