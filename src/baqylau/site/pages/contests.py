"""The contests of an election: the rule, the official results, and the seats recomputed by the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from baqylau.election.indicators import indicator_name, note_words
from baqylau.election.models import Contest, ContestKind, Option
from baqylau.results.hemicycle import Bloc, Hemicycle, hemicycle
from baqylau.results.methods.rule import Result, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.queries import rule_of, votes_from
from baqylau.results.rule_words import in_words
from baqylau.site.pages.figures import Cell, Published, cell, whole
from baqylau.site.pages.sources import Sources

VOTES, SEATS = "votes", "seats"
FIRST = (VOTES, "share", SEATS)
"""The columns of a table of results that come before all others."""


@dataclass(frozen=True, slots=True)
class Line:
    """One option in the table of results."""

    option: Option
    named_cells: list[tuple[str, Cell]]
    votes: int | None
    seats: int | None
    recomputed: int | None

    @property
    def agrees(self) -> bool | None:
        """Whether the published seats are those the rule gives; None where one of them is not known."""
        return None if self.seats is None or self.recomputed is None else self.seats == self.recomputed


@dataclass(slots=True)
class Shown:
    """One contest as the page shows it."""

    contest: Contest
    source: int | None
    rule: list[str] = field(default_factory=list)
    article: str = ""
    rule_source: int | None = None
    columns: list[str] = field(default_factory=list)
    column_notes: list[tuple[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    result: Result | None = None
    seated: list[Line] = field(default_factory=list)
    chamber: Hemicycle | None = None

    @property
    def has_recomputed(self) -> bool:
        return self.result is not None

    @property
    def all_agree(self) -> bool:
        return bool(self.lines) and all(line.agrees is not False for line in self.lines)

    @property
    def votes_in_all(self) -> int | None:
        votes = [line.votes for line in self.lines]
        return sum(vote for vote in votes if vote is not None) if votes and None not in votes else None

    @property
    def seats_in_all(self) -> int | None:
        seats = [line.seats for line in self.lines if line.seats is not None]
        return sum(seats) if seats else None

    @property
    def seats_recomputed(self) -> int | None:
        return sum(self.result.seats.values()) if self.result else None


def contests_of(contests: Sequence[Contest], published: Published, sources: Sources) -> list[Shown]:
    """The contests that are shown one by one: all but the single-mandate districts."""
    return [
        _shown(contest, published, sources)
        for contest in contests
        if contest.kind != ContestKind.SINGLE_MANDATE
    ]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of one option in a district."""

    option: Option
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class District:
    """A single-mandate district in the table of districts."""

    contest: Contest
    lines: list[Candidate]
    source: int | None


def districts_of(contests: Sequence[Contest], published: Published, sources: Sources) -> list[District]:
    """The single-mandate districts with the options that are known."""
    figures = published.by_option()
    return [
        District(
            contest,
            [
                Candidate(
                    option, [cell(found, sources) for (pk, _), found in figures.items() if pk == option.pk]
                )
                for option in contest.options.all()
            ],
            sources.cite(contest.source),
        )
        for contest in contests
        if contest.kind == ContestKind.SINGLE_MANDATE
    ]


def _shown(contest: Contest, published: Published, sources: Sources) -> Shown:
    shown = Shown(contest, sources.cite(contest.source))
    options = list(contest.options.all())
    figures = published.by_option()
    names = {indicator for option, indicator in figures if option in {one.pk for one in options}}
    first = [name for name in FIRST if name in names]
    shown.columns = [*first, *sorted(names.difference(first), key=indicator_name)]
    votes = {one.code: whole(figures.get((one.pk, VOTES))) for one in options}
    rule = rule_of(contest)
    if rule is not None and isinstance(rule.seats, Rule):
        shown.rule, shown.article = in_words(rule.seats), rule.article
        shown.rule_source = sources.cite(rule.source)
        counted = votes_from(options, votes)
        shown.result = allocate(counted, rule.seats) if counted else None
    for option in sorted(options, key=lambda one: -(votes[one.code] or 0)):
        shown.lines.append(
            Line(
                option=option,
                named_cells=[(name, cell(figures.get((option.pk, name)), sources)) for name in shown.columns],
                votes=votes[option.code],
                seats=whole(figures.get((option.pk, SEATS))),
                recomputed=shown.result.seats.get(option.code) if shown.result else None,
            )
        )
    shown.column_notes = _column_notes(shown)
    shown.seated = [line for line in shown.lines if line.seats]
    if contest.kind == ContestKind.PARTY_LIST and len(shown.seated) > 1:
        shown.chamber = hemicycle(
            [
                Bloc(line.option.name, line.seats or 0, line.option.colour, index)
                for index, line in enumerate(shown.seated)
            ]
        )
    return shown


def _column_notes(shown: Shown) -> list[tuple[str, str]]:
    """What a column is of, where all its figures say the same."""
    notes = []
    for index, name in enumerate(shown.columns):
        said = {found.note for line in shown.lines if (found := line.named_cells[index][1].figure)}
        if len(said) == 1 and (note := said.pop()):
            notes.append((indicator_name(name), note_words(note)))
    return notes
