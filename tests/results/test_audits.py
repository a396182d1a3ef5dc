"""Audits of a mission: drawn from the official table, compared with observers' copies."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from django.test import Client
from django.urls import reverse
from tests.results.sampling_cast import NOW, SEED, Country, country, member

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Station
from baqylau.mission.models import Mission
from baqylau.results.actions.audits import draw_audit, draw_more, record_absence
from baqylau.results.auditing import Terms, prepare, standing_of
from baqylau.results.models import Audit, Protocol
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture
def here(mission: Mission, aigerim: User) -> Country:
    """The official table is in."""
    made = country(mission, aigerim)
    made.count(Station.objects.order_by("pk"), kind="official_table")
    return made


def drawn(here: Country, **terms: object) -> Audit:
    chosen = Terms(**terms)  # type: ignore[arg-type]
    return draw_audit(
        mission=here.mission,
        contest=here.contest,
        terms=chosen,
        seed=SEED,
        table_seen=prepare(here.mission, here.contest, chosen).table_sha256,
        by=here.aigerim,
        now=NOW,
    )


def copies(here: Country, audit: Audit) -> None:
    here.count(Station.objects.filter(pk__in=audit.tickets.values("station")).order_by("pk"))


def refused(action: object, **given: object) -> str:
    with pytest.raises(Refused) as caught:
        action(**given)  # type: ignore[operator]
    return ",".join(problem.code for problem in caught.value.problems)


def test_the_plan_is_that_of_the_formulas(here: Country) -> None:
    found = prepare(here.mission, here.contest, Terms())
    votes = [(200 + 3 * int(code[1:]), 150) for code in Station.objects.values_list("code", flat=True)]
    margin = sum(one - two for one, two in votes)
    assert found.plan.margins[0] == margin
    assert found.plan.total_bound == pytest.approx(
        Fraction(sum(one - two + 900 for one, two in votes), margin)
    )
    assert not found.compares_all


def test_copies_that_agree_confirm_the_outcome(here: Country) -> None:
    audit = drawn(here)
    before = standing_of(audit)
    assert before.progress.p_value == 1
    assert before.progress.awaited
    copies(here, audit)
    after = standing_of(audit)
    assert after.is_confirmed
    assert after.progress.awaited == ()


def test_a_copy_that_differs_is_told_and_raises_the_risk(here: Country) -> None:
    audit = drawn(here)
    copies(here, audit)
    agreed = standing_of(audit).progress.p_value
    first = audit.tickets.earliest("number").station
    Protocol.objects.filter(station=first, source_kind="observer_copy").update(
        votes={"one": 100, "two": 200, "three": 20}
    )
    from baqylau.observation import memory

    memory.forget()
    after = standing_of(audit)
    assert after.progress.compared[first.code].differences["two"] == -50
    assert after.progress.p_value > agreed


def test_a_copy_with_more_votes_than_ballots_confirms_nothing(here: Country) -> None:
    audit = drawn(here)
    copies(here, audit)
    first = audit.tickets.earliest("number").station
    Protocol.objects.filter(station=first, source_kind="observer_copy").update(
        votes={"one": 1000, "two": 100, "three": 20}
    )
    from baqylau.observation import memory

    memory.forget()
    after = standing_of(audit)
    assert after.too_many == (first.code,)
    assert not after.is_confirmed


def test_a_copy_that_cannot_be_had_is_charged_to_the_winner(here: Country) -> None:
    audit = drawn(here)
    copies(here, audit)
    first = audit.tickets.earliest("number").station
    Protocol.objects.filter(station=first, source_kind="observer_copy").delete()
    given = {"audit": audit, "station": first.code, "by": here.aigerim, "now": NOW}
    assert refused(record_absence, **given, reason="") == "Q.208"
    record_absence(**given, reason="Nobody was there.")  # type: ignore[arg-type]
    assert refused(record_absence, **given, reason="Again") == "Q.227"
    after = standing_of(audit)
    assert after.progress.p_value == 1
    assert not after.is_confirmed


def test_an_audit_goes_on_with_more_tickets(here: Country) -> None:
    audit = drawn(here)
    number = audit.tickets.count()
    draw_more(audit=audit, number=5, by=here.aigerim)
    assert list(audit.tickets.values_list("number", flat=True)) == list(range(1, number + 6))
    assert refused(draw_more, audit=audit, number=0, by=here.aigerim) == "Q.226"
    assert Entry.objects.filter(action="results.audit_drawn").count() == 2


def test_a_table_that_changed_needs_other_dice(here: Country) -> None:
    audit = drawn(here)
    Protocol.objects.filter(source_kind="official_table").earliest("pk").delete()
    with pytest.raises(Refused) as caught:
        standing_of(audit)
    assert caught.value.problems[0].code == "Q.224"
    assert refused(draw_more, audit=audit, number=3, by=here.aigerim) == "Q.224"


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        ({"outcome": "second_round"}, "Q.223"),
        ({"winners": 3}, "Q.223"),
        ({"bound_line": "lost"}, "Q.222"),
    ],
)
def test_an_outcome_that_cannot_be_audited_is_refused(
    here: Country, terms: dict[str, object], code: str
) -> None:
    assert refused(drawn, here=here, **terms) == code


def test_seats_are_audited_by_the_rule_of_the_contest(here: Country) -> None:
    found = prepare(here.mission, here.contest, Terms(outcome="seats", bound_line="received"))
    assert {str(one.about) for one in found.plan.assertions} == {"admitted", "not_admitted", "seat"} or {
        str(one.about) for one in found.plan.assertions
    } == {"admitted", "seat"}
    here.contest.seat_rule = None
    assert (
        refused(prepare, mission=here.mission, contest=here.contest, terms=Terms(outcome="seats")) == "Q.223"
    )


def test_without_an_official_table_there_is_nothing_to_audit(here: Country) -> None:
    Protocol.objects.all().delete()
    assert refused(prepare, mission=here.mission, contest=here.contest, terms=Terms()) == "Q.221"


def test_only_citizen_groups_draw_audits(here: Country) -> None:
    here.mission.kind = "full"
    here.mission.save()
    assert refused(drawn, here=here) == "Q.201"


# ------------------------------------------------------------------ pages


def test_the_whole_way_from_the_plan_to_the_risk(here: Country, client: Client) -> None:
    client.force_login(here.aigerim, backend=BACKEND)
    new = reverse("results:new_audit", args=["steppe"])
    asked = {
        "contest": "list",
        "outcome": "lead",
        "winners": "1",
        "risk_limit": "5",
        "bound_line": "received",
    }
    text = client.get(new, asked).content.decode()
    digest = text.split('name="table_sha256" value="')[1][:64]
    assert "One has more votes than Two." in text
    wrong = client.post(new, {**asked, "table_sha256": digest, "seed": "1"})
    assert wrong.status_code == 400
    assert "Q.202" in wrong.content.decode()
    assert client.post(new, {**asked, "table_sha256": digest, "seed": SEED}).status_code == 302
    audit = Audit.objects.get()
    copies(here, audit)
    page = reverse("results:audit", args=["steppe", 1])
    text = client.get(page).content.decode()
    assert "The outcome is confirmed at the risk limit of 5" in text
    rows = client.get(reverse("results:audit_csv", args=["steppe", 1])).getvalue().decode("utf-8-sig")
    assert rows.splitlines()[1].split(",")[2] == audit.tickets.earliest("number").station.code
    more = reverse("results:more_tickets", args=["steppe", 1])
    assert client.post(more, {"number": "x"}).status_code == 400
    assert client.post(more, {"number": "2"}).status_code == 302
    absent = reverse("results:copy_absent", args=["steppe", 1])
    assert client.post(absent, {}).status_code == 400
    clerk = member(here.mission, "Saule", "data_clerk")
    client.force_login(clerk, backend=BACKEND)
    assert client.get(page).status_code == 200
    assert client.get(new).status_code == 403


def test_a_changed_table_is_said_on_the_page(here: Country, client: Client) -> None:
    drawn(here)
    Protocol.objects.filter(source_kind="official_table").earliest("pk").delete()
    client.force_login(here.aigerim, backend=BACKEND)
    answer = client.get(reverse("results:audit", args=["steppe", 1]))
    assert answer.status_code == 200
    assert "Q.224" in answer.content.decode()


def test_the_trail_keeps_what_the_tickets_depend_on(here: Country) -> None:
    audit = drawn(here)
    change = json.loads(bytes(Entry.objects.get(action="results.audit_drawn").body))["change"]
    assert change["table_sha256"] == audit.table_sha256
    assert change["stations"] == [one.station.code for one in audit.tickets.select_related("station")]
