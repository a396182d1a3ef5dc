"""The register of published figures on pages: entered, picked, confirmed, changed, compared."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.election.models import Attribution, Contest, Election, Option, PublishedFigure
from baqylau.mission.models import Membership, Mission
from baqylau.trail.models import Entry
from baqylau.trail.record import confirms

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"
TELLING = {
    "said_by": "Central Election Commission",
    "speaker": "commission",
    "source": "https://example.org/1",
}
TEXT = (
    "По данным ЦИК, подано 166 исков, из них удовлетворено 49. "
    "В 2023 году по ст. 20-1 аккредитовано около 800 наблюдателей."
)


def at(name: str, mission: Mission, *more: object) -> str:
    return reverse(f"site:{name}", args=[mission.slug, *more])


def figure(**changed: Any) -> dict[str, Any]:
    return {
        **TELLING,
        "sentence": "166 suits were filed.",
        "language": "en",
        "number": "166",
        "unit": "count",
        "indicator": "suits",
        **changed,
    }


@pytest.fixture
def keeper(client: Client, dana: User) -> Client:
    client.force_login(dana, backend=BACKEND)
    return client


@pytest.fixture
def colleague(mission: Mission) -> User:
    user = User.objects.create_user("farida", name="Farida")
    Membership.objects.create(mission=mission, user=user, role="election_analyst")
    return user


def entered(keeper: Client, mission: Mission, **changed: Any) -> PublishedFigure:
    response = keeper.post(at("new_figure", mission), figure(**changed))
    assert response.status_code == 302, response.content.decode()
    return PublishedFigure.objects.filter(mission=mission).latest("pk")


def test_a_figure_is_entered_with_its_sentence_and_leaves_its_trace(
    keeper: Client, mission: Mission, dana: User
) -> None:
    one = entered(keeper, mission, number="more than 5,000", indicator="media_items")
    assert (one.value, one.qualifier, one.as_printed) == ("5000", "at_least", "more than 5,000")
    assert (one.code, one.official, one.entered_by) == (f"@{mission.pk}/1", False, dana)
    page = keeper.get(at("published_figure", mission, 1)).content.decode()
    assert "166 suits were filed." in page
    assert "Central Election Commission" in page
    entry = Entry.objects.get(action="election.figure_entered")
    assert confirms(entry, field="sentence", text="166 suits were filed.")
    assert b"suits were filed" not in bytes(entry.body)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"number": "many"}, "Give one number"),
        ({"number": "49 of 166"}, "Give one number"),
        ({"number": "6.366"}, "can be read in two ways"),
        ({"number": "6,366", "language": "ru"}, "can be read in two ways"),
        ({"number": "54.19 %"}, "printed as a percentage"),
        ({"part": "satisfied"}, "breakdown:part"),
        ({"sentence": ""}, "This field is required"),
        ({"source": " "}, "This field is required"),
        ({"indicator": "no_such"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_nothing_is_kept(
    keeper: Client, mission: Mission, changed: dict[str, Any], says: str
) -> None:
    response = keeper.post(at("new_figure", mission), figure(**changed))
    assert says in response.content.decode()
    assert not PublishedFigure.objects.filter(mission=mission).exists()


def test_somebody_else_confirms_and_a_change_asks_again(
    keeper: Client, client: Client, mission: Mission, dana: User, colleague: User
) -> None:
    one = entered(keeper, mission)
    response = keeper.post(at("confirm_figure", mission, 1))
    assert "N.209" in response.content.decode()
    client.force_login(colleague, backend=BACKEND)
    assert client.post(at("confirm_figure", mission, 1)).status_code == 302
    one.refresh_from_db()
    assert one.confirmed_by == colleague
    changed = figure(number="164", reason="Misread")
    assert client.post(at("change_figure", mission, 1), changed).status_code == 302
    one.refresh_from_db()
    assert (one.value, one.confirmed_by, one.version) == ("164", None, 2)
    assert "N.209" in client.post(at("confirm_figure", mission, 1)).content.decode()
    page = client.get(at("published_figure", mission, 1)).content.decode()
    assert "<del>166</del>" in page
    assert "Misread" in page


def test_an_entry_that_was_taken_back_stays_and_is_compared_no_more(keeper: Client, mission: Mission) -> None:
    entered(keeper, mission)
    entered(keeper, mission, number="164", source="https://example.org/2")
    assert "N.105" in keeper.get(at("figure_conflicts", mission)).content.decode()
    assert keeper.post(at("withdraw_figure", mission, 2), {"reason": ""}).status_code == 400
    assert keeper.post(at("withdraw_figure", mission, 2), {"reason": "Twice"}).status_code == 302
    assert "N.105" not in keeper.get(at("figure_conflicts", mission)).content.decode()
    listed = keeper.get(at("published_figures", mission), {"state": "withdrawn"}).content.decode()
    assert "https://example.org/2" in listed
    assert "https://example.org/1" not in listed


# ------------------------------------------------------------------ a pasted text


def test_nothing_is_registered_that_was_not_ticked(keeper: Client, mission: Mission) -> None:
    telling = {**TELLING, "text": TEXT}
    page = keeper.post(at("paste_figures", mission), telling)
    proposed = page.context["proposed"]
    assert [one.picked.as_printed for one in proposed] == ["166", "49", "800"]
    assert [one.as_printed for one in page.context["left_out"]] == ["2023 году", "ст. 20-1"]
    assert not PublishedFigure.objects.filter(mission=mission).exists()
    prefixes = [one.prefix for one in proposed]
    fields = {
        f"{prefixes[0]}-take": "on",
        f"{prefixes[0]}-indicator": "suits",
        f"{prefixes[0]}-value": "166",
        f"{prefixes[0]}-unit": "count",
    }
    done = keeper.post(at("paste_figures", mission), {**telling, **fields, "register": "1"})
    assert done.status_code == 302
    (one,) = PublishedFigure.objects.filter(mission=mission)
    assert (one.value, one.indicator, one.language) == ("166", "suits", "ru")
    assert one.sentence == "По данным ЦИК, подано 166 исков, из них удовлетворено 49."


def test_a_ticked_number_must_say_what_it_counts(keeper: Client, mission: Mission) -> None:
    telling = {**TELLING, "text": TEXT, "register": "1"}
    assert "N.210" in keeper.post(at("paste_figures", mission), telling).content.decode()
    fields = {"n0-take": "on", "n0-value": "166", "n0-unit": "count", "n0-indicator": ""}
    page = keeper.post(at("paste_figures", mission), {**telling, **fields}).content.decode()
    assert "This field is required" in page
    assert not PublishedFigure.objects.filter(mission=mission).exists()


# ------------------------------------------------------------------ the list


def test_the_download_has_exactly_what_is_filtered(keeper: Client, mission: Mission) -> None:
    entered(keeper, mission)
    entered(keeper, mission, number="451", indicator="appeals", sentence="451 appeals came.")
    wanted = {"q": "APPEALS came", "indicator": "appeals"}
    page = keeper.get(at("published_figures", mission), wanted)
    assert [row.figure.value for row in page.context["page"]] == ["451"]
    content = b"".join(keeper.get(at("published_figures_csv", mission), wanted)).decode("utf-8-sig")  # type: ignore[call-overload]
    (row,) = csv.DictReader(io.StringIO(content))
    assert (row["value"], row["sentence"], row["entered_by"]) == ("451", "451 appeals came.", "Dana")
    assert keeper.get(at("published_figures_xlsx", mission), wanted).content.startswith(b"PK")


def test_figures_of_another_mission_are_nobody_elses(
    keeper: Client, client: Client, mission: Mission, other_mission: Mission, carla: User
) -> None:
    entered(keeper, mission)
    client.force_login(carla, backend=BACKEND)
    page = client.get(at("published_figures", other_mission)).content.decode()
    assert "166 suits" not in page
    assert "No figure is registered yet." in page
    assert client.get(at("published_figures", mission)).status_code == 404


def test_a_missions_figure_is_on_no_page_of_the_election(keeper: Client, mission: Mission) -> None:
    contest = Contest.objects.create(
        election=mission.election, code="list", kind="party_list", names={"en": "Lists"}
    )
    option = Option.objects.create(contest=contest, code="one", kind="party", names={"en": "One"})
    of = f"{contest.pk}/{option.pk}"
    entered(keeper, mission, indicator="votes", of=of, number="77,777")
    page = keeper.get(reverse("site:election", args=[mission.election.code])).content.decode()
    assert "77,777" not in page


def test_an_entry_is_explained_by_what_it_should_be(keeper: Client, mission: Mission) -> None:
    entered(keeper, mission)
    entered(keeper, mission, number="164", source="https://example.org/2")
    found = keeper.get(at("figure_conflicts", mission), {"state": "open"})
    assert len(found.context["shown"]) == 1
    page = found.content.decode()
    assert page.index("166 suits were filed.") > 0
    assert "https://example.org/2" in page
    changed = figure(
        number="164",
        source="https://example.org/2",
        should_be="166, two of them pending",
        reason="Asked the commission",
    )
    assert keeper.post(at("change_figure", mission, 2), changed).status_code == 302
    assert keeper.get(at("figure_conflicts", mission), {"state": "open"}).context["shown"] == []
    assert len(keeper.get(at("figure_conflicts", mission), {"state": "explained"}).context["shown"]) == 1


def test_an_observer_sees_the_register_and_changes_nothing(
    client: Client, mission: Mission, bolat: User
) -> None:
    client.force_login(bolat, backend=BACKEND)
    assert client.get(at("published_figures", mission)).status_code == 200
    assert client.get(at("new_figure", mission)).status_code == 403


# ------------------------------------------------------------------ said of observers

SENTENCE = {
    **TELLING,
    "sentence": "Observers said that 98 % of stations worked well.",
    "language": "en",
    "finding": "open",
}


def test_a_wrong_attribution_is_seen_beside_our_own_sentence(keeper: Client, mission: Mission) -> None:
    assert keeper.post(at("new_attribution", mission), SENTENCE).status_code == 302
    given = {
        **SENTENCE,
        "own_sentence": "Voting was assessed negatively in 9 % of observations.",
        "own_source": "Statement 1",
        "finding": "altered",
    }
    assert keeper.post(at("change_attribution", mission, 1), given).status_code == 302
    one = Attribution.objects.get()
    assert (one.finding, one.version, one.versions.count()) == ("altered", 2, 2)
    page = keeper.get(at("attribution", mission, 1)).content.decode()
    assert "Their sentence has numbers that ours does not have: 98 %." in page
    listed = keeper.get(at("attributions", mission), {"finding": "altered"})
    assert [row.one.number for row in listed.context["rows"]] == [1]
    assert keeper.get(at("attributions", mission), {"finding": "faithful"}).context["rows"] == []


def test_a_finding_needs_our_own_sentence_beside_it(keeper: Client, mission: Mission) -> None:
    response = keeper.post(at("new_attribution", mission), {**SENTENCE, "finding": "altered"})
    assert "N.222" in response.content.decode()
    assert not Attribution.objects.exists()


def test_each_word_is_looked_for_and_a_contest_or_an_area_can_be_asked_for(
    keeper: Client, mission: Mission, election: Election
) -> None:
    contest = Contest.objects.create(
        election=election, code="north", kind="single_mandate", names={"en": "North"}
    )
    entered(keeper, mission, sentence="166 suits were filed with courts.")
    entered(keeper, mission, sentence="Courts had 166 appeals.", of=f"{contest.pk}/")

    def listed(**asked: str) -> list[int | None]:
        page = keeper.get(at("published_figures", mission), asked).context["page"]
        return [row.figure.number for row in page if row.figure.mission_id]

    assert listed(q="courts suits") == [1]
    assert listed(q="COURTS") == [2, 1]
    assert listed(q="courts nothing") == []
    assert listed(contest="north") == [2]
    assert listed(contest="-") == [1]
    assert listed(area="-") == [2, 1]
    assert listed(area="nowhere") == []
    table = keeper.get(at("published_figures_csv", mission), {"contest": "north", "q": "appeals courts"})
    assert len(table.getvalue().decode().strip().splitlines()) == 2
