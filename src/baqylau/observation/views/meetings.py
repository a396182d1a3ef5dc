"""The log of meetings: the list, its downloads, one meeting, entering and changing it."""

from __future__ import annotations

from collections.abc import Callable

from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.queries import team_of
from baqylau.mission.tables import csv_file, workbook
from baqylau.mission.views.pages import attempt, author, kept, sent
from baqylau.observation.actions.meeting_records import put_back, set_aside, take_over
from baqylau.observation.actions.meetings import add_institution, add_meeting, change_meeting, today_in
from baqylau.observation.meeting_figures import figures
from baqylau.observation.meeting_forms import MEETING_GROUPS, MeetingForm, groups_of, initial_of_meeting
from baqylau.observation.meeting_pages import (
    for_rows,
    history_of,
    meeting_filters,
    meeting_rows,
    persons_of,
    topic_words,
)
from baqylau.observation.meeting_queries import Reader, by_label
from baqylau.observation.meeting_records import aside_for, proposed_to, tellings
from baqylau.observation.meeting_selection import MeetingSelection
from baqylau.observation.meeting_tables import meetings_table
from baqylau.observation.meeting_ties import tied_to
from baqylau.observation.models import InstitutionKind, Meeting, Openness, Quotable
from baqylau.observation.queries import records_seen_by

ON_A_PAGE = 50
WAYS = ["GET", "HEAD", "POST"]


@require_safe
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings, selected and searched by the address."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    selection = MeetingSelection.of(request.GET.dict())
    page = Paginator(for_rows(selection.among(reader)), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": mission,
        "reader": reader,
        "page": page,
        "rows": meeting_rows(list(page), reader),
        "all": reader.meetings().count(),
        "waiting": proposed_to(reader.user, mission).count() if reader.may_keep else 0,
        "selection": selection,
        "kept": kept(request),
        **meeting_filters(reader),
    }
    return render(request, "observation/meetings.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The meetings that the address selects, as a table."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    rows = meetings_table(MeetingSelection.of(request.GET.dict()).among(reader), reader)
    name = f"{slug}-meetings"
    return workbook(rows, f"{name}.xlsx") if kind == "xlsx" else csv_file(rows, f"{name}.csv")


@require_safe
def numbers(request: HttpRequest, slug: str) -> HttpResponse:
    """The log in numbers, of those meetings that the reader may know of."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    seen = reader.meetings().exclude(openness=Openness.CONFIDENTIAL)
    whole, *by_kind, of_women = figures(mission, seen)
    context = {
        "mission": mission,
        "reader": reader,
        "whole": whole,
        "by_kind": list(zip(by_kind, InstitutionKind, strict=True)),
        "of_women": of_women,
        "not_counted": sum(of_women.excluded.values()),
    }
    return render(request, "observation/meetings_numbers.html", context)


@require_safe
def meeting(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One meeting: who, when, what was said, the persons as far as one may know them, the history."""
    mission = reach(request, Permission.SEE_MEETINGS, Mission, slug=slug)
    reader = Reader(author(request), mission)
    found = by_label(reader.meetings().select_related("area", "team", "record", "written_by"), label)
    sees_record = found.record and records_seen_by(reader.user, mission).filter(pk=found.record.pk).exists()
    context = {
        "mission": mission,
        "reader": reader,
        "meeting": found,
        "institutions": found.institutions.all(),
        "members": found.members.select_related("user"),
        "topics": topic_words(found),
        "reads": reader.reads(found),
        "sees_names": reader.sees_names(found),
        "may_change": reader.may_change(found),
        "persons": persons_of(found, reader),
        "record": found.record if sees_record else None,
        "ties": tied_to(found, reader.user),
        "history": history_of(found, reader),
    }
    return render(request, "observation/meeting.html", context)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a meeting, with one's own team and today filled in."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    now, by = timezone.now(), author(request)
    initial = {
        "day": today_in(mission, now),
        "team": team_of(by, mission),
        "openness": Openness.PRIVATE,
        "quotable": Quotable.NOTHING,
    }
    form = MeetingForm(sent(request), reader=Reader(by, mission), initial=initial)
    made = _saved(form, lambda data: add_meeting(mission=mission, given=data, by=by, now=now), request)
    if made:
        return redirect("observation:meeting", slug, made.label)
    return _form_page(request, form, mission, title=_("Enter a meeting"), button=_("Enter it"))


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Change what is said of a meeting."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    found = to_change(request, mission, label)
    reader = Reader(author(request), mission)
    form = MeetingForm(sent(request), reader=reader, initial=initial_of_meeting(found))
    changed = _saved(
        form,
        lambda data: change_meeting(
            meeting=found,
            given=data,
            version=form.cleaned_data["version"],
            by=author(request),
            now=timezone.now(),
        ),
        request,
    )
    if changed:
        return redirect("observation:meeting", slug, changed.label)
    title = _("Change meeting %(number)s") % {"number": found.label}
    return _form_page(request, form, mission, title=title, button=_("Save"), meeting=found)


def to_change(request: HttpRequest, mission: Mission, label: str) -> Meeting:
    """The meeting that an address names, for whoever may change it."""
    reader = Reader(author(request), mission)
    found = by_label(reader.meetings().select_related("area", "team"), label)
    if not reader.may_change(found):
        raise Http404("written by somebody else")
    return found


def _saved(form: MeetingForm, save: Callable[..., Meeting], request: HttpRequest) -> Meeting | None:
    """Save what the form says, with the institution entered in it: both, or neither."""
    if not form.is_valid():
        return None
    try:
        with transaction.atomic():
            new_one = form.new()
            more = (
                add_institution(mission=form.mission, given=new_one, by=author(request), now=timezone.now())
                if new_one
                else None
            )
            return save(form.data_given(more))
    except Refused as refused:
        form.take(refused.problems)
    return None


def _form_page(request: HttpRequest, form: MeetingForm, mission: Mission, **more: object) -> HttpResponse:
    context = {"mission": mission, "form": form, "groups": groups_of(form, MEETING_GROUPS), **more}
    return render(request, "observation/meeting_form.html", context, status=400 if form.errors else 200)


@require_safe
def waiting(request: HttpRequest, slug: str) -> HttpResponse:
    """Records of meetings from phones that are not in the log: proposed, or set aside (``?aside=yes``)."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    user = author(request)
    aside = request.GET.get("aside") == "yes"
    proposed, set_apart = proposed_to(user, mission), aside_for(user, mission)
    page = Paginator(set_apart if aside else proposed, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": mission,
        "reader": Reader(user, mission),
        "page": page,
        "proposals": tellings(list(page)),
        "aside": aside,
        "waiting": proposed.count(),
        "set_apart": set_apart.count(),
    }
    return render(request, "observation/meetings_waiting.html", context)


@require_POST
def take(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a record over into the log."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    by = author(request)
    found = get_object_or_404(records_seen_by(by, mission), number=number)
    attempt(
        request,
        lambda: take_over(record=found, by=by, now=timezone.now()),
        _("Record %(number)s stands in the log now.") % {"number": number},
    )
    return redirect("observation:meetings_waiting", slug)


@require_POST
def leave(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say why a record is no meeting for the log, or put it back among those that wait."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    by, now = author(request), timezone.now()
    found = get_object_or_404(records_seen_by(by, mission), number=number)
    if "put_back" in request.POST:
        attempt(request, lambda: put_back(record=found, by=by, now=now), _("It waits again."))
        return redirect("observation:meetings_waiting", slug)
    reason = request.POST.get("reason", "")
    says = _("Record %(number)s is set aside; it can be put back.") % {"number": number}
    attempt(request, lambda: set_aside(record=found, reason=reason, by=by, now=now), says)
    return redirect("observation:meetings_waiting", slug)
