"""One election, all rooms together."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from baqylau.core.text import in_language
from baqylau.election.models import Area, Commission, Election, PublishedFigure, StationKind
from baqylau.site.pages.calendar import Day, days_of
from baqylau.site.pages.contests import District, Shown, contests_of, districts_of
from baqylau.site.pages.figures import Cell, Published, best, cell
from baqylau.site.pages.regions import Regions, regions_of
from baqylau.site.pages.sources import Sources


@dataclass(frozen=True, slots=True)
class Note:
    """A remark of the pack, in the language of the page."""

    about: str
    status: str
    says: str
    source: int | None


@dataclass(frozen=True, slots=True)
class LevelOfCommissions:
    """How many commissions of a level are known, and which, where they are few."""

    name: str
    count: int
    commissions: list[Commission]


@dataclass(frozen=True, slots=True)
class ElectionPage:
    """Everything on the page of an election."""

    election: Election
    source: int | None
    regions: Regions
    contests: list[Shown]
    districts: list[District]
    chief: list[Cell]
    whole: list[Cell]
    disagreeing: list[Cell]
    calendar: list[Day]
    notes: list[Note]
    commissions: list[LevelOfCommissions]
    stations: list[tuple[str, int]]
    sources: Sources

    @property
    def remarks(self) -> list[Note]:
        """Notes that are not shown elsewhere on the page."""
        return [note for note in self.notes if note.about != BOUNDARIES]

    @property
    def of_boundaries(self) -> list[Note]:
        """Whose boundaries the map shows, and under which licence."""
        return [note for note in self.notes if note.about == BOUNDARIES]

    @property
    def open_questions(self) -> int:
        return sum(note.status in {"unknown", "unconfirmed"} for note in self.notes)


CHIEF = ("registered", "took_part", "turnout")
"""Indicators that stand at the head of the page."""

BOUNDARIES = "boundaries"
"""What a pack's note is about that stands under the map."""

LISTED = 60
"""Of a level of commissions, as many are named."""


def election_page(election: Election, language: str, series: str) -> ElectionPage:
    """Gather the page: about a dozen queries however large the election is."""
    sources = Sources()
    source = sources.cite(election.source)
    published = Published(election)
    contests = list(
        election.contests.select_related("area").prefetch_related("options").order_by("position", "code")
    )
    country = Area.objects.filter(elections=election, parent=None).values_list("pk", flat=True).first()
    return ElectionPage(
        election=election,
        source=source,
        contests=contests_of(contests, published, sources),
        regions=regions_of(election, published, contests, series, sources),
        districts=districts_of(contests, published, sources),
        chief=_cells(_chief(published.of_whole(country)), sources),
        whole=_cells(published.of_whole(country), sources),
        disagreeing=_cells(published.disagreeing(), sources),
        calendar=days_of(election, sources),
        notes=_notes(election, language, sources),
        commissions=_commissions(election),
        stations=_stations(election),
        sources=sources,
    )


def _chief(figures: list[PublishedFigure]) -> list[PublishedFigure]:
    """Of each chief indicator the figure that stands best."""
    whole = best((figure.indicator, figure) for figure in figures if figure.contest_id is None)
    return [whole[indicator] for indicator in CHIEF if indicator in whole]


def _cells(figures: list[PublishedFigure], sources: Sources) -> list[Cell]:
    return [cell(figure, sources) for figure in figures]


def _notes(election: Election, language: str, sources: Sources) -> list[Note]:
    return [
        Note(
            about=str(note.get("about", "")),
            status=str(note.get("status", "remark")),
            says=in_language(note.get("says", {}), language),
            source=sources.cite(str(note.get("source", ""))),
        )
        for note in election.notes
    ]


def _commissions(election: Election) -> list[LevelOfCommissions]:
    levels = dict(election.commissions.values_list("level").annotate(count=Count("pk")))
    few = [level for level, count in levels.items() if count <= LISTED]
    named = list(
        election.commissions.filter(level__in=few)
        .select_related("area")
        .order_by(Commission.order_column(), "code")
    )
    return [
        LevelOfCommissions(str(label), levels[level], [one for one in named if one.level == level])
        for level, label in Commission.Level.choices
        if level in levels
    ]


def _stations(election: Election) -> list[tuple[str, int]]:
    counts = dict(election.stations.values_list("kind").annotate(count=Count("pk")).order_by())
    return [(str(label), counts[kind]) for kind, label in StationKind.choices if kind in counts]
