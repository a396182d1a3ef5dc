"""Pairs that balance: the best there is for few people, good and possible ones for many."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.actions.about import About
from baqylau.mission.actions.members import add_member, change_member
from baqylau.mission.actions.pairs import can_be_paired, make_teams, next_code
from baqylau.mission.balance import balance_of
from baqylau.mission.methods.balance import Person, Weights, is_possible, propose, score, total
from baqylau.mission.methods.phone_numbers import normalised
from baqylau.mission.models import Membership, Mission
from baqylau.trail.models import Entry

BACKEND = "baqylau.mission.backend.RoleBackend"


def every_way(people: list[Person]) -> Iterator[list[tuple[Person, Person]]]:
    """All ways of pairing some of them."""
    if not people:
        yield []
        return
    first, others = people[0], people[1:]
    for n, other in enumerate(others):
        for rest in every_way(others[:n] + others[n + 1 :]):
            yield [(first, other), *rest]
    yield from every_way(others)


persons = st.builds(
    Person,
    key=st.just(0),
    sex=st.sampled_from(["f", "m", ""]),
    nationality=st.sampled_from(["KZ", "PL", "DE", ""]),
    missions_before=st.sampled_from([None, 0, 0, 3]),
)
weights = st.builds(Weights, never_one_nationality=st.booleans(), never_two_new=st.booleans())


@settings(max_examples=150, deadline=None)
@given(st.lists(persons, max_size=6), weights)
def test_for_few_people_no_other_pairs_are_worth_more(people: list[Person], weights: Weights) -> None:
    named = [Person(n, one.sex, one.nationality, one.missions_before) for n, one in enumerate(people)]
    ways = [way for way in every_way(named) if all(is_possible(one, other, weights) for one, other in way)]
    best = max((len(way), total(way, weights)) for way in ways)
    found = propose(named, weights)
    assert (len(found.pairs), found.score) == best
    assert found.is_best


@settings(max_examples=60, deadline=None)
@given(st.lists(persons, min_size=11, max_size=24), weights)
def test_for_many_nobody_is_in_two_pairs_and_no_pair_is_impossible(
    people: list[Person], weights: Weights
) -> None:
    named = {n: Person(n, one.sex, one.nationality, one.missions_before) for n, one in enumerate(people)}
    found = propose(named.values(), weights)
    used = [key for pair in found.pairs for key in pair]
    assert sorted([*used, *found.left_over]) == sorted(named)
    pairs = [(named[one], named[other]) for one, other in found.pairs]
    assert all(is_possible(one, other, weights) for one, other in pairs)
    assert found.score == total(pairs, weights)
    assert propose(reversed(named.values()), weights) == found


def test_three_hundred_people_are_paired_in_seconds_and_better_than_as_they_come() -> None:
    dice = random.Random(1)
    people = [
        Person(n, dice.choice("fm"), dice.choice(["KZ", "PL", "DE", "FR"]), dice.choice([0, 0, 2, None]))
        for n in range(300)
    ]
    begun = time.process_time()
    found = propose(people, Weights())
    assert time.process_time() - begun < 20
    as_they_come = list(zip(people[::2], people[1::2], strict=True))
    assert found.score > total(as_they_come, Weights())
    assert len(found.pairs) == 150


def test_what_is_not_known_earns_nothing() -> None:
    assert score(Person(1), Person(2), Weights()) == 0
    assert score(Person(1, "f", "KZ", 2), Person(2), Weights()) == Weights().not_both_new


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("", ""),
        ("+7 (701) 123-45-67", "+77011234567"),
        ("0048 22 695 65 65", "+48226956565"),
        ("8 701 123 45 67", None),
        ("+7701", None),
        ("+7701123456789012", None),
        ("+7 701 abc", None),
        ("+٧٧٠١١٢٣٤٥٦٧", None),
    ],
)
def test_a_telephone_number_is_kept_with_its_country_and_digits_only(text: str, kept: str | None) -> None:
    assert normalised(text) == kept


# ------------------------------------------------------------------ the mission


def observer(mission: Mission, name: str, by: User, **about: object) -> Membership:
    user = User.objects.create_user(name.lower(), name=name)
    return add_member(mission=mission, user=user, role="sto", about=About(**about), by=by)  # type: ignore[arg-type]


@pytest.mark.django_db
class TestMembers:
    def test_what_is_known_of_a_member_stays_where_it_is_not_given(
        self, mission: Mission, aigerim: User
    ) -> None:
        member = observer(mission, "Farida", aigerim, phone_number="+7 701 1234567", nationality="kz")
        change_member(membership=member, role="lto", by=aigerim)
        member.refresh_from_db()
        assert (member.phone_number, member.nationality, member.role) == ("+77011234567", "KZ", "lto")

    def test_the_trail_has_only_digests_of_it(self, mission: Mission, aigerim: User) -> None:
        observer(mission, "Farida", aigerim, phone_number="+77011234567", sex="f")
        body = bytes(Entry.objects.filter(action="mission.member_added").latest("pk").body)
        assert b"7011234567" not in body
        assert b"salted_sha256" in body

    @pytest.mark.parametrize(
        ("about", "code"),
        [
            ({"phone_number": "8 701 1234567"}, "L.150"),
            ({"nationality": "Kazakhstan"}, "L.151"),
            ({"sex": "x"}, "L.152"),
            ({"missions_before": -1}, "L.154"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, mission: Mission, aigerim: User, about: dict[str, object], code: str
    ) -> None:
        with pytest.raises(Refused, match=code):
            observer(mission, "Farida", aigerim, **about)

    def test_two_people_do_not_share_a_number(self, mission: Mission, aigerim: User) -> None:
        observer(mission, "Farida", aigerim, phone_number="+77011234567")
        with pytest.raises(Refused, match=r"L\.153"):
            observer(mission, "Gulnar", aigerim, phone_number="+7 701 123 45 67")


@pytest.mark.django_db
class TestTeamsOfPairs:
    def test_the_next_code_follows_the_highest(self, mission: Mission) -> None:
        assert next_code(mission, "T") == "T01"
        for code in ("T001", "T009", "Team", "X20"):
            mission.teams.create(code=code)
        assert next_code(mission, "T") == "T010"

    def test_a_proposed_pair_becomes_a_team_and_is_no_longer_proposed(
        self, mission: Mission, aigerim: User
    ) -> None:
        for n, sex in enumerate("ffmm"):
            observer(mission, f"Observer{n}", aigerim, sex=sex, missions_before=n % 2)
        client = Client()
        client.force_login(aigerim, backend=BACKEND)
        page = client.get("/missions/steppe/deployment/balance/")
        pairs = page.context["balance"].pairs
        assert len(pairs) == 2
        assert all({member.sex for member in pair.members} == {"f", "m"} for pair in pairs)
        first = {"one": pairs[0].keys, "prefix": "T"}
        assert client.post("/missions/steppe/deployment/balance/teams/", first).status_code == 302
        assert len(client.get("/missions/steppe/deployment/balance/").context["balance"].pairs) == 1
        rest = {"pair": [pairs[1].keys], "prefix": "T"}
        client.post("/missions/steppe/deployment/balance/teams/", rest)
        assert list(mission.teams.values_list("code", flat=True)) == ["T01", "T02"]
        assert not can_be_paired(mission)

    def test_a_member_who_has_left_makes_no_team_and_nothing_is_kept(
        self, mission: Mission, aigerim: User
    ) -> None:
        one, other = observer(mission, "One", aigerim), observer(mission, "Other", aigerim)
        with pytest.raises(Refused, match=r"L\.130"):
            make_teams(mission=mission, pairs=[[one.pk, other.pk], [one.pk, 0]], prefix="T", by=aigerim)
        assert not mission.teams.exists()

    def test_a_team_s_balance_says_when_it_is_not_known(self, mission: Mission, aigerim: User) -> None:
        one = observer(mission, "One", aigerim, sex="f", nationality="KZ", missions_before=0)
        other = observer(mission, "Other", aigerim, sex="f", nationality="")
        make_teams(mission=mission, pairs=[[one.pk, other.pk]], prefix="T", by=aigerim)
        balance = balance_of(mission, Weights()).teams[0]
        assert (balance.two_sexes, balance.two_nationalities, balance.not_both_new) == (False, None, None)
