"""The page of the law: what rests on an article, and what an amendment touches."""

from __future__ import annotations

import csv
import io
import re

import pytest
from django.test import Client
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries

from baqylau.accounts.models import User
from baqylau.disputes.models import ElectionLaw
from baqylau.election.models import Election
from baqylau.site import packs
from baqylau.site.pages.law import Desk, basis_of, law_page
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/elections/kz_2023/law/"


@pytest.fixture
def mazhilis_2023(db: None) -> Election:
    return packs.load(packs.shipped("kz_2023"))


def said(desk: Desk | None) -> tuple[set[str], set[tuple[str, str]]]:
    assert desk is not None
    return (
        {one.says for one in desk.recommendations},
        {(one.about, one.says) for one in desk.rules},
    )


def test_the_amendment_of_2022_touches_the_recommendation_on_citizen_observers(
    mazhilis_2023: Election,
) -> None:
    page = law_page(mazhilis_2023, None)
    (newest, *_) = page.amendments
    assert newest.amendment.number == "156-VII"
    recommendations, rules = said(newest.desk)
    assert "Abstain from restrictive implementation of the rules on citizen observers." in recommendations
    assert not any("broadcasters" in one for one in recommendations)
    assert any(about == "Candidates" for about, _ in rules)


def test_a_list_of_articles_touches_rules_of_the_calendar_and_of_seats(mazhilis_2023: Election) -> None:
    _, rules = said(law_page(mazhilis_2023, "28, 44; 97-1").answer)
    assert {about for about, _ in rules} >= {"Calendar", "Seats"}
    assert ("Calendar", "No polls or forecasts may be published") in rules
    assert ("Calendar", "Results announced") in rules


def test_a_paragraph_that_no_rule_names_touches_only_what_rests_on_the_whole_article(
    mazhilis_2023: Election,
) -> None:
    recommendations, rules = said(law_page(mazhilis_2023, "paragraph 3 of article 28").answer)
    assert any("broadcasters" in one for one in recommendations)
    assert ("Calendar", "No polls or forecasts may be published") not in rules


def test_contests_with_the_same_article_are_one_line(mazhilis_2023: Election) -> None:
    _, rules = said(law_page(mazhilis_2023, "4").answer)
    assert sum(about == "Candidates" for about, _ in rules) <= 3


def test_a_pasted_text_is_looked_through_and_not_kept(
    mazhilis_2023: Election, client: Client, erik: User
) -> None:
    client.force_login(erik)
    before = Entry.objects.count(), ElectionLaw.objects.get().source
    answer = client.post(PAGE, {"text": "В статью 20-1 внести изменения; <script>alert(1)</script>"})
    assert answer.status_code == 200
    assert "1 article was found" in answer.text
    assert "<script>alert" not in answer.text
    assert (Entry.objects.count(), ElectionLaw.objects.get().source) == before


@pytest.mark.parametrize("text", ["", "   ", "nothing of the kind", "\x00", "5 November 2022"])
def test_a_text_without_an_article_is_told_so(
    mazhilis_2023: Election, client: Client, erik: User, text: str
) -> None:
    client.force_login(erik)
    answer = client.post(PAGE, {"text": text})
    assert answer.status_code == 400
    assert "P.193" in answer.text


def test_an_election_without_law_says_so(election: Election, client: Client, erik: User) -> None:
    client.force_login(erik)
    page = client.get("/elections/made-up/law/")
    assert "says nothing about the law" in page.text
    assert "<textarea" not in page.text


def test_every_citation_is_in_the_list_and_every_link_inside_goes_somewhere(
    mazhilis_2023: Election, client: Client, erik: User
) -> None:
    client.force_login(erik)
    text = client.get(PAGE, {"articles": "20-1, 44"}).text
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(re.findall(r'\bid="([^"]+)"', text))


def test_it_needs_few_queries(
    mazhilis_2023: Election, client: Client, erik: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.force_login(erik)
    with django_assert_max_num_queries(11):
        client.get(PAGE)


def test_a_pack_without_the_file_takes_the_law_away(mazhilis_2023: Election) -> None:
    files = packs.files_of(packs.shipped("kz_2023"))
    del files["law.toml"]
    packs.load_files(files)
    assert not ElectionLaw.objects.exists()


def test_words_that_are_no_article_rest_on_nothing() -> None:
    assert basis_of("95 (draft)", ["e"]) == ()
    assert basis_of("", ["e"]) == basis_of("20", []) == ()
    assert [one.article for one in basis_of("20, 49", ["e"])] == ["20", "49"]


# ------------------------------------------------------------------ the list of articles


def numbers_listed(client: Client, **asked: str) -> list[str]:
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return [one.article.number for one in answer.context["articles"]]


def test_articles_are_searched_and_selected_by_the_address(
    mazhilis_2023: Election, client: Client, erik: User
) -> None:
    client.force_login(erik)
    every = numbers_listed(client)
    assert "97-1" in numbers_listed(client, about="seats")
    assert set(numbers_listed(client, about="seats")) < set(every)
    assert "20-1" in numbers_listed(client, q="observers")
    assert numbers_listed(client, q="97-1 SEATS") == ["97-1"]
    assert numbers_listed(client, q="nothing is like this") == []
    amended = client.get(PAGE, {"only": "amended"}).context["articles"]
    assert amended
    assert all(any(edition.amendment for edition in one.editions) for one in amended)
    page = client.get(PAGE, {"about": "seats", "q": "<b>", "articles": "44"}).text
    assert '<option value="seats" selected>' in page
    assert 'value="&lt;b&gt;"' in page


def test_what_is_downloaded_is_what_is_selected(mazhilis_2023: Election, client: Client, erik: User) -> None:
    client.force_login(erik)
    page = client.get(PAGE, {"about": "calendar"}).text
    assert "law.csv?about=calendar" in page
    table = client.get("/elections/kz_2023/law.csv", {"about": "calendar"})
    rows = list(csv.DictReader(io.StringIO(table.getvalue().decode("utf-8-sig"))))
    assert list(dict.fromkeys(row["article"] for row in rows)) == numbers_listed(client, about="calendar")
    assert all("Calendar:" in row["rests_on_it"] for row in rows)
    book = load_workbook(io.BytesIO(client.get("/elections/kz_2023/law.xlsx", {"q": "97-1"}).content))
    assert [line[1].value for line in book.active.rows][:2] == ["article", "97-1"]
