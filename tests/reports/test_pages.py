"""The pages, the PDF and the downloads of a statement."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from baqylau.reports.actions.run import run_statement
from baqylau.reports.models import Statement
from tests.reports.conftest import correct

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture
def statement(observed: Mission) -> Statement:
    return run_statement(mission=observed, by=None, now=NOW)


@pytest.fixture
def head(client: Client, aigerim: User) -> Client:
    client.force_login(aigerim)
    return client


def address(name: str, *more: object) -> str:
    return reverse(f"reports:{name}", args=["steppe", 1, *more])


def text(answer: object) -> str:
    """What was answered, its blanks all alike."""
    return answer.content.decode().replace(NB, " ")  # type: ignore[attr-defined, no-any-return]


def pdf_text(answer: object) -> str:
    """The text of a PDF, its lines and blanks run together."""
    reader = PdfReader(io.BytesIO(answer.content))  # type: ignore[attr-defined]
    return re.sub(r"[\s\xa0]+", " ", " ".join(page.extract_text() for page in reader.pages))


def every_address(statement: Statement) -> list[str]:
    """Every page, picture, document and download of a statement."""
    names = ["statement", "changes", "pdf", "csv", "json"]
    figures = [address("figure", figure.name) for figure in statement.figures.all()]
    recounted = [f"{one}?recompute=1" for one in figures]
    newest = reverse("reports:newest", args=["steppe"])
    return [newest, *map(address, names), address("chart", "voting"), *figures, *recounted]


def test_each_number_of_a_sentence_links_to_its_figure(head: Client, statement: Statement) -> None:
    page = text(head.get(address("statement")))
    for name, shown in (
        ("queue", "55.2 % of observations (32 of 58)"),
        ("noise", "3 of 12 observations"),
        ("records", "60"),
        ("queue", "58"),
    ):
        assert f'<a href="{address("figure", name)}">{shown}</a>' in page


def test_no_digit_of_a_chapter_stands_outside_a_link(head: Client, statement: Statement) -> None:
    page = text(head.get(address("statement")))
    section = page[page.index('<section aria-labelledby="voting">') :].split("</section>")[0]
    unlinked = re.sub(r"<a .*?</a>|<[^>]*>", "", section, flags=re.DOTALL)
    assert not re.search(r"\d", unlinked)


def test_a_small_denominator_is_shown_as_x_of_y_everywhere(head: Client, statement: Statement) -> None:
    for name in ("statement", "csv", "json", "pdf"):
        answer = head.get(address(name))
        content = pdf_text(answer) if name == "pdf" else text(answer)
        assert not re.search(r"\b(25|5)\.0\b", content), name
    assert "3 of 12" in text(head.get(address("figure", "noise")))
    assert "3 of 12" in text(head.get(address("chart", "voting")))
    row = next(
        one
        for one in csv.DictReader(io.StringIO(text(head.get(address("csv")))[1:]))
        if one["name"] == "noise"
    )
    assert (row["numerator"], row["denominator"], row["per_cent_of_valid_answers"]) == ("3", "12", "")


def test_the_minimum_is_the_missions_own(head: Client, observed: Mission) -> None:
    Mission.objects.filter(pk=observed.pk).update(minimum_denominator=10)
    observed.refresh_from_db()
    run_statement(mission=observed, by=None, now=NOW)
    assert "25.0 % of observations (3 of 12)" in text(head.get(address("statement")))


@pytest.mark.parametrize("kind", ["limited", "assessment", "intergovernmental"])
def test_a_mission_that_gives_no_percentages_shows_none_anywhere(
    client: Client, aigerim: User, observed: Mission, kind: str
) -> None:
    Mission.objects.filter(pk=observed.pk).update(kind=kind)
    statement = run_statement(mission=observed, by=None, now=NOW)
    client.force_login(aigerim)
    correct(observed, 1, "queue", "no")
    run_statement(mission=observed, by=None, now=NOW)
    second = reverse("reports:statement", args=["steppe", 2])
    for page in [*every_address(statement), second, f"{second}statement.pdf", f"{second}changes/"]:
        answer = client.get(page)
        assert answer.status_code == 200, page
        content = pdf_text(answer) if page.endswith(".pdf") else text(answer)
        assert "%" not in content, page
        assert not re.search(r"per.?cent(?!ages)|adjusted", content, re.IGNORECASE), page
    assert "32 of 58" in text(client.get(address("statement")))


def test_a_statement_run_before_the_mission_became_limited_shows_no_percentages(
    head: Client, statement: Statement, observed: Mission
) -> None:
    assert "55.2" in text(head.get(address("statement")))
    Mission.objects.filter(pk=observed.pk).update(kind="limited")
    for page in every_address(statement):
        answer = head.get(page)
        content = pdf_text(answer) if page.endswith(".pdf") else text(answer)
        assert "55.2" not in content, page
        assert "%" not in content, page


def test_a_percentage_is_made_in_one_place_only() -> None:
    from pathlib import Path

    import baqylau.reports as room

    folder = Path(room.__file__).parent
    users = [file.name for file in folder.rglob("*.py") if re.search(r"\bpercent\(", file.read_text())]
    assert sorted(users) == ["downloads.py", "publication_content.py", "publishing.py", "words.py"]
    comparing = [file.name for file in folder.rglob("*.py") if "half_up" in file.read_text()]
    assert sorted(comparing) == ["typed_numbers.py", "word_checks.py"]
    makers = [file.name for file in folder.rglob("*.py") if "core.figure import percent" in file.read_text()]
    assert makers == ["publishing.py"]


@pytest.mark.parametrize(
    ("language", "title", "share"),
    [
        ("en", "Statement on the day", "55.2 %"),
        ("ru", "Заявление о дне", "55,2 %"),
        ("kk", "Күн туралы мәлімдеме", "55,2 %"),
    ],
)
def test_the_pdf_has_its_numbers_title_and_language(
    head: Client, statement: Statement, language: str, title: str, share: str
) -> None:
    answer = head.get(address("pdf"), headers={"accept-language": language})
    content = pdf_text(answer)
    assert share in content
    assert "12" in content
    assert title in content
    assert statement.figures.get(name="queue").digest in content
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.metadata is not None
    assert reader.metadata.title == title
    catalogue = reader.trailer["/Root"]
    assert catalogue["/Lang"] == language
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "pdfuaid" in catalogue["/Metadata"].get_data().decode()


def test_each_number_of_the_pdf_leads_to_its_figure_in_the_annex(head: Client, statement: Statement) -> None:
    reader = PdfReader(io.BytesIO(head.get(address("pdf")).content))
    links = [
        annotation.get_object()
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if annotation.get_object()["/Subtype"] == "/Link"
    ]
    assert len(links) >= 6
    assert all("/Dest" in link or "/D" in link.get("/A", {}) for link in links)


def test_text_of_people_is_never_read_as_typst(head: Client, observed: Mission) -> None:
    hostile = '#read("/etc/passwd") $x$ *b* @queue \\ "quoted" <label> [#panic("no")]'
    Mission.objects.filter(pk=observed.pk).update(name=hostile)
    run_statement(mission=observed, by=None, now=NOW)
    assert '#read("/etc/passwd") $x$ *b* @queue' in pdf_text(head.get(address("pdf")))


@pytest.mark.parametrize("name", ["中文 🗳", "bell \x07 \x85", "Հայաստան საქართველო"])
def test_a_name_in_any_script_gives_a_pdf(head: Client, observed: Mission, name: str) -> None:
    Mission.objects.filter(pk=observed.pk).update(name=name)
    run_statement(mission=observed, by=None, now=NOW)
    answer = head.get(address("pdf"))
    assert answer.content.startswith(b"%PDF")
    assert "32 of 58" in pdf_text(answer)


def test_the_same_statement_gives_the_same_pdf(head: Client, statement: Statement) -> None:
    assert head.get(address("pdf")).content == head.get(address("pdf")).content


def test_the_checkpoint_of_the_trail_stands_in_each_document(head: Client, statement: Statement) -> None:
    page, document = text(head.get(address("statement"))), pdf_text(head.get(address("pdf")))
    statement.refresh_from_db()
    assert statement.checkpoint
    root = statement.checkpoint.split("\n")[2]
    assert root[:16] in page
    assert root in document
    assert json.loads(text(head.get(address("json"))))["checkpoint"] == statement.checkpoint


def test_a_figure_lists_the_records_behind_it_page_by_page(
    head: Client, statement: Statement, observed: Mission
) -> None:
    page = text(head.get(address("figure", "queue")))
    assert page.count("Record ") >= 32
    assert "Was there a queue?" in page
    everything = head.get(address("figure", "records"))
    assert len(everything.context["page"].object_list) == 50
    assert len(head.get(address("figure", "records") + "?page=2").context["page"].object_list) == 10
    assert head.get(address("figure", "records") + "?page=999").status_code == 200
    assert "not observed" in page


def test_counting_again_says_that_the_digest_is_the_same(
    head: Client, statement: Statement, observed: Mission
) -> None:
    again = address("figure", "queue") + "?recompute=1"
    assert "the same digest" in text(head.get(again))
    correct(observed, 1, "queue", "no")
    page = text(head.get(again))
    assert "the same digest" in page
    assert "31 of 58" in page
    assert "corrected since" in page


def test_running_again_after_a_correction_says_which_figures_changed(
    head: Client, statement: Statement, observed: Mission
) -> None:
    correct(observed, 1, "queue", "no")
    answer = head.post(reverse("reports:run", args=["steppe"]), follow=True)
    page = text(answer)
    assert "55.2 % (32 of 58)" in page
    assert "53.4 % (31 of 58)" in page
    assert "What changed since statement 1" in page
    assert "Queue, North" in text(head.get(reverse("reports:changes", args=["steppe", 2])))


def test_the_downloads_give_every_figure_with_its_exclusions_and_digest(
    head: Client, statement: Statement
) -> None:
    rows = list(csv.DictReader(io.StringIO(text(head.get(address("csv")))[1:])))
    assert len(rows) == statement.figures.count()
    queue = next(row for row in rows if row["name"] == "queue")
    assert queue["per_cent_of_valid_answers"] == "55.2"
    assert queue["per_cent_of_all_records"] == "53.3"
    assert queue["excluded_not_observed"] == "2"
    data = json.loads(text(head.get(address("json"))))
    assert data["digest"] == statement.digest
    assert {one["digest"] for one in data["figures"]} == set(
        statement.figures.values_list("digest", flat=True)
    )


def test_before_the_first_run_there_is_a_button_and_no_plan_is_said(head: Client, mission: Mission) -> None:
    newest = reverse("reports:newest", args=["steppe"])
    assert "no plan" in text(head.get(newest))
    answer = head.post(reverse("reports:run", args=["steppe"]), follow=True)
    assert "D.114" in text(answer)


def test_national_figures_belong_to_few(
    client: Client, statement: Statement, bolat: User, dana: User
) -> None:
    for user in (bolat, dana):
        client.force_login(user)
        assert {client.get(page).status_code for page in every_address(statement)} == {403}
        assert client.post(reverse("reports:run", args=["steppe"])).status_code == 403


def test_an_election_analyst_reads_the_statement_and_may_not_run_it(
    client: Client, statement: Statement, dana: User, observed: Mission
) -> None:
    Membership.objects.create(mission=observed, user=dana, role="election_analyst")
    client.force_login(dana)
    page = text(client.get(address("statement")))
    assert "Run again" not in page
    assert client.post(reverse("reports:run", args=["steppe"])).status_code == 403


def test_strangers_learn_nothing(
    client: Client, statement: Statement, carla: User, erik: User, administrator: User
) -> None:
    for user in (carla, erik, administrator):
        client.force_login(user)
        assert {client.get(page).status_code for page in every_address(statement)} == {404}
    client.logout()
    assert {client.get(page).status_code for page in every_address(statement)} == {302}


def test_what_is_not_there_is_not_found(head: Client, statement: Statement) -> None:
    missing = [
        reverse("reports:statement", args=["steppe", 99]),
        address("figure", "nothing"),
        address("chart", "nothing"),
    ]
    assert {head.get(page).status_code for page in missing} == {404}
    assert head.get(reverse("reports:run", args=["steppe"])).status_code == 405
