"""A monitor codes television without touching the mouse, also where the connection drops."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations_in_light_and_in_dark
from tests.browser.conftest import ROOT
from tests.browser.newsroom import SLUG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

MEDIA = f"/missions/{SLUG}/media/"
KEPT = "#kept:has-text('Everything is kept.')"
FOCUSED = "() => [document.activeElement.closest('tr').rowIndex, document.activeElement.dataset.cell]"

Open = Callable[..., AbstractContextManager["BrowserContext"]]


@pytest.fixture(scope="module")
def people(installation: dict[str, str], visited: object) -> dict[str, str]:
    """The session of each monitor."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.browser.newsroom"]
    done = subprocess.run(command, cwd=ROOT, env=installation, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture
def desk(chromium: Browser, server: str, people: dict[str, str]) -> Open:
    """A browser of somebody: ``with desk("madina") as context``; no script may fail in it."""

    @contextmanager
    def opened(name: str = "madina") -> Iterator[BrowserContext]:
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, base_url=server)
        context.add_cookies([{"name": "sessionid", "value": people[name], "url": server}])
        wrong: list[str] = []
        context.on("weberror", lambda error: wrong.append(str(error.error)))
        yield context
        context.close()
        assert wrong == []

    return opened


def sheet(context: BrowserContext, number: int) -> Page:
    page = context.new_page()
    page.goto(f"{MEDIA}programmes/{number}/coding/")
    page.wait_for_selector(KEPT)
    return page


def where(page: Page) -> list[object]:
    return list(page.evaluate(FOCUSED))


def press(page: Page, *keys: str) -> None:
    """A text is typed and left with Enter; a key in brackets is pressed."""
    for key in keys:
        if key.startswith("["):
            page.keyboard.press(key.strip("[]"))
        else:
            page.keyboard.type(key)
            page.keyboard.press("Enter")


def test_a_whole_programme_is_coded_by_the_keyboard_alone(desk: Open) -> None:
    with desk() as context:
        page = sheet(context, 1)
        assert where(page) == [1, "start"]
        # A joint story of two minutes: the blue party a minute, half of it in its own words, said by a woman.
        press(page, "[Enter]", "200", "1", "100", "30", "[1]")
        assert where(page) == [1, "tone"]
        press(page, "[+]", "[1]", "[Enter]", "[2]", "[Enter]")
        assert where(page) == [2, "start"]
        assert page.input_value('tr:nth-child(2) [data-cell="start"]') == "200"
        press(page, "[+]")
        assert where(page) == [2, "subject"]
        press(page, "green", "45", "[Enter]", "[Enter]", "[0]", "[PageDown]")
        # Then the government, without a word about how long it alone is shown.
        assert where(page) == [3, "start"]
        assert page.input_value('tr:nth-child(3) [data-cell="start"]') == "200"
        press(page, "[Enter]", "1:15", "gov", "[Enter]", "[Enter]", "[Enter]", "[3]", "[1]", "[6]")
        assert page.input_value('tr:nth-child(3) [data-cell="topic"]') == "work_of_office"
        assert where(page) == [3, "sex"]
        assert page.inner_text("#running") == "3:15 of 30:00 coded, 26:45 left"
        page.wait_for_selector(KEPT)
        assert page.inner_text("#findings") == ""
        press(page, "[PageDown]", "[Control+Enter]")
        page.wait_for_selector("text=The programme is finished.")
        rows = page.locator("table.list tbody tr")
        assert rows.count() == 2
        assert "Blue party" in rows.nth(0).inner_text()
        assert "speaks 0:30" in rows.nth(0).inner_text()
        assert "Green party" in rows.nth(0).inner_text()
        assert "18:02:00" in rows.nth(1).inner_text()


def test_what_is_wrong_is_said_while_it_is_typed_and_nothing_is_finished(desk: Open) -> None:
    with desk() as context:
        page = sheet(context, 2)
        press(page, "0", "3100", "nobody")
        assert "There is no such subject" in page.inner_text("#hint")
        assert where(page) == [1, "subject"]
        press(page, "red", "[Enter]", "[Enter]", "[Enter]", "[0]", "[PageDown]")
        assert page.inner_text("#running") == "31:00 of 30:00: 1:00 too much"
        page.wait_for_selector("#findings li")
        assert "X.133" in page.inner_text("#findings")
        press(page, "[Control+Enter]")
        page.wait_for_selector(".error-summary")
        assert "X.133" in page.inner_text(".error-summary")
        page.focus('tr:nth-child(1) [data-cell="length"]')
        press(page, "2900")
        page.wait_for_selector("#findings li", state="detached")
        page.focus('tr:nth-child(1) [data-cell="start"]')
        press(page, "[Control+Delete]")
        page.wait_for_selector(KEPT)
        page = sheet(context, 2)
        assert page.locator("#sheet tbody tr").count() == 1


def test_nothing_is_lost_where_the_connection_drops(desk: Open) -> None:
    with desk() as context:
        page = sheet(context, 3)
        press(page, "0", "100", "1", "[Enter]", "[Enter]", "[Enter]", "[0]", "[PageDown]")
        page.wait_for_selector(KEPT)
        context.set_offline(True)
        press(page, "[Enter]", "115", "2", "[Enter]", "[Enter]", "[Enter]", "[3]", "[PageDown]")
        page.wait_for_selector("#kept:has-text('No connection: 1 row')")
        press(page, "[Control+Enter]")
        page.wait_for_selector("#hint:has-text('Some rows are not sent yet')")
        # The browser is closed and opened again before the connection returns.
        page.close()
        context.set_offline(False)
        page = sheet(context, 3)
        assert page.input_value('tr:nth-child(2) [data-cell="length"]') == "115"
        assert page.input_value('tr:nth-child(2) [data-cell="subject"]') == "Green party"
        assert page.evaluate("localStorage.length") == 0
        page.reload()
        page.wait_for_selector(KEPT)
        assert page.locator("#sheet tbody tr").count() == 3
        assert page.inner_text("#running") == "2:15 of 30:00 coded, 27:45 left"
        # What was sent and never answered is sent again, and stands once.
        page.route("**/coding/rows/", lambda route: (route.fetch(), route.abort()))
        press(page, "[Enter]", "30", "3", "[Enter]", "[Enter]", "[Enter]", "[+]")
        page.wait_for_selector("#kept:has-text('No connection')")
        page.unroute("**/coding/rows/")
        page.evaluate("dispatchEvent(new Event('online'))")
        page.wait_for_selector(KEPT)
        page.reload()
        page.wait_for_selector(KEPT)
        assert page.locator("#sheet tbody tr").count() == 4


def test_keys_of_any_keyboard_give_digits_choices_and_subjects(desk: Open) -> None:
    with desk() as context:
        page = sheet(context, 4)

        def key(code: str, letter: str) -> None:
            page.evaluate(
                "([code, key]) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
                " {code, key, bubbles: true, cancelable: true}))",
                [code, letter],
            )

        press(page, "[Enter]")
        for code, letter in (("Digit2", "ә"), ("Digit5", "ғ")):
            key(code, letter)
        assert page.input_value('tr:nth-child(1) [data-cell="length"]') == "25"
        press(page, "[Enter]")
        # "gov" typed while the keyboard is Russian.
        for code, letter in (("KeyG", "п"), ("KeyO", "щ"), ("KeyV", "м")):
            key(code, letter)
            page.evaluate("text => { document.activeElement.value += text; }", letter)
        press(page, "[Enter]")
        assert page.input_value('tr:nth-child(1) [data-cell="subject"]') == "Government"
        press(page, "[Enter]", "[Enter]")
        key("Digit2", "ә")
        assert page.input_value('tr:nth-child(1) [data-cell="manner"]') == "indirect"
        key("Digit3", "і")
        assert page.input_value('tr:nth-child(1) [data-cell="tone"]') == "negative"
        page.wait_for_selector(KEPT)
        press(page, "[PageDown]", "[Enter]", "100", "синяя")
        assert page.input_value('tr:nth-child(2) [data-cell="subject"]') == "Blue party"


def test_a_monitor_sees_no_sheet_of_another(desk: Open) -> None:
    with desk("nurlan") as context:
        page = context.new_page()
        answer = page.goto(f"{MEDIA}programmes/4/coding/")
        assert answer is not None
        assert answer.status == 404


def test_the_coding_page_keeps_the_rules_of_accessibility(desk: Open) -> None:
    with desk() as context:
        page = sheet(context, 4)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations_in_light_and_in_dark(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
