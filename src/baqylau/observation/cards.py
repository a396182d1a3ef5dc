"""What stands on an observer's card: who, the codes of their phone, where they go, whom they call."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from baqylau.accounts.permissions import Permission
from baqylau.election.models import Area
from baqylau.mission.models import Membership, Mission, Stop, Team
from baqylau.mission.queries import members_of
from baqylau.mission.roles import MAY
from baqylau.mission.times import as_text
from baqylau.observation.addresses import server_by_basic, server_by_key, site_address
from baqylau.observation.keys import enrolment_code_of, token_of
from baqylau.observation.models import Phone
from baqylau.observation.sources.collect_settings import picture, settings_text


@dataclass(frozen=True, slots=True)
class Visit:
    """A station on the route, with the local time planned for it."""

    stop: Stop
    clock: str


@dataclass(frozen=True, slots=True)
class Card:
    """One observer's card, in their language."""

    phone: Phone
    membership: Membership
    language: str
    code: str
    enrol_address: str
    """Where the code is typed."""
    server: str
    application_qr: SafeString
    browser_qr: SafeString


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cards of one team, and what its members share; a printed page."""

    team: Team | None
    cards: Sequence[Card]
    visits: Sequence[Visit]
    areas: Sequence[Area]
    numbers: Sequence[str]


def observers_of(mission: Mission) -> list[tuple[Membership, Phone | None]]:
    """Everybody who may send reports, with the key they hold; by team, then by name."""
    members = members_of(mission).filter(role__in=MAY[Permission.SEND_REPORTS], user__is_active=True)
    live = Phone.objects.filter(mission=mission, draft=None, revoked_at=None)
    held = {phone.membership_id: phone for phone in live}
    ordered = sorted(members, key=lambda one: (one.team is None, one.team.order_key if one.team else ""))
    return [(member, held.get(member.pk)) for member in ordered]


def card_of(request: HttpRequest, phone: Phone, membership: Membership, *, basic: bool = False) -> Card:
    """The card of one phone; with ``basic`` its code sets up an application that sends a password."""
    token, name = token_of(phone), membership.mission.name
    code, enrol = enrolment_code_of(phone), site_address(request) + reverse("observation:enrol")
    server = server_by_key(request, token).address
    text = settings_text(server, name)
    if basic:
        server = server_by_basic(request, membership.mission.slug).address
        text = settings_text(server, name, user_name=phone.basic_name, password=token)
    return Card(
        phone=phone,
        membership=membership,
        language=membership.user.language,
        code=code,
        enrol_address=enrol,
        server=server,
        application_qr=_svg(text),
        browser_qr=_svg(f"{enrol}?{urlencode({'code': code})}"),
    )


def _svg(text: str) -> SafeString:
    return mark_safe(picture(text))  # noqa: S308, made of modules only, nothing of the text stands in it


def sheets_of(request: HttpRequest, mission: Mission, team: int | None = None) -> list[Sheet]:
    """The cards of everybody who holds a key, a sheet for each team; those in no team come last."""
    by_team: dict[int | None, list[tuple[Membership, Phone]]] = {}
    for member, phone in observers_of(mission):
        if phone is not None and (team is None or member.team_id == team):
            by_team.setdefault(member.team_id, []).append((member, phone))
    return [_sheet(request, mission, members) for members in by_team.values()]


def _sheet(request: HttpRequest, mission: Mission, members: Iterable[tuple[Membership, Phone]]) -> Sheet:
    cards = [card_of(request, phone, member) for member, phone in members]
    team = cards[0].membership.team
    return Sheet(team, cards, visits_of(team), areas_of(team), numbers_of(mission))


def visits_of(team: Team | None) -> list[Visit]:
    """The team's route with local times."""
    stops = Stop.objects.filter(team=team).select_related("station__area") if team else ()
    election = team.mission.election if team else None
    return [Visit(stop, as_text(election, stop.planned_at) if election else "") for stop in stops]


def areas_of(team: Team | None) -> list[Area]:
    """The areas that a team answers for."""
    return list(team.areas.order_by(Area.order_column())) if team else []


def numbers_of(mission: Mission) -> list[str]:
    """The emergency numbers, a line each."""
    return [line.strip() for line in mission.emergency_numbers.splitlines() if line.strip()]
