"""The page of a polling station: every version of its protocols side by side, and what is known of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse

from baqylau.election.models import Contest, Station
from baqylau.mission.models import Mission
from baqylau.results.checking import Checker, Finding
from baqylau.results.line_words import field_in_words, line_in_words
from baqylau.results.methods.layout import LINE, OPTION, figures_of
from baqylau.results.models import Paper, PaperStep, Protocol, ProtocolSource

ORDER = {kind: place for place, kind in enumerate(ProtocolSource)}


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a protocol, as a column; ``letter`` names it in the table and below."""

    letter: str
    protocol: Protocol
    figures: dict[str, int]
    findings: tuple[Finding, ...]
    address: str = ""
    """Of the paper or record that it comes from."""
    may_correct: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure of a version; ``other`` where it is not that of the first version that gives one."""

    number: int | None
    other: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the protocol in every version."""

    label: str
    number: str
    is_option: bool
    cells: tuple[Cell, ...]
    differs: bool
    name: str
    """The field's, as in ``methods.layout``."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper of the station: how far its entry has come, and who had it in hand."""

    paper: Paper
    steps: tuple[PaperStep, ...]
    address: str
    resolve_address: str


@dataclass(frozen=True, slots=True)
class OfContest:
    """What a station's page shows of one contest."""

    contest: Contest
    versions: tuple[Version, ...]
    rows: tuple[Row, ...]
    older: tuple[Protocol, ...]
    papers: tuple[PaperLine, ...]
    differing: int = 0


def of_station(mission: Mission, station: Station) -> list[OfContest]:
    """Every contest that the station votes on, or of which there is a protocol or a paper."""
    seen = Q(mission=None) | Q(mission=mission)
    related = ("entered_by", "record", "paper")
    protocols = list(Protocol.objects.filter(seen, station=station).select_related(*related))
    papers = _papers(mission, station)
    known = {one.contest_id for one in protocols} | {one.contest_id for one in papers}
    contests = Contest.objects.filter(
        Q(pk__in=known) | Q(pk__in=station.contests.values("pk")), election=station.election_id
    )
    return [
        _of_contest(
            _Addresses(mission, station, contest),
            contest,
            [one for one in protocols if one.contest_id == contest.pk],
            [one for one in papers if one.contest_id == contest.pk],
        )
        for contest in contests
    ]


def _papers(mission: Mission, station: Station) -> list[Paper]:
    found = Paper.objects.filter(mission=mission, station=station).order_by("contest", "number")
    return list(
        found.select_related("station", "contest", "record").prefetch_related("photographs", "steps__by")
    )


@dataclass(frozen=True, slots=True)
class _Addresses:
    """Where the papers and records of a station and contest are."""

    mission: Mission
    station: Station
    contest: Contest

    def of_paper(self, paper: Paper, page: str) -> str:
        place = [self.mission.slug, self.station.code, self.contest.code, paper.number]
        return reverse(f"results:{page}", args=place)

    def of(self, protocol: Protocol) -> str:
        """Of what a protocol comes from; "" for a table of a pack."""
        if protocol.record is not None:
            return reverse("observation:record", args=[self.mission.slug, protocol.record.number])
        return self.of_paper(protocol.paper, "paper") if protocol.paper else ""


def _of_contest(
    addresses: _Addresses, contest: Contest, protocols: Sequence[Protocol], papers: Sequence[Paper]
) -> OfContest:
    checker = Checker.of(contest)
    current = sorted((one for one in protocols if one.is_current), key=_place)
    versions = tuple(
        _version(addresses, letter, protocol, checker)
        for letter, protocol in zip(_letters(), current, strict=False)
    )
    rows = tuple(_rows(checker, versions))
    return OfContest(
        contest=contest,
        versions=versions,
        rows=rows,
        older=tuple(sorted((one for one in protocols if not one.is_current), key=_place)),
        papers=tuple(_paper_line(paper, addresses) for paper in papers),
        differing=sum(row.differs for row in rows),
    )


def _place(protocol: Protocol) -> tuple[int, int]:
    return ORDER[ProtocolSource(protocol.source_kind)], protocol.version


def _letters() -> Iterator[str]:
    """A, B … Z, then numbers."""
    yield from (chr(ord("A") + place) for place in range(26))
    yield from (str(number) for number in range(27, 10_000))


def _version(addresses: _Addresses, letter: str, protocol: Protocol, checker: Checker) -> Version:
    figures = figures_of(protocol.lines, protocol.votes)
    return Version(
        letter=letter,
        protocol=protocol,
        figures=figures,
        findings=checker.findings(figures),
        address=addresses.of(protocol),
        may_correct=protocol.paper is not None,
    )


def _paper_line(paper: Paper, addresses: _Addresses) -> PaperLine:
    steps = tuple(paper.steps.all())
    return PaperLine(paper, steps, addresses.of_paper(paper, "paper"), addresses.of_paper(paper, "resolve"))


def _rows(checker: Checker, versions: Sequence[Version]) -> Iterator[Row]:
    """The fields of the layout, then the lines and options that only some version has."""
    known = [(one.name, field_in_words(one), one.number) for one in checker.fields]
    names = {name for name, _label, _number in known}
    more = dict.fromkeys(name for version in versions for name in version.figures if name not in names)
    for name, label, number in (*known, *((name, _in_words(name), "") for name in more)):
        given = [version.figures.get(name) for version in versions]
        if name in more or any(one is not None for one in given):
            yield _row(name, label, number, given)


def _in_words(name: str) -> str:
    code = name[len(LINE) :]
    return code if name.startswith(OPTION) else line_in_words(code)


def _row(name: str, label: str, number: str, given: Iterable[int | None]) -> Row:
    listed = list(given)
    first = next((one for one in listed if one is not None), None)
    cells = tuple(Cell(one, one is not None and one != first) for one in listed)
    return Row(label, number, name.startswith(OPTION), cells, any(cell.other for cell in cells), name)
