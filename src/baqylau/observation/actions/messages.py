"""Text messages: kept as they came, read, answered; and what a person does about those of unknown senders."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import translation

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Membership, Mission
from baqylau.mission.roles import MAY
from baqylau.observation import message_replies as replies
from baqylau.observation.actions.check_in import LONGEST, check_in
from baqylau.observation.message_reports import JOINED, Report, Sent, send_report
from baqylau.observation.message_sheets import FormSheet, sheets_of, stations_of
from baqylau.observation.methods.coded_message import CheckedIn, Understood, read_message
from baqylau.observation.methods.phone_numbers import is_number, normal_number
from baqylau.observation.models import Road, TextGateway, TextMessage
from baqylau.observation.sources.gateways import InboundMessage
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

State = TextMessage.State
OLDEST, NEWEST = timedelta(days=30), timedelta(days=1)
"""A time of sending further from the arrival than this is a clock that is wrong."""
UNKNOWN_ANSWERED_EVERY = timedelta(days=1)


def take_message(*, gateway: TextGateway, inbound: InboundMessage, body: bytes, now: datetime) -> TextMessage:
    """Keep a message and read it. One that came before is not read again; its reply is the same."""
    message = _keep(gateway, inbound, body, now)
    if message.reply or message.state != State.NOT_UNDERSTOOD or message.understood:
        return message
    return _read(message, now)


def _keep(gateway: TextGateway, inbound: InboundMessage, body: bytes, now: datetime) -> TextMessage:
    """The message safe in the database, before anything is made of it."""
    TextGateway.objects.filter(pk=gateway.pk).update(last_heard_at=now)
    sent_at = inbound.at if inbound.at and now - OLDEST <= inbound.at <= now + NEWEST else None
    try:
        with transaction.atomic():
            return TextMessage.objects.create(
                gateway=gateway,
                outside_id=inbound.id,
                sender=normal_number(inbound.sender, gateway.mission.election.country),
                text=inbound.text,
                body=body,
                sent_at=sent_at,
                arrived_at=now,
                state=State.NOT_UNDERSTOOD,
            )
    except IntegrityError:
        return TextMessage.objects.select_related("gateway").get(gateway=gateway, outside_id=inbound.id)


def sender_in(mission: Mission, number: str) -> Membership | None:
    """The one member with this number; None where there is none, or two persons have it."""
    found = Membership.objects.filter(
        mission=mission, phone_number=number, ended_at=None, user__is_active=True
    )
    members = list(found.select_related("user", "team", "mission__election").order_by("pk"))
    if not number or len({member.user_id for member in members}) != 1:
        return None
    return max(members, key=lambda one: (one.role in MAY[Permission.SEND_REPORTS], one.team_id is not None))


# ------------------------------------------------------------------ reading


def _read(message: TextMessage, now: datetime) -> TextMessage:
    mission = message.gateway.mission
    membership = sender_in(mission, message.sender)
    if membership is None:
        _keep_aside(message, mission, now)
    else:
        with translation.override(membership.user.language):
            _understand(message, membership, now)
    message.save()
    return message


def _keep_aside(message: TextMessage, mission: Mission, now: datetime) -> None:
    """An unknown person is answered once a day; a machine (a short code, a name) never."""
    message.state = State.UNKNOWN_SENDER
    lately = TextMessage.objects.filter(
        gateway__mission=mission, sender=message.sender, arrived_at__gt=now - UNKNOWN_ANSWERED_EVERY
    )
    if is_number(message.sender) and not lately.exclude(reply="").exists():
        with translation.override(mission.authoritative_language):
            message.reply = replies.unknown_sender_reply()


def _understand(message: TextMessage, membership: Membership, now: datetime) -> None:
    message.membership = membership
    try:
        _refuse_who_may_not(membership)
        said, form = understand(membership.mission, message.text)
        if isinstance(said, CheckedIn):
            _check_in(message, membership, said)
        else:
            assert form is not None
            _report(message, membership, said, form, now)
    except Refused as refused:
        message.state = State.NOT_UNDERSTOOD
        message.understood = {**(message.understood or {}), "problems": _as_json(refused.problems)}
        message.reply = replies.problems_reply(refused.problems)


def _refuse_who_may_not(membership: Membership) -> None:
    if membership.role not in MAY[Permission.SEND_REPORTS]:
        says = Phrase("You do not send reports in this mission.")
        raise Refused(Problem("G.120", says, Phrase("Call your co-ordinator.")))


def understand(mission: Mission, text: str) -> tuple[Understood | CheckedIn, FormSheet | None]:
    """What a text says by the sheets of a mission, and the form it is about. ``Refused``: G.101 to G.105."""
    forms = sheets_of(mission)
    said = read_message(text, [form.sheet for form in forms], stations_of(mission.election))
    if isinstance(said, CheckedIn):
        return said, None
    return said, next(form for form in forms if form.sheet is said.sheet)


def _as_json(problems: Sequence[Problem]) -> list[dict[str, str]]:
    return [{"code": one.code, "says": str(one.says), "remedy": str(one.remedy)} for one in problems]


def _check_in(message: TextMessage, membership: Membership, said: CheckedIn) -> None:
    message.state, message.understood = State.CHECK_IN, {"station": said.station}
    moment, team = message.sent_at or message.arrived_at, membership.team
    if team is not None:
        check_in(
            team=team,
            now=moment,
            by=membership.user,
            membership=membership,
            road=Road.MESSAGE,
            text=message.text[:LONGEST],
        )
    clock = f"{moment.astimezone(ZoneInfo(membership.mission.election.time_zone)):%H:%M}"
    message.reply = replies.check_in_reply(team.code if team else "", clock)


# ------------------------------------------------------------------ a report


def _report(
    message: TextMessage, membership: Membership, said: Understood, form: FormSheet, now: datetime
) -> None:
    """Send on what is sure; what is not waits for its sum."""
    message.form_version = form.version
    waiting = {} if said.is_sure else {name: said.answers.pop(name) for name in said.figures}
    confirmed, confirming = _confirmed(message, membership, said, form)
    texts = {**confirmed, **said.answers, **said.states}
    if said.note:
        texts[form.sheet.note] = said.note
    message.understood = _understood(said, form, waiting)
    sent: Sent | None = None
    if texts or said.skipped:
        report = Report(form, said.station, texts, frozenset(said.skipped))
        sent = send_report(report, message, membership, now=now)
        message.record = sent.record
        confirming.update(record=sent.record, state=State.PART)
    message.state = _state(sent, waiting)
    message.reply = replies.report_reply(
        form.sheet,
        said.station,
        record=sent.record.number if sent else None,
        is_news=sent.is_news if sent else False,
        open_questions=sent.open_questions if sent else (),
        waiting={q.code: waiting[q.name] for q in form.sheet.questions if q.name in waiting},
        head=form.sheet.head(said.station),
        waiting_sum=said.sum,
        problems=said.problems,
    )


def _state(sent: Sent | None, waiting: dict[str, str]) -> str:
    if sent is None and not waiting:
        return State.NOT_UNDERSTOOD
    return State.PART if sent is None or waiting or sent.open_questions else State.UNDERSTOOD


def _understood(said: Understood, form: FormSheet, waiting: dict[str, str]) -> dict[str, object]:
    return {
        "form": form.version.form.code,
        "station": said.station,
        "answers": said.answers,
        "states": said.states,
        "skipped": said.skipped,
        "note": said.note,
        "waiting": waiting,
        "waiting_sum": said.sum if waiting else None,
        "sum": said.given_sum,
        "problems": _as_json(said.problems),
    }


def _confirmed(
    message: TextMessage, membership: Membership, said: Understood, form: FormSheet
) -> tuple[dict[str, str], QuerySet[TextMessage]]:
    """Figures of an earlier message that this one's sum says are right, and that message."""
    none = TextMessage.objects.none()
    if said.given_sum is None or said.figures or said.said or said.problems:
        return {}, none
    earlier = TextMessage.objects.filter(
        membership=membership,
        form_version=form.version,
        arrived_at__gt=message.arrived_at - JOINED,
        understood__station=said.station,
        understood__waiting_sum=said.given_sum,
    ).exclude(pk=message.pk)
    found = earlier.order_by("-arrived_at", "-pk").first()
    if found is None:
        says = Phrase("No figures that add up to {sum} wait for it.", sum=said.given_sum)
        raise Refused(Problem("G.117", says, Phrase("Send the answers with their sum.")))
    return dict(found.understood["waiting"]), TextMessage.objects.filter(pk=found.pk)


# ------------------------------------------------------------------ what a person does


@transaction.atomic
def assign_number(*, message: TextMessage, membership: Membership, by: User) -> None:
    """Say whose number it is. ``Refused``: G.131 (another member has it), G.132 (no number of a person)."""
    mission = message.gateway.mission
    if not is_number(message.sender):
        says = Phrase("{sender} is no number of a person.", sender=message.sender)
        raise Refused(Problem("G.132", says, Phrase("Nothing is left to do.")))
    others = Membership.objects.filter(mission=mission, phone_number=message.sender, ended_at=None)
    if others.exclude(user=membership.user_id).exists():
        says = Phrase("Another member has this number.")
        raise Refused(Problem("G.131", says, Phrase("Take it from them first, on the page of members.")))
    membership.phone_number = message.sender
    membership.save(update_fields=["phone_number"])
    change = {"number": personal(message.sender), "message": message.pk}
    write_trail("observation.number_assigned", about=membership, by=by, change=change)


def read_again(*, message: TextMessage, by: User, now: datetime) -> TextMessage:
    """Read a message anew, because its sender is known now or its sheet was mended. ``Refused``: G.133."""
    if message.state not in (State.UNKNOWN_SENDER, State.NOT_UNDERSTOOD):
        says = Phrase("This message was understood.")
        raise Refused(Problem("G.133", says, Phrase("Nothing is left to do.")))
    message.state, message.understood, message.replied_at = State.NOT_UNDERSTOOD, {}, None
    _read(message, now)
    write_trail("observation.message_read_again", about=message, by=by, change={"state": str(message.state)})
    return message
