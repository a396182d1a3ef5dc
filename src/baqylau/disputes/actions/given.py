"""What is given for an entry, and what must be true of it. Each problem names its field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.disputes.actions.writing import clean
from baqylau.disputes.methods.procedure import Procedure
from baqylau.disputes.models import (
    Arrival,
    Case,
    Channel,
    ComplainantKind,
    ComplainantSex,
    FoundBy,
    Hearing,
    Outcome,
    Proceeding,
    RespondentKind,
    Sanction,
    SourceKind,
    Violation,
    ViolationKind,
    WhoKind,
)
from baqylau.disputes.sources.categories import categories
from baqylau.election.models import Area, Contest
from baqylau.mission.models import Mission

LONGEST_TEXT = 20_000
EARLIEST = date(1990, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseData:
    """What a person or an extract says of a case."""

    arrival: str = Arrival.COMPLAINT
    confidential: bool = False
    official_number: str = ""
    complainant_kind: str = ""
    complainant_sex: str = ""
    complainant: str = ""
    respondent_kind: str = ""
    respondent: str = ""
    contest: Contest | None = None
    area: Area | None = None
    category: str = ""
    article: str = ""
    remedy: str = ""
    channel: str = ""
    source_kind: str = SourceKind.HEARD
    source: str = ""
    says: str = ""
    is_precedent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProceedingData:
    """What is said of a case before one body."""

    body: str = ""
    body_name: str = ""
    contested_on: date | None = None
    received_on: date | None = None
    hearing: str = ""
    decided_on: date | None = None
    outcome: str = Outcome.PENDING
    decision: str = ""
    is_reasoned: bool | None = None
    is_published: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ViolationData:
    """What an authority said of a violation."""

    kind: str
    found_by: str
    confidential: bool = False
    who_kind: str = ""
    who: str = ""
    found_by_name: str = ""
    found_on: date | None = None
    happened_on: date | None = None
    sanction: str = ""
    sanction_says: str = ""
    contest: Contest | None = None
    area: Area | None = None
    article: str = ""
    case: Case | None = None
    source_kind: str = SourceKind.OFFICIAL
    source: str = ""
    says: str = ""


CHOICES: dict[str, type[Any]] = {
    "arrival": Arrival,
    "complainant_kind": ComplainantKind,
    "complainant_sex": ComplainantSex,
    "respondent_kind": RespondentKind,
    "channel": Channel,
    "source_kind": SourceKind,
    "hearing": Hearing,
    "outcome": Outcome,
    "kind": ViolationKind,
    "found_by": FoundBy,
    "who_kind": WhoKind,
    "sanction": Sanction,
}
NEEDED = frozenset({"arrival", "source_kind", "outcome", "kind", "found_by"})


def as_fields(data: CaseData | ProceedingData | ViolationData) -> dict[str, Any]:
    """The values by field, texts cleaned."""
    values = {field.name: getattr(data, field.name) for field in fields(data)}
    return {name: clean(value) if isinstance(value, str) else value for name, value in values.items()}


def check_case(given: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    """Words are known ones, contest and area of the mission's election (H.101, H.102, H.106, H.107)."""
    _check_choices(given, problems)
    _check_texts(Case, given, problems)
    _check_place(given, mission, problems)
    if given["category"] and given["category"] not in categories():
        says = Phrase("There is no category '{code}'.", code=given["category"][:40])
        problems.add("H.106", says, Phrase("Choose one of the list."), "category")
    if given["is_precedent"] and given["arrival"] != Arrival.COMPLAINT:
        says = Phrase("Only a complaint can be a precedent.")
        problems.add(
            "H.107", says, Phrase("Take the mark away, or say that it is a complaint."), "is_precedent"
        )


def check_proceeding(given: Mapping[str, Any], procedure: Procedure, problems: Problems) -> None:
    """The body is the pack's, and dates fit outcome and each other (H.101, H.103 – H.105, H.108)."""
    _check_choices(given, problems)
    _check_texts(Proceeding, given, problems)
    _check_dates(given, problems)
    if given["body"] and given["body"] not in procedure.bodies:
        says = Phrase("There is no body '{code}' in the pack of this election.", code=given["body"][:40])
        problems.add("H.103", says, Phrase("Choose one of the list."), "body")
    received, decided, contested = (given[name] for name in ("received_on", "decided_on", "contested_on"))
    if received and decided and decided < received:
        says = Phrase("The decision is dated before the complaint was received.")
        problems.add("H.104", says, Phrase("Correct one of the two dates."), "decided_on")
    if received and contested and received < contested:
        says = Phrase("The complaint was received before what it contests.")
        problems.add("H.104", says, Phrase("Correct one of the two dates."), "received_on")
    if decided and given["outcome"] == Outcome.PENDING:
        says = Phrase("There is a date of the decision but no outcome.")
        problems.add("H.105", says, Phrase("Choose an outcome, or leave the date empty."), "outcome")


def check_violation(given: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    """The words are known ones, contest, area and case are of the mission (H.101, H.102, H.108)."""
    _check_choices(given, problems)
    _check_texts(Violation, given, problems)
    _check_place(given, mission, problems)
    _check_dates(given, problems)
    case = given["case"]
    if case is not None and case.mission_id != mission.pk:
        says = Phrase("This case belongs to another mission.")
        problems.add("H.102", says, Phrase("Choose one of this mission."), "case")
    if case is not None and case.confidential and not given["confidential"]:
        says = Phrase("A violation that names a confidential case is confidential too.")
        problems.add("H.109", says, Phrase("Mark it as confidential, or leave the case out."), "case")


def _check_choices(given: Mapping[str, Any], problems: Problems) -> None:
    for field, value in given.items():
        if field not in CHOICES or (not value and field not in NEEDED):
            continue
        if value not in CHOICES[field].values:
            says = Phrase("'{value}' is none of the choices.", value=str(value)[:40])
            problems.add("H.101", says, Phrase("Choose one of them."), field)


def _check_texts(model: type[Any], given: Mapping[str, Any], problems: Problems) -> None:
    for field, value in given.items():
        longest = getattr(model._meta.get_field(field), "max_length", None) or LONGEST_TEXT
        if isinstance(value, str) and len(value) > longest:
            says = Phrase("The text has more than {longest} characters.", longest=longest)
            problems.add("H.110", says, Phrase("Shorten it."), field)


def _check_dates(given: Mapping[str, Any], problems: Problems) -> None:
    for field, value in given.items():
        if isinstance(value, date) and value < EARLIEST:
            says = Phrase("The year {year} is too long ago.", year=value.year)
            problems.add("H.108", says, Phrase("Correct the date."), field)


def _check_place(given: Mapping[str, Any], mission: Mission, problems: Problems) -> None:
    contest, area = given["contest"], given["area"]
    if contest is not None and contest.election_id != mission.election_id:
        says = Phrase("This contest belongs to another election.")
        problems.add("H.102", says, Phrase("Choose one of this election."), "contest")
    if area is not None and area.country != mission.election.country:
        says = Phrase("This area lies in another country.")
        problems.add("H.102", says, Phrase("Choose one of this election."), "area")
