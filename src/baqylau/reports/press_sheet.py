"""The press sheet of a report: a page for each figure and each finding, with what stands behind it.

On each: what is said and where, the count, who was left out, where it was seen, the source with its digest,
and the question most likely to be asked with an answer that the figures give.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from baqylau.accounts.models import User
from baqylau.core.text import in_language
from baqylau.mission.models import Mission, StationChooser, StationsChosen
from baqylau.reports import words
from baqylau.reports.evidence import shown
from baqylau.reports.figure_results import OFFICIAL
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.markup import references_of
from baqylau.reports.methods.press_questions import Ask, Facts, likeliest
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.methods.word_checks import OBSERVATIONS
from baqylau.reports.models import Finding, Report
from baqylau.reports.source_words import source_in_words
from baqylau.reports.text_document import Reading
from baqylau.reports.text_values import Value, figures_in

PUBLISHED = "published"
"""The unit of figures that others published."""


def press_sheet(report: Report, language: str, *, user: User) -> b.Document:
    """The sheet in one language; what this person may not see is left out."""
    reading = Reading(report, user=user)
    with override(language):
        pages = [*_figures(reading, language), *_findings(reading, language, user)]
        return b.Document(
            title=_("Press sheet: %(title)s") % {"title": in_language(report.titles, language)},
            language=language,
            blocks=tuple(block for page in pages for block in (*page, b.PageBreak()))[:-1],
            authoritative_language=report.authoritative_language,
            mission=report.mission.name,
            election=report.mission.election.name,
        )


def _figures(reading: Reading, language: str) -> Iterator[b.Blocks]:
    terms = terms_of(reading.report.mission)
    chosen = StationsChosen.objects.filter(mission=reading.report.mission).first()
    places = _places(reading, language)
    known = reading.everything()
    read = figures_in(reading.markdown(chapter, language) for chapter in reading.chapters)
    for name in dict.fromkeys([*(name for name in read if name in known), *known]):
        if reading.may_see(value := known[name]):
            yield _page(value, terms, chosen, language, places.get(name, ""))


def terms_of(mission: Mission) -> Terms:
    """Whether the mission gives percentages, and from which denominator on."""
    return Terms(percentages=mission.allows.percentages, minimum=mission.minimum_denominator)


def _places(reading: Reading, language: str) -> dict[str, str]:
    """Name of a figure → the chapters that show it."""
    found: dict[str, str] = {}
    for chapter in reading.chapters:
        title = in_language(chapter.titles, language) or chapter.code
        for name in reading.values(chapter):
            found[name] = f"{found[name]}; {title}" if name in found else title
    return found


def _page(value: Value, terms: Terms, chosen: StationsChosen | None, language: str, where: str) -> b.Blocks:
    is_random = chosen is not None and chosen.by == StationChooser.RANDOM
    facts = facts_of(value, terms, at_random=is_random)
    ask = likeliest(facts)
    question, answer = said(ask, facts, chosen, value.phrase(terms, "count"))
    return (
        b.Heading(1, value.words(language), f"figure-{value.name.replace('.', '-')}"),
        b.Paragraph((b.Strong((b.FigureRef(value.name, value.phrase(terms)),)),)),
        _table(_("What stands behind it"), _behind(value, terms, where)),
        *_asked(question, answer),
    )


def facts_of(value: Value, terms: Terms, *, at_random: bool) -> Facts:
    """What may be asked about."""
    return Facts(
        numerator=value.numerator,
        denominator=value.denominator,
        excluded=value.excluded,
        areas=value.areas,
        observations=value.unit == OBSERVATIONS,
        at_random=at_random,
        published_by_others=value.unit == PUBLISHED or f".{OFFICIAL}." in value.name,
        estimated=value.interval is not None,
        minimum=terms.minimum,
    )


def _behind(value: Value, terms: Terms, where: str) -> Iterator[tuple[str, str]]:
    yield _("Stands in"), where
    if value.interval is not None:
        yield _("Interval of 95 per cent"), value.phrase(terms, "count")
    elif value.denominator is None:
        yield _("Count"), words.whole(value.numerator)
    else:
        yield _("Count"), words.x_of_y(value.numerator, value.denominator)
    for reason, number in words.excluded_words(value.excluded):
        yield _("Left out: %(reason)s") % {"reason": reason}, number
    if value.areas:
        yield _("Areas where it was seen"), words.x_of_y(*value.areas)
    yield _("Source"), source_in_words(value.source)
    yield _("Digest"), value.digest


def _table(caption: str, rows: Iterator[tuple[str, str]]) -> b.Table:
    return b.Table(
        caption=(b.Text(caption),),
        header=((b.Text(_("What")),), (b.Text(_("Value")),)),
        rows=tuple(((b.Text(term),), (b.Text(value),)) for term, value in rows if value),
    )


def _asked(question: str, answer: str) -> b.Blocks:
    return (
        b.Paragraph((b.Strong((b.Text(_("The question most likely to be asked")),)),)),
        b.Quote((b.Paragraph((b.Text(question),)),)),
        b.Paragraph((b.Text(answer),)),
    )


def said(ask: Ask, facts: Facts, chosen: StationsChosen | None, interval: str = "") -> tuple[str, str]:
    """A question and its answer, in the language in use; ``interval`` is that of an estimate."""
    numerator, denominator = words.whole(facts.numerator), words.whole(facts.denominator or 0)
    given: Mapping[str, str] = {
        "numerator": numerator,
        "denominator": denominator,
        "interval": interval,
        "minimum": words.whole(facts.minimum),
        "left_out": words.whole(sum(facts.excluded.values())),
        "seen": words.whole(facts.areas[0]) if facts.areas else "",
        "areas": words.whole(facts.areas[1]) if facts.areas else "",
        "chosen": str(chosen.get_by_display()) if chosen else _("it is not recorded who chose them"),
    }
    question, answer = _questions()[ask]
    return question % given, answer % given


def _questions() -> dict[Ask, tuple[str, str]]:
    return {
        Ask.WHOSE: (
            _("Is this the mission's own figure?"),
            _("No. Others published it; the source is named, and the mission did not count it."),
        ),
        Ask.HOW_SURE: (
            _("How sure is this, from a part of the stations only?"),
            _(
                "The stations were drawn at random. Of a hundred such samples about ninety-five have the"
                " share of all stations in their interval; that of this one is %(interval)s."
            ),
        ),
        Ask.NOTHING_SEEN: (
            _("Does this mean that it did not happen?"),
            _("No. It was not seen in any of the %(denominator)s cases in which it could be answered."),
        ),
        Ask.SO_FEW: (
            _("How can you say this from so few cases?"),
            _(
                "It is said as a count, %(numerator)s of %(denominator)s, and not as a percentage:"
                " the mission gives none below %(minimum)s."
            ),
        ),
        Ask.LEFT_OUT: (
            _("Why were %(left_out)s left out?"),
            _("They have no valid answer to this question; the reasons are listed with their numbers above."),
        ),
        Ask.WHERE: (
            _("Was it like that everywhere?"),
            _("It was seen in %(seen)s of %(areas)s areas."),
        ),
        Ask.ALL_STATIONS: (
            _("Does this hold for all polling stations?"),
            _(
                "No. It is a share of observations, and one station may have been observed several times."
                " The stations were not drawn at random: %(chosen)s."
            ),
        ),
        Ask.OF_HOW_MANY: (
            _("Out of how many?"),
            _("This is a count without a denominator: nothing is said about a share."),
        ),
        Ask.WHO_COUNTED: (
            _("Who counted this, and can it be checked?"),
            _(
                "%(numerator)s of %(denominator)s. Each record behind it has a number, and the digest"
                " shows whether any of them was changed since."
            ),
        ),
    }


# ------------------------------------------------------------------ findings


def _findings(reading: Reading, language: str, user: User) -> Iterator[b.Blocks]:
    """A page for each finding that the text refers to, in the order of reading."""
    texts = [reading.markdown(chapter, language) for chapter in reading.chapters]
    numbers = dict.fromkeys(
        int(one.name)
        for text in texts
        for _line, one in references_of(text)
        if one.kind == "finding" and one.name.isascii() and one.name.isdigit()
    )
    held = Finding.objects.filter(mission=reading.report.mission, number__in=numbers)
    found = {one.number: one for one in held}
    for number in numbers:
        if number in found:
            yield _finding_page(found[number], user)


def _finding_page(finding: Finding, user: User) -> b.Blocks:
    """What confidential evidence there is, is told only to whoever may know of it."""
    evidence = shown(user, finding.mission, finding.evidence.all())
    rows = [
        (_("Confidence"), str(finding.get_confidence_display())),
        (
            _("Confirmed by a second person"),
            _("yes") if finding.confirmed_at else _("no: it may not be published so"),
        ),
        *((str(one.name), one.label) for one in evidence),
    ]
    pieces = ngettext(
        "It rests on %(number)s piece of evidence, listed above.",
        "It rests on %(number)s pieces of evidence, listed above.",
        len(evidence),
    ) % {"number": words.whole(len(evidence))}
    answer = _("The finding states what was seen, and nothing about why.")
    return (
        b.Heading(1, _("Finding %(number)s") % {"number": finding.number}, f"finding-{finding.number}"),
        b.Paragraph((b.Strong((b.Text(finding.text),)),)),
        _table(_("What stands behind it"), iter(rows)),
        *_asked(
            _("Who says so, and was it done on purpose?"),
            f"{pieces} {answer}",
        ),
    )
