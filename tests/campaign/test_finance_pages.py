"""Pages of electoral funds: entered, taken in whole or not at all, checked, late ones flagged, downloaded."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from baqylau.accounts.models import User
from baqylau.campaign.actions.finance import LineData, add_line
from baqylau.campaign.actions.load_finance import load
from baqylau.campaign.figures_register import accounts_that_disagree, published_in_time
from baqylau.campaign.finance import part_of
from baqylau.campaign.models import ElectionFinance, FundLine, FundReport
from baqylau.core.problem import Refused
from baqylau.election.models import Election, Option
from baqylau.mission.models import Mission
from tests.campaign.register_cast import (
    NOW,
    ballot,
    body,
    enter_fund,
    media_analyst,
    rules,
    signed_in,
    text,
    url,
)

pytestmark = pytest.mark.django_db

TABLE = """contestant,contest,option,as_of,published_on,publication,own_funds,donations,receipts,\
category,amount,day
Wheat,list,wheat,2026-02-05,2026-02-09,first,60,40,100,,,
Wheat,list,,2026-02-05,,,,,,outdoor,55.50,2026-02-01
Wind,list,wind,2026-02-05,2026-02-12,first,1200,,1200,,,
Steppe,,,2026-02-05,,,,,,person,70,
"""


@pytest.fixture
def ruled(election: Election) -> tuple[Option, Option]:
    """Rules and a ballot of two parties, both of which owe the first account."""
    rules(election)
    return ballot(election)


def upload(name: str = "funds.csv", content: bytes = TABLE.encode()) -> dict[str, object]:
    return {"file": SimpleUploadedFile(name, content), "source": "Site of the commission"}


def test_a_table_is_taken_in_whole_with_its_bytes(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    client = signed_in(dana)
    assert client.post(url("take_in_funds"), upload()).status_code == 302
    wheat, wind, steppe = FundReport.objects.order_by("number")
    assert (wheat.contestant, wheat.option, wheat.due_code) == ("Wheat", ruled[0], "first")
    assert wheat.imported is not None
    assert wheat.imported.read() == TABLE.encode()
    assert wheat.lines.get().amount == Decimal("55.50")
    assert (steppe.option, steppe.lines.count(), steppe.source) == (None, 1, "Site of the commission")
    page = text(client, url("funds"))
    assert "X.768" in page, "own funds of Wind are above the limit"
    assert "X.769" in page, "a donation of a person is above the limit"
    assert "funds.csv" in text(client, url("fund", wind.label))


def test_of_a_table_with_anything_wrong_nothing_is_taken_in_and_all_is_said(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    wrong = TABLE.replace("list,wheat", "list,rye").replace(",first,1200", ",second,1200")
    answer = signed_in(dana).post(url("take_in_funds"), upload(content=wrong.encode()))
    assert answer.status_code == 400
    page = answer.content.decode()
    for code in ("X.729", "X.753", "row 2", "row 4"):
        assert code in page
    assert not FundReport.objects.exists()
    assert not FundLine.objects.exists()


def test_the_same_table_a_second_time_is_refused_row_by_row(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    client = signed_in(dana)
    client.post(url("take_in_funds"), upload())
    answer = client.post(url("take_in_funds"), upload())
    assert answer.content.decode().count("X.755") == 3
    assert FundReport.objects.count() == 3


def test_a_workbook_is_taken_in_like_csv(mission: Mission, ruled: tuple[Option, Option], dana: User) -> None:
    book = Workbook()
    for row in (("contestant", "as_of", "receipts"), ("Wheat", date(2026, 2, 5), 1050000.5)):
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    answer = signed_in(dana).post(url("take_in_funds"), upload("funds.xlsx", content.getvalue()))
    assert answer.status_code == 302
    assert FundReport.objects.get().receipts == Decimal("1050000.50")


def test_what_is_downloaded_can_be_taken_in_by_another_mission(
    mission: Mission, other_mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    from baqylau.campaign.actions.fund_imports import import_funds

    client = signed_in(dana)
    client.post(url("take_in_funds"), upload())
    content = body(client, url("funds_csv")).encode()
    made = import_funds(
        mission=other_mission, content=content, name="funds.csv", source="Dana", by=dana, now=NOW
    )
    assert sorted((one.contestant, one.receipts, one.lines.count()) for one in made if one.receipts) == [
        ("Wheat", Decimal(100), 1),
        ("Wind", Decimal(1200), 0),
    ]
    assert len(made) == 3


def test_late_and_missing_publications_are_flagged(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    wheat, _wind = ruled
    enter_fund(mission, dana, option=wheat, contestant="", due_code="first", published_on=date(2026, 2, 12))
    page = " ".join(text(signed_in(dana), url("fund_limits")).split())
    assert "Late</span>" in page
    assert "Not in the register</span>" in page
    figure = published_in_time(mission)
    assert (figure.numerator, figure.denominator, figure.excluded) == (0, 1, {"missing": 1})


def test_an_account_is_entered_changed_and_its_lines_added_with_their_history(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    client = signed_in(dana)
    given = {
        "option": str(ruled[0].pk),
        "as_of": "2026-02-05",
        "own_funds": "1 000,50",
        "receipts": "1000.5",
        "balance": "-20",
        "source_kind": "published",
    }
    assert client.post(url("new_fund"), given).status_code == 302
    fund = FundReport.objects.get()
    assert (fund.contestant, fund.own_funds, fund.balance) == ("Wheat", Decimal("1000.50"), Decimal(-20))
    assert fund.contest == ruled[0].contest
    line = {"category": "outdoor", "amount": "80", "day": "2026-02-01", "version": "1"}
    assert client.post(url("new_fund_line", "1"), line).status_code == 302
    assert client.post(url("new_fund_line", "1"), line).status_code == 400, (
        "somebody has changed it meanwhile"
    )
    assert client.post(url("new_fund_line", "1"), {**line, "amount": "1,050"}).status_code == 400
    page = text(client, url("fund", "1"))
    assert "Billboards and outdoor advertising" in page
    assert "Line added" in page
    assert client.post(url("remove_fund_line", "1", 1)).status_code == 302
    assert not fund.lines.exists()
    assert "Line taken out" in text(client, url("fund", "1"))
    given |= {"own_funds": "900", "version": "3"}
    assert client.post(url("edit_fund", "1"), given).status_code == 302
    assert "1,000.50 → <strong>900" in text(client, url("fund", "1"))


def test_what_cannot_be_is_refused_with_its_field(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        enter_fund(
            mission, dana, contestant="", receipts=Decimal(-1), published_on=date(2026, 1, 1), due_code="none"
        )
    assert [(one.code, str(one.where)) for one in refused.value.problems] == [
        ("X.735", "contestant"),
        ("X.750", "receipts"),
        ("X.752", "published_on"),
        ("X.753", "due_code"),
    ]
    with pytest.raises(Refused, match=r"X\.751"):
        enter_fund(mission, dana, receipts=None)
    fund = enter_fund(mission, dana)
    with pytest.raises(Refused, match=r"X\.731"):
        add_line(
            fund=fund, given=LineData(category="gold", amount=Decimal(1)), version=None, by=dana, now=NOW
        )


def test_spending_by_category_and_day_shows_what_is_not_listed(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    fund = enter_fund(mission, dana, spending=Decimal(100))
    for category, money in (("outdoor", 40), ("print", 35)):
        given = LineData(category=category, amount=Decimal(money), day=date(2026, 2, 1))
        add_line(fund=fund, given=given, version=None, by=dana, now=NOW)
    page = " ".join(text(signed_in(dana), url("fund", "1")).split())
    assert 'Not listed</strong></th><td class="num"><strong>25<' in page
    assert "1 February 2026" in page
    assert "X.764" in page


def test_where_the_pack_says_nothing_the_page_says_so_and_checks_no_limit(
    mission: Mission, dana: User
) -> None:
    enter_fund(mission, dana, own_funds=Decimal(10**12), receipts=Decimal(10**12))
    page = text(signed_in(dana), url("funds"))
    assert "says nothing about campaign finance" in page
    assert "X.768" not in page


def test_the_same_part_a_second_time_changes_nothing_and_no_part_takes_it_away(
    election: Election, ruled: tuple[Option, Option]
) -> None:
    part = part_of(election)
    assert load(part, election=election, by=None) == ElectionFinance.objects.get()
    assert load(None, election=election, by=None) is None
    assert not part_of(election).limits


def test_a_confidential_account_is_not_there_and_in_no_figure(
    mission: Mission, ruled: tuple[Option, Option], dana: User
) -> None:
    enter_fund(mission, dana)
    enter_fund(
        mission, dana, contestant="Hidden fund", confidential=True, receipts=Decimal(5), spending=Decimal(9)
    )
    client = signed_in(media_analyst(mission))
    page = text(client, url("funds"))
    assert "Hidden fund" not in page
    assert "1 account of 1" in page
    assert "something does not agree" not in page
    assert client.get(url("fund", "C1")).status_code == 404
    assert "Hidden" not in body(client, url("funds_csv"))
    figure = accounts_that_disagree(mission)
    assert (figure.numerator, figure.denominator) == (0, 1)
    assert "In 1 account something does not agree" in text(signed_in(dana), url("funds"))


@pytest.mark.parametrize(
    ("asked", "labels"),
    [
        ("", {"1", "2", "3"}),
        ("?contestant=list:wheat", {"1"}),
        ("?publication=first", {"1", "2"}),
        ("?publication=-", {"3"}),
        ("?category=outdoor", {"1"}),
        ("?q=steppe", {"3"}),
        ("?since=2026-02-06", set()),
        ("?contestant=nobody", set()),
    ],
)
def test_the_address_selects_and_the_download_is_what_it_selects(
    mission: Mission, ruled: tuple[Option, Option], dana: User, asked: str, labels: set[str]
) -> None:
    client = signed_in(dana)
    client.post(url("take_in_funds"), upload())
    rows = body(client, url("funds_csv") + asked).splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == labels
    assert client.get(url("funds") + asked).status_code == 200
