"""What the figures of a chapter are: kept when it was checked or approved, else counted now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from baqylau.accounts.permissions import Permission
from baqylau.core.text import in_language
from baqylau.reports import words
from baqylau.reports.figure_offers import ESTIMATE, Counted
from baqylau.reports.figure_registry import Registry
from baqylau.reports.methods.changes import Change, State, changes
from baqylau.reports.methods.markup import references_of
from baqylau.reports.methods.plan import Texts
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.methods.references import Reference
from baqylau.reports.methods.runs import to_runs
from baqylau.reports.methods.word_checks import OBSERVATIONS, Known
from baqylau.reports.models import Chapter, ChapterStatus, ChapterText, ReportFigure


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as a chapter shows it. ``kept_at``: when it was accepted; None where it is counted now.

    ``interval`` is that of an estimate, in millionths.
    """

    name: str
    wording: Texts
    numerator: int
    denominator: int | None
    excluded: Mapping[str, int]
    unit: str
    areas: tuple[int, int] | None
    source: str
    digest: str
    needs: Permission
    estimates: bool = False
    kept_at: datetime | None = None
    interval: tuple[int, int] | None = None

    @property
    def known(self) -> Known:
        """What words are held against."""
        return Known(self.numerator, self.denominator, self.unit, self.areas)

    @property
    def state(self) -> State:
        """What two moments are compared by."""
        return State(self.numerator, self.denominator, dict(self.excluded), self.digest)

    def words(self, language: str) -> str:
        """What it says, in a language."""
        return in_language(self.wording, language) or self.name

    def phrase(self, terms: Terms, part: str = "") -> str:
        """The figure, or a part of it, as it stands in a sentence in the language in use."""
        whole = self.denominator
        if self.interval is not None:
            return words.estimate(terms, self.numerator, self.interval, part)
        if part == "numerator" or (part and whole is None):
            return words.whole(self.numerator)
        if part == "denominator":
            return words.whole(whole or 0)
        if part == "count":
            return words.x_of_y(self.numerator, whole or 0)
        if part == "share":
            return words.short(terms, self.numerator, whole)
        if self.unit == OBSERVATIONS:
            return words.phrase(terms, self.numerator, whole)
        return words.with_count(terms, self.numerator, whole)

    def brief(self, terms: Terms) -> str:
        """The figure with its count, or its interval, without saying what is counted."""
        if self.interval is not None:
            return self.phrase(terms)
        return words.with_count(terms, self.numerator, self.denominator)

    def number(self, part: str) -> int:
        """The whole number that a noun has to agree with."""
        return (self.denominator or 0) if part == "denominator" else self.numerator


def value_of(counted: Counted) -> Value:
    """What was counted now."""
    offer, figure = counted.offer, counted.figure
    return Value(
        name=offer.name,
        wording=offer.words,
        numerator=figure.numerator,
        denominator=figure.denominator,
        excluded=figure.excluded,
        unit=offer.unit,
        areas=counted.areas,
        source=figure.source,
        digest=figure.digest,
        needs=offer.needs,
        estimates=offer.estimates,
        interval=counted.interval,
    )


def kept_value(row: ReportFigure, needs: Permission, estimates: bool) -> Value:
    """What was accepted."""
    spread = (row.spread[0], row.spread[1]) if row.spread else None
    is_estimate = row.unit == ESTIMATE
    return Value(
        name=row.name,
        wording=row.wording,
        numerator=row.numerator,
        denominator=row.denominator,
        excluded=row.excluded,
        unit=row.unit,
        areas=None if is_estimate else spread,
        source=row.source,
        digest=row.digest,
        needs=needs,
        estimates=estimates,
        kept_at=row.run_at,
        interval=spread if is_estimate else None,
    )


def newest_texts(chapter: Chapter) -> dict[str, ChapterText]:
    """The newest version in each language."""
    return {text.language: text for text in chapter.texts.filter(is_newest=True)}


def figures_in(texts: Iterable[str]) -> list[str]:
    """The names of all figures that texts refer to, in the order in which they are met."""
    return list(
        dict.fromkeys(name for text in texts for _line, one in references_of(text) for name in names_of(one))
    )


def names_of(reference: Reference) -> tuple[str, ...]:
    """The figures of a reference; what follows a full stop may belong to the name."""
    if reference.part:
        return (reference.name, f"{reference.name}.{reference.part}")
    return reference.figures


def live_values(registry: Registry, names: Iterable[str], *, at: datetime | None = None) -> dict[str, Value]:
    """The figures as they are counted now, or from what had come at a moment."""
    return {name: value_of(counted) for name, counted in registry.count(names, at=at).items()}


def kept_values(chapter: Chapter, registry: Registry) -> dict[str, Value]:
    """The figures as they were accepted with the chapter."""
    return {row.name: _kept(row, registry) for row in chapter.figures.defer("rows", "base_rows")}


def _kept(row: ReportFigure, registry: Registry) -> Value:
    offer = registry.offer(row.name)
    # A figure that is gone is shown to whoever may see all national figures.
    needs = offer.needs if offer else Permission.SEE_FIGURES
    return kept_value(row, needs, offer.estimates if offer else False)


def values_for(chapter: Chapter, names: Iterable[str], registry: Registry) -> dict[str, Value]:
    """What the chapter shows: its kept figures from ``checked`` on, as a draft those of now.

    A figure that was referred to after the chapter was checked is counted now.
    """
    wanted = list(names)
    kept = {} if chapter.status == ChapterStatus.DRAFT else kept_values(chapter, registry)
    live = live_values(registry, [name for name in wanted if name not in kept])
    return {name: value for name, value in {**live, **kept}.items() if name in set(wanted)}


def changes_of(chapter: Chapter, registry: Registry) -> list[Change]:
    """The figures that are not what they were when the chapter was accepted; ``new`` None: it is gone."""
    if chapter.status == ChapterStatus.DRAFT:
        return []
    kept = kept_values(chapter, registry)
    live = live_values(registry, kept)
    return changes(
        {name: value.state for name, value in kept.items()},
        {name: value.state for name, value in live.items()},
    )


def as_row(chapter: Chapter, counted: Counted, now: datetime) -> ReportFigure:
    """A figure as it is kept with a chapter."""
    value, figure = value_of(counted), counted.figure
    return ReportFigure(
        report=chapter.report,
        chapter=chapter,
        name=value.name,
        wording=dict(value.wording),
        run_at=now,
        numerator=value.numerator,
        denominator=value.denominator,
        excluded=dict(value.excluded),
        unit=value.unit,
        spread=list(value.areas or value.interval or ()),
        source=value.source,
        digest=value.digest,
        rows=to_runs(figure.rows),
        base_rows=to_runs(figure.base_rows),
    )
