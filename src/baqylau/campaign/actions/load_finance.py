"""Loading the campaign part of a pack."""

from __future__ import annotations

import hashlib

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.models.finance import ElectionFinance
from baqylau.campaign.sources.finance import Part
from baqylau.election.models import Election
from baqylau.trail.record import record


@transaction.atomic
def load(part: Part | None, *, election: Election, by: User | None) -> ElectionFinance | None:
    """Keep limits and publications as the pack says them; the same a second time changes nothing."""
    found = ElectionFinance.objects.filter(election=election).first()
    if part is None:
        if found:
            found.delete()
        return None
    if found and found.source == part.source:
        return found
    digest = hashlib.sha256(part.source.encode()).hexdigest()
    values = {"source": part.source, "sha256": digest}
    kept, _is_new = ElectionFinance.objects.update_or_create(election=election, defaults=values)
    record("campaign.finance_loaded", about=kept, by=by, change={"sha256": digest})
    return kept
