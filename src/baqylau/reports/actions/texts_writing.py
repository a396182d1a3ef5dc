"""Writing a chapter: each save is a version; what two people write at once is put together."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.reports.methods.markup import LONGEST
from baqylau.reports.methods.merge import Agreed, Conflict, merge, merged, paragraphs, tidy
from baqylau.reports.models import Chapter, ChapterStatus, ChapterText, ReportState
from baqylau.trail.record import personal, record

MOST_PARAGRAPHS = 3_000


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written. ``merged_with``: the version of somebody else that it was put together with.

    ``changed`` is False where the text was there already; ``reopened``: a checked chapter is a draft again.
    """

    text: ChapterText
    changed: bool = True
    merged_with: ChapterText | None = None
    reopened: bool = False


class NeedsDecision(Exception):
    """Two people changed the same paragraph: nothing was written, both texts are here."""

    def __init__(self, pieces: tuple[Agreed | Conflict, ...], newest: ChapterText, mine: str) -> None:
        self.pieces, self.newest, self.mine = pieces, newest, mine
        super().__init__("two people changed the same paragraph")


@transaction.atomic
def save_text(
    *,
    chapter: Chapter,
    language: str,
    markdown: str,
    base: int,
    by: User,
    now: datetime,
    based_on: int | None = None,
    note: str = "",
) -> Saved:
    """Keep a text as the newest version of its chapter.

    ``base`` is the version it was begun from, 0 where there was none. Where somebody saved meanwhile the two
    are put together by paragraphs; where that cannot be done, ``NeedsDecision``. ``Refused``: Z.501, Z.516,
    Z.534, Z.535.
    """
    found = Chapter.objects.select_for_update(no_key=True, of=("self",)).get(pk=chapter.pk)
    text = _checked(found, language, markdown)
    newest = found.texts.filter(language=language, is_newest=True).first()
    held = newest.markdown if newest else ""
    meanwhile = newest if newest is not None and newest.number != base else None
    if meanwhile is not None:
        text = _put_together(found, language, text, base, meanwhile)
    if newest is not None and held == text and based_on in (None, newest.based_on):
        return Saved(newest, changed=False)
    made = _write(found, language, text, newest, by=by, now=now, note=note, based_on=based_on, base=base)
    reopened = _reopen(found, by)
    return Saved(made, merged_with=meanwhile, reopened=reopened)


def first_text(chapter: Chapter, language: str, markdown: str, *, by: User | None, now: datetime) -> None:
    """The text that a template gives to a chapter; first in the language that counts."""
    _write(chapter, language, markdown, None, by=by, now=now, note="", based_on=1, base=0)


def _checked(chapter: Chapter, language: str, markdown: str) -> str:
    """The text as it is kept."""
    report = chapter.report
    if report.state == ReportState.WITHDRAWN:
        raise Refused(Problem("Z.534", Phrase("The report was withdrawn."), Phrase("Begin another one.")))
    if chapter.status == ChapterStatus.APPROVED:
        remedy = Phrase("Whoever may approve it can open it again.")
        raise Refused(Problem("Z.516", Phrase("The chapter is approved."), remedy))
    if language not in report.languages:
        says = Phrase("The report is not written in that language.")
        raise Refused(Problem("Z.535", says, Phrase("Add the language to the report first.")))
    if len(markdown) > LONGEST:
        says = Phrase("The text has more than {most} letters.", most=LONGEST)
        raise Refused(Problem("Z.501", says, Phrase("Divide it into chapters.")))
    if len(paragraphs(markdown)) > MOST_PARAGRAPHS:
        says = Phrase("The text has more than {most} paragraphs.", most=MOST_PARAGRAPHS)
        raise Refused(Problem("Z.501", says, Phrase("Divide it into chapters.")))
    return tidy(markdown.replace("\0", ""))


def _put_together(chapter: Chapter, language: str, mine: str, base: int, newest: ChapterText) -> str:
    began = chapter.texts.filter(language=language, number=base).first()
    pieces = merge(began.markdown if began else "", mine, newest.markdown)
    text = merged(pieces)
    if text is None:
        raise NeedsDecision(pieces, newest, mine)
    return text


def _write(
    chapter: Chapter,
    language: str,
    text: str,
    newest: ChapterText | None,
    *,
    by: User | None,
    now: datetime,
    note: str,
    based_on: int | None,
    base: int,
) -> ChapterText:
    number = newest.number + 1 if newest else 1
    if newest is not None:
        chapter.texts.filter(pk=newest.pk).update(is_newest=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    made = ChapterText.objects.create(
        chapter=chapter,
        language=language,
        number=number,
        markdown=text,
        based_on=_based_on(chapter, language, based_on, newest),
        merged_from=base if newest is not None and newest.number != base else None,
        by=by,
        at=now,
        digest=digest,
        note=note.replace("\0", "").strip()[:200],
    )
    change = {"code": chapter.code, "language": language, "number": number, "text": personal(text)}
    record("reports.text_written", about=chapter, by=by, change=change)
    return made


def _based_on(chapter: Chapter, language: str, said: int | None, newest: ChapterText | None) -> int | None:
    """The version that a translation is of: as said, else as before."""
    if language == chapter.report.authoritative_language:
        return None
    if said is not None:
        original = chapter.texts.filter(language=chapter.report.authoritative_language, number=said)
        return said if original.exists() else None
    return newest.based_on if newest else None


def _reopen(chapter: Chapter, by: User) -> bool:
    """What was checked is a draft again once its text changes."""
    if chapter.status != ChapterStatus.CHECKED:
        return False
    set_to_draft(chapter, by=by)
    return True


def set_to_draft(chapter: Chapter, *, by: User | None) -> None:
    """A chapter shows what is counted now; what it showed when it was accepted is no longer kept."""
    chapter.status, chapter.status_by, chapter.status_at = ChapterStatus.DRAFT, None, None
    chapter.figures_at, chapter.annexes = None, {}
    chapter.save(update_fields=["status", "status_by", "status_at", "figures_at", "annexes"])
    chapter.figures.all().delete()
    record("reports.chapter_reopened", about=chapter, by=by, change={"code": chapter.code})
