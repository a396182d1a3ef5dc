"""How far a chapter has come; its figures are kept with it from then on, and change only by name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.reports.actions.texts import is_approved
from baqylau.reports.actions.texts_writing import set_to_draft
from baqylau.reports.figure_registry import Registry
from baqylau.reports.models import Chapter, ChapterStatus, Comment, ReportFigure, ReportState
from baqylau.reports.text_annex_figures import annex_figures
from baqylau.reports.text_document import Reading
from baqylau.reports.text_moved import annexes_of
from baqylau.reports.text_problems import problems_in
from baqylau.reports.text_values import as_row, figures_in, newest_texts
from baqylau.trail.record import personal, record

LONGEST_COMMENT = 5_000


@transaction.atomic
def set_status(*, chapter: Chapter, status: str, by: User, now: datetime) -> Chapter:
    """A chapter becomes checked or approved with the figures of this moment, or a draft again.

    Approving, and opening what is approved, is for whoever may approve. ``Refused``: Z.516, Z.534; what is
    wrong with the text of a chapter that is to be approved (Z.50x …).
    """
    found = Chapter.objects.select_for_update(no_key=True, of=("self",)).get(pk=chapter.pk)
    _may(found, status, by)
    if status == ChapterStatus.DRAFT:
        if found.status != ChapterStatus.DRAFT:
            set_to_draft(found, by=by)
        return found
    if status == ChapterStatus.APPROVED:
        _nothing_wrong(found)
    if found.status == ChapterStatus.DRAFT:
        _keep_figures(found, now)
    found.status, found.status_by, found.status_at = status, by, now
    found.save(update_fields=["status", "status_by", "status_at", "figures_at", "annexes"])
    texts = {language: text.number for language, text in newest_texts(found).items()}
    change = {"code": found.code, "texts": texts, "figures": _digests(found)}
    record(f"reports.chapter_{status}", about=found, by=by, change=change)
    return found


def _may(chapter: Chapter, status: str, by: User) -> None:
    if status not in ChapterStatus.values:
        says = Phrase("There is no such status.")
        raise Refused(Problem("Z.534", says, Phrase("Choose draft, checked or approved.")))
    if chapter.report.state == ReportState.WITHDRAWN:
        raise Refused(Problem("Z.534", Phrase("The report was withdrawn."), Phrase("Begin another one.")))
    approves = by.has_perm(Permission.APPROVE_REPORTS, chapter.report.mission)
    if not approves and ChapterStatus.APPROVED in (status, chapter.status):
        raise Refused(is_approved() if chapter.status == ChapterStatus.APPROVED else _not_yours())


def _not_yours() -> Problem:
    says = Phrase("You may not approve chapters.")
    return Problem("Z.534", says, Phrase("Propose it in a comment."))


def _nothing_wrong(chapter: Chapter) -> None:
    reading = Reading(chapter.report)
    problems = [
        problem
        for language in chapter.report.languages
        for problem in problems_in(reading, chapter, language)
    ]
    if problems:
        raise Refused(problems)


@transaction.atomic
def accept_figures(*, chapter: Chapter, by: User, now: datetime) -> list[str]:
    """Take the figures of this moment into a checked or approved chapter; the names of those that changed.

    Of an approved chapter it is for whoever may approve (Z.516).
    """
    found = Chapter.objects.select_for_update(no_key=True, of=("self",)).get(pk=chapter.pk)
    approves = by.has_perm(Permission.APPROVE_REPORTS, found.report.mission)
    if found.status == ChapterStatus.APPROVED and not approves:
        raise Refused(is_approved())
    if found.status == ChapterStatus.DRAFT:
        return []
    before = _digests(found)
    _keep_figures(found, now)
    found.save(update_fields=["figures_at", "annexes"])
    after = _digests(found)
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    change = {"code": found.code, "changed": {name: after.get(name) for name in changed}}
    record("reports.figures_accepted", about=found, by=by, change=change)
    return changed


def _keep_figures(chapter: Chapter, now: datetime) -> None:
    chapter.figures.all().delete()
    mission = chapter.report.mission
    texts = [text.markdown for text in newest_texts(chapter).values()]
    counted = Registry(mission).count([*figures_in(texts), *annex_figures(texts, mission)])
    ReportFigure.objects.bulk_create([as_row(chapter, one, now) for one in counted.values()], batch_size=200)
    chapter.figures_at, chapter.annexes = now, annexes_of(chapter)


def _digests(chapter: Chapter) -> dict[str, str]:
    rows = chapter.figures.order_by("name").values_list("name", "digest", "numerator", "denominator")
    return {name: f"{digest} {numerator}/{denominator}" for name, digest, numerator, denominator in rows}


# ------------------------------------------------------------------------------------------- comments


@transaction.atomic
def add_comment(
    *,
    chapter: Chapter,
    language: str,
    body: str,
    by: User,
    now: datetime,
    anchor: str = "",
    suggests: str = "",
) -> Comment:
    """Say something about a chapter, about some words of it, or propose a status. ``Refused`` (Z.530)."""
    text = body.replace("\0", "").strip()
    if not text and not suggests:
        raise Refused(Problem("Z.530", Phrase("The comment is empty."), Phrase("Write something."), "body"))
    if len(text) > LONGEST_COMMENT:
        says = Phrase("The comment has more than {most} letters.", most=LONGEST_COMMENT)
        raise Refused(Problem("Z.530", says, Phrase("Say it in fewer words."), "body"))
    if language not in chapter.report.languages or suggests not in ("", *ChapterStatus.values):
        says = Phrase("The comment is about no language or status of the report.")
        raise Refused(Problem("Z.530", says, Phrase("Choose one of the list.")))
    made = Comment.objects.create(
        chapter=chapter,
        language=language,
        anchor=" ".join(anchor.replace("\0", "").split())[:300],
        body=text,
        suggests=suggests,
        by=by,
        at=now,
    )
    change = {"comment": made.pk, "body": personal(text), "suggests": suggests}
    record("reports.comment_made", about=chapter, by=by, change=change)
    return made


@transaction.atomic
def resolve_comment(*, comment: Comment, by: User, now: datetime) -> Comment:
    """Mark a comment as dealt with; a second time changes nothing."""
    found = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if found.resolved_at is None:
        found.resolved_by, found.resolved_at = by, now
        found.save(update_fields=["resolved_by", "resolved_at"])
        record("reports.comment_resolved", about=found.chapter, by=by, change={"comment": found.pk})
    return found
