"""What pages call the fields of media monitoring, and how they say their values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.methods.coding import clock
from baqylau.campaign.models import (
    Manner,
    MediaChange,
    MediaSubject,
    Outlet,
    OutletKind,
    Ownership,
    ProgrammeClass,
    ProgrammeState,
    SlotState,
    SpeakerSex,
    SubjectKind,
    Tone,
)
from baqylau.election.models import Area
from baqylau.mission.models import Membership

LABELS: Mapping[str, Any] = {
    "outlet": _("Outlet"),
    "day": _("Day"),
    "programme_begins": _("Programme begins"),
    "begins": _("Begins"),
    "programme_length": _("Length of the programme"),
    "begins_at": _("Begins after (from the beginning of the programme)"),
    "seconds": _("Length of the item"),
    "own_seconds": _("Subject’s own time"),
    "direct_speech_seconds": _("Direct speech"),
    "item": _("Number of the item"),
    "page": _("Page"),
    "area_cm2": _("Area of the item, cm²"),
    "own_area_cm2": _("Subject’s own area, cm²"),
    "programme_class": _("Class of the programme"),
    "subject": _("Subject"),
    "manner": _("Direct or indirect"),
    "tone": _("Tone"),
    "topic": _("Topic"),
    "speaker_sex": _("Sex of the speaker"),
    "paid": _("Paid"),
    "prime_time": _("Prime time"),
    "monitor": _("Monitor"),
    "programme_title": _("Title of the programme"),
    "debate_organiser": _("Organiser of the debate"),
    "note": _("Note"),
    "link": _("Link"),
    "clip": _("Clip"),
    "title": _("Title"),
    "length_seconds": _("Length"),
    "pages": _("Pages"),
    "state": _("State"),
    "slot": _("Hours of the schedule"),
    "finished_at": _("Finished"),
    "items": _("Items"),
    "second_coding_of": _("Second coding of programme"),
    "import": _("Spreadsheet"),
    "code": _("Code"),
    "names": _("Names"),
    "kind": _("Kind"),
    "ownership": _("Ownership"),
    "owner": _("Owner"),
    "languages": _("Languages"),
    "area": _("Where it is received"),
    "prime_time_from": _("Prime time from"),
    "prime_time_to": _("Prime time to"),
    "address": _("Address"),
    "source": _("Source"),
    "active": _("It is monitored"),
    "belongs_to": _("Belongs to"),
    "is_contestant": _("Stands in the election"),
    "colour": _("Colour"),
    "done_from": _("Covered from"),
    "done_to": _("Covered to"),
    "covered_seconds": _("Covered"),
    "reason": _("Reason"),
}

DONE: Mapping[str, Any] = {
    "outlet_added": _("entered"),
    "outlet_changed": _("changed"),
    "media_subject_added": _("entered"),
    "media_subject_changed": _("changed"),
    "slot_changed": _("changed"),
    "slot_covered": _("said what was covered"),
    "programme_added": _("began to code it"),
    "programme_changed": _("changed what is said of the programme"),
    "programme_finished": _("finished it"),
    "programme_taken_in": _("came with a spreadsheet"),
    "second_coding_given": _("was given for a second coding"),
    "item_corrected": _("corrected an item"),
    "item_added": _("added an item"),
    "item_removed": _("removed an item"),
}
LENGTHS = frozenset({"seconds", "begins_at", "length_seconds", "covered_seconds"})
CHOICES: Mapping[str, Any] = {
    "ownership": Ownership,
    "programme_class": ProgrammeClass,
    "speaker_sex": SpeakerSex,
    "manner": Manner,
    "tone": Tone,
}


def label(field: str) -> str:
    """What a field is called; a subject of an item by its code."""
    if field.startswith("subject:"):
        return _now("Subject %(code)s") % {"code": field.removeprefix("subject:")}
    return str(LABELS.get(field, field))


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history: who did what and when, and each field with what it was and is."""

    change: MediaChange
    done: str
    fields: tuple[tuple[str, str, str], ...]


def history(changes: Iterable[MediaChange]) -> list[Told]:
    """The lines of a history, in the order that they have."""
    listed = list(changes)
    names = _names(listed)
    return [
        Told(
            change,
            str(DONE.get(change.done, change.done)),
            tuple(
                (
                    label(one["field"]),
                    said(one["field"], one["before"], names),
                    said(one["field"], one["after"], names),
                )
                for one in change.fields
            ),
        )
        for change in listed
    ]


def _names(changes: Iterable[MediaChange]) -> dict[str, dict[int, str]]:
    """The names of the rows that a history points to."""
    keys: dict[str, set[int]] = {}
    for change in changes:
        for one in change.fields:
            for value in (one["before"], one["after"]):
                if isinstance(value, int) and not isinstance(value, bool):
                    keys.setdefault(one["field"], set()).add(value)
    monitors = Membership.objects.filter(pk__in=keys.get("monitor", ())).select_related("user")
    return {
        "outlet": {one.pk: one.name for one in Outlet.objects.filter(pk__in=keys.get("outlet", ()))},
        "area": {one.pk: one.name for one in Area.objects.filter(pk__in=keys.get("area", ()))},
        "monitor": {one.pk: one.user.name for one in monitors},
        "belongs_to": {
            one.pk: one.name for one in MediaSubject.objects.filter(pk__in=keys.get("belongs_to", ()))
        },
    }


def said(field: str, value: Any, names: Mapping[str, Mapping[int, str]] | None = None) -> str:
    """A value of a history in words."""
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _now("yes") if value else _now("no")
    if field in LENGTHS and isinstance(value, int):
        return clock(value)
    if names and isinstance(value, int) and field in names:
        return names[field].get(value, "–")
    if field in CHOICES:
        return str(dict(CHOICES[field].choices).get(value, value))
    if field in ("kind", "state"):
        for choices in (OutletKind, SubjectKind, SlotState, ProgrammeState):
            if value in choices.values:
                return str(dict(choices.choices)[value])
    if isinstance(value, Mapping):
        return "; ".join(str(text) for text in value.values())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
