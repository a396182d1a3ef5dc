"""What pages call the fields of an entry, and how they say their values."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from baqylau.disputes.actions.given import CHOICES
from baqylau.disputes.methods.procedure import Procedure
from baqylau.disputes.models import LinkKind
from baqylau.disputes.procedure import body_name, category_name

LABELS: Mapping[str, Any] = {
    "arrival": _("What arrived"),
    "official_number": _("Official number"),
    "complainant_kind": _("Who complains"),
    "complainant_sex": _("Sex"),
    "complainant": _("Name of the complainant"),
    "respondent_kind": _("Against whom"),
    "respondent": _("Name of the respondent"),
    "contest": _("Contest"),
    "area": _("Area"),
    "category": _("Category"),
    "article": _("Article"),
    "remedy": _("Remedy sought"),
    "channel": _("How it was filed"),
    "source_kind": _("How it is known"),
    "source": _("Source"),
    "says": _("What it says"),
    "confidential": _("Confidential"),
    "is_precedent": _("Precedent"),
    "number": _("Number"),
    "same_as": _("The same as"),
    "extract": _("Extract"),
    "body": _("Body"),
    "body_name": _("Which one"),
    "contested_on": _("Day of the act or decision contested"),
    "received_on": _("Received"),
    "hearing": _("Hearing"),
    "decided_on": _("Decided"),
    "outcome": _("Outcome"),
    "decision": _("The decision in short"),
    "is_reasoned": _("Reasons were given"),
    "is_published": _("The decision was published"),
    "document": _("Document"),
    "name": _("Name of the file"),
    "kind": _("What was found"),
    "who_kind": _("Who"),
    "who": _("Name"),
    "found_by": _("Found by"),
    "found_by_name": _("Name of the authority"),
    "found_on": _("Found on"),
    "happened_on": _("Happened on"),
    "sanction": _("Sanction"),
    "sanction_says": _("The sanction in words"),
    "case": _("Case"),
    "appeal": _("Appeal"),
    "follows": _("Precedent followed"),
    "related": _("Related case"),
    "meeting": _("Meeting"),
    "candidate_decision": _("Decision about a candidate"),
}

DONE: Mapping[str, Any] = {
    "case_added": _("Entered"),
    "case_taken_in": _("Taken in from an extract"),
    "case_changed": _("Changed"),
    "proceeding_added": _("Went on to the next body"),
    "proceeding_changed": _("Proceeding changed"),
    "case_tied": _("Tied to another case"),
    "case_untied": _("Tie taken away"),
    "meeting_tied": _("Tied to a meeting"),
    "meeting_untied": _("Tie taken away"),
    "decision_tied": _("Tied to a decision about a candidate"),
    "decision_untied": _("Tie taken away"),
    "document_added": _("Document added"),
    "same_as_set": _("Judged against a likely double"),
    "violation_added": _("Entered"),
    "violation_changed": _("Changed"),
}

STANDINGS: Mapping[str, Any] = {
    "overdue": _("Overdue"),
    "open": _("Open"),
    "decided_late": _("Decided late"),
    "decided_in_time": _("Decided in time"),
    "decided": _("Decided"),
}
STANDING_TAGS = {
    "overdue": "warning",
    "decided_late": "warning",
    "decided_in_time": "good",
    "decided": "quiet",
}
YES_NO = {True: _("yes"), False: _("no")}
LIKE_PARTS: Mapping[str, Any] = {
    "applicant": _("Complainant"),
    "day": _("Day received"),
    "respondent": _("Respondent"),
    "text": _("Text"),
    "number": _("Official number"),
}


class Words:
    """Values in words, with the names of the rows that they point to."""

    def __init__(self, procedure: Procedure, names: Mapping[str, Mapping[int, str]]) -> None:
        """``names`` gives, for a field that points to rows, the name of each row that may be named."""
        self.procedure, self.names = procedure, names

    def of(self, field: str, value: Any) -> str:
        """A value as the history keeps it, in words; "" for none."""
        if value is None or value == "":
            return ""
        if isinstance(value, bool):
            return str(YES_NO[value])
        if field in self.names:
            return self.names[field].get(value, str(_("not shown here")))
        if field in CHOICES:
            return str(dict(CHOICES[field].choices).get(value, value))
        if field == "body":
            return body_name(self.procedure, str(value))
        if field == "category":
            return category_name(str(value))
        if field == "document":
            return f"SHA-256 {str(value)[:12]}…"
        if field.endswith("_on"):
            return as_day(str(value))
        return str(value)


def as_day(text: str) -> str:
    """A day that is kept as text, as the language writes it; what is no day as it is."""
    try:
        return date_format(date.fromisoformat(text), "j E Y")
    except ValueError:
        return text


def label(field: str) -> str:
    """What pages call a field."""
    return str(LABELS.get(field, field))


def done(action: str) -> str:
    """What was done, in words."""
    return str(DONE.get(action, action))


BACKWARDS: Mapping[str, Any] = {
    LinkKind.APPEAL: _("was appealed in"),
    LinkKind.FOLLOWS: _("is the precedent for"),
    LinkKind.RELATED: _("is related to"),
}
"""How the other case of a tie is told of it."""
