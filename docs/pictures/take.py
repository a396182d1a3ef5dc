"""Take the README's picture from the running program: ``make pictures``."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

PORT = 8765
FOLDER = Path(__file__).parent
OPTIONS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


def main() -> None:
    """Serve the demonstration from a folder of its own, sign in by its link, and take the picture."""
    with tempfile.TemporaryDirectory() as data:
        command = [sys.executable, "-m", "baqylau", "demo", "--port", str(PORT)]
        environment = {**os.environ, "BAQYLAU_DATA": data}
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
        try:
            take(link_of(demo))
        finally:
            demo.terminate()
            demo.wait()


def link_of(demo: subprocess.Popen[str]) -> str:
    """The sign-in link that the demonstration prints, once it serves."""
    assert demo.stdout is not None
    printed = ""
    for line in demo.stdout:
        printed += line
        if line.startswith("Serving"):
            break
    found = re.search(r"http://\S+", printed)
    assert found, printed
    return found[0]


def take(link: str) -> None:
    """The statement from its chapter on voting down."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=OPTIONS.split())
        page = browser.new_page(viewport={"width": 800, "height": 640})
        for _ in range(50):
            try:
                page.goto(link)
                break
            except Exception:
                page.wait_for_timeout(200)
        page.goto(f"http://127.0.0.1:{PORT}/missions/xk-2014/statement/")
        chapter = page.get_by_role("heading", name="Voting", exact=True)
        chapter.evaluate("it => it.scrollIntoView({behavior: 'instant'})")
        page.screenshot(path=FOLDER / "statement.png")
        browser.close()


if __name__ == "__main__":
    main()
