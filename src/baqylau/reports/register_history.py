"""The history of findings and recommendations, in words, without what whoever looks may not know of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from baqylau.accounts.models import User
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.reports import evidence as registry
from baqylau.reports.models import (
    AddressedTo,
    ChangeAsked,
    Confidence,
    FollowUpKind,
    Rating,
    RecommendingReport,
    RegisterChange,
    Relation,
    Subject,
)

DONE: Mapping[str, Any] = {
    "finding_written": _("Written"),
    "finding_changed": _("Changed"),
    "finding_confirmed": _("Confirmed"),
    "finding_unconfirmed": _("Confirmation taken back"),
    "finding_set_aside": _("Set aside"),
    "finding_taken_up": _("Taken up again"),
    "evidence_added": _("Evidence added"),
    "evidence_removed": _("Evidence taken away"),
    "evidence_renewed": _("Evidence that changed was looked at again"),
    "basis_added": _("Related to a commitment or an article"),
    "basis_removed": _("No longer related to it"),
    "recommendation_added": _("Entered"),
    "recommendation_changed": _("Changed"),
    "recommendation_loaded": _("Loaded from a pack"),
    "recommendation_assessed": _("Rated"),
    "assessment_evidence_added": _("Evidence added to a rating"),
    "follow_up_added": _("Follow-up entered"),
    "finding_tied": _("Tied to a finding"),
    "finding_untied": _("No longer tied to a finding"),
    "succession_added": _("Tied to an earlier recommendation"),
    "succession_removed": _("No longer tied to an earlier recommendation"),
    "recommendation_published": _("Made public"),
}
LABELS: Mapping[str, Any] = {
    "texts": _("Text"),
    "language": _("The text that counts is in"),
    "chapter": _("Chapter"),
    "area": _("Area"),
    "confidence": _("How well it is established"),
    "evidence": _("Evidence"),
    "digest": _("Digest"),
    "basis": _("Commitment or article"),
    "relation": _("The finding"),
    "set_aside_because": _("Why it was set aside"),
    "number": _("Number in the report"),
    "priority": _("Priority"),
    "change_asked": _("What would have to change"),
    "addressees": _("Addressed to"),
    "addressee_names": _("Which of them"),
    "commitments": _("Commitments"),
    "articles": _("Articles"),
    "inferred": _("Articles were named here, not by the report"),
    "report": _("Report"),
    "source": _("Source"),
    "finding": _("Finding"),
    "follows": _("Follows"),
    "rating": _("Rating"),
    "says": _("What was done"),
    "kind": _("What it was"),
    "ratings": _("Ratings made public"),
    "follow_ups": _("Follow-ups made public"),
    "is_public": _("Public"),
}
CHOICES: Mapping[str, type[Any]] = {
    "chapter": Subject,
    "confidence": Confidence,
    "relation": Relation,
    "rating": Rating,
    "change_asked": ChangeAsked,
    "kind": FollowUpKind,
}
YES_NO = {True: _("yes"), False: _("no")}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a history: who did what and when, each field with what it was and is."""

    change: RegisterChange
    done: str
    fields: tuple[tuple[str, str, str], ...]


def history(changes: Iterable[RegisterChange], mission: Mission, user: User) -> list[Told]:
    """The changes that somebody may know of, the first first."""
    told = list(changes)
    allowed = registry.may_know(user, mission, (one.evidence for one in told))
    known = [one for one in told if not one.evidence or one.evidence in allowed]
    names = _names(known)
    return [
        Told(
            one,
            str(DONE.get(one.done, one.done)),
            tuple(_field(each, names) for each in one.fields if each["field"] != "digest"),
        )
        for one in known
    ]


def _field(one: Mapping[str, Any], names: Mapping[str, Mapping[int, str]]) -> tuple[str, str, str]:
    name = one["field"]
    return str(LABELS.get(name, name)), _said(name, one["before"], names), _said(name, one["after"], names)


def _said(name: str, value: Any, names: Mapping[str, Mapping[int, str]]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return str(YES_NO[value])
    if isinstance(value, dict):
        return " · ".join(f"{language}: {text}" for language, text in value.items())
    if isinstance(value, list):
        shown = dict(AddressedTo.choices) if name == "addressees" else {}
        return "; ".join(str(shown.get(one, one)) for one in value)
    if name in names:
        return names[name].get(value, str(value))
    if name in CHOICES:
        return str(dict(CHOICES[name].choices).get(value, value))
    return str(value)


def _names(changes: Iterable[RegisterChange]) -> dict[str, dict[int, str]]:
    """The names of the rows that a history points to."""
    keys: dict[str, set[int]] = {"area": set(), "report": set()}
    for change in changes:
        for one in change.fields:
            if one["field"] in keys:
                keys[one["field"]] |= {value for value in (one["before"], one["after"]) if value}
    areas = Area.objects.filter(pk__in=keys["area"]).defer("boundary")
    reports = RecommendingReport.objects.filter(pk__in=keys["report"])
    return {
        "area": {area.pk: area.name for area in areas},
        "report": {report.pk: report.title for report in reports},
    }
