"""Who can use the page for filling forms: screen reader, keyboard, a narrow phone, in the dark."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations
from tests.browser.fill_steps import Phone, Server, phone, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("fill")) as made:
        yield made


@pytest.fixture
def dana(chromium: Browser, server: Server) -> Iterator[Phone]:
    with phone(chromium, server.page_of("dana")) as opened:
        opened.open()
        yield opened


@contextmanager
def at_screens(dana: Phone) -> Iterator[list[str]]:
    """Collects what axe finds at each screen it is taken to, light and dark."""
    found: list[str] = []
    yield found
    assert found == []


def _look(dana: Phone, found: list[str], screen: str) -> None:
    for scheme in ("light", "dark"):
        dana.page.emulate_media(color_scheme=scheme)
        found += [f"{screen}, {scheme}: {violation}" for violation in violations(dana.page)]
    width = dana.page.evaluate("document.documentElement.scrollWidth")
    if width > 360:
        found.append(f"{screen}: {width} points wide")


def test_every_screen_keeps_the_rules_of_accessibility(chromium: Browser, server: Server) -> None:
    with phone(chromium, server.page_of("dana")) as dana, at_screens(dana) as found:
        dana.open()
        _look(dana, found, "home")
        dana.begin("Every kind")
        _look(dana, found, "station")
        dana.page.locator(".finder .choice").first.click()
        _look(dana, found, "station chosen")
        for screen in ("numbers", "times", "choices"):
            dana.next()
            _look(dana, found, screen)
        dana.page.locator(".steps .forward").click()
        _look(dana, found, "with faults")
        dana.choose("Is the box sealed?", "No")
        dana.page.locator(".steps .forward").click()
        _look(dana, found, "files")
        dana.next()
        _look(dana, found, "rows of a repeat")
        dana.page.get_by_role("button", name="Remove").click()
        _look(dana, found, "asked before removing")
        dana.page.get_by_role("button", name="Cancel").click()
        dana.page.get_by_role("link", name="Person 1").click()
        _look(dana, found, "a row")
        dana.review()
        _look(dana, found, "looking through, with faults")
        dana.page.locator(".error-summary a").last.click()
        dana.write("Who?", "A guard")
        for label, answer in (("Day", "2026-03-01"),):
            dana.review()
            dana.page.locator(".error-summary").get_by_role("link", name=label).click()
            dana.write(label, answer)
        dana.review()
        dana.page.locator(".error-summary").get_by_role("link", name="Overall").click()
        dana.choose("Overall", "Bad")
        dana.review()
        _look(dana, found, "looking through")
        dana.context.set_offline(True)
        dana.send()
        dana.page.get_by_text("1 form is waiting to be sent").wait_for()
        _look(dana, found, "waiting")
        dana.page.route("**/submission", lambda route: route.fulfill(status=400, body="no"))
        dana.context.set_offline(False)
        dana.page.locator("#outbox li.refused").wait_for()
        _look(dana, found, "not accepted")
        dana.page.unroute("**/submission")
        dana.page.get_by_role("button", name="Try again").click()
        dana.page.locator("#sent li").wait_for()
        dana.begin("Form B")
        dana.choose("How do you want to find the station?", "By region and district")
        _look(dana, found, "menus")
        dana.page.get_by_role("link", name="All forms").first.click()
        dana.page.get_by_role("heading", name="Drafts").wait_for()
        _look(dana, found, "sent, and a draft")


def test_a_form_is_filled_and_sent_with_the_keyboard_alone(dana: Phone, server: Server) -> None:
    def reach(what: str) -> None:
        """Press the tabulator until the keyboard stands on it."""
        for _ in range(60):
            dana.page.keyboard.press("Tab")
            if dana.page.evaluate("what => document.activeElement.matches(what)", what):
                return
        raise AssertionError(f"the keyboard does not come to {what}")

    def press(*keys: str) -> None:
        for key in keys:
            dana.page.keyboard.press(key)

    def page_is(title: str) -> None:
        dana.page.get_by_role("heading", level=1, name=title).wait_for()

    reach(".form-link")
    press("Enter")
    page_is("Where")
    reach("input[type=search]")
    dana.page.keyboard.type("0101-001/0")
    press("Enter")
    dana.page.get_by_text("You chose №").wait_for()
    reach(".forward")
    press("Enter")
    page_is("Texts and numbers")
    reach("input[type=text]")
    dana.page.keyboard.type("By keyboard")
    press("Enter")
    page_is("Times")
    reach("button.secondary")
    press("Space")
    reach(".forward")
    press("Enter")
    page_is("Choices")
    reach("input[value=yes]")
    press("Space")
    reach("input[value=very_good]")
    press("Space", "ArrowDown")
    reach(".forward")
    press("Enter")
    page_is("Person")
    reach(".row-link")
    press("Enter")
    page_is("Person 1")
    reach("input[type=text]")
    dana.page.keyboard.type("A guard")
    press("Enter")
    page_is("Person")
    reach(".forward")
    press("Enter")
    page_is("Look through and send")
    reach("nav .forward")
    press("Enter")
    dana.page.locator("#sent li").wait_for()
    record = next(one for one in server.records() if one["answers"].get("name") == "By keyboard")
    assert record["answers"]["overall"] == "good"
