"""What the pages about samples show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from baqylau.core.figure import percent
from baqylau.core.pictures.course import Course, Point, course_of
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Contest, Option
from baqylau.mission.drawing import region_names
from baqylau.mission.models import Mission
from baqylau.observation.mapped import Coloured, Map, drawing_of, mapped
from baqylau.results.counted import areas_of, reported_by_source
from baqylau.results.editions import ban_ends
from baqylau.results.methods.collapse import Impossible
from baqylau.results.methods.sample_draw import frame_sha256
from baqylau.results.methods.sample_size import Allocation, Needed, stations_needed
from baqylau.results.models import ProtocolSource, Sample, SampledStation, SampleStratum
from baqylau.results.sample_forms import DesignForm
from baqylau.results.sampling import (
    Design,
    earlier_results,
    frame_of,
    numbers_by_stratum,
    stations_of,
)
from baqylau.results.standing import WHY_NOTHING, Lead, OptionEstimate, Said, Standing, said_of, standing_of

SOURCES = (
    ProtocolSource.OBSERVER_COPY,
    ProtocolSource.READ_OUT,
    ProtocolSource.PARTY_COPY,
    ProtocolSource.OFFICIAL_TABLE,
)
"""Where the figures of a sample may come from, the best first."""
CHARTS = 3
"""Of so many options the course of the estimate is drawn."""


# ------------------------------------------------------------------ a design


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a design gives before the dice: strata with their stations and how many are drawn."""

    strata: tuple[tuple[str, str, int, int], ...]
    """Code, region's name, stations, drawn."""
    frame_sha256: str

    @property
    def stations(self) -> int:
        return sum(one[2] for one in self.strata)

    @property
    def drawn(self) -> int:
        return sum(one[3] for one in self.strata)


def numbers_of(mission: Mission, contest: Contest, design: Design) -> Numbers:
    """The numbers by stratum; ``Refused`` where they cannot be."""
    stations = stations_of(contest, design.strata, design.kinds)
    if not stations:
        says = Phrase("The contest has no polling station of these kinds.")
        raise Refused(Problem("Q.203", says, Phrase("Let more kinds of station in.")))
    number_of = numbers_by_stratum(mission, stations, design)
    names = region_names(mission)
    sizes: dict[str, int] = {}
    region: dict[str, str] = {}
    for one in stations:
        sizes[one.stratum] = sizes.get(one.stratum, 0) + 1
        region[one.stratum] = names.get(one.region, "")
    strata = tuple((code, region[code], sizes[code], number) for code, number in number_of.items())
    return Numbers(strata, frame_sha256(frame_of(stations)))


def size_needed(mission: Mission, form: DesignForm) -> list[tuple[str, Needed]]:
    """How many stations the wanted width needs, by each allocation; nothing where it was not asked."""
    if not form.is_bound or not form.is_valid():
        return []
    given = form.cleaned_data
    if not (given["within"] and given["earlier"] and given["option"]):
        return []
    try:
        earlier = earlier_results(
            mission, Contest.objects.get(pk=given["earlier"]), given["option"], form.design.strata
        )
        votes, base = earlier.as_numbers()
        width = float(given["within"]) / 100
        return [
            (str(one), stations_needed(votes, base, earlier.stratum_of, width, one)) for one in Allocation
        ]
    except (Refused, Impossible):
        return []


# ------------------------------------------------------------------ a sample


@dataclass(frozen=True, slots=True)
class StratumLine:
    """A stratum and how much of it has come in."""

    stratum: SampleStratum
    name: str
    received: int

    @property
    def missing(self) -> int:
        return self.stratum.planned - self.received

    @property
    def weight(self) -> str:
        """How many stations each counted one stands for; empty for none."""
        return f"{self.stratum.stations / self.received:.1f}" if self.received else ""


@dataclass(frozen=True, slots=True)
class OptionLine:
    """An option with what the sample says of it."""

    option: Option
    place: int
    says: OptionEstimate

    @property
    def differs_late(self) -> bool:
        """Whether the interval of late less early leaves 0 out."""
        late = self.says.late_less_early
        return late is not None and not late[1] <= 0 <= late[2]


@dataclass(frozen=True, slots=True)
class Chart:
    """The course of one option's estimate."""

    option: Option
    course: Course


@dataclass(frozen=True, slots=True)
class SamplePage:
    """Everything the page of a sample shows; ``said`` is None where there is no estimate, or not for you."""

    source: str
    sources: tuple[tuple[str, str, int], ...]
    strata: tuple[StratumLine, ...]
    stations: tuple[tuple[SampledStation, str], ...]
    """Each with "counted", "missing" or "replaced"."""
    map: Map | None
    said: Said | None
    why_nothing: str
    options: tuple[OptionLine, ...]
    lead: tuple[Option, Option, Lead] | None
    charts: tuple[Chart, ...]
    ban_until: datetime | None

    @property
    def planned(self) -> int:
        return sum(one.stratum.planned for one in self.strata)

    @property
    def received(self) -> int:
        return sum(one.received for one in self.strata)

    @property
    def all_stations(self) -> int:
        return sum(one.stratum.stations for one in self.strata)


def look_at(sample: Sample, source: str, may_estimate: bool, now: datetime) -> SamplePage:
    """The page of a sample; estimates only for whoever may see them."""
    chosen = source_of(sample, source)
    standing = standing_of(sample, chosen)
    said, why = _said(standing) if may_estimate else (None, "")
    options = {option.code: option for option in sample.contest.options.all()}
    place_of = {code: place for place, code in enumerate(standing.counts.options)}
    counted_stations = reported_by_source(sample.mission, sample.contest)
    ends = ban_ends(sample.mission.election)
    return SamplePage(
        source=chosen,
        sources=tuple((kind.value, str(kind.label), counted_stations.get(kind.value, 0)) for kind in SOURCES),
        strata=_strata(standing),
        stations=_stations(standing),
        map=_map(standing),
        said=said,
        why_nothing=why,
        options=tuple(
            OptionLine(options[one.option], place_of[one.option], one)
            for one in (said.options if said else ())
        ),
        lead=(options[said.lead.first], options[said.lead.second], said.lead) if said and said.lead else None,
        charts=_charts(said, options, place_of) if said else (),
        ban_until=ends if now < ends else None,
    )


def source_of(sample: Sample, asked: str) -> str:
    """The source that is asked for, else the best one that has counted anything, else observers' copies."""
    if asked in {kind.value for kind in SOURCES}:
        return asked
    there = reported_by_source(sample.mission, sample.contest)
    return next((kind.value for kind in SOURCES if there.get(kind.value)), SOURCES[0].value)


def _said(standing: Standing) -> tuple[Said | None, str]:
    try:
        return said_of(standing), ""
    except Impossible as impossible:
        return None, WHY_NOTHING[str(impossible)].translated(_)


def _strata(standing: Standing) -> tuple[StratumLine, ...]:
    names = region_names(standing.sample.mission)
    received = standing.received.tolist()
    return tuple(
        StratumLine(stratum, names.get(stratum.region, ""), number)
        for stratum, number in zip(standing.strata, received, strict=True)
    )


def _stations(standing: Standing) -> tuple[tuple[SampledStation, str], ...]:
    counted = {
        one.pk for one, there in zip(standing.stations, standing.reported.tolist(), strict=True) if there
    }
    standing_keys = {one.pk for one in standing.stations}
    every = standing.sample.stations.select_related("station", "stratum", "replaces__station", "by")
    return tuple(
        (one, "counted" if one.pk in counted else "missing" if one.pk in standing_keys else "replaced")
        for one in every
    )


def _map(standing: Standing) -> Map | None:
    """Regions by how much of the sample has come in; None where the sample is not of several regions."""
    ground = standing.counts.ground
    planned: dict[str, int] = {}
    received: dict[str, int] = {}
    for one, there in zip(standing.stations, standing.reported.tolist(), strict=True):
        row = ground.rows.get(one.station_id)
        parts = ground.paths[row].split("/") if row is not None else []
        if len(parts) < 3:
            continue
        path = "/".join(parts[:2]) + "/"
        planned[path] = planned.get(path, 0) + 1
        received[path] = received.get(path, 0) + there
    election = standing.sample.mission.election
    areas = {path: area for path, area in areas_of(election).items() if path in planned}
    if len(areas) < 2:
        return None
    coloured = []
    for path, area in areas.items():
        says = percent(received[path], planned[path])
        coloured.append(Coloured(path, area.name, says, Decimal(says), "#strata"))
    return mapped(sorted(coloured, key=lambda one: one.name), drawing_of(areas, election.pack_digest))


def _charts(said: Said, options: Mapping[str, Option], place_of: Mapping[str, int]) -> tuple[Chart, ...]:
    charts = []
    for one in said.options[:CHARTS]:
        place = place_of[one.option]
        points = [
            Point(
                moment.arrived,
                100 * float(moment.shares.estimate[place]),
                100 * float(moment.shares.low[place]),
                100 * float(moment.shares.high[place]),
            )
            for moment in said.moments
        ]
        course = course_of(points)
        if course is not None:
            charts.append(Chart(options[one.option], course))
    return tuple(charts)


# ------------------------------------------------------------------ what leaves


def why_nothing_leaves(mission: Mission, now: datetime) -> Problem | None:
    """Why estimates may not be taken out now: the kind of mission (Q.201), or the poll ban (Q.213)."""
    if not mission.allows.quick_count:
        says = Phrase("A mission of this kind makes no quick counts and no audits.")
        return Problem("Q.201", says, Phrase("They are for citizen observer groups."))
    ends = ban_ends(mission.election)
    if now < ends:
        moment = f"{ends:%Y-%m-%d %H:%M} ({ends.tzname()})"
        says = Phrase("No estimate of the result leaves before {moment}.", moment=moment)
        return Problem("Q.213", says, Phrase("Until then the law may forbid to publish estimates."))
    return None


def estimates_as_json(said: Said, standing: Standing) -> dict[str, Any]:
    """The estimates in the form of ``baqylau quickcount --json``, with what they were made from."""
    turnout = said.count.turnout
    return {
        "sample": standing.sample.number,
        "seed": standing.sample.seed,
        "frame_sha256": standing.sample.frame_sha256,
        "n": said.count.stations,
        "planned": len(standing.stations),
        "strata": len(said.count.design.groups),
        "put_together": [list(group) for group in said.together],
        "options": {
            one.option: {
                "estimate": one.estimate,
                "se": one.se,
                "low": one.low,
                "high": one.high,
                "least": one.least,
                "most": one.most,
            }
            for one in said.options
        },
        "turnout": None
        if turnout is None
        else {
            "estimate": float(turnout.estimate[0]),
            "se": float(turnout.se[0]),
            "low": float(turnout.low[0]),
            "high": float(turnout.high[0]),
        },
        "stations": _codes(standing),
    }


def _codes(standing: Standing) -> Sequence[str]:
    pairs = zip(standing.stations, standing.reported.tolist(), strict=True)
    return [one.station.code for one, there in pairs if there]
