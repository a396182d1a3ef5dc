"""A statement cites what others published: the entry of the register is its source."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.actions.figures import change_figure, enter_figure, withdraw_figure
from baqylau.election.models import Election, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.reports.actions.load import load
from baqylau.reports.actions.run import run_statement
from baqylau.reports.recount import recount
from baqylau.reports.sources.pack import FILE, read
from tests.reports.conftest import STATEMENT

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
CITED = """
[[figures]]
name = "suits"
kind = "published"
published = "{code}"
wording = {{ en = "Suits", ru = "Иски", kk = "Талап арыздар" }}
"""


def plan(code: str) -> Any:
    text = STATEMENT.replace("Of {records} records", "Courts heard {suits} suits; of {records} records")
    text = text.replace("Записей: {records}", "Исков: {suits}; записей: {records}")
    text = text.replace("Жазба саны: {records}", "Талап арыз саны: {suits}; жазба саны: {records}")
    return read({FILE: (text + CITED.format(code=code)).encode()})


@pytest.fixture
def entry(observed: Mission, dana: User) -> PublishedFigure:
    given = {
        "indicator": "suits",
        "value": "166",
        "said_by": "The commission",
        "source": "Meeting of 17 March",
        "sentence": "There were 166 suits.",
    }
    return enter_figure(mission=observed, given=given, by=dana, now=NOW)


def test_the_figure_is_that_of_the_entry_and_names_its_source(
    observed: Mission, election: Election, entry: PublishedFigure, client: Client, aigerim: User
) -> None:
    load(plan(entry.code), election=election, by=None)
    statement = run_statement(mission=observed, by=aigerim, now=NOW)
    figure = statement.figures.get(name="suits")
    assert (figure.numerator, figure.denominator) == (166, None)
    assert figure.source == f"published figure {entry.code}: The commission, Meeting of 17 March"
    client.force_login(aigerim, backend="baqylau.mission.backend.RoleBackend")
    page = client.get(reverse("reports:statement", args=["steppe", 1])).content.decode()
    assert "166" in page
    page = client.get(reverse("reports:figure", args=["steppe", 1, "suits"])).content.decode()
    assert "Meeting of 17 March" in page


def test_an_entry_that_was_changed_since_still_shows_what_was_cited(
    observed: Mission, election: Election, entry: PublishedFigure, dana: User
) -> None:
    load(plan(entry.code), election=election, by=None)
    figure = run_statement(mission=observed, by=None, now=NOW).figures.get(name="suits")
    assert (recount(figure).same, recount(figure).now_same) == (True, True)
    change_figure(figure=entry, given={"value": "164"}, reason="Misread", by=dana, now=NOW)
    again = recount(figure)
    assert (again.same, again.now_same, again.now) == (True, False, "164")
    newer = run_statement(mission=observed, by=None, now=NOW).figures.get(name="suits")
    assert newer.numerator == 164
    withdraw_figure(figure=entry, reason="Twice", by=dana, now=NOW)
    assert recount(figure).now == "–"
    with pytest.raises(Refused, match=r"D\.119"):
        run_statement(mission=observed, by=None, now=NOW)


@pytest.mark.parametrize("code", ["no-such", "share"])
def test_a_figure_that_is_not_there_or_no_whole_number_is_refused(
    observed: Mission, election: Election, code: str
) -> None:
    PublishedFigure.objects.create(
        election=election, code="share", indicator="share", value="54.19", unit="percent", source="A paper"
    )
    with pytest.raises(Refused, match=r"D\.119"):
        load(plan(code), election=election, by=None)


def test_a_figure_of_another_mission_is_not_cited(
    observed: Mission, other_mission: Mission, election: Election, carla: User
) -> None:
    given = {"indicator": "suits", "value": "1", "said_by": "x", "source": "y", "sentence": "z"}
    theirs = enter_figure(mission=other_mission, given=given, by=carla, now=NOW)
    with pytest.raises(Refused, match=r"D\.119"):
        load(plan(theirs.code), election=election, by=None)
