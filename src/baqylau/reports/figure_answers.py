"""Figures of forms: any answer to any question, in one area, in one wave; each record is read once for all.

election_day.family_voting.yes              the share of one answer among the valid ones
election_day.overall.bad+very_bad           of several answers together
election_day.queue.yes@ferizaj              in one area and those below it
election_day.queue.yes/2                    in one wave
election_day.records  .areas  .stations     how many records, areas, stations
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Max, Sum
from django.utils.translation import get_language
from django.utils.translation import gettext as _now

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.observation.figures import questions_by_name
from baqylau.observation.memory import when_forgetting
from baqylau.observation.models import Form
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import answer_in_words
from baqylau.reports.figure_columns import Columns, area_words, columns_of, counted_versions
from baqylau.reports.figure_offers import Counted, Offer
from baqylau.reports.languages import in_each_language

WHOLE = ("records", "areas", "stations")
COUNTED_KINDS = ("yes_no", "choice", "choices")
MOST_ANSWERS = 30
"""Questions with more answers than this (a list of stations, say) are not offered answer by answer."""
_NAME = re.compile(
    r"(?P<form>[\w.\-]+?)\.(?:(?P<question>[\w\-]+)\.)?(?P<answers>[\w\-]+(?:\+[\w\-]+)*)"
    r"(?:@(?P<area>[\w.\-]+))?(?:/(?P<wave>[\w\-]+))?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as read."""

    name: str
    form: str
    question: str
    answers: tuple[str, ...]
    area: str = ""
    wave: str = ""


def read_name(name: str) -> Asked | None:
    """What a name asks for; None where it is of another kind.

    >>> read_name("d.queue.yes@north/2")
    Asked(name='d.queue.yes@north/2', form='d', question='queue', answers=('yes',), area='north', wave='2')
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    answers = tuple(found["answers"].split("+"))
    return Asked(
        name, found["form"], found["question"] or "", answers, found["area"] or "", found["wave"] or ""
    )


class Answers:
    """The figures of a mission's forms."""

    room = "answers"

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        forms = Form.objects.filter(mission=mission).order_by("code")
        self.forms = {form.code: form for form in forms}
        self._questions: dict[str, dict[str, Question]] = {}
        self.foreseen: dict[str, set[str]] = {}
        """Form → questions that will be asked for, so that one reading serves them all."""
        self._read: tuple[tuple[object, ...], Columns] | None = None

    def questions(self, form: str) -> dict[str, Question]:
        """The questions of a form, each as in the newest version that has it."""
        if form not in self._questions:
            self._questions[form] = questions_by_name(self.mission, form) if form in self.forms else {}
        return self._questions[form]

    def offers(self) -> Iterator[Offer]:
        for form in self.forms:
            for of in WHOLE:
                yield self._whole(Asked(f"{form}.{of}", form, "", (of,)))
            for question in self.questions(form).values():
                if question.kind in COUNTED_KINDS and not question.repeat:
                    yield from self._of_question(form, question)

    def _of_question(self, form: str, question: Question) -> Iterator[Offer]:
        given = [one for one in question.offers() if re.fullmatch(r"[\w\-]+", one, re.ASCII)]
        if not 0 < len(given) <= MOST_ANSWERS:
            return
        for answer in given:
            yield self._share(
                Asked(f"{form}.{question.name}.{answer}", form, question.name, (answer,)), question
            )
        if question.is_rating and len(given) == 4:
            for pair in (given[:2], given[2:]):
                name = f"{form}.{question.name}.{'+'.join(pair)}"
                yield self._share(Asked(name, form, question.name, tuple(pair)), question)

    def offer(self, name: str) -> Offer | None:
        asked = self.read(name)
        if asked is None:
            return None
        if not asked.question:
            return self._whole(asked)
        return self._share(asked, self.questions(asked.form)[asked.question])

    def read(self, name: str) -> Asked | None:
        """What a name asks of our forms; None where no form, question, answer or area is called so."""
        asked = read_name(name)
        if asked is None or asked.form not in self.forms:
            return None
        if asked.area and asked.area not in area_words(self.mission.election):
            return None
        if not asked.question:
            return asked if asked.answers[0] in WHOLE and len(asked.answers) == 1 else None
        question = self.questions(asked.form).get(asked.question)
        known = question is not None and question.kind in COUNTED_KINDS and not question.repeat
        return asked if known and question and set(asked.answers) <= set(question.offers()) else None

    # ------------------------------------------------------------------------------------------- words

    def _whole(self, asked: Asked) -> Offer:
        form = self.forms[asked.form]

        def say(language: str) -> str:
            said = {
                "records": _now("Observations"),
                "areas": _now("Areas with observations"),
                "stations": _now("Polling stations observed"),
            }[asked.answers[0]]
            return self._placed(f"{said}: {in_language(form.names, language) or form.code}", asked)

        words = in_each_language(say)
        unit = "observations" if asked.answers[0] == "records" else asked.answers[0]
        how = f"newest versions of the records of form {asked.form}: how many {asked.answers[0]}"
        return Offer(asked.name, words, how, self.room, unit, False, Permission.SEE_FIGURES)

    def _share(self, asked: Asked, question: Question) -> Offer:
        def say(language: str) -> str:
            said = [answer_in_words(replace(question, kind="choice"), one) for one in asked.answers]
            label = in_language(question.labels, language) or question.name
            return self._placed(f"{label.rstrip(':')}: {_or(said)}", asked)

        words = in_each_language(say)
        return Offer(
            asked.name, words, source_of(asked), self.room, "observations", True, Permission.SEE_FIGURES
        )

    def _placed(self, words: str, asked: Asked) -> str:
        """The words with the area and the wave, in the language in use."""
        if asked.area:
            names = area_words(self.mission.election)[asked.area]
            words = f"{words} ({in_language(names, _language()) or asked.area})"
        if asked.wave:
            words = _now("%(words)s, wave %(wave)s") % {"words": words, "wave": asked.wave}
        return words

    # ---------------------------------------------------------------------------------------- counting

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        by_form: dict[str, list[Asked]] = {}
        for name in names:
            if asked := self.read(name):
                by_form.setdefault(asked.form, []).append(asked)
        found: dict[str, Counted] = {}
        for form, of in by_form.items():
            known = _known(self.mission, form) if at is None else {}
            missing = [one for one in of if one.name not in known]
            if missing:
                columns = self.columns(form, {one.question for one in missing if one.question}, at)
                for asked in missing:
                    known[asked.name] = self._counted(asked, columns)
            found |= {one.name: known[one.name] for one in of}
        return found

    def columns(self, form: str, questions: Collection[str], at: datetime | None) -> Columns:
        """The records of a form with these questions; those of the last reading where they are the same."""
        key = (form, at, *(_fingerprint(self.mission, form) if at is None else ()))
        if self._read is None or self._read[0] != key or not self._read[1].contents.keys() >= set(questions):
            wanted = sorted({*questions, *self.foreseen.get(form, ())})
            self._read = (key, columns_of(self.mission, form, wanted, at=at))
        return self._read[1]

    def _counted(self, asked: Asked, columns: Columns) -> Counted:
        offer = self.offer(asked.name)
        assert offer is not None
        places = columns.places(area=asked.area, wave=asked.wave)
        if not asked.question:
            return Counted(offer, _whole_figure(asked, columns, places))
        multiple = self.questions(asked.form)[asked.question].kind == "choices"
        figure, seen = columns.share(asked.question, asked.answers, places, multiple=multiple)
        numerator, denominator, digest, excluded, rows, base = figure
        made = Figure(asked.name, numerator, denominator, source_of(asked), digest, excluded, rows, base)
        spread = None if asked.area else columns.spread(seen, places)
        return Counted(offer, made, spread)


def source_of(asked: Asked) -> str:
    """How a share was counted, in a sentence that stands with it for good."""
    values = " or ".join(f"'{value}'" for value in asked.answers)
    where = (f", in area {asked.area}" if asked.area else "") + (f", wave {asked.wave}" if asked.wave else "")
    return (
        f"newest versions of the records of form {asked.form}{where}: {asked.question} is {values}, "
        "of the valid answers"
    )


def _whole_figure(asked: Asked, columns: Columns, places: Sequence[int] | None) -> Figure:
    chosen = range(len(columns.numbers)) if places is None else places
    of = asked.answers[0]
    said = columns.stations if of == "stations" else columns.area_codes()
    rows = tuple(columns.numbers[at] for at in chosen)
    number = len(rows) if of == "records" else len({said[at] for at in chosen if said[at]})
    whole = hashlib.sha256()
    for at in chosen:
        whole.update(f"{columns.numbers[at]}\t{said[at] or ''}\n".encode())
    source = f"newest versions of the records of form {asked.form}: how many {of}"
    return Figure(asked.name, number, None, source, whole.hexdigest(), {}, rows, rows)


def _or(said: Iterable[str]) -> str:
    *first, last = said
    return _now("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _language() -> str:
    return (get_language() or "en")[:2]


# --------------------------------------------------------------------------------- what is known already

_KNOWN: OrderedDict[tuple[object, ...], dict[str, Counted]] = OrderedDict()
MOST_KNOWN = 12
when_forgetting(_KNOWN.clear)


def _known(mission: Mission, form: str) -> dict[str, Counted]:
    """What was counted from exactly these records before; empty as soon as one came, changed or went."""
    key = (mission.pk, form, *_fingerprint(mission, form))
    found = _KNOWN.setdefault(key, {})
    _KNOWN.move_to_end(key)
    while len(_KNOWN) > MOST_KNOWN:
        _KNOWN.popitem(last=False)
    return found


def _fingerprint(mission: Mission, form: str) -> tuple[object, ...]:
    told = counted_versions(mission, form).aggregate(
        how_many=Count("pk"),
        newest=Max("pk"),
        last=Max("at"),
        numbers=Sum("record__number"),
        areas=Sum("record__area"),
        stations=Sum("record__station"),
    )
    return tuple(told.values())
