"""Whole parliaments of shipped packs on the page of seats, and quotas for groups."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from baqylau.accounts.models import User
from baqylau.election.models import Station
from baqylau.mission.models import Mission
from baqylau.results.seats_page import Asked, seats_page
from baqylau.site import packs

pytestmark = pytest.mark.django_db
PAGE = "/missions/steppe/results/seats/"
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def test_the_mazhilis_of_2023_as_a_whole(client: Client, mission: Mission, aigerim: User) -> None:
    mission.election = packs.load(packs.shipped("kz_2023"))
    mission.save()
    page = seats_page(mission, Asked(), LATER)
    assert page.house
    assert page.house.house.seats == 98
    assert [(line.seats, line.in_tiers) for line in page.house.lines][:3] == [
        (62, (40, 22)),
        (8, (8, 0)),
        (7, (0, 7)),
    ]
    assert page.moved
    assert page.moved.votes == 12_736
    client.force_login(aigerim)
    said = client.get(PAGE).content.decode()
    assert "12,736 votes from National Social Democratic Party to Amanat" in said
    assert "persons with disabilities" in said
    assert "The candidate with most votes" not in said
    assert "A vacant seat goes to the next candidate of the same list." in said


def test_the_mazhilis_of_2021_with_those_whom_the_assembly_elected(mission: Mission) -> None:
    mission.election = packs.load(packs.shipped("kz_2021"))
    mission.save()
    page = seats_page(mission, Asked(), LATER)
    assert page.house
    assert (page.house.house.seats, page.house.house.unsettled) == (107, 0)
    assert [line.seats for line in page.house.lines] == [76, 12, 10, 9]
    assert len(page.quotas) == 1


def test_districts_are_worked_out_from_protocols_where_there_are_any(mission: Mission) -> None:
    mission.kind = "citizen"
    election = packs.load(packs.shipped("kz_2023"))
    mission.election = election
    mission.save()
    district = election.contests.get(code="district_11")
    district.options.create(code="other", kind="candidate", nominated_by="amanat", names={"en": "Other"})
    Station.objects.create(election=election, code="1", kind="ordinary").contests.add(district)
    Station.objects.get(election=election, code="1").protocols.create(
        contest=district,
        mission=mission,
        source_kind="observer_copy",
        lines={},
        votes={"winner": 40, "other": 60},
        source="A copy",
    )
    page = seats_page(mission, Asked(), LATER)
    assert page.house
    line = next(one for one in page.house.districts if one.contest == district)
    assert line.winner
    assert (line.winner.code, line.is_counted) == ("other", True)


def test_without_projections_a_district_waits_for_the_official_table(mission: Mission) -> None:
    election = packs.load(packs.shipped("kz_2023"))
    mission.election = election
    mission.save()
    district = election.contests.get(code="district_11")
    station = Station.objects.create(election=election, code="1", kind="ordinary")
    station.contests.add(district)
    protocol = station.protocols.create(
        contest=district,
        mission=mission,
        source_kind="observer_copy",
        lines={},
        votes={"winner": 40},
        source="A copy",
    )

    def is_counted() -> bool:
        house = seats_page(mission, Asked(), LATER).house
        assert house
        return next(one for one in house.districts if one.contest == district).is_counted

    assert not is_counted()
    protocol.pk, protocol.mission, protocol.source_kind = None, None, "official_table"
    protocol.save()
    assert is_counted()


def test_a_table_of_candidates_is_checked_and_not_kept(
    client: Client, mission: Mission, aigerim: User
) -> None:
    mission.election = packs.load(packs.shipped("kz_2023"))
    mission.save()
    client.force_login(aigerim)
    address = f"{PAGE}quotas/"
    assert "Article 89, paragraph 4" in client.get(address).content.decode()
    rows = ["list,woman,born,disability,mandate", *["A,no,1970-01-01,no,no"] * 7]
    rows += ["A,yes,,,yes", "A,no,2000-01-01,,no", "A,no,1970-01-01,yes,no", "B,no,1970-01-01,no,yes"]
    file = SimpleUploadedFile("list.csv", "\n".join(rows).encode())
    said = client.post(address, {"candidates": file}).content.decode()
    assert said.count('<span class="tag good">met</span>') == 2
    assert "may be at variance with article 97-1, paragraph 5" in said
    wrong = SimpleUploadedFile("list.csv", b"list,woman\nA,perhaps\n,yes\n")
    refused = client.post(address, {"candidates": wrong})
    assert refused.status_code == 400
    said = refused.content.decode()
    assert "C.133" in said
    assert "C.131" in said
    assert client.post(address, {}).status_code == 200
