"""A quick count of 6,306 stations in 349 strata, beside the library ``svy``, with the same figures."""

from __future__ import annotations

import numpy as np

from baqylau.results.methods.estimates import Estimates, design_of, ratios
from bench.row import Row, best_of

STATIONS, STRATA, OPTIONS = 6_306, 349, 9


def run() -> list[Row]:
    """Shares of nine options with their intervals; ours lays out the design anew each time."""
    import polars
    import svy

    draw = np.random.default_rng(2023)
    twice = np.tile(np.arange(STRATA), 2)
    stratum_of = np.sort(np.concatenate((twice, draw.integers(0, STRATA, STATIONS - 2 * STRATA))))
    counted = np.bincount(stratum_of)
    sizes = counted * 20
    votes = draw.integers(0, 120, (STATIONS, OPTIONS)).astype(float)
    base = votes.sum(axis=1)

    frame = polars.DataFrame({f"y{place}": votes[:, place] for place in range(OPTIONS)}).with_columns(
        polars.Series("x", base),
        polars.Series("stratum", stratum_of),
        polars.Series("weight", (sizes / counted)[stratum_of]),
        polars.Series("there", sizes[stratum_of]),
    )
    sample = svy.Sample(frame, svy.Design(stratum="stratum", wgt="weight", pop_size="there"))
    columns = [f"y{place}" for place in range(OPTIONS)]

    def peer() -> list[svy.Estimate]:
        return sample.estimation.ratio(y=columns, x="x")

    def own() -> Estimates:
        return ratios(design_of(stratum_of, sizes), votes, base)

    assert np.allclose(own().se, [one.estimates[0].se for one in peer()], rtol=1e-8)
    name = f"a quick count: {STATIONS:,} stations in {STRATA} strata, {OPTIONS} options"
    return [Row(name, best_of(5, own), 0.02, "svy, all ratios in one call", best_of(5, peer))]
