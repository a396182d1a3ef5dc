"""Rows made and inserted quickly are what Django's own would be."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Model

from baqylau.accounts.models import User
from baqylau.election.models import Station
from baqylau.mission.models import Mission
from baqylau.observation.models import Record, RecordVersion, Submission
from baqylau.storage.inserts import Insert, InsertTogether, New, new_keys
from baqylau.trail.models import Entry
from tests.observation.sending import published_form

pytestmark = pytest.mark.django_db


def test_an_inserted_row_is_what_saving_writes(mission: Mission) -> None:
    version = published_form(mission)
    at = datetime(2026, 3, 1, 7, 5, 1, 250_000, tzinfo=UTC)
    rows = [
        Record(
            mission=mission,
            form_version=version,
            number=number,
            station_code="01-A/7",
            area_text="Ақмола",
            flags=["x"],
            ratings={"overall": "good"},
            observed_at=at,
            is_unread=True,
        )
        for number in (1, 2, 3, 4)
    ]
    rows[0].save(force_insert=True)
    Insert(Record)(rows[1])
    for row, (key,) in zip(rows[2:], new_keys(2, Record), strict=True):
        row.pk = key
    InsertTogether(Record).many([(row,) for row in rows[2:]])
    saved, *inserted = (
        {
            field.attname: getattr(Record.objects.get(pk=row.pk), field.attname)
            for field in Record._meta.concrete_fields
        }
        for row in rows
    )
    for one in inserted:
        assert {name for name in saved if saved[name] != one[name]} == {"id", "number"}
    assert len({row.pk for row in rows}) == 4
    assert not any(row._state.adding for row in rows)


def test_bytes_and_texts_of_several_rows_are_kept_as_they_are() -> None:
    at = datetime(2026, 3, 1, 7, 5, 1, 250_000, tzinfo=UTC)
    bodies = [b"\x00\xff'\"\\", '{"Ә": "\\u0000 \n"}'.encode(), b""]
    entries = [Entry(body=body, written_at=at, action="a'\"\\;", object_id="Ә\n") for body in bodies]
    for entry, (key,) in zip(entries, new_keys(3, Entry), strict=True):
        entry.pk = key
    InsertTogether(Entry).many([(entry,) for entry in entries])
    kept = [Entry.objects.get(pk=entry.pk) for entry in entries]
    assert [bytes(one.body) for one in kept] == bodies
    assert {(one.action, one.object_id, one.written_at, one.position) for one in kept} == {
        ("a'\"\\;", "Ә\n", at, None)
    }


def test_rows_inserted_together_are_refused_together(mission: Mission) -> None:
    version = published_form(mission)
    twice = [Record(mission=mission, form_version=version, number=7) for _ in range(2)]
    for row, (key,) in zip(twice, new_keys(2, Record), strict=True):
        row.pk = key
    with pytest.raises(IntegrityError), transaction.atomic():
        InsertTogether(Record).many([(row,) for row in twice])
    assert not Record.objects.exists()


def test_rows_of_several_models_are_kept_together_or_not_at_all(mission: Mission) -> None:
    version = published_form(mission)
    at = datetime(2026, 3, 1, 7, 5, 1, tzinfo=UTC)
    together = InsertTogether(Record, RecordVersion, Entry)

    def rows(*numbers: int) -> list[tuple[Record, RecordVersion, Entry]]:
        keys = new_keys(len(numbers), Record, RecordVersion, Entry)
        return [
            (
                Record(pk=record, mission=mission, form_version=version, number=number),
                RecordVersion(
                    pk=answers, record_id=record, number=1, answers={"Ә": "100 %", "n": number}, states={}
                ),
                Entry(pk=entry, body=b"%s", written_at=at, action="a", object_id=str(record)),
            )
            for number, (record, answers, entry) in zip(numbers, keys, strict=True)
        ]

    with transaction.atomic():
        together.many(rows(7, 8))
    kept = RecordVersion.objects.order_by("record__number").values_list("record__number", "answers")
    assert list(kept) == [(number, {"Ә": "100 %", "n": number}) for number in (7, 8)]
    assert sorted(Entry.objects.filter(action="a").values_list("object_id", flat=True)) == sorted(
        str(key) for key in Record.objects.values_list("pk", flat=True)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        together.many(rows(9, 8))
    assert (Record.objects.count(), RecordVersion.objects.count()) == (2, 2)
    assert Entry.objects.filter(action="a").count() == 2


def test_derived_columns_are_derived(mission: Mission) -> None:
    saved = Station.objects.create(election=mission.election, code="Ә-1", name="Мектеп")
    saved.delete()
    inserted = Insert(Station)(Station(election=mission.election, code="Ә-1", name="Мектеп"))
    kept = Station.objects.get(pk=inserted.pk)
    assert (kept.search_key, kept.order_key) == (saved.search_key, saved.order_key) != ("", "")


@pytest.mark.parametrize("model", [Record, Submission, RecordVersion, Entry, User])
def test_a_new_instance_is_what_the_constructor_makes(model: type[Model]) -> None:
    values = {"id": 7} if model is not Record else {"id": 7, "mission_id": 3, "flags": ["x"]}
    made, known = New(model)(**values), model(**values)
    passing = {
        field.attname for field in model._meta.concrete_fields if field.get_default() != field.get_default()
    }
    for one in (made, known):
        assert (one._state.adding, one._state.db) == (True, None)
    columns = [field.attname for field in model._meta.concrete_fields if field.attname not in passing]
    assert [getattr(made, name) for name in columns] == [getattr(known, name) for name in columns]
    assert set(made.__dict__) == set(known.__dict__)


def test_new_instances_share_nothing_and_have_no_unknown_columns() -> None:
    new = New(Record)
    first, second = new(), new()
    first.flags.append("x")
    first.ratings["overall"] = "good"
    assert (second.flags, second.ratings, first._state is second._state) == ([], {}, False)
    with pytest.raises(TypeError, match="flag"):
        new(flag=1)


@pytest.mark.parametrize("number", [1, 2, 3])
def test_rows_with_and_without_values_go_in_together(mission: Mission, number: int) -> None:
    version = published_form(mission)
    at = datetime(2026, 3, 1, 7, 5, 1, 250_000, tzinfo=UTC)
    some = {"observed_at": at, "area_text": "Ә'\\%s", "ratings": {"a": ["b", None, 1.5]}, "is_unread": True}
    rows = [
        Record(mission=mission, form_version=version, number=place, **(some if place % 2 else {}))
        for place in range(number)
    ]
    for row, (key,) in zip(rows, new_keys(number, Record), strict=True):
        row.pk = key
    InsertTogether(Record).many([(row,) for row in rows])
    columns = [field.attname for field in Record._meta.concrete_fields]
    for row in rows:
        kept = Record.objects.get(pk=row.pk)
        assert [getattr(kept, name) for name in columns] == [getattr(row, name) for name in columns]


def test_a_row_that_the_database_refuses_is_djangos_own_error(mission: Mission) -> None:
    insert = Insert(Station)
    insert(Station(election=mission.election, code="7"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert(Station(election=mission.election, code="7"))
    assert Station.objects.count() == 1
