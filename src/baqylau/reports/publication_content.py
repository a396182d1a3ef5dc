"""What would be published of a report now: its documents in every language, and the register of figures."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from baqylau.mission.models import Mission
from baqylau.observation.models import Record
from baqylau.reports.designations import designations_of
from baqylau.reports.figure_offers import MILLION
from baqylau.reports.methods.blocks import Annex, Blocks, Document, Signature, figure_names, to_data
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.methods.register import Entry, entry_data
from baqylau.reports.methods.rows import Behind, rows_of
from baqylau.reports.methods.runs import from_runs
from baqylau.reports.models import Report, ReportFigure, ReportProposal
from baqylau.reports.text_document import Reading, document_from
from baqylau.reports.text_values import Value

OBSERVATIONS = "observations"
OWN_ANNEX = "annex_figures"
BATCH = 500


@dataclass(frozen=True)
class Content:
    """The documents by language, the authoritative one first, and the entries of the register."""

    documents: Mapping[str, Document]
    entries: Sequence[Entry]

    @cached_property
    def data(self) -> dict[str, Any]:
        """As it is frozen."""
        return {
            "documents": {code: to_data(document) for code, document in self.documents.items()},
            "figures": [entry_data(entry) for entry in self.entries],
        }

    @cached_property
    def digest(self) -> str:
        """SHA-256 over every word, picture and figure of it."""
        text = json.dumps(self.data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def content_of(report: Report, reading: Reading | None = None) -> Content:
    """Everything that would be published. Counts the figures, so it takes a while."""
    reading = reading or Reading(report)
    documents = {}
    for code in languages_of(report):
        with override(code):
            document = document_from(reading, code)
            notes = designations_of(report.mission.election, code)
            documents[code] = replace(document, blocks=_own_blocks(document), designations=notes)
    return Content(documents, entries_of(report.mission, documents, reading.everything()))


def _own_blocks(document: Document) -> Blocks:
    """The blocks without the report's own annex of figures, since every document ends with one."""
    return tuple(one for one in document.blocks if not (isinstance(one, Annex) and one.anchor == OWN_ANNEX))


def languages_of(report: Report) -> list[str]:
    """The languages of a report, the authoritative one first."""
    found = {report.authoritative_language, *report.languages}
    return sorted(found, key=lambda code: (code != report.authoritative_language, code))


def entries_of(
    mission: Mission, documents: Mapping[str, Document], values: Mapping[str, Value]
) -> list[Entry]:
    """The figures that the documents show, numbered in the order in which they are met."""
    terms = Terms(mission.allows.percentages, mission.minimum_denominator)
    met = dict.fromkeys(name for document in documents.values() for name in figure_names(document))
    shown = [values[name] for name in met if name in values]
    return [_entry(at, value, terms, list(documents)) for at, value in enumerate(shown, start=1)]


def _entry(number: int, value: Value, terms: Terms, languages: Sequence[str]) -> Entry:
    shown = {}
    for code in languages:
        with override(code):
            shown[code] = value.phrase(terms)
    return Entry(
        number=number,
        name=value.name,
        wordings={code: value.words(code) for code in languages},
        numerator=value.numerator,
        denominator=value.denominator,
        source=value.source,
        digest=value.digest,
        shown=shown,
        per_cent=terms.percent(value.numerator, value.denominator),
        excluded=dict(value.excluded),
        estimates=value.estimates,
        interval=_interval(value, terms),
    )


def _interval(value: Value, terms: Terms) -> tuple[str, str] | None:
    """The interval of an estimate in per cent, as text; None for what was counted."""
    if value.interval is None:
        return None
    low, high = (terms.percent(one, MILLION) or str(one) for one in value.interval)
    return low, high


def signed(document: Document, proposal: ReportProposal, now: datetime) -> Document:
    """The document with the day it bears and the signatures under it, in the language in use."""
    found = proposal.signatures.select_related("delegation", "signed_by").order_by("delegation__name", "pk")
    signatures = tuple(
        Signature(
            name=one.signed_by.name,
            capacity=gettext("Head of the delegation") if one.delegation else gettext("Head of the mission"),
            body=one.delegation.name if one.delegation else proposal.mission.name,
            signed=timezone.localtime(one.signed_at).date(),
        )
        for one in found
    )
    return replace(document, dated=timezone.localtime(now).date(), signatures=signatures)


def released_rows(report: Report, entries: Sequence[Entry]) -> list[tuple[str, int, int, str]]:
    """The rows behind those figures that count observations, as far as they may leave (``methods.rows``)."""
    names = {entry.name for entry in entries}
    kept = ReportFigure.objects.filter(report=report, name__in=names, unit=OBSERVATIONS).order_by(
        "name", "pk"
    )
    figures = {
        row.name: Behind(row.name, set(from_runs(row.rows)), set(from_runs(row.base_rows or row.rows)))
        for row in kept.order_by("name", "pk")
    }
    numbers = sorted({number for figure in figures.values() for number in figure.base})
    return list(rows_of(list(figures.values()), _areas(report.mission, numbers)))


def _areas(mission: Mission, numbers: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(numbers), BATCH):
        some = Record.objects.filter(mission=mission, number__in=numbers[start : start + BATCH])
        found |= dict(some.exclude(area=None).values_list("number", "area__code"))
    return found
