"""The law of an election as its pack gives it, read once for each text."""

from __future__ import annotations

from functools import lru_cache

from baqylau.disputes.methods.law import Law
from baqylau.disputes.models import ElectionLaw
from baqylau.disputes.sources.law import law_from
from baqylau.election.models import Election


def law_of(election: Election) -> Law:
    """Acts, articles, amendments and earlier recommendations; nothing where the pack says nothing."""
    kept = ElectionLaw.objects.filter(election=election).first()
    return _read(kept.sha256, kept.source) if kept else Law()


@lru_cache(maxsize=16)
def _read(sha256: str, source: str) -> Law:
    return law_from(source.encode())
