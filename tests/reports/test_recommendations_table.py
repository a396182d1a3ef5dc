"""A table of recommendations goes out and comes in again, the same to the letter, or not at all."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from baqylau.accounts.models import User
from baqylau.core.cells import in_a_cell
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.reports.actions.recommendations_import import TakenIn, import_recommendations
from baqylau.reports.models import Assessment, Recommendation, RecommendingReport
from baqylau.reports.recommendation_queries import RecommendationSelection, current_rating, seen_by
from baqylau.reports.recommendation_tables import recommendations_table
from baqylau.reports.sources.recommendations import (
    COLUMNS,
    RESERVED,
    plain,
    protected,
    read_recommendations,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
ROW = {
    "code": "a-1",
    "report": "rep-2021",
    "report_title": "=Final report, “2021”",
    "organisation": "A group",
    "country": "xx",
    "election_day": "2021-01-10",
    "report_day": "2021-03-26",
    "report_count": "25",
    "report_source": "its page",
    "language": "kk",
    "number": "1",
    "priority": "yes",
    "chapter": "media",
    "change": "law",
    "addressees": "central; media",
    "addressee_names": "-all of them",
    "text_en": "'=Post; lists\nin two lines",
    "text_kk": "Тізімді жариялаңыз",
    "commitments": "osce-1990-7.4; iccpr-25",
    "articles": "e:20-1; e:28, paragraph 9",
    "inferred": "yes",
    "source": "page 3",
    "rating": "partially",
    "assessed_on": "2026-03-01",
    "assessment": "+Half of it",
    "assessment_source": "our records",
}
SECOND = {**ROW, "code": "a-2", "number": "2", "rating": "", "assessed_on": "", "assessment": ""}


def csv_of(*rows: dict[str, str]) -> bytes:
    lines = [COLUMNS, *([protected(row.get(column, "")) for column in COLUMNS] for row in rows)]
    return b"".join(csv_file(lines, "x.csv").streaming_content)


def take_in(mission: Mission, by: User, content: bytes, name: str = "x.csv") -> TakenIn:
    rows = read_recommendations(content, name)
    return import_recommendations(mission=mission, rows=rows, by=by, now=NOW)


def exported(mission: Mission, kind: str = "csv") -> bytes:
    found = RecommendationSelection().among(current_rating(seen_by(mission), mission), mission)
    rows = recommendations_table(found, mission)
    return (
        b"".join(csv_file(rows, "x.csv").streaming_content) if kind == "csv" else workbook(rows, "x").content
    )


def empty() -> None:
    Assessment.objects.all().delete()
    Recommendation.objects.all().delete()
    RecommendingReport.objects.all().delete()


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_goes_out_comes_in_again_the_same_to_the_letter(mission: Mission, dana: User, kind: str) -> None:
    again = {**SECOND, "report": "rep-2026", "election_day": "2026-03-01", "report_day": "", "follows": "a-1"}
    told = take_in(mission, dana, csv_of(ROW, again))
    assert told == TakenIn(added=2, changed=0, unchanged=0, rated=1)
    first, as_csv = exported(mission, kind), exported(mission)
    one = Recommendation.objects.get(code="a-1")
    assert one.texts["en"] == "'=Post; lists\nin two lines"
    assert one.report.title == "=Final report, “2021”"
    empty()
    take_in(mission, dana, first, f"x.{kind}")
    assert exported(mission) == as_csv


def test_the_same_table_again_changes_nothing(mission: Mission, dana: User) -> None:
    take_in(mission, dana, csv_of(ROW, SECOND))
    assert take_in(mission, dana, exported(mission)) == TakenIn(0, 0, 2, 0)
    assert Assessment.objects.count() == 1


def test_a_row_that_says_something_else_is_a_change(mission: Mission, dana: User) -> None:
    take_in(mission, dana, csv_of(ROW))
    assert take_in(mission, dana, csv_of({**ROW, "chapter": "campaign"})) == TakenIn(0, 1, 0, 0)


def test_all_problems_are_said_at_once_and_nothing_is_half_loaded(mission: Mission, dana: User) -> None:
    rows = [
        ROW,
        {**SECOND, "chapter": "weather", "commitments": "osce-1990-99", "follows": "none"},
        {**SECOND, "code": "a-3", "text_kk": "", "number": "1"},
    ]
    with pytest.raises(Refused) as refused:
        take_in(mission, dana, csv_of(*rows))
    told = sorted(problem.code for problem in refused.value.problems)
    assert told == ["Z.301", "Z.303", "Z.305", "Z.306"]
    assert all("row" in problem.where for problem in refused.value.problems)
    assert not Recommendation.objects.exists()
    assert not RecommendingReport.objects.exists()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"code": "no spaces"}, "Z.351"),
        ({"code": "figures"}, "Z.351"),
        ({"language": "de"}, "C.133"),
        ({"report_count": "many"}, "C.134"),
        ({"election_day": "10.01.2021"}, "C.135"),
        ({"priority": "perhaps"}, "C.133"),
        ({"rating": "splendidly"}, "Z.320"),
        ({"follows": "none"}, "Z.355"),
        ({"report_title": ""}, "Z.330"),
        ({"country": "qq"}, "Z.331"),
    ],
)
def test_each_thing_that_can_be_wrong_has_its_number(
    mission: Mission, dana: User, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        take_in(mission, dana, csv_of({**ROW, **changed}))
    assert code in [problem.code for problem in refused.value.problems]
    assert not Recommendation.objects.exists()


def test_a_code_twice_and_a_report_said_in_two_ways_are_refused(mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as refused:
        take_in(mission, dana, csv_of(ROW, ROW))
    assert [problem.code for problem in refused.value.problems] == ["Z.352"]
    with pytest.raises(Refused) as refused:
        take_in(mission, dana, csv_of(ROW, {**SECOND, "report_count": "24"}))
    assert [problem.code for problem in refused.value.problems] == ["Z.354"]


def test_what_another_mission_entered_is_left_or_refused(
    mission: Mission, other_mission: Mission, dana: User, aigerim: User
) -> None:
    take_in(mission, dana, csv_of(SECOND))
    with pytest.raises(Refused) as refused:  # not public: it is not told whose it is
        take_in(other_mission, aigerim, csv_of(SECOND))
    assert [problem.code for problem in refused.value.problems] == ["Z.353"]
    Recommendation.objects.update(published_at=NOW, published_by=aigerim)
    assert take_in(other_mission, aigerim, csv_of(SECOND)) == TakenIn(0, 0, 1, 0)
    with pytest.raises(Refused) as refused:
        take_in(other_mission, aigerim, csv_of({**SECOND, "chapter": "campaign"}))
    assert [problem.code for problem in refused.value.problems] == ["Z.353"]


def test_the_page_takes_a_workbook_in_and_says_what_is_wrong(
    client: Client, mission: Mission, dana: User
) -> None:
    client.force_login(dana)
    page = reverse("reports:import_recommendations", args=[mission.slug])

    def sent(row: dict[str, Any]) -> SimpleUploadedFile:
        book = Workbook()
        book.active.append(list(COLUMNS))
        book.active.append([row.get(column, "") for column in COLUMNS])
        made = io.BytesIO()
        book.save(made)
        return SimpleUploadedFile("x.xlsx", made.getvalue())

    wrong = client.post(page, {"file": sent({**ROW, "chapter": "weather", "report_title": "Report"})})
    assert wrong.status_code == 400
    assert "Z.303" in wrong.content.decode()
    dates = {**ROW, "report_title": "Report", "election_day": date(2021, 1, 10), "report_count": 25}
    assert client.post(page, {"file": sent(dates)}).status_code == 302
    assert Recommendation.objects.get().report.election_day == date(2021, 1, 10)
    assert (
        client.post(page, {"file": SimpleUploadedFile("x.csv", b"\xff\xfe\x00nonsense")}).status_code == 400
    )
    assert client.post(page, {}).status_code == 400


@given(st.text(alphabet=st.sampled_from("'=+-@a ＝"), max_size=8).map(str.strip))
def test_a_text_is_the_same_after_the_apostrophes_of_a_table(text: str) -> None:
    assert plain(str(in_a_cell(protected(text)))) == text
    assert plain(protected(text)) == text


def test_words_of_addresses_are_no_codes() -> None:
    assert {"new", "import", "figures", "publish", "reports"} == RESERVED
