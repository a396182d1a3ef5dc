"""The names of everything that may be permitted. Who holds what is the mission's role table."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """A permission; asked of a user with ``user.has_perm(permission, mission)``.

    The first group is asked without a mission, the second of one mission.
    """

    SEE_ELECTION = "election.see"
    CREATE_MISSION = "mission.create"
    MANAGE_USERS = "accounts.manage"
    SEE_TRAIL = "trail.see"

    SEE_MISSION = "mission.see"
    MANAGE_MISSION = "mission.manage"
    SEE_OWN_RECORDS = "observation.see_own_records"
    SEE_RECORDS = "observation.see_records"
    IMPORT_RECORDS = "observation.import_records"
    CORRECT_RECORDS = "observation.correct_records"
    SEE_FIGURES = "reports.see_figures"
    RUN_STATEMENT = "reports.run_statement"


SAYS = {
    Permission.SEE_ELECTION: _("See elections, their areas, contests and official results"),
    Permission.CREATE_MISSION: _("Make a mission and name its head"),
    Permission.MANAGE_USERS: _("Invite people, make sign-in links, deactivate accounts"),
    Permission.SEE_TRAIL: _("See the trail of the installation"),
    Permission.SEE_MISSION: _("See that the mission exists, its page and its members"),
    Permission.MANAGE_MISSION: _("Change the mission, its members, teams and delegations"),
    Permission.SEE_OWN_RECORDS: _("See the records of one's own team"),
    Permission.SEE_RECORDS: _("See every record"),
    Permission.IMPORT_RECORDS: _("Import records from a file"),
    Permission.CORRECT_RECORDS: _("Correct a record"),
    Permission.SEE_FIGURES: _("See national figures and the statement before publication"),
    Permission.RUN_STATEMENT: _("Run the statement"),
}
"""Each permission in words."""
