"""Where one can go from the page of a mission: each address only for those who may open it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission


@dataclass(frozen=True, slots=True)
class Door:
    """A page: what its link says, how its address is called, which permission opens it."""

    says: Promise
    to: str
    needs: Permission
    ask: str = ""
    """What follows the address: ``?queue=check``."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it stands on the page."""

    says: Promise
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """Links that belong together, under what they are about."""

    name: Promise
    links: tuple[Link, ...]


GROUPS: tuple[tuple[Promise, tuple[Door, ...]], ...] = (
    (
        _("For you"),
        (
            Door(_("My phone"), "observation:my_phone", Permission.SEND_REPORTS),
            Door(_("My route"), "mission:my_route", Permission.SEND_REPORTS),
        ),
    ),
    (
        _("Election day"),
        (
            Door(_("Election-day room"), "site:election_day", Permission.SEE_ELECTION_DAY),
            Door(_("Silent teams"), "observation:silent", Permission.SEE_RECORDS),
            Door(_("Obstructions of observers"), "observation:obstructions", Permission.SEE_RECORDS),
        ),
    ),
    (
        _("What came in"),
        (
            Door(_("Records"), "observation:records", Permission.SEE_OWN_RECORDS),
            Door(_("To check"), "observation:records", Permission.CHECK_RECORDS, "?queue=check&order=worst"),
            Door(_("Questions to observers"), "observation:queries", Permission.SEE_OWN_RECORDS),
            Door(_("Meetings"), "observation:meetings", Permission.SEE_MEETINGS),
            Door(_("Text messages"), "observation:messages", Permission.MANAGE_MESSAGES),
            Door(_("Encrypted reports"), "observation:encrypted", Permission.DECRYPT_RECORDS),
            Door(_("Imported files"), "observation:imports", Permission.SEE_RECORDS),
        ),
    ),
    (
        _("Results"),
        (
            Door(_("Progress of the count"), "results:progress", Permission.SEE_RESULTS),
            Door(_("Protocols to enter"), "results:papers", Permission.SEE_RESULTS),
            Door(_("Stations"), "results:stations", Permission.SEE_RESULTS),
            Door(_("Seats"), "results:seats", Permission.SEE_RESULTS),
        ),
    ),
    (
        _("Disputes"),
        (
            Door(_("Complaints and appeals"), "disputes:cases", Permission.SEE_CASES),
            Door(_("Violations"), "disputes:violations", Permission.SEE_CASES),
            Door(_("Disputes in numbers"), "disputes:statistics", Permission.SEE_CASES),
        ),
    ),
    (
        _("Campaign"),
        (
            Door(_("My coding"), "campaign:my_coding", Permission.CODE_MEDIA),
            Door(_("Media monitoring"), "campaign:programmes", Permission.SEE_MEDIA),
            Door(_("Schedule of monitoring"), "campaign:schedule", Permission.SEE_MEDIA),
            Door(_("Media in numbers"), "campaign:indicators", Permission.SEE_MEDIA),
            Door(_("Social networks"), "campaign:social", Permission.SEE_MEDIA),
            Door(_("Posts to code"), "campaign:social_queue", Permission.CODE_MEDIA),
            Door(_("Campaign events"), "campaign:events", Permission.SEE_CAMPAIGN),
            Door(_("Freedoms"), "campaign:freedoms", Permission.SEE_CAMPAIGN),
            Door(_("Campaign finance"), "campaign:funds", Permission.SEE_CAMPAIGN),
            Door(
                _("Equal conditions as the authority reports it"),
                "campaign:authority",
                Permission.SEE_CAMPAIGN,
            ),
        ),
    ),
    (
        _("People"),
        (
            Door(_("Members"), "mission:members", Permission.SEE_MISSION),
            Door(_("Teams"), "mission:teams", Permission.SEE_MISSION),
            Door(_("Delegations"), "mission:delegations", Permission.SEE_MISSION),
            Door(_("Phones"), "observation:phones", Permission.MANAGE_PHONES),
        ),
    ),
    (
        _("Plan"),
        (
            Door(_("Calendar of the election"), "site:mission_calendar", Permission.SEE_MISSION),
            Door(_("Deployment and routes"), "mission:deployment", Permission.SEE_RECORDS),
            Door(_("Expected reports"), "observation:expected", Permission.SEE_RECORDS),
            Door(_("Waves"), "observation:waves", Permission.SEE_RECORDS),
            Door(_("Forms"), "observation:forms", Permission.SEE_MISSION),
        ),
    ),
    (
        _("What others said"),
        (
            Door(_("Published figures"), "site:published_figures", Permission.SEE_MISSION),
            Door(_("What does not agree"), "site:figure_conflicts", Permission.SEE_MISSION),
            Door(_("Said of observers"), "site:attributions", Permission.SEE_MISSION),
            Door(_("Candidates and lists"), "site:candidates", Permission.SEE_MISSION),
        ),
    ),
    (
        _("Figures and data"),
        (
            Door(_("Statement"), "reports:newest", Permission.SEE_FIGURES),
            Door(_("Reports"), "reports:texts", Permission.SEE_FINDINGS),
            Door(_("Findings"), "reports:findings", Permission.SEE_FINDINGS),
            Door(_("Recommendations"), "reports:recommendations", Permission.SEE_FINDINGS),
            Door(_("Observers and stations"), "reports:observers", Permission.SEE_FINDINGS),
            Door(_("Take data out"), "observation:export", Permission.SEE_RECORDS),
            Door(_("Tokens"), "observation:tokens", Permission.SEE_RECORDS),
        ),
    ),
)


def doors(mission: Mission, may: Iterable[Permission]) -> list[Group]:
    """The groups of links that a person with these permissions finds; none is empty."""
    held = frozenset(may)
    groups = []
    for name, of_group in GROUPS:
        found = [one for one in of_group if one.needs in held and _exists(one, mission)]
        links = tuple(Link(one.says, reverse(one.to, args=[mission.slug]) + one.ask) for one in found)
        if links:
            groups.append(Group(name, links))
    return groups


def _exists(door: Door, mission: Mission) -> bool:
    """Whether this mission has such a page: delegations are of joint missions only."""
    return door.to != "mission:delegations" or mission.allows.delegations
