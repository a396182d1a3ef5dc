"""A report begun from the plan that a pack brought: its chapters, sentences, charts and tables as Markdown.

The plan and a report refer to a figure in the same way, so that sentences are taken over as they stand.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.reports.actions.texts_writing import first_text
from baqylau.reports.methods.plan import LANGUAGES, Plan, Texts
from baqylau.reports.methods.plan import Chapter as PlannedChapter
from baqylau.reports.models import Chapter, Report, ReportKind, StatementPlan
from baqylau.reports.text_templates import FIGURES, METHOD, OBSERVERS, Planned
from baqylau.trail.record import record

SLUG = "statement-of-the-plan"


def waits_to_be_begun(mission: Mission) -> bool:
    """Whether there is a plan from which no report was begun yet."""
    planned = StatementPlan.objects.filter(mission=mission).exists()
    return planned and not mission.reports.filter(slug=SLUG).exists()


@transaction.atomic
def begin_from_plan(*, mission: Mission, by: User | None, now: datetime) -> Report:
    """A statement of preliminary findings in three languages.

    ``Refused`` (Z.536): a pack planned none, or it was begun already.
    """
    mission = Mission.objects.select_for_update(no_key=True, of=("self",)).get(pk=mission.pk)
    kept = StatementPlan.objects.filter(mission=mission).first()
    if kept is None:
        says = Phrase("The mission has no statement that a pack planned.")
        raise Refused(Problem("Z.536", says, Phrase("Begin a report with the chapters of its kind.")))
    if mission.reports.filter(slug=SLUG).exists():
        says = Phrase("A report was begun from this plan already.")
        raise Refused(Problem("Z.536", says, Phrase("Go on with that one.")))
    plan = Plan.from_data(kept.plan)
    report = _begin(mission, plan, by, now)
    for place, chapter in enumerate(plan.chapters, start=1):
        made = Chapter.objects.create(
            report=report, position=place, code=chapter.code, titles=dict(chapter.title)
        )
        for language in LANGUAGES:
            first_text(made, language, markdown_of(chapter, language), by=by, now=now)
    _annexes(report, plan.notes, by, now, after=len(plan.chapters))
    return report


def _begin(mission: Mission, plan: Plan, by: User | None, now: datetime) -> Report:
    last = mission.reports.order_by("-number").values_list("number", flat=True).first() or 0
    report = Report.objects.create(
        mission=mission,
        number=last + 1,
        kind=ReportKind.PRELIMINARY,
        slug=SLUG,
        titles=dict(plan.title),
        languages=list(LANGUAGES),
        authoritative_language=mission.authoritative_language,
        template="plan",
        started_by=by,
        started_at=now,
    )
    change = {"number": report.number, "kind": str(report.kind), "from": "plan"}
    record("reports.report_begun", about=report, by=by, change=change)
    return report


def markdown_of(chapter: PlannedChapter, language: str) -> str:
    """The sentences of a planned chapter, each a paragraph; then its chart and its table."""
    paragraphs = _in(chapter.sentences, language)
    title = in_language(chapter.title, language)
    drawn = (("chart", chapter.chart), ("table", chapter.table))
    paragraphs += [f"{{{kind}:{', '.join(names)} | {title}}}" for kind, names in drawn if names]
    return "\n\n".join(paragraphs) + "\n"


def _annexes(report: Report, notes: Iterable[Texts], by: User | None, now: datetime, *, after: int) -> None:
    """How to read the figures, who observed, and every figure with its digest."""
    for place, planned in enumerate((METHOD, OBSERVERS, FIGURES), start=after + 1):
        made = Chapter.objects.create(
            report=report, position=place, code=planned.code, titles=planned.titles(), annex=True
        )
        for language in LANGUAGES:
            first_text(made, language, _annex_text(planned, notes, language), by=by, now=now)


def _annex_text(planned: Planned, notes: Iterable[Texts], language: str) -> str:
    before = _in(notes, language) if planned is METHOD else []
    return "\n\n".join([*before, planned.text]) + "\n"


def _in(sentences: Iterable[Texts], language: str) -> list[str]:
    return [in_language(texts, language) for texts in sentences]
