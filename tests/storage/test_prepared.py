"""Prepared queries read what Django's own would."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from baqylau.accounts.models import User
from baqylau.election.models import Election, Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.models import Phone
from baqylau.storage.prepared import Each, Fetch, FetchEach, Select, open_number, open_text

pytestmark = pytest.mark.django_db


def test_a_prepared_query_gives_what_the_query_gives(election: Election) -> None:
    for code in ("01-A/7", "1-A/7"):
        Station.objects.create(election=election, code=code)
    query = Select(
        lambda: Station.objects.filter(election_id=open_number(0), code=open_text(1)).values_list(
            "code", "election__day", "order_key"
        )
    )
    for code in ("01-A/7", "1-A/7", "1-A/7'; --"):
        assert query.rows(election.pk, code) == list(
            Station.objects.filter(election=election, code=code).values_list(
                "code", "election__day", "order_key"
            )
        )
    assert query.first(election.pk, "01-A/7")[1] == date(2026, 3, 1)  # type: ignore[index]
    assert query.first(election.pk + 1, "01-A/7") is None


def test_each_is_answered_as_if_it_were_asked_alone(election: Election) -> None:
    for code in ("1", "2", "3", "3a"):
        Station.objects.create(election=election, code=code, name=code[0])

    def stations(**asked: str) -> Select:
        columns = ("code", "election__day", "order_key")
        return Select(lambda: Station.objects.filter(**asked).order_by("-code").values_list(*columns))

    by_name, by_code = stations(name=open_text(0)), stations(code=open_text(0))
    each = Each(by_name, by_code)
    asked = [(("3",), ("1",)), (("3",), ("3a",)), (("no",), ("no",)), (("1",), ("2",)), (("2",), ("no",))]
    for number in range(len(asked) + 1):
        found = [[each.converted(row) for row in rows] for rows in each.raw(asked[:number])]
        assert found == [by_name.rows(*one) + by_code.rows(*other) for one, other in asked[:number]]
    assert [row[0] for row in found[1]] == ["3a", "3", "3a"]


def test_a_prepared_query_for_objects_brings_related_ones(mission: Mission) -> None:
    fetch = Fetch(lambda: Mission.objects.select_related("election").filter(slug=open_text(0)))
    for _ in range(2):
        found = fetch.first("steppe")
        assert found is not None
        assert (found.get_deferred_fields(), list(found._state.fields_cache)) == (set(), ["election"])
        assert (found, found.election, found.election.day) == (mission, mission.election, date(2026, 3, 1))
        assert found.name == "Steppe mission"
    assert fetch.first("no-such") is None


def test_columns_left_out_of_related_objects_are_fetched_when_asked_for(mission: Mission) -> None:
    wanted = Phone.objects.select_related("membership__user").only(
        "digest", "membership__team", "membership__user__name"
    )
    member = Membership.objects.create(
        mission=mission, user=User.objects.create_user("somebody", name="Some Body"), role="sto"
    )
    phone = give_phone(membership=member, by=None, now=datetime(2026, 3, 1, tzinfo=UTC))
    found = Fetch(lambda: wanted.filter(digest=open_text(0))).first(phone.digest)
    assert found is not None
    assert found.get_deferred_fields() == wanted.get(pk=phone.pk).get_deferred_fields() != set()
    assert (found.membership.user.name, found.membership.role) == ("Some Body", "sto")
    assert (found, found.membership, found.mission) == (phone, member, mission)


def test_objects_are_fetched_several_at_once(mission: Mission, django_assert_num_queries: Any) -> None:
    missions = {"steppe": mission}
    for number in range(FetchEach.AT_ONCE + 2):
        slug = f"m{number}"
        missions[slug] = Mission.objects.create(slug=slug, name=slug, election=mission.election, kind="full")
    fetch = FetchEach(lambda: Mission.objects.select_related("election"), "slug")
    for number in range(len(missions) + 1):
        asked = [*list(missions)[:number], "no-such", "steppe", "x' OR 1=1; --"]
        found = fetch.each(asked)
        assert found == [missions.get(slug) for slug in asked]
    assert found[0] is not found[-2]
    assert found[0] is not None
    with django_assert_num_queries(0):
        assert found[0].election.code == mission.election.code
    assert fetch.each([]) == []
