"""Electoral funds: checks on plain numbers, the part of a pack, the table that is taken in."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baqylau.campaign.methods.finance import (
    Account,
    Contestant,
    Limit,
    Line,
    Publication,
    by_category,
    by_day,
    check_account,
    punctuality,
    total_of,
    totals_that_fell,
)
from baqylau.campaign.sources.finance import amount, check_names, read_bytes
from baqylau.campaign.sources.fund_table import read_funds
from baqylau.core.problem import Refused
from baqylau.core.reading import Problems
from tests.campaign.register_cast import RULES

DAY = date(2026, 2, 5)


def account(*lines: Line, **more: Any) -> Account:
    values = {name: Decimal(value) if isinstance(value, int) else value for name, value in more.items()}
    return Account(**{"key": "1", "who": "wheat", "as_of": DAY, **values, "lines": lines})


def line(category: str, money: int, day: date | None = None, key: str = "1") -> Line:
    received = category in ("own", "person", "organisation", "donations", "other_receipt")
    return Line(key, "receipt" if received else "spending", category, Decimal(money), day)


def found(one: Account, *limits: Limit) -> list[tuple[str, str, str]]:
    return [(finding.code, finding.expected, finding.found) for finding in check_account(one, limits)]


def test_an_account_that_adds_up_raises_nothing() -> None:
    one = account(
        line("own", 60),
        line("person", 40),
        line("outdoor", 70),
        own_funds=60,
        donations=40,
        receipts=100,
        spending=70,
        balance=30,
    )
    assert found(one, Limit("own", "own_funds", Decimal(60))) == []


def test_parts_that_do_not_add_up_are_found_and_never_repaired() -> None:
    assert found(account(own_funds=60, donations=50, receipts=100)) == [("X.761", "100", "110")]
    assert found(account(own_funds=60, donations=30, receipts=100)) == [("X.761", "100", "90")]


def test_where_a_part_was_not_published_what_is_missing_is_a_remark() -> None:
    assert found(account(own_funds=60, receipts=100)) == [("X.762", "100", "60")]
    assert found(account(own_funds=110, receipts=100)) == [("X.761", "100", "110")]


def test_a_missing_amount_is_not_nothing() -> None:
    assert found(account(spending=10)) == []
    assert found(account(receipts=0, spending=10)) == [("X.765", "0", "10")]


def test_lines_above_their_total_disagree_and_lines_below_it_are_a_remark() -> None:
    assert found(account(line("print", 80), spending=70, receipts=100)) == [("X.763", "70", "80")]
    assert found(account(line("print", 60), spending=70, receipts=100)) == [("X.764", "70", "60")]
    one = account(line("person", 30), line("organisation", 30, key="2"), donations=50)
    assert found(one) == [("X.763", "50", "60")]


def test_a_balance_follows_from_what_came_and_went() -> None:
    assert found(account(receipts=100, spending=70, balance=20)) == [("X.766", "30", "20")]


def test_a_line_after_the_day_of_the_account_is_found() -> None:
    assert found(account(line("print", 5, date(2026, 2, 6)))) == [("X.767", "2026-02-05", "2026-02-06")]
    assert found(account(line("print", 5, DAY))) == []


def test_limits_bind_whom_they_name_and_reach_up_to_their_amount() -> None:
    limit = Limit("own", "own_funds", Decimal(100), kinds=frozenset({"party"}))
    assert found(account(own_funds=101, kind="party"), limit) == [("X.768", "100", "101")]
    assert found(account(own_funds=100, kind="party"), limit) == []
    assert found(account(own_funds=101, kind="candidate"), limit) == []
    of_contest = Limit("own", "own_funds", Decimal(100), contests=frozenset({"list"}))
    assert found(account(own_funds=101, contest="district_1"), of_contest) == []


def test_one_donation_is_compared_with_the_limit_of_its_giver() -> None:
    one = account(line("person", 51), line("organisation", 900, key="2"), line("person", 50, key="3"))
    assert found(one, Limit("person", "donation_person", Decimal(50))) == [("X.769", "50", "51")]


def test_a_total_that_was_not_published_is_taken_from_the_lines() -> None:
    one = account(line("outdoor", 30), line("print", 20, key="2"), line("own", 10, key="3"))
    assert total_of(one, "spending") == 50
    assert total_of(one, "own_funds") == 10
    assert total_of(one, "donations") is None
    assert found(one, Limit("spent", "spending", Decimal(49))) == [("X.768", "49", "50")]


def test_amounts_since_the_fund_began_do_not_fall() -> None:
    early = account(key="1", as_of=date(2026, 2, 1), spending=50, receipts=80)
    silent = account(key="2", as_of=date(2026, 2, 3))
    late = account(key="3", as_of=DAY, spending=40, receipts=80)
    other = account(key="4", as_of=DAY, who="wind", spending=1)
    fell = totals_that_fell([late, early, silent, other])
    assert [(one.code, one.account, one.about, one.expected, one.found) for one in fell] == [
        ("X.770", "3", "spending", "50", "40")
    ]


FIRST = Publication("first", date(2026, 2, 10), kinds=frozenset({"party"}))
WHEAT, WIND, ONE = Contestant("wheat", "party"), Contestant("wind", "party"), Contestant("one", "candidate")


@pytest.mark.parametrize(
    ("published", "today", "standing"),
    [
        (date(2026, 2, 10), date(2026, 3, 1), "in_time"),
        (date(2026, 2, 11), date(2026, 3, 1), "late"),
        (None, date(2026, 3, 1), "day_not_known"),
    ],
)
def test_a_publication_is_in_time_up_to_its_last_day(
    published: date | None, today: date, standing: str
) -> None:
    one = account(due="first", published_on=published)
    assert [row.standing for row in punctuality([FIRST], [WHEAT], [one], today)] == [standing]


def test_a_missing_publication_is_missing_only_after_its_last_day_and_only_of_those_who_owe_it() -> None:
    before, after = date(2026, 2, 10), date(2026, 2, 11)
    assert [row.standing for row in punctuality([FIRST], [WHEAT, WIND], [], before)] == ["not_due"] * 2
    assert [row.standing for row in punctuality([FIRST], [WHEAT, WIND, ONE], [], after)] == ["missing"] * 2
    named = account(due="", published_on=DAY)
    assert [row.standing for row in punctuality([FIRST], [WHEAT], [named], after)] == ["missing"]


def test_of_several_accounts_of_one_publication_the_first_counts() -> None:
    late = account(key="1", due="first", published_on=date(2026, 2, 20))
    early = account(key="2", due="first", published_on=date(2026, 2, 9))
    (row,) = punctuality([FIRST], [WHEAT], [late, early], DAY)
    assert (row.account, row.standing) == ("2", "in_time")


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["outdoor", "print", "staff"]), st.integers(0, 999)), max_size=12))
def test_categories_and_days_spread_what_the_lines_say_and_nothing_else(spent: list[tuple[str, int]]) -> None:
    days = [None, date(2026, 2, 1), date(2026, 2, 2)]
    lines = [line(code, money, days[index % 3], str(index)) for index, (code, money) in enumerate(spent)]
    one = account(*lines, spending=20_000)
    total = sum(money for _code, money in spent)
    for spread in (by_category(one, "spending"), by_day(one, "spending")):
        assert spread.listed == total
        assert spread.unlisted == 20_000 - total
    for code in ("outdoor", "print", "staff"):
        slow = sum(money for of, money in spent if of == code)
        assert by_category(one, "spending").amounts.get(code, 0) == slow


# ------------------------------------------------------------------ the pack


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_limits_and_publications_are_read_with_article_and_source() -> None:
    part = read_bytes(RULES.encode())
    assert [(one.code, one.measure, one.amount, one.article) for one in part.limits] == [
        ("own_of_lists", "own_funds", Decimal(1000), "34"),
        ("one_person", "donation_person", Decimal(50), "34"),
        ("spent", "spending", Decimal(2000), "34"),
    ]
    assert part.publications[0].due == "fund_reports.ends"
    assert part.unknown[0].says["en"] == "Donations in all: not found."


def test_everything_wrong_with_the_part_is_said_at_once() -> None:
    wrong = RULES.replace('"own_of_lists"', '"one_person"').replace('"50"', '"1.050.000"')
    wrong = wrong.replace('currency = "XXX"\n', "").replace("fund_reports.ends", "in the end")
    wrong = wrong.replace('of = ["party"]', 'of = ["parties"]').replace("donations", "spending")
    with pytest.raises(Refused) as refused:
        read_bytes(wrong.encode())
    assert sorted(set(codes(refused))) == ["X.701", "X.703", "X.706", "X.707", "X.708", "X.709"]


def test_a_limit_without_article_or_source_is_no_limit() -> None:
    with pytest.raises(Refused) as refused:
        read_bytes(RULES.replace('article = "34"\n', "", 1).replace('source = "made up"\n', "", 1).encode())
    assert codes(refused) == ["C.142", "C.142"]


def test_events_and_contests_that_are_named_are_in_the_pack() -> None:
    part = read_bytes(RULES.replace('amount = "2000"', 'amount = "2000"\ncontests = ["list"]').encode())
    problems = Problems()
    check_names(part, events={"campaign"}, contests={"districts"}, problems=problems)
    assert [problem.code for problem in problems.found] == ["X.704", "X.705"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1050000", "1050000"),
        ("1 050 000,50", "1050000.50"),
        ("1\u00a0050\u202f000.5", "1050000.5"),
        ("0", "0"),
        ("1,050", None),
        ("1.050.000", None),
        ("-5", None),
        ("12 тыс.", None),
        ("", None),
        ("9" * 16, None),
    ],
)
def test_an_amount_is_digits_and_what_could_be_two_things_is_not_guessed_at(
    text: str, expected: str | None
) -> None:
    assert amount(text) == (None if expected is None else Decimal(expected))


# ------------------------------------------------------------------ the table


HEAD = "contestant,as_of,published_on,own_funds,receipts,category,amount,day,who"


def test_rows_of_one_contestant_and_day_are_one_account() -> None:
    table = f"""{HEAD}
Wheat,2026-02-05,2026-02-09,60,100,,,,
Wheat,2026-02-05,,,,outdoor,"1 000,50",2026-02-01,Billboard Ltd
Wheat,2026-02-05,,,,person,20,,
Wind,2026-02-05,,,5,,,,
"""
    wheat, wind = read_funds(table.encode(), "funds.csv")
    assert (wheat.contestant, wheat.published_on, wheat.totals) == (
        "Wheat",
        date(2026, 2, 9),
        {"own_funds": Decimal(60), "receipts": Decimal(100)},
    )
    assert [(one.side, one.category, one.amount) for one in wheat.lines] == [
        ("spending", "outdoor", Decimal("1000.50")),
        ("receipt", "person", Decimal(20)),
    ]
    assert wind.totals == {"receipts": Decimal(5)}


def test_every_problem_of_every_row_is_listed_at_once() -> None:
    table = f"""{HEAD}
,2026-02-05,,60,,,,,
Wheat,5.2.26,,60,,,,,
Wheat,2026-02-05,,60,many,,,,
Wheat,2026-02-05,,61,,bribes,1,,
Wheat,2026-02-05,,,,outdoor,,,
Wheat,2026-02-05,,,,,,,
"""
    with pytest.raises(Refused) as refused:
        read_funds(table.encode(), "funds.csv")
    assert [(problem.code, str(problem.where)) for problem in refused.value.problems] == [
        ("C.131", "'funds.csv', row 2, column 'contestant'"),
        ("C.135", "'funds.csv', row 3, column 'as_of'"),
        ("X.726", "'funds.csv', row 4, column 'receipts'"),
        ("C.133", "'funds.csv', row 5, column 'category'"),
        ("X.723", "'funds.csv', row 5, column 'own_funds'"),
        ("C.131", "'funds.csv', row 6, column 'amount'"),
        ("X.722", "'funds.csv', row 7"),
    ]


def test_a_table_without_rows_or_with_a_category_on_the_other_side_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_funds(f"{HEAD}\n".encode(), "funds.csv")
    assert codes(refused) == ["X.720"]
    with pytest.raises(Refused) as refused:
        read_funds(b"contestant,as_of,side,category,amount\nWheat,2026-02-05,receipt,print,5\n", "funds.csv")
    assert codes(refused) == ["X.725"]
