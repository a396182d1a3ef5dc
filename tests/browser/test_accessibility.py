"""Pages can be used from the keyboard; that each keeps the rules of axe-core, ``test_pages`` looks at."""

from __future__ import annotations

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import Visit
from tests.browser.pages import Visited, path_of


def test_a_form_with_faults_leads_to_each_of_them(visit: Visit, visited: Visited) -> None:
    with visit() as context:
        page = context.new_page()
        page.goto(path_of("mission:new", visited))
        page.evaluate("document.querySelector('main form').noValidate = true")
        page.locator("main form button").last.click()
        page.wait_for_selector(".error-summary")
        assert violations(page) == []
        link = page.locator(".error-summary a").first
        link.click()
        target = (link.get_attribute("href") or "").removeprefix("#")
        assert page.evaluate("document.activeElement.id") == target


def test_the_skip_link_comes_first_and_leads_to_the_content(visit: Visit) -> None:
    with visit() as context:
        page = context.new_page()
        page.goto("/elections/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip-link"
        box = page.locator(".skip-link").first.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


FOCUS = """() => {
  const element = document.activeElement;
  if (element === document.body) return null;
  const style = getComputedStyle(element), inner = element.querySelector('path');
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const stroke = inner && parseFloat(getComputedStyle(inner).strokeWidth) > 2;
  return {what: element.outerHTML.slice(0, 120), seen: ring || style.boxShadow !== 'none' || !!stroke};
}"""


@pytest.mark.parametrize("path", ["/", "/elections/kz_2023/", "/new-mission/", "/missions/xk-2014/"])
def test_wherever_the_keyboard_stands_it_is_seen(path: str, visit: Visit) -> None:
    with visit() as context:
        page = context.new_page()
        page.goto(path)
        stops = 0
        for _ in range(60):
            page.keyboard.press("Tab")
            focus = page.evaluate(FOCUS)
            if focus is None:
                break
            stops += 1
            assert focus["seen"], focus["what"]
        assert stops > 8


def test_a_region_of_the_map_leads_to_its_row(visit: Visit) -> None:
    with visit() as context:
        page = context.new_page()
        page.goto("/elections/kz_2023/")
        regions = page.locator(".map svg a")
        assert regions.count() == 20
        regions.first.focus()
        page.keyboard.press("Enter")
        row = page.evaluate("location.hash.slice(1)")
        assert page.locator(f"#{row}").is_visible()


def test_a_table_is_sorted_and_filtered(visit: Visit) -> None:
    with visit(language="kk") as context:
        page = context.new_page()
        page.goto("/elections/kz_2023/")
        table = page.locator("#regions-table table")
        names = table.locator("tbody th").all_inner_texts()
        assert len(names) == 20
        column = table.locator("thead th", has_text="22:10")
        column.locator("button").click()
        values = table.locator("tbody td:last-child").evaluate_all(
            "cells => cells.map(cell => cell.dataset.sort)"
        )
        known = [float(value) for value in values if value]
        assert known == sorted(known)
        assert values[-1] == ""
        assert column.get_attribute("aria-sort") == "ascending"
        table.locator("thead button").first.click()
        assert table.locator("tbody th").all_inner_texts() == names


def test_the_language_is_switched_and_the_page_stays(visit: Visit) -> None:
    with visit(language="en") as context:
        page = context.new_page()
        page.goto("/elections/")
        page.get_by_role("button", name="Қазақша").click()
        page.wait_for_url("**/elections/")
        assert page.locator("html").get_attribute("lang") == "kk"


def test_pages_are_small_enough_for_a_slow_line(visit: Visit, visited: Visited) -> None:
    with visit() as context:
        page = context.new_page()
        for name in ("site:home", "site:election", "site:mission", "reports:statement"):
            page.goto(path_of(name, visited))
            sizes = page.evaluate(
                "[...performance.getEntriesByType('resource'), ...performance.getEntriesByType('navigation')]"
                ".reduce((sum, one) => sum + one.encodedBodySize, 0)"
            )
            assert 0 < sizes < 100_000, name
