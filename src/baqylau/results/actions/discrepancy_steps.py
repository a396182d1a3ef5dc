"""Working through the list of discrepancies: who takes one, what explains it, what came out of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.results.methods import discrepancy_states as states
from baqylau.results.methods.discrepancy_states import ASSIGNED, OPEN, Move
from baqylau.results.models import Discrepancy, DiscrepancyStep, Outcome
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LONGEST_TEXT = 2_000
MOST_AT_ONCE = 500


@transaction.atomic
def assign(*, discrepancy: Discrepancy, to: User | None, by: User, now: datetime) -> Discrepancy:
    """Give a discrepancy to a member; whoever had it has it no more.

    ``Refused``: its state does not allow it (R.360); nobody is named who works through the list (R.362).
    """
    row = _locked(discrepancy)
    step = _move(row, "assign")
    to = _who_may(to, row.mission)
    row.assigned_to = to
    return _done(row, step, by=by, now=now, to=to)


@transaction.atomic
def assign_several(
    *, mission: Mission, numbers: Collection[int], to: User | None, by: User, now: datetime
) -> list[int]:
    """Give many at once; gives the numbers of those that were, since others are explained or closed already.

    ``Refused``: nobody is named who works through the list (R.362); none (R.364) or too many (R.365) are
    chosen.
    """
    to = _who_may(to, mission)
    _some_are_chosen(numbers)
    free = Discrepancy.objects.filter(
        mission=mission, pk__in=numbers, state__in=states.before("assign")
    ).exclude(assigned_to=to)
    rows = list(free.select_for_update().order_by("pk"))
    before = {row.pk: row.state for row in rows}
    given = [row.pk for row in rows]
    Discrepancy.objects.filter(pk__in=given).update(state=ASSIGNED, assigned_to=to, moved_at=now)
    DiscrepancyStep.objects.bulk_create(
        DiscrepancyStep(
            discrepancy=row, done="assign", from_state=before[row.pk], to_state=ASSIGNED, by=by, to=to, at=now
        )
        for row in rows
    )
    if given:
        change = {"discrepancies": given, "to": to.pk}
        write_trail("results.discrepancies_assigned", about=mission, by=by, change=change)
    return given


@transaction.atomic
def release(*, discrepancy: Discrepancy, by: User, now: datetime) -> Discrepancy:
    """Give an assigned discrepancy back; it waits for somebody."""
    row = _locked(discrepancy)
    step = _move(row, "release")
    row.assigned_to = None
    return _done(row, step, by=by, now=now)


@transaction.atomic
def explain(*, discrepancy: Discrepancy, explanation: str, by: User, now: datetime) -> Discrepancy:
    """Write down what explains it, and how that is known.

    ``Refused``: its state does not allow it (R.360); nothing is written (R.361).
    """
    row = _locked(discrepancy)
    step = _move(row, "explain")
    row.explanation = _needed(explanation, Phrase("An explanation is needed."))
    return _done(row, step, by=by, now=now, text=row.explanation)


@transaction.atomic
def close(*, discrepancy: Discrepancy, outcome: str, by: User, now: datetime) -> Discrepancy:
    """Close an explained discrepancy with what came out of it.

    ``Refused``: it is not explained (R.363); its state does not allow it (R.360); no outcome is chosen
    (R.366).
    """
    row = _locked(discrepancy)
    if row.state in (OPEN, ASSIGNED):
        says = Phrase("It is not explained yet.")
        raise Refused(Problem("R.363", says, Phrase("Write what explains it first.")))
    step = _move(row, "close")
    if outcome not in Outcome.values:
        says = Phrase("It is not said what came out of it.")
        raise Refused(Problem("R.366", says, Phrase("Choose one of the list.")))
    row.outcome = outcome
    return _done(row, step, by=by, now=now, outcome=outcome)


@transaction.atomic
def explain_and_close(
    *, discrepancy: Discrepancy, explanation: str, outcome: str, by: User, now: datetime
) -> Discrepancy:
    """Both at once; where one is refused, neither is done."""
    explain(discrepancy=discrepancy, explanation=explanation, by=by, now=now)
    return close(discrepancy=discrepancy, outcome=outcome, by=by, now=now)


@transaction.atomic
def explain_and_close_several(
    *, mission: Mission, numbers: Collection[int], explanation: str, outcome: str, by: User, now: datetime
) -> list[int]:
    """The same for many that one thing explains; those that are closed already are passed over.

    ``Refused``: as for one; none (R.364) or too many (R.365) are chosen.
    """
    _some_are_chosen(numbers)
    rows = Discrepancy.objects.filter(mission=mission, pk__in=numbers, state__in=states.before("explain"))
    chosen = list(rows.order_by("pk"))
    for row in chosen:
        explain_and_close(discrepancy=row, explanation=explanation, outcome=outcome, by=by, now=now)
    return [row.pk for row in chosen]


@transaction.atomic
def reopen(*, discrepancy: Discrepancy, reason: str, by: User, now: datetime) -> Discrepancy:
    """Take up again what was explained or closed; what was said of it stays in its history.

    ``Refused``: its state does not allow it (R.360); no reason (R.361).
    """
    row = _locked(discrepancy)
    step = _move(row, "reopen")
    reason = _needed(reason, Phrase("A reason is needed."))
    row.explanation, row.outcome, row.assigned_to = "", "", None
    return _done(row, step, by=by, now=now, text=reason)


@transaction.atomic
def comment(*, discrepancy: Discrepancy, text: str, by: User, now: datetime) -> DiscrepancyStep:
    """Write a remark; ``Refused`` (R.361) where it is empty."""
    row = _locked(discrepancy)
    text = _needed(text, Phrase("The comment is empty."))
    made = DiscrepancyStep.objects.create(
        discrepancy=row, done="comment", from_state=row.state, to_state=row.state, by=by, at=now, text=text
    )
    change = {"step": made.pk, "text": personal(text)}
    write_trail("results.discrepancy_commented", about=row, by=by, change=change)
    return made


# ------------------------------------------------------------------ what they share


def _locked(discrepancy: Discrepancy) -> Discrepancy:
    """The row as it is now, held until the transaction ends."""
    rows = Discrepancy.objects.select_for_update(of=("self",)).select_related("mission")
    return rows.get(pk=discrepancy.pk)


def _some_are_chosen(numbers: Collection[int]) -> None:
    if not numbers:
        raise Refused(Problem("R.364", Phrase("No discrepancy is chosen."), Phrase("Choose at least one.")))
    if len(numbers) > MOST_AT_ONCE:
        says = Phrase("More than {most} discrepancies are chosen.", most=MOST_AT_ONCE)
        raise Refused(Problem("R.365", says, Phrase("Choose fewer.")))


def _move(row: Discrepancy, name: str) -> Move:
    step = states.move(name, row.state)
    if step is None:
        says = Phrase("This cannot be done with the discrepancy as it stands now.")
        raise Refused(Problem("R.360", says, Phrase("Somebody may have been quicker. Look at it again.")))
    return step


def _needed(text: str, says: Phrase) -> str:
    text = text.replace("\0", "").strip()[:LONGEST_TEXT]
    if not text:
        remedy = Phrase("Write a sentence that others will understand.")
        raise Refused(Problem("R.361", says, remedy))
    return text


def _who_may(to: User | None, mission: Mission) -> User:
    if to is None or not to.has_perm(Permission.EXPLAIN_DISCREPANCIES, mission):
        says = Phrase("Nobody is named who works through the list.")
        raise Refused(Problem("R.362", says, Phrase("Choose a member of the list.")))
    return to


def _done(
    row: Discrepancy,
    step: Move,
    *,
    by: User,
    now: datetime,
    text: str = "",
    to: User | None = None,
    outcome: str = "",
) -> Discrepancy:
    """Save the row in its next state, with its step and its entry in the trail."""
    row.state, row.moved_at = step.after, now
    row.save(update_fields=["state", "moved_at", "assigned_to", "explanation", "outcome"])
    DiscrepancyStep.objects.create(
        discrepancy=row,
        done=step.name,
        from_state=step.before,
        to_state=step.after,
        by=by,
        to=to,
        at=now,
        text=text,
        outcome=outcome,
    )
    change: dict[str, object] = {"move": step.name, "from": step.before, "to": step.after}
    change |= {"assigned_to": to.pk} if to else {}
    change |= {"outcome": outcome} if outcome else {}
    change |= {"text": personal(text)} if text else {}
    write_trail("results.discrepancy_moved", about=row, by=by, change=change)
    return row
