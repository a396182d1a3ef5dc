"""The named figures that the log of meetings offers to reports, each with its denominator.

They count meetings that are not confidential, so that a published figure betrays nothing. Rows are keys of
meetings. A page may count among fewer: those that its reader may know of.
"""

from __future__ import annotations

from django.db.models import QuerySet

from baqylau.core.figure import Figure, digest_of_rows
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.observation.models import Institution, InstitutionKind, Meeting, Openness

LOG = "log of meetings"
NOT_COUNTED = "men and women not counted"


def counted_meetings(mission: Mission) -> QuerySet[Meeting]:
    """What figures are counted from."""
    return Meeting.objects.filter(mission=mission).exclude(openness=Openness.CONFIDENTIAL)


def meetings(mission: Mission, among: QuerySet[Meeting] | None = None) -> Figure:
    """How many meetings there were."""
    rows = _rows(mission, among)
    keys = tuple(pk for pk, _kinds in rows)
    return Figure(
        name="meetings.all",
        numerator=len(keys),
        denominator=None,
        source=f"{LOG}: all that are not confidential",
        digest=digest_of_rows(rows),
        rows=keys,
        base_rows=keys,
    )


def with_kind(mission: Mission, kind: str, among: QuerySet[Meeting] | None = None) -> Figure:
    """Meetings with at least one institution of this kind, out of all meetings.

    A meeting with institutions of two kinds counts for both, so that these figures do not sum to all.
    """
    rows = _rows(mission, among)
    counted = tuple(pk for pk, kinds in rows if kind in kinds.split(","))
    return Figure(
        name=f"meetings.with_{kind}",
        numerator=len(counted),
        denominator=len(rows),
        source=f"{LOG}: meetings with an institution of the kind {kind}, out of all not confidential",
        digest=digest_of_rows(rows),
        rows=counted,
        base_rows=tuple(pk for pk, _kinds in rows),
    )


def women(mission: Mission, among: QuerySet[Meeting] | None = None) -> Figure:
    """Women among interlocutors, out of all interlocutors of meetings where both were counted.

    Persons are counted, at each meeting anew; rows are the meetings. Where one of the two numbers is not
    known the meeting is excluded: a missing count is not a nought.
    """
    found = counted_meetings(mission) if among is None else among
    numbers = list(found.order_by("pk").values_list("pk", "women", "men"))
    known = [(pk, w, m) for pk, w, m in numbers if w is not None and m is not None]
    left_out = len(numbers) - len(known)
    return Figure(
        name="meetings.women",
        numerator=sum(w for _pk, w, _m in known),
        denominator=sum(w + m for _pk, w, m in known),
        source=f"{LOG}: women out of all interlocutors, each counted at each meeting",
        digest=digest_of_rows((pk, f"{w}\t{m}") for pk, w, m in known),
        excluded={NOT_COUNTED: left_out} if left_out else {},
        rows=tuple(pk for pk, w, _m in known if w),
        base_rows=tuple(pk for pk, _w, _m in known),
    )


def figures(mission: Mission, among: QuerySet[Meeting] | None = None) -> list[Figure]:
    """All of them."""
    of_kinds = [with_kind(mission, kind, among) for kind in InstitutionKind.values]
    return [meetings(mission, among), *of_kinds, women(mission, among)]


def _rows(mission: Mission, among: QuerySet[Meeting] | None) -> list[tuple[int, str]]:
    """Each meeting with the kinds of institutions met, in alphabetical order."""
    found = counted_meetings(mission) if among is None else among
    kinds: dict[int, set[str]] = {}
    pairs = found.order_by("pk").values_list("pk", "institutions__kind")
    for pk, kind in pairs:
        kinds.setdefault(pk, set()).update({kind} if kind else ())
    return [(pk, ",".join(sorted(of))) for pk, of in kinds.items()]


def institutions_for_annex(mission: Mission, language: str) -> list[tuple[InstitutionKind, list[str]]]:
    """The institutions that a report may list as met, grouped by kind, their names in a language; no persons.

    Only those that somebody said may stand there, and that were met at a meeting that is not confidential.
    """
    met = counted_meetings(mission).order_by().values("pk")
    found = Institution.objects.filter(mission=mission, in_annex=True, meetings__in=met).distinct()
    column = f"order_{language[:2]}" if language[:2] in ("en", "ru", "kk") else "order_en"
    by_kind: dict[str, list[str]] = {}
    for one in found.order_by(column, "pk"):
        by_kind.setdefault(one.kind, []).append(in_language(one.names, language))
    return [(kind, by_kind[kind]) for kind in InstitutionKind if kind in by_kind]
