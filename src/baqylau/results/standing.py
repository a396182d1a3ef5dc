"""How a sample stands: what was planned, what has been received, and what it says of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

import numpy as np

from baqylau.core.problem import Phrase, Refused
from baqylau.election.models import Contest, ContestKind
from baqylau.results.counted import Counted, counted
from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.estimates import chance_above, chance_of_lead, chance_of_second_round, leads
from baqylau.results.methods.late_arrivals import Moment, course, late_difference
from baqylau.results.methods.missing_stations import bounds, break_even_lead, with_missing
from baqylau.results.methods.quick_count import QuickCount, quick_count
from baqylau.results.methods.rule import Rule
from baqylau.results.methods.station_table import Mask, StationTable, Whole
from baqylau.results.models import Protocol, Sample, SampledStation, SampleStratum
from baqylau.results.sources.seat_files import rule_from

BATCH = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """A sample and what has come in. Arrays have one number for each station that stands in the sample.

    ``stratum_of`` is the place of its stratum in ``strata``; ``reported`` says whether it was counted, with
    the votes of every option given; ``protocols`` are the keys of the protocols that count.
    """

    sample: Sample
    strata: tuple[SampleStratum, ...]
    stations: tuple[SampledStation, ...]
    stratum_of: Whole
    reported: Mask
    protocols: Whole
    counts: Counted

    @property
    def received(self) -> Whole:
        """By stratum."""
        return np.bincount(self.stratum_of[self.reported], minlength=len(self.strata))

    @property
    def planned(self) -> Whole:
        """By stratum."""
        return np.array([stratum.planned for stratum in self.strata], dtype=np.int64)

    @property
    def sizes(self) -> Whole:
        """N_h by stratum."""
        return np.array([stratum.stations for stratum in self.strata], dtype=np.int64)


def standing_of(sample: Sample, source_kind: str) -> Standing:
    """The sample with what was counted from one kind of source. Replaced stations do not stand in it."""
    counts = counted(sample.mission, sample.contest, source_kind)
    strata = tuple(sample.strata.all())
    place_of = {stratum.pk: place for place, stratum in enumerate(strata)}
    stations = tuple(sample.stations.filter(replaced_by=None).select_related("station", "stratum"))
    rows = np.array([counts.ground.rows.get(one.station_id, -1) for one in stations], dtype=np.int64)
    there = rows >= 0
    whole = counts.given[:, : len(counts.options)].all(axis=1) & (counts.protocols > 0)
    reported = np.zeros(len(stations), dtype=np.bool_)
    protocols = np.zeros(len(stations), dtype=np.int64)
    reported[there] = whole[rows[there]]
    protocols[there] = counts.protocols[rows[there]]
    return Standing(
        sample=sample,
        strata=strata,
        stations=stations,
        stratum_of=np.array([place_of[one.stratum_id] for one in stations], dtype=np.int64),
        reported=reported,
        protocols=protocols,
        counts=counts,
    )


# ------------------------------------------------------------------ what it says


@dataclass(frozen=True, slots=True)
class OptionEstimate:
    """One option's share with its interval, what missing stations could make of it, and how sure it is.

    Shares are fractions. ``above`` is the chance of the threshold, None where there is none.
    ``late_less_early`` is the share of the last quarter of stations less that of the others with its
    interval, None where too few have come in.
    """

    option: str
    estimate: float
    se: float
    low: float
    high: float
    least: float
    most: float
    above: float | None
    late_less_early: tuple[float, float, float] | None


@dataclass(frozen=True, slots=True)
class Lead:
    """How far the first option is ahead of the second; ``break_even`` as in ``methods.missing_stations``."""

    first: str
    second: str
    estimate: float
    low: float
    high: float
    chance: float
    break_even: float | None


@dataclass(frozen=True, slots=True)
class Said:
    """All that a sample says of the result; ``options`` by falling share."""

    count: QuickCount
    together: tuple[tuple[str, ...], ...]
    options: tuple[OptionEstimate, ...]
    lead: Lead | None
    threshold: Fraction | None
    second_round: float | None
    moments: tuple[Moment, ...]


WHY_NOTHING = {
    "no_units": Phrase("No station of the sample has been counted yet."),
    "too_few": Phrase("One station alone does not show how much stations differ: two at least are needed."),
    "no_base": Phrase("The votes of the sample add up to 0."),
}
"""Why there is no estimate, by the word of ``Impossible``."""


def said_of(standing: Standing) -> Said:
    """The estimate; ``Impossible`` where there is none, with a word of ``WHY_NOTHING``."""
    reported = standing.reported
    if not reported.any():
        raise Impossible("no_units")
    stratum_of, sizes = standing.stratum_of[reported], standing.sizes
    found = quick_count(_table(standing), stratum_of, sizes)
    sample = with_missing(stratum_of, standing.planned, sizes, found.votes, found.base)
    least, most = bounds(sample)
    rule = _rule_with_threshold(standing.sample.contest)
    above = None
    if rule is not None:
        needed = np.array([float(rule.threshold_of(option)) for option in found.options])
        above = chance_above(found.design, found.votes, found.base, needed)
    order = np.argsort(-found.shares.estimate, kind="stable").tolist()
    arrival = _arrival(standing)
    late = _late(found, arrival)
    is_round = standing.sample.contest.kind in (ContestKind.PRESIDENT, ContestKind.SINGLE_MANDATE)
    return Said(
        count=found,
        together=tuple(
            tuple(standing.strata[place].code for place in group)
            for group in found.design.groups
            if len(group) > 1
        ),
        options=tuple(
            OptionEstimate(
                option=found.options[place],
                estimate=float(found.shares.estimate[place]),
                se=float(found.shares.se[place]),
                low=max(0.0, float(found.shares.low[place])),
                high=min(1.0, float(found.shares.high[place])),
                least=float(least[place]),
                most=float(most[place]),
                above=None if above is None else float(above[place]),
                late_less_early=late[place] if late else None,
            )
            for place in order
        ),
        lead=_lead(found, order, break_even_lead(sample, order[0], order[1])) if len(order) > 1 else None,
        threshold=rule.threshold if rule else None,
        second_round=chance_of_second_round(found.design, found.votes, found.base) if is_round else None,
        moments=tuple(course(stratum_of[arrival], sizes, found.votes[arrival], found.base[arrival])),
    )


def _table(standing: Standing) -> StationTable:
    """The stations of the sample that were counted, as a table."""
    counts, places = standing.counts, np.flatnonzero(standing.reported).tolist()
    stations = [standing.stations[place] for place in places]
    rows = np.array([counts.ground.rows[one.station_id] for one in stations], dtype=np.int64)
    options = len(counts.options)
    return StationTable(
        stations=tuple(one.station.code for one in stations),
        row_of=rows + 1,
        levels=(),
        options=counts.options,
        votes=counts.values[rows][:, :options],
        lines={code: counts.values[rows, options + place] for place, code in enumerate(counts.lines)},
        absent_votes=None,
        absent_lines={code: ~counts.given[rows, options + place] for place, code in enumerate(counts.lines)},
    )


def _arrival(standing: Standing) -> Whole:
    """The counted stations in the order in which their protocols came in."""
    keys = standing.protocols[standing.reported].tolist()
    entered = entered_at(keys)
    return np.array(sorted(range(len(keys)), key=lambda place: (entered[keys[place]], place)), dtype=np.int64)


def entered_at(keys: Sequence[int]) -> Mapping[int, datetime]:
    """When protocols came in; for a correction the time of what it corrects is not looked for."""
    found: dict[int, datetime] = {}
    for start in range(0, len(keys), BATCH):
        some = Protocol.objects.filter(pk__in=keys[start : start + BATCH]).order_by()
        found.update(some.values_list("pk", "entered_at"))
    return found


def _late(found: QuickCount, arrival: Whole) -> list[tuple[float, float, float]] | None:
    """The last quarter of the stations against the others; None below eight stations."""
    if len(arrival) < 8:
        return None
    late = np.zeros(len(arrival), dtype=np.bool_)
    late[arrival[-(len(arrival) // 4) :]] = True
    try:
        differs = late_difference(found.design, found.votes, found.base, late)
    except Impossible:
        return None
    return list(zip(differs.estimate.tolist(), differs.low.tolist(), differs.high.tolist(), strict=True))


def _lead(found: QuickCount, order: Sequence[int], break_even: float | None) -> Lead:
    first, second = order[:2]
    lead = leads(found.design, found.votes, found.base, [(first, second)])
    return Lead(
        first=found.options[first],
        second=found.options[second],
        estimate=float(lead.estimate[0]),
        low=float(lead.low[0]),
        high=float(lead.high[0]),
        chance=chance_of_lead(found.design, found.votes, first, second),
        break_even=break_even,
    )


def _rule_with_threshold(contest: Contest) -> Rule | None:
    """The contest's rule, where it has a threshold."""
    try:
        rule = rule_from(contest.seat_rule or {}, "seat_rule")
    except Refused:
        return None
    return rule if rule.has_threshold else None
