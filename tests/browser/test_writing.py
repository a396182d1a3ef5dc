"""Writing in a real browser: the preview follows, references are inserted, nothing is lost offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import Visit
from tests.browser.pages import JOINT
from tests.reports.texts_part import CHAPTER, REPORT

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

ADDRESS = f"/missions/{JOINT}/reports/{REPORT}/chapters/{CHAPTER}/text/ru/"
PATIENCE = 20_000


def open_chapter(context: BrowserContext) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(ADDRESS)
    return page


def type_at_the_end(page: Page, words: str) -> None:
    page.locator("#text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.insert_text(words)


@pytest.mark.parametrize("width", [1280, 360])
def test_the_preview_follows_and_a_figure_is_inserted_by_search(visit: Visit, width: int) -> None:
    with visit(width=width) as context:
        page = open_chapter(context)
        type_at_the_end(page, "\n\nНовые слова: ")
        page.locator("#preview article").get_by_text("Новые слова").wait_for()
        page.get_by_text("Insert a figure").click()
        page.locator("#insert-q").fill("violations authorities")
        page.locator('[data-insert="{disputes.violations}"]').first.click()
        assert "Новые слова: {disputes.violations}" in page.locator("#text").input_value()
        page.locator('#preview a[href$="/figures/disputes.violations/"]').wait_for()
        page.locator("[data-pick]").first.check()
        page.locator('[data-draw="table"]').click()
        page.locator("#preview table").wait_for()
        page.evaluate("localStorage.clear()")


def test_what_is_typed_without_a_connection_is_kept_and_put_back(visit: Visit) -> None:
    with visit() as context:
        page = open_chapter(context)
        context.set_offline(True)
        type_at_the_end(page, "\n\nБез связи.")
        page.get_by_role("button", name="Save").click()
        page.locator("#offline").wait_for()
        context.set_offline(False)
        page.reload()
        page.get_by_role("button", name="Put it back").click()
        assert page.locator("#text").input_value().endswith("Без связи.")
        page.get_by_role("button", name="Save").click()
        page.get_by_text("Saved as version").wait_for()
        assert page.locator("#draft").is_hidden()


def test_two_people_in_one_paragraph_see_both_texts(visit: Visit) -> None:
    with visit() as one, visit() as other:
        mine, theirs = open_chapter(one), open_chapter(other)
        theirs.locator("#text").fill("Их слова.")
        theirs.get_by_role("button", name="Save").click()
        theirs.get_by_text("Saved as version").wait_for()
        mine.locator("#text").fill("Мои слова.")
        mine.get_by_role("button", name="Save").click()
        mine.get_by_role("button", name="Save what was decided").wait_for()
        assert mine.locator("textarea").first.input_value() == "Их слова.\n\nМои слова."
        mine.get_by_role("button", name="Save what was decided").click()
        mine.get_by_text("Saved as version").wait_for()
        assert mine.locator("#text").input_value() == "Их слова.\n\nМои слова."


def test_a_script_in_a_text_does_not_run(visit: Visit) -> None:
    with visit() as context:
        page = open_chapter(context)
        page.locator("#text").fill('<img src=x onerror="document.title=1"> <script>document.title=2</script>')
        page.locator("#preview").get_by_text("Z.505").first.wait_for()
        assert page.locator("#preview article img").count() == 0
        assert page.title() not in ("1", "2")
        page.evaluate("localStorage.clear()")
