"""The whole way, through pages and phones: from a form in a spreadsheet to a figure of the statement."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from baqylau.site.exercise.picture import photograph
from tests.browser.fill_steps import Phone, phone
from tests.browser.whole_way import FORM, SLUG, workbook
from tests.observation.collect import Answer, Collect, Form, Report
from tests.observation.paper_phone import PaperPhone
from tests.observation.phones import ask_server
from tests.observation.servers import Installation, installation
from tests.processes import run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MISSION = f"/missions/{SLUG}"
OF_PAPER = b"uuid:00000000-0000-4000-8000-000000000001"
LARGE = 6_000_000
"""Bytes behind a photograph: two of them do not go into one request."""
ARRIVED = datetime.now() - timedelta(minutes=50)


@dataclass
class World:
    """The installation, the browser, and who is signed in where."""

    made: Installation
    browser: Browser
    sessions: dict[str, str]

    def ask(self, what: str) -> dict[str, Any]:
        code, output, errors = run("-W", "ignore", "-m", "tests.browser.whole_way", what, env=self.made.env)
        assert code == 0, errors
        answer: dict[str, Any] = json.loads(output)
        return answer

    def record_of(self, name: str) -> list[dict[str, Any]]:
        return [one for one in self.ask("report")["records"] if one["by"] == name]

    def signed_in(self, name: str) -> Page:
        """A page on which this person is signed in."""
        context = self.browser.new_context(base_url=self.made.address)
        context.add_cookies([{"name": "sessionid", "value": self.sessions[name], "url": self.made.address}])
        return context.new_page()


@pytest.fixture
def world(chromium: Browser, tmp_path: Path) -> Iterator[World]:
    with installation(tmp_path) as made:
        one = World(made, chromium, {})
        one.sessions = one.ask("prepare")
        made.start(workers=1)
        yield one


def test_from_a_spreadsheet_to_a_figure(world: World) -> None:
    aigerim = world.signed_in("aigerim")
    _upload(aigerim)
    _test_the_draft(aigerim, world)
    _publish(aigerim)
    _fill_without_a_server(world)
    with _room_follows(world):
        nurlan = _fill_on_a_phone(world)
    number = _ask_about_it(aigerim, world)
    _answer_and_correct(nurlan, world)
    _check(aigerim, world, number)
    _export(aigerim)
    _state(aigerim, world, number)


# ------------------------------------------------------------------ the form


def _upload(page: Page) -> None:
    page.goto(f"{MISSION}/")
    page.get_by_role("link", name="Forms", exact=True).click()
    page.get_by_role("link", name="Add a form").click()
    page.locator("input[type=file]").set_input_files(
        {
            "name": "visit.xlsx",
            "mimeType": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "buffer": workbook(),
        }
    )
    page.get_by_role("button", name="Upload it").click()
    page.get_by_role("heading", level=1, name="Station visit: draft 1").wait_for()


def _test_the_draft(page: Page, world: World) -> None:
    """Sent with a test key it is read and shown, and counted nowhere."""
    page.get_by_role("button", name="Give me a test key").click()
    program = Collect(page.locator("code", has_text="/key/").first.inner_text(), ask_server)
    assert program.update() == [FORM]
    program.send(Report(_filled(program.forms[FORM], station="north-007", box_sealed="yes", overall="good")))
    page.reload()
    page.locator("details").get_by_text("north-007").first.wait_for()
    told = world.ask("report")
    assert (told["records"], told["tests"]) == ([], 1)


def _publish(page: Page) -> None:
    page.get_by_role("button", name="Publish version 1").click()
    page.get_by_text("The form is published.").wait_for()


# ------------------------------------------------------------------ what observers send


def _key(world: World, name: str) -> str:
    """The address of the page for filling forms, as the observer finds it on their own page."""
    page = world.signed_in(name)
    page.goto(f"{MISSION}/")
    page.get_by_role("link", name="Send reports").click()
    page.get_by_role("button", name="Get a key").click()
    address = page.get_by_role("link", name="Fill forms in this browser").get_attribute("href")
    page.context.close()
    assert address
    return world.made.address + address


def _fill_without_a_server(world: World) -> None:
    with phone(world.browser, _key(world, "bolat")) as bolat:
        bolat.open(forms=1)
        world.made.kill()
        bolat.reload()
        _fill_in_the_browser(bolat)
        bolat.send()
        bolat.page.get_by_text("1 form is waiting to be sent").wait_for()
        world.made.start(workers=1)
        bolat.page.get_by_role("button", name="Send now").click()
        bolat.page.locator("#sent .identifier code").wait_for()
    (record,) = world.record_of("Bolat")
    assert (record["roads"], record["issues"], record["state"]) == (["browser"], [], "received")
    assert (
        record["versions"][0] | {"station": "north-012", "box_sealed": "yes", "overall": "good"}
        == (record["versions"][0])
    )


def _fill_in_the_browser(bolat: Phone) -> None:
    bolat.begin("Station visit")
    bolat.choose("Which station?", "№ 012 · Library · North")
    bolat.write("When did you arrive?", f"{ARRIVED:%H:%M}")
    bolat.next()
    bolat.choose("Is the ballot box sealed?", "Yes")
    bolat.write("Voters on the list", "700")
    bolat.write("Have voted by now", "310")
    bolat.next()
    bolat.choose("Voting overall", "Good")
    bolat.review()


@dataclass
class Nurlan:
    """An observer with a phone application, and the report he will be asked about."""

    address: str
    program: Collect
    first: bytes


def _fill_on_a_phone(world: World) -> Nurlan:
    """Two visits. The server's first answer to a report is lost, so that all of it is sent again."""
    address = _key(world, "nurlan")
    program = Collect(address.removesuffix("/fill/"), _losing_one_answer())
    assert program.update() == [FORM]
    form = program.forms[FORM]
    first = _filled(
        form,
        station="north-007",
        box_sealed="no",
        photo="box.jpg",
        on_list="900",
        voted="950",
        overall="good",
    )
    report = Report(first)
    for name in ("box.jpg", "hall.jpg"):
        report.add(name, photograph({}) + bytes(LARGE))
    assert program.send_until_accepted(report) == 2
    assert program.told[-2:] == ["Report 2 received."] * 2  # the form with one file, then the other
    program.send(Report(_filled(form, station="south-007", box_sealed="not_observed", overall="good")))
    one, other = world.record_of("Nurlan")
    assert (one["ids"], one["issues"]) == ([_identifier(first)], ["T.1", "T.2"])
    assert sorted(one["files"]) == ["box.jpg", "hall.jpg"]
    assert (other["roads"], other["versions"][0].get("box_sealed")) == (["phone"], None)
    return Nurlan(address, program, first)


def _losing_one_answer() -> Any:
    lost: list[str] = []

    def ask(method: str, address: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            answer = ask_server(method, address, headers, body)
        except ConnectionError:  # the connection is older than the server
            answer = ask_server(method, address, headers, body)
        if method == "POST" and not lost:
            lost.append(address)
            raise ConnectionError("the answer is lost")
        return answer

    return ask


def _filled(form: Form, **answers: str) -> bytes:
    """The form filled as a phone's logic lets it be filled."""
    lists = {name: list(csv.DictReader(io.StringIO(text.decode()))) for name, text in form.media.items()}
    walk = PaperPhone(form.xml, lists).fill({"arrival": f"{ARRIVED:%H:%M}:00.000+05:00", **answers})
    assert walk.refused == {}
    return walk.body.replace(OF_PAPER, f"uuid:{uuid.uuid4()}".encode())


def _identifier(body: bytes) -> str:
    return body.decode().partition("instanceID>")[2].partition("<")[0]


@contextmanager
def _room_follows(world: World) -> Iterator[None]:
    """The election-day room, open all the while, shows what has come and says so; nobody loads it again."""
    room = world.signed_in("aigerim")
    room.goto(f"{MISSION}/election-day/")
    room.evaluate("window.isTheSame = true")
    sound = room.get_by_role("button", name="Sound")
    assert sound.get_attribute("aria-pressed") == "false"
    sound.click()
    assert sound.get_attribute("aria-pressed") == "true"
    assert room.locator(".room-item").count() == 0
    yield
    item = room.locator(".room-item.open", has_text="north-007")
    item.wait_for()
    room.get_by_role("status").get_by_text("Something new needs attention.").wait_for()
    assert room.evaluate("window.isTheSame")
    shades = room.evaluate("[...document.querySelectorAll('[data-region]')].map(row => row.dataset.step)")
    assert len(shades) == 2
    world.made.end()
    room.get_by_role("status").get_by_text("No connection: what is shown may be out of date.").wait_for()
    world.made.start(workers=1)
    room.get_by_text("No connection").wait_for(state="detached")
    item.get_by_role("button", name="I have seen it").click()
    room.get_by_text("Seen by Aigerim").wait_for()
    room.context.close()


# ------------------------------------------------------------------ checked, asked, corrected


def _ask_about_it(page: Page, world: World) -> int:
    """The queue shows the worst first: the one in which a rule of the form's sheet found something."""
    page.goto(f"{MISSION}/election-day/")
    page.locator(".room-item").get_by_text("north-007").wait_for()
    page.goto(f"{MISSION}/")
    page.get_by_role("link", name="To check").click()
    page.locator("table.data tbody tr").first.get_by_role("link").first.click()
    page.get_by_text("More have voted than are on the list.").wait_for()
    page.get_by_text("Ask the observer").click()
    page.get_by_label("About").select_option(label="Have voted by now")
    page.get_by_role("textbox", name="Question").fill("More than on the list: is 950 right?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_text("no answer yet").wait_for()
    (asked,) = [one for one in world.record_of("Nurlan") if one["state"] == "query"]
    number: int = asked["number"]
    return number


def _answer_and_correct(nurlan: Nurlan, world: World) -> None:
    context: BrowserContext = world.browser.new_context()
    page = context.new_page()
    page.goto(nurlan.address.replace("/fill/", "/queries/"))
    page.get_by_text("is 950 right?").wait_for()
    page.get_by_label("Answer").fill("No: 590. I send it again.")
    page.get_by_role("button", name="Send the answer").click()
    page.get_by_text("Nobody asks anything.").wait_for()
    context.close()
    old = _identifier(nurlan.first)
    new = f"uuid:{uuid.uuid4()}"
    edit = nurlan.first.decode().replace(">950<", ">590<").replace(">good<", ">bad<").replace(old, new)
    edit = edit.replace("</meta>", f"<deprecatedID>{old}</deprecatedID></meta>")
    report = Report(edit.encode())
    report.add("box.jpg", photograph({}))
    nurlan.program.send(report)


def _check(page: Page, world: World, number: int) -> None:
    page.goto(f"{MISSION}/records/{number}/")
    page.get_by_text("No: 590. I send it again.").first.wait_for()
    row = page.locator("#q-voted")
    assert [cell.strip() for cell in row.locator("td").all_inner_texts()] == ["950", "590 changed"]
    page.get_by_role("button", name="Checked").first.click()
    page.wait_for_load_state()
    (record,) = [one for one in world.record_of("Nurlan") if one["number"] == number]
    assert (record["state"], record["issues"], len(record["ids"])) == ("checked", [], 2)
    assert [version["voted"] for version in record["versions"]] == [950, 590]
    assert record["steps"] == ["query", "received", "checked"]


# ------------------------------------------------------------------ taken out, and stated


def _export(page: Page) -> None:
    page.goto(f"{MISSION}/")
    page.get_by_role("link", name="Take data out").click()
    page.get_by_label("CSV").check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download", exact=True).click()
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text("utf-8-sig"))))
    said = {
        (
            row["station"],
            row["box_sealed"],
            row["on_list"],
            row["voted"],
            row["overall"],
            row["_form_version"],
        )
        for row in rows
    }
    assert said == {
        ("north-012", "yes", "700", "310", "good", "1"),
        ("north-007", "no", "900", "590", "bad", "1"),
        ("south-007", "(not_observed)", "(missing)", "(missing)", "good", "1"),
    }
    assert not any("Bolat" in value or "Nurlan" in value for row in rows for value in row.values())


def _state(page: Page, world: World, number: int) -> None:
    """What was observed stands in the figures with the right n, and leads back to the record."""
    world.ask("plan")
    page.goto(f"{MISSION}/statement/")
    page.get_by_role("button", name="Run the statement").click()
    page.wait_for_load_state()
    text = " ".join(page.locator("main").inner_text().replace("\xa0", " ").split())
    assert "Of 3 reports, the box was not sealed in 50.0 % of observations (1 of 2)." in text
    page.goto(f"{MISSION}/statements/1/figures/overall_bad/")
    assert "1 of 3" in page.locator("main").inner_text().replace("\xa0", " ")
    page.goto(f"{MISSION}/statements/1/figures/box_not_sealed/")
    page.locator(f"a[href='{MISSION}/records/{number}/']").first.click()
    page.get_by_role("heading", level=1, name=f"Record {number}").wait_for()
