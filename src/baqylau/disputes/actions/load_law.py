"""Loading the law of a pack."""

from __future__ import annotations

import hashlib

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.disputes.models import ElectionLaw
from baqylau.election.models import Election
from baqylau.trail.record import record


@transaction.atomic
def load_law(source: str | None, *, election: Election, by: User | None) -> ElectionLaw | None:
    """Keep what the pack says about the law; the same changes nothing."""
    found = ElectionLaw.objects.filter(election=election).first()
    if source is None:
        if found:
            found.delete()
        return None
    if found and found.source == source:
        return found
    digest = hashlib.sha256(source.encode()).hexdigest()
    values = {"source": source, "sha256": digest}
    kept, _is_new = ElectionLaw.objects.update_or_create(election=election, defaults=values)
    record("disputes.law_loaded", about=kept, by=by, change={"sha256": digest})
    return kept
