"""Coded media items in the silence become possible violations, for a person to judge."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from baqylau.accounts.models import User
from baqylau.campaign.models import MediaSubject
from baqylau.disputes.actions.load import load
from baqylau.disputes.actions.possible import look_for_possible
from baqylau.disputes.models import PossibleViolation
from baqylau.disputes.sources.pack import read_bytes
from baqylau.election.models import Election
from baqylau.mission.models import Mission
from tests.campaign.media_cast import make_newsroom
from tests.disputes.conftest import PROCEDURE

pytestmark = pytest.mark.django_db
AFTER = datetime(2026, 3, 2, 9, tzinfo=UTC)


def test_paid_items_and_those_about_contestants_in_the_silence_are_proposed(
    mission: Mission, election: Election, procedure: None, aigerim: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.campaign.media_cast.NOW", AFTER)
    part = PROCEDURE.replace('["campaign_event"]', '["campaign_event", "campaign_item"]')
    load(read_bytes(part.encode()), election=election, by=None)
    newsroom = make_newsroom(mission, aigerim)
    blue = {"start": "500", "length": "100", "subject": "blue", "tone": "1"}
    state = {"start": "1000", "length": "100", "subject": "government", "tone": "2"}
    paid = {"start": "2000", "length": "100", "subject": "government", "tone": "2", "paid": "yes"}
    polls = {"start": "2500", "length": "100", "subject": "government", "tone": "2", "topic": "opinion_polls"}
    night = newsroom.programme(day=date(2026, 2, 27), begins=time(23, 50), minutes=40)
    newsroom.coded(night, blue, {**blue, "start": "1200"}, {**state, "start": "1500"}, paid, polls)
    before = newsroom.programme(day=date(2026, 2, 27), begins=time(12), minutes=40)
    newsroom.coded(before, blue, state, paid)
    newsroom.coded(newsroom.programme(outlet=newsroom.site, day=date(2026, 2, 28)), {**blue, "start": ""})
    assert MediaSubject.objects.filter(is_contestant=True).count() == 3
    look_for_possible(mission=mission, by=aigerim, now=AFTER)
    found = PossibleViolation.objects.order_by("item").values_list("item", "kind", "at", "is_certain")
    assert list(found) == [
        ("media:1/2", "silence", "2026-02-28T00:02+00:00", True),
        ("media:1/4", "silence", "2026-02-28T00:10+00:00", True),
        ("media:1/5", "poll", "2026-02-28T00:15+00:00", True),
        ("media:3/1", "silence", "2026-02-28", True),
    ]
