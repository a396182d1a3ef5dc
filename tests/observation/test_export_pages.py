"""The pages on which data are taken out, published, and tokens made."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pyarrow.parquet as pq
import pytest
from django.test import Client
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.exporting import xlsx
from baqylau.observation.exporting.formats import Format
from baqylau.observation.methods.counting import Seen, count_share
from baqylau.observation.models import FormVersion, Record, RecordVersion
from baqylau.trail.models import Entry
from tests.observation.many_records import VOTING, all_observed_by, fill, voting_form
from tests.observation.programs import Program, as_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def voting(mission: Mission) -> FormVersion:
    version = voting_form(mission)
    fill(mission, version, 60)
    return version


@pytest.fixture
def head(client: Client, aigerim: User) -> Client:
    client.force_login(aigerim, backend="baqylau.mission.backend.RoleBackend")
    return client


def fetch(client: Client, question: str, path: str = "file") -> Any:
    response = client.get(f"/missions/steppe/export/{path}?{question}")
    response.whole = b"".join(response.streaming_content) if response.streaming else response.content
    return response


def test_a_download_is_what_the_list_was_narrowed_to(voting: FormVersion, head: Client) -> None:
    response = fetch(head, "form=voting&format=csv&state=checked")
    assert response["Content-Disposition"].startswith('attachment; filename="steppe-voting-')
    rows = as_csv(response.whole)
    assert 0 < len(rows) < 60
    assert {row["_state"] for row in rows} == {"checked"}


def test_rejected_records_go_out_only_where_they_are_asked_for(voting: FormVersion, head: Client) -> None:
    Record.objects.filter(number=1).update(state="rejected")
    Record.objects.filter(number=2).update(deleted_at=timezone.now())
    Record.objects.filter(number=3).update(is_unread=True)
    rows = as_csv(fetch(head, "form=voting&format=csv").whole)
    assert {"1", "2", "3"}.isdisjoint(row["_record"] for row in rows)
    rows = as_csv(fetch(head, "form=voting&format=csv&rejected=on").whole)
    assert [row["_record"] for row in rows if row["_state"] == "rejected"] == ["1"]
    assert len(rows) == 58


@pytest.mark.parametrize("format", list(Format))
def test_no_name_of_an_observer_is_in_any_file(
    voting: FormVersion, head: Client, bolat: User, format: Format
) -> None:
    known_by = all_observed_by(bolat)
    response = fetch(head, f"form=voting&format={format}")
    assert response.status_code == 200
    for word in known_by:
        assert word.encode() not in unpacked(response.whole)


def unpacked(content: bytes) -> bytes:
    """Everything that stands in a file, also in a packed one."""
    if content.startswith(b"PAR1"):
        return str(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"".join(name.encode() + unpacked(archive.read(name)) for name in archive.namelist())


def test_taking_data_out_is_told_in_the_trail(voting: FormVersion, head: Client, aigerim: User) -> None:
    fetch(head, "form=voting&format=csv&q=School")
    entry = Entry.objects.get(action="observation.records_taken_out")
    change = json.loads(bytes(entry.body))["change"]
    assert (change["form"], change["format"], change["records"]) == ("voting", "csv", 60)
    assert "salted_sha256" in change["selection"]
    assert entry.by == f"accounts.user:{aigerim.pk}"


def test_more_rows_than_a_sheet_holds_are_a_numbered_problem(
    voting: FormVersion, head: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 50)
    response = fetch(head, "form=voting&format=xlsx")
    assert response.status_code == 400
    assert b"E.110" in response.whole
    assert not Entry.objects.filter(action="observation.records_taken_out").exists()


@pytest.mark.parametrize("question", ["", "form=no", "form=voting&format=pdf", "form=voting&words=xx"])
def test_what_is_not_offered_is_said_on_the_page(voting: FormVersion, head: Client, question: str) -> None:
    assert fetch(head, question).status_code == 400


def test_an_observer_takes_nothing_out(voting: FormVersion, client: Client, bolat: User) -> None:
    client.force_login(bolat, backend="baqylau.mission.backend.RoleBackend")
    assert fetch(client, "form=voting&format=csv").status_code == 403


# ------------------------------------------------------------------ for publication


def test_a_mission_publishes_figures_and_no_rows(voting: FormVersion, head: Client, mission: Mission) -> None:
    response = fetch(head, "form=voting&state=checked", "publication")
    lines = as_csv(response.whole)
    assert {line["question"] for line in lines}.isdisjoint({"station", "wave", "remarks", "voters_on_list"})
    versions = list(RecordVersion.objects.filter(is_newest=True))
    for line in lines:
        values = [one.answers.get(line["question"]) for one in versions]
        given = sum(
            line["answer"] in value if isinstance(value, list) else value == line["answer"]
            for value in values
            if value
        )
        assert int(line["given"]) == given
        assert int(line["valid_answers"]) == sum(value is not None for value in values)
        assert line["percent"]
        states = sum(int(line[name]) for name in ("missing", "not_observed", "dont_know", "skipped"))
        assert states + int(line["not_applicable"]) + int(line["valid_answers"]) == 60


def test_a_digest_for_publication_is_that_of_the_figure(voting: FormVersion, head: Client) -> None:
    records = [
        Seen(one.record.number, 1, "voting", "", one.answers, one.states)
        for one in RecordVersion.objects.select_related("record")
    ]
    figure = count_share(records, name="x", question="box_sealed", counts=["no"], source="x")
    lines = as_csv(fetch(head, "form=voting", "publication").whole)
    (line,) = [one for one in lines if (one["question"], one["answer"]) == ("box_sealed", "no")]
    assert (int(line["given"]), int(line["valid_answers"])) == (figure.numerator, figure.denominator)
    assert line["digest"] == figure.digest


def test_kinds_without_percentages_publish_counts(
    voting: FormVersion, head: Client, mission: Mission
) -> None:
    mission.kind = "limited"
    mission.save()
    assert {line["percent"] for line in as_csv(fetch(head, "form=voting", "publication").whole)} == {""}


def test_a_citizen_group_publishes_rows_that_lead_to_nobody(
    voting: FormVersion, head: Client, mission: Mission
) -> None:
    mission.kind = "citizen"
    mission.minimum_denominator = 8
    mission.save()
    rows = as_csv(fetch(head, "form=voting", "publication").whole)
    assert len(rows) == 60
    names = set(rows[0])
    assert names == {"area", "seen_outside", "overall", *(one.name for one in VOTING if one.kind == "yes_no")}
    areas = [row["area"] for row in rows]
    assert all(areas.count(area) >= 8 for area in set(areas) - {""})
    in_order = [
        tuple(one.answers.get(name) for name in ("overall", "box_sealed"))
        for one in RecordVersion.objects.order_by("record__number")
    ]
    mixed = [tuple(None if row[n][:1] == "(" else row[n] for n in ("overall", "box_sealed")) for row in rows]
    assert sorted(mixed, key=str) == sorted(in_order, key=str)


def test_too_few_records_are_not_published(mission: Mission, head: Client) -> None:
    fill(mission, voting_form(mission), 29)
    response = fetch(head, "form=voting", "publication")
    assert response.status_code == 400
    assert b"E.112" in response.whole


def test_only_who_sees_national_figures_may_publish(voting: FormVersion, client: Client, dana: User) -> None:
    client.force_login(dana, backend="baqylau.mission.backend.RoleBackend")
    assert fetch(client, "form=voting", "publication").status_code == 403
    page = client.get("/missions/steppe/export/").content.decode()
    assert "Download for publication" not in page


# ------------------------------------------------------------------ tokens


def test_a_token_is_shown_once_and_kept_as_a_digest(head: Client, mission: Mission, aigerim: User) -> None:
    last = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    page = head.post("/missions/steppe/tokens/", {"name": "Power BI", "expires_on": last}).content.decode()
    text = page.partition("bqt_")[2].partition("<")[0]
    token = mission.api_tokens.get()
    assert len(text) > 40
    assert text not in str(token.__dict__)
    assert f"bqt_{text}" not in head.get("/missions/steppe/tokens/").content.decode()
    headers = {"Authorization": f"Bearer bqt_{text}"}
    assert Client(SERVER_NAME="localhost").get("/api/missions/steppe", headers=headers).status_code == 200
    head.post(f"/missions/steppe/tokens/{token.pk}/revoke/")
    assert Client(SERVER_NAME="localhost").get("/api/missions/steppe", headers=headers).status_code == 401
    actions = Entry.objects.filter(action__startswith="observation.token").order_by("pk")
    assert [entry.action for entry in actions] == ["observation.token_made", "observation.token_revoked"]
    assert b"Power BI" not in bytes(actions[0].body)


@pytest.mark.parametrize("day", ["2020-01-01", "2999-01-01", "x"])
def test_a_token_works_for_a_year_at_most(head: Client, mission: Mission, day: str) -> None:
    response = head.post("/missions/steppe/tokens/", {"name": "x", "expires_on": day})
    assert response.status_code == 400
    assert not mission.api_tokens.exists()


def test_each_sees_their_own_tokens_and_the_head_sees_all(head: Client, mission: Mission, dana: User) -> None:
    Program(mission, dana)
    assert "Dana" in head.get("/missions/steppe/tokens/").content.decode()
    client = Client()
    client.force_login(dana, backend="baqylau.mission.backend.RoleBackend")
    assert "Excel" in client.get("/missions/steppe/tokens/").content.decode()
