"""A published form of 22 questions, an observer with a key, and filled forms to send."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from xml.sax.saxutils import escape

from baqylau.mission.models import Membership, Mission, Team
from baqylau.observation.actions.arrivals import Receipt, Sender, sender_of_member
from baqylau.observation.actions.receive import receive
from baqylau.observation.models import Form, FormVersion, Road
from baqylau.observation.sources.answers import Choice, Question
from baqylau.storage.models import keep

NOW = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
RATINGS = ("very_good", "good", "bad", "very_bad")
STATES = ("not_observed", "dont_know")


def _choice(name: str, offers: tuple[str, ...], **more: object) -> Question:
    choices = tuple(Choice(one, {"en": one}) for one in (*offers, *STATES))
    kind = "yes_no" if offers == ("yes", "no") else "choice"
    return Question(name=name, kind=kind, choices=choices, path=f"b/{name}", section="b", **more)  # type: ignore[arg-type]


QUESTIONS = (
    Question("start", "datetime", path="start", role="start"),
    Question("station", "text", path="station", role="station"),
    Question("arrival", "time", path="arrival", role="arrival"),
    Question("departure", "time", path="departure", role="departure"),
    Question("registered", "integer", path="b/registered", section="b"),
    Question("voted", "integer", path="b/voted", section="b"),
    *(_choice(f"q{number}", ("yes", "no")) for number in range(1, 13)),
    _choice("stuffing", ("yes", "no"), critical=("yes",)),
    _choice("overall", RATINGS, role="overall_rating"),
    Question("photo", "file", path="photo"),
    Question("comment", "text", path="comment"),
)

CHECKS = [
    {
        "code": code,
        "severity": severity,
        "expression": expression,
        "says": {"en": expression},
        "questions": [],
    }
    for code, severity, expression in (
        ("departure", "error", "departure >= arrival"),
        ("turnout", "error", "voted <= registered"),
        ("many", "warning", "registered <= 3000"),
        ("long", "note", "minutes(departure) - minutes(arrival) <= 900"),
        ("ballots", "warning", "not (stuffing = 'yes' and overall in ('good', 'very_good'))"),
    )
]
"""Rules of the form, as its sheet ``checks`` gives them."""

ANSWERS: dict[str, str] = {
    "start": "2026-03-01T09:05:12.000+05:00",
    "station": "01-A/7",
    "arrival": "09:00:00.000+05:00",
    "departure": "09:40:00.000+05:00",
    "registered": "1200",
    "voted": "410",
    **{f"q{number}": "yes" for number in range(1, 13)},
    "stuffing": "no",
    "overall": "good",
    "comment": "Quiet",
}


def published_form(mission: Mission, code: str = "voting", version: str = "1") -> FormVersion:
    """A form as publishing leaves it, without an XForm: what phones download is not needed here."""
    form, _ = Form.objects.get_or_create(
        mission=mission, code=code, defaults={"kind": "voting", "names": {"en": code}}
    )
    file = keep(f"{code} {version}".encode(), name=f"{code}.xlsx")
    return FormVersion.objects.create(
        form=form,
        version=version,
        file=file,
        questions=[one.as_json() for one in QUESTIONS],
        xform_md5=hashlib.md5(f"{code} {version}".encode(), usedforsecurity=False).hexdigest(),
        published_at=NOW,
    )


def in_team(membership: Membership, code: str = "T1") -> Membership:
    """The member, in a team of this code."""
    team, _ = Team.objects.get_or_create(mission=membership.mission, code=code)
    membership.team = team
    membership.save()
    return membership


def filled(
    instance: str = "uuid:1",
    *,
    deprecated: str = "",
    form: str = "voting",
    version: str = "1",
    **changes: str | None,
) -> bytes:
    """A filled form as XML; ``name=None`` leaves a question out, as the form's logic does."""
    answers = {name: text for name, text in {**ANSWERS, **changes}.items() if text is not None}
    groups: dict[str, str] = {"": ""}
    for question in QUESTIONS:
        if question.name in answers:
            group, _, name = (question.path or question.name).rpartition("/")
            line = f"<{name}>{escape(answers[question.name])}</{name}>"
            groups[group] = groups.get(group, "") + line
    inside = "".join(f"<{group}>{lines}</{group}>" if group else lines for group, lines in groups.items())
    edit = f"<orx:deprecatedID>{deprecated}</orx:deprecatedID>" if deprecated else ""
    return (
        f'<?xml version="1.0"?><data xmlns:orx="http://openrosa.org/xforms" id="{form}" version="{version}">'
        f"{inside}<orx:meta><orx:instanceID>{instance}</orx:instanceID>{edit}</orx:meta></data>"
    ).encode()


def send(sender: Sender | Membership, body: bytes, now: datetime = NOW, **files: object) -> Receipt:
    """Send a filled form by phone."""
    who = sender_of_member(sender) if isinstance(sender, Membership) else sender
    return receive(sender=who, road=Road.PHONE, body=body, files=files, now=now)  # type: ignore[arg-type]
