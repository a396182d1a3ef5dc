"""The one table of who may do what in a mission."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.permissions import Permission


class Role(models.TextChoices):
    """What a member does in a mission."""

    HEAD = "head", _("Head of mission")
    DEPUTY = "deputy", _("Deputy head of mission")
    SPECIAL_COORDINATOR = "special_coordinator", _("Special co-ordinator")
    HEAD_OF_DELEGATION = "head_of_delegation", _("Head of delegation")
    LTO_COORDINATOR = "lto_coordinator", _("LTO co-ordinator")
    LEGAL_ANALYST = "legal_analyst", _("Legal analyst")
    POLITICAL_ANALYST = "political_analyst", _("Political analyst")
    ELECTION_ANALYST = "election_analyst", _("Election analyst")
    MEDIA_ANALYST = "media_analyst", _("Media analyst")
    STATISTICS_ANALYST = "statistics_analyst", _("Statistics analyst")
    LTO = "lto", _("Long-term observer")
    STO = "sto", _("Short-term observer")
    DATA_CLERK = "data_clerk", _("Data clerk")
    MEDIA_MONITOR = "media_monitor", _("Media monitor")
    VIEWER = "viewer", _("Viewer")


EVERYONE = frozenset(Role)
LEADERS = frozenset({Role.HEAD, Role.DEPUTY})
ANALYSTS = frozenset(
    {
        Role.LEGAL_ANALYST,
        Role.POLITICAL_ANALYST,
        Role.ELECTION_ANALYST,
        Role.MEDIA_ANALYST,
        Role.STATISTICS_ANALYST,
    }
)

MAY: dict[Permission, frozenset[Role]] = {
    Permission.SEE_MISSION: EVERYONE,
    Permission.MANAGE_MISSION: LEADERS,
    Permission.PLAN_DEPLOYMENT: LEADERS | {Role.LTO_COORDINATOR, Role.STATISTICS_ANALYST},
    Permission.SEND_REPORTS: frozenset({Role.LTO, Role.STO, Role.HEAD_OF_DELEGATION}) | ANALYSTS,
    Permission.SEE_OWN_RECORDS: EVERYONE - frozenset({Role.VIEWER}),
    Permission.SEE_RECORDS: LEADERS | ANALYSTS | frozenset({Role.LTO_COORDINATOR, Role.DATA_CLERK}),
    Permission.IMPORT_RECORDS: LEADERS | {Role.STATISTICS_ANALYST, Role.DATA_CLERK},
    Permission.CHECK_RECORDS: frozenset(
        {Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST, Role.LTO_COORDINATOR, Role.DATA_CLERK}
    ),
    Permission.CORRECT_RECORDS: frozenset({Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST}),
    Permission.DELETE_RECORDS: LEADERS,
    Permission.DECRYPT_RECORDS: LEADERS | {Role.STATISTICS_ANALYST},
    Permission.MANAGE_FORMS: LEADERS | {Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST},
    Permission.MANAGE_PHONES: LEADERS | {Role.LTO_COORDINATOR, Role.DATA_CLERK},
    Permission.MANAGE_MESSAGES: LEADERS | {Role.LTO_COORDINATOR, Role.DATA_CLERK},
    Permission.SEE_ELECTION_DAY: LEADERS
    | {Role.SPECIAL_COORDINATOR, Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST},
    Permission.SEE_RESULTS: LEADERS
    | {Role.SPECIAL_COORDINATOR, Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST, Role.DATA_CLERK},
    Permission.ENTER_PROTOCOLS: frozenset({Role.DATA_CLERK, Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST}),
    Permission.RESOLVE_PROTOCOLS: LEADERS | {Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST},
    Permission.EXPLAIN_DISCREPANCIES: LEADERS
    | {Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST, Role.DATA_CLERK},
    Permission.MANAGE_SAMPLES: LEADERS | {Role.STATISTICS_ANALYST},
    Permission.SEE_ESTIMATES: LEADERS | {Role.STATISTICS_ANALYST},
    Permission.PUBLISH_RESULTS: LEADERS,
    Permission.SEE_CASES: LEADERS | ANALYSTS,
    Permission.KEEP_CASES: LEADERS | {Role.LEGAL_ANALYST},
    Permission.SEE_CONFIDENTIAL_CASES: LEADERS | {Role.LEGAL_ANALYST},
    Permission.IMPORT_CASES: LEADERS | {Role.LEGAL_ANALYST},
    Permission.KEEP_PUBLISHED_FIGURES: LEADERS | ANALYSTS,
    Permission.KEEP_CANDIDATES: LEADERS | ANALYSTS | {Role.DATA_CLERK},
    Permission.SEE_MEETINGS: LEADERS | ANALYSTS | {Role.LTO_COORDINATOR, Role.LTO},
    Permission.KEEP_MEETINGS: LEADERS | ANALYSTS | {Role.LTO_COORDINATOR, Role.LTO},
    Permission.SEE_INTERLOCUTORS: LEADERS | ANALYSTS,
    Permission.SEE_MEDIA: LEADERS | ANALYSTS,
    Permission.CODE_MEDIA: frozenset({Role.MEDIA_ANALYST, Role.MEDIA_MONITOR}),
    Permission.MANAGE_MEDIA: LEADERS | {Role.MEDIA_ANALYST},
    Permission.SEE_CAMPAIGN: LEADERS | ANALYSTS | {Role.LTO_COORDINATOR},
    Permission.KEEP_CAMPAIGN: LEADERS
    | {Role.POLITICAL_ANALYST, Role.LEGAL_ANALYST, Role.MEDIA_ANALYST, Role.LTO_COORDINATOR},
    Permission.SEE_CONFIDENTIAL_CAMPAIGN: LEADERS | {Role.POLITICAL_ANALYST, Role.LEGAL_ANALYST},
    Permission.SEE_FINDINGS: LEADERS | ANALYSTS | {Role.SPECIAL_COORDINATOR, Role.LTO_COORDINATOR},
    Permission.WRITE_REPORTS: LEADERS | ANALYSTS | {Role.LTO_COORDINATOR},
    Permission.APPROVE_REPORTS: LEADERS,
    Permission.KEEP_RECOMMENDATIONS: LEADERS | ANALYSTS,
    Permission.SEE_FIGURES: LEADERS
    | {Role.SPECIAL_COORDINATOR, Role.STATISTICS_ANALYST, Role.ELECTION_ANALYST},
    Permission.RUN_STATEMENT: LEADERS | {Role.STATISTICS_ANALYST},
}
"""Permission → the roles that hold it. National figures before publication belong to few."""

FOR_WHOEVER_IS_SIGNED_IN = frozenset({Permission.SEE_ELECTION})
FOR_THE_ADMINISTRATOR = frozenset({Permission.CREATE_MISSION, Permission.MANAGE_USERS, Permission.SEE_TRAIL})
"""What is asked without a mission; no role gives it, and being administrator gives nothing in a mission."""
