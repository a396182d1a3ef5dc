"""What changed after the chapter that shows it was accepted: findings, recommendations, whole annexes."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator

from django.utils import translation

from baqylau.core.problem import Phrase, Problem
from baqylau.reports.methods.markup import references_of
from baqylau.reports.models import Chapter, ChapterStatus, Finding, Recommendation
from baqylau.reports.recommendation_queries import own_of
from baqylau.reports.text_annexes import annex_blocks
from baqylau.reports.text_document import Reading
from baqylau.reports.text_problems import place
from baqylau.reports.text_recommendations import OTHER, PRIORITY

WORDS = ("texts", "language", "number", "priority")
"""The fields of the register whose change changes what a report says."""
ANNEXES = {
    "media": Phrase("The annex on media changed since."),
    "meetings": Phrase("The annex on meetings changed since."),
    "observers": Phrase("The annex on observers changed since."),
    "earlier_recommendations": Phrase("The annex on earlier recommendations changed since."),
}
"""Annexes that are read anew each time; those of figures show the figures that were accepted."""


def moved(reading: Reading, chapter: Chapter) -> list[Problem]:
    """What is pointed out (Z.537); nothing of a draft, which is read again before it is accepted."""
    if chapter.status == ChapterStatus.DRAFT or chapter.status_at is None:
        return []
    language = reading.report.authoritative_language
    findings, recommendations = _shown(reading, chapter)
    remedy = Phrase("Read the chapter again, and open it where it no longer fits.")
    annexes = annexes_of(chapter)
    told = [
        *(ANNEXES[name] for name, said in chapter.annexes.items() if annexes.get(name, said) != said),
        *(Phrase("Finding {number} changed since.", number=one) for one in _changed(findings, chapter)),
        *(
            Phrase("Recommendation {number} changed since.", number=one)
            for one in _changed(recommendations, chapter)
        ),
    ]
    return [Problem("Z.537", says, remedy, place(chapter, language)) for says in told]


def annexes_of(chapter: Chapter) -> dict[str, str]:
    """What the annexes say that any language of the chapter shows: name → SHA-256, by their own language."""
    texts = chapter.texts.filter(is_newest=True).values_list("markdown", flat=True)
    named = {one.name for text in texts for _line, one in references_of(text) if one.kind == "annex"}
    report, language = chapter.report, chapter.report.authoritative_language
    with translation.override(language):
        said = {name: repr(annex_blocks(name, report, language, {})) for name in sorted(named & {*ANNEXES})}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in said.items()}


def _shown(reading: Reading, chapter: Chapter) -> tuple[Iterable[Finding], Iterable[Recommendation]]:
    """The findings and recommendations that any language of the chapter refers to."""
    mission = reading.report.mission
    named: dict[str, set[str]] = {}
    for text in reading.texts[chapter.pk].values():
        for _line, one in references_of(text.markdown):
            named.setdefault(one.kind, set()).add(one.name)
    lists = {PRIORITY, OTHER} & named.get("annex", set())
    numbers = {int(one) for one in named.get("finding", ()) if one.isdecimal()}
    findings = Finding.objects.filter(mission=mission, number__in=numbers).prefetch_related("changes")
    found = {
        one.pk: one
        for one in own_of(mission).prefetch_related("changes").order_by("number", "pk")
        if one.number in named.get("recommendation", ())
        or (PRIORITY if one.priority else OTHER) in lists
        or (lists and _altered(one, chapter, ("priority",)))
    }
    return findings.order_by("number"), found.values()


def _changed(rows: Iterable[Finding | Recommendation], chapter: Chapter) -> Iterator[str]:
    return (str(row.number or row.pk) for row in rows if _altered(row, chapter, WORDS))


def _altered(row: Finding | Recommendation, chapter: Chapter, fields: Collection[str]) -> bool:
    """Whether one of these fields was changed after the chapter was accepted."""
    assert chapter.status_at is not None
    since = [one for one in row.changes.all() if one.at > chapter.status_at]
    return any(altered["field"] in fields for one in since for altered in one.fields)
