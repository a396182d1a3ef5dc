"""A report of 40 pages with 150 figures, 20 charts and 30 tables, from 20,000 records of Kosovo 2014."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from typing import TypeVar

from bench.database import ready
from bench.row import Row

T = TypeVar("T")
RECORDS, FIGURES, CHARTS, TABLES = 20_000, 150, 20, 30
CHAPTERS, SENTENCES, IN_A_DRAWING = 15, 16, 6
LANGUAGE = "en"


def run() -> list[Row]:
    """From the records to each kind of file; each is made once, so nothing is remembered from before."""
    ready()
    from django.contrib.auth import get_user_model
    from pypdf import PdfReader

    from baqylau.mission.models import Mission
    from baqylau.reports.documents.edition import Edition
    from baqylau.reports.documents.html import whole_file
    from baqylau.reports.documents.pdf import pdf
    from baqylau.reports.documents.word import docx
    from baqylau.reports.methods.blocks import FigureRef, Picture, Table, walk
    from baqylau.reports.publication_content import entries_of
    from baqylau.reports.text_document import Reading, document_from
    from baqylau.site import packs

    packs.load(packs.shipped("xk_2014"))
    mission = Mission.objects.get(slug="xk-2014")
    _repeat(mission)
    report = _report(mission, get_user_model().objects.create_user("bench_report"))

    reading = Reading(report)
    values, counted = _timed(reading.everything)
    document, laid_out = _timed(lambda: document_from(reading, LANGUAGE))
    edition = Edition(document, entries_of(mission, {LANGUAGE: document}, values))
    printed, set_in = _timed(lambda: pdf(edition))
    _, written = _timed(lambda: docx(edition))
    _, page = _timed(lambda: whole_file(edition))

    nodes = list(walk(document))
    tables = sum(isinstance(one, Table) for one in nodes)
    charts = sum(isinstance(one, Picture) for one in nodes)
    shown = len({one.name for one in nodes if isinstance(one, FigureRef)})
    pages = len(PdfReader(io.BytesIO(printed)).pages)
    # Each chart holds the table it was drawn from.
    what = f"report of {pages} pages, {shown} figures, {charts} charts, {tables - charts} tables"
    return [
        Row(f"{what}: figures from {RECORDS:,} records", counted, goal=2.0),
        Row(f"{what}: its texts read, its charts drawn", laid_out),
        Row(f"{what}: PDF", set_in, goal=3.0),
        Row(f"{what}: charts and PDF", laid_out + set_in, goal=3.0),
        Row(f"{what}: Word file", written, goal=3.0),
        Row(f"{what}: HTML", page),
    ]


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    made = work()
    return made, time.perf_counter() - began


def _repeat(mission: object) -> None:
    """The records of the pack again and again under new numbers, until there are enough."""
    from baqylau.observation.models import Record, RecordVersion

    first = list(
        RecordVersion.objects.filter(record__mission=mission, is_newest=True).select_related("record")
    )
    number = max(one.record.number for one in first)
    more = [first[at % len(first)] for at in range(RECORDS - len(first))]
    records = []
    for old in more:
        number += 1
        kept = old.record
        records.append(
            Record(
                mission=kept.mission,
                form_version=kept.form_version,
                number=number,
                station=kept.station,
                station_code=kept.station_code,
                area=kept.area,
                area_text=kept.area_text,
                place=kept.place,
                team=kept.team,
            )
        )
    Record.objects.bulk_create(records, batch_size=1000)
    versions = [
        RecordVersion(record=record, number=1, answers=old.answers, states=old.states)
        for record, old in zip(records, more, strict=True)
    ]
    RecordVersion.objects.bulk_create(versions, batch_size=1000)


def _report(mission, user):  # type: ignore[no-untyped-def]
    """A final report: sentences with figures, charts, tables."""
    from django.utils import timezone

    from baqylau.reports.actions.texts import start_report
    from baqylau.reports.models import Chapter, ChapterText

    names = _names(mission)
    report = start_report(
        mission=mission,
        kind="final",
        slug="bench",
        titles={LANGUAGE: "Final report"},
        languages=[LANGUAGE],
        authoritative=LANGUAGE,
        by=user,
        now=timezone.now(),
    )
    Chapter.objects.filter(report=report).delete()
    for at in range(CHAPTERS):
        chapter = Chapter.objects.create(
            report=report, position=at + 1, code=f"c{at}", titles={LANGUAGE: f"Chapter {chr(65 + at)}"}
        )
        ChapterText.objects.create(
            chapter=chapter,
            language=LANGUAGE,
            number=1,
            markdown=_text(at, names),
            at=timezone.now(),
            digest="0" * 64,
        )
    return report


def _names(mission) -> list[str]:  # type: ignore[no-untyped-def]
    """The figures that are shown: those of the plan, then single answers, then the same of single areas."""
    from baqylau.reports.figure_registry import Registry

    offered = [offer for offer in Registry(mission).offers() if offer.room in ("plan", "answers")]
    names = [offer.name for offer in offered]
    areas = mission.records.exclude(area=None).order_by("area__code").values_list("area__code", flat=True)
    for area in areas.distinct():
        names += [f"{offer.name}@{area}" for offer in offered if offer.room == "answers" and offer.is_share]
    return list(dict.fromkeys(names))[:FIGURES]


def _text(chapter: int, names: list[str]) -> str:
    """About three pages: paragraphs of several sentences, then this chapter's share of charts and tables."""
    parts = []
    at = chapter * SENTENCES
    for _ in range(SENTENCES // 2):
        one, two = names[at % len(names)], names[(at + 1) % len(names)]
        parts.append(
            f"Observers followed this part of the process from its beginning. It was seen in {{{one}}}, "
            "which teams in most areas explained by the layout of rooms and by how many came at that hour. "
            f"By contrast, {{{two}}}. Commission members answered questions, and copies of decisions were "
            "shown on request.^[As told to observers by members of commissions.] The procedure is laid "
            "down in detail, and its steps were largely understood by those who had been trained."
        )
        at += 2
    charts = CHARTS * (chapter + 1) // CHAPTERS - CHARTS * chapter // CHAPTERS
    tables = TABLES * (chapter + 1) // CHAPTERS - TABLES * chapter // CHAPTERS
    for kind, number in (("chart", charts), ("table", tables)):
        for _ in range(number):
            chosen = [names[(at + place) % len(names)] for place in range(IN_A_DRAWING)]
            parts.append(f"{{{kind}:{', '.join(chosen)} | What was seen}}")
            at += IN_A_DRAWING
    return "\n\n".join(parts)
