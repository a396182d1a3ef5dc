"""Reports: the list, beginning one, its chapters and their order."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author, sent, tell
from baqylau.reports.actions import texts as actions
from baqylau.reports.actions import texts_from_plan as plans
from baqylau.reports.models import Chapter, Report
from baqylau.reports.text_forms import (
    ChapterForm,
    ChapterTitleForm,
    ReportChangeForm,
    ReportForm,
    show_refused,
)
from baqylau.reports.text_pages import chapter_rows, language, report_rows, title_of


def rights(request: HttpRequest, mission: Mission) -> dict[str, object]:
    """What the pages offer to whoever looks."""
    user = author(request)
    return {
        "mission": mission,
        "may_write": user.has_perm(Permission.WRITE_REPORTS, mission),
        "may_approve": user.has_perm(Permission.APPROVE_REPORTS, mission),
        "may_see_figures": user.has_perm(Permission.SEE_FIGURES, mission),
    }


def report_context(request: HttpRequest, report: Report) -> dict[str, object]:
    """What every page of a report shows."""
    title = in_language(report.titles, language())
    return {**rights(request, report.mission), "report": report, "report_title": title}


def chapter_context(request: HttpRequest, chapter: Chapter, code: str) -> dict[str, object]:
    """What every page of a chapter in one language shows."""
    here = {"chapter": chapter, "chapter_title": title_of(chapter), "language_code": code}
    return {**report_context(request, chapter.report), **here}


def reach_report(request: HttpRequest, permission: Permission, slug: str, name: str) -> Report:
    """The report of an address, where one may."""
    return reach(request, permission, Report, mission__slug=slug, slug=name)


def reach_chapter(request: HttpRequest, permission: Permission, slug: str, name: str, code: str) -> Chapter:
    """The chapter of an address, where one may."""
    report = reach(request, permission, Report, mission__slug=slug, slug=name)
    chapter = get_object_or_404(report.chapters.select_related("status_by"), code=code)
    chapter.report = report
    return chapter


@require_safe
def texts(request: HttpRequest, slug: str) -> HttpResponse:
    """The reports of a mission."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    planned = plans.waits_to_be_begun(mission)
    context = {**rights(request, mission), "rows": report_rows(mission), "planned": planned}
    return render(request, "reports/texts.html", context)


@require_POST
def begin_from_plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin the statement that a pack planned for the mission."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    try:
        report = plans.begin_from_plan(mission=mission, by=author(request), now=timezone.now())
    except Refused as refused:
        tell(request, refused)
        return redirect("reports:texts", slug)
    return redirect("reports:text_report", slug, report.slug)


def new_report(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin a report."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    counts = mission.authoritative_language
    initial = {"languages": [counts], "authoritative": counts}
    form = ReportForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.start_report(
                mission=mission,
                kind=given["kind"],
                slug=given["slug"],
                titles=form.titles(),
                languages=given["languages"],
                authoritative=given["authoritative"],
                by=author(request),
                now=timezone.now(),
            )
            return redirect("reports:text_report", slug, made.slug)
        except Refused as refused:
            show_refused(form, refused)
    return render(request, "reports/text_new_report.html", {**rights(request, mission), "form": form})


@require_safe
def report(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """A report: its chapters, how far each has come, and what is to be done."""
    found = reach_report(request, Permission.SEE_FINDINGS, slug, name)
    context = {**report_context(request, found), "rows": chapter_rows(found)}
    return render(request, "reports/text_report.html", context)


def change_report(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Titles and languages of a report."""
    found = reach_report(request, Permission.WRITE_REPORTS, slug, name)
    form = ReportChangeForm(sent(request), report=found)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_report(
                report=found,
                titles=form.titles(),
                languages=form.cleaned_data["languages"],
                by=author(request),
                now=timezone.now(),
            )
            return redirect("reports:text_report", slug, name)
        except Refused as refused:
            show_refused(form, refused)
    context = {**report_context(request, found), "form": form}
    return render(request, "reports/text_change_report.html", context)


def new_chapter(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Another chapter."""
    found = reach_report(request, Permission.WRITE_REPORTS, slug, name)
    form = ChapterForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.add_chapter(
                report=found,
                code=given["code"],
                titles=form.titles(),
                annex=given["annex"],
                by=author(request),
                now=timezone.now(),
            )
            return redirect("reports:chapter", slug, name, made.code, found.authoritative_language)
        except Refused as refused:
            show_refused(form, refused)
    context = {**report_context(request, found), "form": form}
    return render(request, "reports/text_new_chapter.html", context)


def rename_chapter(request: HttpRequest, slug: str, name: str, code: str) -> HttpResponse:
    """Other titles of a chapter."""
    chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    form = ChapterTitleForm(sent(request), chapter=chapter)
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_chapter(
                chapter=chapter, titles=form.titles(), by=author(request), now=timezone.now()
            )
            return redirect("reports:text_report", slug, name)
        except Refused as refused:
            show_refused(form, refused)
    context = {**report_context(request, chapter.report), "chapter": chapter, "form": form}
    return render(request, "reports/text_rename_chapter.html", context)


@require_POST
def move_chapter(request: HttpRequest, slug: str, name: str, code: str) -> HttpResponse:
    """One place up or down."""
    chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    up = request.POST.get("to") == "up"
    try:
        actions.move_chapter(chapter=chapter, up=up, by=author(request), now=timezone.now())
    except Refused as refused:
        tell(request, refused)
    return redirect("reports:text_report", slug, name)


@require_POST
def take_out_chapter(request: HttpRequest, slug: str, name: str, code: str) -> HttpResponse:
    """Take an unwritten chapter out."""
    chapter = reach_chapter(request, Permission.WRITE_REPORTS, slug, name, code)
    try:
        actions.take_out_chapter(chapter=chapter, by=author(request), now=timezone.now())
        says = gettext("The chapter '%(title)s' was taken out.") % {"title": title_of(chapter)}
        messages.success(request, says)
    except Refused as refused:
        tell(request, refused)
    return redirect("reports:text_report", slug, name)
