"""Loading the mission that a pack brings."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.mission.sources.pack import FILE, Part
from baqylau.trail.record import record


@transaction.atomic
def load(part: Part, *, election: Election, by: User | None) -> Mission:
    """Make the mission, or bring it up to date; a second time nothing changes (M.202).

    A pack names nobody: the members of a mission are people, and are added on its pages.
    """
    mission = Mission.objects.select_for_update().filter(slug=part.slug).first()
    if mission is None:
        mission = Mission.objects.create(election=election, **asdict(part))
        record("mission.loaded", about=mission, by=by, change={"election": election.code, "kind": part.kind})
        return mission
    if mission.election_id != election.pk:
        says = Phrase("The mission '{slug}' observes another election.", slug=part.slug)
        raise Refused(
            Problem(
                "M.202",
                says,
                Phrase("Give the mission another slug."),
                Phrase("{place}, key '{key}'", place=f"'{FILE}'", key="slug"),
            )
        )
    _update(mission, part, by)
    return mission


def _update(mission: Mission, part: Part, by: User | None) -> None:
    """Change what the pack says differently; write to the trail only if something did change."""
    changed = sorted(name for name, value in asdict(part).items() if getattr(mission, name) != value)
    if not changed:
        return
    for name in changed:
        setattr(mission, name, getattr(part, name))
    mission.save()
    record("mission.loaded", about=mission, by=by, change={"changed": changed})
