"""The statement of Kosovo 2014 from the real records: the figures known beforehand come out."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.correct import Correction, correct
from baqylau.reports.actions.run import run_statement, seal
from baqylau.reports.changed_words import changes_shown
from baqylau.reports.document import document
from baqylau.reports.pdf import pdf
from baqylau.site import packs

pytestmark = pytest.mark.django_db
NOW = datetime(2014, 6, 9, 5, 0, tzinfo=UTC)

KNOWN = [
    ("family_voting", 712, 2237, "31.8", "31.2"),
    ("no_disabled_access", 660, 1997, "33.0", "28.9"),
    ("multiple_voting_attempt", 94, 2246, "4.2", "4.1"),
    ("unauthorised_persons", 26, 2244, "1.2", "1.1"),
]
"""Name, count, valid answers, per cent of valid answers, per cent of all records."""


@pytest.fixture
def kosovo() -> Mission:
    """The mission of the pack, with its 2,280 records."""
    packs.load(packs.shipped("xk_2014"))
    return Mission.objects.get(slug="xk-2014")


@pytest.fixture
def analyst(kosovo: Mission, dana: User) -> User:
    """Dana, as the statistics analyst of that mission."""
    Membership.objects.create(mission=kosovo, user=dana, role="statistics_analyst")
    return dana


def plain(text: str) -> str:
    return re.sub(r"[\s\xa0]+", " ", text)


def test_the_known_figures_come_out_in_the_page_the_figures_and_the_pdf_of_each_language(
    kosovo: Mission, analyst: User, client: Client
) -> None:
    statement = run_statement(mission=kosovo, by=analyst, now=NOW)
    for name, count, valid, of_valid, of_all in KNOWN:
        figure = statement.figures.get(name=name)
        assert (figure.numerator, figure.denominator, figure.all_records) == (count, valid, 2280)
        assert statement.terms.percent(count, valid) == of_valid
        assert statement.terms.percent(count, 2280) == of_all
    client.force_login(analyst)
    page = plain(client.get(reverse("reports:newest", args=["xk-2014"])).content.decode())
    for said in ("31.8 % of observations (712 of 2,237)", "33.0 % of observations (660 of 1,997)"):
        assert said in page
    assert ">2,280</a>" in page
    assert "2,280" not in re.sub(r"<a\b.*?</a>", "", page), "a number that leads to no figure"
    figure_page = plain(
        client.get(reverse("reports:figure", args=["xk-2014", 1, "family_voting"])).content.decode()
    )
    for said in ("31.8 %", "31.2 %", "712 of 2,237", "712 of 2,280", "43 not answered"):
        assert said in figure_page
    seal(statement, now=NOW)
    for language, known in (("en", "31.8 %"), ("ru", "31,8 %"), ("kk", "31,8 %")):
        with translation.override(language):
            reader = PdfReader(io.BytesIO(pdf(document(statement))))
        content = plain(" ".join(one.extract_text() for one in reader.pages))
        for said in (
            known,
            "712",
            "4.2 %" if language == "en" else "4,2 %",
            "33.0" if language == "en" else "33,0",
        ):
            assert said in content, (language, said)


def test_correcting_one_real_record_changes_the_figure_and_is_told(kosovo: Mission, analyst: User) -> None:
    first = run_statement(mission=kosovo, by=analyst, now=NOW)
    seen = next(iter(first.figures.get(name="family_voting").rows))
    record = kosovo.records.get(number=seen if isinstance(seen, int) else seen[0])
    correct(
        record=record,
        from_version=1,
        changes={"family_voting": Correction("answered", "no")},
        reason="The team had ticked the wrong box.",
        by=analyst,
    )
    second = run_statement(mission=kosovo, by=analyst, now=NOW)
    figure = second.figures.get(name="family_voting")
    assert (figure.numerator, figure.denominator) == (711, 2237)
    wholes = [change.name for change in changes_shown(second)[1] if not change.of_an_area]
    assert wholes == ["family_voting"]
    assert second.corrected == {str(record.number): 2}
