"""A station's page among a million stations, from both databases."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, date, datetime
from typing import Any

from bench.both import on_both
from bench.row import Row

STATIONS, AREAS, OPTIONS, RECORDS, LOOKS = 1_000_000, 2_000, 20, 20_000, 60
GOAL = 0.1


def run() -> list[Row]:
    """From the request to the last byte at the server: the middle and the slowest of some stations."""
    return on_both("bench.station_page", _rows)


def _rows(name: str, times: dict[str, Any]) -> list[Row]:
    what = f"a station's page among {STATIONS:,} stations, {name}"
    return [
        Row(f"{what}: the middle of {LOOKS}", times["middle"], GOAL),
        Row(f"{what}: 19 of 20 are there in", times["most"], GOAL),
        Row(f"{what}: the middle, where it takes an observer's copy over first", times["taking"]),
    ]


# ------------------------------------------------------------------ inside the process


def _measure() -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    from django.test import Client

    mission, user = _fill()
    client = Client(SERVER_NAME="localhost")
    client.force_login(user, backend="baqylau.mission.backend.RoleBackend")
    chance = random.Random(1)  # noqa: S311
    numbers = chance.sample(range(1, STATIONS + 1), LOOKS)
    observed = numbers[: LOOKS // 3]
    _observed(mission, user, observed)
    _settle()

    def look(number: int) -> float:
        began = time.perf_counter()
        answer = client.get(f"/missions/{mission.slug}/results/stations/s{number}/")
        took = time.perf_counter() - began
        assert answer.status_code == 200, answer.status_code
        assert b"Official table" in answer.content
        return took

    for _ in range(5):  # the first looks of a process load templates and connect
        look(chance.randrange(1, STATIONS + 1))
    taking = sorted(look(number) for number in observed)
    looked = sorted(look(number) for number in numbers)
    return {
        "middle": looked[len(looked) // 2],
        "most": looked[len(looked) * 19 // 20 - 1],
        "taking": taking[len(taking) // 2],
    }


def _settle() -> None:
    """What was filled in lies where it stays."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "CHECKPOINT" if connection.vendor == "postgresql" else "PRAGMA wal_checkpoint(TRUNCATE)"
        )
        cursor.execute("ANALYZE")


def _fill():  # type: ignore[no-untyped-def]
    """An election of one contest, a mission, and a row for each station and its official protocol."""
    from django.db import connection

    from baqylau.accounts.models import User
    from baqylau.election.models import Area, Contest, Election, Option
    from baqylau.mission.models import Membership, Mission

    election = Election.objects.create(
        code="million", country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Million"}
    )
    Area.objects.bulk_create(
        Area(
            country="xx",
            code=f"a{number}",
            kind="district",
            path=f"xx/a{number}/",
            valid_from=election.day,
            names={"en": f"Area {number}"},
        )
        for number in range(AREAS)
    )
    contest = Contest.objects.create(election=election, code="list", kind="party_list", names={"en": "Lists"})
    for place in range(OPTIONS):
        Option.objects.create(
            contest=contest, code=f"o{place}", kind="party", position=place, names={"en": f"Option {place}"}
        )
    mission = Mission.objects.create(slug="million", name="Million", election=election, kind="citizen")
    user = User.objects.create_user("million")
    Membership.objects.create(mission=mission, user=user, role="statistics_analyst")
    first_area = Area.objects.earliest("pk").pk
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, election.pk, contest.pk, first_area):
            cursor.execute(statement)
    return mission, user


def _statements(vendor: str, election: int, contest: int, first_area: int) -> list[str]:
    """SQL that makes the rows inside the database; ``n`` counts the stations."""
    counted = f"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {STATIONS})"  # noqa: S608
    source = "c"
    if vendor == "postgresql":
        counted, source = "", f"generate_series(1, {STATIONS}) AS c(n)"
    cast = "::jsonb" if vendor == "postgresql" else ""
    true = "true" if vendor == "postgresql" else "1"
    lines = '{"on_list": 1500, "issued": 900, "in_box": 900, "invalid": 20, "valid": 880}'
    votes = json.dumps({f"o{place}": 44 for place in range(OPTIONS)})
    return [
        f"""INSERT INTO election_station (id, election_id, code, kind, name, area_id, settlement, source,
            search_key, order_key) {counted} SELECT n, {election}, 's' || n, 'ordinary', '',
            {first_area} + n % {AREAS}, '', '', 's' || n, 's' || n FROM {source}""",  # noqa: S608
        f"""INSERT INTO election_station_contests (station_id, contest_id) {counted}
            SELECT n, {contest} FROM {source}""",  # noqa: S608
        f"""INSERT INTO results_protocol (station_id, contest_id, source_kind, version, is_current, lines,
            votes, source, entered_at, reason) {counted} SELECT n, {contest}, 'official_table', 1, {true},
            '{lines}'{cast}, '{votes}'{cast}, 'The commission', '2026-03-02 00:00:00+00', '' FROM {source}""",  # noqa: S608
    ]


def _observed(mission, user, numbers):  # type: ignore[no-untyped-def]
    """Records of a form of protocols all over the country, and papers with both entries at some stations."""
    from baqylau.election.models import Contest, Station
    from baqylau.observation.models import Form, FormVersion, Record, RecordVersion
    from baqylau.results.actions.papers import make_paper
    from baqylau.results.models import Paper, Protocol, ProtocolEntry
    from baqylau.storage.models import keep

    now = datetime(2026, 3, 2, tzinfo=UTC)
    form = Form.objects.create(mission=mission, code="c2", kind="protocol", names={"en": "C2"})
    version = FormVersion.objects.create(
        form=form, version="1", file=keep(b"c2", name="c2.xlsx"), questions=[], published_at=now
    )
    chance = random.Random(2)  # noqa: S311
    places = [*numbers, *(chance.randrange(1, STATIONS + 1) for _ in range(RECORDS - len(numbers)))]
    records = Record.objects.bulk_create(
        (
            Record(mission=mission, form_version=version, number=number, station_id=station, road="phone")
            for number, station in enumerate(places, start=1)
        ),
        batch_size=500,
    )
    answers = {
        "contest": "list",
        "on_list": 1500,
        "valid": 880,
        **{f"votes_o{n}": 44 for n in range(OPTIONS)},
    }
    RecordVersion.objects.bulk_create(
        (RecordVersion(record=record, number=1, answers=answers, states={}) for record in records),
        batch_size=500,
    )
    contest = Contest.objects.get(election=mission.election)
    for number in numbers:
        paper = make_paper(
            mission=mission,
            station_code=f"s{number}",
            contest_code="list",
            source_kind="party_copy",
            source="A proxy",
            by=user,
            now=now,
        )
        ProtocolEntry.objects.create(paper=paper, place=1, by=user, begun_at=now, saved_at=now)
        Paper.objects.filter(pk=paper.pk).update(state="definitive")
        Protocol.objects.create(
            mission=mission,
            station=Station.objects.get(pk=number),
            contest=contest,
            source_kind="party_copy",
            source="A proxy",
            paper=paper,
            lines={"valid": 880},
            votes={"o0": 45},
            entered_by=user,
        )


if __name__ == "__main__":
    print(json.dumps(_measure()))
