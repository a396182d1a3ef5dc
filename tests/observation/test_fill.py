"""The page for filling forms as the server gives it."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.mission.models import Membership, Mission
from baqylau.observation import fill_page, memory
from baqylau.observation.actions.phones import give_phone, revoke_phone
from baqylau.observation.keys import token_of
from baqylau.observation.models import Phone
from tests.processes import ROOT

pytestmark = pytest.mark.django_db


@pytest.fixture
def phone(mission: Mission, bolat: User) -> Phone:
    member = Membership.objects.get(mission=mission, user=bolat)
    return give_phone(membership=member, by=None, now=timezone.now())


def page(phone: Phone, name: str = "") -> str:
    return f"/key/{token_of(phone)}/fill/{name}"


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of two files."""
    listed = {
        "entry": "fill-1.js",
        "style": "fill-1.css",
        "files": ["fill-1.css", "fill-1.js"],
        "digest": "1",
    }
    (tmp_path / "build.json").write_text(json.dumps(listed))
    (tmp_path / "sw.js").write_text("keep(SHELL);")
    monkeypatch.setattr(fill_page, "FOLDER", tmp_path)
    return tmp_path


def test_the_page_links_what_was_built_and_says_what_to_do_without_scripts(
    client: Client, phone: Phone, built: Path
) -> None:
    answer = client.get(page(phone))
    assert answer.status_code == 200
    text = answer.content.decode()
    assert 'src="/static/observation/fill/fill-1.js"' in text
    assert "This page needs JavaScript." in text
    assert answer["Referrer-Policy"] == "no-referrer"


def test_it_speaks_its_owners_language_whatever_the_browser_asks_for(
    client: Client, phone: Phone, bolat: User, built: Path
) -> None:
    User.objects.filter(pk=bolat.pk).update(language="kk")
    text = client.get(page(phone), headers={"accept-language": "ru"}).content.decode()
    assert '<html lang="kk"' in text


def test_another_build_or_another_page_is_another_service_worker(
    client: Client, phone: Phone, mission: Mission, built: Path
) -> None:
    first = client.get(page(phone, "sw.js"))
    assert first["Content-Type"].startswith("text/javascript")
    assert first.content.decode().endswith("keep(SHELL);")
    assert client.get(page(phone, "sw.js")).content == first.content
    listed = json.loads((built / "build.json").read_text())
    (built / "build.json").write_text(json.dumps({**listed, "digest": "2"}))
    second = client.get(page(phone, "sw.js"))
    assert second.content != first.content
    Mission.objects.filter(pk=mission.pk).update(name="Renamed")
    memory.forget()
    assert client.get(page(phone, "sw.js")).content != second.content


def test_the_home_screen_shows_the_missions_name(client: Client, phone: Phone, mission: Mission) -> None:
    answer = client.get(page(phone, "app.webmanifest"))
    assert answer["Content-Type"] == "application/manifest+json"
    assert json.loads(answer.content)["name"] == f"Baqylau – {mission.name}"


@pytest.mark.parametrize("name", ["", "sw.js", "app.webmanifest"])
def test_a_key_that_was_taken_away_opens_nothing(
    client: Client, phone: Phone, name: str, built: Path
) -> None:
    revoke_phone(phone=phone, by=None, now=timezone.now())
    assert client.get(page(phone, name)).status_code == 403


def test_an_installation_without_the_page_says_so(
    client: Client, phone: Phone, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fill_page, "FOLDER", tmp_path)
    answer = client.get(page(phone))
    assert answer.status_code == 503
    assert "J.101" in answer.content.decode()
    assert client.get(page(phone, "sw.js")).status_code == 503


def test_a_wheel_carries_the_page(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    folder = "baqylau/observation/static/observation/fill"
    listed = json.loads((fill_page.FOLDER / "build.json").read_text())
    assert {f"{folder}/{name}" for name in (*listed["files"], "sw.js", "build.json")} <= set(names)
