"""What the pages of text messages show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.core.problem import Problem, Refused
from baqylau.election.models import Station
from baqylau.mission.models import Mission, Team
from baqylau.observation.actions.messages import understand
from baqylau.observation.message_sheets import FormSheet, sheets_of
from baqylau.observation.methods.coded_message import CheckedIn, Understood, write_message
from baqylau.observation.methods.message_sheet import Asked
from baqylau.observation.models import TextMessage
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import STATES, label

MOST_STATIONS = 300
TAGS = {
    TextMessage.State.UNDERSTOOD: "good",
    TextMessage.State.CHECK_IN: "good",
    TextMessage.State.PART: "",
    TextMessage.State.NOT_UNDERSTOOD: "warning",
    TextMessage.State.UNKNOWN_SENDER: "warning",
}
STATE_WORDS: Mapping[str, tuple[str, Promise | str]] = {
    "dont_know": ("?", _("don’t know")),
    "not_observed": ("x", _("not observed")),
    "not_applicable": ("na", _("not applicable")),
}


@dataclass(frozen=True, slots=True)
class Answered:
    """A question of a sheet and what a message says about it, in words."""

    code: str
    label: str
    says: str
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says, for people to look at."""

    problems: tuple[Problem, ...] = ()
    form: str = ""
    station: str = ""
    answers: tuple[Answered, ...] = ()
    note: str = ""
    sum: int | None = None
    is_sure: bool = True
    is_check_in: bool = False


def reading_of(mission: Mission, text: str) -> Reading:
    """What would be understood of a text, whoever sent it."""
    try:
        said, form = understand(mission, text)
    except Refused as refused:
        return Reading(problems=refused.problems)
    if isinstance(said, CheckedIn):
        return Reading(station=said.station, is_check_in=True)
    assert form is not None
    return Reading(
        problems=tuple(said.problems),
        form=label(form.version.form.names, form.version.form.code),
        station=said.station,
        answers=tuple(_answered(said, form)),
        note=said.note,
        sum=said.sum if said.figures else None,
        is_sure=said.is_sure,
    )


def _answered(said: Understood, form: FormSheet) -> list[Answered]:
    questions = {question.name: question for question in form.questions}
    lines = []
    for asked in form.sheet.questions:
        words = _words(said, asked, questions[asked.name])
        if words:
            sure = said.is_sure or asked.name not in said.figures
            lines.append(Answered(asked.code, label(questions[asked.name].labels, asked.name), words, sure))
    return lines


def _words(said: Understood, asked: Asked, question: Question) -> str:
    if asked.name in said.skipped:
        return str(STATES["skipped"])
    if asked.name in said.states:
        return str(STATES[said.states[asked.name]])
    names = said.answers.get(asked.name, "")
    if asked.kind in ("choice", "choices", "yes_no"):
        labels = {choice.name: choice.labels for choice in question.choices}
        return ", ".join(label(labels.get(name, {}), name) for name in names.split())
    return names


def messages_of(
    mission: Mission, *, state: str = "", gateway: str = "", sought: str = ""
) -> QuerySet[TextMessage]:
    """The messages of a mission that an address asks for, the latest first."""
    found = TextMessage.objects.filter(gateway__mission=mission)
    if state in TextMessage.State.values:
        found = found.filter(state=state)
    if gateway:
        found = found.filter(gateway__code=gateway)
    if words := sought.replace("\0", "").strip():
        found = found.filter(
            Q(text__icontains=words) | Q(sender__contains=words) | Q(membership__user__name__icontains=words)
        )
    return found.select_related("gateway", "membership__user", "record", "form_version__form").defer("body")


# ------------------------------------------------------------------ the sheet of a form


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A question as it is printed: its code, its wording, what may be written."""

    code: str
    label: str
    answers: tuple[tuple[str, str], ...]
    kind: str


def sheet_sections(form: FormSheet) -> list[tuple[str, list[SheetLine]]]:
    """The questions by section."""
    questions = {question.name: question for question in form.questions}
    sections = []
    for _section, group in groupby(form.sheet.questions, key=lambda asked: asked.section):
        inside = list(group)
        heading = questions[inside[0].name]
        lines = [_line(asked, questions[asked.name]) for asked in inside]
        sections.append((label(heading.section_labels, ""), lines))
    return sections


def _line(asked: Asked, question: Question) -> SheetLine:
    labels = {choice.name: choice.labels for choice in question.choices}
    letters = [(letter, label(labels.get(name, {}), name)) for letter, name in asked.choices]
    states = [(word, str(says)) for state, (word, says) in STATE_WORDS.items() if state in asked.states]
    return SheetLine(asked.code, label(question.labels, asked.name), (*letters, *states), asked.kind)


def example_of(form: FormSheet, station: str) -> str:
    """A message that answers a section of the sheet, if there is one a section with figures."""
    sections = [
        list(group) for _section, group in groupby(form.sheet.questions, key=lambda asked: asked.section)
    ]
    with_figures = [one for one in sections if any(asked.kind in ("integer", "time") for asked in one)]
    asked = next(iter(with_figures or sections), [])
    answers = {one.name: _example(one) for one in asked}
    head, *words = write_message(form.sheet, station, answers).split(" ")
    figures = [word for word in words if word.startswith("=")]
    said = [words[one.number - 1] for one in asked]
    return " ".join([head, *(one.code for one in asked[:1]), *said, *figures])


def _example(asked: Asked) -> str:
    if asked.kind in ("choice", "choices"):
        return asked.choices[0][1]
    return {"yes_no": "yes", "integer": "12", "time": "07:15"}[asked.kind]


def stations_for(team: Team | None) -> list[Station]:
    """The stations of a team: those of its route, then those of its areas."""
    if team is None:
        return []
    on_route = [stop.station for stop in team.stops.select_related("station")]
    paths = [area.path for area in team.areas.all()]
    inside = Q(pk__in=[])
    for path in paths:
        inside |= Q(area__path__startswith=path)
    others = Station.objects.filter(inside, election=team.mission.election).order_by("code")
    known = {station.pk for station in on_route}
    more = [one for one in others[: MOST_STATIONS + 1] if one.pk not in known]
    return list(dict.fromkeys([*on_route, *more]))[:MOST_STATIONS]


def sheet_for(mission: Mission, code: str) -> FormSheet | None:
    """The sheet in use of a form."""
    found = [form for form in sheets_of(mission) if form.version.form.code == code]
    return found[-1] if found else None


def codes_for(form: FormSheet, stations: Sequence[Station]) -> list[tuple[Station, str]]:
    """The code beside each station with which a message begins."""
    return [(station, form.sheet.head(station.code)) for station in stations]
