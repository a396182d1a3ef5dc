"""What the pages of the registers show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, TextChoices
from django.utils.translation import gettext as _

from baqylau.accounts.models import User
from baqylau.disputes.contested import FIELD as DECISION
from baqylau.disputes.contested import named_decisions
from baqylau.disputes.meetings import FIELD, named_meetings, tells_of_unknown
from baqylau.disputes.methods.procedure import NamedTerm, Procedure, days_over, standing
from baqylau.disputes.models import (
    Arrival,
    Case,
    CaseLink,
    Change,
    ComplainantKind,
    ComplainantSex,
    FoundBy,
    Outcome,
    Proceeding,
    RespondentKind,
    Sanction,
    SourceKind,
    Violation,
    ViolationKind,
    WhoKind,
)
from baqylau.disputes.procedure import body_name, category_choices, category_name, procedure_of, zone_of
from baqylau.disputes.queries import cases_seen_by, links_seen_by
from baqylau.disputes.selection import UNKNOWN
from baqylau.disputes.words import BACKWARDS, STANDING_TAGS, STANDINGS, Words, done, label
from baqylau.election.models import Area, Contest
from baqylau.mission.models import Mission

Choices = Sequence[tuple[str, Any]]


def today_of(mission: Mission, now: datetime) -> date:
    """The day by the clock of the election."""
    return now.astimezone(zone_of(mission.election)).date()


# ------------------------------------------------------------------ lists


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A line of the list of cases: the case, where it stands, and how that is said."""

    case: Case
    last: Proceeding | None
    first: Proceeding | None
    body: str
    category: str
    standing: str
    tag: str
    over: int

    @property
    def is_overdue(self) -> bool:
        return self.tag == "warning" and self.over > 0 and not (self.last and self.last.is_decided)

    # Django's get_…_display translates all choices to say one, which took half the time of a long list.
    @property
    def complainant_kind(self) -> str:
        return _words_of(ComplainantKind, self.case.complainant_kind)

    @property
    def respondent(self) -> str:
        return self.case.respondent or _words_of(RespondentKind, self.case.respondent_kind)

    @property
    def arrival(self) -> str:
        return _words_of(Arrival, self.case.arrival)

    @property
    def outcome(self) -> str:
        return _words_of(Outcome, self.last.outcome) if self.last and self.last.is_decided else ""


def _words_of(choices: type[TextChoices], value: str) -> str:
    return str(choices(value).label) if value else ""


def case_rows(keys: Sequence[int], procedure: Procedure, today: date) -> list[CaseRow]:
    """The lines of a page, in its order; two queries."""
    related = Case.objects.select_related("area", "contest").defer("area__boundary", "search_key")
    cases = related.in_bulk(list(keys))
    steps: dict[int, list[Proceeding]] = {}
    for step in Proceeding.objects.filter(case__in=keys).order_by("position"):
        steps.setdefault(step.case_id, []).append(step)
    return [_case_row(cases[key], steps.get(key, []), procedure, today) for key in keys]


def _case_row(case: Case, steps: Sequence[Proceeding], procedure: Procedure, today: date) -> CaseRow:
    last = steps[-1] if steps else None
    stands = _standing(last, today)
    return CaseRow(
        case=case,
        last=last,
        first=steps[0] if steps else None,
        body=" ".join(filter(None, (body_name(procedure, last.body), last.body_name))) if last else "",
        category=category_name(case.category),
        standing=str(STANDINGS[stands]),
        tag=STANDING_TAGS.get(stands, ""),
        over=_over(last, today),
    )


def _standing(step: Proceeding | None, today: date) -> str:
    if step is None:
        return "open"
    return standing(due=step.due_on, decided=step.decided_on, is_decided=step.is_decided, today=today)


def _over(step: Proceeding | None, today: date) -> int:
    if step is None or (step.is_decided and step.decided_on is None):
        return 0
    return days_over(due=step.due_on, decided=step.decided_on, today=today)


def case_filters(mission: Mission, seen: QuerySet[Case]) -> dict[str, object]:
    """The choices of the list's filters, each as (value, words)."""
    unknown = (UNKNOWN, _("not known"))
    plain = seen.order_by()
    areas = mission.election.areas.filter(Exists(plain.filter(area=OuterRef("pk"))))
    contests = Contest.objects.filter(Exists(plain.filter(contest=OuterRef("pk"))), election=mission.election)
    procedure = procedure_of(mission.election)
    return {
        "arrivals": Arrival.choices,
        "bodies": [*((code, body_name(procedure, code)) for code in procedure.bodies), unknown],
        "outcomes": Outcome.choices,
        "standings": [
            ("overdue", STANDINGS["overdue"]),
            ("open", STANDINGS["open"]),
            ("late", STANDINGS["decided_late"]),
            ("decided", STANDINGS["decided"]),
        ],
        "categories": category_choices(),
        "areas": areas.defer("boundary").order_by(Area.order_column()),
        "contests": contests,
        "complainants": [*ComplainantKind.choices, unknown],
        "sexes": [*ComplainantSex.choices, unknown],
        "respondents": [*RespondentKind.choices, unknown],
        "sources": SourceKind.choices,
    }


def violation_filters(mission: Mission, seen: QuerySet[Violation]) -> dict[str, object]:
    """The same for violations."""
    unknown = (UNKNOWN, _("not known"))
    plain = seen.order_by()
    areas = mission.election.areas.filter(Exists(plain.filter(area=OuterRef("pk"))))
    contests = Contest.objects.filter(Exists(plain.filter(contest=OuterRef("pk"))), election=mission.election)
    return {
        "kinds": ViolationKind.choices,
        "finders": FoundBy.choices,
        "whos": [*WhoKind.choices, unknown],
        "sanctions": [*Sanction.choices, unknown],
        "areas": areas.defer("boundary").order_by(Area.order_column()),
        "contests": contests,
    }


# ------------------------------------------------------------------ one case


@dataclass(frozen=True, slots=True)
class Step:
    """A proceeding as the page of its case shows it."""

    one: Proceeding
    body: str
    standing: str
    tag: str
    over: int
    file_term: NamedTerm | None
    decide_term: NamedTerm | None


@dataclass(frozen=True, slots=True)
class Tie:
    """A tie to another case, as a sentence from this one's side."""

    link: CaseLink
    says: str
    other: Case


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history: who did what and when, and each field with what it was and is."""

    change: Change
    done: str
    fields: tuple[tuple[str, str, str], ...]


def steps_of(case: Case, procedure: Procedure, today: date) -> list[Step]:
    """The proceedings of a case, the first first."""
    return [_step(one, procedure, today) for one in case.proceedings.order_by("position")]


def _step(one: Proceeding, procedure: Procedure, today: date) -> Step:
    stands = _standing(one, today)
    return Step(
        one=one,
        body=body_name(procedure, one.body) or _("Body not known"),
        standing=str(STANDINGS[stands]),
        tag=STANDING_TAGS.get(stands, ""),
        over=_over(one, today),
        file_term=procedure.filing_term(one.before, one.body),
        decide_term=procedure.decision_term(one.before, one.body),
    )


def ties_of(case: Case, user: User) -> list[Tie]:
    """The ties of a case to those that this person may know of."""
    return [
        Tie(link, str(link.get_kind_display()), link.to)
        if link.case_id == case.pk
        else Tie(link, str(BACKWARDS[link.kind]), link.case)
        for link in links_seen_by(user, case)
    ]


def history_of(entry: Case | Violation, user: User) -> list[Told]:
    """Every change, the first first; rows that this person may not know of are not named."""
    changes = list(entry.changes.select_related("by"))
    meetings = named_meetings(changes, entry.mission, user)
    changes = [one for one in changes if not tells_of_unknown(one, meetings)]
    names = {**_names(changes, entry.mission, user), FIELD: meetings, DECISION: named_decisions(changes)}
    words = Words(procedure_of(entry.mission.election), names)
    return [
        Told(
            change,
            done(change.done),
            tuple(
                (
                    label(one["field"]),
                    words.of(one["field"], one["before"]),
                    words.of(one["field"], one["after"]),
                )
                for one in change.fields
            ),
        )
        for change in changes
    ]


CASE_FIELDS = ("same_as", "case", "appeal", "follows", "related")


def _names(changes: Iterable[Change], mission: Mission, user: User) -> dict[str, dict[int, str]]:
    """The names of the rows that a history points to."""
    keys: dict[str, set[int]] = {}
    for change in changes:
        for one in change.fields:
            for value in (one["before"], one["after"]):
                if isinstance(value, int) and not isinstance(value, bool):
                    keys.setdefault(one["field"], set()).add(value)
    cases = set().union(*(keys.get(field, set()) for field in CASE_FIELDS))
    seen = {case.pk: case.label for case in cases_seen_by(user, mission).filter(pk__in=cases)}
    areas = Area.objects.filter(pk__in=keys.get("area", ())).defer("boundary")
    contests = Contest.objects.filter(pk__in=keys.get("contest", ()))
    return {
        "area": {area.pk: area.name for area in areas},
        "contest": {contest.pk: contest.name for contest in contests},
        **dict.fromkeys(CASE_FIELDS, seen),
    }
