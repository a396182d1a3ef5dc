"""Recommendations in a report: the mission's own, priority and other, and what became of earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext

from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.reports import words
from baqylau.reports.basis import bases_shown
from baqylau.reports.methods import blocks as b
from baqylau.reports.models import Rating, Recommendation
from baqylau.reports.recommendation_queries import ORDER, current_rating, own_of, seen_by
from baqylau.reports.recommendation_tables import counted_by_chapter, counted_by_report

PRIORITY, OTHER, EARLIER = "priority_recommendations", "other_recommendations", "earlier_recommendations"
KINDS = (PRIORITY, OTHER, EARLIER)


def recommendation_blocks(which: str, mission: Mission, language: str) -> Iterator[b.Block]:
    """The blocks of one of ``KINDS``, in the language in use."""
    if which == EARLIER:
        yield from _earlier(mission, language)
    else:
        yield from _own(mission, language, priority=which == PRIORITY)


# ----------------------------------------------------------------------------------------------- our own


def _own(mission: Mission, language: str, *, priority: bool) -> Iterator[b.Block]:
    """Each with its number, to whom it is addressed, what has to change, and what it rests on."""
    every = (
        own_of(mission)
        .filter(priority=priority)
        .select_related("report")
        .prefetch_related("addressees", "bases")
    )
    ordered = sorted(every, key=lambda one: (one.report_id, _order(one.number), one.pk))
    if not ordered:
        says = gettext("No priority recommendation is entered yet.")
        yield _paragraph(says if priority else gettext("No other recommendation is entered yet."))
    for one in ordered:
        number = (b.Strong((b.Text(f"{one.number}. "),)),) if one.number else ()
        yield b.Paragraph((*number, b.Text(in_language(one.texts, language))))
        if told := " ".join(f"{part}." for part in _facts(one, mission)):
            yield b.Paragraph((b.Emphasis((b.Text(told),)),))


def _order(number: str) -> tuple[int, str]:
    """Numbers by their size; what is none (7a) by its digits first."""
    digits = "".join(letter for letter in number if letter in "0123456789")
    return int(digits[:9] or 0), number


def _facts(one: Recommendation, mission: Mission) -> Iterator[str]:
    addressees = [str(of.get_who_display()) for of in one.addressees.all()]
    if told := one.addressee_names or ", ".join(addressees):
        yield gettext("Addressed to: %(who)s") % {"who": told}
    if one.change_asked:
        yield gettext("What has to change: %(what)s") % {"what": str(one.get_change_asked_display()).lower()}
    if bases := [basis.short for basis in bases_shown(one.bases.all(), mission.election)]:
        yield gettext("It rests on: %(bases)s") % {"bases": "; ".join(bases)}


# ---------------------------------------------------------------------------------------------- earlier


def _earlier(mission: Mission, language: str) -> Iterator[b.Block]:
    """How many of those of earlier elections have each rating, and each that was rated."""
    election = mission.election
    seen = seen_by(mission).filter(report__country=election.country, report__election_day__lt=election.day)
    found = list(current_rating(seen, mission).order_by(*ORDER))
    if not found:
        yield _paragraph(gettext("No recommendation of an earlier election is entered."))
        return
    yield _counts(gettext("Earlier recommendations by report"), gettext("Report"), counted_by_report(found))
    yield _counts(
        gettext("Earlier recommendations by chapter"), gettext("Chapter"), counted_by_chapter(found)
    )
    rated = [one for one in found if one.rating_now != Rating.NOT_YET]
    if rated:
        yield _rated(rated, language)


def _counts(caption: str, head: str, lines: Sequence[Any]) -> b.Table:
    """A row for each line, a column for each rating; what is not entered here has one of its own."""
    lacking = any(one.line.missing for one in lines)
    header = [head, *(str(label) for label in Rating.labels)]
    rows = []
    for one in lines:
        cells = [one.name, *(words.whole(number) for _rating, number in one.cells)]
        if lacking:
            missing = one.line.missing
            cells.append(gettext("not known") if missing is None else words.whole(missing))
        rows.append(_cells(*cells))
    header += [gettext("Not entered here")] if lacking else []
    ranks = ("left", *["right"] * (len(header) - 1))
    return b.Table((b.Text(caption),), _cells(*header), tuple(rows), ranks)


def _rated(found: Sequence[Any], language: str) -> b.Table:
    header = _cells(gettext("Recommendation"), gettext("Election"), gettext("What became of it"))
    rows = tuple(
        _cells(
            " ".join(part for part in (one.number, in_language(one.texts, language)) if part),
            str(one.report.year or ""),
            str(Rating(one.rating_now).label),
        )
        for one in found
    )
    return b.Table((b.Text(gettext("Earlier recommendations that were assessed")),), header, rows)


def _paragraph(text: str) -> b.Paragraph:
    return b.Paragraph((b.Text(text),))


def _cells(*cells: str) -> tuple[b.Inlines, ...]:
    return tuple((b.Text(cell),) for cell in cells)
