"""How teams and the mission are balanced by sex, nationality and experience."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from baqylau.core.text import order_key
from baqylau.mission.actions.pairs import can_be_paired
from baqylau.mission.countries import country_name
from baqylau.mission.methods.balance import Person, Proposal, Weights, propose, score
from baqylau.mission.models import Membership, Mission, Sex, Team
from baqylau.mission.queries import members_of, teams_of

NOT_GIVEN = _("not given")
EXPERIENCE = ((0, _("none")), (2, _("1–2")), (5, _("3–5")), (None, _("6 and more")))
"""Bands of missions before, by their largest number."""


@dataclass(frozen=True, slots=True)
class TeamBalance:
    """A team; each answer is True, False, or None where not everything is known."""

    team: Team
    members: Sequence[Membership]
    two_sexes: bool | None
    two_nationalities: bool | None
    not_both_new: bool | None


@dataclass(frozen=True, slots=True)
class ProposedPair:
    """Two who might be a team, with what the pair is worth by itself."""

    members: tuple[Membership, Membership]
    score: int

    @property
    def keys(self) -> str:
        return "-".join(str(member.pk) for member in self.members)


@dataclass(frozen=True, slots=True)
class Balance:
    """Everything on the page."""

    teams: list[TeamBalance]
    sexes: list[tuple[str, int]]
    nationalities: list[tuple[str, int]]
    experience: list[tuple[str, int]]
    people: int
    pairs: list[ProposedPair]
    left_over: list[Membership]
    proposal: Proposal


def balance_of(mission: Mission, weights: Weights) -> Balance:
    """The balance of each team and of the mission's observers, and a proposal for those without a team."""
    observers = list(
        {one.user_id: one for one in members_of(mission).filter(role__in=("sto", "lto"))}.values()
    )
    free = {member.pk: member for member in can_be_paired(mission)}
    proposal = propose((person_of(member) for member in free.values()), weights)
    pairs = [(free[one], free[other]) for one, other in proposal.pairs]
    return Balance(
        teams=[_team(team, getattr(team, "present", ())) for team in teams_of(mission)],
        sexes=_counted(str(Sex(one.sex).label) if one.sex else "" for one in observers),
        nationalities=_counted(country_name(one.nationality) if one.nationality else "" for one in observers),
        experience=_by_band(one.missions_before for one in observers),
        people=len(observers),
        pairs=[ProposedPair(pair, score(person_of(pair[0]), person_of(pair[1]), weights)) for pair in pairs],
        left_over=[free[key] for key in proposal.left_over],
        proposal=proposal,
    )


def person_of(member: Membership) -> Person:
    """A member as the method knows people."""
    return Person(member.pk, member.sex, member.nationality, member.missions_before)


def _team(team: Team, members: Sequence[Membership]) -> TeamBalance:
    before = [member.missions_before for member in members]
    experienced = any((number or 0) > 0 for number in before)
    return TeamBalance(
        team=team,
        members=members,
        two_sexes=_differ([member.sex for member in members]),
        two_nationalities=_differ([member.nationality for member in members]),
        not_both_new=True if experienced else None if None in before or not before else False,
    )


def _differ(values: Sequence[str]) -> bool | None:
    known = {value for value in values if value}
    if len(known) > 1:
        return True
    return None if "" in values or not values else False


def _counted(words: Iterable[str]) -> list[tuple[str, int]]:
    """Words with how often they occur, in alphabetical order; what is not given comes last."""
    counts = Counter(words)
    missing = counts.pop("", 0)
    rows = sorted(counts.items(), key=lambda one: order_key(one[0]))
    return [*rows, *([(str(NOT_GIVEN), missing)] if missing else [])]


def _by_band(numbers: Iterable[int | None]) -> list[tuple[str, int]]:
    counts: Counter[str] = Counter()
    for number in numbers:
        band = next((name for most, name in EXPERIENCE if most is None or (number or 0) <= most), "")
        counts[str(NOT_GIVEN if number is None else band)] += 1
    names = [str(name) for _most, name in EXPERIENCE] + [str(NOT_GIVEN)]
    return [(name, counts[name]) for name in names if counts[name]]
