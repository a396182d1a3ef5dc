"""The named figures that observation offers to reports, each with its denominator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet

from baqylau.core.figure import Figure
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.methods.counting import Seen, count_areas, count_records, count_share
from baqylau.observation.models import FormVersion, RecordState, RecordVersion
from baqylau.observation.sources.answers import Question


def newest_versions(mission: Mission, *, form: str, areas: str) -> list[Seen]:
    """What each record of a form says now, in the order of the records' numbers.

    A record is counted in the area of kind ``areas`` that it lies in, itself or through its parents. Records
    that are rejected, deleted, or encrypted and unread are not counted.
    """
    versions = RecordVersion.objects.filter(record__mission=mission, is_newest=True)
    counted = versions.filter(record__deleted_at=None, record__is_unread=False)
    counted = counted.exclude(record__state=RecordState.REJECTED)
    return list(_seen(counted.filter(record__form_version__form__code=form), area_codes(areas)))


def versions_as_they_were(mission: Mission, used: Mapping[int, tuple[int, str]], *, form: str) -> list[Seen]:
    """What earlier versions say, counted in the areas they were in then; versions that are gone are left out.

    What was rejected or deleted since is found all the same: a statement is counted again as it was.
    ``used`` maps a record's number to the number of its version and the code of its area.
    """
    found = RecordVersion.objects.filter(record__mission=mission, record__form_version__form__code=form)
    return [
        replace(seen, area=used[seen.number][1])
        for seen in _seen(found, {})
        if seen.number in used and used[seen.number][0] == seen.version
    ]


def _seen(versions: QuerySet[RecordVersion], areas: Mapping[int, str]) -> Iterator[Seen]:
    rows = versions.order_by("record__number", "number").values_list(
        "record__number",
        "number",
        "record__form_version__form__code",
        "record__area_id",
        "answers",
        "states",
    )
    for number, version, form, area, answers, states in rows:
        yield Seen(number, version, form, areas.get(area or 0, ""), answers, states)


def area_codes(kind: str) -> dict[int, str]:
    """For each area, the code of the area of this kind that it lies in; areas outside any are left out."""
    rows = list(Area.objects.order_by("path").values_list("pk", "parent_id", "kind", "code"))
    parents = {pk: parent for pk, parent, _, _ in rows}
    of_kind = {pk: code for pk, _, own, code in rows if own == kind}
    found: dict[int, str] = {}
    for pk in parents:
        above: int | None = pk
        while above is not None and above not in of_kind:
            above = parents.get(above)
        if above is not None:
            found[pk] = of_kind[above]
    return found


def areas_by_code(mission: Mission, kind: str) -> dict[str, Area]:
    """The areas of a kind in the country of the election; of several with one code the valid one."""
    day = mission.election.day
    ours = Area.objects.filter(kind=kind, country=mission.election.country).order_by("valid_from")
    return {area.code: area for area in sorted(ours, key=lambda area: area.valid_from <= day)}


def answer_share(
    records: Iterable[Seen], *, name: str, form: str, question: str, counts: Sequence[str], where: str = ""
) -> Figure:
    """How many of the valid answers to a question are one of ``counts``; ``where`` names an area in words."""
    values = " or ".join(f"'{value}'" for value in counts)
    source = f"{_of(form, where)}: {question} is {values}, of the valid answers"
    return count_share(records, name=name, question=question, counts=counts, source=source)


def record_count(records: Iterable[Seen], *, name: str, form: str) -> Figure:
    """How many records there are."""
    return count_records(records, name=name, source=f"{_of(form, '')}: how many")


def area_count(records: Iterable[Seen], *, name: str, form: str, kind: str) -> Figure:
    """From how many areas of a kind the records come."""
    return count_areas(records, name=name, source=f"{_of(form, '')}: how many different areas ({kind})")


def _of(form: str, where: str) -> str:
    return f"newest versions of the records of form {form}" + (f", {where}" if where else "")


def questions_by_name(mission: Mission, form: str) -> dict[str, Question]:
    """The questions of a form, each as in the newest version that has it."""
    versions = FormVersion.objects.filter(form__mission=mission, form__code=form).order_by("pk")
    return {question.name: question for version in versions for question in questions_of(version)}
