"""The articles of the law as a list: what the address asks for, and a table to download."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.core.text import has_words
from baqylau.site.pages.law import ArticleShown

ABOUT: dict[str, Promise] = {
    "calendar": _("Calendar"),
    "seats": _("Seats"),
    "candidates": _("Candidates"),
    "terms": _("Terms for complaints"),
    "violations": _("Possible violations"),
}
"""What may rest on an article, by the word in the address."""
ONLY: dict[str, Promise] = {
    "amended": _("changed by a known amendment"),
    "recommended": _("with earlier recommendations"),
    "unused": _("nothing here rests on it"),
}
COLUMNS = (
    "act",
    "article",
    "name",
    "since",
    "amendment",
    "edition",
    "rests_on_it",
    "recommendations",
    "source",
)


@dataclass(frozen=True, slots=True)
class LawSelection:
    """``?q=``, ``?about=`` (what rests on the article), ``?only=``; each empty where nothing is asked."""

    q: str = ""
    about: str = ""
    only: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, object]) -> LawSelection:
        """What the parameters of the page ask for; what is too long is cut."""
        names = ("q", "about", "only")
        return cls(*(str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names))

    def among(self, articles: Iterable[ArticleShown]) -> list[ArticleShown]:
        """The articles that are asked for, in their order."""
        return [one for one in articles if self._wants(one)]

    def _wants(self, one: ArticleShown) -> bool:
        about = str(ABOUT[self.about]) if self.about in ABOUT else ""
        only = {
            "amended": any(edition.amendment for edition in one.editions),
            "recommended": bool(one.recommendations),
            "unused": not one.citations,
        }
        return (
            (not about or any(citation.about == about for citation in one.citations))
            and only.get(self.only, True)
            and (not self.q or has_words(self.q, _texts(one)))
        )


def _texts(one: ArticleShown) -> Iterator[str]:
    """What is searched: the article's number, its texts and what rests on it."""
    yield f"{one.article.number} {one.name}"
    for edition in one.editions:
        yield f"{edition.says} {edition.amendment.number if edition.amendment else ''}"
    for citation in one.citations:
        yield f"{citation.about} {citation.says}"
    for recommendation in one.recommendations:
        yield " ".join([recommendation.report, *recommendation.says.values()])


def articles_table(articles: Iterable[ArticleShown]) -> Iterator[Sequence[object]]:
    """A row for each known edition of an article; one for an article of which none is known."""
    yield COLUMNS
    for one in articles:
        rests = "; ".join(f"{citation.about}: {citation.says}" for citation in one.citations)
        reports = "; ".join(dict.fromkeys(recommendation.report for recommendation in one.recommendations))
        first, last = (one.article.act, one.article.number, one.name), (rests, reports, one.article.source)
        editions = [
            (edition.since or "", edition.amendment.number if edition.amendment else "", edition.says)
            for edition in one.editions
        ]
        for edition in editions or [("", "", "")]:
            yield (*first, *edition, *last)
