"""The register in numbers, of the cases that somebody may see: complaints only, each once.

Nothing is spread over or left out: what is not known is a row or a column of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
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


class Standing:
    """Complaints where they stand now, each once, counted by everything that tables ask for, in one query."""

    _COLUMNS = ("outcome", "case__category", "case__complainant_kind", "case__complainant_sex", "case__area")

    def __init__(self, cases: QuerySet[Case]) -> None:
        last = proceedings_of(disputes_among(cases)).filter(is_last=True).order_by()
        self._rows = list(last.values_list(*self._COLUMNS).annotate(count=Count("pk")))

    def _by(self, place: int) -> list[tuple[Any, str, int]]:
        return [(row[place], row[0], row[-1]) for row in self._rows]

    def by_category(self) -> Tabled:
        """What they are about."""
        table = cross(self._by(1), rows=list(categories()), columns=list(OUTCOMES))
        names = {code: category_name(code) for code in table.rows if code}
        return _tabled(table, _("By category"), _("Category"), names, "category")

    def by_complainant(self) -> Tabled:
        """Who complains."""
        table = cross(self._by(2), rows=list(ComplainantKind), columns=list(OUTCOMES))
        names = _labels(ComplainantKind)
        return _tabled(table, _("By complainant"), _("Complainant"), names, "complainant")

    def by_sex(self) -> Tabled:
        """The sex of whoever complains."""
        table = cross(self._by(3), rows=list(ComplainantSex), columns=list(OUTCOMES))
        return _tabled(table, _("By sex of the complainant"), _("Sex"), _labels(ComplainantSex), "sex")

    def by_region(self) -> Tabled:
        """The unit below the country in which they lie."""
        by_area = self._by(4)
        keys = {key for key, _outcome, _count in by_area if key}
        path_of = dict(Area.objects.filter(pk__in=keys).values_list("pk", "path"))
        regions = _regions({_region(path) for path in path_of.values()})
        found = [(_region(path_of.get(key, "")), outcome, count) for key, outcome, count in by_area]
        table = cross(found, rows=list(regions), columns=list(OUTCOMES))
        names = {path: area.name for path, area in regions.items()}
        codes = {path: area.code for path, area in regions.items()}
        return _tabled(table, _("By region"), _("Region"), names, "area", codes=codes)


def _region(path: str) -> str:
    """The path of the unit below the country: ``kz/astana/…`` lies in ``kz/astana/``."""
    parts = path.split("/")
    return "/".join([*parts[:2], ""]) if len(parts) > 2 else path


def _regions(paths: Collection[str]) -> dict[str, Area]:
    """The areas with these paths, in the order of the language; of several in time the latest."""
    areas = Area.objects.filter(path__in=paths).defer("boundary")
    regions: dict[str, Area] = {}
    for area in areas.order_by(Area.order_column(), "-valid_from"):
        regions.setdefault(area.path, area)
    return regions


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
    figures = election.published_figures.filter(mission=None, code__in=part.figures())
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
