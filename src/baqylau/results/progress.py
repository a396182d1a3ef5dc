"""The page of the count's progress: one contest, one kind of source, one area and what lies in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

import numpy as np
from django.core.paginator import Page, Paginator
from django.utils.translation import gettext as _

from baqylau.core.figure import percent
from baqylau.election.models import Area, Contest, Option, PublishedFigure, Station
from baqylau.mission.models import Mission
from baqylau.observation.mapped import Coloured, Map, drawing_of, mapped
from baqylau.results.counted import (
    Ground,
    Sums,
    areas_of,
    counted,
    reported_by_source,
)
from baqylau.results.models import ProtocolSource

STATIONS_ON_A_PAGE = 100
OPTIONS_IN_A_ROW = 4
"""How many lists or candidates have a column in the table of areas: those with most votes in the whole."""
OFFICIAL = str(ProtocolSource.OFFICIAL_TABLE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; each text empty where it asks for nothing."""

    contest: str = ""
    source: str = ""
    area: str = ""
    show: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A kind of source that stations were counted from."""

    code: str
    name: str
    stations: int


@dataclass(frozen=True, slots=True)
class Share:
    """A share in per cent with its parts; no text where there is nothing to divide by."""

    part: int | None
    whole: int | None

    @property
    def text(self) -> str:
        return percent(self.part, self.whole) if self.part is not None and self.whole else ""

    @property
    def decimal(self) -> Decimal | None:
        return Decimal(self.text) if self.text else None


@dataclass(frozen=True, slots=True)
class OptionLine:
    """The votes for one option in the area: so far, as published, and from the official table.

    ``official`` is of the same stations. A number that nobody gave is None.
    """

    option: Option
    place: int
    votes: int | None
    share: Share
    bar: int
    published: int | None
    official: int | None

    @property
    def from_published(self) -> int | None:
        return None if self.votes is None or self.published is None else self.votes - self.published

    @property
    def from_official(self) -> int | None:
        return None if self.votes is None or self.official is None else self.votes - self.official


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area right in the area of the page; ``shares`` in the order of the page's chief options."""

    area: Area
    address: str
    sums: Sums
    reported: Share
    turnout: Share
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class StationLine:
    """One station: its numbers by column, empty where it was not counted."""

    station: Station
    counted: bool
    on_list: int | None
    took_part: int | None
    turnout: Share
    invalid: int | None
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What the map may show."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Everything on the page."""

    mission: Mission
    contests: Sequence[Contest]
    contest: Contest | None
    sources: Sequence[Source] = ()
    source: Source | None = None
    area: Area | None = None
    above: Sequence[tuple[str, str]] = ()
    sums: Sums | None = None
    reported: Share | None = None
    turnout: Share | None = None
    took_part: str = ""
    on_list: int | None = None
    voted: int | None = None
    invalid: int | None = None
    options: Sequence[OptionLine] = ()
    has_published: bool = False
    official_stations: int | None = None
    chief: Sequence[Option] = ()
    areas: Sequence[AreaLine] = ()
    stations: Sequence[StationLine] = ()
    station_page: Page[int] | None = None
    choices: Sequence[Choice] = ()
    shown: Choice | None = None
    map: Map | None = None

    @property
    def is_partial(self) -> bool:
        return self.sums is not None and self.sums.reported < self.sums.stations


@dataclass(frozen=True, slots=True)
class Chosen:
    """The contest and the kind of source that an address asks for, among those that there are."""

    contests: Sequence[Contest]
    contest: Contest | None
    sources: Sequence[Source]
    source: Source | None


def chosen(mission: Mission, asked: Asked) -> Chosen:
    """What is asked for, else the first contest and the source from which most stations were counted."""
    contests = list(mission.election.contests.select_related("area", "election"))
    contest = next((one for one in contests if one.code == asked.contest), contests[0] if contests else None)
    if contest is None:
        return Chosen(contests, None, [], None)
    contest.election = mission.election
    sources = _sources(mission, contest)
    source = next((one for one in sources if one.code == asked.source), _fullest(sources))
    return Chosen(contests, contest, sources, source)


def progress(mission: Mission, asked: Asked) -> Progress:
    """Gather the page."""
    choice = chosen(mission, asked)
    if choice.contest is None or choice.source is None:
        return Progress(mission, choice.contests, choice.contest)
    return _Gathering(mission, choice, choice.contest, choice.source, asked).page()


def _sources(mission: Mission, contest: Contest) -> list[Source]:
    stations = reported_by_source(mission, contest)
    return [
        Source(kind.value, str(kind.label), stations[kind])
        for kind in ProtocolSource
        if kind.value in stations
    ]


def _fullest(sources: Sequence[Source]) -> Source | None:
    return max(sources, key=lambda source: source.stations, default=None)


class _Gathering:
    """What the parts of one page have in common."""

    def __init__(
        self, mission: Mission, choice: Chosen, contest: Contest, source: Source, asked: Asked
    ) -> None:
        self.mission, self.contest, self.source, self.asked = mission, contest, source, asked
        self.contests, self.sources = choice.contests, choice.sources
        self.counted = counted(mission, contest, source.code)
        self.ground: Ground = self.counted.ground
        self.areas = areas_of(mission.election)
        self.path = asked.area if asked.area in self.ground.runs and asked.area in self.areas else ""
        self.options = list(contest.options.order_by("position", "code"))
        whole = self.counted.sums()
        ranked = sorted(self.options, key=lambda option: -whole.votes.get(option.code, 0))
        self.chief = ranked[:OPTIONS_IN_A_ROW]

    def page(self) -> Progress:
        """The whole page."""
        sums = self.counted.sums(self.path)
        children = self._children()
        lines = [self._area_line(area) for area in children]
        choices = self._choices()
        shown = next((one for one in choices if one.code == self.asked.show), self._usual(choices))
        official, stations = self._official(), self._station_page(children)
        return Progress(
            mission=self.mission,
            contests=self.contests,
            contest=self.contest,
            sources=self.sources,
            source=self.source,
            area=self.areas.get(self.path),
            above=self._above(),
            sums=sums,
            reported=Share(sums.reported, sums.stations),
            turnout=self._turnout(sums),
            took_part=self.counted.took_part,
            on_list=sums.line("on_list"),
            voted=sums.line(self.counted.took_part),
            invalid=sums.line("invalid"),
            options=self._option_lines(sums, official),
            has_published=bool(self._published()),
            official_stations=official.reported if official else None,
            chief=self.chief,
            areas=lines,
            stations=self._station_lines(stations),
            station_page=stations,
            choices=choices,
            shown=shown,
            map=self._map(lines, shown) if lines and shown else None,
        )

    def address(self, **changes: str) -> str:
        """The page's address with another area or another thing on the map."""
        asked = {
            "contest": self.contest.code,
            "source": self.source.code,
            "area": self.path,
            "show": self.asked.show,
            **changes,
        }
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    # -------------------------------------------------------------- areas

    def _children(self) -> list[Area]:
        """The areas right in this one that have stations, in the language's order."""
        path, depth = self._base()
        found = [
            area
            for run in self.ground.runs
            if run.count("/") == depth + 1 and run.startswith(path) and (area := self.areas.get(run))
        ]
        return sorted(found, key=lambda area: (getattr(area, Area.order_column()), area.code))

    def _base(self) -> tuple[str, int]:
        """The area whose parts are listed; of the whole, the country."""
        if self.path:
            return self.path, self.path.count("/")
        tops = {run for run in self.ground.runs if run.count("/") == 1}
        return (next(iter(tops)), 1) if len(tops) == 1 else ("", 0)

    def _above(self) -> list[tuple[str, str]]:
        """Name and address of the whole and of each area above this one."""
        if not self.path:
            return []
        codes = self.path.strip("/").split("/")
        paths = ["/".join(codes[:depth]) + "/" for depth in range(2, len(codes))]
        links = [(self.areas[path].name, self.address(area=path)) for path in paths if path in self.areas]
        return [(_("The whole contest"), self.address(area="")), *links]

    def _area_line(self, area: Area) -> AreaLine:
        sums = self.counted.sums(area.path)
        return AreaLine(
            area=area,
            address=self.address(area=area.path),
            sums=sums,
            reported=Share(sums.reported, sums.stations),
            turnout=self._turnout(sums),
            shares=tuple(Share(sums.votes.get(one.code), sums.all_votes) for one in self.chief),
        )

    def _turnout(self, sums: Sums) -> Share:
        return Share(sums.line(self.counted.took_part), sums.line("on_list"))

    # -------------------------------------------------------------- options

    def _option_lines(self, sums: Sums, official: Sums | None) -> list[OptionLine]:
        published = self._published()
        most = max(sums.votes.values(), default=0) or 1
        return [
            OptionLine(
                option=option,
                place=place,
                votes=sums.votes[option.code] if sums.given.get(option.code) else None,
                share=Share(sums.votes.get(option.code), sums.all_votes),
                bar=1000 * sums.votes.get(option.code, 0) // most,
                published=published.get(option.pk),
                official=official.votes.get(option.code) if official else None,
            )
            for place, option in enumerate(self.options)
        ]

    def _published(self) -> dict[int, int]:
        """The votes that somebody published for this area, by option; whole numbers only."""
        figures = PublishedFigure.objects.filter(
            contest=self.contest, indicator="votes", option__isnull=False, official=True
        )
        area = self.areas.get(self.path)
        figures = figures.filter(area=area) if area else figures.filter(area=None)
        return {one.option_id or 0: int(one.value) for one in figures if one.value.isdecimal()}

    def _official(self) -> Sums | None:
        """The official table's totals at the stations that were counted from this source."""
        if self.source.code == OFFICIAL or not any(one.code == OFFICIAL for one in self.sources):
            return None
        table = counted(self.mission, self.contest, OFFICIAL)
        first, end = self.ground.run(self.path)
        both = (self.counted.protocols[first:end] > 0) & (table.protocols[first:end] > 0)
        votes = np.sum(table.values[first:end][both][:, : len(table.options)], axis=0).tolist()
        return Sums(end - first, int(both.sum()), dict(zip(table.options, votes, strict=True)), {}, {})

    # -------------------------------------------------------------- stations

    def _station_page(self, children: Sequence[Area]) -> Page[int] | None:
        """The rows of the area's stations; where areas are to be opened first, those right in this one."""
        first, end = self.ground.run(self.path)
        rows: Sequence[int] = range(first, end)
        if children:
            right_here = {self.path, self._base()[0]}
            rows = [row for row in rows if self.ground.paths[row] in right_here]
        return Paginator(rows, STATIONS_ON_A_PAGE).get_page(self.asked.page) if rows else None

    def _station_lines(self, page: Page[int] | None) -> list[StationLine]:
        rows = list(page.object_list) if page else []
        found = Station.objects.in_bulk([self.ground.keys[row] for row in rows])
        return [self._station_line(row, found[self.ground.keys[row]]) for row in rows]

    def _station_line(self, row: int, station: Station) -> StationLine:
        said: Mapping[str, int] = self.counted.of_station(row)
        votes = [said[option.code] for option in self.options if option.code in said]
        on_list, took_part = said.get("on_list"), said.get(self.counted.took_part)
        return StationLine(
            station=station,
            counted=bool(self.counted.protocols[row]),
            on_list=on_list,
            took_part=took_part,
            turnout=Share(took_part, on_list),
            invalid=said.get("invalid"),
            shares=tuple(Share(said.get(one.code), sum(votes)) for one in self.chief),
        )

    # -------------------------------------------------------------- the map

    def _choices(self) -> list[Choice]:
        turnout = [Choice("turnout", _("Turnout"))] if self.counted.took_part else []
        options = [Choice(f"option:{one.code}", one.name) for one in self.options]
        return [Choice("reported", _("Stations counted")), *turnout, *options]

    def _usual(self, choices: Sequence[Choice]) -> Choice:
        """Turnout once all is counted, until then how far the count is."""
        is_complete = self.counted.reported == len(self.ground)
        return choices[1] if is_complete and len(choices) > 1 else choices[0]

    def _map(self, lines: Sequence[AreaLine], shown: Choice) -> Map:
        coloured = [self._coloured(line, shown) for line in lines]
        areas = {str(line.area.pk): line.area for line in lines}
        return mapped(coloured, drawing_of(areas, self.mission.election.pack_digest))

    def _coloured(self, line: AreaLine, shown: Choice) -> Coloured:
        share = line.turnout
        if shown.code == "reported":
            share = line.reported
        elif shown.code.startswith("option:"):
            code = shown.code.removeprefix("option:")
            share = Share(line.sums.votes.get(code), line.sums.all_votes)
        return Coloured(str(line.area.pk), line.area.name, share.text, share.decimal, line.address)
