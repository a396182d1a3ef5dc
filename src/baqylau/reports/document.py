"""A statement as a document in the language in use: what both the page and the PDF show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import get_language, gettext

from baqylau.core.text import in_language
from baqylau.reports import words
from baqylau.reports.methods.plan import Chapter, Plan, Reference, Texts, Words, pieces
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.models import Statement, StatementFigure


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure ready to be shown. ``note`` is its number in the annex; texts are in the language in use."""

    name: str
    note: int
    wording: str
    where: str
    numerator: int
    denominator: int | None
    phrase: str
    short: str
    share: str
    count: str
    with_count: str
    share_of_all: str
    count_of_all: str
    excluded: Sequence[tuple[str, str]]
    left_out: str
    bar: float | None
    is_share: bool
    source: str
    digest: str
    adjusted: str = ""

    @property
    def title(self) -> str:
        """The wording, with the area where it is of one."""
        return f"{self.wording}, {self.where}" if self.where else self.wording


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence: words, or a figure with the text that stands for it."""

    text: str
    figure: Shown | None = None


@dataclass(frozen=True, slots=True)
class ShownChapter:
    """A chapter ready to be shown."""

    code: str
    title: str
    sentences: Sequence[Sequence[Piece]]
    chart: Sequence[Shown]
    table: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class Telling:
    """A figure with the areas in which it differs from the rest: (area, here, elsewhere)."""

    whole: Shown
    areas: Sequence[tuple[str, Shown, Shown]]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole statement ready to be shown."""

    statement: Statement
    language: str
    authoritative: bool
    title: str
    terms: Terms
    level: str
    notes: Sequence[str]
    chapters: Sequence[ShownChapter]
    telling: Sequence[Telling]
    annex: Sequence[Shown]
    plan: Plan = field(repr=False)


def language() -> str:
    """The language in use, as the two letters of a plan's texts."""
    return (get_language() or "en")[:2]


def document(statement: Statement) -> Document:
    """Lay a statement out; the rows behind its figures are not loaded."""
    plan = Plan.from_data(statement.plan)
    chosen = Q(area=None) | Q(significant=True) | Q(elsewhere=True)
    met = {name: place for place, name in enumerate(plan.cited())}
    found = statement.figures.filter(chosen).defer("rows", "base_rows").select_related("area")
    rows = sorted(found, key=lambda row: (row.area_id is not None, met[row.of], row.pk))
    shown = {row.name: shown_figure(row, statement, plan, note) for note, row in enumerate(rows, start=1)}
    return Document(
        statement=statement,
        language=language(),
        authoritative=statement.mission.authoritative_language == language(),
        title=in_language(plan.title, language()),
        terms=statement.terms,
        level=words.level(plan.significance),
        notes=[in_language(text, language()) for text in plan.notes],
        chapters=[_chapter(chapter, shown) for chapter in plan.chapters],
        telling=list(_telling(rows, shown)) if statement.terms.percentages else [],
        annex=[one for row in rows if _told(row, statement.terms) and (one := shown[row.name])],
        plan=plan,
    )


def _told(row: StatementFigure, terms: Terms) -> bool:
    return terms.percentages or row.area_id is None


def shown_figure(row: StatementFigure, statement: Statement, plan: Plan, note: int = 0) -> Shown:
    """One figure ready to be shown."""
    terms = statement.terms
    numerator, denominator = row.numerator, row.denominator
    is_share = denominator is not None
    return Shown(
        name=row.name,
        note=note,
        wording=in_language(plan.figure(row.of).wording, language()),
        where=_where(row),
        numerator=numerator,
        denominator=denominator,
        phrase=words.phrase(terms, numerator, denominator),
        short=words.short(terms, numerator, denominator),
        share=words.share(terms, numerator, denominator),
        count=words.whole(numerator) if denominator is None else words.x_of_y(numerator, denominator),
        with_count=words.with_count(terms, numerator, denominator),
        share_of_all=words.share_of_all(terms, numerator, denominator, row.all_records),
        count_of_all=words.x_of_y(numerator, row.all_records) if is_share else "",
        excluded=words.excluded_words(row.excluded),
        left_out=words.whole(sum(row.excluded.values())),
        bar=terms.bar(numerator, denominator),
        is_share=is_share,
        source=row.source,
        digest=row.digest,
        adjusted=words.probability(row.adjusted) if terms.percentages else "",
    )


def _where(row: StatementFigure) -> str:
    if row.area is None:
        return ""
    if row.elsewhere:
        return gettext("everywhere except %(area)s") % {"area": row.area.name}
    return row.area.name


def _chapter(chapter: Chapter, shown: Mapping[str, Shown]) -> ShownChapter:
    return ShownChapter(
        code=chapter.code,
        title=in_language(chapter.title, language()),
        sentences=[_sentence(texts, shown) for texts in chapter.sentences],
        chart=[shown[name] for name in chapter.chart],
        table=[shown[name] for name in chapter.table],
    )


def _sentence(texts: Texts, shown: Mapping[str, Shown]) -> list[Piece]:
    return [_piece(piece, shown) for piece in pieces(in_language(texts, language()))]


def _piece(piece: Words | Reference, shown: Mapping[str, Shown]) -> Piece:
    if isinstance(piece, Words):
        return Piece(piece.text)
    figure = shown[piece.figure]
    if piece.part:
        return Piece(words.whole(getattr(figure, piece.part)), figure)
    return Piece(figure.phrase, figure)


def _telling(rows: Iterable[StatementFigure], shown: Mapping[str, Shown]) -> Iterator[Telling]:
    by_whole: dict[str, list[tuple[str, Shown, Shown]]] = {}
    for row in rows:
        if row.significant and row.area is not None:
            pair = (row.area.name, shown[row.name], shown[f"{row.name}.elsewhere"])
            by_whole.setdefault(row.of, []).append(pair)
    for name, areas in by_whole.items():
        yield Telling(shown[name], areas)
