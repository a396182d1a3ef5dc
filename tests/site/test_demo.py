"""The demonstration: set up once, kept afterwards."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from baqylau.election.models import Election
from baqylau.mission.models import Mission
from baqylau.observation.actions.correct import Correction, correct
from baqylau.observation.models import Record, RecordVersion
from baqylau.reports.models import Statement
from baqylau.site import packs
from baqylau.site.cli import main
from baqylau.site.commands.demo import PACKS, demo_user
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db


def prepared(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Set the demonstration up without serving it; the paths of the links it prints."""
    assert main(["demo", "--prepare"]) == 0
    return re.findall(r"http://127\.0\.0\.1:8000(/\S+)", capsys.readouterr().out)


def counted() -> list[int]:
    return [model.objects.count() for model in (Election, Mission, Record, RecordVersion, Statement)]


@pytest.fixture
def demonstration(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that may be shown, its static files in a folder of its own."""
    monkeypatch.setenv("BAQYLAU_DEMO", "1")
    settings.DEMO = True
    settings.STATIC_ROOT = str(settings.STORED_FILES.parent / "static")


def test_the_demonstration_is_prepared_once_and_its_link_works_once(
    capsys: pytest.CaptureFixture[str], demonstration: None, client: Client
) -> None:
    link, page = prepared(capsys)
    before = counted()
    assert before[0] == len(PACKS) + 1  # and the exercise
    done = Entry.objects.values_list("action", flat=True)
    assert {"accounts.user_created", "mission.member_added", "accounts.link_made"} <= set(done)
    assert client.get(link, follow=True).context["user"] == demo_user()
    assert Client().get(link, follow=True).status_code == 404
    record = Record.objects.get(mission__slug="xk-2014", number=1)
    change = {"family_voting": Correction("answered", "yes")}
    correct(record=record, from_version=1, changes=change, reason="on the paper form", by=demo_user())
    entries = Entry.objects.count()
    assert prepared(capsys)[1] == page
    assert counted() == [*before[:3], before[3] + 1, before[4]]
    assert Entry.objects.count() == entries + 1  # the new link


def test_a_pack_that_would_undo_a_correction_is_said_and_the_rest_goes_on(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from baqylau.site.commands import demo

    demo.load("xk_2014")
    record = Record.objects.get(number=1)
    change = {"family_voting": Correction("answered", "yes")}
    correct(record=record, from_version=1, changes=change, reason="on the paper form", by=demo_user())
    better = tmp_path / "xk_2014"
    for name, content in packs.files_of(packs.shipped("xk_2014")).items():
        (better / name).parent.mkdir(parents=True, exist_ok=True)
        (better / name).write_bytes(content)
    rows = (better / "observation/records.csv").read_text().split("\n")
    rows[1] = rows[1].replace(",06:07,", ",06:17,")
    (better / "observation/records.csv").write_text("\n".join(rows))
    monkeypatch.setattr(packs, "SHIPPED", tmp_path)
    demo.load("xk_2014")
    printed = capsys.readouterr().out
    assert "xk_2014    stays as it was:" in printed
    assert "I.510" in printed
    assert RecordVersion.objects.get(record=record, is_newest=True).answers["family_voting"] == "yes"
