"""The registers as tables to download: codes rather than words, so that programs read them alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from baqylau.disputes.methods.procedure import days_over, standing
from baqylau.disputes.models import Case, Proceeding, Violation

BATCH = 500
CASE_COLUMNS = (
    "number",
    "arrival",
    "official_number",
    "complainant_kind",
    "complainant_sex",
    "complainant",
    "respondent_kind",
    "respondent",
    "contest",
    "area_code",
    "area",
    "category",
    "article",
    "remedy",
    "channel",
    "says",
    "source_kind",
    "source",
    "is_precedent",
    "same_as",
    "candidates",
)
STEP_COLUMNS = (
    "proceeding",
    "proceedings",
    "body",
    "body_name",
    "contested_on",
    "file_by",
    "received_on",
    "due_on",
    "hearing",
    "decided_on",
    "outcome",
    "decision",
    "is_reasoned",
    "is_published",
    "standing",
    "days_over",
)


def cases_table(keys: Iterable[int], *, today: date, with_confidential: bool) -> Iterator[Sequence[object]]:
    """A row for each case with the proceeding where it stands; confidential doubles are named to who may."""
    yield (*CASE_COLUMNS, *STEP_COLUMNS)
    for case in _in_batches(list(keys)):
        steps = sorted(case.proceedings.all(), key=lambda step: step.position)
        last = steps[-1] if steps else None
        double = case.same_as
        same_as = double.label if double and (with_confidential or not double.confidential) else ""
        yield (*_case_cells(case, same_as), *_step_cells(last, len(steps), today))


def _in_batches(keys: Sequence[int]) -> Iterator[Case]:
    """The cases with these keys, in their order."""
    related = Case.objects.select_related("area", "contest", "same_as").defer("area__boundary", "search_key")
    for start in range(0, len(keys), BATCH):
        some = keys[start : start + BATCH]
        found = related.prefetch_related("proceedings", "contested_decisions__decision__candidate").in_bulk(
            some
        )
        yield from (found[key] for key in some if key in found)


def _case_cells(case: Case, same_as: str) -> tuple[object, ...]:
    return (
        case.label,
        case.arrival,
        case.official_number,
        case.complainant_kind,
        case.complainant_sex,
        case.complainant,
        case.respondent_kind,
        case.respondent,
        case.contest.code if case.contest else "",
        case.area.code if case.area else "",
        case.area.name if case.area else "",
        case.category,
        case.article,
        case.remedy,
        case.channel,
        case.says,
        case.source_kind,
        case.source,
        _yes_no(case.is_precedent),
        same_as,
        " ".join(str(link.decision.candidate.number) for link in case.contested_decisions.all()),
    )


def _step_cells(step: Proceeding | None, count: int, today: date) -> tuple[object, ...]:
    if step is None:
        return ("", count, *[""] * (len(STEP_COLUMNS) - 2))
    stands = standing(due=step.due_on, decided=step.decided_on, is_decided=step.is_decided, today=today)
    known = step.decided_on is not None or not step.is_decided
    return (
        step.position,
        count,
        step.body,
        step.body_name,
        step.contested_on,
        step.file_by,
        step.received_on,
        step.due_on,
        step.hearing,
        step.decided_on,
        step.outcome,
        step.decision,
        _yes_no(step.is_reasoned),
        _yes_no(step.is_published),
        stands,
        days_over(due=step.due_on, decided=step.decided_on, today=today) if known else "",
    )


def violations_table(violations: QuerySet[Violation]) -> Iterator[Sequence[object]]:
    """A row for each violation; the case is named by its number."""
    yield (
        "number",
        "kind",
        "who_kind",
        "who",
        "found_by",
        "found_by_name",
        "found_on",
        "happened_on",
        "article",
        "sanction",
        "sanction_says",
        "contest",
        "area_code",
        "area",
        "case",
        "says",
        "source_kind",
        "source",
    )
    related = violations.select_related("area", "contest", "case").defer("area__boundary", "search_key")
    for one in related.iterator(chunk_size=BATCH):
        yield (
            one.label,
            one.kind,
            one.who_kind,
            one.who,
            one.found_by,
            one.found_by_name,
            one.found_on,
            one.happened_on,
            one.article,
            one.sanction,
            one.sanction_says,
            one.contest.code if one.contest else "",
            one.area.code if one.area else "",
            one.area.name if one.area else "",
            one.case.label if one.case else "",
            one.says,
            one.source_kind,
            one.source,
        )


def _yes_no(value: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[value]
