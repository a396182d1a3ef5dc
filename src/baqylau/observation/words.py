"""States, flags and reasons as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from baqylau.core.answer import AnswerState
from baqylau.core.text import in_language
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
}

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
    if question.kind in ("yes_no", "choice"):
        labels = next((choice.labels for choice in question.choices if choice.name == value), {})
        return label(labels, {"yes": _now("yes"), "no": _now("no")}.get(str(value), str(value)))
    return str(value)


def said(version: RecordVersion, question: Question) -> str:
    """What a version says to a question: its answer, or its state in words."""
    if question.name in version.answers:
        return answer_in_words(question, version.answers[question.name])
    return str(STATES.get(version.states.get(question.name, ""), _now("not asked")))
