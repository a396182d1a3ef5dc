"""What the page of writing shows: the text, its preview, what is wrong, versions, and what was changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext

from baqylau.accounts.models import User
from baqylau.core.problem import Problem
from baqylau.reports.actions.texts_writing import NeedsDecision
from baqylau.reports.methods.markup import word_count
from baqylau.reports.methods.merge import Agreed, Changed, Conflict, joined, paragraphs, what_changed
from baqylau.reports.methods.passages import At
from baqylau.reports.models import Chapter, ChapterStatus, ChapterText
from baqylau.reports.text_document import Reading
from baqylau.reports.text_moved import moved
from baqylau.reports.text_pages import changed_figures, shown_chapter
from baqylau.reports.text_problems import behind, index_of, languages_that_differ, remarks_on
from baqylau.reports.text_values import changes_of, live_values


def writing_page(
    request: HttpRequest, chapter: Chapter, language: str, *, markdown: str | None = None
) -> dict[str, Any]:
    """The context of the writing page; ``markdown`` is a text that is not kept yet."""
    user = cast(User, request.user)
    reading = Reading(chapter.report, user=user)
    text = reading.texts[chapter.pk].get(language)
    original = reading.texts[chapter.pk].get(chapter.report.authoritative_language)
    changes = changes_of(chapter, reading.registry)
    others = [code for code in chapter.report.languages if code != language]
    return {
        **preview_context(user, chapter, language, markdown=markdown, reading=reading),
        "text": text,
        "base": request.POST.get("base") or (text.number if text else 0),
        "based_on": original.number if original else 0,
        "is_translation": language != chapter.report.authoritative_language,
        "is_behind": language in behind(reading, chapter),
        "other_languages": others,
        "is_open": chapter.status != ChapterStatus.APPROVED,
        "statuses": [one for one in ChapterStatus if one != chapter.status],
        "comments": chapter.comments.filter(language=language).select_related("by", "resolved_by"),
        "changed": changed_figures(reading, changes, reading.values(chapter)),
        "differ": languages_that_differ(reading, chapter),
        "reworded": moved(reading, chapter),
        "neighbours": _neighbours(chapter),
    }


def preview_context(
    user: User,
    chapter: Chapter,
    language: str,
    *,
    markdown: str | None = None,
    reading: Reading | None = None,
) -> dict[str, Any]:
    """The preview and what stands beside it: what is wrong, what is pointed out, how many words."""
    reading = reading or Reading(chapter.report, user=user)
    read = reading.read(chapter, language, markdown=markdown)
    # Quick, since it is asked for while somebody types: the page of checks looks among all figures.
    near = {**reading.everything(), **read.values}
    planned = [offer.name for offer in reading.registry.sources[0].offers() if offer.name not in near]
    near |= live_values(reading.registry, planned)
    return {
        "markdown": read.markdown,
        "html": shown_chapter(reading, read),
        "problems": by_line(read.read.problems),
        "remarks": by_line(remarks_on(reading, read, index_of(near.values(), reading))),
        "words": word_count(read.markdown),
    }


@dataclass(frozen=True, slots=True)
class AtLine:
    """A line with what is said of it."""

    line: int
    problem: Problem


def by_line(found: Sequence[At]) -> list[AtLine]:
    """In the order of the lines, in the language of the page."""
    return [AtLine(at.line, at.problem.translated(gettext)) for at in sorted(found, key=lambda at: at.line)]


def _neighbours(chapter: Chapter) -> dict[str, Chapter | None]:
    chapters = list(chapter.report.chapters.order_by("position", "pk"))
    here = next(at for at, one in enumerate(chapters) if one.pk == chapter.pk)
    before = chapters[here - 1] if here else None
    return {"before": before, "after": chapters[here + 1] if here + 1 < len(chapters) else None}


# -------------------------------------------------------------------------------- two texts, one decision


@dataclass(frozen=True, slots=True)
class PieceShown:
    """A piece of a merge: what both agree on, or both texts and one that holds everything of them."""

    place: int
    agreed: str = ""
    conflict: bool = False
    base: str = ""
    mine: str = ""
    theirs: str = ""
    both: str = ""


def decisions(needed: NeedsDecision) -> dict[str, Any]:
    """The context of the page that asks which words shall stand."""
    pieces = [_piece(place, one) for place, one in enumerate(needed.pieces)]
    return {"pieces": pieces, "newest": needed.newest, "mine": needed.mine}


def _piece(place: int, piece: Agreed | Conflict) -> PieceShown:
    if isinstance(piece, Agreed):
        return PieceShown(place, agreed=joined(piece.paragraphs))
    mine, theirs = joined(piece.mine), joined(piece.theirs)
    both = "\n\n".join(part for part in (theirs, mine) if part)
    return PieceShown(place, "", True, joined(piece.base), mine, theirs, both)


# ----------------------------------------------------------------------------- versions, translations


def versions_of(chapter: Chapter, language: str, old: int | None, new: int | None) -> dict[str, Any]:
    """The versions of a text, and two of them compared: the newest with the one before unless asked."""
    texts = {text.number: text for text in chapter.texts.filter(language=language).select_related("by")}
    newest = max(texts, default=0)
    new = new if new in texts else newest
    old = old if old in texts else new - 1
    before, after = texts.get(old), texts.get(new)
    return {
        "versions": sorted(texts.values(), key=lambda text: -text.number),
        "old": before,
        "new": after,
        "changes": what_changed(before.markdown if before else "", after.markdown) if after else [],
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """A paragraph of the original that changed, and the paragraph of the translation in its place."""

    changed: Changed
    translated: str


def parallel(chapter: Chapter, language: str) -> dict[str, Any]:
    """What changed in the original since a translation was made, beside the translation's paragraphs.

    A paragraph of the translation is found by its place, where it had as many as the original then.
    """
    original_code = chapter.report.authoritative_language
    translated = chapter.texts.filter(language=language, is_newest=True).first()
    newest = chapter.texts.filter(language=original_code, is_newest=True).first()
    based_on = translated.based_on if translated else None
    then = chapter.texts.filter(language=original_code, number=based_on).first() if based_on else None
    old = then.markdown if then else ""
    changes = what_changed(old, newest.markdown) if newest else ()
    return {
        "translated": translated,
        "newest": newest,
        "then": then,
        "rows": _beside(changes, old, translated),
        "is_behind": newest is not None and (based_on or 0) < newest.number,
        "aligned": translated is not None and len(paragraphs(old)) == len(paragraphs(translated.markdown)),
        "original_code": original_code,
    }


def _beside(changes: Sequence[Changed], old: str, translated: ChapterText | None) -> list[Beside]:
    ours = paragraphs(translated.markdown) if translated else ()
    aligned = len(paragraphs(old)) == len(ours)
    return [
        Beside(one, ours[one.place] if aligned and one.place is not None and one.place < len(ours) else "")
        for one in changes
    ]
