"""Loading the disputes part of a pack."""

from __future__ import annotations

import hashlib

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.disputes.actions.limits import recompute_limits
from baqylau.disputes.models import ElectionProcedure, ViolationKind
from baqylau.disputes.sources.pack import FILE, Part
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.trail.record import record


@transaction.atomic
def load(part: Part | None, *, election: Election, by: User | None) -> ElectionProcedure | None:
    """Keep who decides and by when, and compute the limits of open cases anew; the same changes nothing.

    ``Refused`` (H.211): a kind of violation that there is not.
    """
    found = ElectionProcedure.objects.filter(election=election).first()
    if part is None:
        if found:
            found.delete()
        return None
    _check_kinds(part)
    if found and found.source == part.source:
        _recompute(election, by)
        return found
    digest = hashlib.sha256(part.source.encode()).hexdigest()
    values = {"source": part.source, "sha256": digest}
    kept, _is_new = ElectionProcedure.objects.update_or_create(election=election, defaults=values)
    record("disputes.procedure_loaded", about=kept, by=by, change={"sha256": digest})
    _recompute(election, by)
    return kept


def _recompute(election: Election, by: User | None) -> None:
    """Days off may have changed even where the terms did not."""
    for mission in Mission.objects.filter(election=election):
        recompute_limits(mission=mission, by=by)


def _check_kinds(part: Part) -> None:
    problems = Problems()
    for one in part.forbidden:
        if one.violation not in ViolationKind.values:
            says = Phrase("There is no kind of violation '{code}'.", code=one.violation)
            remedy = Phrase("Expected: {expected}.", expected=", ".join(ViolationKind.values))
            problems.add("H.211", says, remedy, f"'{FILE}', [forbidden]")
    problems.refuse_if_any()
