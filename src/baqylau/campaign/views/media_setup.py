"""Outlets, subjects and topics: lists, entering and changing them."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_outlets import (
    OutletData,
    SubjectData,
    add_outlet,
    add_subject,
    begin_topics,
    change_outlet,
    change_subject,
    keep_topic,
    take_over_subjects,
)
from baqylau.campaign.media_forms import OutletForm, SubjectForm, TopicForm, initial_of, names_of
from baqylau.campaign.media_pages import topic_choices
from baqylau.campaign.media_tables import outlets_table
from baqylau.campaign.media_words import history
from baqylau.campaign.models import MediaSubject, MediaTopic, Outlet
from baqylau.campaign.views.media_shared import WAYS, rights
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author


@require_safe
def outlets(request: HttpRequest, slug: str) -> HttpResponse:
    """The outlets that are monitored."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = Outlet.objects.filter(mission=mission).select_related("area").defer("area__boundary")
    rows = found.annotate(count=Count("programmes")).order_by("kind", Outlet.order_column(), "pk")
    return render(request, "campaign/media_outlets.html", {**rights(request, mission), "rows": rows})


@require_safe
def outlets_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The outlets as a table."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = Outlet.objects.filter(mission=mission).select_related("area").defer("area__boundary")
    return table_file(outlets_table(found.order_by("kind", "code")), "outlets", kind)


@require_http_methods(WAYS)
def new_outlet(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an outlet."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    form = OutletForm(request.POST if request.method == "POST" else None, mission=mission)
    if form.is_valid():
        try:
            add_outlet(mission=mission, given=form.data_given(), by=author(request), now=timezone.now())
            return redirect("campaign:outlets", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": _("Enter an outlet"),
        "button": _("Enter it"),
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


@require_http_methods(WAYS)
def outlet(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What is said of an outlet, and its history."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = get_object_or_404(Outlet.objects.filter(mission=mission), code=code)
    names = [one for one in OutletData.__dataclass_fields__ if one not in ("names", "languages")]
    initial = {**initial_of(found, names), **names_of(found), "languages": ", ".join(found.languages)}
    initial |= {"version": found.version, "area": found.area_id}
    form = OutletForm(request.POST if request.method == "POST" else None, mission=mission, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            given, by = form.data_given(), author(request)
            change_outlet(outlet=found, given=given, version=version, by=by, now=timezone.now())
            return redirect("campaign:outlets", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": found.name,
        "button": _("Save"),
        "history": history(found.changes.select_related("by")),
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


@require_safe
def subjects(request: HttpRequest, slug: str) -> HttpResponse:
    """Those about whom items are coded, with the numbers by which they are typed."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = MediaSubject.objects.filter(mission=mission).select_related("belongs_to")
    rows = list(found.annotate(count=Count("appearances")).order_by("-is_contestant", "position", "code"))
    numbers = {one.pk: place for place, one in enumerate((one for one in rows if one.active), start=1)}
    context = {
        **rights(request, mission),
        "rows": [(one, numbers.get(one.pk)) for one in rows],
        "topics": topic_choices(mission),
    }
    return render(request, "campaign/media_subjects.html", context)


@require_http_methods(WAYS)
def new_subject(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a subject."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    form = SubjectForm(request.POST if request.method == "POST" else None, mission=mission)
    if form.is_valid():
        try:
            add_subject(mission=mission, given=form.data_given(), by=author(request), now=timezone.now())
            return redirect("campaign:media_subjects", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": _("Enter a subject"),
        "button": _("Enter it"),
        "of_subjects": True,
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


@require_http_methods(WAYS)
def subject(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What is said of a subject, and its history."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = get_object_or_404(MediaSubject.objects.filter(mission=mission), code=code)
    names = [one for one in SubjectData.__dataclass_fields__ if one != "names"]
    initial = {**initial_of(found, names), **names_of(found), "version": found.version}
    initial["belongs_to"] = found.belongs_to_id
    form = SubjectForm(request.POST if request.method == "POST" else None, mission=mission, initial=initial)
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            given, by = form.data_given(), author(request)
            change_subject(subject=found, given=given, version=version, by=by, now=timezone.now())
            return redirect("campaign:media_subjects", slug)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": found.name,
        "button": _("Save"),
        "history": history(found.changes.select_related("by")),
        "of_subjects": True,
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


@require_POST
def take_over(request: HttpRequest, slug: str) -> HttpResponse:
    """Make subjects of the parties and candidates of the election."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    made = take_over_subjects(
        mission=mission,
        with_candidates="candidates" in request.POST,
        by=author(request),
        now=timezone.now(),
    )
    says = ngettext("%(count)s subject was taken over.", "%(count)s subjects were taken over.", len(made))
    messages.success(request, says % {"count": len(made)})
    return redirect("campaign:media_subjects", slug)


@require_http_methods(WAYS)
def topics(request: HttpRequest, slug: str) -> HttpResponse:
    """The topics of the mission, begun from the shipped list."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    form = TopicForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = form.cleaned_data
        try:
            begin_topics(mission=mission, by=author(request))
            keep_topic(
                mission=mission,
                code=values["code"],
                names=form.names(),
                active=values["active"],
                by=author(request),
            )
            return redirect("campaign:media_topics", slug)
        except Refused as refused:
            form.take(refused.problems)
    own = list(MediaTopic.objects.filter(mission=mission).order_by("position", "code"))
    context = {
        **rights(request, mission),
        "form": form,
        "rows": own,
        "shipped": [] if own else topic_choices(mission),
    }
    return render(request, "campaign/media_topics.html", context, status=400 if form.errors else 200)
