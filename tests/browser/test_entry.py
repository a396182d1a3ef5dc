"""Two clerks enter a protocol without touching the mouse; a third person decides."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations_in_light_and_in_dark
from tests.browser.conftest import ROOT
from tests.browser.desk import SLUG

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RESULTS = f"/missions/{SLUG}/results/"
FIRST, SECOND = f"{RESULTS}entry/01-A/7/list/1/", f"{RESULTS}entry/01-A/7/list/2/"
FIGURES = ("1000", "600", "600", "20", "580", "400", "180")
NAMES = ("l-on_list", "l-issued", "l-in_box", "l-invalid", "l-valid", "v-one", "v-two")

Open = Callable[..., "contextmanager[Page]"]


@pytest.fixture(scope="module")
def people(installation: dict[str, str], visited: object) -> dict[str, str]:
    """The session of each person at the desk."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.browser.desk"]
    done = subprocess.run(command, cwd=ROOT, env=installation, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture
def page_of(chromium: Browser, server: str, people: dict[str, str]) -> Callable[..., object]:
    """Opens a page as somebody: ``with page_of("saule") as page``."""

    @contextmanager
    def opened(name: str, *, width: int = 1280) -> Iterator[Page]:
        context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=server)
        context.add_cookies([{"name": "sessionid", "value": people[name], "url": server}])
        page = context.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        yield page
        context.close()
        assert [one for one in wrong if "400" not in one] == []

    return opened


def stands_at(page: Page, name: str) -> None:
    """The keyboard stands at this field; a browser goes there when it first draws a page."""
    page.wait_for_function("name => document.activeElement.id === name", arg=name)


def begin_by_the_button_that_stands_ready(page: Page) -> None:
    page.wait_for_function("document.activeElement.matches('main form button')")
    page.keyboard.press("Enter")


def type_all(page: Page, figures: tuple[str, ...] = FIGURES) -> None:
    for text in figures:
        page.keyboard.type(text)
        page.keyboard.press("Enter")


def test_a_protocol_is_entered_twice_and_decided_by_the_keyboard_alone(page_of: Open) -> None:
    with page_of("saule") as page:
        page.goto(f"{RESULTS}entry/")
        begin_by_the_button_that_stands_ready(page)
        page.wait_for_url(f"**{FIRST}")
        for name, text in zip(NAMES, FIGURES, strict=True):
            stands_at(page, name)
            page.keyboard.type(text)
            page.keyboard.press("Enter")
        page.wait_for_url(f"**{SECOND}")
        stands_at(page, "l-on_list")
        assert "Somebody else makes the second entry." in page.inner_text("main")

    with page_of("timur") as page:
        page.goto(f"{RESULTS}entry/")
        begin_by_the_button_that_stands_ready(page)
        page.wait_for_url(f"**{FIRST}")
        assert page.input_value("#v-one") == ""
        stands_at(page, NAMES[0])
        type_all(page, ("1000", "600", "600", "20", "580", "390", "190"))
        page.wait_for_url(f"**{RESULTS}entry/")
        assert "the two entries differ" in page.inner_text("main")

    with page_of("aigerim") as page:
        page.goto(f"{RESULTS}resolve/01-A/7/list/1/")
        page.focus('[id="v-one-1"]')
        page.keyboard.press("Space")
        page.focus('[name="v-two-other"]')
        page.keyboard.type("180")
        assert page.is_checked('[id="v-two-3"]')
        page.focus("#reason")
        page.keyboard.type("The photograph shows it.")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{RESULTS}stations/01-A/7/")
        assert "The photograph shows it." in page.text_content("main")


def test_what_does_not_add_up_is_said_while_the_paper_is_at_hand(page_of: Open) -> None:
    with page_of("saule") as page:
        page.goto(SECOND)
        page.fill("#l-valid", "580")
        page.fill("#v-one", "400")
        page.fill("#v-two", "190")
        page.wait_for_selector("#findings .notice")
        assert "V.102" in page.inner_text("#findings")
        page.fill("#v-two", "180")
        page.wait_for_selector("#findings .notice", state="detached")
        page.wait_for_function("document.getElementById('kept').textContent === 'Kept.'")
        page.reload()
        assert page.input_value("#v-two") == "180"


def test_keys_of_any_keyboard_give_digits_and_move_the_photograph(page_of: Open) -> None:
    with page_of("saule") as page:
        page.goto(SECOND)
        page.fill("#l-on_list", "")
        page.focus("#l-on_list")
        for code, letter in (("Digit2", "ә"), ("Digit5", "ғ"), ("Digit0", "қ")):
            page.evaluate(
                "([code, key]) => document.activeElement.dispatchEvent("
                "new KeyboardEvent('keydown', {code, key, bubbles: true, cancelable: true}))",
                [code, letter],
            )
        assert page.input_value("#l-on_list") == "250"
        page.keyboard.press("ArrowDown")
        stands_at(page, "l-issued")
        page.keyboard.press("Shift+Enter")
        stands_at(page, "l-on_list")

    with page_of("timur") as page:
        page.goto(FIRST)
        picture = page.locator(".photo-stage img")
        before = picture.bounding_box()
        page.click("text=Larger")
        after = picture.bounding_box()
        assert before
        assert after
        assert after["width"] == pytest.approx(before["width"] * 1.25, rel=0.01)
        page.click("text=Turn")
        turned = picture.bounding_box()
        assert turned
        assert turned["width"] > turned["height"]


def test_the_pages_of_entry_keep_the_rules_of_accessibility(page_of: Open) -> None:
    pages = {
        "saule": (SECOND, f"{RESULTS}entry/"),
        "timur": (FIRST,),
        "aigerim": (f"{RESULTS}stations/01-A/7/", "Correct"),
    }
    for name, places in pages.items():
        with page_of(name) as page:
            for place in places:
                if place.startswith("/"):
                    page.goto(place)
                else:
                    page.click(f"main a:text-is('{place}')")
                    page.wait_for_selector("#l-on_list")
                page.set_viewport_size({"width": 1280, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
                assert violations_in_light_and_in_dark(page) == [], place
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), place
