"""The persons of a meeting: entered, changed, their consent taken back, all of them forgotten."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, sent
from baqylau.observation.actions.meetings import add_person, change_person, forget_persons, withdraw_consent
from baqylau.observation.meeting_forms import PersonForm, initial_of_person
from baqylau.observation.models import Consent, Meeting
from baqylau.observation.views.meetings import WAYS, to_change


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Enter a person who was met."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    meeting = to_change(request, mission, label)
    form = PersonForm(sent(request), initial={"consent": Consent.CORE})
    if form.is_valid():
        try:
            given, by = form.data_given(), author(request)
            add_person(meeting=meeting, given=given, by=by, now=timezone.now())
            if "another" in request.POST:
                messages.success(request, _("The person is entered."))
                return redirect("observation:new_person", slug, meeting.label)
            return redirect("observation:meeting", slug, meeting.label)
        except Refused as refused:
            form.take(refused.problems)
    return _page(request, form, mission, meeting, title=_("Enter a person"), is_new=True)


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str, position: int) -> HttpResponse:
    """Change what is said of a person."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    meeting = to_change(request, mission, label)
    person = get_object_or_404(meeting.persons, position=position)
    form = PersonForm(sent(request), initial=initial_of_person(person))
    if form.is_valid():
        try:
            change_person(
                person=person,
                given=form.data_given(),
                version=form.cleaned_data["version"],
                by=author(request),
                now=timezone.now(),
            )
            return redirect("observation:meeting", slug, meeting.label)
        except Refused as refused:
            form.take(refused.problems)
    title = _("Change person %(number)s") % {"number": position}
    return _page(request, form, mission, meeting, title=title, is_new=False)


def _page(
    request: HttpRequest, form: PersonForm, mission: Mission, meeting: Meeting, *, title: str, is_new: bool
) -> HttpResponse:
    context = {"mission": mission, "meeting": meeting, "form": form, "title": title, "is_new": is_new}
    return render(request, "observation/meeting_person.html", context, status=400 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, slug: str, label: str, position: int) -> HttpResponse:
    """A person takes the consent to be named back."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    meeting = to_change(request, mission, label)
    person = get_object_or_404(meeting.persons, position=position)
    attempt(
        request,
        lambda: withdraw_consent(person=person, by=author(request), now=timezone.now()),
        _("The consent is taken back: only the core team sees the name now."),
    )
    return redirect("observation:meeting", slug, meeting.label)


@require_http_methods(WAYS)
def forget(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Ask once more, then destroy who the persons of a meeting were."""
    mission = reach(request, Permission.KEEP_MEETINGS, Mission, slug=slug)
    meeting = to_change(request, mission, label)
    if request.method == "POST":
        attempt(
            request,
            lambda: forget_persons(meeting=meeting, by=author(request), now=timezone.now()),
            _("The persons of this meeting are forgotten."),
        )
        return redirect("observation:meeting", slug, meeting.label)
    context = {"mission": mission, "meeting": meeting, "count": meeting.persons.count()}
    return render(request, "observation/meeting_forget.html", context)
