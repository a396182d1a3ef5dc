"""How far a station stands from its neighbours: robust z by area."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from baqylau.results.methods.station_table import Level

Floats = NDArray[np.float64]

FEWEST_NEIGHBOURS = 8
"""An area with fewer stations says nothing of its own; the area above it is taken."""

SMALLEST_SPREAD = 0.005
"""Half a percentage point: where neighbours agree more closely, the distance is counted in this."""

NORMAL = 0.6745
"""The median absolute deviation of a normal distribution with standard deviation 1."""


def robust_z(values: Floats, levels: Sequence[Level]) -> tuple[Floats, Floats]:
    """For each station z = 0.6745 (x − median) / MAD among its neighbours, and that median.

    ``values`` are shares (nan: not known). Neighbours are the stations of the finest area that has at least
    :data:`FEWEST_NEIGHBOURS`; nan where even the whole file has fewer.
    Source: Iglewicz and Hoaglin 1993, who flag values of z beyond 3.5.
    """
    z = np.full(len(values), np.nan)
    middle = np.full(len(values), np.nan)
    areas = [level.area_of for level in reversed(levels)] + [np.zeros(len(values), dtype=np.int32)]
    for area_of in areas:
        left = np.isnan(z) & ~np.isnan(values)
        if not left.any():
            break
        known = ~np.isnan(values)
        medians, sizes = group_medians(values[known], area_of[known], int(area_of.max()) + 1)
        spread, _ = group_medians(
            np.abs(values - medians[area_of])[known], area_of[known], int(area_of.max()) + 1
        )
        take = left & (sizes[area_of] >= FEWEST_NEIGHBOURS)
        at = area_of[take]
        z[take] = NORMAL * (values[take] - medians[at]) / np.maximum(spread[at], SMALLEST_SPREAD)
        middle[take] = medians[at]
    return z, middle


def group_medians(
    values: Floats, group_of: NDArray[np.int32], groups: int
) -> tuple[Floats, NDArray[np.int64]]:
    """The median of each group (nan where it is empty), and how many values it has."""
    sizes = np.bincount(group_of, minlength=groups)
    order = np.lexsort((values, group_of))
    ordered = values[order]
    starts = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    medians = np.full(groups, np.nan)
    filled = sizes > 0
    low = starts[filled] + (sizes[filled] - 1) // 2
    high = starts[filled] + sizes[filled] // 2
    medians[filled] = (ordered[low] + ordered[high]) / 2
    return medians, sizes
