"""A pack made of one plain file, its COLUMNS.toml and a rule: checked, loaded, and worked with."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.results.test_station_files import FILES, documented

from baqylau.mission.models import Mission
from baqylau.results.actions.discrepancies import find_discrepancies
from baqylau.results.models import Discrepancy, Protocol
from baqylau.results.publishing.as_pack import codes_of
from baqylau.results.seats_page import Asked, seats_page
from baqylau.site import packs
from baqylau.site.cli import main

NOW = datetime(2027, 1, 1, tzinfo=UTC)
ABOUT = ("--election", "xx_2026", "--country", "xx", "--day", "2026-11-01", "--source", "The commission")

STATIONS = """Область;Район;УИК;Список;Переносные;Стационарные;Недейств;Партия «Свет»;Labour;Против всех;Своя
Север;Озёрный;1;1000;20;680;20;380;260;40;1
Север;Озёрный;2;;10;490;10;255;225;10;2
Север;Лесной;1;900;0;600;15;205;363;20;3
Юг;Озёрный;1;1100;5;395;5;200;150;45;
"""
COLUMNS = """
station = ["Область", "Район", "УИК"]
levels = ["Область", "Район"]
separator = ";"
on_list = "Список"
in_box_mobile = "Переносные"
in_box_stationary = "Стационарные"
in_box = "= in_box_mobile + in_box_stationary"
invalid = "Недейств"
valid = "= in_box - invalid"
options = ["Партия «Свет»", "Labour", "Против всех"]
left_out = ["V.109"]

[lines]
own = "Своя"

[[identity]]
code = "V.170"
holds = "valid <= on_list"
title = "More valid ballots than voters"
article = "art. 5"
"""
RULE = """
seats = 10
method = "largest_remainder"
quota = "hare"
threshold = "5%"
not_eligible = ["Против всех"]
[caps]
"Партия «Свет»" = 9
[thresholds]
Labour = "7%"
"""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "stations.csv").write_text(STATIONS)
    (tmp_path / "COLUMNS.toml").write_text(COLUMNS)
    (tmp_path / "RULE.toml").write_text(RULE)
    return tmp_path


def pack(files: Path, *more: str) -> int:
    given = ("pack", files / "stations.csv", "--columns", files / "COLUMNS.toml", "--out", files / "pack")
    return main(["results", *map(str, given), *ABOUT, *more])


def test_names_become_codes_only_where_they_must() -> None:
    assert codes_of(["labour", "Свет", "o2"], "o") == {"labour": "labour", "Свет": "o2_", "o2": "o2"}


def test_the_pack_says_what_the_file_says(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rule = ("--rule", str(files / "RULE.toml"), "--against-all", "Против всех", "--language", "ru")
    assert pack(files, *rule) == 0
    assert "'own' is a line of the file's own" in capsys.readouterr().err
    assert packs.check(files / "pack") == []
    results = tomllib.loads((files / "pack/results/results.toml").read_text())
    checks = {one["code"]: one["holds"] for one in results["protocol"][0]["check"]}
    assert checks == {
        "V.170": "in_box_mobile + in_box_stationary - invalid <= on_list",
        "V.101": "in_box_mobile + in_box_stationary - invalid <= votes",
        "V.102": "in_box_mobile + in_box_stationary - invalid >= votes",
    }
    [contest] = tomllib.loads((files / "pack/election.toml").read_text())["contest"]
    assert contest["seat_rule"]["not_eligible"] == ["o3"]
    assert (contest["seat_rule"]["caps"], contest["seat_rule"]["thresholds"]) == ({"o1": 9}, {"Labour": "7%"})


@pytest.mark.django_db
def test_a_mission_works_with_it(files: Path) -> None:
    rule = ("--rule", str(files / "RULE.toml"), "--against-all", "Против всех", "--time-zone", "Asia/Almaty")
    assert pack(files, *rule) == 0
    election = packs.load(files / "pack")
    assert sorted(election.stations.values_list("code", "area__path")) == [
        ("Север/Лесной/1", "xx/a1/a4/"),
        ("Север/Озёрный/1", "xx/a1/a3/"),
        ("Север/Озёрный/2", "xx/a1/a3/"),
        ("Юг/Озёрный/1", "xx/a2/a5/"),
    ]
    second = Protocol.objects.get(station__code="Север/Озёрный/2")
    assert second.lines == {"in_box_mobile": 10, "in_box_stationary": 490, "invalid": 10}
    assert second.votes == {"o1": 255, "Labour": 225, "o3": 10}
    mission = Mission.objects.create(slug="m", name="M", election=election, kind="citizen")
    page = seats_page(mission, Asked(), NOW)
    assert {line.option.name: (line.votes, line.seats) for line in page.lines} == {
        "Партия «Свет»": (1040, 5),
        "Labour": (998, 5),
        "Против всех": (115, None),
    }
    find_discrepancies(mission=mission, contest=election.contests.get(), by=None, now=NOW)
    hard = Discrepancy.objects.filter(code__startswith="V.1").values_list("code", "station__code")
    assert list(hard) == [("V.102", "Север/Лесной/1")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "known"), [("ge_2016", {"V.101": 908, "V.102": 125}), ("am_2021", {"V.103": 464})]
)
def test_the_known_figures_of_real_files_come_out_of_it(
    code: str, known: dict[str, int], tmp_path: Path
) -> None:
    (tmp_path / "COLUMNS.toml").write_bytes(documented(code))
    given = ("pack", FILES[code], "--columns", tmp_path / "COLUMNS.toml", "--out", tmp_path / "pack")
    assert main(["results", *map(str, given), *ABOUT]) == 0
    election = packs.load(tmp_path / "pack")
    mission = Mission.objects.create(slug="m", name="M", election=election, kind="citizen")
    find_discrepancies(mission=mission, contest=election.contests.get(), by=None, now=NOW)
    found = Counter(Discrepancy.objects.values_list("code", flat=True))
    assert {one: found[one] for one in known} == known


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--against-all", "Nobody"), "R.626"),
        (("--day", "1 November"), "R.623"),
        (("--rule", "none.toml"), "C.101"),
    ],
)
def test_what_does_not_fit_is_numbered_and_nothing_is_written(
    files: Path, more: tuple[str, ...], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pack(files, *more) == 2
    assert code in capsys.readouterr().err
    assert not (files / "pack").exists()


def test_a_rule_of_other_options_and_names_that_are_too_long_are_refused(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (files / "RULE.toml").write_text(RULE.replace("Labour", "Labor"))
    (files / "stations.csv").write_text(STATIONS.replace("Юг;", f"{'Юг' * 20};"))
    assert pack(files, "--rule", str(files / "RULE.toml")) == 2
    said = capsys.readouterr().err
    assert "R.626 The file has no option 'Labor'." in said
    assert "R.625" in said
    assert "stations.csv', row 5" in said
