"""The figures that an annex brings into a report: those of the official results."""

from __future__ import annotations

from collections.abc import Iterable

from baqylau.election.models import PublishedFigure
from baqylau.mission.models import Mission
from baqylau.reports.methods.markup import references_of

RESULTS = "results"


def annex_figures(texts: Iterable[str], mission: Mission) -> list[str]:
    """The names of the figures that annexes in these texts show and the texts do not name."""
    kinds = {one.name for text in texts for _line, one in references_of(text) if one.kind == "annex"}
    if RESULTS not in kinds:
        return []
    return [f"published:{one.code}" for of in official_votes(mission).values() for one in of]


def official_votes(mission: Mission) -> dict[str, list[PublishedFigure]]:
    """The official votes of each contest for the whole country, the most first; of several the final one."""
    official = PublishedFigure.objects.filter(
        election=mission.election, mission=None, official=True, indicator="votes", area=None, should_be=""
    )
    found = official.exclude(option=None).filter(withdrawn_at=None).select_related("option", "contest")
    by_contest: dict[str, dict[int, PublishedFigure]] = {}
    for one in sorted(found, key=lambda one: (one.status.startswith("final"), one.as_of)):
        if one.value.isdecimal() and one.contest and one.option:
            by_contest.setdefault(one.contest.name, {})[one.option.pk] = one
    return {
        contest: sorted(votes.values(), key=lambda one: -int(one.value))
        for contest, votes in by_contest.items()
    }
