"""The coding sheet: rows kept as they are typed, finished whole or not at all, corrected with a reason."""

from __future__ import annotations

from datetime import time

import pytest

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_coding import (
    cells_of,
    correct_item,
    finish_programme,
    keep_rows,
    read_sheet_of,
    sent_rows,
    typed_rows,
)
from baqylau.campaign.actions.media_programmes import (
    change_programme,
    give_second_coding,
    remove_programme,
)
from baqylau.campaign.models import CodingRow, MediaItem, Programme
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.trail.models import Entry
from tests.campaign.media_cast import NOW, Newsroom, make_newsroom, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def newsroom(mission: Mission, aigerim: User) -> Newsroom:
    return make_newsroom(mission, aigerim)


JOINT = (
    {"start": "0", "length": "200", "subject": "1", "own": "100", "speech": "30", "tone": "+", "sex": "f"},
    {"start": "+", "subject": "Зелёная партия", "own": "45", "tone": "2"},
    {"start": "200", "length": "115", "subject": "government", "tone": "-", "topic": "economy"},
)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


def test_a_joint_story_is_one_item_whose_subjects_have_their_own_seconds(newsroom: Newsroom) -> None:
    programme = newsroom.coded(newsroom.programme(), *JOINT)
    first, second = programme.items.order_by("number")
    assert (first.begins_at, first.seconds, second.begins_at, second.seconds) == (0, 120, 120, 75)
    assert [
        (one.subject.code, one.seconds, one.direct_speech_seconds, one.manner, one.tone)
        for one in first.subjects.order_by("pk")
    ] == [("blue", 60, 30, "direct", "positive"), ("green", 45, 0, "indirect", "neutral")]
    only = second.subjects.get()
    assert (only.seconds, only.manner, only.tone, second.topic) == (75, "indirect", "negative", "economy")
    assert programme.is_finished
    assert Entry.objects.filter(action="campaign.programme_finished").count() == 1


def test_prime_time_is_by_the_clock_of_the_outlet_unless_it_is_said(newsroom: Newsroom) -> None:
    programme = newsroom.coded(
        newsroom.programme(begins=time(17, 50), minutes=30),
        {"start": "0", "length": "100", "subject": "1", "tone": "1"},
        {"start": "1000", "length": "100", "subject": "1", "tone": "1"},
        {"start": "1200", "length": "100", "subject": "1", "tone": "1", "prime": "no"},
    )
    assert [one.prime_time for one in programme.items.order_by("number")] == [False, True, False]


def test_rows_are_kept_once_however_often_they_are_sent(newsroom: Newsroom) -> None:
    programme = newsroom.programme()
    for _again in range(3):
        keep_rows(programme=programme, rows=typed(*JOINT), now=NOW)
    assert programme.rows.count() == 3
    changed = keep_rows(programme=programme, rows=typed({**JOINT[0], "tone": "3"}, revision=2), now=NOW)
    assert changed[0].row.cells["tone"] == "negative"
    late = keep_rows(programme=programme, rows=typed(JOINT[0], revision=1), now=NOW)
    assert (late[0].row.cells["tone"], late[0].as_sent) == ("negative", False)
    finish_programme(programme=programme, by=newsroom.monitor.user, now=NOW)
    keep_rows(programme=Programme.objects.get(), rows=typed({**JOINT[0], "tone": "3"}, revision=2), now=NOW)
    with pytest.raises(Refused) as refused:
        keep_rows(programme=programme, rows=typed({**JOINT[0], "tone": "1"}, revision=3), now=NOW)
    assert codes(refused) == ["X.126"]


def test_everything_that_is_wrong_is_said_by_row_and_nothing_is_finished(newsroom: Newsroom) -> None:
    programme = newsroom.programme(minutes=10)
    keep_rows(
        programme=programme,
        rows=typed(
            {"start": "0", "length": "175", "subject": "1", "tone": "1"},
            {"start": "100", "length": "200", "subject": "nobody", "tone": "1"},
            {"start": "230", "length": "100", "subject": "2", "tone": "9"},
            {"start": "900", "length": "130", "subject": "2", "own": "200", "speech": "215", "tone": "1"},
            {"start": "400", "length": "100", "subject": "2", "own": "30", "tone": "1"},
            {"start": "+", "subject": "2", "own": "10", "tone": "1"},
            {"start": "+", "subject": "1", "tone": "1"},
        ),
        now=NOW,
    )
    with pytest.raises(Refused) as refused:
        finish_programme(programme=programme, by=newsroom.monitor.user, now=NOW)
    found = {(problem.where, problem.code) for problem in refused.value.problems}
    assert found == {
        ("row 1", "X.131"),
        ("row 2", "X.135"),
        ("row 3", "X.136"),
        ("row 3", "X.134"),
        ("row 4", "X.133"),
        ("row 4", "X.139"),
        ("row 4", "X.140"),
        ("row 6", "X.138"),
        ("row 7", "X.143"),
    }
    assert not MediaItem.objects.exists()
    assert not Programme.objects.get().is_finished


def test_items_of_one_outlet_do_not_overlap_across_programmes(newsroom: Newsroom) -> None:
    newsroom.programme()
    with pytest.raises(Refused) as refused:
        newsroom.programme(begins=time(19, 29))
    assert codes(refused) == ["X.122"]
    assert newsroom.programme(begins=time(19, 30)).number == 2
    assert newsroom.programme(begins=time(23, 30)).number == 3
    with pytest.raises(Refused):
        newsroom.programme(begins=time(0, 10), day=newsroom.programme(begins=time(12)).day.replace(day=17))


def test_print_is_measured_in_area_and_online_counts_items(newsroom: Newsroom) -> None:
    paper = newsroom.coded(
        newsroom.programme(outlet=newsroom.paper, pages=16, area_cm2=9000),
        {"start": "3", "length": "250", "subject": "1", "own": "200", "tone": "2"},
        {"start": "+", "subject": "2", "own": "50", "tone": "1"},
    )
    item = paper.items.get()
    assert (item.page, item.area_cm2, item.seconds, item.prime_time) == (3, 250, None, False)
    assert sum(one.area_cm2 or 0 for one in item.subjects.all()) == 250
    site = newsroom.coded(
        newsroom.programme(outlet=newsroom.site),
        {"subject": "3", "tone": "-", "link": "https://example.org/1"},
    )
    assert (site.items.get().seconds, site.items.get().subjects.get().seconds) == (None, None)


def test_a_second_monitor_codes_the_same_programme_once_more(newsroom: Newsroom) -> None:
    first = newsroom.coded(newsroom.programme(), *JOINT)
    second = give_second_coding(programme=first, monitor=newsroom.second, by=newsroom.head, now=NOW)
    assert (second.second_coding_of, second.begins, second.rows.count()) == (first, first.begins, 0)
    newsroom.coded(second, *JOINT)
    assert set(second.items.values_list("is_second", flat=True)) == {True}
    for programme, monitor in (
        (first, newsroom.second),
        (first, newsroom.monitor),
        (second, newsroom.monitor),
    ):
        with pytest.raises(Refused) as refused:
            give_second_coding(programme=programme, monitor=monitor, by=newsroom.head, now=NOW)
        assert codes(refused) == ["X.127"]


def test_a_finished_programme_is_changed_by_corrections_with_a_reason(newsroom: Newsroom) -> None:
    programme = newsroom.coded(newsroom.programme(), *JOINT)
    monitor = newsroom.monitor.user
    item = programme.items.get(number=1)
    rows = cells_of(item)
    assert rows[0]["length"] == "200"
    rows[0]["tone"], rows[0]["own"] = "negative", "115"
    with pytest.raises(Refused) as silent:
        correct_item(programme=programme, number=1, rows=rows, reason="", version=2, by=monitor, now=NOW)
    assert codes(silent) == ["X.128"]
    correct_item(
        programme=programme, number=1, rows=rows, reason="Heard again", version=2, by=monitor, now=NOW
    )
    change = programme.changes.first()
    assert change is not None
    assert (change.done, change.reason, change.item) == ("item_corrected", "Heard again", 1)
    assert change.fields == [
        {
            "field": "subject:blue",
            "before": "60 · 30 · direct · positive · f",
            "after": "75 · 30 · direct · negative · f",
        }
    ]
    with pytest.raises(Refused) as stale:
        correct_item(programme=programme, number=1, rows=rows, reason="x", version=2, by=monitor, now=NOW)
    assert codes(stale) == ["X.110"]
    with pytest.raises(Refused) as overlap:
        correct_item(
            programme=programme,
            number=None,
            rows=[{"start": "130", "length": "100", "subject": "1", "tone": "1"}],
            reason="Forgotten",
            version=None,
            by=monitor,
            now=NOW,
        )
    assert set(codes(overlap)) == {"X.134"}
    added = correct_item(
        programme=programme,
        number=None,
        rows=[{"start": "1500", "length": "100", "subject": "1", "tone": "1"}],
        reason="Forgotten",
        version=None,
        by=monitor,
        now=NOW,
    )
    assert added == 3
    correct_item(programme=programme, number=3, rows=[], reason="Not so", version=None, by=monitor, now=NOW)
    assert programme.items.count() == 2


def test_what_is_said_of_a_finished_programme_changes_with_a_reason_and_not_below_its_items(
    newsroom: Newsroom,
) -> None:
    from baqylau.campaign.actions.media_programmes import ProgrammeData

    programme = newsroom.coded(newsroom.programme(), *JOINT)

    def changed(length: int, reason: str) -> None:
        given = ProgrammeData(
            outlet=programme.outlet, day=programme.day, begins=programme.begins, length_seconds=length
        )
        change_programme(
            programme=programme, given=given, version=None, by=newsroom.head, now=NOW, reason=reason
        )

    for length, reason, code in ((3000, "", "X.128"), (150, "Shorter", "X.133")):
        with pytest.raises(Refused) as refused:
            changed(length, reason)
        assert codes(refused) == [code]
    changed(3000, "It was fifty minutes")
    assert Programme.objects.get().length_seconds == 3000
    with pytest.raises(Refused):
        remove_programme(programme=programme, by=newsroom.head)


def test_a_programme_that_came_to_nothing_is_removed_with_its_rows(newsroom: Newsroom) -> None:
    programme = newsroom.programme()
    keep_rows(programme=programme, rows=typed(*JOINT), now=NOW)
    remove_programme(programme=programme, by=newsroom.monitor.user)
    assert not CodingRow.objects.exists()


@pytest.mark.parametrize(
    "data", ["x", [1], [{"key": "no"}], [{"key": "0" * 32, "cells": {}, "position": -1}]]
)
def test_what_is_no_list_of_rows_is_refused(data: object) -> None:
    with pytest.raises(Refused) as refused:
        sent_rows(data)
    assert codes(refused) == ["X.146"]


def test_empty_rows_are_passed_over(newsroom: Newsroom) -> None:
    programme = newsroom.programme()
    keep_rows(programme=programme, rows=typed({"start": "0"}, *JOINT, {"start": "315"}), now=NOW)
    sheet = read_sheet_of(programme, typed_rows(programme))
    assert (len(sheet.items), sheet.problems) == (2, ())
