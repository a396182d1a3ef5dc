"""What pages call the fields of meetings, and the values that their history keeps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from baqylau.mission.models import Sex
from baqylau.observation.models import Consent, InstitutionKind, Openness, Quotable, Reliability, Topic

LABELS: Mapping[str, Any] = {
    "names": _("Name"),
    "name_en": _("Name in English"),
    "name_ru": _("Name in Russian"),
    "name_kk": _("Name in Kazakh"),
    "kind": _("Kind of institution"),
    "in_annex": _("May stand in the annex of a report"),
    "number": _("Number"),
    "openness": _("Who may know"),
    "day": _("Day"),
    "begins": _("Began at"),
    "place": _("Place"),
    "area": _("Area"),
    "team": _("Our team"),
    "members": _("Our members"),
    "institutions": _("Institutions"),
    "men": _("Men on the other side"),
    "women": _("Women on the other side"),
    "topics": _("What it was about"),
    "key_points": _("Key points"),
    "follow_up": _("To be followed up, and by whom"),
    "reliability": _("How the source knows"),
    "quotable": _("What may be quoted"),
    "record": _("Record"),
    "name": _("Name"),
    "function": _("Function"),
    "sex": _("Sex"),
    "consent": _("Agreed to be named"),
    "consent_on": _("Consent recorded on"),
    "consent_how": _("How it was given"),
    "withdrawn_at": _("Consent taken back"),
}

DONE: Mapping[str, Any] = {
    "meeting_added": _("Entered"),
    "meeting_taken_over": _("Taken over from a record"),
    "meeting_changed": _("Changed"),
    "person_added": _("Person added"),
    "person_changed": _("Person changed"),
    "consent_withdrawn": _("Consent taken back"),
    "persons_forgotten": _("Persons forgotten"),
    "institution_added": _("Entered"),
    "institution_changed": _("Changed"),
}

CHOICES: Mapping[str, Any] = {
    "kind": InstitutionKind,
    "openness": Openness,
    "topics": Topic,
    "reliability": Reliability,
    "quotable": Quotable,
    "consent": Consent,
    "sex": Sex,
}
NOT_SHOWN = _("not shown here")
FORGOTTEN = _("forgotten")
YES_NO = {True: _("yes"), False: _("no")}


def label(field: str) -> str:
    """What pages call a field."""
    return str(LABELS.get(field, field))


def done(action: str) -> str:
    """What was done, in words."""
    return str(DONE.get(action, action))


def in_words(field: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    """A value as the history keeps it; ``names`` gives the names of the rows that fields point to."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return "; ".join(in_words(field, one, names) for one in value)
    if isinstance(value, Mapping):
        return " / ".join(str(one) for one in value.values() if one)
    if isinstance(value, bool):
        return str(YES_NO[value])
    if field in names:
        return str(names[field].get(value, NOT_SHOWN))
    if field in CHOICES:
        return str(dict(CHOICES[field].choices).get(value, value))
    if field == "day" or field.endswith(("_on", "_at")):
        return _as_day(str(value))
    return str(value)


def _as_day(text: str) -> str:
    try:
        return date_format(date.fromisoformat(text[:10]), "j E Y")
    except ValueError:
        return text
