"""Records of meetings that observers sent from their phones: proposed for the log.

A record is read by the names of its questions, as the shipped form ``kz_meeting`` has them; a form of one's
own that uses the same names is read alike, and what it does not ask stays empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.observation.meeting_data import LONGEST_NAME, PersonData, clean
from baqylau.observation.models import (
    FormKind,
    InstitutionKind,
    MeetingAside,
    Quotable,
    Record,
    RecordState,
    RecordVersion,
    Reliability,
    Topic,
)
from baqylau.observation.queries import records_seen_by

KINDS: Mapping[str, InstitutionKind] = {
    "commission": InstitutionKind.COMMISSION,
    "akimat": InstitutionKind.AUTHORITY,
    "maslikhat": InstitutionKind.AUTHORITY,
    "court": InstitutionKind.AUTHORITY,
    "prosecutor": InstitutionKind.AUTHORITY,
    "police": InstitutionKind.AUTHORITY,
    "party": InstitutionKind.PARTY,
    "candidate": InstitutionKind.CANDIDATE,
    "media": InstitutionKind.MEDIA,
    "citizen_observers": InstitutionKind.CIVIL_SOCIETY,
    "civil_society": InstitutionKind.CIVIL_SOCIETY,
    "women": InstitutionKind.CIVIL_SOCIETY,
    "minority": InstitutionKind.CIVIL_SOCIETY,
    "disability": InstitutionKind.CIVIL_SOCIETY,
    "international": InstitutionKind.INTERNATIONAL,
}
"""What the form calls an interlocutor → the kind of institution; anything else is ``other``."""
TOPICS: Mapping[str, Topic] = {
    "administration": Topic.ADMINISTRATION,
    "voter_lists": Topic.VOTERS,
    "candidates": Topic.CANDIDATES,
    "campaign": Topic.CAMPAIGN,
    "finance": Topic.FINANCE,
    "media": Topic.MEDIA,
    "complaints": Topic.COMPLAINTS,
    "women": Topic.WOMEN,
    "minorities": Topic.MINORITIES,
    "disability": Topic.DISABILITY,
    "observers": Topic.OBSERVATION,
    "security": Topic.SECURITY,
}
RELIABILITIES: Mapping[str, Reliability] = {
    "first_hand": Reliability.PROVEN,
    "first_hand_only": Reliability.FIRST_HAND,
    "second_hand": Reliability.SECOND_HAND,
    "opinion": Reliability.OPINION,
}
SEXES: Mapping[str, str] = {"woman": "f", "man": "m"}


@dataclass(frozen=True, slots=True)
class Told:
    """What a record says of a meeting; ``persons`` are functions with the sex, never names."""

    day: date | None
    begins: time | None
    body: str
    kind: InstitutionKind
    persons: Sequence[PersonData]
    topics: Sequence[str]
    key_points: str
    follow_up: str
    reliability: str
    quotable: str

    def counted(self, sex: str) -> int | None:
        """How many of this sex there were; None where nobody is listed, or one without a sex."""
        known = self.persons and all(one.sex for one in self.persons)
        return sum(one.sex == sex for one in self.persons) if known else None


def told(answers: Mapping[str, Any], observed_at: datetime | None = None) -> Told:
    """The answers of a record as a meeting; the day is that of the form, else when it was observed."""
    return Told(
        day=_day(answers.get("day")) or (observed_at.date() if observed_at else None),
        begins=_time(answers.get("arrival")),
        body=_text(answers, "body")[:LONGEST_NAME],
        kind=KINDS.get(_text(answers, "interlocutor"), InstitutionKind.OTHER),
        persons=_persons(answers.get("participant")),
        topics=[TOPICS[one] for one in _list(answers.get("topics")) if one in TOPICS],
        key_points=_text(answers, "key_points"),
        follow_up=_text(answers, "follow_up"),
        reliability=RELIABILITIES.get(_text(answers, "reliability"), ""),
        quotable=_quotable(_text(answers, "quotable")),
    )


def _quotable(value: str) -> str:
    return value if value in Quotable.values else Quotable.NOTHING


def _persons(rows: object) -> list[PersonData]:
    answers = [row.get("answers", {}) for row in _list(rows) if isinstance(row, Mapping)]
    return [
        PersonData(
            function=_text(one, "participant_function")[:LONGEST_NAME],
            sex=SEXES.get(_text(one, "participant_sex"), ""),
        )
        for one in answers
        if one
    ]


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(answers: Mapping[str, Any], name: str) -> str:
    value = answers.get(name)
    return clean(value) if isinstance(value, str) else ""


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _time(value: object) -> time | None:
    try:
        return time.fromisoformat(str(value)[:5])
    except ValueError:
        return None


# ------------------------------------------------------------------ proposed


def proposed_to(user: User, mission: Mission) -> QuerySet[Record]:
    """Records of meetings that this person may see and that stand in the log not yet, the newest first.

    Those that were set aside are not among them.
    """
    return _not_in_the_log(user, mission).exclude(Exists(_ASIDE))


def aside_for(user: User, mission: Mission) -> QuerySet[Record]:
    """Records of meetings that were set aside, as far as this person may see them, the newest first."""
    return _not_in_the_log(user, mission).filter(Exists(_ASIDE))


_ASIDE = MeetingAside.objects.filter(record=OuterRef("pk"), put_back_at=None)


def _not_in_the_log(user: User, mission: Mission) -> QuerySet[Record]:
    found = records_seen_by(user, mission).filter(form_version__form__kind=FormKind.MEETING, meeting=None)
    found = found.exclude(state=RecordState.REJECTED).filter(is_unread=False)
    asides = MeetingAside.objects.select_related("by", "put_back_by")
    related = found.select_related("area", "team", "observer__user")
    return related.prefetch_related(Prefetch("asides", asides)).order_by("-number")


def tellings(records: Sequence[Record]) -> list[tuple[Record, Told]]:
    """Each record with what its newest version says."""
    versions = RecordVersion.objects.filter(record__in=records, is_newest=True)
    answers = {one.record_id: one.answers for one in versions}
    return [(one, told(answers.get(one.pk, {}), local(one))) for one in records]


def local(record: Record) -> datetime | None:
    """When it was observed, by the clock of the phone."""
    if record.observed_at is None or not record.utc_offset:
        return record.observed_at
    return record.observed_at.astimezone(
        datetime.fromisoformat(f"2000-01-01T00:00{record.utc_offset}").tzinfo
    )
