"""The page of one figure: what it was counted from, and whether counting again gives the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.election.models import Area
from baqylau.observation.models import Record, RecordVersion
from baqylau.reports import frame
from baqylau.reports.document import Shown, shown_figure
from baqylau.reports.methods.plan import Plan
from baqylau.reports.methods.runs import from_runs
from baqylau.reports.models import Statement, StatementFigure
from baqylau.reports.recount import recount

PER_PAGE = 50


def figure(request: HttpRequest, slug: str, number: int, name: str) -> HttpResponse:
    """A figure of a statement, with the records behind it."""
    statement = reach(request, Permission.SEE_FIGURES, Statement, mission__slug=slug, number=number)
    row = get_object_or_404(statement.figures.select_related("area"), name=name)
    row.statement = statement
    plan = Plan.from_data(statement.plan)
    context = {
        "mission": statement.mission,
        "statement": statement,
        "figure": shown_figure(row, statement, plan),
        "source": frame.source_words(row, plan),
        "whole": _whole(row, plan),
        "areas": _areas(row, plan),
        "page": _records(row, request.GET.get("page", "1")),
        "may_see_records": request.user.has_perm(Permission.SEE_RECORDS, statement.mission),
        "recount": recount(row) if "recompute" in request.GET else None,
    }
    return render(request, "reports/figure.html", context)


def _whole(row: StatementFigure, plan: Plan) -> Shown | None:
    """The figure that this one is a part of."""
    if row.area_id is None:
        return None
    return shown_figure(row.statement.figures.get(name=row.of), row.statement, plan)


def _areas(row: StatementFigure, plan: Plan) -> Sequence[Shown]:
    """The same figure in each area, in the alphabetical order of the language in use."""
    if row.area_id is not None:
        return []
    parts = row.statement.figures.filter(of=row.of, area__isnull=False, elsewhere=False)
    ordered = parts.defer("rows", "base_rows").select_related("area").order_by(f"area__{Area.order_column()}")
    return [shown_figure(part, row.statement, plan) for part in ordered]


@dataclass(frozen=True, slots=True)
class Behind:
    """A record behind a figure: the version that was counted, and the newest one."""

    record: Record
    counted: int
    newest: int


def _records(row: StatementFigure, page: str) -> Page[Behind]:
    """A page of the records behind the numerator."""
    numbers: Page[int] = Paginator(list(from_runs(row.rows)), PER_PAGE).get_page(page)
    mission = row.statement.mission
    found = Record.objects.filter(mission=mission, number__in=list(numbers)).select_related("area", "station")
    newest = dict(
        RecordVersion.objects.filter(record__in=found, is_newest=True).values_list("record_id", "number")
    )
    behind = [
        Behind(record, row.statement.corrected.get(str(record.number), 1), newest.get(record.pk, 1))
        for record in found.order_by("number")
    ]
    return Page(behind, numbers.number, numbers.paginator)  # type: ignore[arg-type]
