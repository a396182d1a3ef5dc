"""The register of candidates: entering, changing, what was decided, taking in a table."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.election.actions.entries import (
    Keeper,
    apply,
    keep_version,
    needed,
    next_number,
    refuse,
    values_of,
)
from baqylau.election.candidacies import STANDS
from baqylau.election.models import Candidate, Commission, Contest, Decision, Nominator, Option, Sex
from baqylau.election.sources.candidates import CandidateRow
from baqylau.trail.record import personal, record

FIELDS = (
    *("contest", "option", "name", "position", "nominated_by", "nominator", "nominated_on", "sex", "born"),
    *(
        "birth_year",
        "occupation",
        "has_disability",
        "resident_years",
        "is_member",
        "deposit",
        "source",
        "note",
    ),
)
"""What a person fills in."""
_CODES = frozenset({"contest", "option", "position", "nominated_by", "nominated_on"})
"""Fields that the trail keeps as they are; of what is personal it keeps a digest."""


@transaction.atomic
def enter_candidate(*, mission: Keeper, given: dict[str, Any], by: User, now: datetime) -> Candidate:
    """Register a candidate. ``given`` has some of ``FIELDS``.

    ``Refused`` with all that is wrong: no name or source (N.411), a contest or list of another election
    (N.412), a word that is not known (N.413), birthday and year of birth that do not agree (N.402).
    """
    made = _make(mission, given, next_number(Candidate, mission), by, now)
    _write_trail("election.candidate_entered", made, by, FIELDS)
    return made


def _make(mission: Keeper, given: dict[str, Any], number: int, by: User, now: datetime) -> Candidate:
    made = Candidate(mission_id=mission.pk, number=number, entered_by=by, entered_at=now)
    apply(made, _one_birth(given), FIELDS)
    _check(made, mission.election_id)
    made.save()
    keep_version(made, "candidate", FIELDS, by=by, now=now)
    return made


@transaction.atomic
def change_candidate(
    *, candidate: Candidate, given: dict[str, Any], reason: str, by: User, now: datetime
) -> Candidate:
    """Change what is known of a candidate; ``Refused`` as entering is, and where nothing changes (N.208)."""
    held = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    changed = apply(held, _one_birth(given), FIELDS)
    if not changed:
        raise refuse("N.208", Phrase("Nothing was changed."), Phrase("Change a field, or go back."))
    _check(held, candidate.contest.election_id)
    held.version += 1
    held.save()
    keep_version(held, "candidate", FIELDS, by=by, now=now, reason=reason.strip())
    _write_trail("election.candidate_changed", held, by, tuple(changed))
    return held


@transaction.atomic
def decide_candidate(
    *,
    candidate: Candidate,
    kind: str,
    source: str,
    by: User,
    now: datetime,
    decided_on: date | None = None,
    commission: Commission | None = None,
    body: str = "",
    reference: str = "",
    ground: str = "",
    article: str = "",
) -> Decision:
    """Write down what was decided about a candidate; the last decision says where the candidacy stands.

    ``Refused``: no source, or no ground of a refusal (N.414), a decision or commission that there is not
    (N.415).
    """
    held = Candidate.objects.select_for_update(of=("self",)).get(pk=candidate.pk)
    problems = Problems()
    needed(problems, "N.414", {"source": (Phrase("The source"), source)})
    if kind == Decision.Kind.REFUSED and not ground.strip():
        remedy = Phrase("Say why registration was refused.")
        problems.add("N.414", Phrase("A refusal has no ground."), remedy, "ground")
    is_elsewhere = commission is not None and commission.election_id != held.contest.election_id
    if kind not in Decision.Kind.values or is_elsewhere:
        problems.add("N.415", Phrase("This is none of the choices."), Phrase("Choose one of them."))
    problems.refuse_if_any()
    made = Decision.objects.create(
        candidate=held,
        kind=kind,
        decided_on=decided_on,
        commission=commission,
        body=body.strip(),
        reference=reference.strip(),
        ground=ground.strip(),
        article=article.strip(),
        source=source.strip(),
        by=by,
        at=now,
    )
    held.standing = stands_after(held)
    held.save(update_fields=["standing"])
    change = {
        "number": held.number,
        "decision": kind,
        "decided_on": decided_on.isoformat() if decided_on else None,
        "commission": commission.code if commission else None,
        "reference": reference.strip(),
        "article": article.strip(),
        "ground": personal(ground.strip()),
    }
    record("election.candidate_decided", about=held, by=by, change=change)
    return made


def stands_after(candidate: Candidate) -> str:
    """Where the candidacy stands after its last decision; one without a day counts by when it was entered."""
    decisions = candidate.decisions.all()
    last = max(decisions, key=lambda one: (one.decided_on or one.at.date(), one.pk))
    return STANDS[Decision.Kind(last.kind)]


@transaction.atomic
def take_in_candidates(
    *, mission: Keeper, rows: Sequence[CandidateRow], by: User, now: datetime
) -> list[Candidate]:
    """Register every row of a table, or none of them.

    ``Refused`` with all that is wrong, each with its row: a contest, list or commission that the election
    does not have (N.412, N.415), a candidate who is registered already (N.416).
    """
    problems = Problems()
    contests = {one.code: one for one in Contest.objects.filter(election=mission.election_id)}
    options = {
        (one.contest_id, one.code): one
        for one in Option.objects.filter(contest__election=mission.election_id)
    }
    commissions = {one.code: one for one in Commission.objects.filter(election=mission.election_id)}
    known = _known(mission)
    for row in rows:
        contest = contests.get(row.contest)
        option = options.get((contest.pk if contest else 0, row.option))
        if contest is None or (row.option and option is None):
            says = Phrase("There is no contest '{contest}' with this list.", contest=row.contest)
            problems.add("N.412", says, Phrase("Use the codes of the election's page."), row.where)
        if row.commission and row.commission not in commissions:
            says = Phrase("There is no commission '{code}'.", code=row.commission)
            problems.add("N.415", says, Phrase("Use its code, or the column body."), row.where)
        if (row.contest, row.option, row.name.casefold()) in known:
            says = Phrase("{name} is registered already.", name=row.name)
            problems.add("N.416", says, Phrase("Change the entry, or leave the row out."), row.where)
    problems.refuse_if_any()
    number = next_number(Candidate, mission)
    made = []
    for place, row in enumerate(rows):
        given = {name: getattr(row, name) for name in FIELDS if name not in ("contest", "option")}
        contest = contests[row.contest]
        given |= {"contest": contest, "option": options.get((contest.pk, row.option))}
        one = _make(mission, given, number + place, by, now)
        if row.decision:
            decide_candidate(
                candidate=one,
                kind=row.decision,
                decided_on=row.decided_on,
                commission=commissions.get(row.commission),
                body=row.body,
                reference=row.reference,
                ground=row.ground,
                article=row.article,
                source=row.source,
                by=by,
                now=now,
            )
        made.append(one)
    change = {"first": number, "count": len(made)}
    record("election.candidates_taken_in", about=made[0], by=by, change=change)
    return made


def _known(mission: Keeper) -> set[tuple[str, str, str]]:
    found = Candidate.objects.filter(mission=mission.pk).values_list("contest__code", "option__code", "name")
    return {(contest, option or "", name.casefold()) for contest, option, name in found}


def _one_birth(given: dict[str, Any]) -> dict[str, Any]:
    """A year of birth beside the birthday it belongs to says nothing more."""
    born, year = given.get("born"), given.get("birth_year")
    return {**given, "birth_year": None} if born and year == born.year else given


def _check(candidate: Candidate, election: int) -> None:
    problems = Problems()
    texts = {
        "name": (Phrase("The name"), candidate.name),
        "source": (Phrase("The source"), candidate.source),
    }
    needed(problems, "N.411", texts)
    option = candidate.option
    if candidate.contest_id is None or candidate.contest.election_id != election:
        says = Phrase("The contest is not one of this election.")
        problems.add("N.412", says, Phrase("Choose one of its contests."), "of")
    elif option is not None and option.contest_id != candidate.contest_id:
        says = Phrase("The list is not one of this contest.")
        problems.add("N.412", says, Phrase("Choose those that belong together."), "of")
    if candidate.nominated_by not in Nominator.values or candidate.sex not in ("", *Sex.values):
        problems.add("N.413", Phrase("This is none of the choices."), Phrase("Choose one of them."))
    if candidate.born and candidate.birth_year:
        says = Phrase("Birthday and year of birth do not agree.")
        problems.add("N.402", says, Phrase("Correct one of them, or leave one empty."), "born")
    problems.refuse_if_any()


def _write_trail(action: str, candidate: Candidate, by: User, fields: tuple[str, ...]) -> None:
    change: dict[str, object] = {"number": candidate.number, "version": candidate.version}
    for name, value in values_of(candidate, fields).items():
        if value is not None:
            change[name] = value if name in _CODES else personal(value)
    record(action, about=candidate, by=by, change=change)
