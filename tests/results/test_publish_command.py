"""``baqylau results publish``: an unseen country's file becomes files that give the same sums again."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path

import pytest
from tests.results.test_results_command import answer, columns
from tests.results.test_station_files import FILES

from baqylau.site.cli import main

__all__ = ["columns"]

AGAIN = """
station = "station"
levels = ["{level}"]
{lines}
options = "v_"
ignored = ["station_name"]
"""


def published(columns: Path, out: Path, **more: str) -> int:
    about = {
        "election": "ge_2016",
        "country": "ge",
        "day": "2016-10-08",
        "publisher": "Steppe group",
        "source": "The commission",
        **more,
    }
    flags = [part for name, value in about.items() for part in (f"--{name}", value)]
    file = [str(FILES["ge_2016"]), "--columns", str(columns / "ge_2016.toml")]
    return main(["results", "publish", *file, "--out", str(out), *flags])


def test_what_is_published_gives_the_same_sums_again(
    columns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert published(columns, out) == 0
    assert "20161008__ge__general__list.parquet" in capsys.readouterr().out
    lines = ("on_list", "received", "issued", "invalid", "valid", "on_special_list")
    lines += ("voted_by_noon", "voted_by_17")
    toml = AGAIN.format(level="district", lines="\n".join(f'{code} = "{code}"' for code in lines))
    (tmp_path / "again.toml").write_text(toml)
    parquet = out / "20161008__ge__general__list.parquet"
    for level in ("all", "district"):
        first = answer(
            capsys, "tabulate", FILES["ge_2016"], "--columns", columns / "ge_2016.toml", "--by", level
        )
        again = answer(capsys, "tabulate", parquet, "--columns", tmp_path / "again.toml", "--by", level)
        assert first == again


def test_a_line_that_was_computed_says_its_formula(columns: Path, tmp_path: Path) -> None:
    assert published(columns, tmp_path / "out") == 0
    archive = zipfile.ZipFile(tmp_path / "out" / "20161008__ge__general__list.zip")
    rows = {
        row["line"]: row["formula"] for row in csv.DictReader(io.StringIO(archive.read("lines.csv").decode()))
    }
    assert rows["valid"] == "issued - invalid"
    assert rows["issued"] == ""
    described = json.loads(archive.read("datapackage.json"))
    assert described["sources"] == [{"title": "The commission"}]


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"election": "../x"}, "R.621"),
        ({"contest": ""}, "R.621"),
        ({"country": "Georgia"}, "R.622"),
        ({"day": "8.10.2016"}, "R.623"),
    ],
)
def test_what_was_typed_wrongly_is_said(
    columns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], more: dict[str, str], code: str
) -> None:
    assert published(columns, tmp_path / "out", **more) == 2
    assert code in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_that_was_published_is_overwritten(
    columns: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "kept").write_text("kept")
    assert published(columns, tmp_path / "out") == 2
    assert "R.624" in capsys.readouterr().err
    assert [one.name for one in (tmp_path / "out").iterdir()] == ["kept"]
