"""Publishing results: what is frozen stays, a correction follows, and who sees what."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image
from tests.results.counting import STATIONS, count, country

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import CalendarEvent, Contest, Election, Station
from baqylau.mission.models import Membership, Mission
from baqylau.results.actions.publish import digest_of, publish
from baqylau.results.editions import FEWEST_STATIONS, ban_ends
from baqylau.results.models import Paper, PaperPhotograph, Protocol, Publication
from baqylau.storage.models import keep
from baqylau.trail.models import Entry
from baqylau.trail.record import canonical

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 3, 3, 12, tzinfo=UTC)
PUBLIC = "/results/steppe/list/official_table/"


@pytest.fixture
def contest(election: Election) -> Contest:
    contest = country(election)
    for place, code in enumerate(STATIONS, 1):
        count(contest, code, 10 * place, 5, 1, on_list=100, cast=10 * place + 7, invalid=1)
    return contest


def published(mission: Mission, contest: Contest, by: User, **more: object) -> Publication:
    given: dict[str, object] = {
        "mission": mission,
        "contest": contest,
        "source_kind": "official_table",
        "after": 0,
        "reason": "",
        "with_photographs": False,
        "by": by,
        "now": AFTER,
    }
    return publish(**{**given, **more})  # type: ignore[arg-type]


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_anyone_can_read_what_was_published_and_nothing_before(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    assert client.get(PUBLIC).status_code == 404
    assert client.get("/results/steppe/").status_code == 404
    published(mission, contest, aigerim)
    shown = client.get(PUBLIC).content.decode()
    assert "Published by Steppe mission, version 1" in shown
    assert "Aigerim" not in shown
    assert client.get("/results/steppe/").status_code == 200


def test_a_correction_follows_and_what_was_published_stays(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    first = published(mission, contest, aigerim)
    before = {one.name: one.file.read() for one in first.files.all()}
    content = first.content
    count(contest, "02", 999, 5, 1, version=2, on_list=2000, cast=1005)
    second = published(mission, contest, aigerim, after=1, reason="The commission corrected station 02.")
    first.refresh_from_db()
    assert first.content == content
    assert {one.name: one.file.read() for one in first.files.all()} == before
    assert (second.number, second.content["areas"][0]["votes"][0]) == (2, 10 + 999 + 30 + 40 + 50)
    earlier = client.get(f"{PUBLIC}1/").content.decode()
    assert "This is an earlier version." in earlier
    newest = client.get(PUBLIC).content.decode()
    assert "The commission corrected station 02." in newest
    assert "This is an earlier version." not in newest


def test_a_later_version_says_why_and_follows_the_newest_only(
    aigerim: User, mission: Mission, contest: Contest
) -> None:
    published(mission, contest, aigerim)
    with pytest.raises(Refused) as refused:
        published(mission, contest, aigerim)
    assert codes(refused) == ["R.604", "R.605"]
    with pytest.raises(Refused) as refused:
        published(mission, contest, aigerim, after=1, reason="  ")
    assert codes(refused) == ["R.605"]
    assert Publication.objects.count() == 1


def test_the_database_refuses_a_later_version_without_a_reason(
    aigerim: User, mission: Mission, contest: Contest
) -> None:
    made = published(mission, contest, aigerim)
    made.pk, made.number = None, 2
    with pytest.raises(IntegrityError, match="a_later_published_version_says_why"), transaction.atomic():
        made.save()
    made.number, made.reason = 1, ""
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_the_trail_knows_the_digest_of_every_file_and_the_files_the_checkpoint(
    aigerim: User, mission: Mission, contest: Contest
) -> None:
    made = published(mission, contest, aigerim)
    entry = Entry.objects.get(action="results.published")
    change = json.loads(bytes(entry.body))["change"]
    digests = {one.name: one.file.sha256 for one in made.files.all()}
    assert change["files"] == digests
    assert change["digest"] == made.digest == digest_of(digests)
    assert canonical(json.loads(bytes(entry.body))) == bytes(entry.body)
    package = made.files.get(format="package").file.read()
    described = json.loads(zipfile.ZipFile(io.BytesIO(package)).read("datapackage.json"))
    assert described["baqylau"]["checkpoint"] == made.checkpoint
    assert made.checkpoint


def test_a_download_gives_the_frozen_bytes(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    made = published(mission, contest, aigerim)
    for one in made.files.select_related("file"):
        response = client.get(f"{PUBLIC}1/{one.name}")
        assert response.status_code == 200
        got = b"".join(response.streaming_content) if response.streaming else response.content  # type: ignore[attr-defined]
        assert got == one.file.read()
        assert "attachment" in response["Content-Disposition"]
    assert client.get(f"{PUBLIC}1/secret.csv").status_code == 404
    assert client.get(f"{PUBLIC}2/{one.name}").status_code == 404


def test_each_total_on_the_page_opens_down_to_the_stations_of_the_frozen_table(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    published(mission, contest, aigerim)
    Protocol.objects.all().delete()
    whole = client.get(PUBLIC).context["page"]
    assert [(line.name, line.counted, line.stations) for line in whole.areas] == [
        ("Area n", 3, 3),
        ("Area s", 2, 2),
    ]
    north = client.get(PUBLIC + whole.areas[0].address).context["page"]
    assert [line.name for line in north.areas] == ["Area hill", "Area lake"]
    lake = client.get(PUBLIC + north.areas[1].address).context["page"]
    assert [(line.name, line.took_part) for line in lake.stations] == [("02", 27), ("03", 37)]
    assert lake.whole.took_part == 27 + 37


# ------------------------------------------------------------------ what may be published


def own(contest: Contest, mission: Mission, *stations: str) -> None:
    for code in stations:
        count(contest, code, 7, 3, 0, mission=mission, kind="observer_copy", on_list=50, cast=10)


def test_a_mission_that_may_not_estimate_waits_until_every_station_is_counted(
    aigerim: User, mission: Mission, contest: Contest
) -> None:
    own(contest, mission, "02", "03")
    with pytest.raises(Refused) as refused:
        published(mission, contest, aigerim, source_kind="observer_copy")
    assert codes(refused) == ["R.602"]
    own(contest, mission, "01-A/7", "04", "05")
    made = published(mission, contest, aigerim, source_kind="observer_copy")
    assert not made.content["with_stations"]


def test_a_mission_that_publishes_no_rows_names_no_station_nor_an_area_of_few(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    own(contest, mission, *STATIONS)
    assert len(STATIONS) >= FEWEST_STATIONS > 3
    made = published(mission, contest, aigerim, source_kind="observer_copy")
    assert [one["path"] for one in made.content["areas"]] == [""]
    for one in made.files.all():
        content = one.file.read()
        if zipfile.is_zipfile(io.BytesIO(content)):
            archive = zipfile.ZipFile(io.BytesIO(content))
            content = b"".join(archive.read(name) for name in archive.namelist())
        assert b"01-A/7" not in content
        assert b"lake" not in content
    assert not made.files.filter(format__in=("parquet", "openelections:precinct"))
    assert client.get("/results/steppe/list/observer_copy/?area=n/lake").status_code == 200


def test_own_counts_wait_for_the_end_of_the_poll_ban_and_the_official_table_does_not(
    aigerim: User, mission: Mission, contest: Contest
) -> None:
    mission.kind = "citizen"
    mission.save()
    own(contest, mission, "02")
    early = datetime(2026, 3, 1, 19, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        published(mission, contest, aigerim, source_kind="observer_copy", now=early)
    assert codes(refused) == ["R.603"]
    published(mission, contest, aigerim, now=early)
    published(mission, contest, aigerim, source_kind="observer_copy", now=AFTER)


@pytest.mark.parametrize(
    ("events", "ends"),
    [
        ({}, "2026-03-02T00:00:00+05:00"),
        ({"voting": ("2026-03-01", "20:00")}, "2026-03-01T20:00:00+05:00"),
        ({"voting": ("2026-03-01", "20:00"), "silence": ("2026-03-01", None)}, "2026-03-02T00:00:00+05:00"),
        (
            {"silence": ("2026-03-02", "00:00"), "poll_ban": ("2026-03-03", "08:00")},
            "2026-03-03T08:00:00+05:00",
        ),
    ],
)
def test_the_ban_ends_when_the_calendar_says(
    election: Election, events: dict[str, tuple[str, str | None]], ends: str
) -> None:
    election.time_zone = "Asia/Almaty"
    for code, (day, hour) in events.items():
        at = time.fromisoformat(hour) if hour else None
        given = {"ends_day": date.fromisoformat(day), "ends_time": at}
        CalendarEvent.objects.create(election=election, code=code, **given)
    assert ban_ends(election).isoformat() == ends


def test_without_a_counted_station_there_is_nothing_to_publish(
    aigerim: User, mission: Mission, contest: Contest
) -> None:
    for kind in ("read_out", "none"):
        with pytest.raises(Refused) as refused:
            published(mission, contest, aigerim, source_kind=kind)
        assert codes(refused)[0] == "R.601"


# ------------------------------------------------------------------ pages


def test_only_the_heads_publish(
    client: Client, dana: User, bolat: User, mission: Mission, contest: Contest
) -> None:
    for user in (dana, bolat):
        client.force_login(user)
        assert client.get("/missions/steppe/results/publications/").status_code == 403
        sent = client.post(
            "/missions/steppe/results/publish/", {"contest": "list", "source": "official_table"}
        )
        assert sent.status_code == 403
    assert not Publication.objects.exists()


def test_the_form_publishes_and_says_what_is_wrong(client: Client, aigerim: User, contest: Contest) -> None:
    client.force_login(aigerim)
    form = {"contest": "list", "source": "official_table", "after": "0"}
    sent = client.post("/missions/steppe/results/publish/", form, follow=True)
    assert "Version 1 was published." in sent.content.decode()
    again = client.post("/missions/steppe/results/publish/", form)
    assert again.status_code == 400
    assert "Version 1 was published meanwhile." in again.content.decode()
    assert "Why this follows version 1" in again.content.decode()


@pytest.mark.parametrize("after", ["", "-1", "x", "1" * 40, "²"])
def test_a_number_that_is_none_breaks_nothing(
    client: Client, aigerim: User, contest: Contest, after: str
) -> None:
    client.force_login(aigerim)
    form = {"contest": "list", "source": "official_table", "after": after}
    assert client.post("/missions/steppe/results/publish/", form).status_code in (302, 400)


# ------------------------------------------------------------------ photographs


@pytest.fixture
def photographed(contest: Contest, mission: Mission, aigerim: User) -> PaperPhotograph:
    """A paper with a photograph that says where it was taken."""
    mission.kind = "citizen"
    mission.save()
    made, exif = io.BytesIO(), Image.Exif()
    exif[0x010F] = "A camera of Bolat"
    Image.new("RGB", (40, 30), "green").save(made, "JPEG", exif=exif)
    paper = Paper.objects.create(
        mission=mission,
        station=Station.objects.get(code="02"),
        contest=contest,
        source_kind="observer_copy",
        source="Bolat",
        state="definitive",
        made_at=AFTER,
    )
    own(contest, mission, "02")
    Protocol.objects.filter(source_kind="observer_copy").update(paper=paper)
    return PaperPhotograph.objects.create(
        paper=paper,
        file=keep(made.getvalue(), name="Bolat.jpg"),
        name="Bolat.jpg",
        media_type="image/jpeg",
        added_at=AFTER,
    )


def test_photographs_are_published_where_the_mission_says_so_and_without_camera_data(
    client: Client, aigerim: User, mission: Mission, contest: Contest, photographed: PaperPhotograph
) -> None:
    address = "https://example.org/results/steppe/list/observer_copy/"
    made = published(
        mission, contest, aigerim, source_kind="observer_copy", with_photographs=True, address=address
    )
    sha256 = photographed.file.sha256
    package = zipfile.ZipFile(io.BytesIO(made.files.get(format="package").file.read()))
    (row,) = csv.DictReader(io.StringIO(package.read("photographs.csv").decode()))
    assert row == {"station": "02", "sha256": sha256, "address": f"{address}1/photographs/{sha256}/"}
    assert b"Bolat" not in b"".join(package.read(name) for name in package.namelist())
    shown = client.get(f"/results/steppe/list/observer_copy/1/photographs/{sha256}/")
    assert shown["Content-Type"] == "image/jpeg"
    assert b"Bolat" not in shown.content
    assert (
        "Protocol of station 02"
        in client.get("/results/steppe/list/observer_copy/?area=n/lake").content.decode()
    )


def test_a_photograph_that_was_not_published_is_not_there(
    client: Client, aigerim: User, mission: Mission, contest: Contest, photographed: PaperPhotograph
) -> None:
    published(mission, contest, aigerim, source_kind="observer_copy")
    address = f"/results/steppe/list/observer_copy/1/photographs/{photographed.file.sha256}/"
    assert client.get(address).status_code == 404


def test_another_missions_head_does_not_publish_ours(
    client: Client, carla: User, other_mission: Mission, contest: Contest
) -> None:
    Membership.objects.filter(user=carla).update(role="head")
    client.force_login(carla)
    assert client.get("/missions/steppe/results/publications/").status_code == 404


@pytest.mark.parametrize(
    "query",
    ["area=..%2F..", "area=%00", "area=n&page=99999999999999999999", "show=option:zz", "area=n/lake&page=-1"],
)
def test_a_public_address_that_asks_for_what_is_not_there_breaks_nothing(
    client: Client, aigerim: User, mission: Mission, contest: Contest, query: str
) -> None:
    published(mission, contest, aigerim)
    assert client.get(f"{PUBLIC}?{query}").status_code == 200
    for path in ("%00/", "none/", "official_table/99/", "official_table/1/%00"):
        assert client.get(f"/results/steppe/list/{path}").status_code == 404


def test_the_page_says_until_when_own_counts_wait_by_the_clock_of_the_place(
    client: Client, aigerim: User, mission: Mission, contest: Contest
) -> None:
    Election.objects.update(day=date(2099, 3, 1), time_zone="Asia/Almaty")
    client.force_login(aigerim)
    shown = client.get("/missions/steppe/results/publications/").content.decode()
    assert "wait until 2 March 2099, 00:00 (Asia/Almaty)" in shown


def test_a_damaged_table_of_stations_breaks_no_page(
    client: Client, aigerim: User, mission: Mission, contest: Contest, stored_files: Path
) -> None:
    made = published(mission, contest, aigerim)
    sha256 = made.files.get(format="parquet").file.sha256
    (path,) = [one for one in (stored_files / "files").rglob("*") if sha256 in one.name]
    path.chmod(0o600)
    path.write_bytes(b"damaged")
    assert client.get(f"{PUBLIC}?area=n/lake").status_code == 200
