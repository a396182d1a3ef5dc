"""The register in numbers, of the cases that somebody may see: complaints only, each once.

Nothing is spread over or left out: what is not known is a row or a column of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baqylau.core.text import in_language
from baqylau.disputes.methods.breakdown import Breakdown, CrossTable, breakdown, cross
from baqylau.disputes.methods.time_to_decision import Times, times_to_decision
from baqylau.disputes.models import (
    Case,
    ComplainantKind,
    ComplainantSex,
    Outcome,
    Proceeding,
    Violation,
    ViolationKind,
)
from baqylau.disputes.procedure import body_name, category_name
from baqylau.disputes.queries import disputes_among, proceedings_of
from baqylau.disputes.sources.categories import categories
from baqylau.disputes.sources.pack import Part, PublishedTotal
from baqylau.election.models import Area, Election, PublishedFigure

OUTCOMES = (*(one for one in Outcome if one != Outcome.PENDING), Outcome.PENDING)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: what it counts, its cells, and their sum. ``ask`` selects it in the list."""

    words: str
    counts: tuple[int, ...]
    total: int
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table by two things, with its heading and its columns' words."""

    title: str
    first: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    sums: tuple[int, ...]
    total: int
    counts_proceedings: bool = False


def by_body_and_outcome(cases: QuerySet[Case], part: Part) -> Tabled:
    """Proceedings by the body they are before: a case before two bodies is counted at each."""
    found = _counted(proceedings_of(disputes_among(cases)), "body", "outcome")
    table = cross(found, rows=list(part.procedure.bodies), columns=list(OUTCOMES))
    names = {code: body_name(part.procedure, code) for code in table.rows if code}
    return _tabled(table, _("By body"), _("Body"), names, "body", counts_proceedings=True)


def by_category(cases: QuerySet[Case]) -> Tabled:
    """Cases by what they are about, with the outcome where they stand now."""
    found = _counted(_last_ones(cases), "case__category", "outcome")
    table = cross(found, rows=list(categories()), columns=list(OUTCOMES))
    names = {code: category_name(code) for code in table.rows if code}
    return _tabled(table, _("By category"), _("Category"), names, "category")


def by_complainant(cases: QuerySet[Case]) -> Tabled:
    """Cases by who complains."""
    found = _counted(_last_ones(cases), "case__complainant_kind", "outcome")
    table = cross(found, rows=list(ComplainantKind), columns=list(OUTCOMES))
    return _tabled(table, _("By complainant"), _("Complainant"), _labels(ComplainantKind), "complainant")


def by_sex(cases: QuerySet[Case]) -> Tabled:
    """Cases by the sex of whoever complains."""
    found = _counted(_last_ones(cases), "case__complainant_sex", "outcome")
    table = cross(found, rows=list(ComplainantSex), columns=list(OUTCOMES))
    return _tabled(table, _("By sex of the complainant"), _("Sex"), _labels(ComplainantSex), "sex")


def by_region(cases: QuerySet[Case]) -> Tabled:
    """Cases by the unit below the country in which they lie."""
    counted = _counted(_last_ones(cases), "case__area__path", "outcome")
    found = [("/".join(path.split("/")[:2]), outcome, count) for path, outcome, count in counted]
    regions = {f"{'/'.join(area.path.split('/')[:2])}": area for area in _regions(found)}
    table = cross(found, rows=list(regions), columns=list(OUTCOMES))
    names = {code: area.name for code, area in regions.items()}
    codes = {code: area.code for code, area in regions.items()}
    return _tabled(table, _("By region"), _("Region"), names, "area", codes=codes)


def _regions(found: Sequence[tuple[str, str, int]]) -> Iterator[Area]:
    """The areas with these paths, in the order of the language."""
    paths = {f"{path.rstrip('/')}/" for path, _outcome, _count in found if path}
    seen: set[str] = set()
    order = Area.order_column()
    for area in Area.objects.filter(path__in=paths).defer("boundary").order_by(order, "-valid_from"):
        if area.path not in seen:
            seen.add(area.path)
            yield area


def _last_ones(cases: QuerySet[Case]) -> QuerySet[Proceeding]:
    return proceedings_of(disputes_among(cases)).filter(is_last=True)


def _counted(found: QuerySet[Proceeding], row: str, column: str) -> list[tuple[str, str, int]]:
    counted = found.order_by().values_list(row, column).annotate(count=Count("pk"))
    return [(one or "", other or "", count) for one, other, count in counted]


def _labels(choices: type[ComplainantKind] | type[ComplainantSex]) -> dict[str, str]:
    return {str(one): str(one.label) for one in choices}


def _tabled(
    table: CrossTable,
    title: str,
    first: str,
    names: Mapping[str, str],
    ask: str,
    *,
    codes: Mapping[str, str] | None = None,
    counts_proceedings: bool = False,
) -> Tabled:
    lines = tuple(
        Line(
            names.get(row, row) if row else _("not known"),
            tuple(table.counts.get((row, column), 0) for column in table.columns),
            table.row_total(row),
            f"{ask}={(codes or {}).get(row, row) or '-'}",
        )
        for row in table.rows
    )
    return Tabled(
        title,
        first,
        tuple(str(Outcome(column).label) for column in table.columns),
        lines,
        tuple(table.column_total(column) for column in table.columns),
        table.total,
        counts_proceedings,
    )


def times(cases: QuerySet[Case], kind: str, part: Part) -> Times:
    """How long decisions of bodies of a kind took, against their limits."""
    bodies = [body.code for body in part.procedure.bodies.values() if body.kind == kind]
    decided = proceedings_of(disputes_among(cases)).filter(body__in=bodies).exclude(outcome=Outcome.PENDING)
    columns = ("received_on", "decided_on", "due_on")
    return times_to_decision(
        tuple(row) for row in decided.order_by().values_list(*columns).annotate(count=Count("pk"))
    )


def arrivals(cases: QuerySet[Case]) -> dict[str, int]:
    """How many of each sort arrived; doubles count once."""
    counted = cases.filter(same_as=None).order_by().values_list("arrival").annotate(count=Count("pk"))
    return dict(counted)


def decided_late(cases: QuerySet[Case]) -> QuerySet[Proceeding]:
    """Proceedings whose decision came after its limit."""
    decided = proceedings_of(disputes_among(cases)).exclude(outcome=Outcome.PENDING)
    return decided.filter(decided_on__gt=F("due_on"))


# ------------------------------------------------------------------ violations


def violations_by_kind(violations: QuerySet[Violation]) -> list[tuple[str, str, int]]:
    """Code, words and number of each kind that there is, in the order of the kinds."""
    counts = dict(violations.order_by().values_list("kind").annotate(count=Count("pk")))
    return [(kind, str(kind.label), counts[kind]) for kind in ViolationKind if kind in counts]


# ------------------------------------------------------------------ what others published


@dataclass(frozen=True, slots=True)
class Published:
    """A published total with its parts in words, the sources, and what is left over."""

    title: str
    sums: Breakdown
    parts: tuple[tuple[str, int, str], ...]
    source: str
    elsewhere: str = ""
    elsewhere_source: str = ""


def published_totals(election: Election, part: Part) -> list[Published]:
    """The totals that the pack names, as far as their figures are whole numbers."""
    figures = election.published_figures.filter(code__in=part.figures())
    by_code = {figure.code: figure for figure in figures}
    return [shown for total in part.totals if (shown := _published(total, by_code))]


def _published(total: PublishedTotal, figures: Mapping[str, PublishedFigure]) -> Published | None:
    whole = _number(figures.get(total.whole))
    parts = [(part, _number(figures.get(part.figure))) for part in total.parts]
    if whole is None or any(count is None for _part, count in parts):
        return None
    counted = [(part.figure, count) for part, count in parts if count is not None]
    elsewhere, words, source = None, "", ""
    if total.elsewhere:
        all_there, less = (
            _number(figures.get(code)) for code in (total.elsewhere.whole, total.elsewhere.less)
        )
        if all_there is not None and less is not None:
            elsewhere = ("elsewhere", all_there - less)
            words, source = _words(total.elsewhere.names), figures[total.elsewhere.less].source
    shown = tuple((_words(part.names), count or 0, figures[part.figure].source) for part, count in parts)
    return Published(
        _words(total.names),
        breakdown(whole, counted, elsewhere),
        shown,
        figures[total.whole].source,
        words,
        source,
    )


def _words(names: Mapping[str, str]) -> str:
    return in_language(names, get_language() or "en")


def _number(figure: PublishedFigure | None) -> int | None:
    """The value of a figure that is a whole number."""
    if figure is None or not (figure.value.isascii() and figure.value.isdigit()):
        return None
    return int(figure.value)


def overdue(cases: QuerySet[Case]) -> QuerySet[Proceeding]:
    """Open proceedings with a limit; compare ``due_on`` with a day."""
    return proceedings_of(cases).filter(Q(outcome=Outcome.PENDING), due_on__isnull=False)
