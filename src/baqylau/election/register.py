"""The published figures that a mission sees, and what does not agree among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from baqylau.election.actions.entries import Keeper
from baqylau.election.methods.figure_checks import Conflict, check_figures
from baqylau.election.methods.figures import Ballot, Qualifier, Said
from baqylau.election.models import Election, Option, OptionKind, PublishedFigure

CONTESTANTS = (OptionKind.PARTY, OptionKind.ALLIANCE, OptionKind.CANDIDATE)


def figures_seen_by(mission: Keeper) -> QuerySet[PublishedFigure]:
    """Those of the election's pack and the mission's own, also the ones that were taken back."""
    figures = PublishedFigure.objects.filter(election=mission.election_id)
    seen = figures.filter(Q(mission=None) | Q(mission=mission.pk))
    related = seen.select_related("contest", "option", "area", "entered_by", "confirmed_by")
    return related.defer("area__boundary", "contest__seat_rule", "contest__candidate_rule")


def said_of(figure: PublishedFigure) -> Said:
    """A figure as the checks take it; its key is that of the row."""
    return Said(
        key=str(figure.pk),
        indicator=figure.indicator,
        value=figure.value,
        unit=figure.unit,
        qualifier=Qualifier(figure.qualifier),
        contest=figure.contest.code if figure.contest else "",
        option=figure.option.code if figure.option else "",
        area=figure.area.code if figure.area else "",
        part=figure.part,
        base=figure.base,
        as_of=figure.as_of,
        source=" ".join((figure.said_by, figure.source)).strip(),
        sentence=figure.sentence,
        stands=not figure.should_be,
        official=figure.official,
    )


def ballots_of(election: Election | int) -> dict[str, Ballot]:
    """What may be marked in each contest of which options are known."""
    found: dict[str, list[tuple[str, str]]] = {}
    options = Option.objects.filter(contest__election=election).values_list("contest__code", "code", "kind")
    for contest, code, kind in options:
        found.setdefault(contest, []).append((code, kind))
    return {
        contest: Ballot(
            frozenset(code for code, _kind in of),
            frozenset(code for code, kind in of if kind in CONTESTANTS),
        )
        for contest, of in found.items()
    }


@dataclass(frozen=True, slots=True)
class Found:
    """Figures that do not agree, the one looked at first before the others.

    ``is_known`` where one of them is marked with what it should be.
    """

    conflict: Conflict
    figures: tuple[PublishedFigure, ...]

    @property
    def is_known(self) -> bool:
        return any(one.should_be for one in self.figures)


def conflicts_among(figures: Iterable[PublishedFigure], election: Election | int) -> list[Found]:
    """What does not agree among the figures that have a value and were not taken back."""
    compared = {str(one.pk): one for one in figures if one.value and one.withdrawn_at is None}
    found = check_figures(map(said_of, compared.values()), ballots_of(election))
    return [Found(one, tuple(compared[key] for key in one.keys)) for one in found]
