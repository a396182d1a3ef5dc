"""The named figures that disputes offer to reports, each with its denominator.

They count complaints that are not confidential, each once, so that a published figure betrays nothing;
requests for clarification, accreditation or media access are no disputes. Rows are keys of cases, proceedings
or violations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet

from baqylau.core.figure import Figure, digest_of_rows, share_of_known
from baqylau.disputes.actions.decisions import AGAINST
from baqylau.disputes.models import Case, CaseDecision, ComplainantSex, Outcome, Proceeding, Violation
from baqylau.disputes.queries import disputes_among, proceedings_of
from baqylau.disputes.sources.categories import codes_in
from baqylau.election.models import Decision
from baqylau.mission.models import Mission

_CONTENT = ("pk", "case", "body", "received_on", "due_on", "decided_on", "outcome")


def open_cases(mission: Mission) -> QuerySet[Case]:
    """What figures are counted from."""
    return Case.objects.filter(mission=mission, confidential=False)


def complaints(mission: Mission) -> Figure:
    """Complaints out of everything that arrived; the rest is named as excluded, by what it is."""
    arrived = list(open_cases(mission).filter(same_as=None).order_by("pk").values_list("pk", "arrival"))
    excluded: dict[str, int] = {}
    for _pk, arrival in arrived:
        if arrival != "complaint":
            excluded[arrival] = excluded.get(arrival, 0) + 1
    rows = tuple(pk for pk, arrival in arrived if arrival == "complaint")
    return Figure(
        name="disputes.complaints",
        numerator=len(rows),
        denominator=len(arrived),
        source="register of disputes: complaints, of everything that arrived; doubles counted once",
        digest=digest_of_rows(arrived),
        excluded=excluded,
        rows=rows,
        base_rows=tuple(pk for pk, _arrival in arrived),
    )


def with_outcome(mission: Mission, *, outcomes: Sequence[str], bodies: Sequence[str]) -> Figure:
    """Proceedings before these bodies with one of these outcomes, out of all before them.

    Pending ones are in the denominator: they are proceedings, without an outcome yet.
    """
    found = _before(mission, bodies).order_by("pk").values_list(*_CONTENT)
    return _share(
        f"disputes.{'_or_'.join(outcomes)}",
        list(found),
        counts=lambda row: row[6] in outcomes,
        source=f"register of disputes: proceedings before {_listed(bodies)} that ended {_listed(outcomes)}",
    )


def in_time(mission: Mission, *, bodies: Sequence[str]) -> Figure:
    """Decisions within their limit, out of those of which limit and day are known."""
    decided = _before(mission, bodies).exclude(outcome=Outcome.PENDING)
    known = decided.filter(decided_on__isnull=False, due_on__isnull=False)
    made = _share(
        "disputes.decided_in_time",
        list(known.order_by("pk").values_list(*_CONTENT)),
        counts=lambda row: row[5] <= row[4],
        source=f"register of disputes: decisions of {_listed(bodies)} by their last day, both known",
    )
    unknown = decided.count() - (made.denominator or 0)
    return replace(made, excluded={"no date or no limit": unknown} if unknown else {})


def violations(mission: Mission, *, kinds: Sequence[str] = ()) -> Figure:
    """Violations that authorities found, of these kinds, out of all in the register."""
    found = Violation.objects.filter(mission=mission, confidential=False).exclude(found_by="mission")
    rows = list(found.order_by("pk").values_list("pk", "kind"))
    counted = tuple(pk for pk, kind in rows if not kinds or kind in kinds)
    return Figure(
        name="disputes.violations" + (f".{'_or_'.join(kinds)}" if kinds else ""),
        numerator=len(counted),
        denominator=len(rows) if kinds else None,
        source="register of violations that authorities found" + (f": {_listed(kinds)}" if kinds else ""),
        digest=digest_of_rows(rows),
        rows=counted,
        base_rows=tuple(pk for pk, _kind in rows),
    )


def about(mission: Mission, *, category: str) -> Figure:
    """Complaints about a category, or anything in a branch, out of those whose category is known."""
    counted = disputes_among(open_cases(mission)).order_by("pk").values_list("pk", "category")
    return _of_known(
        f"disputes.about.{category}",
        list(counted),
        wanted=codes_in(category),
        source=f"register of disputes: complaints about {category}, of those whose category is known",
    )


def women(mission: Mission) -> Figure:
    """Women among persons who complain, of those whose sex is known; bodies and groups are left out."""
    counted = disputes_among(open_cases(mission)).order_by("pk").values_list("pk", "complainant_sex")
    persons = [row for row in counted if row[1] != ComplainantSex.BODY]
    made = _of_known(
        "disputes.women",
        persons,
        wanted=[ComplainantSex.FEMALE],
        source="register of disputes: women among persons who complain, of those whose sex is known",
    )
    bodies = len(counted) - len(persons)
    return replace(made, excluded={**made.excluded, "not one person": bodies}) if bodies else made


def _of_known(name: str, rows: list[tuple[int, str]], *, wanted: Sequence[str], source: str) -> Figure:
    """Rows with one of the wanted values, out of those that have any."""
    told = [(pk, value in wanted if value else None) for pk, value in rows]
    return share_of_known(name, told, source=source, digest=digest_of_rows(rows))


def refusals_contested(mission: Mission) -> Figure:
    """Refusals and cancellations of candidates that a complaint contests, out of all in the register.

    Complaints that are not confidential, each once; a decision contested in two is counted once.
    """
    against = Decision.objects.filter(candidate__mission=mission, kind__in=AGAINST)
    rows = list(against.order_by("pk").values_list("pk", "kind", "candidate"))
    tied = CaseDecision.objects.filter(case__in=disputes_among(open_cases(mission)).order_by().values("pk"))
    contested = set(tied.values_list("decision", flat=True))
    counted = tuple(row[0] for row in rows if row[0] in contested)
    return Figure(
        name="disputes.refusals_contested",
        numerator=len(counted),
        denominator=len(rows),
        source="registers of candidates and disputes: refusals and cancellations that a complaint contests",
        digest=digest_of_rows((pk, f"{kind} {of} {pk in contested}") for pk, kind, of in rows),
        rows=counted,
        base_rows=tuple(row[0] for row in rows),
    )


def _before(mission: Mission, bodies: Sequence[str]) -> QuerySet[Proceeding]:
    return proceedings_of(disputes_among(open_cases(mission))).filter(body__in=bodies)


def _listed(words: Iterable[str]) -> str:
    return " or ".join(words)


def _share(
    name: str, rows: list[tuple[Any, ...]], *, counts: Callable[[tuple[Any, ...]], bool], source: str
) -> Figure:
    counted = tuple(row[0] for row in rows if counts(row))
    return Figure(
        name=name,
        numerator=len(counted),
        denominator=len(rows),
        source=source,
        digest=digest_of_rows((row[0], "\t".join(map(str, row[1:]))) for row in rows),
        rows=counted,
        base_rows=tuple(row[0] for row in rows),
    )
