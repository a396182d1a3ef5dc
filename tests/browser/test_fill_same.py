"""The same answers, given on our page and through ODK Web Forms, become the same XML.

Each form is walked through on our page by a simple rule; what was answered is then answered there.
"""

from __future__ import annotations

import functools
import http.server
import threading
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree

from tests.browser.fill_steps import ROOT, Phone, Server, phone, running

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

BUILT = ROOT / "frontend" / "compare" / "built"
NOW = datetime(2026, 2, 27, 8, 10)
"""What every clock shows, since there a time is only turned back from the present."""

MINUTES = 5
WORDS = "Some words & “signs” <x>"
OF_THE_MOMENT = ("start", "end", "instanceID")
FORMS = {
    "kz_b_voting": "Form B",
    "kz_c2_protocol": "Form C2",
    "kz_incident": "Critical incident",
}


@dataclass(frozen=True)
class Answer:
    """One answer: how it is given, to which of the questions with this label, and what it is."""

    label: str
    nth: int
    way: str
    value: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("fill")) as made:
        yield made


@pytest.fixture(scope="module")
def web_forms() -> Iterator[str]:
    """The address of the page with ODK Web Forms, which `make setup-dev` builds."""
    assert (BUILT / "index.html").exists(), "python frontend/build.py --dev"

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None: ...

    served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(BUILT)))
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{served.server_port}/"
    served.shutdown()


@pytest.mark.parametrize("code", FORMS)
def test_the_same_answers_are_the_same_xml(
    code: str, chromium: Browser, server: Server, web_forms: str
) -> None:
    with phone(chromium, server.page_of("bolat")) as observer:
        observer.context.clock.set_fixed_time(NOW)
        observer.open()
        observer.begin(FORMS[code])
        answers = walk_through(observer)
        observer.send()
        observer.page.locator("#sent li").first.wait_for()
    ours = next(one for one in reversed(server.records()) if one["form"] == code)["bodies"][0]
    theirs = through_web_forms(chromium, web_forms, server, code, answers)
    assert len(answers) > 12
    assert canonical(ours) == canonical(theirs)


def canonical(xml: str) -> list[str]:
    """The lines of a filled form, without what is of the moment."""
    root = etree.fromstring(xml.encode())
    for element in list(root.iter(etree.Element)):
        if etree.QName(element).localname in OF_THE_MOMENT:
            element.getparent().remove(element)
    etree.indent(root)
    return etree.tostring(root, method="c14n").decode().splitlines()


# ------------------------------------------------------------------ on our page


def walk_through(observer: Phone) -> list[Answer]:
    """Answer everything that is asked, page by page, up to the screen before sending."""
    answers: list[Answer] = []
    seen: dict[str, int] = {}
    while observer.title() != "Look through and send":
        if observer.page.locator("ul.rows .row-link, main > form .rows").count():
            observer.page.locator(".row-link").first.click()
            observer.page.locator(".question:visible").first.wait_for()
            _answer_page(observer, answers, seen)
            observer.next()
        _answer_page(observer, answers, seen)
        observer.next()
    assert observer.page.locator(".error-summary").all_inner_texts() == []
    return answers


def _answer_page(observer: Phone, answers: list[Answer], seen: dict[str, int]) -> None:
    done = 0
    while True:
        observer.page.wait_for_timeout(300)
        questions = observer.page.locator(".question:visible")
        if done >= questions.count():
            return
        question = questions.nth(done)
        done += 1
        label = _label(question)
        nth = seen.get(label, 0)
        seen[label] = nth + 1
        if (given := _answer(question)) is not None:
            answers.append(Answer(label, nth, *given))


def _label(question: Locator) -> str:
    heading = question.locator("xpath=./legend | ./label[not(contains(@class, 'button'))]").first
    whole: str = heading.inner_text()
    return whole.removesuffix("*, an answer is needed").removesuffix("*\n, an answer is needed").strip()


def _answer(question: Locator) -> tuple[str, str] | None:
    """By a simple rule: the first choice, a small number, a word."""
    if question.locator(".choice").count():
        choice = question.locator(".choice").nth(-1 if question.locator(".two-by-two").count() else 0)
        text = choice.inner_text().strip()
        choice.click()
        return "choice", text
    if question.locator("select").count():
        text = question.locator("option").nth(1).inner_text()
        question.locator("select").select_option(index=1)
        return "menu", text
    if not (field := question.locator("input, textarea").first).count():
        return None
    way = field.get_attribute("type") or "text"
    if way == "file":
        return None
    if field.get_attribute("inputmode") == "numeric":
        way = "number"
    earlier = NOW - timedelta(minutes=MINUTES)
    forms = {"time": "%H:%M", "date": "%Y-%m-%d", "datetime-local": "%Y-%m-%dT%H:%M"}
    value = earlier.strftime(forms[way]) if way in forms else "3" if way == "number" else WORDS
    field.fill(value)
    return way, value


# ------------------------------------------------------------------ through ODK Web Forms


def through_web_forms(
    browser: Browser, address: str, server: Server, code: str, answers: list[Answer]
) -> str:
    """Give the same answers there; the XML that it would send."""
    page = browser.new_page(viewport={"width": 1200, "height": 1000})
    page.clock.set_fixed_time(NOW)
    page.goto(address)
    page.wait_for_function("typeof openForm === 'function'")
    xml, media = files_of(server, code)
    page.evaluate("([xml, media]) => openForm(xml, media)", [xml, media])
    page.locator(".question-container").first.wait_for(timeout=60_000)
    for answer in answers:
        _answer_there(page, answer)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_function("submitted !== null", timeout=10_000)
    sent: str = page.evaluate("submitted")
    page.close()
    return sent


def _answer_there(page: Page, answer: Answer) -> None:
    labelled = page.locator(".control-text").filter(has=page.get_by_text(answer.label, exact=True))
    question = page.locator(".question-container").filter(has=labelled).nth(answer.nth)
    if answer.way == "choice" and question.locator("[role=combobox]").count() == 0:
        question.get_by_text(answer.value, exact=True).last.click()
    elif answer.way in ("choice", "menu"):
        question.locator("[role=combobox]").click()
        page.get_by_role("option", name=answer.value, exact=True).click()
    elif answer.way == "datetime-local":
        # There a moment is typed as the form keeps it.
        moment = datetime.fromisoformat(answer.value).astimezone()
        question.locator("input").fill(moment.isoformat(timespec="milliseconds"))
    elif answer.way == "date":
        question.locator("input").click()
        page.locator(".p-datepicker-panel .p-datepicker-today").click()
    elif answer.way == "time":
        question.locator("input").click()
        for _ in range(MINUTES):
            page.get_by_role("button", name="Previous Minute").click()
        page.keyboard.press("Escape")
    elif answer.way == "number":
        question.locator("input").press_sequentially(answer.value)
        page.keyboard.press("Tab")
    else:
        question.locator("input, textarea").first.fill(answer.value)
        page.keyboard.press("Tab")
    page.wait_for_timeout(50)


def files_of(server: Server, code: str) -> tuple[str, dict[str, str]]:
    """The bytes of the form and its tables, as every phone gets them."""
    base = f"{server.address}/key/{server.tokens['bolat']}"
    listed = etree.fromstring(_get(f"{base}/formList"))
    form: Any = next(one for one in listed if one.findtext("{*}formID") == code)
    manifest = etree.fromstring(_get(form.findtext("{*}manifestUrl")))
    media = {
        file.findtext("{*}filename"): _get(file.findtext("{*}downloadUrl")).decode() for file in manifest
    }
    return _get(form.findtext("{*}downloadUrl")).decode(), media


def _get(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"X-OpenRosa-Version": "1.0"})
    answer: bytes = urllib.request.urlopen(request, timeout=20).read()
    return answer
