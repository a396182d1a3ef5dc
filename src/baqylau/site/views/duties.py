"""A mission says when a duty of the calendar was done, and who says so."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.election.models import CalendarEvent
from baqylau.mission.actions.duties import LONGEST_SOURCE, mark_done, take_mark_back
from baqylau.mission.models import DutyDone, Mission
from baqylau.mission.views.pages import author, sent


class DutyForm(forms.Form):
    """When it was done, and who says so."""

    day = forms.DateField(
        label=_("Done on"),
        error_messages={"required": _("Y.142 The day is missing. Give the day on which it was done.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    source = forms.CharField(
        label=_("Who says so"),
        error_messages={
            "required": _("Y.143 It is not said who says so. Name the document, the page or the person.")
        },
        max_length=LONGEST_SOURCE,
        help_text=_("A document, an address, or what observers saw."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def duty(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Mark a duty as done, change the mark, or take it back."""
    mission = reach(request, Permission.KEEP_PUBLISHED_FIGURES, Mission, slug=slug)
    event = get_object_or_404(CalendarEvent.objects.exclude(duty=""), election=mission.election, code=code)
    mark = DutyDone.objects.filter(mission=mission, event=event).first()
    back = f"{reverse('site:mission_calendar', args=[slug])}#late"
    if "take_back" in request.POST:
        take_mark_back(mission=mission, event=event, by=author(request))
        return redirect(back)
    form = DutyForm(sent(request), initial={"day": mark.day, "source": mark.source} if mark else {})
    if form.is_valid() and _mark(request, form, mission, event):
        return redirect(back)
    context = {"mission": mission, "event": event, "mark": mark, "form": form, "back": back}
    return render(request, "site/calendar/duty.html", context, status=400 if form.errors else 200)


def _mark(request: HttpRequest, form: DutyForm, mission: Mission, event: CalendarEvent) -> bool:
    try:
        given = form.cleaned_data
        mark_done(
            mission=mission,
            event=event,
            day=given["day"],
            source=given["source"],
            by=author(request),
            now=timezone.now(),
        )
    except Refused as refused:
        for problem in refused.problems:
            said = problem.translated(gettext)
            where = said.where if said.where in form.fields else None
            form.add_error(where, f"{said.code} {said.says} {said.remedy}")
        return False
    return True
