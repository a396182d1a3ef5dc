"""The register of published figures: entering, changing, confirming, taking back. Each leaves its version."""

from __future__ import annotations

import re
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
from baqylau.election.models import PublishedFigure, Qualifier, Speaker
from baqylau.election.sources.tables import PART
from baqylau.trail.record import personal, record

FIELDS = (
    *("indicator", "contest", "option", "area", "part", "value", "unit", "qualifier", "base", "as_printed"),
    *("should_be", "as_of", "status", "source", "said_by", "speaker", "said_on", "sentence", "language"),
    "note",
)
"""What a person fills in."""
UNITS = ("count", "percent", "seats")
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,9})?", re.ASCII)
_INDICATOR = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)
MARK = "@"
"""What the codes of missions' entries begin with; a pack's never do."""


@transaction.atomic
def enter_figure(*, mission: Keeper, given: dict[str, object], by: User, now: datetime) -> PublishedFigure:
    """Register what somebody published. ``given`` has some of ``FIELDS``.

    ``Refused`` with all that is wrong: no number (N.201), sentence, source or speaker (N.202), a contest,
    option or area of another election (N.203), a part, unit, indicator or qualifier that is none (N.204).
    """
    number = next_number(PublishedFigure, mission)
    made = PublishedFigure(
        election_id=mission.election_id,
        mission_id=mission.pk,
        number=number,
        code=f"{MARK}{mission.pk}/{number}",
        official=False,
        entered_by=by,
        entered_at=now,
    )
    apply(made, given, FIELDS)
    _check(made)
    made.save()
    keep_version(made, "figure", FIELDS, by=by, now=now)
    _write_trail("election.figure_entered", made, by, FIELDS)
    return made


@transaction.atomic
def change_figure(
    *, figure: PublishedFigure, given: dict[str, object], reason: str, by: User, now: datetime
) -> PublishedFigure:
    """Change an entry; whoever confirmed it has to look again.

    ``Refused`` as entering is, and where nothing changes (N.208), no reason is given (N.207), the entry was
    taken back (N.206), or comes from a pack (N.205).
    """
    held = _own(figure)
    if held.withdrawn_at:
        raise refuse("N.206", Phrase("This entry was taken back."), Phrase("Enter it anew."))
    changed = apply(held, given, FIELDS)
    if not changed:
        raise refuse("N.208", Phrase("Nothing was changed."), Phrase("Change a field, or go back."))
    _needs_reason(reason)
    _check(held)
    held.version += 1
    held.confirmed_by = held.confirmed_at = None
    held.save()
    keep_version(held, "figure", FIELDS, by=by, now=now, reason=reason.strip())
    _write_trail("election.figure_changed", held, by, tuple(changed), reason)
    return held


@transaction.atomic
def confirm_figure(*, figure: PublishedFigure, by: User, now: datetime) -> PublishedFigure:
    """A second person looked at the source and found the figure there as entered.

    ``Refused``: by whoever entered it or confirmed already (N.209), taken back (N.206), from a pack (N.205).
    """
    held = _own(figure)
    if held.withdrawn_at:
        raise refuse("N.206", Phrase("This entry was taken back."), Phrase("Enter it anew."))
    last = held.versions.order_by("-number").first()
    if by.pk == held.entered_by_id or (last and by.pk == last.by_id) or held.confirmed_by_id:
        says = Phrase("Somebody else than who entered or changed it confirms a figure, and once.")
        raise refuse("N.209", says, Phrase("Ask a colleague to look at the source."))
    held.confirmed_by, held.confirmed_at = by, now
    held.save(update_fields=["confirmed_by", "confirmed_at"])
    record("election.figure_confirmed", about=held, by=by, change={"number": held.number})
    return held


@transaction.atomic
def withdraw_figure(*, figure: PublishedFigure, reason: str, by: User, now: datetime) -> PublishedFigure:
    """Take an entry back that should not have been made; it stays in the register, and is compared no more.

    ``Refused``: no reason (N.207), taken back already (N.206), from a pack (N.205).
    """
    held = _own(figure)
    if held.withdrawn_at:
        raise refuse("N.206", Phrase("This entry was taken back."), Phrase("Enter it anew."))
    _needs_reason(reason)
    held.withdrawn_at = now
    held.version += 1
    held.save(update_fields=["withdrawn_at", "version"])
    keep_version(held, "figure", FIELDS, by=by, now=now, reason=reason.strip())
    _write_trail("election.figure_withdrawn", held, by, (), reason)
    return held


def _own(figure: PublishedFigure) -> PublishedFigure:
    held = PublishedFigure.objects.select_for_update(of=("self",)).get(pk=figure.pk)
    if held.mission_id is None:
        says = Phrase("This figure comes from a pack.")
        raise refuse("N.205", says, Phrase("Correct the pack, or enter another figure beside it."))
    return held


def _needs_reason(reason: str) -> None:
    if not reason.strip():
        raise refuse("N.207", Phrase("No reason is given."), Phrase("Say why in a sentence."))


def _check(figure: PublishedFigure) -> None:
    problems = Problems()
    if not _NUMBER.fullmatch(figure.value):
        says = Phrase("'{value}' is not a number.", value=figure.value[:40])
        problems.add("N.201", says, Phrase("Give digits, with a point before decimals."), "number")
    texts = {
        "sentence": (Phrase("The sentence"), figure.sentence),
        "source": (Phrase("The source"), figure.source),
        "said_by": (Phrase("Who said it"), figure.said_by),
    }
    needed(problems, "N.202", texts)
    _check_references(figure, problems)
    _check_words(figure, problems)
    problems.refuse_if_any()


def _check_references(figure: PublishedFigure, problems: Problems) -> None:
    elsewhere = (
        (figure.contest is not None and figure.contest.election_id != figure.election_id)
        or (figure.option is not None and figure.option.contest_id != figure.contest_id)
        or (figure.area is not None and not figure.area.elections.filter(pk=figure.election_id).exists())
    )
    if elsewhere:
        says = Phrase("The contest, the option or the area is not one of this election.")
        problems.add("N.203", says, Phrase("Choose those that belong together."), "of")


def _check_words(figure: PublishedFigure, problems: Problems) -> None:
    known = (
        ("unit", figure.unit, figure.unit in UNITS),
        ("indicator", figure.indicator, bool(_INDICATOR.fullmatch(figure.indicator))),
        ("base", figure.base, not figure.base or bool(_INDICATOR.fullmatch(figure.base))),
        ("part", figure.part, not figure.part or bool(PART.fullmatch(figure.part))),
        ("qualifier", figure.qualifier, not figure.qualifier or figure.qualifier in Qualifier.values),
        ("speaker", figure.speaker, not figure.speaker or figure.speaker in Speaker.values),
    )
    for field, word, is_known in known:
        if not is_known:
            says = Phrase("'{value}' is not a word known here.", value=word[:60])
            remedy = Phrase("A part is written as breakdown:part, such as outcome:satisfied.")
            problems.add("N.204", says, remedy, field)


_CODES = frozenset(
    {"indicator", "contest", "option", "area", "part", "value", "unit", "qualifier", "base", "as_of"}
    | {"status", "speaker", "said_on", "language"}
)
"""Fields that hold codes and numbers; of the others the trail keeps a digest."""


def _write_trail(
    action: str, figure: PublishedFigure, by: User, fields: tuple[str, ...], reason: str = ""
) -> None:
    values = values_of(figure, fields)
    change: dict[str, object] = {"number": figure.number, "version": figure.version}
    for name, value in values.items():
        if value is not None:
            change[name] = value if name in _CODES else personal(value)
    if reason:
        change["reason"] = personal(reason.strip())
    record(action, about=figure, by=by, change=change)
