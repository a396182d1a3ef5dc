"""A real Chromium before the real server, with real packs."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.pages import Visited
from tests.migrated import copy_of_migrated

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

ROOT = Path(__file__).parent.parent.parent
SWITCHES = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60
"""Seconds in which the server must answer."""


def chromium_path() -> str | None:
    """Where this machine has its Chromium."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests of this folder drive a browser: they say so, and say why where they cannot run.

    First of all, since xdist reads the groups in the same hook: the tests of a file stay in order, where it
    does not say otherwise.
    """
    here = os.fspath(Path(__file__).parent)
    for item in items:
        if os.fspath(item.path).startswith(here):
            item.add_marker(pytest.mark.browser)
            if item.get_closest_marker("xdist_group") is None:
                item.add_marker(pytest.mark.xdist_group(f"browser-{item.path.stem}"))
            if chromium_path() is None:
                item.add_marker(pytest.mark.skip(reason="no Chromium: sudo apt-get install chromium"))


@pytest.fixture(scope="package")
def installation() -> Iterator[dict[str, str]]:
    """The environment of an installation with a folder of its own, on SQLite."""
    with tempfile.TemporaryDirectory(prefix="baqylau-browser-") as folder:
        copy_of_migrated(Path(folder) / "baqylau.sqlite3")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BAQYLAU_")}
        yield {**inherited, "BAQYLAU_DATA": folder, "DJANGO_SETTINGS_MODULE": "baqylau.site.settings"}


@pytest.fixture(scope="package")
def visited(installation: dict[str, str]) -> Visited:
    """What there is to visit."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.browser.prepare"]
    done = subprocess.run(command, cwd=ROOT, env=installation, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return Visited(**json.loads(done.stdout))


@pytest.fixture(scope="package")
def server(installation: dict[str, str], visited: Visited) -> Iterator[str]:
    """The address of ``baqylau serve``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "baqylau", "serve", "--port", str(port), "--workers", "1"]
    process = subprocess.Popen(command, cwd=ROOT, env=installation, stdout=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/healthz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(address, timeout=5).read()
            return
        except OSError:
            assert process.poll() is None, "the server stopped"
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each visit has its own context."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=SWITCHES)
        yield browser
        browser.close()


def _context(chromium: Browser, server: str, language: str, session: str, width: int) -> BrowserContext:
    """What a browser keeps of one person; without a session of nobody who is signed in."""
    context = chromium.new_context(viewport={"width": width, "height": 800}, base_url=server)
    context.add_cookies([{"name": "django_language", "value": language, "url": server}])
    if session:
        context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    return context


Visit = Callable[..., AbstractContextManager["BrowserContext"]]


@pytest.fixture
def visit(chromium: Browser, server: str, visited: Visited) -> Visit:
    """Opens a context: ``with visit(language="kk", width=360) as context``."""

    @contextmanager
    def opened(
        *, language: str = "en", width: int = 1280, signed_in: bool = True
    ) -> Iterator[BrowserContext]:
        session = visited.session if signed_in else ""
        context = _context(chromium, server, language, session, width)
        yield context
        context.close()

    return opened


Turn = Callable[..., AbstractContextManager["Page"]]


@pytest.fixture(scope="package")
def turned(chromium: Browser, server: str, visited: Visited) -> Iterator[Turn]:
    """A page to turn to any address and change nothing: ``with turned(language="kk", width=360) as page``.

    One person's pages of one language follow each other in one tab, which takes half the time of opening one
    for each; whoever is not signed in begins anew each time.
    """
    kept: dict[str, Page] = {}

    def new(language: str, session: str, width: int) -> Page:
        return _context(chromium, server, language, session, width).new_page()

    @contextmanager
    def opened(*, language: str = "en", width: int = 1280, signed_in: bool = True) -> Iterator[Page]:
        if not signed_in:
            page = new(language, "", width)
            yield page
            page.context.close()
            return
        if language not in kept:
            kept[language] = new(language, visited.session, width)
        kept[language].set_viewport_size({"width": width, "height": 800})
        kept[language].emulate_media(color_scheme="light")
        yield kept[language]
        kept[language].goto("about:blank")  # what a live page still asks for is not the next one's fault

    yield opened
    for page in kept.values():
        page.context.close()
