"""Cases that may be one: looked for, and judged by a person. Nothing is merged by itself."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.disputes.actions.writing import locked, write_history
from baqylau.disputes.methods.likeness import Entry, likely_same
from baqylau.disputes.models import Case, Likeness, Proceeding
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail

BATCH = 500


@transaction.atomic
def look_for_likenesses(*, mission: Mission, among: Collection[int] | None = None) -> int:
    """Compare cases (those with the keys ``among``, else all) with all others; how many pairs are new."""
    every = Case.objects.filter(mission=mission, same_as=None)
    entries = _entries(every)
    fresh = entries if among is None else [one for one in entries if one.key in among]
    known = set(Likeness.objects.filter(mission=mission).values_list("one", "other"))
    new = [
        Likeness(
            mission=mission,
            one_id=found.one,
            other_id=found.other,
            score=found.score,
            parts=[list(part) for part in found.parts],
        )
        for found in likely_same(fresh, entries)
        if (found.one, found.other) not in known
    ]
    return len(Likeness.objects.bulk_create(new, batch_size=BATCH))


def _entries(cases: QuerySet[Case]) -> list[Entry]:
    """What is compared of each case; its day is when the first body received it."""
    days = dict(
        Proceeding.objects.filter(case__in=cases.order_by().values("pk"), position=1).values_list(
            "case", "received_on"
        )
    )
    columns = ("pk", "complainant", "respondent", "says", "remedy", "official_number")
    return [
        Entry(pk, complainant, days.get(pk), respondent, f"{says}\n{remedy}".strip(), number)
        for pk, complainant, respondent, says, remedy, number in cases.order_by("pk").values_list(*columns)
    ]


@transaction.atomic
def judge_likeness(*, likeness: Likeness, state: str, keep: Case | None, by: User, now: datetime) -> Likeness:
    """Say that two cases are one (``keep`` is the one that counts from now on), or two different ones.

    The other case stays in the register and names the one that counts. ``Refused``: no such judgement, or
    none of the two is kept (H.140); the other is a precedent, stands for others, or fewer may know of the one
    kept (H.141).
    """
    found = Likeness.objects.select_for_update().select_related("one", "other").get(pk=likeness.pk)
    both = {found.one_id, found.other_id}
    same = state == Likeness.State.SAME
    if state not in (Likeness.State.SAME, Likeness.State.DIFFERENT) or (
        same and (keep is None or keep.pk not in both)
    ):
        says = Phrase("It must be said which of the two cases counts.")
        raise Refused(Problem("H.140", says, Phrase("Choose one of the two.")))
    _set_apart(found, by=by, now=now)
    if same and keep is not None:
        _set_as_same(found.other if keep.pk == found.one_id else found.one, keep, by=by, now=now)
    found.state, found.judged_by, found.judged_at = state, by, now
    found.save()
    change = {"cases": sorted(both), "state": state, "keep": keep.pk if same and keep else None}
    write_trail("disputes.likeness_judged", about=found, by=by, change=change)
    return found


def _set_apart(found: Likeness, *, by: User, now: datetime) -> None:
    """Take back an earlier judgement that the two are one."""
    pair = Q(pk=found.one_id, same_as=found.other_id) | Q(pk=found.other_id, same_as=found.one_id)
    for case in Case.objects.filter(pair):
        _point(case, None, by=by, now=now)


def _set_as_same(double: Case, keep: Case, *, by: User, now: datetime) -> None:
    if double.is_precedent or double.doubles.exists() or keep.same_as_id is not None:
        says = Phrase("Case {number} is a precedent or stands for other cases.", number=double.label)
        raise Refused(Problem("H.141", says, Phrase("Choose the other one, or judge those pairs first.")))
    if keep.confidential and not double.confidential:
        says = Phrase("Case {number} is confidential and the other is not.", number=keep.label)
        raise Refused(Problem("H.141", says, Phrase("Choose the other one.")))
    _point(double, keep, by=by, now=now)


def _point(case: Case, to: Case | None, *, by: User, now: datetime) -> None:
    found: Case = locked(Case, case, None)
    altered = [Altered("same_as", found.same_as_id, to.pk if to else None)]
    found.same_as, found.version = to, found.version + 1
    found.save()
    write_history(found, "same_as_set", altered, by=by, now=now)
