from __future__ import annotations

from pathlib import Path

import pytest

from baqylau.election.models import Area, Election
from baqylau.site.cli import main
from baqylau.trail.models import Entry
from tests.packs.conftest import change

pytestmark = pytest.mark.django_db

TWO_CENTRES = "centre,central,,xx,Central Commission,made up"

SPOILED = [
    ("P.110", "election.toml", "format = 1", "format = 9"),
    ("C.144", "election.toml", 'kind = "parliament"', 'kind = "parlament"'),
    ("C.143", "election.toml", 'country = "xx"', 'country = "xx"\ncolour = "red"'),
    ("C.142", "election.toml", "day = 2026-03-01\n", ""),
    ("C.141", "election.toml", "[names]", "[names"),
    ("P.111", "election.toml", 'code = "small"', 'code = "a/b"'),
    ("P.112", "election.toml", 'en = "Small election"', ""),
    ("P.113", "election.toml", 'en = "Small election"', 'English = "Small election"'),
    ("P.114", "election.toml", 'country = "xx"', 'country = "Exland"'),
    ("P.115", "election.toml", '"UTC"', '"Mars/Olympus"'),
    ("P.116", "election.toml", '["ordinary", "abroad"]', '["ordinary", "at sea"]'),
    ("P.117", "election.toml", "seats = 3\nstations", "seats = 4\nstations"),
    ("S.", "election.toml", 'quota = "hare"', 'quota = "hare"\nthreshold = "105%"'),
    ("C.144", "election.toml", 'quota = "hare"', 'quota = "hear"'),
    ("P.119", "options.csv", "#d55e00", "red"),
    ("C.133", "options.csv", "red,party", "red,partei"),
    ("C.134", "options.csv", "party,1,1", "party,1O,1"),
    ("C.131", "options.csv", "Red,made up", "Red,"),
    ("C.123", "options.csv", "nominated_by", "nominatedby"),
    ("P.115", "areas.csv", "Asia/Aqtau", "Mars/Olympus"),
    ("P.120", "calendar.csv", "2026-01-31,18:00", ","),
    ("P.127", "calendar.csv", "central,,,", "central,,07:00,"),
    ("P.128", "calendar.csv", "central,,,", "central,2026-02-01,,"),
    ("P.129", "calendar.csv", "2026-01-30,made up", "2026-01-30,"),
    ("C.133", "calendar.csv", "candidates", "candidate"),
    ("C.133", "calendar.csv", "central", "centre"),
    ("C.133", "holidays.csv", ",off,", ",free,"),
    ("P.140", "holidays.csv", "2026-02-06", "2026-02-02"),
    ("P.171", "calendar.toml", "days = -30\n", ""),
    ("C.144", "calendar.toml", "-30", "-30000000"),
    ("C.144", "calendar.toml", '"inclusive"', '"about"'),
    ("C.143", "calendar.toml", "days = ", "weeks = "),
    ("C.136", "calendar.toml", '"18:00"', '"6 pm"'),
    (
        "P.170",
        "calendar.toml",
        "[[rule]]",
        "[[rule]]\nof = 'registration.ends'\nfrom = 'election_day'\ndays = 1\nsource = 'x'\n[[rule]]",
    ),
    ("P.171", "calendar.toml", "days = -30", "hours = -30"),
    ("P.171", "calendar.toml", "days = -30", "days = -30\nhours = 12"),
    ("P.172", "calendar.toml", '"registration.ends"', '"registration.stops"'),
    ("P.172", "calendar.toml", '"registration.ends"', '"election_day"'),
    ("P.173", "calendar.toml", '"friday", "saturday"', '"freitag"'),
    ("P.141", "calendar.toml", '"registration.ends"', '"nomination.ends"'),
    ("C.135", "calendar.csv", "2026-01-31", "31.01.2026"),
    ("C.136", "calendar.csv", "18:00", "6 pm"),
    ("P.122", "published.csv", "red,,60", "red,,"),
    ("P.123", "published.csv", ",60,count,,,", ",60,count,,61,"),
    ("P.124", "published.csv", ",60,", ',"60,5",'),
    ("P.130", "boundaries.geojson", '{"type": "FeatureCollection"', "<html>"),
    ("P.131", "boundaries.geojson", '"10"', '"11"'),
    ("P.132", "boundaries.geojson", '"features"', '"feature"'),
    ("P.133", "boundaries.geojson", "[[[1, 1]", "[[[1000, 1]"),
    ("P.140", "stations.csv", "02/A", "01/A"),
    ("P.140", "options.csv", "list,blue", "list,red"),
    ("P.141", "areas.csv", "south,xx", "south,yy"),
    ("P.141", "options.csv", "north,someone", "nord,someone"),
    ("P.141", "stations.csv", "north,north,100", "north,nord,100"),
    ("P.141", "calendar.toml", "election_day", "polling_day"),
    ("P.142", "commissions.csv", TWO_CENTRES, TWO_CENTRES.replace("central,,", "central,north,")),
    ("P.143", "areas.csv", "2000-01-01,,20", "2000-01-01,1999-01-01,20"),
    ("P.144", "areas.csv", "2000-01-01,,20", "2000-01-01,2020-01-01,20"),
    ("P.145", "areas.csv", "south,xx", "south,"),
    ("P.146", "published.csv", "list,blue", "list,green"),
    ("P.147", "published.csv", "list,blue", "list,red"),
]


def _nothing_is_there() -> bool:
    return not (Election.objects.exists() or Area.objects.exists() or Entry.objects.exists())


@pytest.mark.parametrize(("code", "file", "old", "new"), SPOILED)
def test_each_thing_that_is_wrong_has_its_number_and_leaves_the_database_untouched(
    small_pack: Path, capsys: pytest.CaptureFixture[str], code: str, file: str, old: str, new: str
) -> None:
    change(small_pack, file, old, new)
    assert main(["pack", "load", str(small_pack)]) == 2
    said = capsys.readouterr().err
    assert code in said
    assert file.split(".")[0] in said
    assert _nothing_is_there()
    assert main(["pack", "check", str(small_pack)]) == 2


def test_a_folder_where_a_file_may_stand_is_not_taken_for_a_missing_file(
    small_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_pack / "calendar.csv").unlink()
    (small_pack / "calendar.csv").mkdir()
    assert main(["pack", "check", str(small_pack)]) == 2
    assert "calendar.csv': This is a folder, not a file." in capsys.readouterr().err


def test_the_small_pack_unspoiled_is_right(small_pack: Path) -> None:
    assert main(["pack", "check", str(small_pack)]) == 0
    assert _nothing_is_there()


def _break_off(folder: Path) -> None:
    content = (folder / "stations.csv").read_bytes()
    (folder / "stations.csv").write_bytes(content[: -len("centre,7,made up\n")])


def _make_huge(folder: Path) -> None:
    with (folder / "published.csv").open("r+b") as file:
        file.truncate(200 * 2**20)


BROKEN = {
    "C.125": _break_off,
    "C.104": _make_huge,
    "C.103": lambda folder: (folder / "areas.csv").write_bytes(b""),
    "C.111": lambda folder: (folder / "areas.csv").write_bytes(b"PK\x03\x04\0\0"),
    "C.112": lambda folder: (folder / "areas.csv").write_bytes("код".encode("cp1251")),
    "C.121": lambda folder: (folder / "areas.csv").write_bytes(b"<html></html>"),
    "P.101": lambda folder: (folder / "election.toml").unlink(),
    "P.104": lambda folder: (folder / "area.csv").write_bytes(b"code"),
    "R.101": lambda folder: ((folder / "results").mkdir(), (folder / "results" / "x.csv").write_bytes(b"x")),
}


@pytest.mark.parametrize("code", BROKEN)
def test_files_that_are_cut_off_huge_empty_binary_or_unknown_are_refused(
    small_pack: Path, capsys: pytest.CaptureFixture[str], code: str
) -> None:
    BROKEN[code](small_pack)
    assert main(["pack", "load", str(small_pack)]) == 2
    assert code in capsys.readouterr().err
    assert _nothing_is_there()


@pytest.mark.parametrize("name", ["nowhere", "small/areas.csv", "a\0b", "x" * 5000, "."])
def test_what_is_not_the_folder_of_a_pack_is_refused(
    small_pack: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for action in ("load", "check"):
        assert main(["pack", action, f"{small_pack.parent}/{name}"]) == 2
        assert capsys.readouterr().err.startswith("P.10")


def test_a_problem_says_file_row_and_column_and_what_was_expected(
    small_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(small_pack, "stations.csv", "north,100", "north,1OO")
    main(["pack", "check", str(small_pack)])
    assert capsys.readouterr().err == (
        "C.134 'stations.csv', row 2, column 'voters_on_list': '1OO' is not a whole number. "
        "Expected: digits, from 0 to 2147483647.\n"
    )


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("city,43.2,76.9", "C.133 'stations.csv', row 2, column 'settlement'"),
        ("urban,91,76.9", "P.125 'stations.csv', row 2, column 'latitude'"),
        ("urban,43.2,180.5", "P.125 'stations.csv', row 2, column 'longitude'"),
        ("urban,43\u00b012,76.9", "P.125 'stations.csv', row 2, column 'latitude'"),
        ("urban,43.2,", "P.126 'stations.csv', row 2, column 'latitude'"),
    ],
)
def test_where_a_station_is_must_be_a_word_and_degrees(
    small_pack: Path, capsys: pytest.CaptureFixture[str], cells: str, problem: str
) -> None:
    header = "code,kind,name,area,commission,voters_on_list,source"
    change(small_pack, "stations.csv", header, f"{header},settlement,latitude,longitude")
    for row in ("north,100,made up", "centre,,made up", "centre,7,made up"):
        change(small_pack, "stations.csv", row, f"{row},{cells if row.startswith('north') else ',,'}")
    main(["pack", "check", str(small_pack)])
    assert capsys.readouterr().err.startswith(problem)


def test_a_mistake_found_only_while_loading_leaves_nothing_half_loaded(
    small_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_pack / "results").mkdir()
    (small_pack / "results" / "r.csv").write_text("station,red\n03/A,1\n")
    (small_pack / "results" / "results.toml").write_text(
        '[[table]]\ncontest = "north"\nsource_kind = "official_table"\nfile = "r.csv"\nsource = "x"\n'
        'station = "station"\n[table.options]\nred = "someone"\n'
    )
    assert main(["pack", "check", str(small_pack)]) == 0
    assert main(["pack", "load", str(small_pack)]) == 2
    assert "R.124" in capsys.readouterr().err
    assert _nothing_is_there()


def test_results_of_a_station_or_an_option_that_the_pack_does_not_have_are_found_by_the_check(
    small_pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (small_pack / "results").mkdir()
    (small_pack / "results" / "r.csv").write_text("station,red\n09/Z,1\n")
    (small_pack / "results" / "results.toml").write_text(
        '[[table]]\ncontest = "list"\nsource_kind = "official_table"\nfile = "r.csv"\nsource = "x"\n'
        'station = "station"\n[table.options]\nred = "green"\n'
    )
    assert main(["pack", "check", str(small_pack)]) == 2
    assert capsys.readouterr().err.count("P.151") == 2
