"""What has arrived so far, counted from the mission's board: for the election-day room.

Rejected and deleted records are nowhere in it; one that nobody has decrypted counts as
arrived and has no answers.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from baqylau.mission.models import Mission
from baqylau.observation.board import Line
from baqylau.observation.models import (
    Acknowledgement,
    FormVersion,
    Record,
    RecordState,
    RecordVersion,
    Severity,
)
from baqylau.observation.queries import needing_attention
from baqylau.observation.reading import CompiledForm, compiled
from baqylau.observation.sources.answers import Question
from baqylau.trail.models import Entry

MOST_ISSUES = 2_000
"""Of so many records, the newest, what checks found is counted by kind."""

RATINGS = ("very_good", "good", "bad", "very_bad")


def stamp(now: datetime) -> str:
    """Changes whenever the page may have changed: with each entry of the trail, and each minute.

    (Transactions may commit in another order than they began, and silence grows by itself.)
    """
    newest = Entry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return f"{newest}-{int(now.timestamp()) // 60}"


@dataclass(slots=True)
class Counts:
    """The lines of a board counted once, by all that the room asks."""

    total: int = 0
    by_form_and_minute: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Form version and UTC minute → observations."""
    by_area: Counter[int | None] = field(default_factory=Counter)
    stations: Counter[int | None] = field(default_factory=Counter)
    """Area → different stations."""
    by_ratings: Counter[tuple[int, str]] = field(default_factory=Counter)
    """Form version and all of its ratings as text → observations."""
    by_state: Counter[str] = field(default_factory=Counter)
    by_severity: Counter[int] = field(default_factory=Counter)


def count(lines: Sequence[Line], wave: str = "") -> Counts:
    """Count the lines, all or those of one wave."""
    if wave:
        lines = [line for line in lines if line.wave == wave]
    places = {(line.area, line.station_code) for line in lines if line.station_code}
    return Counts(
        total=len(lines),
        by_form_and_minute=Counter((line.form_version, line.minute) for line in lines),
        by_area=Counter(line.area for line in lines),
        stations=Counter(area for area, _ in places),
        by_ratings=Counter((line.form_version, line.ratings) for line in lines if not line.is_unread),
        by_state=Counter(line.state for line in lines),
        by_severity=Counter(line.severity for line in lines),
    )


def by_form_and_hour(counts: Counts, zone: ZoneInfo) -> dict[int, Counter[datetime]]:
    """Form → how many were observed in each local hour."""
    forms = form_of_version({version for version, _ in counts.by_form_and_minute})
    found: dict[int, Counter[datetime]] = defaultdict(Counter)
    for (version, minute), number in counts.by_form_and_minute.items():
        if minute:
            found[forms[version]][_hour(minute, zone)] += number
    return found


@lru_cache(maxsize=10_000)
def _hour(minute: str, zone: ZoneInfo) -> datetime:
    moment = datetime.fromisoformat(minute).replace(tzinfo=UTC)
    return moment.astimezone(zone).replace(minute=0)


@dataclass(frozen=True, slots=True)
class Rating:
    """One rating question of a form: how often each answer was given; ``n`` observations answered it."""

    form_id: int
    question: Question
    counts: Mapping[str, int]

    @property
    def n(self) -> int:
        return sum(self.counts.values())

    @property
    def negative(self) -> int:
        """How many said bad or very bad."""
        return self.counts.get("bad", 0) + self.counts.get("very_bad", 0)


def ratings(counts: Counts) -> list[Rating]:
    """Every rating that was given, by form and question in the order of the newest version."""
    versions = {version for version, _ in counts.by_ratings}
    forms = form_of_version(versions)
    said: dict[int, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for (version, text), number in counts.by_ratings.items():
        for question, answer in _ratings_in(text):
            said[forms[version]][question][answer] += number
    return [
        Rating(form, question, said[form][name])
        for form, questions in _rating_questions(versions, forms).items()
        for name, question in questions.items()
        if said[form][name]
    ]


@lru_cache(maxsize=10_000)
def _ratings_in(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(answer)) for name, answer in json.loads(text).items())


def form_of_version(versions: Iterable[int]) -> dict[int, int]:
    """Form version → its form."""
    return dict(FormVersion.objects.filter(pk__in=list(versions)).values_list("pk", "form_id"))


def _rating_questions(versions: Iterable[int], forms: Mapping[int, int]) -> dict[int, dict[str, Question]]:
    found: dict[int, dict[str, Question]] = defaultdict(dict)
    for form in compiled_forms(versions).values():
        for question in form.questions:
            if question.is_rating:
                found[forms[form.pk]][question.name] = question
    return found


def compiled_forms(versions: Iterable[int]) -> dict[int, CompiledForm]:
    """The form versions made ready, the oldest first."""
    rows = FormVersion.objects.filter(pk__in=list(versions)).order_by("pk").values_list("pk", "xform_md5")
    return {pk: compiled(pk, digest) for pk, digest in rows}


@dataclass(frozen=True, slots=True)
class Attention:
    """A record that somebody should look at: an incident, or an answer its form calls critical."""

    record: Record
    answers: tuple[tuple[Question, object], ...]


def attention(mission: Mission, wave: str, most: int) -> tuple[list[Attention], int]:
    """Incidents and critical answers, open ones first, the newest first; and how many are open."""
    needing = needing_attention(Record.objects.filter(mission=mission, deleted_at=None))
    if wave:
        needing = needing.filter(wave=wave)
    keys = set(needing.values_list("pk", flat=True))
    seen = set(Acknowledgement.objects.filter(record__mission=mission).values_list("record_id", flat=True))
    still_open = sorted(keys - seen, reverse=True)
    shown = (still_open + sorted(keys & seen, reverse=True))[:most]
    related = ("form_version__form", "station", "area", "team", "acknowledgement__by")
    records = {one.pk: one for one in Record.objects.filter(pk__in=shown).select_related(*related)}
    return _with_answers([records[key] for key in shown if key in records]), len(still_open)


def _with_answers(records: Sequence[Record]) -> list[Attention]:
    forms = compiled_forms({record.form_version_id for record in records})
    newest = RecordVersion.objects.filter(record__in=records, is_newest=True)
    answers = dict(newest.values_list("record_id", "answers"))
    found = []
    for record in records:
        questions = {one.name: one for one in forms[record.form_version_id].questions}
        said = answers.get(record.pk, {})
        told = tuple((questions[name], said.get(name)) for name in record.critical if name in questions)
        found.append(Attention(record, told))
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """What checks found: how many records by severity and by state, and the kinds of issue."""

    by_severity: Mapping[int, int]
    by_state: Mapping[str, int]
    by_code: tuple[tuple[str, Mapping[str, Any], int], ...]
    """Code, its newest issue, in how many of the newest records that have issues."""


def checked(mission: Mission, counts: Counts, wave: str) -> Found:
    """What checks found and how far people have come."""
    worst = Record.objects.filter(mission=mission, deleted_at=None, severity__gte=Severity.WARNING)
    worst = worst.exclude(state=RecordState.REJECTED).order_by("-pk")
    if wave:
        worst = worst.filter(wave=wave)
    codes: Counter[str] = Counter()
    examples: dict[str, Mapping[str, Any]] = {}
    for issues in worst.values_list("issues", flat=True)[:MOST_ISSUES]:
        for issue in issues:
            codes[issue["code"]] += 1
            examples.setdefault(issue["code"], issue)
    by_code = tuple((code, examples[code], number) for code, number in codes.most_common(8))
    return Found(counts.by_severity, counts.by_state, by_code)
