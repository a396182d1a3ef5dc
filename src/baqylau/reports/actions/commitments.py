"""Commitments that a mission adds to those that come with the room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.mission.models import Mission
from baqylau.reports.actions.findings_writing import clean, clean_texts, lock
from baqylau.reports.models import Commitment
from baqylau.trail.record import record as write_trail


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitmentData:
    """A paragraph of a document, described in our own words."""

    instrument: str
    paragraph: str = ""
    says: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


@transaction.atomic
def add_commitment(*, mission: Mission, given: CommitmentData, by: User, now: datetime) -> Commitment:
    """Add a commitment to the register of a mission. ``Refused`` with all that is wrong (Z.340 – Z.343)."""
    problems, says = Problems(), clean_texts(given.says)
    instrument, paragraph, source = clean(given.instrument), clean(given.paragraph), clean(given.source)
    if not instrument or len(instrument) > 200 or len(paragraph) > 40:
        told = Phrase("The document is not named, or the name is too long.")
        problems.add("Z.340", told, Phrase("Write its name and year, and the paragraph."), "instrument")
    if not says or any(len(text) > 2000 for text in says.values()):
        told = Phrase("It is not said what it is about, or in too many words.")
        problems.add("Z.341", told, Phrase("Say it in a sentence of your own."), "says_en")
    if not source:
        told = Phrase("There is no source.")
        problems.add("Z.342", told, Phrase("Say where the text of the document stands."), "source")
    if Commitment.objects.filter(mission=mission, instrument=instrument, paragraph=paragraph).exists():
        told = Phrase("The register has this paragraph already.")
        problems.add("Z.343", told, Phrase("Use the one that is there."), "paragraph")
    problems.refuse_if_any()
    lock(mission)
    made = Commitment.objects.create(
        mission=mission,
        code=_code(mission),
        instrument=instrument,
        paragraph=paragraph,
        says=says,
        source=source[:2000],
        added_by=by,
        added_at=now,
    )
    change = {"code": made.code, "instrument": instrument, "paragraph": paragraph}
    write_trail("reports.commitment_added", about=made, by=by, change=change)
    return made


def _code(mission: Mission) -> str:
    number = Commitment.objects.filter(mission=mission).count() + 1
    return slugify(f"{mission.slug[:40]}-commitment-{number}")
