"""A made-up procedure, and short ways to enter cases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from baqylau.accounts.models import User
from baqylau.disputes.actions.cases import add_case
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.disputes.actions.load import load
from baqylau.disputes.models import Case
from baqylau.disputes.sources.pack import read_bytes
from baqylau.election.models import Area, CalendarEvent, Contest, Election
from baqylau.mission.models import Mission

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
PROCEDURE = """
format = 1

[[body]]
code = "precinct"
kind = "commission"
source = "made up"
names = { en = "Precinct commission", ru = "Участковая комиссия", kk = "Учаскелік комиссия" }
[[body]]
code = "territorial"
kind = "commission"
source = "made up"
names = { en = "Territorial commission", ru = "Территориальная комиссия", kk = "Аумақтық комиссия" }
[[body]]
code = "central"
kind = "commission"
source = "made up"
names = { en = "Central commission", ru = "ЦИК", kk = "ОСК" }
[[body]]
code = "court"
kind = "court"
source = "made up"
names = { en = "Supreme Court", ru = "Верховный суд", kk = "Жоғарғы сот" }

[[term]]
code = "filing"
days = 10
article = "20"
source = "made up"
names = { en = "10 days to file", ru = "10 дней", kk = "10 күн" }
[[term]]
code = "decides"
days = 5
article = "20"
source = "made up"
names = { en = "5 days to decide", ru = "5 дней", kk = "5 күн" }
[[term]]
code = "appeal"
days = 3
article = "49"
source = "made up"
status = "unconfirmed"
names = { en = "3 days for an appeal", ru = "3 дня", kk = "3 күн" }

[[route]]
to = "precinct"
file_within = "filing"
decide_within = "decides"
[[route]]
to = "territorial"
file_within = "filing"
decide_within = "decides"
[[route]]
to = "court"
file_within = "filing"
[[route]]
before = "precinct"
to = "territorial"
file_within = "filing"
decide_within = "appeal"
[[route]]
before = "territorial"
to = "central"
file_within = "filing"
decide_within = "appeal"
[[route]]
before = "central"
to = "court"

[[forbidden]]
event = "silence"
items = ["campaign_event"]
violation = "silence"
article = "102"
source = "made up"
names = { en = "No campaigning in the silence.", ru = "Тишина.", kk = "Үнсіздік." }
[[forbidden]]
event = "silence"
items = ["poll"]
violation = "poll"
article = "120"
source = "made up"
names = { en = "No polls in the silence.", ru = "Без опросов.", kk = "Сауалнамасыз." }
"""

Enter = Callable[..., Case]


@pytest.fixture
def north(election: Election) -> Area:
    """A region of the election."""
    area = Area.objects.create(
        country="xx",
        code="n",
        kind="region",
        path="xx/n/",
        valid_from=date(2000, 1, 1),
        names={"en": "North"},
    )
    election.areas.add(area)
    return area


@pytest.fixture
def contest(election: Election) -> Contest:
    """What the cases are about."""
    return Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})


@pytest.fixture
def procedure(election: Election) -> None:
    """Who decides in the made-up election, and its silence: the day before and election day."""
    CalendarEvent.objects.create(
        election=election,
        code="silence",
        day=date(2026, 2, 28),
        ends_day=date(2026, 3, 1),
        names={"en": "Silence"},
    )
    load(read_bytes(PROCEDURE.encode()), election=election, by=None)


@pytest.fixture
def enter(mission: Mission, procedure: None, dana: User) -> Enter:
    """Enters a case as Dana: ``enter(complainant="…", received_on=…, confidential=True)``."""

    def entered(**values: object) -> Case:
        steps = {
            name: values.pop(name) for name in list(values) if name in ProceedingData.__dataclass_fields__
        }
        steps.setdefault("body", "territorial")
        steps.setdefault("received_on", date(2026, 2, 10))
        return add_case(
            mission=mission,
            case=CaseData(**values),  # type: ignore[arg-type]
            first=ProceedingData(**steps),  # type: ignore[arg-type]
            by=dana,
            now=NOW,
        )

    return entered
