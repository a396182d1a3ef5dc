"""Status, comments, figures that changed, checks before approval, pictures, and election night."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.views.pages import author, sent, tell
from baqylau.reports.actions.texts_pictures import add_picture
from baqylau.reports.actions.texts_status import accept_figures, add_comment, resolve_comment, set_status
from baqylau.reports.models import Comment
from baqylau.reports.text_checks_page import checks_page, figure_page
from baqylau.reports.text_document import Reading
from baqylau.reports.text_forms import CommentForm, PictureForm, show_refused
from baqylau.reports.text_night import night_page
from baqylau.reports.text_pages import changed_figures
from baqylau.reports.text_values import changes_of
from baqylau.reports.views.texts import chapter_context, reach_chapter, reach_report, report_context


@require_POST
def status(request: HttpRequest, slug: str, name: str, code: str) -> HttpResponse:
    """A chapter becomes a draft, checked or approved."""
    chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    try:
        set_status(
            chapter=chapter, status=request.POST.get("status", ""), by=author(request), now=timezone.now()
        )
    except Refused as refused:
        tell(request, refused)
    return _back(request, slug, name, code, chapter.report.authoritative_language)


def _back(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    language = request.POST.get("language") or language
    return redirect("reports:chapter", slug, name, code, language[:2])


def figures(request: HttpRequest, slug: str, name: str, code: str) -> HttpResponse:
    """The figures of a chapter that are not what they were when it was accepted; taking them in."""
    chapter = reach_chapter(request, Permission.SEE_FINDINGS, slug, name, code)
    if request.method == "POST":
        chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
        try:
            changed = accept_figures(chapter=chapter, by=author(request), now=timezone.now())
            says = ngettext("%(n)s figure was taken in.", "%(n)s figures were taken in.", len(changed))
            messages.success(request, says % {"n": len(changed)})
        except Refused as refused:
            tell(request, refused)
        return redirect("reports:chapter_figures", slug, name, code)
    reading = Reading(chapter.report, user=author(request))
    changes = changed_figures(reading, changes_of(chapter, reading.registry), reading.values(chapter))
    here = chapter_context(request, chapter, chapter.report.authoritative_language)
    return render(request, "reports/text_figures.html", {**here, "changed": changes})


@require_POST
def comment(request: HttpRequest, slug: str, name: str, code: str, language: str) -> HttpResponse:
    """Say something about a chapter."""
    chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    if language not in chapter.report.languages:
        raise Http404
    form = CommentForm(request.POST, prefix="comment")
    try:
        if form.is_valid():
            add_comment(
                chapter=chapter,
                language=language,
                by=author(request),
                now=timezone.now(),
                **form.cleaned_data,
            )
        else:
            messages.error(request, gettext("The comment could not be read."))
    except Refused as refused:
        tell(request, refused)
    return redirect("reports:chapter", slug, name, code, language)


@require_POST
def resolve(request: HttpRequest, slug: str, name: str, code: str, number: int) -> HttpResponse:
    """A comment is dealt with."""
    chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    found = get_object_or_404(Comment, chapter=chapter, pk=number)
    resolve_comment(comment=found, by=author(request), now=timezone.now())
    return redirect("reports:chapter", slug, name, code, found.language)


@require_safe
def checks(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Everything that is wrong with a report, and everything that is pointed out."""
    report = reach_report(request, Permission.SEE_FINDINGS, slug, name)
    context = {**report_context(request, report), **checks_page(report, author(request))}
    return render(request, "reports/text_checks.html", context)


@require_safe
def night(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Election night: the chapters that depend on forms still coming in."""
    report = reach_report(request, Permission.SEE_FIGURES, slug, name)
    context = {**report_context(request, report), **night_page(report, author(request), timezone.now())}
    return render(request, "reports/text_night.html", context)


@require_safe
def figure(request: HttpRequest, slug: str, name: str, figure: str) -> HttpResponse:
    """One figure of a report: what it is in each chapter, what it is now, what is behind it."""
    report = reach_report(request, Permission.SEE_FINDINGS, slug, name)
    context = figure_page(report, figure, author(request))
    if context is None:
        raise Http404
    return render(request, "reports/text_figure.html", {**report_context(request, report), **context})


def pictures(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """The pictures of a report; adding one."""
    report = reach_report(request, Permission.WRITE_REPORTS, slug, name)
    form = PictureForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            add_picture(
                report=report, file=given["file"], says=given["says"], by=author(request), now=timezone.now()
            )
            return redirect("reports:report_pictures", slug, name)
        except Refused as refused:
            show_refused(form, refused)
    context = {**report_context(request, report), "form": form, "pictures": report.pictures.all()}
    return render(request, "reports/text_pictures.html", context)
