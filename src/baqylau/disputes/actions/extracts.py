"""Official extracts: kept as they arrived, read by a mapping, taken in whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.disputes.actions.cases import set_limits
from baqylau.disputes.actions.given import CaseData, ProceedingData, as_fields, check_case, check_proceeding
from baqylau.disputes.actions.likenesses import look_for_likenesses
from baqylau.disputes.actions.writing import clean, next_number
from baqylau.disputes.methods.procedure import Procedure
from baqylau.disputes.models import Arrival, Case, Change, Extract, ExtractMapping, Proceeding, SourceKind
from baqylau.disputes.procedure import procedure_of
from baqylau.disputes.sources.extract import ExtractRow, Reading, Sheet, read_extract, read_sheet
from baqylau.election.models import Area, Contest
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.storage.models import keep_stream
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

BATCH = 500
_OF_A_PROCEEDING = frozenset(ProceedingData.__dataclass_fields__)


def keep_extract(
    *,
    mission: Mission,
    file: BinaryIO | File[bytes],
    name: str,
    source: str,
    mapping: ExtractMapping | None,
    by: User,
    now: datetime,
) -> Extract:
    """Keep the bytes of an extract, with the mapping it is to be read by; no case is made yet."""
    stored = keep_stream(file, name=name, limit=settings.LARGEST_UPLOAD)
    with transaction.atomic():
        Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)
        last = Extract.objects.filter(mission=mission).aggregate(last=Max("number"))["last"] or 0
        made = Extract.objects.create(
            mission=mission,
            number=last + 1,
            file=stored,
            name=(name or stored.name)[:255],
            source=clean(source)[:200],
            mapping_name=mapping.name if mapping else clean(source)[:120],
            reading=mapping.reading if mapping else Reading({}).to_data(),
            added_by=by,
            added_at=now,
        )
        change = {"sha256": stored.sha256, "source": personal(made.source)}
        write_trail("disputes.extract_kept", about=made, by=by, change=change)
    return made


def sheet_of(extract: Extract) -> Sheet:
    """The table of an extract as its reading finds it."""
    reading = Reading.from_data(extract.reading)
    return read_sheet(extract.file.read(), extract.name, header_row=reading.header_row, sheet=reading.sheet)


@transaction.atomic
def set_reading(*, extract: Extract, reading: Reading, by: User) -> Extract:
    """Say how an extract is read. ``Refused`` (H.320) once its cases were taken in."""
    found = _not_taken_in(extract)
    found.reading = reading.to_data()
    found.save(update_fields=["reading"])
    write_trail("disputes.extract_read", about=found, by=by, change={"reading": personal(str(found.reading))})
    return found


def _not_taken_in(extract: Extract) -> Extract:
    found = Extract.objects.select_for_update(of=("self",)).get(pk=extract.pk)
    if found.taken_in_at is not None:
        says = Phrase("This extract was taken in already.")
        raise Refused(Problem("H.320", says, Phrase("Keep the file again to read it otherwise.")))
    return found


@transaction.atomic
def remove_extract(*, extract: Extract, by: User) -> None:
    """Take away an extract that was not taken in (H.320 otherwise); its bytes stay where they lie."""
    found = _not_taken_in(extract)
    write_trail("disputes.extract_removed", about=found, by=by, change={"number": found.number})
    found.delete()


@transaction.atomic
def take_in(*, extract: Extract, by: User, now: datetime) -> list[Case]:
    """Make a case of every row, keep the reading for next time, and propose cases that may be the same.

    ``Refused`` with everything that is wrong in any row (C.1xx, H.1xx, H.3xx); then no case is made.
    """
    found = _not_taken_in(extract)
    mission = found.mission
    given = checked_rows(found)
    number = next_number(Case, mission, confidential=False)
    cases, steps = [], []
    for place, (case, step) in enumerate(given):
        made = Case(mission=mission, number=number + place, extract=found, added_by=by, added_at=now, **case)
        begun = Proceeding(mission=mission, case=made, position=1, **step)
        cases.append(made)
        steps.append(begun)
    Case.objects.bulk_create(cases, batch_size=BATCH)
    procedure = procedure_of(mission.election)
    for begun in steps:
        set_limits(begun, mission.election, procedure)
    Proceeding.objects.bulk_create(steps, batch_size=BATCH)
    _write_histories(found, cases, by=by, now=now)
    found.taken_in_by, found.taken_in_at = by, now
    found.save()
    ExtractMapping.objects.update_or_create(
        mission=mission, name=found.mapping_name, defaults={"reading": found.reading, "changed_at": now}
    )
    write_trail("disputes.extract_taken_in", about=found, by=by, change={"cases": len(cases)})
    look_for_likenesses(mission=mission, among={case.pk for case in cases})
    return cases


def checked_rows(extract: Extract) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """What each row says of a case and of its proceeding; ``Refused`` with all problems of all rows."""
    reading = Reading.from_data(extract.reading)
    rows = read_extract(sheet_of(extract), reading)
    places = _Places(extract.mission)
    procedure, problems = procedure_of(extract.mission.election), Problems()
    given = [_given(row, extract, places, procedure, problems) for row in rows]
    problems.refuse_if_any()
    return given


class _Places:
    """Contests and areas of the election by their codes."""

    def __init__(self, mission: Mission) -> None:
        election = mission.election
        self.contests = {one.code: one for one in Contest.objects.filter(election=election)}
        self.areas = {one.code: one for one in election.areas.defer("boundary")}


def _given(
    row: ExtractRow, extract: Extract, places: _Places, procedure: Procedure, problems: Problems
) -> tuple[dict[str, Any], dict[str, Any]]:
    texts: dict[str, Any] = {name: text for name, text in row.texts.items() if text}
    contest = _place(places.contests, texts.pop("contest", ""), row, problems)
    area = _place(places.areas, texts.pop("area", ""), row, problems)
    step: dict[str, Any] = {name: texts.pop(name) for name in list(texts) if name in _OF_A_PROCEEDING}
    step |= row.dates
    source = "; ".join(filter(None, (extract.source, texts.pop("source", ""))))
    texts.setdefault("arrival", Arrival.COMPLAINT)
    case = as_fields(
        CaseData(**texts, contest=contest, area=area, source_kind=SourceKind.OFFICIAL, source=source)
    )
    proceeding = as_fields(ProceedingData(**step))
    found = Problems()
    check_case(case, extract.mission, found)
    check_proceeding(proceeding, procedure, found)
    for problem in found.found:
        problems.add(problem.code, problem.says, problem.remedy, row.where)
    return case, proceeding


def _place(
    known: Mapping[str, Area] | Mapping[str, Contest], code: str, row: ExtractRow, problems: Problems
) -> Any:
    if code and code not in known:
        says = Phrase("There is no area or contest '{code}'.", code=code)
        problems.add("H.321", says, Phrase("Choose one of the list."), row.where)
    return known.get(code)


def _write_histories(extract: Extract, cases: Sequence[Case], *, by: User, now: datetime) -> None:
    """The first line of each history; the trail has one entry for the whole extract."""
    altered = Altered("extract", None, extract.number)
    fields = [{"field": altered.field, "before": altered.before, "after": altered.after}]
    Change.objects.bulk_create(
        (Change(case=case, done="case_taken_in", fields=fields, by=by, at=now) for case in cases),
        batch_size=BATCH,
    )
