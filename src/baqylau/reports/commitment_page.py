"""What the page of commitments shows: each paragraph and article with what rests on it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from baqylau.core.text import search_key
from baqylau.disputes.law import law_of
from baqylau.disputes.methods.law import Reference, sort_key
from baqylau.mission.models import Mission
from baqylau.reports.basis import BasisShown, Document, article_shown, documents_of, reference_of
from baqylau.reports.models import FindingBasis, RecommendationBasis
from baqylau.reports.recommendation_queries import seen_by


@dataclass(frozen=True, slots=True)
class Resting:
    """A commitment or an article with how much rests on it."""

    one: BasisShown
    findings: int
    recommendations: int


def commitment_page(mission: Mission, asked: str) -> dict[str, object]:
    """Documents and articles in whose words every word of ``asked`` stands."""
    findings = Counter(FindingBasis.objects.filter(finding__mission=mission).values_list("code", flat=True))
    seen = seen_by(mission).order_by().values("pk")
    recommended = Counter(
        RecommendationBasis.objects.filter(recommendation__in=seen).values_list("code", flat=True)
    )
    words = search_key(asked).split()

    def resting(one: BasisShown) -> Resting:
        return Resting(one, findings[one.code], recommended[one.code])

    documents = [
        (document, [resting(one) for one in document.paragraphs if _is_meant(one, document, words)])
        for document in documents_of(mission)
    ]
    articles = [article_shown(one, mission.election) for one in _articles(mission, {*findings, *recommended})]
    return {
        "documents": [(document, rows) for document, rows in documents if rows],
        "articles": [resting(one) for one in articles if _is_meant(one, None, words)],
    }


def _is_meant(one: BasisShown, document: Document | None, words: list[str]) -> bool:
    told = search_key(" ".join((document.name if document else "", one.name, one.says, one.code)))
    return all(word in told for word in words)


def _articles(mission: Mission, named: set[str]) -> list[Reference]:
    """The articles of the law of the election, and those of its acts that something rests on."""
    law = law_of(mission.election)
    acts = {act.code for act in law.acts}
    known = [Reference(one.act, one.number) for one in law.articles]
    rested = [reference_of(code) for code in named if code.partition(":")[0] in acts]
    found = dict.fromkeys([*known, *(one for one in rested if one)])
    return sorted(found, key=lambda one: (one.act, sort_key(one.article), one.paragraph))
