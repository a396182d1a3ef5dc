"""The real records of 2014, and a small made-up form for what they do not show."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from importlib.resources import files

import pytest
from django.utils import timezone
from openpyxl import Workbook

from baqylau.accounts.models import User
from baqylau.election.models import Area, Election, Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.forms import add_form_version
from baqylau.observation.actions.import_records import import_records
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.models import FormVersion, Import, Phone
from baqylau.observation.sources.columns import Column, read_columns
from baqylau.observation.sources.pack import FOLDER, Part, read
from tests.observation.meetings_cast import coordinator, enter, lto, north, party, south, team  # noqa: F401
from tests.observation.sending import in_team

PACK = files("baqylau") / "packs" / "xk_2014" / "observation"


def pack_files() -> dict[str, bytes]:
    """The pack's folder ``observation/`` as a pack is read."""
    return {FOLDER + file.name: file.read_bytes() for file in PACK.iterdir()}


@pytest.fixture(scope="session")
def xk() -> Part:
    """The pack's part, read once."""
    part = read(pack_files())
    assert part is not None
    return part


COLUMNS = b"""column,role,question,kind,codes,minimum,maximum,zero_is_missing_when,note
number,number,,,,,,,
district,area,district,text,,,,,
station,station,station,text,0=missing,,,,
team,team,,,,,,,
box_sealed,question,box_sealed,yes_no,1=yes;2=no;0=missing;8=dont_know;9=not_observed;7=not_applicable,,,,
ballots,question,ballots,integer,,,2000,opened,
opened,question,opened,time,,05:00,12:00,,
mood,question,mood,choice,c=calm;t=tense,,,,
comment,question,comment,text,,,,,
phone,ignored,,,,,,,
""".replace(b",2000,opened,", b",2000,opened is empty,")

HEADER = "number,district,station,team,box_sealed,ballots,opened,mood,comment,phone\n"

ROWS = [
    "1,North,01-A/7,T1,1,500,07:00,c,quiet,x\n",
    "2,South,02-B/1,T2,2,0,,t,,x\n",
    "3,Nowhere,03-C/9,T9,8,480,7:05,c,,x\n",
    '4,North,0,T1,9,12O,25:00,angry,"two\nlines",x\n',
    "5,North,01-A/7,,7,2001,04:00,,,x\n",
    "6,North,01-A/7,T1,1,500,07:00,c,quiet,x\n",
]


def small_csv(rows: Sequence[str] = ROWS) -> bytes:
    """The small file of records, in UTF-8."""
    return (HEADER + "".join(rows)).encode()


def small_form(version: str = "1", *, mood: str = "Mood", drop: str = "") -> bytes:
    """A small XLSForm with a group, a note and labels in two languages."""
    book = Workbook()
    survey = book.active
    assert survey is not None
    survey.title = "survey"
    survey.append(["type", "name", "label::English (en)", "label::Shqip (sq)"])
    survey.append(["start", "start", None, None])
    survey.append(["begin group", "where", "Where", "Ku"])
    for line in (["text", "district"], ["text", "station"]):
        survey.append([*line, line[1].capitalize(), None])
    survey.append(["end group", "where", None, None])
    survey.append(["begin_group", "seen", "Seen", "Parë"])
    survey.append(["note", "please", "Please look", None])
    survey.append(["select_one yes_no", "box_sealed", "Was the box sealed?", "A u vulos kutia?"])
    survey.append(["integer", "ballots", "Ballots", None])
    survey.append(["time", "opened", "Opened at", None])
    survey.append(["select_one mood", "mood", mood, None])
    if drop != "comment":
        survey.append(["text", "comment", "Comment", None])
    survey.append(["end_group", "seen", None, None])
    choices = book.create_sheet("choices")
    choices.append(["list_name", "name", "label::English (en)"])
    for listed in ("yes Yes", "no No", "dont_know Don't_know"):
        choices.append(["yes_no", *listed.split()])
    for listed in ("calm Calm", "tense Tense"):
        choices.append(["mood", *listed.split()])
    settings = book.create_sheet("settings")
    settings.append(["form_title", "form_id", "version", "default_language"])
    settings.append(["Small form", "small", version, "English (en)"])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


@pytest.fixture
def areas(election: Election) -> dict[str, Area]:
    """Two districts, and two of the same name."""
    made = {}
    for code, name in (("n", "North"), ("s", "South"), ("t1", "Twin"), ("t2", "Twin")):
        made[code] = Area.objects.create(
            country="xx",
            code=code,
            kind="district",
            path=f"xx/{code}/",
            valid_from=date(2000, 1, 1),
            names={"en": name},
        )
    election.areas.set(made.values())
    return made


@pytest.fixture
def columns() -> tuple[Column, ...]:
    return read_columns(COLUMNS, "columns.csv")


@pytest.fixture
def form_version(mission: Mission, aigerim: User) -> FormVersion:
    return add_form_version(mission=mission, content=small_form(), name="small.xlsx", by=aigerim)


@pytest.fixture
def small(
    mission: Mission,
    areas: dict[str, Area],
    form_version: FormVersion,
    columns: tuple[Column, ...],
    aigerim: User,
) -> Import:
    """The small file taken in: six records."""
    mission.teams.create(code="T1")
    mission.teams.create(code="T2")
    return import_records(
        mission=mission,
        form_version=form_version,
        content=small_csv(),
        name="small.csv",
        columns=columns,
        by=aigerim,
    )


@pytest.fixture
def observer(bolat: User, mission: Mission) -> Membership:
    """Bolat, in team T1."""
    return in_team(Membership.objects.get(user=bolat, mission=mission))


@pytest.fixture
def phone(observer: Membership, aigerim: User) -> Phone:
    """Bolat's key."""
    return give_phone(membership=observer, by=aigerim, now=timezone.now())


@pytest.fixture
def stations(mission: Mission) -> list[Station]:
    """Two regions whose districts have one name, and a station in each; one hangs on no area."""
    made = []
    for region, district, code in (("r1", "a1", "01-A/7"), ("r2", "a2", "0012")):
        _area(mission, f"xx/{region}/", {"en": region.upper(), "kk": f"{region} облысы"})
        area = _area(mission, f"xx/{region}/{district}/", {"en": "Abai"})
        made.append(Station.objects.create(election=mission.election, code=code, name="School", area=area))
    made.append(Station.objects.create(election=mission.election, code="abroad-1"))
    return made


def _area(mission: Mission, path: str, names: dict[str, str]) -> Area:
    code = path.rstrip("/").rpartition("/")[2]
    made = Area.objects.create(
        country="xx", code=code, kind="area", path=path, names=names, valid_from=date(2000, 1, 1)
    )
    mission.election.areas.add(made)
    return made
