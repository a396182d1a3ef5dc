"""What is written, and what is never written."""

from __future__ import annotations

import json

import pytest

from baqylau.accounts.models import User
from baqylau.trail.actions import sequence
from baqylau.trail.listing import history
from baqylau.trail.models import Entry, Salt
from baqylau.trail.record import confirms, personal, record
from baqylau.trail.verify import verify
from tests.trail.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_bytes_come_back_as_they_were_written(erik: User) -> None:
    entry = record(
        "test.done", about=erik, by=None, change={"ә": "Қ\x00\n", "a": [1, None, {"z": 1, "b": 2}]}
    )
    body = bytes(Entry.objects.get(pk=entry.pk).body)
    assert body == bytes(entry.body)
    assert body.decode() == (
        f'{{"about":"accounts.user:{erik.pk}","action":"test.done","at":"{entry.written_at.isoformat()}",'
        '"by":"installation","change":{"a":[1,null,{"b":2,"z":1}],"ә":"Қ\\u0000\\n"}}'
    )


def test_a_personal_text_is_not_written(erik: User) -> None:
    change = {"name": personal("Erik Müller"), "of": [{"address": personal("Abai 1")}], "code": "x"}
    entry = record("test.done", about=erik, by=erik, change=change)
    stored = Entry.objects.get(pk=entry.pk)
    assert "Erik" not in bytes(stored.body).decode()
    assert "Abai" not in bytes(stored.body).decode()
    assert {salt.field for salt in stored.salts.all()} == {"name", "of.0.address"}
    assert all(len(bytes(salt.salt)) == 16 for salt in stored.salts.all())
    assert confirms(stored, field="name", text="Erik Müller") is True
    assert confirms(stored, field="of.0.address", text="Abai 1") is True
    assert confirms(stored, field="name", text="Erik Muller") is False


def test_one_text_twice_gives_two_digests(erik: User) -> None:
    change = {"one": personal("same"), "other": personal("same")}
    written = json.loads(bytes(record("test.done", about=erik, by=erik, change=change).body))["change"]
    assert written["one"] != written["other"]


def test_destroying_a_salt_leaves_the_log_whole_and_the_digest_mute(erik: User) -> None:
    entry = record("test.done", about=erik, by=erik, change={"name": personal("Erik")})
    sequence(now=NOW)
    Salt.objects.all().delete()
    assert confirms(entry, field="name", text="Erik") is None
    assert verify().intact


def test_what_json_cannot_say_exactly_is_refused(erik: User) -> None:
    with pytest.raises(ValueError, match="Out of range"):
        record("test.done", about=erik, by=erik, change={"share": float("nan")})


def test_the_history_of_an_object_names_who_acted_and_begins_with_the_newest(
    erik: User, administrator: User, django_assert_num_queries: object
) -> None:
    record("test.first", about=erik, by=None)
    record("test.second", about=erik, by=administrator, change={"n": 1})
    record("test.elsewhere", about=administrator, by=erik)
    sequence(now=NOW)
    record("test.third", about=erik, by=erik)
    with django_assert_num_queries(2):  # type: ignore[operator]
        lines = history(about=erik)
    assert [(line.action, line.by, line.position) for line in lines] == [
        ("test.third", "Erik", None),
        ("test.second", "Zhanna", 1),
        ("test.first", "the installation", 0),
    ]
    assert lines[1].change == {"n": 1}
    assert [line.action for line in history(about=erik, limit=1)] == ["test.third"]


def test_an_actor_who_is_no_more_keeps_the_number(erik: User, administrator: User) -> None:
    record("test.done", about=erik, by=administrator)
    number = administrator.pk
    administrator.delete()
    assert history(about=erik)[0].by == f"accounts.user:{number}"
