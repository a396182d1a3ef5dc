"""Each page opens, in each language, on a desk and on a phone, for everybody, and asks nothing of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.axe import violations_in_light_and_in_dark
from tests.browser.conftest import Turn, Visit
from tests.browser.pages import MORE, NOT_PAGES, OF_NOBODY, PAGES, Visited, addresses, path_of

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Page, Request, Response

PHONE, DESK = 360, 1280
SEEN = """() => {
  const root = document.documentElement;
  return {lang: root.lang, headings: document.querySelectorAll('h1').length, width: root.scrollWidth};
}"""
EXPECTED_STATUS = {"no such page": 404}
REDIRECTED = {"accounts:link": "accounts:link_password"}


@contextmanager
def heard(page: Page, home: str, status: int) -> Iterator[list[str]]:
    """What a page complains of meanwhile, and what it asks of others than its home."""
    said: list[str] = []

    def console(message: ConsoleMessage) -> None:
        is_the_status = status >= 400 and f"status of {status}" in message.text
        if message.type in {"error", "warning"} and not is_the_status:
            said.append(f"console: {message.text}")

    def request(one: Request) -> None:
        if not one.url.startswith((home, "data:")):
            said.append(f"elsewhere: {one.url}")

    def response(one: Response) -> None:
        if one.status >= 400 and one.status != status:
            said.append(f"{one.status}: {one.url}")

    ears: dict[Any, Any] = {
        "console": console,
        "pageerror": lambda error: said.append(f"script: {error}"),
        "requestfailed": lambda failed: said.append(f"failed: {failed.url}"),
        "request": request,
        "response": response,
    }
    for event, ear in ears.items():
        page.on(event, ear)
    try:
        yield said
    finally:
        for event, ear in ears.items():
            page.remove_listener(event, ear)


def test_each_address_is_a_page_or_named_as_none() -> None:
    assert set(PAGES) | NOT_PAGES == addresses()


def in_two_halves(names: list[str]) -> list[Any]:
    """Each half is visited in order by one worker."""
    halves = ("pages-even", "pages-odd")
    return [
        pytest.param(name, marks=pytest.mark.xdist_group(halves[at % 2])) for at, name in enumerate(names)
    ]


@pytest.mark.parametrize("name", in_two_halves([*PAGES, *MORE]))
def test_a_page_opens_in_each_language_on_a_desk_and_on_a_phone_and_keeps_the_rules_of_accessibility(
    name: str, turned: Turn, visited: Visited, server: str
) -> None:
    path, status = path_of(name, visited), EXPECTED_STATUS.get(name, 200)
    for language in ("en", "ru", "kk"):
        with turned(language=language, width=DESK, signed_in=name not in OF_NOBODY) as page:
            if name == "accounts:link_password":
                page.goto(path_of("accounts:link", visited), wait_until="networkidle")
            with heard(page, server, status) as said:
                answer = page.goto(path)
                assert answer is not None
                assert answer.status == status
                seen = page.evaluate(SEEN)
                assert (seen["lang"], seen["headings"]) == (language, 1)
                assert seen["width"] <= DESK
                page.set_viewport_size({"width": PHONE, "height": 800})
                assert page.evaluate(SEEN)["width"] <= PHONE
                assert said == []
            if language == "en":
                assert violations_in_light_and_in_dark(page) == []


def test_the_page_of_an_error_of_ours_needs_nothing_but_its_stylesheet(visit: Visit, server: str) -> None:
    from django.template.loader import render_to_string

    with visit() as context:
        page = context.new_page()
        page.route("**/broken/", lambda route: route.fulfill(status=500, body=render_to_string("500.html")))
        with heard(page, server, 500) as said:
            page.goto("/broken/")
            assert page.locator("h1").count() == 1
            assert said == []
