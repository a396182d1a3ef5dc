"""The API that programs read: its objects put together from the mission's rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.election.models import Station
from baqylau.mission.models import Mission, Team
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.api_schemas import (
    AttachmentOut,
    ChoiceOut,
    CountOut,
    Expected,
    ExpectedOut,
    FormOut,
    Forms,
    FormVersionOut,
    IssueOut,
    MissionOut,
    ObstructionOut,
    Obstructions,
    Page,
    QuestionOut,
    Questions,
    RecordOut,
    Records,
    RecordsAsked,
    RecordWhole,
    SubmissionOut,
    VersionOut,
)
from baqylau.observation.completeness_now import completeness
from baqylau.observation.exporting.rows import exported
from baqylau.observation.methods.completeness import Count
from baqylau.observation.models import Attachment, Form, FormVersion, Record, RecordState, RecordVersion
from baqylau.observation.queries import PARAMETERS, Selection, questions_in, records_seen_by
from baqylau.observation.sources.answers import Question


def address(name: str, mission: Mission, *more: object) -> str:
    """The address of something in the API, without the server's name."""
    return reverse(f"observation:api_{name}", args=[mission.slug, *more])


def the_mission(mission: Mission) -> MissionOut:
    """The mission itself."""
    election = mission.election
    return MissionOut(
        slug=mission.slug, name=mission.name, kind=mission.kind, election=election.code, day=election.day
    )


# ------------------------------------------------------------------ forms


def forms(mission: Mission) -> Forms:
    """All forms with their published versions."""
    found = mission.forms.order_by("position", "code").prefetch_related("versions")
    return Forms(forms=[_form(mission, form) for form in found])


def _form(mission: Mission, form: Form) -> FormOut:
    versions = [
        FormVersionOut(
            version=version.version,
            published_at=version.published_at,
            languages=version.languages,
            url=address("form_version", mission, form.code, version.version),
        )
        for version in form.versions.all()
        if version.published_at
    ]
    return FormOut(code=form.code, names=form.names, kind=form.kind, intake=form.intake, versions=versions)


def form_version(version: FormVersion) -> Questions:
    """One version with its questions."""
    assert version.published_at is not None
    return Questions(
        form=version.form.code,
        version=version.version,
        published_at=version.published_at,
        questions=[_question(question) for question in questions_of(version)],
    )


def _question(question: Question) -> QuestionOut:
    return QuestionOut(
        name=question.name,
        kind=question.kind,
        labels=dict(question.labels),
        section=question.section,
        repeat=question.repeat,
        role=question.role,
        required=question.required,
        choices=[ChoiceOut(name=one.name, labels=dict(one.labels)) for one in question.choices],
    )


# ------------------------------------------------------------------ records

_RELATED = ("form_version__form", "area", "team")


def reachable(user: User, mission: Mission, *, with_rejected: bool = False) -> QuerySet[Record]:
    """The records that a token's owner sees."""
    return exported(records_seen_by(user, mission), with_rejected=with_rejected).select_related(*_RELATED)


def records(user: User, mission: Mission, asked: RecordsAsked) -> Records:
    """A page of the records that are asked for."""
    seen = reachable(user, mission, with_rejected=asked.state == RecordState.REJECTED)
    found = _selection(asked).among(seen, questions_in(mission), user).order_by("number")
    if asked.cursor:
        found = found.filter(number__gt=int(asked.cursor))
    page = list(found[: asked.limit + 1])
    newest = RecordVersion.objects.filter(record__in=[one.pk for one in page], is_newest=True)
    versions = {version.record_id: version for version in newest}
    given = page[: asked.limit]
    return Records(
        records=[RecordOut(**_record(one, mission, versions[one.pk])) for one in given],
        next=str(given[-1].number) if len(page) > asked.limit else None,
    )


def _selection(asked: RecordsAsked) -> Selection:
    """The same selection as that of the list of records."""
    said = asked.model_dump(mode="json", by_alias=True, exclude_none=True)
    return Selection.of({name: str(value) for name, value in said.items() if name in PARAMETERS})


def _record(record: Record, mission: Mission, version: RecordVersion) -> dict[str, Any]:
    return {
        "number": record.number,
        "url": address("record", mission, record.number),
        "version": version.number,
        "form": record.form_version.form.code,
        "form_version": record.form_version.version,
        "state": record.state,
        "road": record.road,
        "wave": record.wave,
        "station": record.station_code,
        "area": record.area.code if record.area else "",
        "place": record.place,
        "team": record.team.code if record.team else "",
        "observed_at": local_time(record.observed_at, record.utc_offset),
        "arrived_at": record.arrived_at,
        "severity": record.severity,
        "issues": [IssueOut(**_issue(one)) for one in record.issues],
        "flags": record.flags,
        "critical": record.critical,
        "answers": version.answers,
        "states": version.states,
    }


def local_time(moment: datetime | None, offset: str) -> datetime | None:
    """A moment with the offset of the place where it was observed; in UTC where that is not known."""
    found = _OFFSET.fullmatch(offset)
    if moment is None or found is None:
        return moment
    ahead = timedelta(hours=int(found[2]), minutes=int(found[3]))
    return moment.astimezone(timezone(-ahead if found[1] == "-" else ahead))


_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):([0-5]\d)", re.ASCII)


def _issue(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": kept.get("code", ""),
        "severity": kept.get("severity", 0),
        "says": kept.get("says") or {},
        "questions": kept.get("questions") or [],
    }


def record(found: Record, mission: Mission) -> RecordWhole:
    """One record with everything that came with it."""
    versions = list(found.versions.order_by("number"))
    newest = next(version for version in versions if version.is_newest)
    attachments = Attachment.objects.filter(submission__record=found).select_related("file")
    return RecordWhole(
        **_record(found, mission, newest),
        versions=[_version(version) for version in versions],
        submissions=[
            SubmissionOut(
                instance_id=one.instance_id,
                deprecated_id=one.deprecated_id,
                arrived_at=one.arrived_at,
                sha256=one.sha256,
                is_encrypted=one.is_encrypted,
                url=address("submission", mission, found.number, one.pk),
            )
            for one in found.submissions.order_by("pk").defer("body", "decrypted")
        ],
        attachments=[
            AttachmentOut(
                name=one.name,
                media_type=one.media_type,
                size=one.file.size,
                sha256=one.file.sha256,
                url=address("attachment", mission, found.number, one.pk),
            )
            for one in attachments.order_by("pk")
        ],
    )


def _version(version: RecordVersion) -> VersionOut:
    came_as = "file" if version.imported_id else "submission" if version.submission_id else "correction"
    return VersionOut(
        number=version.number,
        at=version.at,
        came_as=came_as,
        reason=version.reason,
        answers=version.answers,
        states=version.states,
    )


# ------------------------------------------------------------------ what is expected, and obstructions


def expected(mission: Mission, asked: Page, now: datetime) -> Expected:
    """How complete the reports are, and a page of the expected ones in the order in which they are due."""
    found = completeness(mission, now)
    begin = int(asked.cursor or 0)
    rows = found.rows[begin : begin + asked.limit]
    form_codes = dict(mission.forms.values_list("pk", "code"))
    more = begin + asked.limit < len(found.rows)
    return Expected(
        total=_count(found.total),
        by_form={form_codes[group.key]: _count(group.count) for group in found.by_form if group.key},
        expected=_expected(mission, rows, form_codes),
        next=str(begin + asked.limit) if more else None,
    )


def _expected(mission: Mission, rows: Sequence[Any], form_codes: Mapping[int, str]) -> list[ExpectedOut]:
    teams = dict(Team.objects.filter(mission=mission).values_list("pk", "code"))
    waves = dict(mission.waves.values_list("pk", "code"))
    stations = _codes(Station.objects.all(), {row.station_id for row in rows})
    numbers = dict(
        Record.objects.filter(pk__in=_known(row.record_id for row in rows)).values_list("pk", "number")
    )
    return [
        ExpectedOut(
            form=form_codes[row.form_id],
            team=teams[row.team_id],
            station=stations.get(row.station_id, ""),
            wave=waves.get(row.wave_id, ""),
            due_at=row.due_at,
            status=str(row.status),
            record=numbers.get(row.record_id),
            arrived_at=row.arrived_at,
        )
        for row in rows
    ]


def _known(keys: Iterable[int | None]) -> list[int]:
    """Without None and without repetition; at most a page of them."""
    return list({key for key in keys if key is not None})


def _codes(stations: QuerySet[Station], keys: Iterable[int | None]) -> dict[int, str]:
    return dict(stations.filter(pk__in=_known(keys)).values_list("pk", "code"))


def _count(count: Count) -> CountOut:
    return CountOut(**{name: getattr(count, name) for name in CountOut.model_fields})


def obstructions(mission: Mission) -> Obstructions:
    """All obstructions, by number."""
    found = mission.obstructions.select_related("area", "station", "record").order_by("number")
    return Obstructions(
        obstructions=[
            ObstructionOut(
                number=one.number,
                kind=one.kind,
                stage=one.stage,
                whose=one.whose,
                article=one.article,
                happened_at=one.happened_at,
                area=one.area.code if one.area else "",
                station=one.station.code if one.station else "",
                record=one.record.number if one.record else None,
                says=one.says,
            )
            for one in found
        ]
    )
