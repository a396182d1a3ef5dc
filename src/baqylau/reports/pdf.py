"""A statement as PDF, set by Typst in this process: tagged (PDF/UA-1), without any network."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from baqylau.reports import frame
from baqylau.reports.changed_words import changes_shown
from baqylau.reports.charts import IN_PRINT, chart, in_words
from baqylau.reports.document import Document, Piece, Shown, ShownChapter
from baqylau.reports.documents.typesetting import set_pdf
from baqylau.reports.methods.chart import WIDTH

TEMPLATE = Path(__file__).parent / "templates" / "typst" / "statement.typ"


def pdf(document: Document) -> bytes:
    """The document as PDF. What people wrote goes in as data and is never read as Typst code."""
    return set_pdf(TEMPLATE, _content(document), document.statement.run_at)


def _content(document: Document) -> dict[str, Any]:
    mission = document.statement.mission
    number = gettext("Statement %(number)s") % {"number": document.statement.number}
    return {
        "title": document.title,
        "mission": mission.name,
        "election": mission.election.name,
        "subject": f"{document.title}. {mission.election.name}",
        "running": number,
        "language": document.language,
        "facts": frame.facts(document),
        "notes": document.notes,
        "chapters": [_chapter(document, chapter) for chapter in document.chapters],
        "comparison": _comparison(document) if document.terms.percentages else None,
        "changes": _changes(document),
        "annex": [_annex(document, figure) for figure in document.annex],
        "footer": frame.foot(document),
        "digest": document.statement.digest,
        "checkpoint": document.statement.checkpoint,
        "words": _words(document),
    }


def _words(document: Document) -> dict[str, Any]:
    return {
        "table_header": frame.table_header(document),
        "table_caption": gettext("The figures of this chapter"),
        "annex": gettext("Annex: figures"),
        "annex_text": gettext(
            "Each number in the text carries the number of its figure here. The line of sixty-four "
            "characters is the SHA-256 digest of the answers the figure was counted from: the same answers "
            "give the same line."
        ),
        "trail": gettext("The trail"),
        "trail_text": gettext(
            "The trail is the record of all actions. Whoever keeps this document can prove later, with its "
            "signed checkpoint, that nothing written before was altered or removed."
        ),
        "digest": gettext("Digest of all figures:"),
        "checkpoint": gettext("The signed checkpoint:"),
    }


def _chapter(document: Document, chapter: ShownChapter) -> dict[str, Any]:
    return {
        "title": chapter.title,
        "sentences": [[_piece(piece) for piece in sentence] for sentence in chapter.sentences],
        "chart": _chart(document, chapter) if chapter.chart else None,
        "table": [
            {"wording": one.wording, "cells": frame.table_cells(document, one), "note": one.note}
            for one in chapter.table
        ],
    }


def _piece(piece: Piece) -> dict[str, Any]:
    return {"text": piece.text, "note": piece.figure.note} if piece.figure else {"text": piece.text}


def _chart(document: Document, chapter: ShownChapter) -> dict[str, Any]:
    return {
        "svg": chart(chapter, font=IN_PRINT),
        "alt": in_words(chapter.chart),
        "caption": frame.chart_caption(document),
        "width": WIDTH * 0.75,
    }


def _comparison(document: Document) -> dict[str, Any]:
    return {
        "title": gettext("By area"),
        "text": frame.comparison_text(document),
        "caption": gettext("Areas that differ from the rest"),
        "header": frame.comparison_header(),
        "rows": [
            {
                "wording": telling.whole.wording,
                "area": area,
                "here": here.with_count,
                "here_note": here.note,
                "elsewhere": elsewhere.with_count,
                "elsewhere_note": elsewhere.note,
                "p": here.adjusted,
            }
            for telling in document.telling
            for area, here, elsewhere in telling.areas
        ],
    }


def _changes(document: Document) -> dict[str, Any] | None:
    earlier, changed = changes_shown(document.statement)
    if earlier is None:
        return None
    wholes = [change for change in changed if not change.of_an_area]
    return {
        "title": frame.changes_title(earlier),
        "text": frame.changes_text(changed),
        "caption": gettext("Figures that changed"),
        "header": [gettext("Figure"), gettext("Before"), gettext("Now")],
        "rows": [{"wording": one.title, "old": one.old, "new": one.new} for one in wholes],
    }


def _annex(document: Document, figure: Shown) -> dict[str, Any]:
    return {
        "note": figure.note,
        "title": figure.title,
        "lines": frame.annex_lines(document, figure),
        "source": figure.source,
        "digest": figure.digest,
    }
