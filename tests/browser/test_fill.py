"""Forms are filled in a browser while the server is gone, and arrive once when it is back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.fill_steps import Phone, Server, phone, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("fill")) as made:
        yield made


@pytest.fixture
def dana(chromium: Browser, server: Server) -> Iterator[Phone]:
    if server.process is None:
        server.start()
    with phone(chromium, server.page_of("dana")) as opened:
        opened.open()
        yield opened


@pytest.fixture
def bolat(chromium: Browser, server: Server) -> Iterator[Phone]:
    if server.process is None:
        server.start()
    with phone(chromium, server.page_of("bolat")) as opened:
        opened.open()
        yield opened


def records_of(server: Server, name: str) -> list[dict[str, object]]:
    return [one for one in server.records() if one["answers"].get("name") == name]


def test_what_is_filled_while_the_server_is_gone_arrives_once_when_it_is_back(
    dana: Phone, server: Server
) -> None:
    server.stop()
    dana.reload()
    dana.fill_every_kind("Offline")
    dana.send()
    dana.page.get_by_text("Ready: the form will be sent").wait_for()
    dana.page.get_by_text("1 form is waiting to be sent").wait_for()
    dana.reload()
    shown = dana.page.locator("#outbox .identifier code").inner_text()
    server.start()
    dana.page.get_by_role("button", name="Send now").click()
    dana.page.locator("#sent .identifier code").get_by_text(shown).wait_for()
    assert dana.page.get_by_text("Nothing is waiting to be sent.").is_visible()
    (record,) = records_of(server, "Offline")
    assert record["roads"] == ["browser"]
    assert record["ids"][0].removeprefix("uuid:").replace("-", "").startswith(shown.replace("-", ""))
    assert record["answers"]["station"].startswith("0303-")
    assert record["answers"]["voters"] == 500


def test_the_connection_that_returns_is_enough(dana: Phone, server: Server) -> None:
    dana.context.set_offline(True)
    dana.fill_every_kind("By itself")
    dana.send()
    dana.page.get_by_text("1 form is waiting to be sent").wait_for()
    dana.context.set_offline(False)
    dana.page.locator("#sent li").wait_for()
    assert len(records_of(server, "By itself")) == 1


def test_an_answer_that_got_lost_does_not_make_a_second_record(dana: Phone, server: Server) -> None:
    dana.fill_every_kind("Twice")
    dana.page.route("**/submission", lambda route: (route.fetch(), route.abort())[1])
    dana.send()
    dana.page.get_by_text("No answer of the server").wait_for()
    dana.page.unroute("**/submission")
    dana.page.get_by_role("button", name="Send now").click()
    dana.page.locator("#sent li").wait_for()
    assert len(records_of(server, "Twice")) == 1


def test_two_phones_in_one_browser_never_mix(chromium: Browser, server: Server, dana: Phone) -> None:
    dana.fill_every_kind("Of Dana")
    dana.context.set_offline(True)
    dana.send()
    other = Phone(dana.context, dana.context.new_page(), server.page_of("bolat"))
    dana.context.set_offline(False)
    dana.page.locator("#sent li").wait_for()
    other.open()
    assert other.page.get_by_text("Nothing has been sent from here yet.").is_visible()
    assert other.page.get_by_text("Bolat").is_visible()


def test_two_phones_send_at_the_same_time(dana: Phone, bolat: Phone, server: Server) -> None:
    for observer, name in ((dana, "First"), (bolat, "Second")):
        observer.context.set_offline(True)
        observer.begin("Every kind")
        observer.question("Station").locator(".choice").first.click()
        observer.next()
        observer.write("A name", name)
        observer.next()
        observer.write("Day", "2026-03-01")
        observer.next()
        observer.choose("Is the box sealed?", "Yes")
        observer.choose("Overall", "Good")
        observer.next()
        observer.page.get_by_role("link", name="Person 1").click()
        observer.write("Who?", "A guard")
        observer.review()
        observer.send()
    dana.context.set_offline(False)
    bolat.context.set_offline(False)
    for observer in (dana, bolat):
        observer.page.locator("#sent li").wait_for()
    assert len(records_of(server, "First")) == len(records_of(server, "Second")) == 1


def test_a_draft_survives_a_crash_of_the_browser_at_any_moment(dana: Phone) -> None:
    dana.begin("Form B")
    dana.choose("How do you want to find the station?", "By its number")
    dana.write("Number of the station", "0101-001/0")
    dana.choose("How do you want to find the station?", "By region and district")
    dana.take("Region or city", "Region 3")
    dana.take("District", "District 3 (Region 3)")
    dana.page.get_by_role("searchbox").fill("School No. 26 ")
    dana.page.locator(".finder .choice").first.click()
    dana.next()
    dana.write("When did you arrive?", "08:15")
    dana.page.wait_for_timeout(300)
    cdp = dana.context.new_cdp_session(dana.page)
    again = dana.context.new_page()
    again.goto(dana.address)
    cdp.send("Page.close")
    dana.page = again
    dana.page.get_by_role("link", name=re.compile("Form B.*answered")).click()
    dana.page.locator("form.page").wait_for()
    assert dana.title() == "Visit"
    assert dana.question("When did you arrive?").locator("input").input_value() == "08:15"
    dana.page.get_by_role("button", name="Back").click()
    assert "School No. 26" in dana.page.locator(".picked").inner_text()


def test_several_drafts_lie_side_by_side_and_one_is_deleted_after_asking(dana: Phone) -> None:
    for name in ("One", "Two"):
        dana.begin("Every kind")
        dana.next()
        dana.write("A name", name)
        dana.page.get_by_role("link", name="All forms").click()
        dana.page.get_by_role("heading", name="Drafts").wait_for()
    rows = dana.page.locator(".rows > li").filter(has_text="Every kind")
    assert rows.count() == 2
    rows.first.get_by_role("button", name="Delete the draft").click()
    rows.first.get_by_role("button", name="Cancel").click()
    assert rows.count() == 2
    rows.first.get_by_role("button", name="Delete the draft").click()
    rows.first.get_by_role("button", name="Yes, delete").click()
    dana.until("document.querySelectorAll('.rows > li').length === 1")


def test_what_is_missing_is_said_and_leads_to_its_question(dana: Phone) -> None:
    dana.begin("Every kind")
    dana.review()
    assert dana.page.get_by_role("button", name="Send", exact=True).count() == 0
    assert "5 answers are missing" in dana.page.locator(".error-summary").inner_text()
    dana.page.locator(".error-summary").get_by_role("link", name="Is the box sealed?").click()
    assert dana.title() == "Choices"
    assert dana.question("Is the box sealed?").locator(".fault").inner_text() == "Look at the box."
    assert dana.page.evaluate("document.activeElement.value") == "yes"


def test_a_correction_names_what_it_replaces(dana: Phone, server: Server) -> None:
    dana.fill_every_kind("Before")
    dana.send()
    dana.page.locator("#sent").get_by_role("link", name="Correct").click()
    dana.page.get_by_text("You are correcting a form that was sent.").wait_for()
    dana.page.get_by_role("link", name="Change: Texts and numbers").click()
    dana.write("A name", "After")
    dana.review()
    dana.send()
    dana.page.locator("#sent").get_by_text("Corrected later").wait_for()
    (record,) = records_of(server, "After")
    assert record["replaces"] == ["", record["ids"][0]]
    assert record["answers"]["station"].startswith("0303-")
    assert records_of(server, "Before") == []


def test_what_the_server_refuses_stays_with_its_words_and_can_be_saved(
    dana: Phone, server: Server, tmp_path: Path
) -> None:
    dana.fill_every_kind("Refused")
    dana.page.route(
        "**/submission",
        lambda route: route.fulfill(
            status=404,
            content_type="text/xml",
            body='<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
            "<message>The form is closed.</message></OpenRosaResponse>",
        ),
    )
    dana.send()
    row = dana.page.locator("#outbox li.refused")
    row.wait_for()
    assert "The form is closed." in row.inner_text()
    with dana.page.expect_download() as saved:
        row.get_by_role("button", name="Save as a file").click()
    file = tmp_path / "form.mime"
    saved.value.save_as(file)
    assert b"<name>Refused</name>" in file.read_bytes()
    assert re.fullmatch(r"baqylau-[0-9a-f]{4}-[0-9a-f]{4}\.mime", saved.value.suggested_filename)
    dana.page.unroute("**/submission")
    row.get_by_role("link", name="Correct it").click()
    dana.page.get_by_role("link", name="Change: Texts and numbers").click()
    dana.write("A name", "Not refused")
    dana.review()
    dana.send()
    dana.page.locator("#sent li").wait_for()
    assert len(records_of(server, "Not refused")) == 1


def test_a_key_that_was_taken_away_keeps_what_waits_and_forgets_what_was_sent(
    chromium: Browser, server: Server
) -> None:
    if server.process is None:
        server.start()
    with phone(chromium, server.page_of("erik")) as erik:
        erik.open()
        erik.fill_every_kind("Sent by Erik")
        erik.send()
        erik.page.locator("#sent li").wait_for()
        erik.fill_every_kind("Kept by Erik")
        server.ask("revoke")
        erik.send()
        erik.page.get_by_text("This phone no longer has access.").wait_for()
        erik.reload()
        erik.page.get_by_text("This phone no longer has access.").wait_for()
        erik.page.get_by_text("1 form is waiting to be sent").wait_for()
        assert erik.page.get_by_text("Nothing has been sent from here yet.").is_visible()
    assert records_of(server, "Kept by Erik") == []


def test_the_list_of_stations_follows_the_team(bolat: Phone, dana: Phone) -> None:
    bolat.begin("Every kind")
    assert bolat.question("Station").locator(".choice").count() == 3
    dana.begin("Every kind")
    dana.page.get_by_role("searchbox").fill("Abai street 7")
    assert "More than 30" in dana.page.locator(".finder [role=status]").inner_text()
    dana.page.get_by_role("searchbox").fill("0101-001/0")
    assert dana.page.locator(".finder .choice").count() == 1
