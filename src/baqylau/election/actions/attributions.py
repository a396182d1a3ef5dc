"""Sentences in which others say what observers said, beside what the mission said itself."""

from __future__ import annotations

from datetime import datetime

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
from baqylau.election.models import Attribution, Speaker
from baqylau.trail.record import personal, record

FIELDS = (
    *("said_by", "speaker", "said_on", "source", "language", "sentence"),
    *("own_sentence", "own_source", "finding", "note"),
)
"""What a person fills in."""
_CODES = frozenset({"speaker", "said_on", "language", "finding"})
ALONE = frozenset({"open", "not_ours", "of_others"})
"""Findings that need no sentence of ours beside them."""


@transaction.atomic
def enter_attribution(*, mission: Keeper, given: dict[str, object], by: User, now: datetime) -> Attribution:
    """Register such a sentence. ``given`` has some of ``FIELDS``.

    ``Refused`` with all that is wrong: no sentence, source or speaker (N.221), a finding without our own
    sentence (N.222), a word that is not known (N.223).
    """
    made = Attribution(
        mission_id=mission.pk, number=next_number(Attribution, mission), entered_by=by, entered_at=now
    )
    apply(made, given, FIELDS)
    _check(made)
    made.save()
    keep_version(made, "attribution", FIELDS, by=by, now=now)
    _write_trail("election.attribution_entered", made, by, FIELDS)
    return made


@transaction.atomic
def change_attribution(
    *, attribution: Attribution, given: dict[str, object], reason: str, by: User, now: datetime
) -> Attribution:
    """Change it, or say what comparing it with our own sentence shows; ``Refused`` as entering is, and
    where nothing changes (N.208).
    """
    held = Attribution.objects.select_for_update(of=("self",)).get(pk=attribution.pk)
    changed = apply(held, given, FIELDS)
    if not changed:
        raise refuse("N.208", Phrase("Nothing was changed."), Phrase("Change a field, or go back."))
    _check(held)
    held.version += 1
    held.save()
    keep_version(held, "attribution", FIELDS, by=by, now=now, reason=reason.strip())
    _write_trail("election.attribution_changed", held, by, tuple(changed))
    return held


def _check(attribution: Attribution) -> None:
    problems = Problems()
    texts = {
        "sentence": (Phrase("The sentence"), attribution.sentence),
        "source": (Phrase("The source"), attribution.source),
        "said_by": (Phrase("Who said it"), attribution.said_by),
    }
    needed(problems, "N.221", texts)
    if attribution.finding not in ALONE and not attribution.own_sentence.strip():
        says = Phrase("Nothing of ours stands beside the sentence.")
        remedy = Phrase("Give our own sentence, or leave the comparison open.")
        problems.add("N.222", says, remedy, "own_sentence")
    if attribution.finding not in Attribution.Finding.values or attribution.speaker not in Speaker.values:
        problems.add("N.223", Phrase("This is none of the choices."), Phrase("Choose one of them."))
    problems.refuse_if_any()


def _write_trail(action: str, attribution: Attribution, by: User, fields: tuple[str, ...]) -> None:
    change: dict[str, object] = {"number": attribution.number, "version": attribution.version}
    for name, value in values_of(attribution, fields).items():
        if value is not None:
            change[name] = value if name in _CODES else personal(value)
    record(action, about=attribution, by=by, change=change)
