"""What a report makes itself: results, media, meetings, observers, method, figures, recommendations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext

from baqylau.election.models import PublishedFigure
from baqylau.mission.models import Mission
from baqylau.observation.meeting_figures import institutions_for_annex
from baqylau.reports import words
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.methods.word_checks import OBSERVATIONS
from baqylau.reports.models import Report
from baqylau.reports.observer_annex import observers_annex
from baqylau.reports.source_words import source_in_words
from baqylau.reports.text_annex_figures import official_votes
from baqylau.reports.text_media import media_annex
from baqylau.reports.text_recommendations import recommendation_blocks
from baqylau.reports.text_values import Value


def annex_blocks(which: str, report: Report, language: str, values: Mapping[str, Value]) -> b.Blocks:
    """The blocks of one annex, in the language in use; ``values`` are the figures of the whole report."""
    mission = report.mission
    match which:
        case "results":
            return tuple(_results(mission, values))
        case "media":
            return tuple(media_annex(mission))
        case "meetings":
            return tuple(_meetings(mission, language))
        case "observers":
            return tuple(observers_annex(mission))
        case "method":
            return tuple(_method(mission, language, values))
        case "priority_recommendations" | "other_recommendations" | "earlier_recommendations":
            return tuple(recommendation_blocks(which, mission, language))
    return tuple(_figures(mission, language, values))


def _paragraph(text: str) -> b.Paragraph:
    return b.Paragraph((b.Text(text),))


def _cells(*cells: str) -> tuple[b.Inlines, ...]:
    return tuple((b.Text(cell),) for cell in cells)


# -------------------------------------------------------------------------------------------- results


def _results(mission: Mission, values: Mapping[str, Value]) -> Iterator[b.Block]:
    """The official votes of each contest for the whole country, as they were published."""
    by_contest = official_votes(mission)
    if not by_contest:
        yield _paragraph(gettext("No official results are known yet."))
    for contest, votes in by_contest.items():
        rows = tuple(_votes(one, values) for one in votes)
        names = tuple(f"published:{one.code}" for one in votes)
        header = _cells(gettext("Contestant"), gettext("Votes"))
        yield b.Table((b.Text(contest),), header, rows, ("left", "right"), names)
        sources = "; ".join(dict.fromkeys(one.source for one in votes))
        yield _paragraph(gettext("Source: %(sources)s") % {"sources": sources})


def _votes(one: PublishedFigure, values: Mapping[str, Value]) -> tuple[b.Inlines, ...]:
    """A contestant and the votes: as they were accepted with the chapter, else as they are published."""
    name = f"published:{one.code}"
    number = values[name].numerator if name in values else int(one.value)
    words_of = one.option.name if one.option else ""
    return ((b.Text(words_of),), (b.FigureRef(name, words.whole(number)),))


# ------------------------------------------------------------------------------------------- meetings


def _meetings(mission: Mission, language: str) -> Iterator[b.Block]:
    """The institutions met that may stand in a report, by kind; never persons."""
    found = institutions_for_annex(mission, language)
    if not found:
        yield _paragraph(gettext("No institution may be listed yet."))
    for kind, names in found:
        yield b.Paragraph((b.Strong((b.Text(str(kind.label)),)),))
        yield b.List(False, tuple((_paragraph(name),) for name in names))


# --------------------------------------------------------------------------------------------- method


def _method(mission: Mission, language: str, values: Mapping[str, Value]) -> Iterator[b.Block]:
    """How the figures were counted, with the denominator of each share."""
    terms = Terms(mission.allows.percentages, mission.minimum_denominator)
    for says in _method_words(terms):
        yield _paragraph(says)
    shares = [one for one in values.values() if one.denominator is not None and one.interval is None]
    if shares:
        yield _denominators(shares, language)


def _method_words(terms: Terms) -> list[str]:
    says = [
        gettext(
            "Figures of forms count observations, not polling stations: stations were not drawn at random, "
            "and one may have been visited more than once. They estimate nothing beyond what was seen."
        ),
        gettext(
            "A share is of valid answers. What was not answered, not observed, not known or not applicable "
            "is in no denominator and is given with each figure."
        ),
    ]
    if terms.percentages:
        text = gettext("Where fewer than %(n)s answers were valid, the count is given and no percentage.")
        says.append(text % {"n": words.whole(terms.minimum)})
    else:
        says.append(gettext("A mission of this kind gives counts and no percentages."))
    return says


def _denominators(shares: Sequence[Value], language: str) -> b.Table:
    rows = tuple(
        (
            (b.Text(value.words(language)),),
            (b.FigureRef(value.name, words.whole(value.denominator or 0)),),
            (b.Text(_left_out(value)),),
        )
        for value in shares
    )
    of_answers = all(value.unit == OBSERVATIONS for value in shares)
    whole = gettext("Valid answers") if of_answers else gettext("Out of")
    header = _cells(gettext("What was observed"), whole, gettext("Not counted"))
    caption = (b.Text(gettext("Denominators")),)
    names = tuple(value.name for value in shares)
    return b.Table(caption, header, rows, ("left", "right", "left"), names)


def _left_out(value: Value) -> str:
    found = words.excluded_words(value.excluded)
    return "; ".join(f"{reason}: {count}" for reason, count in found) or "–"


# -------------------------------------------------------------------------------------------- figures


def _figures(mission: Mission, language: str, values: Mapping[str, Value]) -> Iterator[b.Block]:
    """Every figure of the report with its count and the beginning of its digest."""
    terms = Terms(mission.allows.percentages, mission.minimum_denominator)
    if not values:
        yield _paragraph(gettext("The report refers to no figure yet."))
        return
    rows = tuple(
        (
            (b.Text(value.words(language)),),
            (b.FigureRef(value.name, value.brief(terms)),),
            (b.Text(source_in_words(value.source)),),
            (b.Text(value.digest[:16]),),
        )
        for value in values.values()
    )
    header = _cells(gettext("Figure"), gettext("Value"), gettext("Where it comes from"), gettext("Digest"))
    caption = (b.Text(gettext("Register of figures")),)
    yield b.Table(caption, header, rows, ("left", "right", "left", "left"), tuple(values))
