"""Correcting a record."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area
from baqylau.observation.actions.correct import Correction, correct
from baqylau.observation.models import Import, Record, RecordVersion
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db

REASON = "The observer confirmed it by telephone"


def fix(
    number: int, by: User, *, from_version: int = 1, reason: str = REASON, **changes: str
) -> RecordVersion:
    """Correct a record; a value in brackets is a state."""
    return correct(
        record=Record.objects.get(number=number),
        from_version=from_version,
        changes={
            name: Correction(value[1:-1]) if value.startswith("(") else Correction("answered", value)
            for name, value in changes.items()
        },
        reason=reason,
        by=by,
    )


def test_a_correction_is_a_new_version_and_the_old_one_stays(small: Import, dana: User) -> None:
    new = fix(5, dana, ballots="201", box_sealed="(not_observed)")
    old = RecordVersion.objects.get(record__number=5, number=1)
    assert (new.number, new.is_newest, new.by, new.reason) == (2, True, dana, REASON)
    assert (new.answers["ballots"], new.states["box_sealed"]) == (201, "not_observed")
    assert "ballots" not in new.states
    assert (old.is_newest, old.states["ballots"]) == (False, "not_accepted")
    assert new.imported is None
    assert old.imported == small


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ballots": "many"}, "I.404"),
        ({"opened": "26:00"}, "I.404"),
        ({"box_sealed": "maybe"}, "I.404"),
        ({"mood": "merry"}, "I.404"),
        ({"box_sealed": "(not_accepted)"}, "I.404"),
        ({"box_sealed": "(answered)"}, "I.404"),
        ({"box_sealed": "(nonsense)"}, "I.404"),
        ({"nothing": "yes"}, "I.403"),
        ({"box_sealed": "yes"}, "I.402"),
        ({}, "I.402"),
    ],
)
def test_what_is_not_possible_is_refused_and_nothing_changes(
    changes: dict[str, str], code: str, small: Import, dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        fix(1, dana, **changes)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert Record.objects.get(number=1).versions.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "\n"])
def test_a_correction_needs_a_reason(reason: str, small: Import, dana: User) -> None:
    with pytest.raises(Refused, match=r"I\.405"):
        fix(1, dana, reason=reason, ballots="501")


def test_a_correction_of_an_older_version_is_refused(small: Import, dana: User, aigerim: User) -> None:
    fix(1, dana, ballots="501")
    with pytest.raises(Refused, match=r"I\.401"):
        fix(1, aigerim, from_version=1, ballots="502")
    assert RecordVersion.objects.get(record__number=1, is_newest=True).answers["ballots"] == 501


def test_a_corrected_district_and_station_are_matched_again(
    small: Import, areas: dict[str, Area], dana: User
) -> None:
    fix(3, dana, district="South")
    record = Record.objects.get(number=3)
    assert (record.area, record.area_text) == (areas["s"], "South")
    assert "area_not_matched" not in record.flags
    fix(4, dana, station="09/1")
    assert Record.objects.get(number=4).flags == []
    assert Record.objects.get(number=4).search_key.startswith("09/1")


def test_the_trail_names_the_questions_and_holds_no_personal_text(small: Import, dana: User) -> None:
    fix(1, dana, ballots="501", comment="The chair, Mr N., was absent", box_sealed="(dont_know)")
    body = bytes(Entry.objects.get(action="observation.record_corrected").body).decode()
    assert '"ballots":{"from":500,"to":501}' in body
    assert '"box_sealed":{"from":"yes","to":"(dont_know)"}' in body
    assert '"comment"' in body
    assert "absent" not in body
    assert "quiet" not in body
    assert REASON not in body


@pytest.mark.django_db(transaction=True)
def test_of_two_corrections_at_once_one_is_kept_and_the_other_told(small: Import, dana: User) -> None:
    together = threading.Barrier(2)
    told: list[str] = []
    kept: list[int] = []

    def attempt(ballots: str) -> None:
        try:
            together.wait(timeout=20)
            kept.append(fix(1, dana, ballots=ballots).answers["ballots"])
        except Refused as refused:
            told.append(refused.problems[0].code)

    def attempt_in_a_thread(ballots: str) -> None:
        try:
            attempt(ballots)
        finally:
            connection.close()

    threads = [threading.Thread(target=attempt_in_a_thread, args=(ballots,)) for ballots in ("501", "502")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert (told, len(kept)) == (["I.401"], 1)
    newest = RecordVersion.objects.get(record__number=1, is_newest=True)
    assert (newest.number, newest.answers["ballots"]) == (2, kept[0])
