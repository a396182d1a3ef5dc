"""Figures of the count for the registry: stations counted, turnout, ballots, votes, seats, discrepancies.

results.list.official_table.stations           stations counted, of all stations of the contest
results.list.official_table.turnout            who took part, of the voters on the list
results.list.official_table.invalid            a line of the protocols, added up (``methods.lines``)
results.list.official_table.invalid_share      invalid ballots, of the valid and invalid ones
results.list.official_table.votes.amanat@abai  votes for one option, of all votes; in one area
results.list.seats.amanat                      what the rule makes of the votes
results.list.discrepancies.hard                what does not agree, of all that was found

The digest commits to a line for each station that was counted, see docs/writing-reports.md.
"""

from __future__ import annotations

import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.core.text import in_language
from baqylau.election.models import Contest, Option
from baqylau.mission.models import Mission
from baqylau.observation.memory import when_forgetting
from baqylau.reports.figure_columns import area_words
from baqylau.reports.figure_discrepancies import Discrepancies
from baqylau.reports.figure_offers import Counted, Offer
from baqylau.reports.figure_seats import MARK, SEATS, Seats
from baqylau.reports.languages import in_each_language
from baqylau.reports.methods.plan import Texts
from baqylau.results.counted import Counted as Count
from baqylau.results.counted import counted
from baqylau.results.line_words import LINES, line_in_words
from baqylau.results.methods.lines import LineCode
from baqylau.results.methods.station_table import Whole
from baqylau.results.models import Protocol, ProtocolSource
from baqylau.results.queries import options_of

PREFIX = "results."
OFFICIAL = ProtocolSource.OFFICIAL_TABLE.value
NO_PROTOCOL = gettext_noop("stations not counted yet")
NOT_GIVEN = gettext_noop("stations that do not give the number")
_NAME = re.compile(
    r"results\.(?P<contest>[\w\-]+)\.(?P<source>[a-z_]+)\.(?P<what>[a-z_0-9]+)"
    r"(?:\.(?P<option>[\w\-]+))?(?:@(?P<area>[\w.\-]+))?",
    re.ASCII,
)
STATIONS, TURNOUT, INVALID, VOTES = "stations", "turnout", "invalid_share", "votes"
OFFERED = (STATIONS, TURNOUT, INVALID, LineCode.ON_LIST.value, LineCode.INVALID.value, LineCode.VALID.value)
"""What search finds of each contest and source; the other lines of a protocol are known by name."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A name as read; ``option`` and ``area`` are empty where it asks for none."""

    name: str
    contest: str
    source: str
    what: str
    option: str = ""
    area: str = ""


def read_name(name: str) -> Asked | None:
    """What a name asks of the count; None where it is of another kind.

    >>> read_name("results.list.official_table.votes.amanat@abai").option
    'amanat'
    >>> read_name("results.list.discrepancies.hard") is None
    True
    """
    if name.startswith(PREFIX) and MARK in name:
        contest, _mark, option = name.removeprefix(PREFIX).partition(MARK)
        return Asked(name, contest, "", SEATS, option)
    found = _NAME.fullmatch(name)
    if found is None or found["source"] not in ProtocolSource.values:
        return None
    return Asked(
        name, found["contest"], found["source"], found["what"], found["option"] or "", found["area"] or ""
    )


class Results:
    """What was counted; a count has no past, so ``at`` is passed over."""

    room = "results"

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self._counts: dict[tuple[str, str], Count] = {}
        self._options: dict[str, list[Option]] = {}

    # ------------------------------------------------------------------------------------ what there is

    @cached_property
    def contests(self) -> dict[str, Contest]:
        """The contests by code, in the order of the election."""
        found = self.mission.election.contests.select_related("election")
        return {one.code: one for one in found}

    @cached_property
    def sources(self) -> dict[str, list[str]]:
        """The kinds of source from which each contest was counted."""
        seen = Protocol.objects.filter(contest__election=self.mission.election_id, is_current=True)
        ours = seen.filter(mission=None) | seen.filter(mission=self.mission)
        found: dict[str, list[str]] = {}
        pairs = set(ours.order_by().values_list("contest__code", "source_kind").distinct())
        for kind in ProtocolSource.values:
            for contest in sorted(one for one, of in pairs if of == kind):
                found.setdefault(contest, []).append(kind)
        return found

    @cached_property
    def discrepancies(self) -> Discrepancies:
        """What does not agree."""
        return Discrepancies(self.mission, self.contests)

    @cached_property
    def seats(self) -> Seats:
        """What the rules make of the votes."""
        return Seats(self.mission, self.contests)

    def options(self, contest: str) -> list[Option]:
        """The options of a contest in the order of the ballot."""
        if contest not in self._options:
            self._options[contest] = options_of(self.contests[contest])
        return self._options[contest]

    def of(self, contest: str, source: str) -> Count:
        """The numbers of every station."""
        if (contest, source) not in self._counts:
            self._counts[contest, source] = counted(self.mission, self.contests[contest], source)
        return self._counts[contest, source]

    def offers(self) -> Iterator[Offer]:
        for contest in self.contests:
            for source in self.sources.get(contest, ()):
                for what in OFFERED:
                    yield from self._if_there(f"{PREFIX}{contest}.{source}.{what}")
                for option in self.options(contest):
                    yield from self._if_there(f"{PREFIX}{contest}.{source}.votes.{option.code}")
            yield from self.seats.offers(contest)
        yield from self.discrepancies.offers()

    def _if_there(self, name: str) -> Iterator[Offer]:
        if (found := self.offer(name)) is not None:
            yield found

    def offer(self, name: str) -> Offer | None:
        if not name.startswith(PREFIX):
            return None
        asked = self.read(name)
        if asked is None:
            return self.discrepancies.offer(name)
        return self.seats.offer(asked.name) if asked.what == SEATS else self._offer(asked)

    def read(self, name: str) -> Asked | None:
        """What a name asks; None where no contest, source, line, option or area is called so."""
        asked = read_name(name)
        if asked is None or asked.contest not in self.contests:
            return None
        if asked.option and asked.option not in {one.code for one in self.options(asked.contest)}:
            return None
        if asked.what == SEATS:
            return asked if self.seats.offer(name) else None
        if asked.source not in self.sources.get(asked.contest, ()):
            return None
        if asked.area and asked.area not in area_words(self.mission.election):
            return None
        known = asked.what in (STATIONS, TURNOUT, INVALID) or asked.what in LINES
        fits = bool(asked.option) if asked.what == VOTES else known and not asked.option
        return asked if fits and self._may_leave(asked) else None

    def _may_leave(self, asked: Asked) -> bool:
        """Of its own copies a mission without a quick count reports numbers once every station is counted."""
        if asked.source == OFFICIAL or asked.what == STATIONS or self.mission.allows.quick_count:
            return True
        found = self.of(asked.contest, asked.source)
        return found.reported == len(found.ground)

    # -------------------------------------------------------------------------------------------- words

    def _offer(self, asked: Asked) -> Offer:
        is_share = asked.what in (STATIONS, TURNOUT, INVALID, VOTES)
        unit = {STATIONS: "stations", TURNOUT: "voters", VOTES: "votes"}.get(asked.what, "ballots")
        return Offer(
            name=asked.name,
            words=self._words(asked),
            how=source_of(asked),
            room=self.room,
            unit=unit,
            is_share=is_share,
            needs=Permission.SEE_RESULTS,
            estimates=asked.source != OFFICIAL and asked.what != STATIONS,
        )

    def _words(self, asked: Asked) -> Texts:
        contest = self.contests[asked.contest]
        option = next((one for one in self.options(asked.contest) if one.code == asked.option), None)

        def say(language: str) -> str:
            said = str(_WORDS[asked.what]) if asked.what in _WORDS else line_in_words(asked.what)
            told = [said % {"option": option.name} if option else said]
            told.append(in_language(contest.names, language) or contest.code)
            if asked.area:
                names = area_words(self.mission.election)[asked.area]
                told.append(in_language(names, language) or asked.area)
            source = str(ProtocolSource(asked.source).label).lower()
            return f"{told[0]}: {', '.join(told[1:])} ({source})"

        return in_each_language(say)

    # ----------------------------------------------------------------------------------------- counting

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        ours = [name for name in names if name.startswith(PREFIX)]
        found = {**self.discrepancies.count(ours), **self.seats.count(ours)} if ours else {}
        for name in ours:
            asked = self.read(name) if name not in found else None
            if asked is not None and (figure := self._figure(asked)) is not None:
                found[name] = Counted(self._offer(asked), figure)
        return found

    def _figure(self, asked: Asked) -> Figure | None:
        """One figure; one that was counted from the same protocols before is not counted again."""
        found = self.of(asked.contest, asked.source)
        known = _known((self.mission.pk, self.contests[asked.contest].pk, asked.source), found)
        if asked.name not in known:
            known[asked.name] = self._made(asked, found)
        return known[asked.name]

    def _made(self, asked: Asked, found: Count) -> Figure | None:
        """A figure; None where no station gives its numbers, or the area has no station."""
        first, end = found.ground.run(self._path(found, asked.area))
        rows = np.arange(first, end)
        reported = rows[found.protocols[first:end] > 0]
        if not len(rows):
            return None
        if asked.what == STATIONS:
            return _figure_of(asked, found, reported, np.ones(len(reported), np.int64), None, len(rows))
        part, whole = _columns(asked, found)
        known = _giving(found, reported, asked, part, whole)
        if not len(known):
            return None
        parts = found.values[known][:, part].sum(axis=1)
        wholes = found.values[known][:, whole].sum(axis=1) if whole else None
        return _figure_of(
            asked,
            found,
            known,
            parts,
            wholes,
            int(wholes.sum()) if wholes is not None else None,
            {NO_PROTOCOL: len(rows) - len(reported), NOT_GIVEN: len(reported) - len(known)},
        )

    def _path(self, found: Count, area: str) -> str:
        """The path of an area among the stations of a contest; one without stations has an unknown one."""
        if not area:
            return ""
        runs = (path for path in found.ground.runs if path.rstrip("/").rpartition("/")[2] == area)
        return next(runs, "?")


_WORDS = {
    STATIONS: _("Polling stations counted, of all"),
    TURNOUT: _("Turnout, of voters on the list"),
    INVALID: _("Invalid ballots, of all counted"),
    VOTES: _("Votes for %(option)s, of all votes"),
}

# ------------------------------------------------------------------------------------------- one figure


def _columns(asked: Asked, found: Count) -> tuple[list[int], list[int]]:
    """The columns that are added up for a figure, and those of what it is a share of (none: a count)."""
    places = {code: place for place, code in enumerate(found.columns)}
    options = list(range(len(found.options)))
    ballots = [places[code] for code in (LineCode.VALID, LineCode.INVALID) if code in places]
    match asked.what:
        case "votes":
            return [places[asked.option]], options
        case "turnout":
            of = [places[code] for code in (LineCode.ON_LIST,) if code in places]
            part = [places[found.took_part]] if found.took_part and of else []
            return part, of
        case "invalid_share":
            there = len(ballots) == 2
            return ([places[LineCode.INVALID]], ballots) if there else ([], [])
    return ([places[asked.what]] if asked.what in places else []), []


_KNOWN: OrderedDict[tuple[int, int, str], tuple[Count, dict[str, Figure | None]]] = OrderedDict()
MOST_KNOWN = 200
when_forgetting(_KNOWN.clear)


def _known(key: tuple[int, int, str], found: Count) -> dict[str, Figure | None]:
    """What was made of exactly this count before; empty as soon as a protocol came, changed or went."""
    held = _KNOWN.get(key)
    if held is None or held[0] is not found:
        held = _KNOWN[key] = (found, {})
    _KNOWN.move_to_end(key)
    while len(_KNOWN) > MOST_KNOWN:
        _KNOWN.popitem(last=False)
    return held[1]


def _giving(found: Count, rows: Whole, asked: Asked, part: Sequence[int], whole: Sequence[int]) -> Whole:
    """Those of the stations that give every number of a figure; an option may lack on some ballots."""
    needed = [*part, *(() if asked.what == VOTES else whole)]
    return rows[found.given[rows][:, needed].all(axis=1)] if part else rows[:0]


def _figure_of(
    asked: Asked,
    found: Count,
    rows: Whole,
    parts: Whole,
    wholes: Whole | None,
    denominator: int | None,
    left_out: dict[str, int] | None = None,
) -> Figure:
    """A figure with the digest of a line for each station: its code and its numbers, parted by tabs."""
    codes = found.ground.codes
    numbers = [parts.tolist()] + ([] if wholes is None else [wholes.tolist()])
    lines = sorted(
        "\t".join((codes[row], *map(str, of))) for row, *of in zip(rows.tolist(), *numbers, strict=True)
    )
    digest = hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
    protocols = tuple(sorted(found.protocols[rows].tolist()))
    excluded = {reason: number for reason, number in (left_out or {}).items() if number}
    return Figure(
        asked.name, int(parts.sum()), denominator, source_of(asked), digest, excluded, protocols, protocols
    )


SOURCES = {
    STATIONS: gettext_noop("contest %(contest)s, %(kind)s%(where)s: stations counted, of all stations"),
    TURNOUT: gettext_noop(
        "contest %(contest)s, %(kind)s%(where)s: who took part, of voters on the list, "
        "at stations that give both"
    ),
    INVALID: gettext_noop(
        "contest %(contest)s, %(kind)s%(where)s: invalid ballots, of valid and invalid ones"
    ),
    VOTES: gettext_noop(
        "contest %(contest)s, %(kind)s%(where)s: votes for %(option)s, of all votes, at stations counted"
    ),
}
LINE_SOURCE = gettext_noop("contest %(contest)s, %(kind)s%(where)s: line %(line)s, added up over stations")
KINDS = {
    "official_table": gettext_noop("official table"),
    "observer_copy": gettext_noop("observers' copies"),
    "party_copy": gettext_noop("parties' copies"),
    "read_out": gettext_noop("figures read out"),
    "photograph": gettext_noop("photographs"),
}


def source_of(asked: Asked) -> str:
    """How a figure was counted, in a sentence that stands with it for good."""
    where = f", area {asked.area}" if asked.area else ""
    said = {
        "contest": asked.contest,
        "kind": KINDS[asked.source],
        "where": where,
        "option": asked.option,
        "line": asked.what,
    }
    return SOURCES.get(asked.what, LINE_SOURCE) % said
