"""Figures of seats for the registry: what the rule of a contest makes of the votes.

results.list.seats.amanat    seats of one option, of all seats of the contest

The digest commits to the rule and to a line for each option: its code and its votes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.core.text import in_language
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.reports.figure_offers import Counted, Offer
from baqylau.reports.languages import in_each_language
from baqylau.reports.methods.plan import Texts
from baqylau.results.methods.rule import Result, Rule
from baqylau.results.methods.seats import allocate
from baqylau.results.queries import options_of, published_of, rule_of, stations_counted, votes_from, votes_in

SEATS = "seats"
MARK = ".seats."
SEATS_OF_PROTOCOLS = gettext_noop("contest %(contest)s: the pack's rule applied to the votes counted")
SEATS_OF_PUBLISHED = gettext_noop("contest %(contest)s: the pack's rule applied to the votes published")
LEFT_OPEN = gettext_noop("left open by a tie")
_WORDS = _("Seats of %(option)s, of all seats")


@dataclass(frozen=True, slots=True)
class Allocated:
    """What the rule makes of votes, by whom they are known.

    ``names`` are those of the options in each language. ``is_projection``: some stations are not in the
    official table yet, so that it estimates the result.
    """

    result: Result
    names: Mapping[str, Texts]
    from_protocols: bool
    is_projection: bool
    digest: str


class Seats:
    """The seats of the contests of a mission, from the votes that the page of seats shows them from."""

    def __init__(self, mission: Mission, contests: Mapping[str, Contest]) -> None:
        self.mission, self.contests = mission, contests
        self._allocated: dict[str, Allocated | None] = {}

    def allocated(self, contest: str) -> Allocated | None:
        """None where no rule says how, or no votes may be used yet."""
        if contest not in self._allocated:
            self._allocated[contest] = _allocate(self.mission, self.contests[contest])
        return self._allocated[contest]

    def offers(self, contest: str) -> Iterator[Offer]:
        found = self.allocated(contest)
        for option in found.names if found else ():
            if (offer := self.offer(f"results.{contest}{MARK}{option}")) is not None:
                yield offer

    def offer(self, name: str) -> Offer | None:
        read = self._read(name)
        if read is None:
            return None
        contest, option, found = read
        return Offer(
            name=name,
            words=self._words(contest, found.names[option]),
            how=_source(contest, found),
            room="results",
            unit=SEATS,
            is_share=True,
            needs=Permission.SEE_RESULTS,
            estimates=found.is_projection,
        )

    def _read(self, name: str) -> tuple[str, str, Allocated] | None:
        contest, mark, option = name.removeprefix("results.").partition(MARK)
        found = self.allocated(contest) if mark and contest in self.contests else None
        return (contest, option, found) if found and option in found.names else None

    def _words(self, contest: str, option: Texts) -> Texts:
        def say(language: str) -> str:
            said = str(_WORDS) % {"option": in_language(option, language)}
            return f"{said}: {in_language(self.contests[contest].names, language) or contest}"

        return in_each_language(say)

    def count(self, names: Sequence[str]) -> dict[str, Counted]:
        """Those of the names that are of seats."""
        found = {}
        for name in names:
            read = self._read(name) if MARK in name else None
            offer = self.offer(name) if read else None
            if read is not None and offer is not None:
                contest, option, allocated = read
                found[name] = Counted(offer, _figure(name, contest, option, allocated))
        return found


def _figure(name: str, contest: str, option: str, found: Allocated) -> Figure:
    result = found.result
    whole = sum(result.seats.values()) + result.open + result.vacant
    excluded = {LEFT_OPEN: result.open} if result.open else {}
    return Figure(name, result.seats.get(option, 0), whole, _source(contest, found), found.digest, excluded)


def _source(contest: str, found: Allocated) -> str:
    return (SEATS_OF_PROTOCOLS if found.from_protocols else SEATS_OF_PUBLISHED) % {"contest": contest}


def _allocate(mission: Mission, contest: Contest) -> Allocated | None:
    law = rule_of(contest)
    if law is None or not isinstance(law.seats, Rule):
        return None
    options, found = options_of(contest), stations_counted(contest, mission)
    may_count = found.reported > 0 and (mission.allows.seat_projection or found.is_official)
    published = dict(published_of([contest], "votes").get(contest.pk, {}))
    votes = votes_in(found, options) if may_count else votes_from(options, published)
    if votes is None:
        return None
    lines = [json.dumps(contest.seat_rule, sort_keys=True, ensure_ascii=False)]
    lines += [f"{one.option}\t{one.votes}" for one in votes]
    return Allocated(
        result=allocate(votes, law.seats),
        names={one.code: one.names or {"en": one.code} for one in options},
        from_protocols=may_count,
        is_projection=may_count and not found.is_official,
        digest=hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest(),
    )
