"""A report whose chapter is approved, and what it takes to publish it."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.reports.figure_registry import Registry
from baqylau.reports.models import Chapter, ChapterStatus, ChapterText, Report, ReportKind
from baqylau.reports.text_values import as_row, figures_in

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)

TEXTS = {
    "en": "A queue was seen in {queue}.^[Of those who answered.]\n\n{table:queue, noise | Voting}\n",
    "ru": "Очередь отмечена в {queue}.^[От числа ответивших.]\n\n{table:queue, noise | Голосование}\n",
    "kk": "Кезек байқалды: {queue}.^[Жауап бергендердің ішінен.]\n\n{table:queue, noise | Дауыс беру}\n",
}


def make_report(
    mission: Mission, by: User, *, texts: dict[str, str] | None = None, number: int = 1, slug: str = ""
) -> Report:
    """A statement of one chapter, approved with its figures."""
    texts = TEXTS if texts is None else texts
    report = Report.objects.create(
        mission=mission,
        number=number,
        kind=ReportKind.PRELIMINARY,
        slug=slug or f"statement-{number}",
        titles={
            "en": "Preliminary statement",
            "ru": "Предварительное заявление",
            "kk": "Алдын ала мәлімдеме",
        },
        languages=list(texts),
        authoritative_language="en",
        started_by=by,
        started_at=NOW,
    )
    chapter = Chapter.objects.create(
        report=report,
        position=1,
        code="voting",
        titles={"en": "Voting", "ru": "Голосование", "kk": "Дауыс беру"},
        status=ChapterStatus.APPROVED,
        status_by=by,
        status_at=NOW,
        figures_at=NOW,
    )
    for language, text in texts.items():
        write(chapter, language, text, by)
    for counted in Registry(mission).count(figures_in(texts.values())).values():
        as_row(chapter, counted, NOW).save()
    return report


def write(chapter: Chapter, language: str, text: str, by: User) -> None:
    """A new version of a chapter's text."""
    texts = ChapterText.objects.filter(chapter=chapter, language=language)
    texts.update(is_newest=False)
    ChapterText.objects.create(
        chapter=chapter,
        language=language,
        number=texts.count() + 1,
        markdown=text,
        by=by,
        at=NOW,
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )
