"""The names of everything that may be permitted. Who holds what is the mission's role table."""

from __future__ import annotations

from enum import StrEnum


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
