"""Cases: entered, changed, before one body after another, tied to each other, with their documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.disputes.actions.given import CaseData, ProceedingData, as_fields, check_case, check_proceeding
from baqylau.disputes.actions.writing import locked, next_number, write_history
from baqylau.disputes.methods.procedure import Procedure
from baqylau.disputes.models import Case, CaseDocument, CaseLink, LinkKind, Proceeding
from baqylau.disputes.procedure import procedure_of, zone_of
from baqylau.election.models import Election
from baqylau.mission.history import Altered, set_fields
from baqylau.mission.models import Mission
from baqylau.storage.models import keep_stream

MOST_PROCEEDINGS = 30


@transaction.atomic
def add_case(
    *, mission: Mission, case: CaseData, first: ProceedingData, by: User | None, now: datetime
) -> Case:
    """Enter something that arrived, with its first proceeding.

    ``Refused`` with all that is wrong (H.101 – H.110), each problem at its field.
    """
    given, step = as_fields(case), as_fields(first)
    problems = Problems()
    check_case(given, mission, problems)
    check_proceeding(step, procedure_of(mission.election), problems)
    problems.refuse_if_any()
    number = next_number(Case, mission, case.confidential)
    made = Case(mission=mission, number=number, added_by=by, added_at=now)
    altered = set_fields(made, given)
    made.save()
    altered += set_fields(begun := Proceeding(mission=mission, case=made, position=1), step)
    set_limits(begun, mission.election)
    begun.save()
    write_history(made, "case_added", altered, by=by, now=now)
    return made


@transaction.atomic
def change_case(*, case: Case, given: CaseData, version: int | None, by: User, now: datetime) -> Case:
    """Change what is said of a case; nothing is written where nothing differs.

    A case that becomes confidential, or ceases to be, gets a number of its new series. ``Refused``: H.101 –
    H.110, H.120.
    """
    found: Case = locked(Case, case, version)
    values = as_fields(given)
    problems = Problems()
    check_case(values, found.mission, problems)
    problems.refuse_if_any()
    if found.confidential != given.confidential:
        _check_openness(found, given.confidential)
        values["number"] = next_number(Case, found.mission, given.confidential)
    return _changed(found, "case_changed", set_fields(found, values), by=by, now=now)


def _check_openness(case: Case, confidential: bool) -> None:
    """A violation that is open to more people names no confidential case."""
    if confidential and case.violations.filter(confidential=False).exists():
        says = Phrase("A violation that is not confidential names this case.")
        raise Refused(Problem("H.109", says, Phrase("Change the violation first."), "confidential"))


def _changed(
    case: Case, done: str, altered: list[Altered], *, by: User, now: datetime, place: int | None = None
) -> Case:
    if altered:
        case.version += 1
        case.save()
        write_history(case, done, altered, by=by, now=now, place=place)
    return case


@transaction.atomic
def add_proceeding(
    *, case: Case, given: ProceedingData, version: int | None, by: User, now: datetime
) -> Proceeding:
    """A case goes on to the next body; where nothing else is given, it contests the decision before.

    ``Refused``: H.101 – H.110, H.120; H.111 above :data:`MOST_PROCEEDINGS`.
    """
    found: Case = locked(Case, case, version)
    last = found.proceedings.order_by("-position").first()
    position = last.position + 1 if last else 1
    if position > MOST_PROCEEDINGS:
        says = Phrase("A case has at most {most} proceedings.", most=MOST_PROCEEDINGS)
        raise Refused(Problem("H.111", says, Phrase("Enter another case and tie the two together.")))
    values = _checked(given, found)
    if last and values["contested_on"] is None:
        values["contested_on"] = last.decided_on
    found.proceedings.filter(is_last=True).update(is_last=False)
    made = Proceeding(mission=found.mission, case=found, position=position, before=last.body if last else "")
    altered = set_fields(made, values)
    set_limits(made, found.mission.election)
    made.save()
    _changed(
        found,
        "proceeding_added",
        altered or [Altered("body", "", made.body)],
        by=by,
        now=now,
        place=position,
    )
    return made


@transaction.atomic
def change_proceeding(
    *, proceeding: Proceeding, given: ProceedingData, version: int | None, by: User, now: datetime
) -> Proceeding:
    """Change what is said of a proceeding: its dates, its outcome. ``Refused``: H.101 – H.110, H.120."""
    case: Case = locked(Case, proceeding.case, version)
    found = case.proceedings.get(pk=proceeding.pk)
    altered = set_fields(found, _checked(given, case))
    set_limits(found, case.mission.election)
    found.save()
    # What follows is an appeal from this body.
    for later in case.proceedings.filter(position=found.position + 1):
        later.before = found.body
        set_limits(later, case.mission.election)
        later.save()
    _changed(case, "proceeding_changed", altered, by=by, now=now, place=found.position)
    return found


def _checked(given: ProceedingData, case: Case) -> dict[str, Any]:
    values = as_fields(given)
    problems = Problems()
    check_proceeding(values, procedure_of(case.mission.election), problems)
    problems.refuse_if_any()
    return values


def set_limits(proceeding: Proceeding, election: Election, procedure: Procedure | None = None) -> None:
    """The last days to complain and to decide, as the pack gives them now."""
    procedure, zone = procedure or procedure_of(election), zone_of(election)
    way = (proceeding.before, proceeding.body)
    proceeding.file_by = procedure.file_by(*way, proceeding.contested_on, zone)
    proceeding.due_on = procedure.decide_by(*way, proceeding.received_on, zone)


@transaction.atomic
def tie(*, case: Case, kind: str, to: Case, by: User, now: datetime) -> CaseLink:
    """Say how one case is tied to another. The same again changes nothing.

    ``Refused`` (H.112): no such tie, another mission, itself; what follows is tied to a precedent only.
    """
    if kind not in LinkKind.values or case.mission_id != to.mission_id or case.pk == to.pk:
        says = Phrase("These two cannot be tied together in this way.")
        raise Refused(Problem("H.112", says, Phrase("Choose another case of this mission."), "to"))
    if kind == LinkKind.FOLLOWS and not to.is_precedent:
        says = Phrase("Case {number} is not marked as a precedent.", number=to.label)
        raise Refused(Problem("H.112", says, Phrase("Mark it first."), "to"))
    link, is_new = CaseLink.objects.get_or_create(case=case, kind=kind, to=to)
    if is_new:
        _tell_both(link, "case_tied", by=by, now=now)
    return link


@transaction.atomic
def untie(*, link: CaseLink, by: User, now: datetime) -> None:
    """Take a tie away; the history keeps that it was there."""
    _tell_both(link, "case_untied", by=by, now=now)
    link.delete()


def _tell_both(link: CaseLink, done: str, *, by: User, now: datetime) -> None:
    """The history of both cases; where fewer may know of one of them, the other's says nothing of it."""
    for case, other in ((link.case, link.to), (link.to, link.case)):
        if other.confidential and not case.confidential:
            continue
        before, after = (None, other.pk) if done == "case_tied" else (other.pk, None)
        _changed(locked(Case, case, None), done, [Altered(link.kind, before, after)], by=by, now=now)


def add_document(
    *, case: Case, file: BinaryIO | File[bytes], name: str, by: User, now: datetime
) -> CaseDocument:
    """Keep a document of a case, its bytes unchanged. ``Refused``: too large (W.151), empty (H.113)."""
    stored = keep_stream(file, name=name, limit=settings.LARGEST_UPLOAD)
    if not stored.size:
        says = Phrase("The file is empty.")
        raise Refused(Problem("H.113", says, Phrase("Give the file that was meant."), "file"))
    with transaction.atomic():
        made = CaseDocument.objects.create(
            case=case, file=stored, name=(name or stored.name)[:255], added_by=by, added_at=now
        )
        altered = [Altered("document", None, stored.sha256), Altered("name", None, made.name)]
        _changed(locked(Case, case, None), "document_added", altered, by=by, now=now)
    return made


def data_of(case: Case) -> Mapping[str, Any]:
    """What a form of this case begins with."""
    return {name: getattr(case, name) for name in CaseData.__dataclass_fields__}
