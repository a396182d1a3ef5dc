"""A whole parliament from all its contests: lists, districts, and who is elected elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baqylau.election.models import Contest, ContestKind, Option, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.results.hemicycle import Bloc, Hemicycle, hemicycle
from baqylau.results.methods.districts import DistrictRule, decide
from baqylau.results.methods.mixed import District, House, Tier, by_districts, by_lists, differs
from baqylau.results.methods.rule import Result
from baqylau.results.queries import (
    StationsCounted,
    contests_counted,
    options_of,
    published_of,
    rule_of,
    stations_counted,
    votes_in,
)

SELF_NOMINATED = "independent"
"""How packs name candidates whom no party nominated."""
ELSEWHERE = "elsewhere"
"""Who is elected by an assembly, of no list."""


@dataclass(frozen=True, slots=True)
class HouseLine:
    """The seats of one list in each tier, and together."""

    name: str
    colour: str
    index: int
    in_tiers: tuple[int, ...]
    seats: int


@dataclass(frozen=True, slots=True)
class DistrictLine:
    """A district: who won, or is ahead as counted so far, and from what that is known."""

    contest: Contest
    winner: Option | None
    won_by: str
    is_counted: bool
    level: tuple[str, ...]
    second_round: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WholeHouse:
    """What a page shows of a parliament with several tiers."""

    house: House
    lines: tuple[HouseLine, ...]
    districts: tuple[DistrictLine, ...]
    published_differ: bool
    picture: Hemicycle | None


def whole_house(
    mission: Mission, contests: Sequence[Contest], lists: Contest, result: Result, *, may_project: bool
) -> WholeHouse | None:
    """The house around a list contest whose seats are ``result``; None where it is the only tier."""
    others = [one for one in contests if one.pk != lists.pk and one.seats]
    districts = [one for one in others if one.kind == ContestKind.SINGLE_MANDATE]
    elsewhere = [one for one in others if one.kind == ContestKind.INDIRECT]
    if not districts and not elsewhere:
        return None
    options = {one.code: one for one in lists.options.all()}
    outcomes = _districts(mission, districts, may_project)
    tiers = [by_lists(lists.name, result)]
    published = _published_tier(lists)
    known = [_known(line) for line in outcomes]
    if districts:
        tiers.append(by_districts(_("Single-mandate districts"), known, published))
    tiers += [_elsewhere(contest) for contest in elsewhere]
    house = House(tuple(tiers))
    lines = tuple(_lines(house, options))
    return WholeHouse(
        house=house,
        lines=lines,
        districts=tuple(outcomes),
        published_differ=bool(districts and published and differs(known, published)),
        picture=_picture(house, lines),
    )


def _districts(mission: Mission, contests: Sequence[Contest], may_project: bool) -> list[DistrictLine]:
    """Each district by the protocols so far where they may be used, else by whom sources name as the winner.

    Without ``may_project`` they are used once every station of the district is in the official table.
    """
    counted = contests_counted(contests, mission)
    named = published_of(contests, "seats")
    lines = []
    for contest in contests:
        found = stations_counted(contest, mission) if contest.pk in counted else None
        if found and (may_project or found.is_official):
            lines.append(_counted(contest, found))
        else:
            lines.append(_named(contest, named.get(contest.pk, {})))
    return lines


def _counted(contest: Contest, found: StationsCounted) -> DistrictLine:
    rule = rule_of(contest)
    options = {one.code: one for one in contest.options.all()}
    if rule is None or not isinstance(rule.seats, DistrictRule):
        return DistrictLine(contest, None, "", True, (), ())
    decided = decide(votes_in(found, options_of(contest)), rule.seats)
    winner = options.get(decided.winner or "")
    names = [tuple(options[code].name for code in some) for some in (decided.level, decided.second_round)]
    return DistrictLine(contest, winner, _won_by(winner), True, *names)


def _named(contest: Contest, seats: Mapping[str, int]) -> DistrictLine:
    winner = next((one for one in contest.options.all() if seats.get(one.code)), None)
    return DistrictLine(contest, winner, _won_by(winner), False, (), ())


def _won_by(winner: Option | None) -> str:
    return (winner.nominated_by or winner.code) if winner else ""


def _known(line: DistrictLine) -> District:
    return District(line.contest.code, line.won_by or None, is_open=line.is_counted and not line.winner)


def _published_tier(lists: Contest) -> dict[str, int]:
    """Seats of the districts together as published by list, those of self-nominated candidates included."""
    figures = PublishedFigure.objects.filter(
        election=lists.election_id, indicator="district_seats", official=True, should_be=""
    ).select_related("option")
    found = {
        one.option.code if one.option else one.code.rsplit(":", 1)[-1]: int(one.value)
        for one in figures
        if one.value.isdecimal()
    }
    return found


def _elsewhere(contest: Contest) -> Tier:
    """Deputies of no list whom an assembly elects; who is named as elected is counted."""
    named = sum(published_of([contest], "seats").get(contest.pk, {}).values())
    seats = contest.seats or 0
    elected = min(named, seats)
    return Tier(contest.name, seats, {ELSEWHERE: elected}, unknown=seats - elected)


def _lines(house: House, options: Mapping[str, Option]) -> list[HouseLine]:
    order = list(options)
    names = {SELF_NOMINATED: _("Self-nominated"), ELSEWHERE: _("Of no list")}
    return [
        HouseLine(
            name=options[code].name if code in options else names.get(code, code),
            colour=options[code].colour if code in options else "",
            index=(order.index(code) if code in options else 7) % 8,
            in_tiers=tuple(tier.by_list.get(code, 0) for tier in house.tiers),
            seats=seats,
        )
        for code, seats in house.by_list.items()
        if seats
    ]


def _picture(house: House, lines: Sequence[HouseLine]) -> Hemicycle | None:
    vacant = sum(tier.vacant for tier in house.tiers)
    return hemicycle(
        [
            *(Bloc(line.name, line.seats, line.colour, line.index) for line in lines),
            Bloc(_("not settled"), house.unsettled, is_held=False),
            Bloc(_("vacant"), vacant, is_held=False),
        ]
    )
