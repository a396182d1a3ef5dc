"""The contests of an election: the rule, the official results, and the seats recomputed by the rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from baqylau.core.pictures.chamber import chamber
from baqylau.core.problem import Refused
from baqylau.election.models import Contest, ContestKind, Option
from baqylau.results.methods.rule import Counted, Result, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.sources.seat_files import rule_from
from baqylau.site.pages.figures import Cell, Published, cell, whole
from baqylau.site.pages.indicators import indicator_name, note_words
from baqylau.site.pages.rules import in_words
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


@dataclass(frozen=True, slots=True)
class Seat:
    """One dot of the chamber, in the colour of its list; ``index`` picks a colour where the pack has none."""

    x: float
    y: float
    colour: str
    index: int


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
    chamber: list[Seat] = field(default_factory=list)
    seat_radius: float = 0

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
    rule = _rule(contest)
    if rule is not None:
        shown.rule, shown.article = in_words(rule), str((contest.seat_rule or {}).get("article") or "")
        shown.rule_source = sources.cite(str((contest.seat_rule or {}).get("source") or ""))
        shown.result = _recomputed(rule, options, votes)
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
        drawn = chamber([line.seats or 0 for line in shown.seated])
        colours = [line.option.colour for line in shown.seated]
        shown.chamber = [Seat(dot.x, dot.y, colours[dot.list_index], dot.list_index) for dot in drawn.dots]
        shown.seat_radius = drawn.radius
    return shown


def _column_notes(shown: Shown) -> list[tuple[str, str]]:
    """What a column is of, where all its figures say the same."""
    notes = []
    for index, name in enumerate(shown.columns):
        said = {found.note for line in shown.lines if (found := line.named_cells[index][1].figure)}
        if len(said) == 1 and (note := said.pop()):
            notes.append((indicator_name(name), note_words(note)))
    return notes


def _rule(contest: Contest) -> Rule | None:
    if not contest.seat_rule:
        return None
    try:
        return rule_from(contest.seat_rule, contest.code)
    except Refused:
        return None


def _recomputed(rule: Rule, options: Sequence[Option], votes: dict[str, int | None]) -> Result | None:
    """What the rule gives; None where the votes of an option are not known."""
    if not options or None in votes.values():
        return None
    counted = [Counted(one.code, votes[one.code] or 0, one.registered_order) for one in options]
    return allocate(counted, rule)
