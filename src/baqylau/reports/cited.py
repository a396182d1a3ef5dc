"""Published figures that a statement cites: what others said, as the register has it."""

from __future__ import annotations

import json
from collections.abc import Mapping

from baqylau.core.figure import Figure, digest_of_rows
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import LARGEST_NUMBER
from baqylau.election.actions.entries import values_of
from baqylau.election.actions.figures import FIELDS
from baqylau.election.models import PublishedFigure
from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission
from baqylau.reports.methods.plan import Plan, PlannedFigure


def cited_figures(mission: Mission, plan: Plan) -> dict[str, Figure]:
    """The figures that a plan cites, by the name they have in it; ``Refused`` as :func:`cited`."""
    return {one.name: cited(mission, one) for one in plan.figures if one.kind == "published"}


def cited(mission: Mission, planned: PlannedFigure) -> Figure:
    """One published figure: a whole number of the pack or of the mission's own entries.

    ``Refused`` (D.119) where the register has no such entry, it was taken back, or is no whole number.
    """
    entry = entry_cited(mission, planned)
    if entry is None or not entry.value.isdecimal() or int(entry.value) > LARGEST_NUMBER:
        code = planned.published
        says = Phrase("There is no whole number '{code}' among the published figures.", code=code)
        remedy = Phrase("Name the code of an entry of the register.")
        raise Refused(Problem("D.119", says, remedy, Phrase("figure '{name}'", name=planned.name)))
    said_by = f"{entry.said_by}, " if entry.said_by else ""
    return Figure(
        name=planned.name,
        numerator=int(entry.value),
        denominator=None,
        source=f"published figure {entry.code}: {said_by}{entry.source}",
        digest=digest_of_entry(entry.pk, values_of(entry, FIELDS)),
    )


def entry_cited(mission: Mission, planned: PlannedFigure) -> PublishedFigure | None:
    """The entry of the register that a figure cites; None where there is none, or it was taken back."""
    return figures_seen_by(mission).filter(code=planned.published, withdrawn_at=None).first()


def digest_of_entry(key: int, said: Mapping[str, str | None]) -> str:
    """The digest that commits to an entry as it stood in one of its versions."""
    return digest_of_rows([(key, json.dumps(said, sort_keys=True, ensure_ascii=False))])


def stood_so(mission: Mission, planned: PlannedFigure, digest: str) -> bool:
    """Whether the entry has, or had in one of its versions, what the digest commits to."""
    entry = figures_seen_by(mission).filter(code=planned.published).first()
    if entry is None:
        return False
    said = [values_of(entry, FIELDS), *(one.said for one in entry.versions.all())]
    return digest in {digest_of_entry(entry.pk, one) for one in said}
