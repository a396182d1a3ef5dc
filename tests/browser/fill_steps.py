"""What an observer does on the page for filling forms, and the server that goes away and comes back."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.migrated import copy_of_migrated

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60
A_PHONE = {"width": 360, "height": 740}


@dataclass
class Server:
    """The real server on a port of its own; ``stop`` kills it, ``start`` brings it back there."""

    env: dict[str, str]
    port: int
    tokens: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def page_of(self, name: str) -> str:
        """The page of one observer."""
        return f"{self.address}/key/{self.tokens[name]}/fill/"

    def ask(self, what: str) -> dict[str, Any]:
        """Run one of the commands of ``tests.browser.filling`` in a process of its own."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.browser.filling", what]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def records(self) -> list[dict[str, Any]]:
        """What the server has, each record with what was sent for it."""
        found: list[dict[str, Any]] = self.ask("report")["records"]
        return found

    def start(self) -> None:
        command = [sys.executable, "-m", "baqylau", "serve", "--port", str(self.port), "--workers", "1"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=self.env, start_new_session=True, stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                urllib.request.urlopen(f"{self.address}/healthz", timeout=5).read()
                return
            except OSError:
                assert self.process.poll() is None, "the server stopped"
                assert time.monotonic() < until, "the server does not answer"
                time.sleep(0.1)

    def stop(self) -> None:
        """Kill the server with all its processes; nobody answers at its address any more."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)
            self.process = None


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A prepared installation that is served."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("BAQYLAU_")}
    more = {
        "BAQYLAU_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "baqylau.site.settings",
        "BAQYLAU_PHONE_REQUESTS_A_MINUTE": "1000000",
    }
    copy_of_migrated(folder / "baqylau.sqlite3")
    server = Server({**inherited, **more}, port)
    server.tokens = server.ask("prepare")
    server.start()
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Phone:
    """One observer's browser, with what it keeps."""

    context: BrowserContext
    page: Page
    address: str
    errors: list[str] = field(default_factory=list)

    def open(self, *, forms: int = 7) -> None:
        """Open the page, and wait until so many forms are there and it could be used without a connection."""
        self.page.goto(self.address)
        self.page.locator(".form-link").nth(forms - 1).wait_for()
        self.until("!!navigator.serviceWorker.controller")
        self.until(FORMS_ARE_KEPT, forms)

    def until(self, script: str, argument: object = None) -> None:
        """Wait until the script says yes; Playwright's own way is one that the page's policy forbids."""
        end = time.monotonic() + PATIENCE
        while not self.page.evaluate(script, argument):
            assert time.monotonic() < end, script
            self.page.wait_for_timeout(50)

    def reload(self) -> None:
        self.page.reload()
        self.page.locator("#fill .page-foot, #fill form.page, #fill .review").first.wait_for()

    def begin(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()
        self.page.locator("form.page").wait_for()

    def question(self, label: str) -> Any:
        """The part of the page that asks it."""
        marked = self.page.locator(".question:visible").filter(
            has=self.page.locator("legend, label:not(.choice)").filter(has_text=label)
        )
        return marked.first

    def choose(self, label: str, *answers: str) -> None:
        for answer in answers:
            self.question(label).locator(".choice").get_by_text(answer, exact=True).click()

    def write(self, label: str, answer: str) -> None:
        self.question(label).locator("input, textarea").first.fill(answer)

    def take(self, label: str, answer: str) -> None:
        """From a menu."""
        self.question(label).locator("select").select_option(label=answer)

    def title(self) -> str:
        return self.page.locator("h1").inner_text()

    def next(self) -> None:
        """Go on; past missing answers, which the button then says, it is pressed twice."""
        here = "({ drawn: document.querySelector('h1') })"
        before = self.page.evaluate_handle(here)
        forward = self.page.locator(".steps .forward")
        forward.click()
        self.page.wait_for_function(f"before => {GONE_ON} || {ASKED_ONCE_MORE}", arg=before)
        if not self.page.evaluate(f"before => {GONE_ON}", before):
            forward.click()
            self.page.wait_for_function(f"before => {GONE_ON}", arg=before)

    def review(self) -> None:
        self.page.get_by_role("link", name="Contents").click()
        self.page.get_by_role("heading", level=1, name="Look through and send").wait_for()

    def send(self) -> None:
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.locator("#outbox").wait_for()

    def fill_every_kind(self, name: str) -> None:
        """The least that the form of every kind needs, up to the screen before sending."""
        self.begin("Every kind")
        self.page.get_by_role("searchbox").fill("0303")
        self.page.locator(".finder .choice").first.click()
        self.page.get_by_text("You chose №").wait_for()
        self.next()
        self.write("A name", name)
        self.write("Voters", "500")
        self.next()
        self.write("Day", "2026-03-01")
        self.next()
        self.choose("Is the box sealed?", "Yes")
        self.choose("Overall", "Bad")
        self.next()
        self.page.get_by_role("link", name="Person 1").click()
        self.write("Who?", "A guard")
        self.review()


GONE_ON = "document.querySelector('h1') !== before.drawn"
ASKED_ONCE_MORE = "document.querySelector('.steps .forward').textContent === 'Go on without it'"

FORMS_ARE_KEPT = """async forms => {
  for (const { name } of await indexedDB.databases()) {
    const count = await new Promise((resolve) => {
      const opening = indexedDB.open(name);
      opening.onsuccess = () => {
        const all = opening.result.transaction('forms').objectStore('forms').getAll();
        all.onsuccess = () => {
          opening.result.close();
          resolve(all.result.filter((form) => form.isListed).length);
        };
      };
    });
    if (count >= forms) return true;
  }
  return false;
}"""


@contextmanager
def phone(browser: Browser, address: str, **options: Any) -> Iterator[Phone]:
    """A phone whose page reports every fault of its script, and every foreign address that it asked."""
    context = browser.new_context(viewport=A_PHONE, **options)  # type: ignore[arg-type]
    opened = Phone(context, context.new_page(), address)
    host = address.split("/key/")[0]
    opened.page.on("pageerror", lambda error: opened.errors.append(str(error)))
    opened.page.on("console", lambda said: _note(opened, said.type, said.text))
    context.on("request", lambda request: _note_foreign(opened, request.url, host))
    yield opened
    context.close()
    assert opened.errors == []


def _note(opened: Phone, kind: str, text: str) -> None:
    # Being offline, and what the server refuses, is no fault of the page.
    if kind == "error" and "Failed to load resource" not in text:
        opened.errors.append(text)


def _note_foreign(opened: Phone, url: str, host: str) -> None:
    if not url.startswith((host, "blob:", "data:")):
        opened.errors.append(f"asked {url}")
