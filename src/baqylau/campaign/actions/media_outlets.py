"""Outlets, subjects and topics: entered, changed, taken over from the election."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_writing import clean, locked, save_changed, write_history
from baqylau.campaign.media_topics import Office, offices, topics
from baqylau.campaign.models import MediaSubject, MediaTopic, Outlet, OutletKind, Ownership, SubjectKind
from baqylau.campaign.models.media import BROADCAST, EVENING
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.core.text import search_key
from baqylau.election.models import Area, Candidate, Option, OptionKind, Standing
from baqylau.mission.history import set_fields
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

_CODE = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletData:
    """What a person says of an outlet."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = OutletKind.TELEVISION
    ownership: str = Ownership.PRIVATE
    owner: str = ""
    languages: tuple[str, ...] = ()
    area: Area | None = None
    prime_time_from: time | None = EVENING
    prime_time_to: time | None = time(0)
    address: str = ""
    source: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectData:
    """What a person says of a subject."""

    code: str
    names: Mapping[str, str] = field(default_factory=dict)
    kind: str = SubjectKind.OTHER
    belongs_to: MediaSubject | None = None
    is_contestant: bool = False
    colour: str = ""
    active: bool = True


def _as_fields(given: OutletData | SubjectData) -> dict[str, Any]:
    values = {one.name: getattr(given, one.name) for one in fields(given)}
    texts = {name: clean(text) for name, text in values.items() if isinstance(text, str)}
    names = {language: clean(text)[:200] for language, text in given.names.items() if clean(text)}
    return {**values, **texts, "names": names}


@transaction.atomic
def add_outlet(*, mission: Mission, given: OutletData, by: User, now: datetime) -> Outlet:
    """Enter an outlet. ``Refused``: X.101 – X.105."""
    values = _outlet_values(given, mission)
    _refuse_taken(Outlet, mission, values["code"], None)
    made = Outlet(mission=mission)
    altered = set_fields(made, values)
    made.save()
    write_history(made, "outlet_added", altered, by=by, now=now)
    return made


@transaction.atomic
def change_outlet(
    *, outlet: Outlet, given: OutletData, version: int | None, by: User, now: datetime
) -> Outlet:
    """Change what is said of an outlet. ``Refused``: X.101 – X.106, X.110."""
    found = locked(outlet, version)
    values = _outlet_values(given, found.mission)
    _refuse_taken(Outlet, found.mission, values["code"], found.pk)
    if values["kind"] != found.kind and _was_coded(found):
        says = Phrase("What kind of outlet it is cannot change any more: it was coded already.")
        raise Refused(Problem("X.106", says, Phrase("Enter another outlet."), "kind"))
    save_changed(found, "outlet_changed", set_fields(found, values), by=by, now=now)
    return found


def _was_coded(outlet: Outlet) -> bool:
    return outlet.programmes.exists()


def _outlet_values(given: OutletData, mission: Mission) -> dict[str, Any]:
    values, problems = _as_fields(given), Problems()
    values["languages"] = list(dict.fromkeys(clean(one).casefold() for one in given.languages if clean(one)))
    _check_named(values, problems)
    _check_choice(values, "kind", OutletKind.values, problems)
    _check_choice(values, "ownership", Ownership.values, problems)
    if (values["prime_time_from"] is None) != (values["prime_time_to"] is None):
        says = Phrase("Prime time has a beginning and an end, or neither.")
        problems.add("X.104", says, Phrase("Give both."), "prime_time_to")
    if values["kind"] not in BROADCAST:
        values |= {"prime_time_from": None, "prime_time_to": None}
    for language in values["languages"]:
        if not _LANGUAGE.fullmatch(language):
            says = Phrase("'{text}' is not the code of a language.", text=language[:20])
            problems.add("X.105", says, Phrase("Two letters, such as kk or ru."), "languages")
    area = given.area
    if area is not None and not mission.election.areas.filter(pk=area.pk).exists():
        problems.add(
            "X.105", Phrase("This is an area of another election."), Phrase("Choose one of the list."), "area"
        )
    problems.refuse_if_any()
    return values


def _check_named(values: Mapping[str, Any], problems: Problems) -> None:
    if not _CODE.fullmatch(values["code"]):
        says = Phrase("'{text}' is no code.", text=values["code"][:40])
        remedy = Phrase("Small Latin letters, digits, - and _, at most {longest}.", longest=40)
        problems.add("X.103", says, remedy, "code")
    if not values["names"]:
        problems.add(
            "X.103", Phrase("It has no name."), Phrase("Give it in one language at least."), "name_en"
        )


def _check_choice(values: Mapping[str, Any], name: str, known: list[str], problems: Problems) -> None:
    if values[name] not in known:
        says = Phrase("'{text}' is not a word known here.", text=str(values[name])[:40])
        problems.add("X.101", says, Phrase("Choose one of the list."), name)


def _refuse_taken(
    model: type[Outlet] | type[MediaSubject] | type[MediaTopic], mission: Mission, code: str, but: int | None
) -> None:
    if model._default_manager.filter(mission=mission, code=code).exclude(pk=but or 0).exists():
        says = Phrase("The code '{code}' is used already.", code=code)
        raise Refused(Problem("X.102", says, Phrase("Choose another."), "code"))


# ------------------------------------------------------------------ subjects


@transaction.atomic
def add_subject(*, mission: Mission, given: SubjectData, by: User, now: datetime) -> MediaSubject:
    """Enter somebody about whom items are coded. ``Refused``: X.101 – X.103, X.107."""
    values = _subject_values(given, mission, None)
    _refuse_taken(MediaSubject, mission, values["code"], None)
    made = MediaSubject(mission=mission, position=_next_position(mission))
    altered = set_fields(made, values)
    made.save()
    write_history(made, "media_subject_added", altered, by=by, now=now)
    return made


@transaction.atomic
def change_subject(
    *, subject: MediaSubject, given: SubjectData, version: int | None, by: User, now: datetime
) -> MediaSubject:
    """Change what is said of a subject. ``Refused``: X.101 – X.103, X.107, X.110."""
    found = locked(subject, version)
    values = _subject_values(given, found.mission, found)
    _refuse_taken(MediaSubject, found.mission, values["code"], found.pk)
    save_changed(found, "media_subject_changed", set_fields(found, values), by=by, now=now)
    return found


def _subject_values(given: SubjectData, mission: Mission, itself: MediaSubject | None) -> dict[str, Any]:
    values, problems = _as_fields(given), Problems()
    values["colour"] = values["colour"].casefold()
    _check_named(values, problems)
    _check_choice(values, "kind", SubjectKind.values, problems)
    if values["colour"] and not _COLOUR.fullmatch(values["colour"]):
        says = Phrase("'{text}' is not a colour.", text=values["colour"][:20])
        problems.add("X.101", says, Phrase("Six digits after a #, such as #1f77b4."), "colour")
    over = given.belongs_to
    if over is not None and (over.mission_id != mission.pk or over == itself or over.belongs_to_id):
        says = Phrase("It cannot belong to this one.")
        remedy = Phrase("Choose another subject of this mission that belongs to none itself.")
        problems.add("X.107", says, remedy, "belongs_to")
    if over is not None and itself is not None and itself.members.exists():
        says = Phrase("Others belong to it, so that it belongs to none itself.")
        problems.add("X.107", says, Phrase("Leave it out."), "belongs_to")
    problems.refuse_if_any()
    return values


def _next_position(mission: Mission) -> int:
    return int(MediaSubject.objects.filter(mission=mission).aggregate(last=Max("position"))["last"] or 0) + 1


@transaction.atomic
def take_over_subjects(
    *, mission: Mission, with_candidates: bool, by: User, now: datetime
) -> list[MediaSubject]:
    """Make subjects of the election's parties and candidates that are none yet, and of those in office.

    ``with_candidates`` takes the mission's registered candidates of districts too. What is there stays.
    """
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    codes = set(MediaSubject.objects.filter(mission=mission).values_list("code", flat=True))
    options = set(
        MediaSubject.objects.filter(mission=mission).exclude(option=None).values_list("option", flat=True)
    )
    candidates = set(
        MediaSubject.objects.filter(mission=mission)
        .exclude(candidate=None)
        .values_list("candidate", flat=True)
    )
    begun = bool(codes)
    made = [_of_option(option, codes) for option in _options(mission) if option.pk not in options]
    if with_candidates:
        made += [_of_candidate(one, codes) for one in _standing(mission) if one.pk not in candidates]
    if not begun:
        made += [_of_office(one) for one in offices() if one.code not in codes]
    first = _next_position(mission)
    for place, subject in enumerate(made):
        subject.mission, subject.position = mission, first + place
    MediaSubject.objects.bulk_create(made, batch_size=200)
    _attribute(mission)
    if made:
        change = {"codes": [one.code for one in made]}
        write_trail("campaign.media_subjects_taken_over", about=mission, by=by, change=change)
    return made


def _options(mission: Mission) -> list[Option]:
    kinds = (OptionKind.PARTY, OptionKind.ALLIANCE, OptionKind.CANDIDATE)
    options = Option.objects.filter(contest__election=mission.election, kind__in=kinds)
    # A party that stands in several contests is one subject.
    found: dict[tuple[str, str], Option] = {}
    for option in options.order_by("contest__position", "contest__code", "position", "code"):
        key = (option.kind, search_key(option.names.get("en") or option.name))
        found.setdefault(key if option.kind != OptionKind.CANDIDATE else ("", str(option.pk)), option)
    return list(found.values())


def _standing(mission: Mission) -> list[Candidate]:
    kinds = ("single_mandate", "president")
    found = mission.candidates.filter(standing=Standing.REGISTERED, contest__kind__in=kinds)
    return list(found.order_by("contest__position", "order_key", "pk"))


def _free_code(wanted: str, codes: set[str]) -> str:
    base = re.sub(r"[^a-z0-9_-]+", "-", wanted.casefold()).strip("-_")[:32] or "subject"
    code, number = base, 1
    while code in codes:
        number += 1
        code = f"{base}-{number}"
    codes.add(code)
    return code


def _of_option(option: Option, codes: set[str]) -> MediaSubject:
    is_person = option.kind == OptionKind.CANDIDATE
    return MediaSubject(
        code=_free_code(option.code, codes),
        names=option.names,
        kind=SubjectKind.CANDIDATE if is_person else SubjectKind.PARTY,
        option=option,
        is_contestant=True,
        colour=option.colour if _COLOUR.fullmatch(option.colour.casefold()) else "",
    )


def _of_candidate(one: Candidate, codes: set[str]) -> MediaSubject:
    return MediaSubject(
        code=_free_code(f"candidate-{one.number}", codes),
        names={"en": one.name},
        kind=SubjectKind.CANDIDATE,
        candidate=one,
        is_contestant=True,
    )


def _of_office(one: Office) -> MediaSubject:
    return MediaSubject(code=one.code, names=dict(one.names), kind=one.kind)


def _attribute(mission: Mission) -> None:
    """Candidates whom a party put forward belong to that party."""
    parties = {
        one.option_id: one for one in MediaSubject.objects.filter(mission=mission, kind=SubjectKind.PARTY)
    }
    alone = MediaSubject.objects.filter(mission=mission, candidate__option__isnull=False, belongs_to=None)
    for subject in alone.select_related("candidate"):
        party = parties.get(subject.candidate.option_id) if subject.candidate else None
        if party is not None:
            subject.belongs_to = party
            subject.save(update_fields=["belongs_to"])


# ------------------------------------------------------------------ topics


@transaction.atomic
def begin_topics(*, mission: Mission, by: User | None) -> int:
    """Copy the shipped topics that the mission does not have yet; how many."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    have = set(MediaTopic.objects.filter(mission=mission).values_list("code", flat=True))
    new = [
        MediaTopic(mission=mission, code=one.code, names=dict(one.names), position=place)
        for place, one in enumerate(topics(), start=1)
        if one.code not in have
    ]
    MediaTopic.objects.bulk_create(new)
    if new:
        change = {"codes": [one.code for one in new]}
        write_trail("campaign.media_topics_begun", about=mission, by=by, change=change)
    return len(new)


@transaction.atomic
def keep_topic(
    *, mission: Mission, code: str, names: Mapping[str, str], active: bool, by: User
) -> MediaTopic:
    """Add a topic, or change the names of one. ``Refused``: X.103."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
    values: dict[str, Any] = {
        "code": clean(code),
        "names": {name: clean(text)[:200] for name, text in names.items() if clean(text)},
    }
    problems = Problems()
    _check_named(values, problems)
    problems.refuse_if_any()
    last = MediaTopic.objects.filter(mission=mission).aggregate(last=Max("position"))["last"] or 0
    found = MediaTopic.objects.filter(mission=mission, code=values["code"]).first()
    made = found or MediaTopic(mission=mission, code=values["code"], position=last + 1)
    made.names, made.active = values["names"], active
    made.save()
    change = {"code": made.code, "active": active}
    write_trail("campaign.media_topic_kept", about=made, by=by, change=change)
    return made
