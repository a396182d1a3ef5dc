"""What programs get from the API and may ask it: one class for each object, with words for each field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Names = dict[str, str]
"""A name by language."""
LARGEST_NUMBER = 2**31 - 1


class Given(BaseModel):
    """Something that is given out."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True, extra="forbid")


class ProblemOut(Given):
    """What was wrong with a question, or with who asked it."""

    code: str
    """Stable, such as E.130."""
    says: str
    remedy: str
    where: str
    """The parameter it is about, or empty."""


class Problems(Given):
    """Why there is no answer."""

    problems: list[ProblemOut]


class FormVersionOut(Given):
    """A published version of a form."""

    version: str
    published_at: datetime
    languages: list[str]
    url: str
    """Where its questions are."""


class FormOut(Given):
    """A form of the mission."""

    code: str
    names: Names
    kind: str
    intake: str
    versions: list[FormVersionOut]


class Forms(Given):
    """The forms of a mission."""

    forms: list[FormOut]


class ChoiceOut(Given):
    """An answer that a question offers."""

    name: str
    labels: Names


class QuestionOut(Given):
    """A question of a form."""

    name: str
    kind: str
    labels: Names
    section: str
    repeat: str
    """The repeat it is in, or empty."""
    role: str
    required: bool
    choices: list[ChoiceOut]


class Questions(Given):
    """A version of a form with its questions."""

    form: str
    version: str
    published_at: datetime
    questions: list[QuestionOut]


class IssueOut(Given):
    """What a check found."""

    code: str
    severity: int
    says: Names
    questions: list[str]


class RecordOut(Given):
    """A record as it stands now. What is neither in answers nor in states its form did not hold."""

    number: int
    url: str
    version: int
    form: str
    form_version: str
    state: str
    road: str
    wave: str
    station: str
    area: str
    place: str
    team: str
    observed_at: datetime | None
    """Local time, with its offset from UTC."""
    arrived_at: datetime | None
    severity: int
    issues: list[IssueOut]
    flags: list[str]
    critical: list[str]
    answers: dict[str, Any]
    states: dict[str, str]
    """Each question without a valid answer: missing, not_observed, dont_know, not_applicable, skipped …"""


class Records(Given):
    """A page of records, by number."""

    records: list[RecordOut]
    next: str | None
    """The cursor of the next page; null on the last."""


class VersionOut(Given):
    """What a record said at a time."""

    number: int
    at: datetime
    came_as: str
    """submission, file or correction."""
    reason: str
    answers: dict[str, Any]
    states: dict[str, str]


class SubmissionOut(Given):
    """What arrived, unchanged."""

    instance_id: str
    deprecated_id: str
    arrived_at: datetime
    sha256: str
    is_encrypted: bool
    url: str


class AttachmentOut(Given):
    """A file that came with a record."""

    name: str
    media_type: str
    size: int
    sha256: str
    url: str


class RecordWhole(RecordOut):
    """A record with its versions, what arrived, and the files that came with it."""

    versions: list[VersionOut]
    submissions: list[SubmissionOut]
    attachments: list[AttachmentOut]


class CountOut(Given):
    """How many reports are expected, and how they stand: arrived, missing or awaited."""

    expected: int
    arrived: int
    late: int
    """Arrived, but after they were due."""
    missing: int
    awaited: int
    extra: int
    """Reports by these forms that nobody expected."""


class ExpectedOut(Given):
    """A report that is expected."""

    form: str
    team: str
    station: str
    wave: str
    due_at: datetime | None
    status: str
    record: int | None
    """The number of the record that fulfils it."""
    arrived_at: datetime | None


class Expected(Given):
    """How complete the reports are, and a page of those expected."""

    total: CountOut
    by_form: dict[str, CountOut]
    expected: list[ExpectedOut]
    next: str | None


class ObstructionOut(Given):
    """One time observers were kept from observing."""

    number: int
    kind: str
    stage: str
    whose: str
    article: str
    happened_at: datetime | None
    area: str
    station: str
    record: int | None
    says: str


class Obstructions(Given):
    """The obstructions of a mission."""

    obstructions: list[ObstructionOut]


class MissionOut(Given):
    """The mission that the token is for."""

    slug: str
    name: str
    kind: str
    election: str
    day: date


# ------------------------------------------------------------------ questions


class Asked(BaseModel):
    """What may be asked; anything else is refused, so that a slip of the pen does not give everything."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True, extra="forbid")


class Nothing(Asked):
    """There is nothing to ask."""


class Page(Asked):
    """Which page."""

    cursor: str = Field("", pattern=r"^[0-9]{0,9}$")
    """From the answer before; empty for the first page."""
    limit: int = Field(100, ge=1, le=1000)
    """How many at most."""


class RecordsAsked(Page):
    """Which records."""

    form: str = Field("", max_length=60)
    """The code of a form."""
    state: str = Field("", pattern=r"^(received|checked|query|rejected)?$")
    """Rejected records are given only where they are asked for."""
    area: str = Field("", max_length=60)
    """The code of an area."""
    team: str = Field("", max_length=20)
    """The code of a team."""
    wave: str = Field("", max_length=20)
    """The code of a wave."""
    q: str = Field("", max_length=200)
    """Words of a station or an area, or # and a record's number."""
    flag: str = Field("", max_length=60)
    """Such as station_not_matched."""
    issue: str = Field("", max_length=10)
    """The code of a check that found something."""
    severity: int | None = Field(None, ge=0, le=3)
    """The least that checks found; 0 for nothing found."""
    since: datetime | None = None
    """Arrived at this moment or later."""
    question: str = Field("", max_length=120)
    """The name of a question that has a valid answer, or what "is" says."""
    answer: str = Field("", max_length=200, alias="is")
    """The answer to the question, or its state."""
