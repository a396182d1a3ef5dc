"""States, flags and reasons as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from baqylau.core.answer import AnswerState
from baqylau.core.text import in_language
from baqylau.observation.methods.differences import Said, said_to
from baqylau.observation.models import RecordVersion
from baqylau.observation.places import AREA_NOT_MATCHED, STATION_NOT_MATCHED, TEAM_NOT_MATCHED
from baqylau.observation.sources.answers import Question
from baqylau.observation.sources.records import IDENTICAL_ROW, STATION_MISSING, STATION_SEEN_AGAIN

STATES: dict[str, Promise | str] = {
    AnswerState.ANSWERED: _("answered"),
    AnswerState.NOT_OBSERVED: _("not observed"),
    AnswerState.DONT_KNOW: _("don’t know"),
    AnswerState.NOT_APPLICABLE: _("not applicable"),
    AnswerState.MISSING: _("missing"),
    AnswerState.SKIPPED: _("not asked here"),
    AnswerState.NOT_ACCEPTED: _("not accepted"),
}
NOT_ASKED = "not_asked"

FLAGS: dict[str, Promise | str] = {
    IDENTICAL_ROW: _("identical to another row"),
    STATION_SEEN_AGAIN: _("station observed more than once"),
    STATION_MISSING: _("no station given"),
    STATION_NOT_MATCHED: _("station not known"),
    AREA_NOT_MATCHED: _("area not known"),
    TEAM_NOT_MATCHED: _("team not known"),
    "answers_not_accepted": _("answers that the form does not offer"),
    "encrypted": _("encrypted, not read yet"),
    "resubmitted_after_deletion": _("sent again after it was deleted"),
}

REASONS: dict[str, Promise | str] = {
    "I.201": _("Not one of the codes of this column"),
    "I.202": _("Not a whole number"),
    "I.203": _("Above the largest possible value"),
    "I.204": _("Below the smallest possible value"),
    "I.205": _("Not a time of day"),
    "I.206": _("A text that cannot be kept"),
}

KINDS: dict[str, Promise | str] = {
    "yes_no": _("yes or no"),
    "integer": _("whole number"),
    "time": _("time"),
    "text": _("text"),
    "choice": _("choice"),
    "choices": _("several choices"),
    "ranking": _("order of choices"),
    "decimal": _("number"),
    "date": _("date"),
    "datetime": _("date and time"),
    "point": _("position"),
    "shape": _("line or area"),
    "file": _("file"),
    "repeat": _("repeated questions"),
}

SEVERITIES: dict[int, Promise | str] = {1: _("Note"), 2: _("Warning"), 3: _("Error")}
SEVERITY_TAGS = {0: "", 1: "quiet", 2: "warning", 3: "error"}
"""How the tag of a severity looks."""
STATE_TAGS = {"received": "", "checked": "good", "query": "warning", "rejected": "error"}

ROLES: dict[str, Promise | str] = {
    "question": _("question"),
    "number": _("number of the record"),
    "area": _("area"),
    "station": _("station"),
    "place": _("place"),
    "team": _("team"),
    "ignored": _("ignored"),
}


def label(names: Mapping[str, str], otherwise: str) -> str:
    """The wording in the language in use, else another, else the name."""
    return in_language(names, (get_language() or "en")[:2]) or otherwise


def answer_in_words(question: Question, value: object) -> str:
    """A valid answer as people read it."""
    if isinstance(value, list):
        return _list_in_words(question, value)
    if question.kind in ("yes_no", "choice"):
        return _choice_in_words(question, value)
    return _moment_in_words(str(value)) if question.kind == "datetime" else str(value)


def _moment_in_words(text: str) -> str:
    """A moment with the offset of the clock that told it, to the minute."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return f"{moment:%Y-%m-%d %H:%M} {moment:%z}".strip()


def _choice_in_words(question: Question, value: object) -> str:
    labels = next((choice.labels for choice in question.choices if choice.name == value), {})
    return label(labels, {"yes": _now("yes"), "no": _now("no")}.get(str(value), str(value)))


def _list_in_words(question: Question, values: list[object]) -> str:
    if question.kind == "repeat":
        return _now("%(count)s times") % {"count": len(values)}
    if question.kind == "shape":
        return _now("%(count)s points") % {"count": len(values)}
    if question.kind == "point":
        return ", ".join(str(number) for number in values[:2])
    return ", ".join(_choice_in_words(question, value) for value in values)


def issue_in_words(issue: Mapping[str, Any]) -> str:
    """What a check found, in the language in use: by the form's own words, or by those of the platform."""
    template = issue.get("template")
    if not template:
        return label(issue.get("says") or {}, str(issue.get("code", "")))
    try:
        return _now(str(template)).format(**issue.get("values", {}))
    except (KeyError, IndexError, ValueError):
        return label(issue.get("says") or {}, str(issue.get("code", "")))


def said(version: RecordVersion, question: Question) -> str:
    """What a version says to a question: its answer, or its state in words."""
    return in_words(question, said_to(question.name, (version.answers, version.states)))


def in_words(question: Question, to_it: Said) -> str:
    """An answer, or the state in its place, as people read it."""
    value, state = to_it
    if value is not None:
        return answer_in_words(question, value)
    return str(STATES.get(state, _now("not asked")))
