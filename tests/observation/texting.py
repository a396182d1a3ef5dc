"""A mission that takes text messages: a published form, stations, an observer with a number, a gateway."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, date, datetime
from itertools import count

from baqylau.accounts.models import User
from baqylau.election.models import Area, Station
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.gateways import make_gateway, take_messages
from baqylau.observation.actions.messages import take_message
from baqylau.observation.message_sheets import newest_sheets
from baqylau.observation.models import Form, FormVersion, RecordVersion, TextGateway, TextMessage
from baqylau.observation.sources.answers import Choice, Question
from baqylau.observation.sources.gateways import InboundMessage
from baqylau.storage.models import keep
from tests.observation.sending import in_team

NOW = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
NUMBER = "+77011234567"
STATES = (Choice("not_observed", {"en": "Not observed"}), Choice("dont_know", {"en": "Don't know"}))
YES_NO = (Choice("yes", {"en": "Yes"}), Choice("no", {"en": "No"}), *STATES)
MOODS = (Choice("calm", {"en": "Calm"}), Choice("tense"))
QUESTIONS = (
    Question("start", "datetime", path="start", role="start"),
    Question("today", "date", path="today", role="day"),
    Question("station", "choice", path="station", role="station", list_file="stations.csv"),
    Question(
        "arrival",
        "time",
        section="opening",
        section_labels={"en": "Opening", "ru": "Открытие"},
        labels={"en": "When did you arrive?"},
        path="opening/arrival",
        role="arrival",
    ),
    Question("sealed", "yes_no", "opening", choices=YES_NO, path="opening/sealed", labels={"en": "Sealed?"}),
    Question("mood", "choice", "opening", choices=MOODS, path="opening/mood"),
    Question("registered", "integer", "figures", path="figures/registered", labels={"en": "On the list"}),
    Question("voted", "integer", "figures", path="figures/voted", labels={"en": "Voted"}),
    Question("photo", "file", path="photo"),
    Question("remarks", "text", path="remarks"),
)
# 1B arrival, 2C sealed, 3D mood; 4E registered, 5F voted

_ids = count(1)


def published(
    mission: Mission, code: str = "a_opening", version: str = "1", questions: tuple[Question, ...] = QUESTIONS
) -> FormVersion:
    """A published version of a form."""
    form, _ = Form.objects.get_or_create(
        mission=mission, code=code, defaults={"kind": "opening", "names": {"en": "Opening", "ru": "Открытие"}}
    )
    return FormVersion.objects.create(
        form=form,
        version=version,
        file=keep(f"{code} {version}".encode(), name=f"{code}.xlsx"),
        questions=[one.as_json() for one in questions],
        xform=b"<h:html/>",
        xform_md5=hashlib.md5(f"{code} {version}".encode(), usedforsecurity=False).hexdigest(),
        published_at=datetime(2026, 2, int(version), tzinfo=UTC),
    )


def stations(mission: Mission) -> None:
    """Two stations of the mission's election."""
    area = Area.objects.create(
        country="xx",
        code="n",
        kind="district",
        path="xx/n/",
        valid_from=date(2000, 1, 1),
        names={"en": "North"},
    )
    mission.election.areas.add(area)
    for code in ("20", "01-A/7"):
        Station.objects.create(election=mission.election, code=code, area=area)


def observer(user: User, number: str = NUMBER) -> Membership:
    """The user's membership, in a team and with a number."""
    membership = in_team(user.memberships.get())
    membership.phone_number = number
    membership.save()
    return membership


def gateway_of(mission: Mission, by: User, kind: str = "plain") -> TextGateway:
    """A gateway of a mission that takes text messages."""
    gateway = make_gateway(mission=mission, kind=kind, name="Astana", by=by)
    take_messages(mission=mission, takes=True, by=by)
    return gateway


def head(mission: Mission, station: str = "20", code: str = "a_opening") -> str:
    """What a message on this form and station begins with."""
    return newest_sheets(mission)[code].sheet.head(station)


def text(
    gateway: TextGateway, text: str, *, sender: str = NUMBER, id: str = "", at: datetime = NOW
) -> TextMessage:
    """A message comes in."""
    inbound = InboundMessage(id or f"m{next(_ids)}", sender, text, at)
    return take_message(gateway=gateway, inbound=inbound, body=text.encode(), now=at)


def answers(message: TextMessage) -> dict[str, object]:
    """What the record of a message says now, but for what a phone fills in by itself."""
    newest = RecordVersion.objects.get(record=message.record, is_newest=True)
    return {name: said for name, said in newest.answers.items() if name not in ("start", "today", "station")}


def signed(
    gateway: TextGateway, event: dict[str, object], at: datetime = NOW
) -> tuple[bytes, dict[str, str]]:
    """A request of Android SMS Gateway: its body and its headers."""
    body, stamp = json.dumps(event).encode(), str(int(at.timestamp()))
    signature = hmac.new(gateway.secret.encode(), body + stamp.encode(), hashlib.sha256).hexdigest()
    return body, {"X-Signature": signature, "X-Timestamp": stamp}
