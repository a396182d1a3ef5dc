"""Working through the list of discrepancies: who may do what, and what the pages show."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from tests.results.discrepancy_cast import LATER, NOW, Count, make_count
from tests.results.entry_cast import make_desk

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Election, PublishedFigure
from baqylau.mission.models import Membership
from baqylau.results.actions import discrepancy_steps as steps
from baqylau.results.methods import discrepancy_states as states
from baqylau.results.models import Discrepancy, DiscrepancyState, DiscrepancyStep, Protocol
from baqylau.trail.models import Entry
from baqylau.trail.record import confirms

pytestmark = pytest.mark.django_db
LIST = "/missions/steppe/results/discrepancies/"


@pytest.fixture
def count(election: Election) -> Count:
    """Two stations that do not add up, and one whose copy differs from the table."""
    made = make_count(make_desk(election))
    made.official(made.stations[0], valid=500)
    made.official(made.stations[1], one=402, two=178, valid=577)
    made.official(made.stations[2], one=401, two=179)
    made.copy(made.stations[2], one=398, two=182)
    made.look()
    return made


@pytest.fixture
def row(count: Count) -> Discrepancy:
    """580 votes, 500 valid ballots."""
    return Discrepancy.objects.get(code="V.102", station=count.stations[0])


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def problems(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [one.code for one in refused.value.problems]


# ------------------------------------------------------------------ states


def test_the_table_of_states_knows_every_state_and_no_other() -> None:
    assert set(states.STATES) == set(DiscrepancyState.values)
    assert {one.before for one in states.MOVES} | {one.after for one in states.MOVES} == set(states.STATES)


def test_the_document_shows_the_table_of_states() -> None:
    document = Path(__file__).parents[2] / "docs/discrepancies.md"
    assert f"```mermaid\n{states.diagram()}\n```" in document.read_text()


def test_from_found_to_closed_and_open_again(count: Count, row: Discrepancy) -> None:
    saule, timur = count.desk.saule, count.desk.timur
    steps.assign(discrepancy=row, to=timur, by=saule, now=NOW)
    steps.explain(discrepancy=row, explanation=" Typed wrongly. ", by=timur, now=NOW)
    closed = steps.close(discrepancy=row, outcome="our_copy", by=timur, now=NOW)
    assert (closed.state, closed.outcome, closed.explanation) == ("closed", "our_copy", "Typed wrongly.")
    again = steps.reopen(discrepancy=row, reason="The paper was found.", by=saule, now=NOW)
    assert (again.state, again.outcome, again.explanation, again.assigned_to) == ("open", "", "", None)
    done = [(one.done, one.by.name, one.text, one.outcome) for one in row.steps.select_related("by")]
    assert done == [
        ("assign", "Saule", "", ""),
        ("explain", "Timur", "Typed wrongly.", ""),
        ("close", "Timur", "", "our_copy"),
        ("reopen", "Saule", "The paper was found.", ""),
    ]


def test_each_step_stands_in_the_trail_and_what_was_written_only_as_a_digest(
    count: Count, row: Discrepancy
) -> None:
    saule = count.desk.saule
    steps.assign(discrepancy=row, to=saule, by=saule, now=NOW)
    steps.explain(discrepancy=row, explanation="Proxy Ivanov erred.", by=saule, now=NOW)
    steps.comment(discrepancy=row, text="Ivanov said so.", by=saule, now=NOW)
    entries = list(Entry.objects.filter(object_type="results.discrepancy").order_by("pk"))
    assert [one.action for one in entries] == [
        "results.discrepancy_moved",
        "results.discrepancy_moved",
        "results.discrepancy_commented",
    ]
    assert json.loads(bytes(entries[0].body))["change"] == {
        "move": "assign",
        "from": "open",
        "to": "assigned",
        "assigned_to": saule.pk,
    }
    assert all(b"Ivanov" not in bytes(one.body) for one in entries)
    assert confirms(entries[1], field="text", text="Proxy Ivanov erred.")


def test_it_is_not_closed_without_an_explanation_and_an_outcome(count: Count, row: Discrepancy) -> None:
    saule = count.desk.saule
    with pytest.raises(Refused) as refused:
        steps.close(discrepancy=row, outcome="innocent", by=saule, now=NOW)
    assert problems(refused) == ["R.363"]
    with pytest.raises(Refused) as refused:
        steps.explain(discrepancy=row, explanation=" \0 ", by=saule, now=NOW)
    assert problems(refused) == ["R.361"]
    with pytest.raises(Refused) as refused:
        steps.explain_and_close(discrepancy=row, explanation="So.", outcome="fraud", by=saule, now=NOW)
    assert problems(refused) == ["R.366"]
    row.refresh_from_db()
    assert (row.state, row.explanation) == ("open", "")
    assert not DiscrepancyStep.objects.exists()


def test_the_database_repeats_it(row: Discrepancy) -> None:
    for changed in ({"state": "closed"}, {"state": "explained"}, {"state": "assigned"}, {"severity": "bad"}):
        with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
            Discrepancy.objects.filter(pk=row.pk).update(**changed)


def test_only_who_works_through_the_list_is_given_anything(count: Count, row: Discrepancy) -> None:
    viewer = User.objects.create_user("viewer", name="Viewer")
    Membership.objects.create(mission=count.desk.mission, user=viewer, role="viewer")
    for to in (viewer, None):
        with pytest.raises(Refused) as refused:
            steps.assign(discrepancy=row, to=to, by=count.desk.saule, now=NOW)
        assert problems(refused) == ["R.362"]


def test_what_the_table_of_states_does_not_allow_is_refused(count: Count, row: Discrepancy) -> None:
    saule = count.desk.saule
    for wrong in (
        lambda: steps.release(discrepancy=row, by=saule, now=NOW),
        lambda: steps.reopen(discrepancy=row, reason="So.", by=saule, now=NOW),
    ):
        with pytest.raises(Refused) as refused:
            wrong()
        assert problems(refused) == ["R.360"]


# ------------------------------------------------------------------ the list


def test_the_list_is_worst_first_and_says_how_many_of_each_check(count: Count) -> None:
    page = text(as_(count.desk.aigerim).get(LIST))
    assert page.index("520") < page.index("597 valid and invalid") < page.index("party&#x27;s copy")
    assert "5 discrepancies" in page
    assert "More votes than valid ballots" in page
    assert "an indicator is not proof" in page
    assert "fraud" not in page.lower()
    assert "violat" not in page.lower()


def test_the_list_is_filtered(count: Count, row: Discrepancy) -> None:
    aigerim, client = count.desk.aigerim, as_(count.desk.aigerim)
    steps.assign(discrepancy=row, to=aigerim, by=aigerim, now=NOW)

    def listed(address: str) -> set[tuple[str, str]]:
        answer = client.get(f"{LIST}discrepancies.csv{address}")
        rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        return {(one["code"], one["station"]) for one in rows}

    everything = {("V.102", "1"), ("V.103", "1"), ("V.102", "2"), ("V.103", "2"), ("V.301", "3")}
    assert listed("") == everything
    assert listed("?code=V.301") == {("V.301", "3")}
    assert listed("?who=me") == listed(f"?who={aigerim.pk}") == {("V.102", "1")}
    assert listed("?state=assigned") == {("V.102", "1")}
    assert listed("?state=open") == everything - {("V.102", "1")}
    assert listed("?severity=soft") == set()
    assert listed("?area=xx/n/") == everything
    assert listed("?area=xx/s/") == set()
    assert listed("?q=2&contest=list") == {("V.102", "2"), ("V.103", "2")}
    assert listed("?contest=other") == set()
    steps.explain_and_close(discrepancy=row, explanation="So.", outcome="not_resolved", by=aigerim, now=NOW)
    assert listed("") == everything - {("V.102", "1")}
    assert listed("?state=closed") == {("V.102", "1")}
    assert listed("?state=all") == everything
    Protocol.objects.filter(source_kind="party_copy").delete()
    count.look()
    assert listed("?state=gone") == {("V.301", "3")}


def test_of_one_check_the_list_names_its_innocent_reasons(count: Count) -> None:
    client = as_(count.desk.aigerim)
    assert "Innocent reasons:" in text(client.get(f"{LIST}?code=V.102"))
    assert "Innocent reasons:" not in text(client.get(LIST))


def test_odd_addresses_show_nothing_and_break_nothing(count: Count) -> None:
    client = as_(count.desk.aigerim)
    for odd in (
        "who=x",
        "who=999999999999999999999",
        "page=x",
        "state=x",
        "q=%00",
        "area=%25",
        "code=" + "x" * 999,
    ):
        assert client.get(f"{LIST}?{odd}").status_code == 200


def test_several_are_given_at_once(count: Count) -> None:
    desk = count.desk
    keys = [str(one.pk) for one in Discrepancy.objects.filter(code="V.102")]
    sent = {"number": [*keys, "x", "99999"], "to": str(desk.timur.pk), "selection": "code=V.102"}
    answer = as_(desk.saule).post(f"{LIST}chosen/", sent)
    assert answer["Location"] == f"{LIST}?code=V.102"
    assert said(answer) == "2 are assigned."
    rows = Discrepancy.objects.filter(code="V.102")
    assert {(one.state, one.assigned_to) for one in rows} == {("assigned", desk.timur)}
    assert DiscrepancyStep.objects.filter(done="assign", to=desk.timur).count() == 2
    taken = as_(desk.saule).post(f"{LIST}chosen/", {"number": keys, "do": "mine"})
    assert said(taken) == "2 are assigned."
    assert "R.36" not in said(taken)
    assert "No discrepancy is chosen." in said(as_(desk.saule).post(f"{LIST}chosen/", {"do": "mine"}))
    trail = Entry.objects.filter(action="results.discrepancies_assigned").count()
    assert trail == 2


def test_one_thing_explains_several(count: Count) -> None:
    rows = Discrepancy.objects.filter(station=count.stations[0])
    sent = {"number": [str(one.pk) for one in rows], "do": "close", "outcome": "our_copy"}
    refused = as_(count.desk.saule).post(f"{LIST}chosen/", sent)
    assert said(refused) == "R.361 An explanation is needed. Write a sentence that others will understand."
    assert {one.state for one in rows.all()} == {"open"}
    sent["explanation"] = "So."
    assert said(as_(count.desk.saule).post(f"{LIST}chosen/", sent)) == "2 are closed."
    assert {(one.state, one.outcome, one.explanation) for one in rows.all()} == {
        ("closed", "our_copy", "So.")
    }
    assert Entry.objects.filter(action="results.discrepancy_moved").count() == 4
    assert said(as_(count.desk.saule).post(f"{LIST}chosen/", sent)) == "0 are closed."


def test_looking_again_says_what_is_new(count: Count) -> None:
    count.official(count.stations[4], valid=579)
    answer = as_(count.desk.saule).post(f"{LIST}look/", {"selection": "contest=list"})
    assert answer["Location"] == f"{LIST}?contest=list"
    assert said(answer) == "Found: 7; new: 2; gone: 0; back again: 0."


# ------------------------------------------------------------------ one of them


def test_one_shows_both_protocols_the_difference_and_the_way_to_the_station(count: Count) -> None:
    found = Discrepancy.objects.get(code="V.301")
    page = text(as_(count.desk.aigerim).get(f"{LIST}{found.pk}/"))
    assert "≠ 398" in page
    assert "≠ 182" in page
    assert page.count("▸") == 3
    assert "/missions/steppe/results/stations/3/" in page
    assert "A slip of the pen in copying or typing" in page
    assert "An indicator is not proof." in page


def test_a_total_of_the_whole_stands_in_the_list_and_beside_the_sum_on_its_page(count: Count) -> None:
    for number, station in enumerate(count.stations[3:]):
        count.official(station, one=300 + number, two=280 - number)
    PublishedFigure.objects.create(
        election=count.desk.mission.election,
        code="votes",
        indicator="votes",
        contest=count.desk.contest,
        option=count.desk.contest.options.get(code="one"),
        value="3325",
        source="Made up",
        status="final",
    )
    count.look()
    found = Discrepancy.objects.get(code="V.311")
    client = as_(count.desk.aigerim)
    listed = text(client.get(f"{LIST}?code=V.311"))
    assert f'{LIST}{found.pk}/?code=V.311"><span class="nowrap">Lists</span>' in listed
    page = text(client.get(f"{LIST}{found.pk}/"))
    assert "Lists: A published total is not the sum" in page
    assert '<td class="num">3,325</td><td class="num">3,324</td><td class="num">1</td>' in page


def test_previous_and_next_follow_the_list(count: Count) -> None:
    keys = list(Discrepancy.objects.filter(code="V.102").order_by("-at_stake").values_list("pk", flat=True))
    client = as_(count.desk.aigerim)
    first = text(client.get(f"{LIST}{keys[0]}/?code=V.102"))
    assert f'rel="next" accesskey="j" href="{LIST}{keys[1]}/?code=V.102"' in first
    assert 'rel="prev"' not in first
    sent = {"do": "close", "explanation": "So.", "outcome": "innocent", "selection": "code=V.102"}
    answer = client.post(f"{LIST}{keys[0]}/move/", sent)
    assert answer["Location"] == f"{LIST}{keys[1]}/?code=V.102"


def test_every_button_does_what_it_says(count: Count, row: Discrepancy) -> None:
    desk, client = count.desk, as_(count.desk.saule)
    address = f"{LIST}{row.pk}/"

    def press(do: str, **sent: str) -> str:
        answer = client.post(f"{address}move/", {"do": do, **sent})
        assert answer["Location"] == address
        row.refresh_from_db()
        return said(answer)

    press("mine")
    assert row.assigned_to == desk.saule
    press("assign", to=str(desk.timur.pk))
    assert row.assigned_to == desk.timur
    press("release")
    assert (row.state, row.assigned_to) == ("open", None)
    press("comment", text="Ask the team.")
    press("explain", explanation="So.")
    assert row.state == "explained"
    assert "It is not said what came out of it." in press("close", explanation="So.")
    press("close", explanation="So it is.", outcome="official_table")
    assert (row.state, row.explanation) == ("closed", "So it is.")
    press("reopen", text="Not so.")
    assert row.state == "open"
    page = text(client.get(address))
    for words in ("Ask the team.", "So it is.", "Error in the official table", "assigned to Timur", "found"):
        assert words in page
    assert press("x") == "R.367 It is not said what is to be done. Use the buttons of the page."


def test_figures_that_changed_after_the_explanation_are_marked(count: Count, row: Discrepancy) -> None:
    saule = count.desk.saule
    steps.explain(discrepancy=row, explanation="So.", by=saule, now=NOW)
    protocol = Protocol.objects.get(station=row.station)
    protocol.lines = {**protocol.lines, "valid": 400}
    protocol.save()
    count.look(LATER)
    page = text(as_(saule).get(f"{LIST}{row.pk}/"))
    assert "figures changed since" in page
    assert "500 valid ballots: 80 more" in page


def test_who_sees_results_but_does_not_work_on_them_has_no_buttons(count: Count, row: Discrepancy) -> None:
    sonya = User.objects.create_user("sonya", name="Sonya")
    Membership.objects.create(mission=count.desk.mission, user=sonya, role="special_coordinator")
    client = as_(sonya)
    for address in (LIST, f"{LIST}{row.pk}/"):
        page = text(client.get(address))
        assert "move/" not in page
        assert "chosen/" not in page
        assert "look/" not in page
    assert client.post(f"{LIST}{row.pk}/move/", {"do": "mine"}).status_code == 403
    for number in (999999, 10**30):
        assert client.get(f"{LIST}{number}/").status_code == 404
