"""What the tests of the registers share: areas, a ballot, made-up finance rules, short ways to enter."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.campaign.actions.events import EventData, add_event
from baqylau.campaign.actions.finance import FundData, add_fund
from baqylau.campaign.actions.freedoms import FreedomData, add_freedom
from baqylau.campaign.actions.load_finance import load
from baqylau.campaign.models.events import CampaignEvent
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.models.freedoms import FreedomEntry
from baqylau.campaign.sources.finance import read_bytes
from baqylau.election.models import Area, CalendarEvent, Contest, Election, Option
from baqylau.mission.models import Membership, Mission

NOW = datetime(2026, 2, 20, 9, tzinfo=UTC)
BACKEND = "baqylau.mission.backend.RoleBackend"
RULES = """
format = 1
currency = "XXX"
[[limit]]
code = "own_of_lists"
measure = "own_funds"
amount = "1000"
of = ["party"]
article = "34"
source = "made up"
names = { en = "Own funds of a list", ru = "Свои средства", kk = "Меншікті қаражат" }
[[limit]]
code = "one_person"
measure = "donation_person"
amount = "50"
article = "34"
source = "made up"
names = { en = "Donation of one person", ru = "Пожертвование гражданина", kk = "Бір адамның қайырмалдығы" }
[[limit]]
code = "spent"
measure = "spending"
amount = "2000"
article = "34"
source = "made up"
names = { en = "Spending", ru = "Расходы", kk = "Шығыс" }
[[publication]]
code = "first"
due = "fund_reports.ends"
of = ["party"]
article = "35"
source = "made up"
names = { en = "First account", ru = "Первый отчёт", kk = "Бірінші есеп" }
[[unknown]]
about = "donations"
says = { en = "Donations in all: not found.", ru = "Не найдено.", kk = "Табылмады." }
"""


def area(election: Election, code: str, name: str, parent: Area | None = None) -> Area:
    """An area of the election."""
    made = Area.objects.create(
        country="xx",
        code=code,
        kind="region",
        parent=parent,
        path=f"{parent.path if parent else 'xx/'}{code}/",
        valid_from=date(2000, 1, 1),
        names={"en": name},
    )
    election.areas.add(made)
    return made


def ballot(election: Election) -> tuple[Option, Option]:
    """A list contest with two parties."""
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    return (
        Option.objects.create(contest=contest, code="wheat", kind="party", position=1, names={"en": "Wheat"}),
        Option.objects.create(contest=contest, code="wind", kind="party", position=2, names={"en": "Wind"}),
    )


def rules(election: Election) -> None:
    """Finance rules, and the day in the calendar on which accounts are due."""
    CalendarEvent.objects.create(
        election=election,
        code="fund_reports",
        names={"en": "Accounts"},
        day=date(2026, 2, 1),
        ends_day=date(2026, 2, 10),
    )
    load(read_bytes(RULES.encode()), election=election, by=None)


def enter_freedom(mission: Mission, by: User, **more: object) -> FreedomEntry:
    """An entry of the register of freedoms."""
    given = {"kind": "assembly", "says": "A notice was refused.", **more}
    return add_freedom(mission=mission, given=FreedomData(**given), by=by, now=NOW)  # type: ignore[arg-type]


def enter_event(mission: Mission, by: User, **more: object) -> CampaignEvent:
    """A campaign event entered by hand."""
    given = {"day": date(2026, 2, 18), **more}
    return add_event(mission=mission, given=EventData(**given), by=by, now=NOW)  # type: ignore[arg-type]


def enter_fund(mission: Mission, by: User, **more: object) -> FundReport:
    """An account of an electoral fund."""
    given = {
        "contestant": "Party of the Steppe",
        "as_of": date(2026, 2, 5),
        "receipts": Decimal(100),
        **more,
    }
    return add_fund(mission=mission, given=FundData(**given), by=by, now=NOW)  # type: ignore[arg-type]


def signed_in(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def media_analyst(mission: Mission) -> User:
    """Keeps the registers, and may not know of confidential entries."""
    user = User.objects.create_user("madina", name="Madina")
    Membership.objects.create(mission=mission, user=user, role="media_analyst")
    return user


def url(name: str, *more: object) -> str:
    """An address of the room in the mission of the cast."""
    return reverse(f"campaign:{name}", args=["steppe", *more])


def text(client: Client, address: str) -> str:
    """What a page says; it must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def body(client: Client, address: str) -> str:
    """A file that is downloaded."""
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
