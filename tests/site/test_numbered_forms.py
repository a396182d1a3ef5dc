"""What is wrong with an entry of a register has a number and stands at its field, whoever found it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.election.actions.candidates import enter_candidate
from baqylau.election.models import Contest, Election
from baqylau.mission.models import Mission
from tests.disputes.conftest import NOW

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"
FIGURE = {
    "sentence": "There were 166 suits.",
    "language": "en",
    "number": "166",
    "unit": "count",
    "said_by": "A court",
    "speaker": "court",
    "source": "A newspaper",
    "indicator": "suits",
}
ATTRIBUTION = {
    "sentence": "Observers praised the count.",
    "language": "en",
    "said_by": "A newspaper",
    "speaker": "media",
    "source": "Page 1",
    "finding": "open",
}
CANDIDATE = {"name": "Galym", "nominated_by": "self", "source": "A list"}


@pytest.fixture
def keeper(client: Client, dana: User, election: Election) -> Client:
    Contest.objects.create(election=election, code="north", kind="single_mandate", names={"en": "North"})
    client.force_login(dana, backend=BACKEND)
    return client


def errors(answer: Any) -> dict[str, list[str]]:
    """The numbers at each field."""
    assert answer.status_code == 400
    found = answer.context["form"].errors
    return {field: [str(one).split()[0] for one in listed] for field, listed in found.items()}


@pytest.mark.parametrize(
    ("page", "fields", "changed", "wrong"),
    [
        ("new_figure", FIGURE, {"source": ""}, {"source": ["N.202"]}),
        ("new_figure", FIGURE, {"number": "many"}, {"number": ["N.201"]}),
        ("new_figure", FIGURE, {"number": ""}, {"number": ["N.201"]}),
        ("new_figure", FIGURE, {"number": "54.19 %"}, {"unit": ["N.204"]}),
        ("new_figure", FIGURE, {"part": "of women"}, {"part": ["N.204"]}),
        ("new_figure", FIGURE, {"said_on": "yesterday"}, {"said_on": ["N.204"]}),
        ("new_attribution", ATTRIBUTION, {"sentence": ""}, {"sentence": ["N.221"]}),
        ("new_attribution", ATTRIBUTION, {"finding": "altered"}, {"own_sentence": ["N.222"]}),
        ("new_attribution", ATTRIBUTION, {"finding": "strange"}, {"finding": ["N.223"]}),
        ("new_candidate", CANDIDATE, {}, {"of": ["N.412"]}),
        ("new_candidate", CANDIDATE, {"name": "", "of": "north"}, {"name": ["N.411"]}),
        ("new_candidate", CANDIDATE, {"birth_year": "old", "of": "north"}, {"birth_year": ["N.413"]}),
        (
            "new_candidate",
            CANDIDATE,
            {"born": "1990-01-01", "birth_year": "1991", "of": "north"},
            {"born": ["N.402"]},
        ),
    ],
)
def test_every_problem_has_its_number_at_its_field(
    keeper: Client,
    mission: Mission,
    page: str,
    fields: dict[str, str],
    changed: dict[str, str],
    wrong: dict[str, list[str]],
) -> None:
    contest = Contest.objects.get()
    posted = {**fields, **changed}
    if posted.get("of") == "north":
        posted["of"] = f"{contest.pk}/"
    answer = keeper.post(reverse(f"site:{page}", args=[mission.slug]), posted)
    assert errors(answer) == wrong


def test_a_refusal_without_a_ground_is_told_at_the_ground(
    keeper: Client, mission: Mission, dana: User
) -> None:
    given = {**CANDIDATE, "contest": Contest.objects.get()}
    one = enter_candidate(mission=mission, given=given, by=dana, now=NOW)
    address = reverse("site:decide_candidate", args=[mission.slug, one.number])
    answer = keeper.post(address, {"kind": "refused", "source": "Decision 7"})
    assert errors(answer) == {"ground": ["N.414"]}
    assert answer.text.count("N.414") == 2  # in the summary, and at the field
    assert errors(keeper.post(address, {"kind": "praised"})) == {"kind": ["N.415"], "source": ["N.414"]}
