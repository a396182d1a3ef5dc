"""Members, teams and delegations: what the actions refuse, and what the database refuses by itself."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from baqylau.accounts import actions as accounts
from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.election.models import Area
from baqylau.mission.actions.delegations import change_delegation, create_delegation, head_of
from baqylau.mission.actions.members import add_member, change_member, end_membership
from baqylau.mission.actions.missions import change_mission, create_mission
from baqylau.mission.actions.teams import change_team, create_team, dissolve_team
from baqylau.mission.kinds import ALLOWS, Kind, roles_in
from baqylau.mission.models import Delegation, Membership, Mission, Team
from baqylau.mission.queries import members_of, missions_of, roles_of, team_of
from baqylau.mission.roles import Role
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.problems[0].code


def observers(mission: Mission, by: User, count: int) -> list[Membership]:
    users = [User.objects.create_user(f"observer{number}") for number in range(count)]
    return [add_member(mission=mission, user=user, role=Role.STO, by=by) for user in users]


@pytest.fixture
def joint(mission: Mission, aigerim: User) -> Mission:
    mission.kind = Kind.JOINT
    mission.save()
    return mission


class TestMembers:
    def test_adding_one_is_written_to_the_trail_in_identifiers(
        self, mission: Mission, aigerim: User, erik: User
    ) -> None:
        membership = add_member(mission=mission, user=erik, role=Role.VIEWER, by=aigerim)
        entry = Entry.objects.get(action="mission.member_added")
        assert entry.object_id == str(membership.pk)
        assert entry.by == f"accounts.user:{aigerim.pk}"
        assert b"Erik" not in bytes(entry.body)
        assert b'"role":"viewer"' in bytes(entry.body)

    def test_the_same_role_twice_is_refused(self, mission: Mission, aigerim: User, bolat: User) -> None:
        with pytest.raises(Refused) as refused:
            add_member(mission=mission, user=bolat, role=Role.STO, by=aigerim)
        assert code(refused) == "M.107"
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(mission=mission, user=bolat, role=Role.STO)

    def test_somebody_who_left_may_come_back(self, mission: Mission, aigerim: User, bolat: User) -> None:
        end_membership(membership=Membership.objects.get(user=bolat), by=aigerim, now=NOW)
        assert not missions_of(bolat).exists()
        add_member(mission=mission, user=bolat, role=Role.STO, by=aigerim)
        assert list(missions_of(bolat)) == [mission]
        assert Membership.objects.filter(user=bolat).count() == 2

    def test_the_last_head_is_not_ended_and_gets_no_other_role(self, mission: Mission, aigerim: User) -> None:
        membership = Membership.objects.get(user=aigerim)
        for attempt in (
            lambda: end_membership(membership=membership, by=aigerim, now=NOW),
            lambda: change_member(membership=membership, role=Role.VIEWER, by=aigerim),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert code(refused) == "M.106"

    def test_the_last_head_keeps_the_account_until_another_is_named(
        self, mission: Mission, aigerim: User, dana: User, administrator: User
    ) -> None:
        with pytest.raises(Refused) as refused:
            accounts.deactivate(user=aigerim, by=administrator)
        assert code(refused) == "M.106"
        aigerim.refresh_from_db()
        assert aigerim.is_active
        add_member(mission=mission, user=dana, role=Role.HEAD, by=aigerim)
        accounts.deactivate(user=aigerim, by=administrator)
        assert not User.objects.get(pk=aigerim.pk).is_active

    def test_a_head_whose_account_is_closed_does_not_count(
        self, mission: Mission, aigerim: User, dana: User, administrator: User
    ) -> None:
        second = add_member(mission=mission, user=dana, role=Role.HEAD, by=aigerim)
        accounts.deactivate(user=aigerim, by=administrator)
        with pytest.raises(Refused) as refused:
            end_membership(membership=second, by=dana, now=NOW)
        assert code(refused) == "M.106"

    def test_areas_are_those_of_the_election(self, mission: Mission, aigerim: User, erik: User) -> None:
        inside, outside = (
            Area.objects.create(
                country="xx", code=name, kind="region", path=f"{name}/", valid_from=date(2020, 1, 1)
            )
            for name in ("in", "out")
        )
        mission.election.areas.add(inside)
        with pytest.raises(Refused) as refused:
            add_member(mission=mission, user=erik, role=Role.LTO, areas=[outside], by=aigerim)
        assert code(refused) == "M.111"
        assert not Membership.objects.filter(user=erik).exists()
        membership = add_member(mission=mission, user=erik, role=Role.LTO, areas=[inside], by=aigerim)
        assert list(membership.areas.all()) == [inside]

    def test_a_closed_account_is_not_added(
        self, mission: Mission, aigerim: User, erik: User, administrator: User
    ) -> None:
        accounts.deactivate(user=erik, by=administrator)
        with pytest.raises(Refused) as refused:
            add_member(mission=mission, user=erik, role=Role.STO, by=aigerim)
        assert code(refused) == "M.110"

    def test_an_ended_membership_is_not_changed(self, mission: Mission, aigerim: User, bolat: User) -> None:
        membership = Membership.objects.get(user=bolat)
        end_membership(membership=membership, by=aigerim, now=NOW)
        with pytest.raises(Refused) as refused:
            change_member(membership=membership, role=Role.LTO, by=aigerim)
        assert code(refused) == "M.110"

    def test_what_others_ask(
        self, mission: Mission, other_mission: Mission, aigerim: User, bolat: User, carla: User
    ) -> None:
        add_member(mission=mission, user=bolat, role=Role.DATA_CLERK, by=aigerim)
        assert roles_of(bolat, mission) == {Role.STO, Role.DATA_CLERK}
        assert roles_of(bolat, other_mission) == frozenset()
        assert list(missions_of(carla)) == [other_mission]
        assert [membership.user for membership in members_of(mission)] == [aigerim, bolat, bolat]
        assert team_of(bolat, mission) is None


class TestTheKindDecides:
    def test_who_may_publish_percentages(self) -> None:
        assert {kind for kind, allows in ALLOWS.items() if allows.percentages} == {
            Kind.FULL,
            Kind.JOINT,
            Kind.CITIZEN,
        }

    @pytest.mark.parametrize("kind", list(Kind))
    def test_only_a_joint_mission_has_heads_of_delegation(self, kind: Kind) -> None:
        assert (Role.HEAD_OF_DELEGATION in roles_in(kind)) is (kind == Kind.JOINT)

    @pytest.mark.parametrize("kind", [Kind.ASSESSMENT, Kind.INTERGOVERNMENTAL])
    def test_a_mission_without_long_term_observers_has_no_such_role(
        self, kind: Kind, mission: Mission, aigerim: User, erik: User
    ) -> None:
        mission.kind = kind
        mission.save()
        with pytest.raises(Refused) as refused:
            add_member(mission=mission, user=erik, role=Role.LTO, by=aigerim)
        assert code(refused) == "M.102"

    def test_a_mission_does_not_become_a_kind_that_lacks_what_it_has(
        self, mission: Mission, aigerim: User, erik: User
    ) -> None:
        add_member(mission=mission, user=erik, role=Role.LTO, by=aigerim)
        with pytest.raises(Refused) as refused:
            change_mission(
                mission=mission,
                name="x",
                kind=Kind.ASSESSMENT,
                minimum_denominator=30,
                authoritative_language="en",
                by=aigerim,
            )
        assert code(refused) == "M.116"

    def test_a_minimum_under_one_is_refused_by_action_and_database(
        self, mission: Mission, aigerim: User
    ) -> None:
        with pytest.raises(Refused) as refused:
            change_mission(
                mission=mission,
                name="x",
                kind=mission.kind,
                minimum_denominator=0,
                authoritative_language="en",
                by=aigerim,
            )
        assert code(refused) == "M.115"
        with pytest.raises(IntegrityError), transaction.atomic():
            Mission.objects.update(minimum_denominator=0)

    def test_a_short_name_is_used_once(self, mission: Mission, erik: User, administrator: User) -> None:
        with pytest.raises(Refused) as refused:
            create_mission(
                slug="steppe",
                name="Another",
                election=mission.election,
                kind=Kind.FULL,
                minimum_denominator=30,
                authoritative_language="kk",
                head=erik,
                by=administrator,
            )
        assert code(refused) == "M.101"


class TestTeams:
    @pytest.mark.parametrize("size", [0, 1, 4])
    def test_none_one_or_four_are_no_team(self, mission: Mission, aigerim: User, size: int) -> None:
        with pytest.raises(Refused) as refused:
            create_team(mission=mission, code="1", members=observers(mission, aigerim, size), by=aigerim)
        assert code(refused) == "M.105"
        assert not Team.objects.exists()

    @pytest.mark.parametrize("size", [2, 3])
    def test_two_or_three_are(self, mission: Mission, aigerim: User, size: int) -> None:
        members = observers(mission, aigerim, size)
        team = create_team(mission=mission, code="1", members=members, by=aigerim)
        assert sorted(team.memberships.values_list("place", flat=True)) == list(range(1, size + 1))
        assert team_of(members[0].user, mission) == team
        assert team.is_complete

    def test_one_person_twice_is_no_team_of_two(self, mission: Mission, aigerim: User, bolat: User) -> None:
        sto = Membership.objects.get(user=bolat)
        clerk = add_member(mission=mission, user=bolat, role=Role.DATA_CLERK, by=aigerim)
        with pytest.raises(Refused) as refused:
            create_team(mission=mission, code="1", members=[sto, clerk], by=aigerim)
        assert code(refused) == "M.105"

    def test_the_database_refuses_a_fourth(self, mission: Mission, aigerim: User) -> None:
        *three, fourth = observers(mission, aigerim, 4)
        team = create_team(mission=mission, code="1", members=three, by=aigerim)
        fourth.team = team
        with pytest.raises(Refused) as refused:
            fourth.save()
        assert code(refused) == "M.105"
        for place in (1, 4, None):
            with pytest.raises(IntegrityError), transaction.atomic():
                Membership.objects.filter(pk=fourth.pk).update(team=team, place=place)

    def test_a_team_whose_member_left_is_incomplete_and_takes_another(
        self, mission: Mission, aigerim: User
    ) -> None:
        first, second, third = observers(mission, aigerim, 3)
        team = create_team(mission=mission, code="1", members=[first, second], by=aigerim)
        end_membership(membership=first, by=aigerim, now=NOW)
        assert not team.is_complete
        change_team(team=team, code="1", members=[second, third], by=aigerim)
        assert team.is_complete

    def test_nobody_is_in_two_teams(self, mission: Mission, aigerim: User) -> None:
        first, second, third = observers(mission, aigerim, 3)
        create_team(mission=mission, code="1", members=[first, second], by=aigerim)
        with pytest.raises(Refused) as refused:
            create_team(mission=mission, code="2", members=[second, third], by=aigerim)
        assert code(refused) == "M.109"
        clerk = add_member(mission=mission, user=first.user, role=Role.DATA_CLERK, by=aigerim)
        other = Team.objects.create(mission=mission, code="3")
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=clerk.pk).update(team=other, place=1)

    def test_a_team_of_another_mission_is_refused(
        self, mission: Mission, other_mission: Mission, aigerim: User, bolat: User, carla: User
    ) -> None:
        members = [Membership.objects.get(user=user) for user in (bolat, carla)]
        with pytest.raises(Refused) as refused:
            create_team(mission=mission, code="1", members=members, by=aigerim)
        assert code(refused) == "M.104"
        assert not Team.objects.exists()

    def test_a_code_is_used_once(self, mission: Mission, aigerim: User) -> None:
        first, second, third, fourth = observers(mission, aigerim, 4)
        create_team(mission=mission, code="1", members=[first, second], by=aigerim)
        with pytest.raises(Refused) as refused:
            create_team(mission=mission, code="1", members=[third, fourth], by=aigerim)
        assert code(refused) == "M.114"

    def test_a_team_taken_apart_leaves_its_members(self, mission: Mission, aigerim: User) -> None:
        members = observers(mission, aigerim, 2)
        dissolve_team(team=create_team(mission=mission, code="1", members=members, by=aigerim), by=aigerim)
        assert not Team.objects.exists()
        assert team_of(members[0].user, mission) is None
        assert Entry.objects.filter(action="mission.team_dissolved").count() == 1


class TestDelegations:
    def test_a_delegation_is_made_with_its_head(self, joint: Mission, aigerim: User, erik: User) -> None:
        delegation = create_delegation(mission=joint, name="PACE", head=erik, by=aigerim)
        head = head_of(delegation)
        assert head
        assert head.user == erik
        assert roles_of(erik, joint) == {Role.HEAD_OF_DELEGATION}

    def test_other_kinds_have_none(self, mission: Mission, aigerim: User, erik: User) -> None:
        with pytest.raises(Refused) as refused:
            create_delegation(mission=mission, name="PACE", head=erik, by=aigerim)
        assert code(refused) == "M.112"

    def test_a_delegation_has_one_head(self, joint: Mission, aigerim: User, erik: User, dana: User) -> None:
        delegation = create_delegation(mission=joint, name="PACE", head=erik, by=aigerim)
        with pytest.raises(Refused) as refused:
            add_member(
                mission=joint, user=dana, role=Role.HEAD_OF_DELEGATION, delegation=delegation, by=aigerim
            )
        assert code(refused) == "M.108"
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(
                mission=joint, user=dana, role=Role.HEAD_OF_DELEGATION, delegation=delegation
            )

    def test_a_head_of_delegation_has_a_delegation(self, joint: Mission, aigerim: User, erik: User) -> None:
        with pytest.raises(Refused) as refused:
            add_member(mission=joint, user=erik, role=Role.HEAD_OF_DELEGATION, by=aigerim)
        assert code(refused) == "M.113"
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.create(mission=joint, user=erik, role=Role.HEAD_OF_DELEGATION)

    def test_another_head_takes_the_place_of_the_first(
        self, joint: Mission, aigerim: User, erik: User, dana: User
    ) -> None:
        delegation = create_delegation(mission=joint, name="PACE", head=erik, by=aigerim)
        change_delegation(delegation=delegation, name="PACE", head=dana, by=aigerim, now=NOW)
        head = head_of(delegation)
        assert head
        assert head.user == dana
        assert roles_of(erik, joint) == frozenset()

    def test_the_head_of_a_delegation_is_replaced_not_ended(
        self, joint: Mission, aigerim: User, erik: User
    ) -> None:
        delegation = create_delegation(mission=joint, name="PACE", head=erik, by=aigerim)
        head = head_of(delegation)
        assert head
        for attempt in (
            lambda: end_membership(membership=head, by=aigerim, now=NOW),
            lambda: change_member(membership=head, role=Role.VIEWER, delegation=delegation, by=aigerim),
        ):
            with pytest.raises(Refused) as refused:
                attempt()
            assert code(refused) == "M.117"

    def test_a_delegation_of_another_mission_is_refused(
        self, joint: Mission, other_mission: Mission, aigerim: User, erik: User
    ) -> None:
        theirs = Delegation.objects.create(mission=other_mission, name="Theirs")
        with pytest.raises(Refused) as refused:
            add_member(mission=joint, user=erik, role=Role.STO, delegation=theirs, by=aigerim)
        assert code(refused) == "M.103"

    def test_a_name_is_used_once(self, joint: Mission, aigerim: User, erik: User, dana: User) -> None:
        create_delegation(mission=joint, name="PACE", head=erik, by=aigerim)
        with pytest.raises(Refused) as refused:
            create_delegation(mission=joint, name="PACE", head=dana, by=aigerim)
        assert code(refused) == "M.119"
