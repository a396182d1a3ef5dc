"""A small made-up pack in a folder of its own, for tests that change or spoil it."""

from __future__ import annotations

from pathlib import Path

import pytest

FILES = {
    "election.toml": """\
format = 1
code = "small"
country = "xx"
kind = "parliament"
day = 2026-03-01
time_zone = "UTC"
source = "made up"
[names]
en = "Small election"
[[contest]]
code = "list"
kind = "party_list"
area = "xx"
seats = 3
stations = ["ordinary", "abroad"]
source = "made up"
[contest.names]
en = "Lists"
[contest.seat_rule]
seats = 3
method = "largest_remainder"
quota = "hare"
source = "made up"
[[contest]]
code = "north"
kind = "single_mandate"
area = "north"
seats = 1
stations = ["ordinary"]
source = "made up"
[contest.names]
en = "District North"
""",
    "areas.csv": """\
code,parent,kind,valid_from,valid_to,official_code,iso_code,time_zone,name_en,name_kk,source
xx,,country,2000-01-01,,,,,Exland,Экс,made up
north,xx,region,2000-01-01,,10,,Asia/Aqtau,North,Солтүстік,made up
south,xx,region,2000-01-01,,20,,,South,Оңтүстік,made up
""",
    "options.csv": """\
contest,code,kind,position,registered_order,colour,nominated_by,name_en,source
list,red,party,1,1,#d55e00,,Red,made up
list,blue,party,2,2,#0072b2,,Blue,made up
north,someone,candidate,1,,,red,Someone,made up
""",
    "commissions.csv": """\
code,level,parent,area,name_en,source
north,territorial,centre,north,Commission of the North,made up
centre,central,,xx,Central Commission,made up
""",
    "stations.csv": """\
code,kind,name,area,commission,voters_on_list,source
01/A,ordinary,School,north,north,100,made up
02/A,ordinary,,south,centre,,made up
03/A,abroad,,xx,centre,7,made up
""",
    "calendar.csv": """\
code,kind,duty,day,time,ends_day,ends_time,done_day,done_source,status,name_en,source
registration,candidates,central,,,2026-01-31,18:00,2026-01-30,made up,published,Registration,made up
""",
    "calendar.toml": """\
weekend = ["friday", "saturday"]
[[rule]]
of = "registration.ends"
from = "election_day"
days = -30
bounds = "inclusive"
time = "18:00"
article = "12"
source = "made up"
""",
    "holidays.csv": """\
day,kind,name_en,source
2026-02-02,off,Groundhog Day,made up
2026-02-06,worked,A Friday worked,made up
""",
    "published.csv": """\
code,indicator,contest,option,area,value,unit,as_printed,should_be,as_of,status,official,source,note
votes:red,votes,list,red,,60,count,,,final,final,yes,made up,
votes:blue,votes,list,blue,,40,count,,,final,final,yes,made up,
""",
    "boundaries.geojson": """\
{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"official_code": "10"},
"geometry": {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}}]}
""",
}


@pytest.fixture
def small_pack(tmp_path: Path) -> Path:
    """The folder of the small pack."""
    folder = tmp_path / "small"
    folder.mkdir()
    for name, content in FILES.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def change(folder: Path, file: str, old: str, new: str) -> None:
    """Change one thing in one file; the old text must stand there."""
    content = (folder / file).read_text(encoding="utf-8")
    assert old in content
    (folder / file).write_text(content.replace(old, new, 1), encoding="utf-8")
