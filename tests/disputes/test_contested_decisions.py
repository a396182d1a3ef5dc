"""Refusals of candidates and the cases that contest them: tied, shown on both pages, counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.disputes.actions.decisions import tie_candidate, untie_candidate
from baqylau.disputes.figures import refusals_contested
from baqylau.disputes.models import Case, CaseDecision
from baqylau.disputes.pages import history_of
from baqylau.election.actions.candidates import decide_candidate, enter_candidate
from baqylau.election.models import Candidate, Contest
from baqylau.mission.models import Membership, Mission
from tests.disputes.conftest import NOW, Enter

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"


def candidate(mission: Mission, contest: Contest, by: User, *kinds: str, name: str = "Galym") -> Candidate:
    given = {"contest": contest, "name": name, "nominated_by": "self", "source": "A list"}
    made = enter_candidate(mission=mission, given=given, by=by, now=NOW)
    for day, kind in enumerate(kinds, start=1):
        decided: dict[str, Any] = {"kind": kind, "ground": "Residence", "source": f"Decision {day}"}
        decide_candidate(candidate=made, decided_on=date(2026, 2, day), by=by, now=NOW, **decided)
    return made


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def codes(refused: pytest.ExceptionInfo[Refused]) -> dict[str, str]:
    return {problem.where: problem.code for problem in refused.value.problems}


def test_a_case_contests_the_last_decision_against_a_candidate(
    mission: Mission, contest: Contest, enter: Enter, dana: User
) -> None:
    case, one = enter(), candidate(mission, contest, dana, "refused", "cancelled", "restored")
    for _ in range(2):
        link = tie_candidate(case=case, candidate=one, by=dana, now=NOW)
    assert (link.decision.kind, CaseDecision.objects.count()) == ("cancelled", 1)
    registered = candidate(mission, contest, dana, "registered", name="Aset")
    assert tie_candidate(case=case, candidate=registered, by=dana, now=NOW).decision.kind == "registered"
    untie_candidate(link=link, by=dana, now=NOW)
    told = [(one.done, one.fields[0][1:]) for one in history_of(Case.objects.get(), dana)[1:]]
    assert [done for done, _values in told] == [
        "Tied to a decision about a candidate",
        "Tied to a decision about a candidate",
        "Tie taken away",
    ]
    assert told[0][1] == ("", "Galym, registration cancelled 2026-02-02")


def test_a_candidate_without_a_decision_or_of_another_mission_is_not_tied(
    mission: Mission, other_mission: Mission, contest: Contest, enter: Enter, dana: User
) -> None:
    case = enter()
    undecided = candidate(mission, contest, dana)
    foreign = candidate(other_mission, contest, dana, "refused")
    for wrong in (None, undecided, foreign):
        with pytest.raises(Refused) as refused:
            tie_candidate(case=case, candidate=wrong, by=dana, now=NOW)
        assert codes(refused) == {"candidate": "H.116"}
    assert not CaseDecision.objects.exists()


def test_both_pages_lead_to_each_other_and_a_confidential_case_is_not_told(
    mission: Mission, contest: Contest, enter: Enter, dana: User, bolat: User
) -> None:
    one = candidate(mission, contest, dana, "refused")
    as_dana = client_of(dana)
    for case in (enter(), enter(confidential=True)):
        address = reverse("disputes:tie_candidate", args=[mission.slug, case.label])
        assert as_dana.post(address, {"candidate": f" #{one.number}"}).status_code == 302
    page = as_dana.get(reverse("disputes:case", args=[mission.slug, "1"])).text
    assert reverse("site:candidate", args=[mission.slug, one.number]) in page
    assert "registration refused" in page
    on_candidate = reverse("site:candidate", args=[mission.slug, one.number])
    page = as_dana.get(on_candidate).text
    assert "Case 1" in page
    assert "Case C1" in page
    assert "Pending" in page
    Membership.objects.filter(user=bolat).update(role="media_analyst")
    page = client_of(bolat).get(on_candidate).text
    assert "Case 1" in page
    assert "Case C1" not in page
    Membership.objects.filter(user=bolat).update(role="lto")
    assert "Case 1" not in client_of(bolat).get(on_candidate).text
    answer = as_dana.post(address, {"candidate": "٣"}, follow=True)
    assert "H.116" in answer.text
    listed = as_dana.get(reverse("disputes:cases", args=[mission.slug]), {"kind": "candidate"})
    assert "2 cases of 2." in listed.text
    table = as_dana.get(reverse("disputes:cases_csv", args=[mission.slug]), {"kind": "candidate"})
    head, row, *_ = table.getvalue().decode("utf-8-sig").splitlines()
    assert row.split(",")[head.split(",").index("candidates")] == str(one.number)


def test_refusals_contested_stand_beside_all_refusals_and_leave_confidential_cases_out(
    mission: Mission, contest: Contest, enter: Enter, dana: User
) -> None:
    refused = [candidate(mission, contest, dana, "refused", name=name) for name in ("A", "B", "C")]
    candidate(mission, contest, dana, "registered", name="D")
    tie_candidate(case=enter(), candidate=refused[0], by=dana, now=NOW)
    tie_candidate(case=enter(), candidate=refused[0], by=dana, now=NOW)
    tie_candidate(case=enter(confidential=True), candidate=refused[1], by=dana, now=NOW)
    tie_candidate(case=enter(arrival="clarification"), candidate=refused[2], by=dana, now=NOW)
    found = refusals_contested(mission)
    assert (found.numerator, found.denominator) == (1, 3)
