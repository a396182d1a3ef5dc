"""Loading the pack's part: the form and its records, into the pack's mission; again never duplicates."""

from __future__ import annotations

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import add_form_version
from baqylau.observation.actions.read_again import read_pack_records
from baqylau.observation.models import Import
from baqylau.observation.sources.pack import PLAN, Part


@transaction.atomic
def load(part: Part, *, election: Election, by: User | None) -> Import | None:
    """Take in the form and the records; the import that holds them, None where the pack has none.

    The mission was loaded before. ``Refused`` where there is none (I.504), and as
    ``read_pack_records`` says.
    """
    mission = Mission.objects.filter(election=election, slug=part.mission).first()
    if mission is None:
        says = Phrase("The election has no mission '{mission}'.", mission=part.mission)
        raise Refused(
            Problem(
                "I.504",
                says,
                Phrase("Name the mission of the pack."),
                Phrase("{place}, key '{key}'", place=f"'{PLAN}'", key="mission"),
            )
        )
    version = add_form_version(
        mission=mission,
        content=part.form_content,
        name=part.form_path.rpartition("/")[2],
        by=by,
        names=part.names,
        replace=True,
    )
    if part.records is None:
        return None
    return read_pack_records(
        mission=mission,
        form_version=version,
        content=part.records.content,
        pack_file=part.records.path,
        columns=part.records.columns,
        by=by,
        source=part.records.source,
        licence=part.records.licence,
    )
