"""The law of an election: its articles with editions, what rests on them, and what an amendment touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from baqylau.core.problem import Phrase, Problem
from baqylau.core.text import in_language
from baqylau.disputes.law import law_of
from baqylau.disputes.methods.law import (
    Amendment,
    Article,
    Citation,
    Law,
    Recommendation,
    Reference,
    Touched,
    reference_from,
    references_in,
    sort_key,
    touched,
    touches,
)
from baqylau.disputes.procedure import part_of
from baqylau.election.models import Contest, Election
from baqylau.election.windows import calendar_of
from baqylau.reports.recommendations_of_law import recommendations_of_law
from baqylau.site.pages.sources import Sources

LONGEST = 200_000
"""Characters of a text that is looked through for articles."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A text in the language in use, with its source on the page."""

    says: str
    source: int | None


@dataclass(frozen=True, slots=True)
class EditionShown:
    """An edition of an article: since when, by which amendment, what it says."""

    since: object
    amendment: Amendment | None
    says: str


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article with its editions, and with what rests on it."""

    article: Article
    name: str
    source: int | None
    editions: list[EditionShown]
    citations: list[Citation]
    recommendations: list[Recommendation]


@dataclass(frozen=True, slots=True)
class TouchedShown:
    """A recommendation or a rule that rests on what is changed."""

    about: str
    says: str
    by: str
    exact: bool
    inferred: bool
    source: int | None


@dataclass(frozen=True, slots=True)
class Desk:
    """What an amendment touches: of earlier recommendations, and of the rules of this pack."""

    changes: list[Reference]
    recommendations: list[TouchedShown]
    rules: list[TouchedShown]


@dataclass(frozen=True, slots=True)
class AmendmentShown:
    """A known amendment with its desk."""

    amendment: Amendment
    says: str
    source: int | None
    desk: Desk


@dataclass(frozen=True)
class LawPage:
    """All that the page of the law shows."""

    election: Election
    law: Law
    act: Shown | None
    articles: list[ArticleShown]
    amendments: list[AmendmentShown]
    asked: str
    answer: Desk | None
    problems: list[Problem]
    sources: Sources


def law_page(election: Election, asked: str | None) -> LawPage:
    """Gather the page; ``asked`` is an amendment's text or a list of articles; None asks nothing."""
    # Earlier recommendations stand in the register, those of the pack and those that missions made public.
    law = replace(law_of(election), recommendations=recommendations_of_law(election))
    sources = Sources()
    act = law.acts[0] if law.acts else None
    acts = [one.code for one in law.acts]
    citations = list(citations_of(election, acts))
    looked = (asked or "")[:LONGEST]
    changes = references_in(looked, acts[0] if acts else "") if looked.strip() else []
    answer = _desk(changes, law, citations, sources) if changes else None
    return LawPage(
        election=election,
        law=law,
        act=Shown(_words(act.names), sources.cite(act.source)) if act else None,
        articles=_articles(law, citations, sources),
        amendments=[
            AmendmentShown(
                one,
                _words(one.says),
                sources.cite(one.source),
                _desk(one.changes, law, citations, sources),
            )
            for one in sorted(law.amendments, key=lambda one: one.day, reverse=True)
        ],
        asked=looked,
        answer=answer,
        problems=[] if changes or asked is None else [_nothing_found()],
        sources=sources,
    )


def _nothing_found() -> Problem:
    says = Phrase("No article was found in this text.")
    remedy = Phrase("Write articles such as 20-1, 44, or paste a text with words such as “Article 44”.")
    return Problem("P.193", says, remedy)


def _words(names: Mapping[str, str]) -> str:
    return in_language(names, get_language() or "en")


def _desk(changes: Sequence[Reference], law: Law, citations: Iterable[Citation], sources: Sources) -> Desk:
    return Desk(
        changes=list(changes),
        recommendations=[_shown(one, sources) for one in touched(changes, law.recommendations)],
        rules=[_shown(one, sources) for one in touched(changes, citations)],
    )


def _shown(one: Touched, sources: Sources) -> TouchedShown:
    by = ", ".join(str(reference) for reference in one.by)
    if isinstance(one.what, Recommendation):
        what = one.what
        return TouchedShown(
            what.report, _words(what.says), by, one.exact, what.inferred, sources.cite(what.source)
        )
    return TouchedShown(one.what.about, one.what.says, by, one.exact, False, None)


def _articles(law: Law, citations: Sequence[Citation], sources: Sources) -> list[ArticleShown]:
    amendments = {one.code: one for one in law.amendments}
    return [
        ArticleShown(
            article,
            _words(article.names),
            sources.cite(article.source),
            [
                EditionShown(one.since, amendments.get(one.amendment), _words(one.says))
                for one in article.editions
            ],
            [one for one in citations if _rests(one.basis, article)],
            [one for one in law.recommendations if _rests(one.basis, article)],
        )
        for article in sorted(law.articles, key=lambda one: sort_key(one.number))
    ]


def _rests(basis: Iterable[Reference], article: Article) -> bool:
    whole = Reference(article.act, article.number)
    return any(touches(whole, one) for one in basis)


# ------------------------------------------------------------------ what rests on an article


def citations_of(election: Election, acts: Sequence[str]) -> Iterator[Citation]:
    """Everything in the pack that names an article: dates, rules for seats and candidates, legal terms."""
    yield from _of_calendar(election, acts)
    contests = list(election.contests.all())
    yield from _of_contests(_("Seats"), [(one, one.seat_rule) for one in contests], acts)
    yield from _of_contests(_("Candidates"), [(one, one.candidate_rule) for one in contests], acts)
    part = part_of(election)
    for term in part.procedure.terms.values():
        if basis := basis_of(term.term.article, acts):
            yield Citation(_("Terms for complaints"), _words(term.names), basis)
    for forbidden in part.forbidden:
        if basis := basis_of(forbidden.article, acts):
            yield Citation(_("Possible violations"), _words(forbidden.names), basis)


def _of_contests(
    about: str, rules: Iterable[tuple[Contest, object]], acts: Sequence[str]
) -> Iterator[Citation]:
    """The articles of rules for contests; contests with the same article are one line."""
    by_basis: dict[tuple[Reference, ...], list[str]] = {}
    for contest, rule in rules:
        for basis in dict.fromkeys(basis_of(article, acts) for article in _articles_in(rule)):
            if basis:
                by_basis.setdefault(basis, []).append(contest.name)
    for basis, names in by_basis.items():
        yield Citation(about, _named(names), basis)


def _named(names: Sequence[str]) -> str:
    first, more = names[0], len(names) - 1
    if not more:
        return first
    return ngettext("{first} and {number} other contest", "{first} and {number} other contests", more).format(
        first=first, number=more
    )


def _of_calendar(election: Election, acts: Sequence[str]) -> Iterator[Citation]:
    calendar = calendar_of(election)
    seen: set[tuple[str, str]] = set()
    for name, rule in calendar.rules.items():
        code = name.partition(".")[0]
        basis = basis_of(rule.term.article, acts)
        if basis and (code, rule.term.article) not in seen:
            seen.add((code, rule.term.article))
            yield Citation(_("Calendar"), calendar.events[code].name, basis)


def _articles_in(rule: object) -> Iterator[str]:
    """Every value of a key ``article`` in a stored rule, however deep; each once."""
    found: dict[str, None] = {}
    _collect(rule, found)
    return iter(found)


def _collect(value: object, found: dict[str, None]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "article" and isinstance(inner, str):
                found.setdefault(inner)
            else:
                _collect(inner, found)
    elif isinstance(value, list):
        for inner in value:
            _collect(inner, found)


def basis_of(article: str, acts: Sequence[str]) -> tuple[Reference, ...]:
    """The references in the words of a pack: "20-1", "28, paragraph 9", "20, 49"; none for other words."""
    if not article.strip() or not acts:
        return ()
    one = reference_from(article, acts)
    return (one,) if one else tuple(references_in(article, acts[0]))
