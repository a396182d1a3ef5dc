"""Several processes write and sequence at the same time, and nothing is lost or doubled."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest
from django.db import connection, transaction

from baqylau.accounts.models import User
from baqylau.trail.actions import checkpoint_for_publishing, sequence
from baqylau.trail.models import Batch, Entry
from baqylau.trail.record import record
from tests.processes import database_url, environment, run, start
from tests.trail.conftest import NOW
from tests.trail.worker import ENTRIES


@pytest.mark.django_db(transaction=True)
def test_writers_and_sequencers_in_several_processes_lose_nothing(tmp_path: Path) -> None:
    env, stop = environment(tmp_path, database_url()), tmp_path / "stop"
    sequencers = [start("-m", "tests.trail.worker", "sequence", str(stop), env=env) for _ in range(2)]
    assert [process.stdout and process.stdout.readline() for process in sequencers] == ["ready\n"] * 2
    writers = [start("-m", "tests.trail.worker", "write", str(number), env=env) for number in (1, 2)]
    assert [process.stdout and process.stdout.readline() for process in writers] == ["half\n"] * 2
    until = time.monotonic() + 60
    while not Batch.objects.exists() and time.monotonic() < until:
        time.sleep(0.01)
    ended = [process.communicate("go on\n", timeout=60) for process in writers]
    stop.touch()
    ended += [process.communicate(timeout=60) for process in sequencers]
    assert [errors for _, errors in ended if errors] == []
    _, output, errors = run("-m", "tests.trail.worker", "report", env=env)
    assert not errors
    found = json.loads(output)
    kept = [[writer, number] for writer in (1, 2) for number in range(ENTRIES) if number % 5 != 4]
    assert sorted(found["written"]) == kept
    positions = [position for position in found["positions"] if position is not None]
    assert positions == list(range(len(positions)))
    assert found["batches"] > 1
    assert found["problems"] == []


def test_a_checkpoint_is_not_signed_inside_a_transaction_that_may_fail(db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        checkpoint_for_publishing(now=NOW)


def test_a_sequencing_that_fails_leaves_no_trace(erik: User) -> None:
    record("test.done", about=erik, by=None)

    with transaction.atomic():
        assert sequence(now=NOW) == 1
        transaction.set_rollback(True)
    assert not Batch.objects.exists()
    assert Entry.objects.get().position is None


if connection.vendor == "postgresql":  # On SQLite one writes at a time, as that database has it.

    @pytest.mark.django_db(transaction=True)
    def test_neither_writers_nor_a_second_sequencer_wait_for_a_sequencer(erik: User) -> None:
        record("test.done", about=erik, by=None)
        elsewhere: list[int] = []

        def write_and_sequence() -> None:
            record("test.meanwhile", about=erik, by=None)
            elsewhere.append(sequence(now=NOW))
            connection.close()

        with transaction.atomic():
            assert sequence(now=NOW) == 1
            began = time.monotonic()
            other = threading.Thread(target=write_and_sequence)
            other.start()
            other.join(timeout=20)
            assert elsewhere == [0]
            assert time.monotonic() - began < 10
        assert sequence(now=NOW) == 1
        assert list(Entry.objects.order_by("pk").values_list("position", flat=True)) == [0, 1]

    @pytest.mark.django_db(transaction=True)
    def test_an_entry_committed_late_is_sequenced_though_its_number_is_lower(erik: User) -> None:
        written, may_commit = threading.Event(), threading.Event()

        def write_slowly() -> None:
            with transaction.atomic():
                record("test.slow", about=erik, by=None)
                written.set()
                may_commit.wait(20)
            connection.close()

        slow = threading.Thread(target=write_slowly)
        slow.start()
        assert written.wait(20)
        record("test.quick", about=erik, by=None)
        assert sequence(now=NOW) == 1
        may_commit.set()
        slow.join(20)
        assert sequence(now=NOW) == 1
        assert list(Entry.objects.order_by("position").values_list("action", flat=True)) == [
            "test.quick",
            "test.slow",
        ]
