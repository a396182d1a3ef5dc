"""Figures of the register of candidates for the registry: lists and districts apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from django.utils.translation import gettext_lazy as _

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.election import candidate_figures
from baqylau.election.candidacies import Standing
from baqylau.election.models import Candidate, ContestKind
from baqylau.election.standing import AGES
from baqylau.mission.models import Mission
from baqylau.reports.figure_offers import Offer, Simple
from baqylau.reports.languages import in_each_language
from baqylau.reports.methods.plan import Texts

Count = Callable[..., Figure]


def candidates_offered(mission: Mission) -> Iterator[Simple]:
    """What the register offers, for each kind of contest that it has candidates of."""
    kinds = Candidate.objects.filter(mission=mission).order_by().values_list("contest__kind", flat=True)
    for kind in sorted(set(kinds)):
        for name, words, count, is_share in _of_kind(kind):
            offer = Offer(
                f"candidates.{name}.{kind}",
                _words(words, ContestKind(kind)),
                "register of candidates",
                "candidates",
                "candidates",
                is_share,
                Permission.SEE_MISSION,
            )
            yield Simple(offer, partial(_counted, count=count, kind=kind))


def _of_kind(kind: str) -> Iterator[tuple[str, object, Count, bool]]:
    yield "nominated", _("Candidates nominated"), candidate_figures.nominated, False
    for where in Standing:
        if where != Standing.NOMINATED:
            yield where.value, STANDING[where], partial(candidate_figures.standing, where=where.value), True
    yield "women", _("Women among registered candidates"), candidate_figures.women, True
    yield (
        "self_nominated",
        _("Self-nominated among registered candidates"),
        candidate_figures.self_nominated,
        True,
    )
    for low, high in AGES:
        count = partial(candidate_figures.aged, group=(low, high))
        yield f"aged_{low}", (_("Registered candidates aged %(ages)s"), f"{low}–{high}"), count, True


STANDING = {
    Standing.REGISTERED: _("Candidates registered, of those nominated"),
    Standing.REFUSED: _("Candidates refused registration, of those nominated"),
    Standing.CANCELLED: _("Candidates whose registration was cancelled, of those nominated"),
    Standing.WITHDRAWN: _("Candidates who withdrew, of those nominated"),
}


def _counted(mission: Mission, *, count: Count, kind: str) -> Figure:
    found = Candidate.objects.filter(mission=mission).select_related("contest__election").order_by("pk")
    return count(found, kind)


def _words(says: object, kind: ContestKind) -> Texts:
    """What is counted and of which contests, in each language."""

    def say(_language: str) -> str:
        text = str(says[0]) % {"ages": says[1]} if isinstance(says, tuple) else str(says)
        return f"{text}: {kind.label}"

    return in_each_language(say)
