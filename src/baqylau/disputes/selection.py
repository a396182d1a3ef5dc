"""What the address of a list asks for: filters that stay in it, a text, an order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from baqylau.core.text import search_key
from baqylau.disputes.models import Case, CaseDecision, Outcome, Proceeding, Violation
from baqylau.disputes.queries import labelled
from baqylau.disputes.sources.categories import codes_in
from baqylau.election.models import Area
from baqylau.mission.models import Mission

UNKNOWN = "-"
"""In an address: what is not known."""
_NUMBER = re.compile(r"#\s*[Cc]?[0-9]{1,9}")


def _clean(parameters: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    return [str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _all_words(text: str) -> list[GreaterThan]:
    """Each word stands somewhere in the text; PostgreSQL finds a position sooner than a pattern."""
    words = search_key(text).split()
    return [GreaterThan(StrIndex("search_key", Value(word)), 0) for word in words]


def _is(column: str, value: str) -> Q:
    """The column has the value; ``UNKNOWN`` asks for the empty one."""
    return Q(**{column: "" if value == UNKNOWN else value})


def _in_area(code: str, prefix: str = "area") -> Q:
    """In the area with this code, or below it."""
    if code == UNKNOWN:
        return Q(**{f"{prefix}__isnull": True})
    below = Q(pk__in=())
    for path in Area.objects.filter(code=code).values_list("path", flat=True):
        below |= Q(**{f"{prefix}__path__startswith": path})
    return below


@dataclass(frozen=True, slots=True)
class CaseSelection:
    """``?q=``, ``?arrival=``, ``?body=`` … A body is one the case was ever before, an outcome the last.

    ``standing`` is overdue, open, late or decided; ``kind`` precedent, confidential,
    double, filed_late or candidate (it contests a decision about one).
    """

    q: str = ""
    arrival: str = ""
    body: str = ""
    outcome: str = ""
    standing: str = ""
    category: str = ""
    area: str = ""
    contest: str = ""
    complainant: str = ""
    sex: str = ""
    respondent: str = ""
    source: str = ""
    kind: str = ""
    extract: str = ""
    since: str = ""
    until: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> CaseSelection:
        """What the parameters of a page ask for."""
        return CaseSelection(*_clean(parameters, tuple(one.name for one in fields(CaseSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        asked = (self.area, self.contest, self.complainant, self.sex, self.respondent, self.source)
        return any((*asked, self.kind, self.extract, self.since, self.until))

    @property
    def _asks_of_cases(self) -> bool:
        """Whether anything is asked for but where cases stand now."""
        asked = (self.q, self.arrival, self.body, self.category)
        return any(asked) or self.narrow

    def keys(
        self, cases: QuerySet[Case], *, mission: Mission, today: date, sees_all: bool
    ) -> QuerySet[Any, int]:
        """The keys of those of a mission's cases that are asked for, in the order that is asked for.

        ``cases`` are those that somebody may know of; ``sees_all`` says that these are all.
        """
        last = self._of_the_last(today)
        found = self._by_case(self._sought(cases))
        for wanted in self._of_any(today):
            found = found.filter(pk__in=_with(wanted, mission))
        is_plain = not self._asks_of_cases
        if self.order == "limit" or (last and is_plain):
            # An index of proceedings knows the answer; asking it of each case in turn takes longer.
            steps = Proceeding.objects.filter(last or Q(), mission=mission, is_last=True)
            if not is_plain:
                steps = steps.filter(case__in=found.order_by().values("pk"))
            elif not sees_all:
                hidden = Case.objects.filter(mission=mission, confidential=True)
                steps = steps.exclude(case__in=hidden.values("pk"))
            return steps.order_by(*self._order("case_id")).values_list("case_id", flat=True)
        if last:
            found = found.filter(pk__in=_with(last & Q(is_last=True), mission))
        return found.order_by(*self._order("pk")).values_list("pk", flat=True)

    def _order(self, key: str) -> tuple[Any, ...]:
        """The newest first, else the oldest, or the nearest limit."""
        if self.order == "limit":
            return (F("due_on").asc(nulls_last=True), f"-{key}")
        return (key if self.order == "oldest" else f"-{key}",)

    def _sought(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        if _NUMBER.fullmatch(self.q):
            found = labelled(cases, self.q.replace(" ", ""))
            return cases.filter(pk=found.pk) if found else cases.none()
        return cases.filter(*_all_words(self.q))

    def _by_case(self, cases: QuerySet[Case]) -> QuerySet[Case]:
        asked = {
            "arrival": self.arrival,
            "complainant_kind": self.complainant,
            "complainant_sex": self.sex,
            "respondent_kind": self.respondent,
            "source_kind": self.source,
            "contest__code": self.contest,
        }
        for column, value in asked.items():
            if value:
                cases = cases.filter(_is(column, value))
        if self.category:
            codes = [""] if self.category == UNKNOWN else codes_in(self.category)
            cases = cases.filter(category__in=codes)
        if self.area:
            cases = cases.filter(_in_area(self.area))
        if self.extract:
            number = self.extract
            cases = cases.filter(extract__number=int(number)) if _is_number(number) else cases.none()
        return cases.filter(_kind(self.kind)) if self.kind else cases

    def _of_the_last(self, today: date) -> Q | None:
        """What the proceeding where a case stands must be like."""
        if not self.outcome and not self.standing:
            return None
        asked = Q(outcome=self.outcome) if self.outcome else Q()
        return asked & _standing(self.standing, today) if self.standing else asked

    def _of_any(self, today: date) -> Iterator[Q]:
        """What one of a case's proceedings must be like, for each filter by them."""
        if self.body:
            yield _is("body", self.body)
        since, until = _day(self.since), _day(self.until)
        if since or until:
            first = Q(position=1)
            first &= Q(received_on__gte=since) if since else Q()
            yield first & Q(received_on__lte=until) if until else first
        if self.kind == "filed_late":
            yield Q(received_on__gt=F("file_by"))


def _with(wanted: Q, mission: Mission) -> QuerySet[Any, Any]:
    """The cases with such a proceeding."""
    return Proceeding.objects.filter(wanted, mission=mission).values("case")


def overdue(mission: Mission, today: date, *, sees_all: bool) -> int:
    """How many cases are overdue, of those that somebody may know of."""
    asked = CaseSelection(standing="overdue")
    keys = asked.keys(Case.objects.filter(mission=mission), mission=mission, today=today, sees_all=sees_all)
    return keys.count()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9


def _kind(kind: str) -> Q:
    kinds = {
        "precedent": Q(is_precedent=True),
        "confidential": Q(confidential=True),
        "double": Q(same_as__isnull=False),
        "candidate": Q(pk__in=CaseDecision.objects.values("case")),
    }
    return kinds.get(kind, Q())


def _standing(standing: str, today: date) -> Q:
    pending = Q(outcome=Outcome.PENDING)
    return {
        "overdue": pending & Q(due_on__lt=today),
        "open": pending,
        "late": ~pending & Q(decided_on__gt=F("due_on")),
        "decided": ~pending,
    }.get(standing, Q(pk__in=()))


@dataclass(frozen=True, slots=True)
class ViolationSelection:
    """``?q=``, ``?kind=``, ``?found_by=``, ``?who=``, ``?sanction=``, ``?area=``, ``?contest=``, days."""

    q: str = ""
    kind: str = ""
    found_by: str = ""
    who: str = ""
    sanction: str = ""
    area: str = ""
    contest: str = ""
    since: str = ""
    until: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> ViolationSelection:
        """What the parameters of a page ask for."""
        return ViolationSelection(*_clean(parameters, tuple(one.name for one in fields(ViolationSelection))))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.area, self.contest, self.since, self.until))

    def among(self, violations: QuerySet[Violation]) -> QuerySet[Violation]:
        """The violations that are asked for, the newest first."""
        if _NUMBER.fullmatch(self.q):
            found = labelled(violations, self.q.replace(" ", ""))
            violations = violations.filter(pk=found.pk) if found else violations.none()
        else:
            violations = violations.filter(*_all_words(self.q))
        asked = {
            "kind": self.kind,
            "found_by": self.found_by,
            "who_kind": self.who,
            "sanction": self.sanction,
            "contest__code": self.contest,
        }
        for column, value in asked.items():
            if value:
                violations = violations.filter(_is(column, value))
        if self.area:
            violations = violations.filter(_in_area(self.area))
        if since := _day(self.since):
            violations = violations.filter(found_on__gte=since)
        if until := _day(self.until):
            violations = violations.filter(found_on__lte=until)
        return violations.order_by("-pk")
