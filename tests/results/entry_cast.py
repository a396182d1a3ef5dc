"""A made-up station whose protocol is entered, and the people who do it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from baqylau.accounts.models import User
from baqylau.election.models import Contest, Election, Option, Station
from baqylau.mission.models import Membership, Mission
from baqylau.results.actions.entry import begin, save
from baqylau.results.actions.papers import make_paper
from baqylau.results.checking import digest_of, findings_of
from baqylau.results.filling import filling
from baqylau.results.models import Paper, ProtocolLayout

NOW = datetime(2026, 3, 1, 22, tzinfo=UTC)
LINES = ("on_list", "issued", "in_box", "invalid", "valid")
ADDS_UP = {
    "l-on_list": "1000",
    "l-issued": "600",
    "l-in_box": "600",
    "l-invalid": "20",
    "l-valid": "580",
    "v-one": "400",
    "v-two": "180",
}


@dataclass
class Desk:
    """Saule and Timur type, Aigerim decides."""

    mission: Mission
    contest: Contest
    station: Station
    saule: User
    timur: User
    aigerim: User

    def paper(self, **values: object) -> Paper:
        """A party's copy that waits."""
        given = {"source_kind": "party_copy", "source": "Proxy of One", **values}
        return make_paper(
            mission=self.mission,
            station_code=self.station.code,
            contest_code="list",
            by=self.saule,
            now=NOW,
            **given,  # type: ignore[arg-type]
        )

    def enter(self, paper: Paper, by: User, **changed: str) -> Paper:
        """Type the figures that add up, some of them changed (``on_list="999"``), and save them."""
        typed = {**ADDS_UP, **{name.replace("_", "-", 1): text for name, text in changed.items()}}
        entry = begin(paper=paper, by=by, now=NOW)
        return save(entry=entry, typed=typed, confirmed=self.confirming(typed), by=by, now=NOW)

    def confirming(self, typed: dict[str, str]) -> str:
        """What confirms that these figures stand so on the paper."""
        return digest_of(findings_of(self.contest, filling(self.contest, typed)))


def _person(name: str) -> User:
    """Somebody of this name, who may be in another mission already."""
    known = User.objects.filter(sign_in_name=name).first()
    return known or User.objects.create_user(name, name=name.capitalize())


def make_desk(election: Election, slug: str = "steppe") -> Desk:
    """A contest of two options with a declared protocol, one station, three people."""
    mission = Mission.objects.create(slug=slug, name="Steppe mission", election=election, kind="citizen")
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    for place, code in enumerate(("one", "two")):
        Option.objects.create(
            contest=contest, code=code, kind="party", position=place, names={"en": code.capitalize()}
        )
    ProtocolLayout.objects.create(
        contest=contest,
        items=[*({"line": code, "question": code} for code in LINES), {"options": []}],
        answers=["list"],
        source="Made up",
    )
    station = Station.objects.create(election=election, code="01-A/7")
    station.contests.add(contest)
    people = {name: _person(name) for name in ("saule", "timur", "aigerim")}
    for name, role in (("saule", "data_clerk"), ("timur", "data_clerk"), ("aigerim", "head")):
        Membership.objects.create(mission=mission, user=people[name], role=role)
    return Desk(mission, contest, station, **people)
