"""What the pages of reports and chapters show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, override

from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.reports.documents.edition import Edition
from baqylau.reports.documents.html import Addresses, fragment
from baqylau.reports.methods import blocks as b
from baqylau.reports.methods.changes import Change, State
from baqylau.reports.methods.markup import word_count
from baqylau.reports.methods.passages import GONE
from baqylau.reports.models import Chapter, ChapterStatus, ChapterText, Comment, Report
from baqylau.reports.source_words import source_in_words
from baqylau.reports.text_document import ChapterRead, Reading
from baqylau.reports.text_resolver import PICTURE
from baqylau.reports.text_values import Value, changes_of, value_of
from baqylau.reports.words import short, with_count


def language() -> str:
    """The language in use."""
    return (get_language() or "en")[:2]


def title_of(chapter: Chapter) -> str:
    """A chapter's title in the language in use."""
    return in_language(chapter.titles, language()) or chapter.code


# ------------------------------------------------------------------------------------------- reports


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in the list: how many of its chapters have come how far."""

    report: Report
    title: str
    chapters: int
    checked: int
    approved: int
    comments: int


def report_rows(mission: Mission) -> list[ReportRow]:
    """The reports of a mission, the newest first."""
    checked = Q(chapters__status=ChapterStatus.CHECKED)
    approved = Q(chapters__status=ChapterStatus.APPROVED)
    open_ones = Q(chapters__comments__isnull=False, chapters__comments__resolved_at=None)
    found = mission.reports.annotate(
        n=Count("chapters", distinct=True),
        n_checked=Count("chapters", filter=checked, distinct=True),
        n_approved=Count("chapters", filter=approved, distinct=True),
        n_comments=Count("chapters__comments", filter=open_ones, distinct=True),
    )
    return [
        ReportRow(
            one,
            in_language(one.titles, language()),
            one.n,
            one.n_checked,
            one.n_approved,
            one.n_comments,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class LanguageCell:
    """A chapter in one language: its newest version, its words, whether the translation is behind."""

    language: str
    text: ChapterText | None
    words: int
    behind: bool


@dataclass(frozen=True, slots=True)
class ChapterRow:
    """A chapter in the list of a report."""

    chapter: Chapter
    title: str
    cells: Sequence[LanguageCell]
    comments: int
    suggested: str
    changed: int


def chapter_rows(report: Report) -> list[ChapterRow]:
    """The chapters of a report with what is to be done about them."""
    reading = Reading(report)
    open_ones = Count("comments", filter=Q(comments__resolved_at=None))
    found = report.chapters.select_related("status_by").annotate(n_comments=open_ones)
    suggested = _suggested(report)
    rows = []
    for chapter in found:
        chapter.report = report
        cells = [_cell(reading, chapter, code) for code in report.languages]
        changed = len(changes_of(chapter, reading.registry))
        rows.append(
            ChapterRow(
                chapter,
                title_of(chapter),
                cells,
                chapter.n_comments,
                suggested.get(chapter.pk, ""),
                changed,
            )
        )
    return rows


def _suggested(report: Report) -> dict[int, str]:
    """The status that somebody proposed last, where it is not the chapter's."""
    found = {}
    proposals = Comment.objects.filter(chapter__report=report, resolved_at=None).exclude(suggests="")
    for one in proposals.select_related("chapter").order_by("at", "pk"):
        if one.suggests != one.chapter.status:
            found[one.chapter_id] = str(ChapterStatus(one.suggests).label)
    return found


def _cell(reading: Reading, chapter: Chapter, code: str) -> LanguageCell:
    text = reading.texts[chapter.pk].get(code)
    original = reading.texts[chapter.pk].get(reading.report.authoritative_language)
    is_translation = code != reading.report.authoritative_language and text is not None
    behind = bool(is_translation and original and (text.based_on or 0) < original.number) if text else False
    return LanguageCell(code, text, word_count(text.markdown) if text else 0, behind)


# ------------------------------------------------------------------------------------------- preview


def shown_chapter(reading: Reading, read: ChapterRead) -> SafeString:
    """A chapter as HTML. What refers to nothing leads to ``#gone``, by which the stylesheet marks it."""
    report, chapter = reading.report, read.chapter
    document = b.Document(
        title=in_language(chapter.titles, read.language),
        language=read.language,
        blocks=read.read.blocks,
        footnotes=read.read.notes,
    )
    place = [report.mission.slug, report.slug]

    def figure(name: str) -> str:
        return "#gone" if name.startswith(GONE) else reverse("reports:report_figure", args=[*place, name])

    def picture(one: b.Picture, _number: int) -> str:
        if one.anchor.startswith(PICTURE):
            return reverse("reports:report_picture", args=[*place, one.anchor.removeprefix(PICTURE)])
        query = urlencode({"names": ",".join(one.figures)})
        return f"{reverse('reports:chapter_chart', args=[*place, chapter.code, read.language])}?{query}"

    with override(read.language):
        return fragment(Edition(document), Addresses(figure, picture, first=2))


# ------------------------------------------------------------------------------- figures that changed


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that is not what it was: as the chapter has it, and as it is now."""

    name: str
    words: str
    old: str
    new: str
    only_rows: bool
    gone: bool


def changed_figures(
    reading: Reading, changes: Sequence[Change], known: Mapping[str, Value]
) -> list[ChangedFigure]:
    """Changes in words; of a figure that the reader may not see, only that it changed."""
    found = []
    for change in changes:
        value = known.get(change.name)
        words = value.words(language()) if value else change.name
        visible = value is not None and reading.may_see(value)
        is_estimate = value is not None and value.interval is not None
        old, new = (
            _state(reading, state, is_estimate) if visible else "…" for state in (change.old, change.new)
        )
        found.append(ChangedFigure(change.name, words, old, new, change.only_rows, change.new is None))
    return found


def _state(reading: Reading, state: State | None, is_estimate: bool) -> str:
    if state is None:
        return gettext("no longer there")
    say = short if is_estimate else with_count
    return say(reading.registry.terms, state.numerator, state.denominator)


# ---------------------------------------------------------------------------------- what can be inserted


@dataclass(frozen=True, slots=True)
class Insertion:
    """Something that can be put into a text: the reference, its words, what it is now."""

    reference: str
    kind: str
    words: str
    value: str
    how: str = ""


def figure_insertions(reading: Reading, query: str, most: int) -> list[Insertion]:
    """Figures found by words, with what they are now where the reader may see it."""
    offers = reading.registry.search(query, most=most)
    visible = [offer for offer in offers if reading.user is None or _may(reading, offer.needs)]
    counted = reading.registry.count([offer.name for offer in visible])
    found = []
    for offer in offers:
        one = counted.get(offer.name)
        value = ""
        if one is not None:
            value = value_of(one).brief(reading.registry.terms)
        words = in_language(offer.words, language()) or offer.name
        found.append(Insertion(f"{{{offer.name}}}", "figure", words, value, source_in_words(offer.how)))
    return found


def _may(reading: Reading, needs: str) -> bool:
    assert reading.user is not None
    return reading.user.has_perm(needs, reading.report.mission)
