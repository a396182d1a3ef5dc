"""One mission, all rooms together, as far as the person who looks may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Membership, Mission, Team
from baqylau.mission.queries import members_of, team_of
from baqylau.mission.roles import MAY, Role
from baqylau.observation.models import RejectedCell
from baqylau.observation.query_pages import questions_to
from baqylau.reports.document import Shown, document
from baqylau.reports.models import Statement
from baqylau.site.pages.doors import Group, doors
from baqylau.site.templatetags.figures import number


@dataclass(frozen=True, slots=True)
class Person:
    """A member with every role held."""

    name: str
    roles: list[str]
    delegation: str
    team: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much there is; None where the person may not know."""

    members: int
    teams: int
    records: int | None = None
    corrected: int | None = None
    rejected_cells: int | None = None
    forms: int | None = None
    imports: int | None = None
    own_records: int | None = None
    own_questions: int = 0
    """Questions about one's own records that wait for an answer."""


@dataclass(frozen=True, slots=True)
class Summary:
    """The newest statement at a glance: of each chapter its chief figures."""

    statement: Statement
    chapters: list[tuple[str, Sequence[Shown]]]


@dataclass(frozen=True, slots=True)
class MissionPage:
    """Everything on the page of a mission."""

    mission: Mission
    may: frozenset[Permission]
    has: list[str]
    people: list[Person]
    counts: Counts
    own_team: Team | None
    summary: Summary | None
    doors: list[Group]

    @property
    def may_manage(self) -> bool:
        return Permission.MANAGE_MISSION in self.may

    @property
    def may_see_records(self) -> bool:
        return Permission.SEE_RECORDS in self.may

    @property
    def may_see_election_day(self) -> bool:
        return Permission.SEE_ELECTION_DAY in self.may

    @property
    def may_send_reports(self) -> bool:
        return Permission.SEND_REPORTS in self.may

    @property
    def may_import(self) -> bool:
        return Permission.IMPORT_RECORDS in self.may

    @property
    def may_see_figures(self) -> bool:
        return Permission.SEE_FIGURES in self.may


def mission_page(mission: Mission, user: User) -> MissionPage:
    """Gather the page."""
    memberships = list(members_of(mission))
    held = {Role(one.role) for one in memberships if one.user_id == user.pk}
    may = frozenset(permission for permission, roles in MAY.items() if held & roles)
    own_team = team_of(user, mission)
    return MissionPage(
        mission=mission,
        may=may,
        has=has_in_words(mission),
        people=_people(memberships),
        counts=_counts(mission, memberships, may, own_team, user),
        own_team=own_team,
        summary=_summary(mission) if Permission.SEE_FIGURES in may else None,
        doors=doors(mission, may),
    )


def has_in_words(mission: Mission) -> list[str]:
    """What a mission of this kind has and may publish, in sentences."""
    allows = mission.allows
    return [
        ngettext(
            "Percentages of observations, where at least %(count)s observation is behind them.",
            "Percentages of observations, where at least %(count)s observations are behind them.",
            mission.minimum_denominator,
        )
        % {"count": number(mission.minimum_denominator)}
        if allows.percentages
        else _("Counts and narrative, never percentages of election-day observations."),
        _("Long-term and short-term observers.")
        if allows.long_term_observers
        else _("Short-term observers only."),
        *([_("Delegations, each with its head.")] if allows.delegations else []),
        *([_("A quick count from a drawn sample.")] if allows.quick_count else []),
    ]


def _people(memberships: Sequence[Membership]) -> list[Person]:
    people: dict[int, Person] = {}
    for one in memberships:
        person = people.setdefault(
            one.user_id,
            Person(
                one.user.name,
                [],
                one.delegation.name if one.delegation else "",
                one.team.code if one.team else "",
            ),
        )
        person.roles.append(str(one.get_role_display()))
    return list(people.values())


def _counts(
    mission: Mission,
    memberships: Sequence[Membership],
    may: frozenset[Permission],
    own_team: Team | None,
    user: User,
) -> Counts:
    records = mission.records.filter(deleted_at=None)
    counts = Counts(
        members=len({one.user_id for one in memberships}),
        teams=mission.teams.count(),
        own_records=records.filter(team=own_team).count() if own_team else None,
        own_questions=questions_to(user, mission),
    )
    if Permission.SEE_RECORDS not in may:
        return counts
    return Counts(
        members=counts.members,
        teams=counts.teams,
        own_records=counts.own_records,
        own_questions=counts.own_questions,
        records=records.count(),
        corrected=records.filter(versions__number=2).count(),
        rejected_cells=RejectedCell.objects.filter(imported__mission=mission).count(),
        forms=mission.forms.count(),
        imports=mission.imports.count(),
    )


def _summary(mission: Mission) -> Summary | None:
    newest = mission.statements.select_related("mission").order_by("-number").first()
    if newest is None:
        return None
    chapters = [(chapter.title, chapter.chart or chapter.table) for chapter in document(newest).chapters]
    return Summary(newest, [(title, figures) for title, figures in chapters if figures])
