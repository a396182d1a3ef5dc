"""Each page opens, in each language, on a desk and on a phone, and asks for nothing from elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Visit
from tests.browser.pages import MORE, NOT_PAGES, OF_NOBODY, PAGES, Visited, addresses, path_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

PHONE, DESK = 360, 1280
EXPECTED_STATUS = {"no such page": 404}
REDIRECTED = {"accounts:link": "accounts:link_password"}


@dataclass
class Heard:
    """What a page complained of."""

    said: list[str] = field(default_factory=list)

    def listen(self, page: Page, home: str, status: int) -> None:
        page.on("console", lambda message: self._console(message.type, message.text, status))
        page.on("pageerror", lambda error: self.said.append(f"script: {error}"))
        page.on("requestfailed", lambda request: self.said.append(f"failed: {request.url}"))
        page.on("request", lambda request: self._request(request.url, home))
        page.on("response", lambda response: self._response(response.url, response.status, status))

    def _console(self, kind: str, text: str, status: int) -> None:
        if kind in {"error", "warning"} and not (status >= 400 and f"status of {status}" in text):
            self.said.append(f"console: {text}")

    def _request(self, url: str, home: str) -> None:
        if not url.startswith((home, "data:")):
            self.said.append(f"elsewhere: {url}")

    def _response(self, url: str, got: int, expected: int) -> None:
        if got >= 400 and got != expected:
            self.said.append(f"{got}: {url}")


def test_each_address_is_a_page_or_named_as_none() -> None:
    assert set(PAGES) | NOT_PAGES == addresses()


@pytest.mark.parametrize("name", [*PAGES, *MORE])
def test_a_page_opens_in_each_language_on_a_desk_and_on_a_phone(
    name: str, visit: Visit, visited: Visited, server: str
) -> None:
    path, status = path_of(name, visited), EXPECTED_STATUS.get(name, 200)
    for language in ("en", "ru", "kk"):
        with visit(language=language, width=DESK, signed_in=name not in OF_NOBODY) as context:
            page, heard = context.new_page(), Heard()
            if name == "accounts:link_password":
                page.goto(path_of("accounts:link", visited), wait_until="networkidle")
            heard.listen(page, server, status)
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == status
            assert page.locator("html").get_attribute("lang") == language
            assert page.locator("h1").count() == 1
            for width in (DESK, PHONE):
                page.set_viewport_size({"width": width, "height": 800})
                assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert heard.said == []


def test_the_page_of_an_error_of_ours_needs_nothing_but_its_stylesheet(visit: Visit, server: str) -> None:
    from django.template.loader import render_to_string

    with visit() as context:
        page, heard = context.new_page(), Heard()
        heard.listen(page, server, 500)
        page.route("**/broken/", lambda route: route.fulfill(status=500, body=render_to_string("500.html")))
        page.goto("/broken/")
        assert page.locator("h1").count() == 1
        assert heard.said == []
