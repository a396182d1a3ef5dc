"""The words around the figures: what the page and the PDF of a statement say alike."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext, ngettext

from baqylau.observation.figures import questions_by_name
from baqylau.observation.words import answer_in_words, label
from baqylau.reports import words
from baqylau.reports.changed_words import ChangeShown
from baqylau.reports.document import Document, Shown
from baqylau.reports.methods.plan import Plan
from baqylau.reports.models import Statement, StatementFigure
from baqylau.trail.actions import footer


def facts(document: Document) -> list[tuple[str, str]]:
    """Term and value: which statement of which mission it is. A count would need a figure behind it."""
    statement, mission = document.statement, document.statement.mission
    day = formats.date_format(mission.election.day, "DATE_FORMAT")
    at = formats.date_format(timezone.localtime(statement.run_at), "DATETIME_FORMAT")
    run = {"number": statement.number, "at": at}
    return [
        (gettext("Election day"), day),
        (gettext("Kind of mission"), str(mission.get_kind_display())),
        (gettext("Statement"), gettext("number %(number)s, run on %(at)s (UTC)") % run),
        (gettext("Authoritative language"), _authoritative(document)),
        (gettext("Figures"), basis(document)),
    ]


def _authoritative(document: Document) -> str:
    code = document.statement.mission.authoritative_language
    name = str(dict(settings.LANGUAGES).get(code, code))
    if document.authoritative:
        return gettext("%(language)s (this one)") % {"language": name}
    return gettext("%(language)s; this is a translation") % {"language": name}


def basis(document: Document) -> str:
    """Of what the figures are shares, and where there are no percentages."""
    if not document.terms.percentages:
        return gettext(
            "This kind of mission gives counts, and no shares, of what was observed on election day."
        )
    return gettext(
        "Shares are of observations with a valid answer. Where fewer than %(minimum)s answered, "
        "the count is given instead."
    ) % {"minimum": words.whole(document.terms.minimum)}


def table_header(document: Document) -> list[str]:
    """The columns of a chapter's table."""
    counts = [gettext("Count"), gettext("Not counted")]
    shares = [gettext("Share")] if document.terms.percentages else []
    return [gettext("What was observed"), *shares, *counts, gettext("Figure")]


def table_cells(document: Document, figure: Shown) -> list[str]:
    """A figure's cells in a chapter's table, between its wording and its number."""
    shares = [figure.share or "–"] if document.terms.percentages else []
    return [*shares, figure.count, figure.left_out]


def comparison_text(document: Document) -> list[str]:
    """How areas were compared with the rest, and what it does not say."""
    number = document.statement.comparisons
    tests = ngettext(
        "One comparison was made: a figure in one area against the same figure everywhere else, by Fisher's "
        "exact test (two-sided).",
        "%(number)s comparisons were made: each of the compared figures in each area against the same figure "
        "everywhere else, by Fisher's exact test (two-sided).",
        number,
    ) % {"number": words.whole(number)}
    level = gettext(
        "The p values were corrected by Holm's method for all comparisons together; areas with an adjusted p "
        "of at most %(level)s are listed."
    ) % {"level": document.level}
    reasons = gettext(
        "A difference can have innocent reasons: the stations observed are not a random sample; teams "
        "differ, and one team often covers one area; a station may be visited twice; observations in one "
        "polling centre resemble each other, which makes p too small. An indicator is not proof."
    )
    nothing = [] if document.telling else [gettext("No area differs from the rest by that measure.")]
    return [f"{tests} {level}", reasons, *nothing]


def chart_caption(document: Document) -> str:
    """What the bars of a chart are."""
    if document.terms.percentages:
        return gettext("Share of the observations with a valid answer")
    return gettext("Number of observations, and of valid answers")


def changes_title(earlier: Statement) -> str:
    """The heading over what changed."""
    return gettext("What changed since statement %(number)s") % {"number": earlier.number}


def changes_text(changed: Sequence[ChangeShown]) -> str:
    """How many figures changed, those of single areas counted apart."""
    if not changed:
        return gettext("Nothing: every figure is the same, and so is every answer behind it.")
    of_areas = sum(one.of_an_area for one in changed)
    whole = len(changed) - of_areas
    return gettext("Figures that changed: %(whole)s. Figures of single areas that changed: %(areas)s.") % {
        "whole": words.whole(whole),
        "areas": words.whole(of_areas),
    }


def comparison_header() -> list[str]:
    """The columns of the table of areas."""
    return [
        gettext("What was observed"),
        gettext("Area"),
        gettext("Here"),
        gettext("Elsewhere"),
        gettext("Adjusted p"),
    ]


def annex_lines(document: Document, figure: Shown) -> Sequence[str]:
    """What the annex says of a figure: count, shares, and what was left out."""
    if not figure.is_share:
        return [gettext("Count: %(count)s") % {"count": figure.count}]
    valid = gettext("Of valid answers: %(value)s") % {"value": _with(figure.count, figure.share)}
    whole = gettext("Of all records: %(value)s") % {"value": _with(figure.count_of_all, figure.share_of_all)}
    left_out = "; ".join(f"{reason}: {count}" for reason, count in figure.excluded) or gettext("nothing")
    return [f"{valid}. {whole}.", gettext("Not counted: %(reasons)s") % {"reasons": left_out}]


def _with(count: str, share: str) -> str:
    return f"{count} ({share})" if share else count


def foot(document: Document) -> str:
    """The line at the foot of each page: the trail's checkpoint in short."""
    checkpoint = document.statement.checkpoint
    return footer(checkpoint) if checkpoint else gettext("The trail's checkpoint could not be signed.")


def source_words(figure: StatementFigure, plan: Plan) -> list[tuple[str, str]]:
    """Which records and answers a figure was counted from: term and value."""
    planned, mission = plan.figure(figure.of), figure.statement.mission
    if planned.kind == "published":
        return [(gettext("Published"), figure.source)]
    rows = [(gettext("Records"), gettext("the newest versions of form %(form)s") % {"form": plan.form})]
    if figure.area is not None:
        where = gettext("Everywhere except") if figure.elsewhere else gettext("Area")
        rows.append((where, figure.area.name))
    if planned.kind == "share":
        question = questions_by_name(mission, plan.form)[planned.question]
        wording = label(question.labels, question.name)
        rows.append((gettext("Question"), f"{wording} ({question.name})"))
        counted = [answer_in_words(question, value) for value in planned.counts]
        rows.append((gettext("Answers counted"), ", ".join(counted)))
    return rows
