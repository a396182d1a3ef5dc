"""Runs the checks for one record: the rules of its form, and those built in.

``check`` is called where a record gets its answers: when it is received, edited, decrypted or corrected.
However many are checked together, it costs one light query. A check that fails is told of and never keeps a
report from being received.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from baqylau.core.problem import Phrase
from baqylau.election.models import Area, Election
from baqylau.observation.known_stations import station_by_key
from baqylau.observation.memory import Memory
from baqylau.observation.methods.checks import WITHIN
from baqylau.observation.methods.comparisons import ACROSS
from baqylau.observation.methods.expressions import BadExpression, Expression, parse
from baqylau.observation.methods.visits import AT_STATIONS, SEVERITIES, WARNING, Issue, Said, Visit
from baqylau.observation.models import FormVersion, Record, RecordState
from baqylau.observation.reading import CompiledForm
from baqylau.observation.sources.answers import Question
from baqylau.storage.prepared import Each, Select, open_number

MOST_OF_A_TEAM, MOST_AT_A_STATION = 12, 12
"""A team makes about ten visits a day; the newest are compared. Several missions may be at one station."""
NOT_RUN = "K.299"

log = logging.getLogger(__name__)

_checkers: WeakKeyDictionary[CompiledForm, Checker] = WeakKeyDictionary()
_forms: Memory[tuple[Any, ...]] = Memory(600)
_teams: Memory[tuple[str, ...]] = Memory(60)
_rows_read: Memory[_Around] = Memory(60)


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the form's sheet ``checks``, ready to be asked."""

    code: str
    severity: int
    says: Mapping[str, str]
    questions: tuple[str, ...]
    expression: Expression
    repeats: tuple[str, ...]
    """The repeats whose repetitions it is asked of, the outermost first."""


class Checker:
    """The checks of one form version; made once."""

    def __init__(self, questions: Sequence[Question], checks: Sequence[Mapping[str, Any]]) -> None:
        self.rules = tuple(_rules(questions, checks))
        self.by_role = {one.role: one.name for one in reversed(questions) if one.role and not one.repeat}

    def within(
        self, answers: Mapping[str, Any], states: Mapping[str, str], visit: Visit, flags: Sequence[str] = ()
    ) -> list[Issue]:
        """What the rules of the form and the built-in checks find in one record."""
        said = Said(answers, states, self.by_role, visit, flags)
        built_in = [issue for check in WITHIN for issue in check(said)]
        return [*self._of_the_form(answers), *built_in]

    def _of_the_form(self, answers: Mapping[str, Any]) -> Iterator[Issue]:
        for rule in self.rules:
            if not rule.repeats:
                if rule.expression.holds(answers) is False:
                    yield Issue(rule.code, rule.severity, rule.says, rule.questions)
                continue
            rows = tuple(
                place
                for place, inside in enumerate(_together(answers, rule.repeats), 1)
                if rule.expression.holds(inside) is False
            )
            if rows:
                yield Issue(rule.code, rule.severity, rule.says, rule.questions, rows)


def across(visit: Visit, others: Sequence[Visit], areas: Sequence[str]) -> list[Issue]:
    """What comparing a record with others of its team and its station finds."""
    return [issue for check in ACROSS for issue in check(visit, others, areas)]


def _rules(questions: Sequence[Question], checks: Sequence[Mapping[str, Any]]) -> Iterator[Rule]:
    outer = {one.name: one.repeat for one in questions if one.kind == "repeat"}
    order = {one.name: place for place, one in enumerate(questions)}
    for check in checks:
        try:
            expression = parse(str(check["expression"]), questions)
        except BadExpression:
            log.warning("rule %s cannot be read", check.get("code"))
            continue
        repeats: list[str] = []
        repeat = expression.repeat
        while repeat and repeat not in repeats:
            repeats.insert(0, repeat)
            repeat = outer.get(repeat, "")
        named = tuple(check.get("questions") or sorted(expression.names, key=lambda name: order.get(name, 0)))
        severity = SEVERITIES.get(str(check.get("severity")), WARNING)
        yield Rule(str(check["code"]), severity, check.get("says") or {}, named, expression, tuple(repeats))


def _together(answers: Mapping[str, Any], repeats: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The answers of each repetition of the last repeat, with those around it."""
    if not repeats:
        yield answers
        return
    for one in answers.get(repeats[0]) or ():
        yield from _together({**answers, **one.get("answers", {})}, repeats[1:])


# ------------------------------------------------------------------ for a record


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A record and its answers; its columns that follow from them are filled, it need not be saved yet."""

    record: Record
    form: CompiledForm
    answers: Mapping[str, Any]
    states: Mapping[str, str]
    election: Election


def check(one: ToCheck, others: Sequence[Visit] | None = None) -> None:
    """Write into a record what the checks find.

    It is compared with ``others``, or with what its team and its station sent last.
    """
    if others is None:
        check_together([one])
    else:
        _check(one, visit_of(one.record, one.election), others)


def check_together(these: Sequence[ToCheck]) -> None:
    """Check records that are not saved yet, each also beside those before it.

    What their teams and stations sent last is asked for at once.
    """
    visits = [visit_of(one.record, one.election) for one in these]
    records = [one.record for one in these]
    around = _neighbours(records, visits)
    for place, (one, visit) in enumerate(zip(these, visits, strict=True)):
        _check(one, visit, around[place] + _before(place, records, visits))


def _check(one: ToCheck, visit: Visit, others: Sequence[Visit]) -> None:
    record = one.record
    record.issues, record.severity = [], 0
    if record.is_unread:
        return
    try:
        found = checker_of(one.form).within(one.answers, one.states, visit, record.flags)
        found += across(visit, others, _areas_of(record.team_id))
    except Exception:
        log.exception("record %s could not be checked", record.number)
        found = [Issue(NOT_RUN, WARNING, Phrase("The checks could not be run."))]
    record.issues = [issue.as_json() for issue in found]
    record.severity = max((issue.severity for issue in found), default=0)


def checker_of(form: CompiledForm) -> Checker:
    """The checks of a form version, made once for each process."""
    made = _checkers.get(form)
    if made is None:
        made = _checkers[form] = Checker(form.questions, form.checks)
    return made


def visit_of(record: Record, election: Election) -> Visit:
    """What a record says of when, where and by whom."""
    form, kind = form_of(record.form_version_id)
    station = station_by_key(record.station_id)
    return Visit(
        number=record.number,
        kind=kind,
        form=form,
        team=record.team_id,
        station=record.station_id,
        observed_at=local(record.observed_at, record.utc_offset),
        left_at=record.left_at,
        arrived_at=record.arrived_at,
        wave=record.wave,
        digest=record.answers_digest,
        area=station.area_path if station else "",
        station_at=station.position if station else None,
        station_code=record.station_code,
        election_day=election.day,
    )


def local(moment: datetime | None, offset: str) -> datetime | None:
    """The moment by the clock of the place, whose offset from UTC is written ``+05:00``."""
    if moment is None or len(offset) != 6:
        return moment
    minutes = int(offset[1:3]) * 60 + int(offset[4:])
    return moment.astimezone(timezone(timedelta(minutes=-minutes if offset[0] == "-" else minutes)))


def form_of(version_id: int) -> tuple[int, str]:
    """The form of a version, and its kind."""
    made = _forms.get(version_id, lambda: _form_of_version.first(version_id))
    assert made is not None
    return made[0], made[1]


def _areas_of(team_id: int | None) -> tuple[str, ...]:
    """The paths of a team's areas."""
    if team_id is None:
        return ()
    return _teams.get(team_id, lambda: tuple(row[0] for row in _areas_of_team.rows(team_id))) or ()


# ------------------------------------------------------------------ the records around it

_COLUMNS = (
    "mission_id",
    "state",
    "is_unread",
    "deleted_at",
    "number",
    "form_version_id",
    "team_id",
    "station_id",
    "observed_at",
    "left_at",
    "wave",
    "answers_digest",
)

_form_of_version = Select(
    lambda: FormVersion.objects.filter(pk=open_number(0)).values_list("form_id", "form__kind")
)
_areas_of_team = Select(lambda: Area.objects.filter(teams=open_number(0)).values_list("path"))
_of_team = Select(
    lambda: (
        Record.objects.filter(team_id=open_number(0), observed_at__isnull=False)
        .order_by("-observed_at")[:MOST_OF_A_TEAM]
        .values_list(*_COLUMNS)
    )
)
_at_station = Select(
    lambda: (
        Record.objects.filter(station_id=open_number(0))
        .order_by("-pk")[:MOST_AT_A_STATION]
        .values_list(*_COLUMNS)
    )
)
"""Each has an index that fits it; what does not count is left out afterwards, lest another index tempt.

Only what has a time was before or after: PostgreSQL would put all else first.
"""
_around = Each(_of_team, _at_station)
NOBODY = -1


def _is_compared(record: Record, visit: Visit) -> bool:
    """Whether it is compared with others: not where nobody can read it, or it is of no visit to a station."""
    return visit.kind in AT_STATIONS and not record.is_unread


def _neighbours(records: Sequence[Record], visits: Sequence[Visit]) -> list[list[Visit]]:
    """For each record: the last ones of the same team, and those from the same station; not itself."""
    places = [
        place
        for place, (record, visit) in enumerate(zip(records, visits, strict=True))
        if _is_compared(record, visit)
    ]
    asked = [((visits[place].team or NOBODY,), (visits[place].station or NOBODY,)) for place in places]
    around: list[list[Visit]] = [[] for _ in records]
    for place, rows in zip(places, _around.raw(asked), strict=True):
        record = records[place]
        compared = {
            one.visit.number: one.visit
            for one in _rows_read.many(rows, _read_row)
            if one.counts and one.mission == record.mission_id and one.visit.number != record.number
        }
        around[place] = list(compared.values())
    return around


def _before(place: int, records: Sequence[Record], visits: Sequence[Visit]) -> list[Visit]:
    """The visits before this place that are of its team or at its station."""
    record, visit = records[place], visits[place]
    if not _is_compared(record, visit):
        return []
    return [
        other
        for earlier, other in zip(records[:place], visits[:place], strict=True)
        if earlier.mission_id == record.mission_id
        and _is_compared(earlier, other)
        and (_same(visit.team, other.team) or _same(visit.station, other.station))
    ]


def _same(one: int | None, other: int | None) -> bool:
    return one is not None and one == other


class _Around(NamedTuple):
    """What a row around a record tells; the same rows come again with each report of their team."""

    mission: int
    counts: bool
    visit: Visit


def _read_row(row: tuple[Any, ...]) -> _Around:
    mission, state, is_unread, deleted_at, *rest = _around.converted(row)
    counts = state != RecordState.REJECTED and deleted_at is None and not is_unread
    return _Around(mission, counts, _visit_of_row(*rest))


def _visit_of_row(
    number: int,
    version: int,
    team: int | None,
    at: int | None,
    observed_at: datetime | None,
    left_at: datetime | None,
    wave: str,
    digest: str,
) -> Visit:
    form, kind = form_of(version)
    station = station_by_key(at)
    position = station.position if station else None
    return Visit(number, kind, form, team, at, observed_at, left_at, None, wave, digest, "", position)
