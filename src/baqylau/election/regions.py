"""The regions of an election: the areas right below its country."""

from __future__ import annotations

from baqylau.election.models import Area, Election


def regions_of(election: Election) -> dict[int, Area]:
    """For the key of each area of the election, the region that it is or lies in; the country has none."""
    areas = list(election.areas.defer("boundary"))
    regions = {area.path: area for area in areas if area.path.count("/") == 2}
    return {area.pk: regions[head] for area in areas if (head := _head(area.path)) in regions}


def _head(path: str) -> str:
    """The path of the region that a path goes through: ``kz/abai/semey/`` → ``kz/abai/``."""
    return "/".join(path.split("/")[:2]) + "/"
