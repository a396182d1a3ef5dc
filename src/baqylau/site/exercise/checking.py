"""What headquarters of the exercise have done by the morning after: looked, asked, checked, taken note."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from lxml import etree

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.actions.acknowledge import acknowledge
from baqylau.observation.actions.arrivals import sender_of_member
from baqylau.observation.actions.check import check_clean, check_record, reject_record
from baqylau.observation.actions.check_in import check_in
from baqylau.observation.actions.comments import comment
from baqylau.observation.actions.obstructions import add_obstruction
from baqylau.observation.actions.queries import answer, ask
from baqylau.observation.actions.receive import receive
from baqylau.observation.models import (
    Obstruction,
    Record,
    RecordState,
    RecordVersion,
    Severity,
)
from baqylau.observation.queries import needing_attention

LOOKED_AT = 0.6
"""Which part of the reports has been looked at, the first that came."""
SOON = timedelta(minutes=35)


def check_some(mission: Mission, *, by: User) -> None:
    """Leave the mission as it is on the morning after: much is checked, some is asked, some waits."""
    _reject_what_came_twice(mission, by)
    _ask(mission, by)
    _check(mission, by)
    _take_note(mission, by)
    _register(mission, by)
    _hear_of_teams(mission)


def _waiting(mission: Mission) -> QuerySet[Record]:
    found = Record.objects.filter(mission=mission, state=RecordState.RECEIVED, deleted_at=None)
    return found.select_related("observer__user").order_by("number")


def _reject_what_came_twice(mission: Mission, by: User) -> None:
    for record in _waiting(mission):
        if any(issue["code"] == "K.222" for issue in record.issues):
            reason = "Both members of the team sent this visit; the first report stays."
            reject_record(record=record, reason=reason, by=by, now=_soon_after(record))


def _soon_after(record: Record, times: int = 1) -> datetime:
    assert record.arrived_at is not None
    return record.arrived_at + SOON * times


QUESTIONS = (
    ("voted_departure", "More people are said to have voted than are on the list. Is the figure right?"),
    (
        "voted_arrival",
        "Fewer had voted when you left than when you came. Are the figures in their places?",
    ),
    (
        "overall",
        "You rate the visit as good, and tell of something grave. What do you base it on?",
    ),
)


def _ask(mission: Mission, by: User) -> None:
    """Every warning about figures or a rating goes back; some observers have answered, one has corrected."""
    for number, (record, question, text) in enumerate(_to_ask(mission)):
        query = ask(record=record, question=question, text=text, by=by, now=_soon_after(record))
        assert record.observer is not None
        if number % 4 == 1:
            said = "We asked the secretary again: the figure is as it was told to us."
            answer(query=query, text=said, by=record.observer.user, now=_soon_after(record, 2))
        elif number % 4 == 2 and question.startswith("voted"):
            _correct(record)


def _to_ask(mission: Mission) -> Iterator[tuple[Record, str, str]]:
    for record in _waiting(mission).filter(severity__gte=Severity.WARNING):
        about = {name for issue in record.issues for name in issue["questions"]}
        for question, text in QUESTIONS:
            if question in about:
                yield record, question, text
                break


def _correct(record: Record) -> None:
    """The observer opens the report again on the phone, exchanges the two figures, and sends it."""
    first = record.submissions.get()
    assert record.observer is not None
    said = _answers(record)
    low, high = sorted((int(said["voted_arrival"]), int(said["voted_departure"])))
    texts = {"voted_arrival": str(low), "voted_departure": str(min(high, low + 40))}
    receive(
        sender=sender_of_member(record.observer),
        road=first.road,  # type: ignore[arg-type]
        body=_edited(bytes(first.body), texts),
        now=_soon_after(record, 3),
    )


def _answers(record: Record) -> dict[str, Any]:
    answers: dict[str, Any] = record.versions.get(is_newest=True).answers
    return answers


def _edited(body: bytes, texts: Mapping[str, str]) -> bytes:
    """A report as an application sends it once more, naming the one that it replaces."""
    root = etree.fromstring(body)
    for name, text in texts.items():
        next(root.iter(name)).text = text
    identifier = root.find("meta/instanceID")
    etree.SubElement(root.find("meta"), "deprecatedID").text = identifier.text
    identifier.text = f"uuid:{uuid.uuid5(uuid.NAMESPACE_OID, identifier.text)}"
    content: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _check(mission: Mission, by: User) -> None:
    """Those in which nothing was found together, a few others one by one."""
    waiting = list(_waiting(mission))
    first = waiting[: int(len(waiting) * LOOKED_AT)]
    last = first[-1].arrived_at
    assert last is not None
    check_clean(mission=mission, numbers=[record.number for record in first], by=by, now=last + SOON)
    notes = [one for one in first if one.severity == Severity.NOTE and not one.critical]
    for record in notes[::2]:
        check_record(record=record, from_version=1, by=by, now=_soon_after(record))


def _take_note(mission: Mission, by: User) -> None:
    """Incidents and critical answers: the earlier ones have been seen by name."""
    records = list(needing_attention(Record.objects.filter(mission=mission)).order_by("arrived_at"))
    for record in records[: len(records) * 2 // 3]:
        acknowledge(record=record, by=by, now=_soon_after(record))
    told = "Spoke with the team on the telephone: both are well, and go on to the next station."
    comment(record=records[0], text=told, by=by, now=_soon_after(records[0]))


def _register(mission: Mission, by: User) -> None:
    """The register of obstructions has each refusal of entry, and those that incidents tell of."""
    versions = RecordVersion.objects.filter(record__mission=mission, is_newest=True)
    for version in versions.select_related("record__mission").order_by("record__number"):
        record, answers = version.record, version.answers
        if answers.get("admitted") == "no":
            says = answers["not_admitted_why"]
            _obstructed(record, Obstruction.Kind.ENTRY_DENIED, Obstruction.Whose.OURS, says, by)
        elif "obstruction_kind" in answers:
            _obstructed(
                record,
                Obstruction.Kind(answers["obstruction_kind"]),
                Obstruction.Whose(answers["obstruction_whose"]),
                answers["account_text"],
                by,
            )


def _obstructed(
    record: Record, kind: Obstruction.Kind, whose: Obstruction.Whose, says: str, by: User
) -> None:
    is_count = _answers(record).get("stage") == "count"
    stage = Obstruction.Stage.COUNT if is_count else Obstruction.Stage.VOTING
    add_obstruction(
        mission=record.mission,
        kind=kind,
        stage=stage,
        whose=whose,
        says=says,
        record=record,
        by=by,
        now=_soon_after(record, 2),
    )


def _hear_of_teams(mission: Mission) -> None:
    """Some teams press the button on their page before they drive on."""
    for team in mission.teams.filter(code__in=("01", "07", "11", "16", "24", "35")).order_by("order_key"):
        member = team.memberships.order_by("pk").first()
        last = team.records.exclude(arrived_at=None).order_by("-arrived_at").first()
        if member and last:
            check_in(team=team, membership=member, by=member.user, now=_soon_after(last))
