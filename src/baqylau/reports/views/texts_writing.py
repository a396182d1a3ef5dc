"""Writing a chapter: the text beside its preview, saving, what is inserted, versions and translations."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.views.pages import author
from baqylau.reports.actions.texts_writing import NeedsDecision, Saved, save_text
from baqylau.reports.charts import ON_SCREEN, bar_chart
from baqylau.reports.methods.references import read_reference
from baqylau.reports.models import Chapter, Report
from baqylau.reports.text_document import Reading
from baqylau.reports.text_forms import CommentForm
from baqylau.reports.text_insertions import KINDS, insertions_of
from baqylau.reports.text_pages import figure_insertions
from baqylau.reports.text_resolver import ReportResolver, picture_png
from baqylau.reports.text_writing_page import decisions, parallel, preview_context, versions_of, writing_page
from baqylau.reports.views.texts import chapter_context, reach_chapter, reach_report, report_context

MOST_FOUND = 30
MOST_PIECES = 10_000


def _check_language(report: Report, language: str) -> None:
    if language not in report.languages:
        raise Http404


def chapter(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """A chapter in one language: written on the left, shown on the right."""
    found = reach_chapter(request, Permission.SEE_FINDINGS, slug, name, code)
    _check_language(found.report, language)
    if request.method == "POST":
        reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
        if "preview" not in request.POST:
            return _save(request, found, language, request.POST.get("markdown", ""))
    markdown = request.POST.get("markdown") if request.method == "POST" else None
    context = writing_page(request, found, language, markdown=markdown)
    form = CommentForm(prefix="comment")
    return render(
        request,
        "reports/text_chapter.html",
        {**chapter_context(request, found, language), **context, "comment_form": form},
    )


def _save(request: HttpRequest, chapter: Chapter, language: str, markdown: str) -> HttpResponse:
    """Keep a text; where two changed one paragraph, both stand side by side."""
    base = _number(request.POST.get("base")) or 0
    try:
        saved = save_text(
            chapter=chapter,
            language=language,
            markdown=markdown,
            base=base,
            based_on=_number(request.POST.get("based_on")),
            note=request.POST.get("note", ""),
            by=author(request),
            now=timezone.now(),
        )
    except NeedsDecision as needed:
        context = {**chapter_context(request, chapter, language), **decisions(needed)}
        return render(request, "reports/text_decide.html", context, status=409)
    except Refused as refused:
        context = {
            **chapter_context(request, chapter, language),
            **writing_page(request, chapter, language, markdown=markdown),
            "refused": refused.problems,
            "comment_form": CommentForm(prefix="comment"),
        }
        return render(request, "reports/text_chapter.html", context, status=400)
    _say(request, saved)
    return redirect(
        "reports:chapter", chapter.report.mission.slug, chapter.report.slug, chapter.code, language
    )


def _say(request: HttpRequest, saved: Saved) -> None:
    if not saved.changed:
        messages.info(request, gettext("Nothing was changed."))
        return
    number = saved.text.number
    messages.success(request, gettext("Saved as version %(number)s.") % {"number": number})
    if saved.merged_with is not None:
        says = gettext("%(name)s had saved version %(number)s meanwhile: both texts were put together.")
        by = saved.merged_with.by
        messages.warning(request, says % {"name": by.name if by else "–", "number": saved.merged_with.number})
    if saved.reopened:
        messages.warning(request, gettext("The chapter was checked and is a draft again."))


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


@require_POST
def preview(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """The text as it would be shown, with what is wrong and what is pointed out; nothing is kept."""
    found = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    _check_language(found.report, language)
    markdown = request.POST.get("markdown", "")
    context = preview_context(author(request), found, language, markdown=markdown)
    return render(
        request, "reports/text_preview.html", {**chapter_context(request, found, language), **context}
    )


@require_safe
def versions(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """The versions of a text, and what changed between two of them."""
    found = reach_chapter(request, Permission.SEE_FINDINGS, slug, name, code)
    _check_language(found.report, language)
    old, new = (_number(request.GET.get(one)) for one in ("old", "new"))
    context = {**chapter_context(request, found, language), **versions_of(found, language, old, new)}
    return render(request, "reports/text_versions.html", context)


@require_safe
def translation(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """What changed in the original since the translation was made, paragraph by paragraph."""
    found = reach_chapter(request, Permission.SEE_FINDINGS, slug, name, code)
    _check_language(found.report, language)
    if language == found.report.authoritative_language:
        raise Http404
    context = {**chapter_context(request, found, language), **parallel(found, language)}
    return render(request, "reports/text_translation.html", context)


@require_safe
def insert(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """What can be inserted, by search: a page, or the part of one that the writing page asks for."""
    found = reach_report(request, Permission.WRITE_REPORTS, slug, name)
    kind, query = request.GET.get("kind", "figure"), request.GET.get("q", "")[:200]
    kind = kind if kind in KINDS else "figure"
    reading = Reading(found, user=author(request))
    rows = (
        figure_insertions(reading, query, MOST_FOUND)
        if kind == "figure"
        else insertions_of(found, kind, query, author(request), MOST_FOUND)
    )
    context = {**report_context(request, found), "rows": rows, "kind": kind, "q": query, "kinds": KINDS}
    page = "reports/text_insert_part.html" if request.GET.get("part") else "reports/text_insert.html"
    return render(request, page, context)


@require_safe
def chart(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """A chart of figures as the chapter has them."""
    found = reach_chapter(request, Permission.SEE_FINDINGS, slug, name, code)
    _check_language(found.report, language)
    reference = read_reference(f"chart:{request.GET.get('names', '')}")
    if reference is None:
        return HttpResponseBadRequest()
    reading = Reading(found.report, user=author(request))
    values = reading.values(found, also=f"{{{reference.text}}}")
    if any(one not in values or not reading.may_see(values[one]) for one in reference.names):
        return HttpResponseBadRequest()
    with override(language):
        resolver = ReportResolver(found.report, language, values)
        bars = resolver.bars([values[one] for one in reference.names])
        return HttpResponse(bar_chart(bars, font=ON_SCREEN), content_type="image/svg+xml")


@require_safe
def picture(request: HttpRequest, slug: str, name: str, number: int) -> HttpResponse:
    """A picture of the report as PNG."""
    found = reach_report(request, Permission.SEE_FINDINGS, slug, name)
    held = get_object_or_404(found.pictures.select_related("file"), number=number)
    answer = HttpResponse(picture_png(held), content_type="image/png")
    answer["Cache-Control"] = "private, max-age=3600"
    return answer


@require_POST
def decided(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """Save what was decided between two texts: the pieces in their order, each as it shall stand."""
    found = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    _check_language(found.report, language)
    how_many = min(_number(request.POST.get("pieces")) or 0, MOST_PIECES)
    parts = [request.POST.get(f"piece_{place}", "") for place in range(how_many)]
    return _save(request, found, language, "\n\n".join(parts))
