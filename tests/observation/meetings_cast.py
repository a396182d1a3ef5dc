"""Who meets whom: areas, a team, a long-term observer, a co-ordinator, a party, and short ways to enter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area, Election
from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.meetings import add_institution, add_meeting, add_person
from baqylau.observation.meeting_data import InstitutionData, MeetingData, PersonData
from baqylau.observation.models import Institution, Interlocutor, Meeting

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
NAMED = {"consent": "report", "consent_on": date(2026, 2, 19), "consent_how": "said so at the end"}
Enter = Callable[..., Meeting]


def new_area(election: Election, code: str, path: str) -> Area:
    area = Area.objects.create(
        country="xx",
        code=code,
        kind="region",
        path=path,
        valid_from=date(2000, 1, 1),
        names={"en": code.upper()},
    )
    election.areas.add(area)
    return area


@pytest.fixture
def north(election: Election) -> Area:
    return new_area(election, "n", "xx/n/")


@pytest.fixture
def south(election: Election) -> Area:
    return new_area(election, "s", "xx/s/")


def member(mission: Mission, name: str, role: str, team: Team | None = None) -> User:
    user = User.objects.create_user(name.lower(), name=name)
    Membership.objects.create(mission=mission, user=user, role=role, team=team)
    return user


@pytest.fixture
def team(mission: Mission, north: Area) -> Team:
    team = Team.objects.create(mission=mission, code="L1")
    team.areas.add(north)
    return team


@pytest.fixture
def lto(mission: Mission, team: Team) -> User:
    """Lena, a long-term observer in the north."""
    return member(mission, "Lena", "lto", team)


@pytest.fixture
def coordinator(mission: Mission) -> User:
    return member(mission, "Marat", "lto_coordinator")


@pytest.fixture
def party(mission: Mission, dana: User) -> Institution:
    names = {"en": "Steppe party", "ru": "Партия степи"}
    given = InstitutionData(names=names, kind="party", in_annex=True)
    return add_institution(mission=mission, given=given, by=dana, now=NOW)


@pytest.fixture
def enter(mission: Mission, party: Institution, aigerim: User, dana: User) -> Enter:
    """Enters a meeting as Dana: ``enter(area=…, openness="confidential", by=…)``."""

    def entered(by: User = dana, **values: Any) -> Meeting:
        values.setdefault("day", date(2026, 2, 18))
        values.setdefault("institutions", [values.pop("institution", party)])
        if not values.get("team"):
            values.setdefault("members", [Membership.objects.get(user=aigerim)])
        return add_meeting(mission=mission, given=MeetingData(**values), by=by, now=NOW)

    return entered


def codes(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {problem.where: problem.code for problem in refused.value.problems}


def person(meeting: Meeting, by: User, **values: Any) -> Interlocutor:
    return add_person(meeting=meeting, given=PersonData(**values), by=by, now=NOW)
