"""The page of seats: what the rule makes of the votes so far, and what would change it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from baqylau.core.figure import half_up
from baqylau.election.models import Contest, ContestKind, Option
from baqylau.mission.models import Mission
from baqylau.results.editions import ban_ends
from baqylau.results.hemicycle import Bloc, Hemicycle, hemicycle
from baqylau.results.house import WholeHouse, whole_house
from baqylau.results.methods.admission import base_of, needed_of_each, votes_needed
from baqylau.results.methods.annulment import Annulment, annul, fewest_stations
from baqylau.results.methods.margin import Transfer, moved, smallest_transfer
from baqylau.results.methods.rule import Counted, Result, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.models import ProtocolSource
from baqylau.results.queries import (
    StationsCounted,
    options_of,
    published_of,
    rule_of,
    stations_counted,
    votes_from,
    votes_in,
)
from baqylau.results.rule_words import in_words, quota_in_words, vacancy_in_words
from baqylau.results.sources.contest_rules import ContestRule

PROTOCOLS, PUBLISHED = "protocols", "published"
MOST_LISTS = 200
"""The smallest transfer is looked for among at most so many lists, so that a page stays quick."""
MOST_ANNULLED = 2000


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: a contest, whose votes, and stations to leave out (codes in one text)."""

    contest: str = ""
    basis: str = ""
    without: str = ""


@dataclass(frozen=True, slots=True)
class ListLine:
    """One option: its votes, how far it is from the threshold, what it wins."""

    option: Option
    index: int
    votes: int
    share: str
    is_eligible: bool
    is_admitted: bool
    to_threshold: int | None
    """Votes above the fewest that reach it; below 0, how many are lacking. None where there is none."""
    quotas: str
    remainder: str
    seats: int | None
    published: int | None

    @property
    def lacking(self) -> int:
        return -(self.to_threshold or 0)

    @property
    def differs(self) -> bool:
        return self.seats is not None and self.published is not None and self.seats != self.published


@dataclass(frozen=True, slots=True)
class Change:
    """Seats of one list before and after."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The smallest transfer in names, and what it changes."""

    votes: int
    giver: str
    taker: str
    changes: tuple[Change, ...]
    drops_out: bool


@dataclass(frozen=True, slots=True)
class Nearest:
    """The fewest stations whose annulment puts a list on the other side of the threshold."""

    name: str
    enters: bool
    stations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Stations left out: which were found, which are not among those counted, and what changes."""

    stations: tuple[str, ...]
    unknown: tuple[str, ...]
    annulment: Annulment | None
    votes: int
    entering: tuple[str, ...] = ()
    leaving: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class SeatsPage:
    """Everything on the page."""

    contests: Sequence[Contest]
    contest: Contest | None = None
    rule: ContestRule | None = None
    rule_in_words: list[str] = field(default_factory=list)
    quotas: list[tuple[str, str]] = field(default_factory=list)
    vacancy: str = ""
    vacancy_article: str = ""
    basis: str = ""
    has_both: bool = False
    stations: StationsCounted | None = None
    sources: list[tuple[str, int]] = field(default_factory=list)
    must_wait: bool = False
    ban_until: datetime | None = None
    """Local time of the election; None where estimates may be published, or nothing here is one."""
    lines: list[ListLine] = field(default_factory=list)
    result: Result | None = None
    ties: list[tuple[str, int, bool]] = field(default_factory=list)
    needed: int | None = None
    base: int = 0
    quota: str = ""
    has_published: bool = False
    moved: Moved | None = None
    too_many_lists: bool = False
    nearest: list[Nearest] = field(default_factory=list)
    what_if: WhatIf | None = None
    picture: Hemicycle | None = None
    house: WholeHouse | None = None

    @property
    def is_partial(self) -> bool:
        return bool(
            self.basis == PROTOCOLS and self.stations and self.stations.reported < self.stations.stations
        )

    @property
    def seats_in_all(self) -> int:
        return sum(self.result.seats.values()) if self.result else 0

    @property
    def votes_in_all(self) -> int:
        return sum(line.votes for line in self.lines)


def seats_page(mission: Mission, asked: Asked, now: datetime) -> SeatsPage:
    """Gather the page."""
    every = list(mission.election.contests.select_related("election").prefetch_related("options"))
    contests = [one for one in every if one.kind in (ContestKind.PARTY_LIST, ContestKind.COUNCIL)]
    contest = next((one for one in contests if one.code == asked.contest), contests[0] if contests else None)
    if contest is None:
        return SeatsPage(contests)
    contest.election = mission.election
    return _Gathering(mission, every, contests, contest, asked, now).page()


class _Gathering:
    """What the parts of one page have in common."""

    def __init__(
        self,
        mission: Mission,
        every: Sequence[Contest],
        contests: Sequence[Contest],
        contest: Contest,
        asked: Asked,
        now: datetime,
    ) -> None:
        self.mission, self.every, self.contest, self.asked, self.now = mission, every, contest, asked, now
        self.options = options_of(contest)
        self.names = {one.code: one.name for one in self.options}
        self.shown = SeatsPage(contests, contest)
        self.law = rule_of(contest)
        self.stations = stations_counted(contest, mission)

    def page(self) -> SeatsPage:
        """The whole page; without a rule for lists only what is known of the count."""
        self._rule()
        counted = self._votes()
        if self.law and isinstance(self.law.seats, Rule) and counted and not self.shown.must_wait:
            self._seats(counted, self.law.seats)
        return self.shown

    def _rule(self) -> None:
        law, shown = self.law, self.shown
        shown.rule = law
        if law and isinstance(law.seats, Rule):
            shown.rule_in_words = in_words(law.seats)
        if law:
            shown.quotas = [(quota_in_words(one), one.article) for one in law.group_quotas]
        if law and law.vacancy:
            shown.vacancy, shown.vacancy_article = vacancy_in_words(law.vacancy), law.vacancy.article

    # -------------------------------------------------------------- votes

    def _votes(self) -> list[Counted] | None:
        """The votes the page is about: the protocols so far, or what was published.

        Where the kind of mission works out no seats while the count goes on, protocols are used once each
        station stands in the official table.
        """
        shown = self.shown
        shown.stations = self.stations
        words = dict(ProtocolSource.choices)
        shown.sources = [(str(words[kind]), number) for kind, number in self.stations.by_source.items()]
        published = votes_from(self.options, self._published)
        has_protocols = self.stations.reported > 0
        may_count = has_protocols and (self.mission.allows.seat_projection or self.stations.is_official)
        shown.has_both = may_count and published is not None
        if not self.stations.is_official and self.now < (ends := ban_ends(self.mission.election)):
            shown.ban_until = ends.replace(tzinfo=None)
        if may_count and not (self.asked.basis == PUBLISHED and published):
            shown.basis = PROTOCOLS
            return votes_in(self.stations, self.options)
        if published:
            shown.basis = PUBLISHED
            return published
        shown.must_wait = has_protocols
        return None

    @cached_property
    def _published(self) -> Mapping[str, int | None]:
        return dict(published_of([self.contest], "votes").get(self.contest.pk, {}))

    # -------------------------------------------------------------- seats

    def _seats(self, counted: Sequence[Counted], rule: Rule) -> None:
        shown = self.shown
        result = shown.result = allocate(counted, rule)
        shown.base = base_of(counted, rule)
        shown.needed = votes_needed(counted, rule) if rule.threshold else None
        least = needed_of_each(counted, rule)
        self.needed = {one.option: votes for one, votes in zip(counted, least, strict=True)}
        shown.quota = half_up(result.quota, 2) if result.quota is not None else ""
        published = published_of([self.contest], "seats").get(self.contest.pk, {})
        shown.has_published = bool(published)
        shown.lines = [
            self._line(index, one, rule, result, published.get(one.option))
            for index, one in enumerate(counted)
        ]
        shown.lines.sort(key=lambda line: (not line.is_eligible, -line.votes))
        shown.ties = [
            (", ".join(self.names[code] for code in tie.options), tie.places, tie.for_admission)
            for tie in result.ties
        ]
        shown.too_many_lists = len(result.admitted) > MOST_LISTS
        if not shown.too_many_lists:
            shown.moved = self._moved(counted, rule, result, smallest_transfer(counted, rule))
        if shown.basis == PROTOCOLS:
            self._annulment(rule, result)
        shown.picture = _picture(shown.lines, result)
        if self.contest.kind == ContestKind.PARTY_LIST:
            shown.house = whole_house(
                self.mission,
                self.every,
                self.contest,
                result,
                may_project=self.mission.allows.seat_projection,
            )

    def _line(self, index: int, one: Counted, rule: Rule, result: Result, published: int | None) -> ListLine:
        eligible = one.option not in rule.not_eligible
        admitted = one.option in result.admitted
        needed = self.needed[one.option] if rule.has_threshold else None
        quotas = Fraction(one.votes) / result.quota if result.quota and admitted else None
        return ListLine(
            option=self.options[index],
            index=index % 8,
            votes=one.votes,
            share=half_up(Fraction(100 * one.votes, self.shown.base), 2) if self.shown.base else "",
            is_eligible=eligible,
            is_admitted=admitted,
            to_threshold=one.votes - needed if eligible and needed is not None else None,
            quotas=half_up(quotas, 4) if quotas is not None else "",
            remainder=half_up(quotas - int(quotas), 4) if quotas is not None else "",
            seats=result.seats.get(one.option),
            published=published,
        )

    def _moved(
        self, counted: Sequence[Counted], rule: Rule, before: Result, transfer: Transfer | None
    ) -> Moved | None:
        if transfer is None:
            return None
        codes = [one.option for one in counted]
        giver, taker = codes.index(transfer.giver), codes.index(transfer.taker)
        after = allocate(moved(counted, giver, taker, transfer.votes), rule)
        return Moved(
            votes=transfer.votes,
            giver=self.names[transfer.giver],
            taker=self.names[transfer.taker],
            changes=self._changes(before, after),
            drops_out=transfer.giver not in after.admitted,
        )

    def _changes(self, before: Result, after: Result) -> tuple[Change, ...]:
        return tuple(
            Change(self.names[code], before.seats[code], seats)
            for code, seats in after.seats.items()
            if seats != before.seats[code]
        )

    # -------------------------------------------------------------- annulment

    def _annulment(self, rule: Rule, result: Result) -> None:
        table, shown = self.stations.table, self.shown
        if rule.has_threshold:
            for line in sorted(shown.lines, key=lambda one: abs(one.to_threshold or 0)):
                if len(shown.nearest) < 2 and line.to_threshold is not None and line.votes:
                    stations = fewest_stations(table, rule, line.option.code)
                    if stations and len(stations) <= MOST_ANNULLED:
                        shown.nearest.append(Nearest(line.option.name, line.to_threshold < 0, stations))
        codes = _codes(self.asked.without)
        if codes:
            shown.what_if = self._what_if(codes, rule)

    def _what_if(self, codes: Sequence[str], rule: Rule) -> WhatIf:
        table = self.stations.table
        known = set(table.stations)
        found = tuple(code for code in codes if code in known)
        unknown = tuple(code for code in codes if code not in known)
        if not found:
            return WhatIf((), unknown, None, 0)
        orders = {one.code: one.registered_order for one in self.options}
        done = annul(table, found, rule, orders)
        before, after = (sum(one.votes for one in some) for some in (done.votes_before, done.votes_after))
        return WhatIf(
            stations=found,
            unknown=unknown,
            annulment=done,
            votes=before - after,
            entering=tuple(self.names[code] for code in done.entering),
            leaving=tuple(self.names[code] for code in done.leaving),
            changes=self._changes(done.before, done.after),
        )


def _codes(text: str) -> list[str]:
    """Codes of stations, each once: separated by commas, semicolons or lines, else by blanks."""
    parts = re.split(r"[,;\n]" if re.search(r"[,;\n]", text) else r"\s", text)
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))[:MOST_ANNULLED]


def _picture(lines: Sequence[ListLine], result: Result) -> Hemicycle | None:
    return hemicycle(
        [
            *(Bloc(line.option.name, line.seats or 0, line.option.colour, line.index) for line in lines),
            Bloc(_("left open by a tie"), result.open, is_held=False),
            Bloc(_("vacant"), result.vacant, is_held=False),
        ]
    )
