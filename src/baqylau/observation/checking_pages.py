"""What pages show of a record's checking: its local time, what checks found, questions, steps, comments."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from baqylau.election.models import Election
from baqylau.mission.models import Membership
from baqylau.mission.queries import members_of
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.checks import local
from baqylau.observation.models import Comment, FormVersion, Query, Record, Step, Submission
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import (
    SEVERITIES,
    SEVERITY_TAGS,
    STATE_TAGS,
    answer_in_words,
    issue_in_words,
    label,
)

MOST_RELATED = 200
SHORT_MESSAGE = 300


@dataclass(frozen=True, slots=True)
class When:
    """When something was observed by the clock of the place, without a zone so that pages leave it alone."""

    begins: datetime
    ends: datetime | None
    offset: str
    zone: str
    """The name of the election's zone, where it had this offset then."""

    @property
    def in_zone(self) -> str:
        """The offset, and the zone's name where it fits: ``UTC+05:00, Asia/Almaty``."""
        return f"UTC{self.offset}" + (f", {self.zone}" if self.zone else "")


def when(record: Record, election: Election) -> When | None:
    """The local time of a record; None where it does not say."""
    begins = local(record.observed_at, record.utc_offset)
    if begins is None:
        return None
    ends = local(record.left_at, record.utc_offset)
    same = begins.astimezone(ZoneInfo(election.time_zone)).utcoffset() == begins.utcoffset()
    return When(
        begins=begins.replace(tzinfo=None),
        ends=ends.replace(tzinfo=None) if ends else None,
        offset=record.utc_offset or "+00:00",
        zone=election.time_zone if same else "",
    )


def at_the_place(moment: datetime | None, election: Election) -> datetime | None:
    """A moment by the clock of the election's zone, without a zone."""
    return moment.astimezone(ZoneInfo(election.time_zone)).replace(tzinfo=None) if moment else None


# ------------------------------------------------------------------ what checks found


@dataclass(frozen=True, slots=True)
class Found:
    """One finding as people read it; ``questions`` are (name, label)."""

    code: str
    severity: str
    tag: str
    says: str
    questions: tuple[tuple[str, str], ...]
    rows: tuple[int, ...]
    others: tuple[int, ...]


def findings(record: Record, questions: Sequence[Question]) -> list[Found]:
    """What checks found in a record, the worst first."""
    labels = {question.name: label(question.labels, question.name) for question in questions}
    worst_first = sorted(record.issues, key=lambda issue: -_severity(issue))
    return [
        Found(
            code=str(issue.get("code", "")),
            severity=str(SEVERITIES.get(_severity(issue), "")),
            tag=SEVERITY_TAGS.get(_severity(issue), ""),
            says=issue_in_words(issue),
            questions=tuple((name, labels[name]) for name in issue.get("questions", ()) if name in labels),
            rows=tuple(issue.get("rows", ())),
            others=tuple(issue.get("others", ())),
        )
        for issue in worst_first
    ]


def _severity(issue: Mapping[str, Any]) -> int:
    """As kept: a number; older or foreign ones may be words."""
    value = issue.get("severity", 0)
    return value if isinstance(value, int) else {"note": 1, "warning": 2, "error": 3}.get(str(value), 0)


@dataclass(frozen=True, slots=True)
class Related:
    """Another record whose checks name this one: its number and what they found."""

    number: int
    code: str
    says: str
    severity: str
    tag: str


def named_by(record: Record, seen: Any) -> list[Related]:
    """What the checks of later records found about this one: the relation is shown from both sides."""
    around = Q(pk__in=[])
    if record.team_id is not None:
        around |= Q(team=record.team_id)
    if record.station_id is not None:
        around |= Q(station=record.station_id)
    rows = seen.filter(around, severity__gt=0).exclude(pk=record.pk).order_by("-pk")
    return [
        _related(number, issue)
        for number, issues in rows.values_list("number", "issues")[:MOST_RELATED]
        for issue in issues
        if record.number in issue.get("others", ())
    ]


def _related(number: int, issue: Mapping[str, Any]) -> Related:
    level = _severity(issue)
    severity, tag = str(SEVERITIES.get(level, "")), SEVERITY_TAGS.get(level, "")
    return Related(number, str(issue.get("code", "")), issue_in_words(issue), severity, tag)


# ------------------------------------------------------------------ questions to the observer


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may be asked, and an address that opens a text message to them."""

    name: str
    phone_number: str
    link: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the observer, with what may be sent as a text message, and to whom."""

    query: Query
    about: str
    message: str
    people: tuple[Person, ...]


def asked(record: Record, questions: Sequence[Question], election: Election) -> list[Asked]:
    """The questions about a record, the open ones first."""
    queries = list(record.queries.select_related("by", "answered_by").order_by("at", "pk"))
    if not queries:
        return []
    labels = {question.name: label(question.labels, question.name) for question in questions}
    members = _reachable(record)
    found = []
    for query in queries:
        text = message_about(record, query, labels, election)
        people = tuple(Person(name, number, f"sms:{number}?body={quote(text)}") for name, number in members)
        found.append(Asked(query, labels.get(query.question, ""), text, people))
    return sorted(found, key=lambda one: one.query.closed_at is not None)


def _reachable(record: Record) -> list[tuple[str, str]]:
    """Names and telephone numbers: the observer first, then the present members of the team."""
    members: list[Membership] = []
    if record.observer_id is not None:
        members += Membership.objects.filter(pk=record.observer_id).select_related("user")
    if record.team_id is not None:
        team = members_of(record.mission).filter(team=record.team_id)
        members += [one for one in team if one.pk != record.observer_id]
    return [(one.user.name, one.phone_number) for one in members]


def message_about(record: Record, query: Query, labels: Mapping[str, str], election: Election) -> str:
    """A text message that puts the question, short enough to be sent."""
    moment = when(record, election)
    where = [record.station_code, f"{moment.begins:%d.%m %H:%M}" if moment else ""]
    about = labels.get(query.question, "")
    place = ", ".join(part for part in where if part)
    head = _("Report %(number)s") % {"number": record.number} + (f" ({place})" if place else "")
    text = f"{head}: {about} – {query.text}" if about else f"{head}: {query.text}"
    return text if len(text) <= SHORT_MESSAGE else text[: SHORT_MESSAGE - 1] + "…"


# ------------------------------------------------------------------ what arrived


def submissions_of(record: Record) -> list[Submission]:
    """What arrived of a record, the newest first, with its ``size`` and without its bytes."""
    found = record.submissions.annotate(size=Length("body")).defer("body", "decrypted", "reading")
    return list(found.prefetch_related("attachments__file").order_by("-pk"))


# ------------------------------------------------------------------ what was done


@dataclass(frozen=True, slots=True)
class Done:
    """A step or a comment, in the order of time."""

    at: datetime | None
    by: str
    says: str
    text: str
    tag: str = ""


def done(record: Record, election: Election) -> list[Done]:
    """Steps and comments, the newest first."""
    steps = record.steps.select_related("by")
    comments = record.comments.select_related("by")
    parts: list[tuple[datetime, Done]] = [
        *((step.at, _step(step, election)) for step in steps),
        *((comment.at, _comment(comment, election)) for comment in comments),
    ]
    return [told for _at, told in sorted(parts, key=lambda part: part[0], reverse=True)]


def _step(step: Step, election: Election) -> Done:
    by = step.by.name if step.by else _("the installation")
    says, tag = step.get_to_state_display(), STATE_TAGS.get(step.to_state, "")
    return Done(at_the_place(step.at, election), by, says, step.reason, tag)


def _comment(comment: Comment, election: Election) -> Done:
    return Done(at_the_place(comment.at, election), comment.by.name, "", comment.text)


# ------------------------------------------------------------------ the list


@dataclass(frozen=True, slots=True)
class Row:
    """What the list shows of a record besides its columns."""

    when: When | None
    arrived: datetime | None
    state_tag: str
    severity: str
    severity_tag: str
    codes: tuple[str, ...]
    flags: tuple[str, ...]
    rating: str
    is_clean: bool


def rows(
    records: Iterable[Record], election: Election, flags: Mapping[str, Any]
) -> Iterator[tuple[Record, Row]]:
    """Each record of a page of the list with what is shown of it."""
    ratings: dict[int, dict[str, Question]] = {}
    for record in records:
        version = record.form_version
        if version.pk not in ratings:
            ratings[version.pk] = _overall(version)
        yield record, _row(record, election, ratings[version.pk], flags)


def _overall(version: FormVersion) -> dict[str, Question]:
    return {one.name: one for one in questions_of(version) if one.role == "overall_rating"}


def _row(
    record: Record, election: Election, ratings: Mapping[str, Question], flags: Mapping[str, Any]
) -> Row:
    given = [
        answer_in_words(one, record.ratings[name]) for name, one in ratings.items() if name in record.ratings
    ]
    return Row(
        when=when(record, election),
        arrived=at_the_place(record.arrived_at, election),
        state_tag=STATE_TAGS.get(record.state, ""),
        severity=str(SEVERITIES.get(record.severity, "")),
        severity_tag=SEVERITY_TAGS.get(record.severity, ""),
        codes=tuple(dict.fromkeys(str(issue.get("code", "")) for issue in record.issues)),
        flags=tuple(str(flags.get(flag, flag)) for flag in record.flags),
        rating=given[0] if given else "",
        is_clean=is_clean(record),
    )


def is_clean(record: Record) -> bool:
    """Whether it waits and nothing was found, so that it may be checked together with others."""
    waits = record.state == "received" and not record.is_unread and record.deleted_at is None
    return waits and not (record.severity or record.critical or record.flags)
