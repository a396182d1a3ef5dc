"""The pages on which protocols are entered: who sees what, and what follows what."""

from __future__ import annotations

import io

import pytest
from django.contrib.messages import get_messages
from django.http import HttpResponse
from django.test import Client
from PIL import Image
from tests.results.entry_cast import ADDS_UP, Desk, make_desk

from baqylau.accounts.models import User
from baqylau.election.models import Election
from baqylau.results.models import Paper, PaperPhotograph, Protocol

pytestmark = pytest.mark.django_db
RESULTS = "/missions/steppe/results/"
PAPER = f"{RESULTS}entry/01-A/7/list/1/"


@pytest.fixture
def desk(election: Election) -> Desk:
    return make_desk(election)


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def said(response: HttpResponse) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def text(response: HttpResponse) -> str:
    return response.content.decode()


def test_a_paper_is_taken_in_with_its_photograph_and_typed_from_first_field_to_last(desk: Desk) -> None:
    saule = as_(desk.saule)
    picture = io.BytesIO()
    Image.new("RGB", (30, 40), "white").save(picture, "PNG")
    picture.seek(0)
    picture.name = "page.png"
    sent = {"station": "01-A/7", "contest": "list", "source_kind": "party_copy", "source": "A proxy"}
    taken = saule.post(f"{RESULTS}entry/new/", {**sent, "photograph": picture})
    assert taken["Location"] == PAPER
    assert "Nobody has entered it." in text(saule.get(PAPER))
    begun = saule.post(f"{PAPER}begin/", follow=True)
    page = text(begun)
    assert 'id="l-on_list"' in page
    assert page.index("l-on_list") < page.index("l-valid") < page.index("v-one") < page.index("v-two")
    assert 'maxlength="40" data-number autofocus' in page
    photograph = PaperPhotograph.objects.get()
    shown = saule.get(f"{RESULTS}entry/photograph/{photograph.pk}/")
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/png")
    saved = saule.post(PAPER, ADDS_UP)
    assert saved["Location"] == f"{RESULTS}entry/"
    assert "Somebody else makes the second entry." in said(saved)


def test_the_next_protocol_of_the_queue_opens_at_once(desk: Desk) -> None:
    desk.paper()
    desk.paper()
    saule = as_(desk.saule)
    assert saule.post(f"{RESULTS}entry/next/?contest=list")["Location"] == f"{PAPER}?contest=list"
    following = saule.post(f"{PAPER}?contest=list", ADDS_UP)
    assert following["Location"] == f"{RESULTS}entry/01-A/7/list/2/?contest=list"


def test_the_second_never_sees_what_the_first_typed(desk: Desk) -> None:
    desk.enter(
        desk.paper(),
        desk.saule,
        l_on_list="98765",
        l_issued="604",
        l_in_box="604",
        v_one="404",
        l_valid="584",
    )
    timur = as_(desk.timur)
    pages = [timur.get(PAPER), timur.post(f"{PAPER}begin/", follow=True), timur.get(PAPER)]
    pages += [timur.get(f"{RESULTS}entry/"), timur.get(f"{RESULTS}stations/01-A/7/")]
    for page in pages:
        assert page.status_code == 200
        assert "98765" not in text(page)
        assert "98,765" not in text(page)
    assert timur.get(f"{RESULTS}resolve/01-A/7/list/1/").status_code == 403


def test_what_does_not_add_up_is_shown_while_typing_and_confirmed_by_its_own_button(desk: Desk) -> None:
    desk.paper()
    saule = as_(desk.saule)
    saule.post(f"{PAPER}begin/")
    typed = {**ADDS_UP, "v-one": "410"}
    piece = text(saule.post(f"{PAPER}draft/", typed))
    assert "V.102" in piece
    refused = saule.post(PAPER, typed)
    assert refused.status_code == 400
    assert "R.322" in text(refused)
    assert 'value="410"' in text(refused)
    digest = desk.confirming(typed)
    assert f'name="confirmed" value="{digest}"' in text(refused)
    assert saule.post(PAPER, {**typed, "confirmed": digest}).status_code == 302
    assert Paper.objects.get().state == "first_has_errors"


def test_what_is_typed_is_there_when_the_page_is_opened_again(desk: Desk) -> None:
    desk.paper()
    saule = as_(desk.saule)
    saule.post(f"{PAPER}begin/")
    assert saule.post(f"{PAPER}draft/", {"l-on_list": "12x"}).status_code == 200
    page = text(saule.get(PAPER))
    assert 'value="12x"' in page


def test_a_field_that_is_no_number_says_so_beside_it_and_above(desk: Desk) -> None:
    desk.paper()
    saule = as_(desk.saule)
    saule.post(f"{PAPER}begin/")
    page = text(saule.post(PAPER, {**ADDS_UP, "l-issued": "1,600"}))
    assert page.count("“1,600” may mean 1600 or a fraction. Type only digits: 1600.") == 2
    assert '<a href="#l-issued">' in page


def test_a_difference_is_decided_on_a_page_of_its_own(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    desk.enter(paper, desk.timur, v_one="404", l_valid="584", l_in_box="604", l_issued="604")
    aigerim = as_(desk.aigerim)
    resolve = f"{RESULTS}resolve/01-A/7/list/1/"
    page = text(aigerim.get(resolve))
    assert page.count("<fieldset") == 4
    half = aigerim.post(resolve, {"v-one": "first", "reason": "The photograph"})
    assert half.status_code == 400
    assert text(half).count("It is not decided which figure is taken.") == 6
    choices = dict.fromkeys(("v-one", "l-valid", "l-in_box", "l-issued"), "second")
    done = aigerim.post(resolve, {**choices, "reason": "The photograph"})
    assert done["Location"] == f"{RESULTS}stations/01-A/7/"
    station = text(aigerim.get(done["Location"]))
    assert "404" in station
    assert "Proxy of One" in station


def test_a_correction_follows_and_the_old_version_stays_on_the_page(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    desk.enter(paper, desk.timur)
    aigerim = as_(desk.aigerim)
    address = f"{RESULTS}correct/{Protocol.objects.get().pk}/"
    assert 'value="1000"' in text(aigerim.get(address))
    aigerim.post(address, {**ADDS_UP, "l-on_list": "1001", "reason": "A corrigendum"})
    station = text(aigerim.get(f"{RESULTS}stations/01-A/7/"))
    assert "1,001" in station
    assert "A corrigendum" in station
    assert "1 version that counts no more" in station


def test_versions_stand_side_by_side_and_differences_are_marked(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    desk.enter(paper, desk.timur)
    Protocol.objects.create(
        station=desk.station,
        contest=desk.contest,
        source_kind="official_table",
        source="The commission",
        lines={"on_list": 1000, "valid": 580},
        votes={"one": 390, "two": 180},
    )
    page = text(as_(desk.saule).get(f"{RESULTS}stations/01-A/7/"))
    assert page.index("Official table") < page.index("Party&#x27;s copy")
    assert "1 line differs between the 2 versions." in page
    assert page.count("≠ 400") == 1
    assert "580 valid ballots, 570 votes for the options: 10 more ballots than votes." in page


def test_another_missions_papers_are_not_there(desk: Desk, carla: User) -> None:
    desk.paper()
    assert as_(carla).get(PAPER).status_code == 404


def test_a_station_is_found_by_its_code_or_a_part_of_it(desk: Desk) -> None:
    saule = as_(desk.saule)
    for sought in ("01-A/7", "a/7"):
        found = saule.get(f"{RESULTS}stations/", {"q": sought})
        assert found["Location"] == f"{RESULTS}stations/01-A/7/"
    assert "No station fits." in text(saule.get(f"{RESULTS}stations/", {"q": "zzz"}))


def test_whoever_only_sees_results_is_offered_nothing_to_type(desk: Desk) -> None:
    desk.paper()
    page = text(as_(desk.aigerim).get(f"{RESULTS}entry/"))
    assert "Enter the next protocol" not in page
    assert as_(desk.aigerim).get(PAPER).status_code == 403
