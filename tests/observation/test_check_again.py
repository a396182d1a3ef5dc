"""All checks can be run again: reports that crossed meet each other, and rules that came later are asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.election.models import Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation import memory
from baqylau.observation.actions.check_again import check_again
from baqylau.observation.models import FormVersion, Record, RecordState
from baqylau.trail.models import Entry
from tests.observation.sending import CHECKS, NOW, filled, published_form, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(mission: Mission) -> FormVersion:
    for code in ("01-A/7", "02-B/1"):
        Station.objects.create(election=mission.election, code=code)
    return published_form(mission)


def codes(record: Record) -> list[str]:
    record.refresh_from_db()
    return [issue["code"] for issue in record.issues]


def test_reports_that_crossed_meet_each_other(
    mission: Mission, version: FormVersion, observer: Membership, aigerim: User
) -> None:
    send(observer, filled("uuid:1"))
    send(observer, filled("uuid:2", station="02-B/1"))
    first, second = Record.objects.order_by("number")
    assert ("K.223" in codes(first), "K.223" in codes(second)) == (False, True)
    Record.objects.update(issues=[], severity=0, state=RecordState.CHECKED)
    assert check_again(mission=mission, by=aigerim) == [first.number, second.number]
    assert "K.223" in codes(first)
    assert "K.223" in codes(second)
    assert first.issues[0]["others"] == [second.number]
    assert {first.state, second.state} == {RecordState.CHECKED}
    assert Entry.objects.filter(action="observation.records_checked_again").count() == 1
    assert check_again(mission=mission, by=aigerim) == []


def test_a_rule_that_came_later_is_asked_of_earlier_records(
    mission: Mission, version: FormVersion, observer: Membership, aigerim: User
) -> None:
    send(observer, filled("uuid:1", voted="1300", registered="1200"))
    record = Record.objects.get()
    before = codes(record)
    version.checks = CHECKS
    version.save()
    memory.forget()
    check_again(mission=mission, by=aigerim)
    assert set(codes(record)) - set(before)


def test_what_is_rejected_deleted_or_of_another_day_disturbs_nobody(
    mission: Mission, version: FormVersion, observer: Membership, aigerim: User
) -> None:
    send(observer, filled("uuid:1"))
    send(observer, filled("uuid:2", station="02-B/1"))
    send(observer, filled("uuid:3", station="02-B/1", start="2026-03-02T09:05:12.000+05:00"))
    first, second, third = Record.objects.order_by("number")
    Record.objects.filter(pk=second.pk).update(state=RecordState.REJECTED)
    assert third.observed_at - first.observed_at == timedelta(days=1)
    check_again(mission=mission, by=aigerim)
    assert "K.223" not in codes(first)
    assert "K.223" not in codes(third)
    Record.objects.filter(pk=second.pk).update(state=RecordState.RECEIVED, deleted_at=NOW)
    assert check_again(mission=mission, by=aigerim) == []


def test_the_page_says_in_how_many_records_something_else_was_found(
    client: Client, mission: Mission, version: FormVersion, observer: Membership, aigerim: User
) -> None:
    Membership.objects.filter(user=aigerim).update(role="statistics_analyst")
    send(observer, filled("uuid:1"))
    send(observer, filled("uuid:2", station="02-B/1"))
    client.force_login(aigerim)
    listed = client.get(reverse("observation:records", args=[mission.slug])).content.decode()
    assert reverse("observation:check_again", args=[mission.slug]) in listed
    page = client.post(reverse("observation:check_again", args=[mission.slug]), follow=True).content.decode()
    assert "they find something else in 1 record." in page
