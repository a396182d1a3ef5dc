"""The sheets of a mission's forms, and its stations as messages name them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from baqylau.election.models import Election, Station
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.memory import Memory
from baqylau.observation.methods.message_sheet import (
    Sheet,
    by_symbols,
    edition_after,
    letters_of,
    make_sheet,
)
from baqylau.observation.models import Form, FormVersion
from baqylau.observation.sources.answers import Question

EDITIONS_KEPT = 10
"""Older ones would look like newer ones: only the last digit of an edition stands in a message."""

_sheets: Memory[list[FormSheet]] = Memory(10)
_stations: Memory[Mapping[str, Sequence[str]]] = Memory(60)


@dataclass(frozen=True, slots=True)
class FormSheet:
    """A sheet, and the newest form version with its questions."""

    sheet: Sheet
    version: FormVersion
    questions: tuple[Question, ...]


def sheets_of(mission: Mission) -> list[FormSheet]:
    """Every edition of every form that can be answered in messages, by form, the newest last."""
    return _sheets.get(mission.pk, lambda: _make_sheets(mission)) or []


def newest_sheets(mission: Mission) -> dict[str, FormSheet]:
    """The sheet in use of each form, by its code."""
    return {one.version.form.code: one for one in sheets_of(mission)}


def _make_sheets(mission: Mission) -> list[FormSheet]:
    """A form whose reports are encrypted has none: a message can be read by everybody it passes."""
    letters = letters_of(
        list(Form.objects.filter(mission=mission).order_by("pk").values_list("code", flat=True))
    )
    versions = FormVersion.objects.filter(form__mission=mission, published_at__isnull=False)
    versions = versions.exclude(xform=b"").filter(form__public_key="")
    found: dict[str, list[FormSheet]] = {}
    for version in versions.select_related("form").defer("xform").order_by("form", "published_at", "pk"):
        if letter := letters.get(version.form.code):
            _add(found.setdefault(letter, []), version, letter)
    return [one for editions in found.values() for one in editions[-EDITIONS_KEPT:]]


def _add(editions: list[FormSheet], version: FormVersion, letter: str) -> None:
    questions = questions_of(version)
    made = make_sheet(questions, letter=letter, edition=0)
    edition = edition_after([one.sheet for one in editions], made)
    if editions and editions[-1].sheet.edition == edition:
        editions.pop()
    editions.append(FormSheet(make_sheet(questions, letter=letter, edition=edition), version, questions))


def stations_of(election: Election) -> Mapping[str, Sequence[str]]:
    """The codes of an election's stations by what they look like in a message."""
    codes = Station.objects.filter(election=election).values_list("code", flat=True)
    return _stations.get(election.pk, lambda: by_symbols(list(codes))) or {}
