"""What people do about a record: check, reject, ask, comment, delete. Each answers with the next page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author, tell
from baqylau.observation.actions import check as checking
from baqylau.observation.actions.check_again import check_again
from baqylau.observation.actions.comments import comment as add_comment
from baqylau.observation.actions.delete_record import delete_record, restore_record
from baqylau.observation.actions.queries import ask as ask_observer
from baqylau.observation.models import Record
from baqylau.observation.queries import Selection, questions_in, records_reached_by, records_seen_by
from baqylau.observation.views.records import around


@require_POST
def check(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say that a record is as it should be."""
    mission, record = at_record(request, Permission.CHECK_RECORDS, slug, number)
    version = request.POST.get("version", "")
    seen = int(version) if version.isascii() and version.isdigit() and len(version) < 6 else 0
    return _do(
        request,
        mission,
        record,
        lambda: checking.check_record(
            record=record, from_version=seen, by=author(request), now=timezone.now()
        ),
        _("Record %(number)s is checked.") % {"number": number},
        goes_on=True,
    )


@require_POST
def reject(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a record out of every figure, with a reason."""
    mission, record = at_record(request, Permission.CHECK_RECORDS, slug, number)
    reason = request.POST.get("reason", "")
    return _do(
        request,
        mission,
        record,
        lambda: checking.reject_record(record=record, reason=reason, by=author(request), now=timezone.now()),
        _("Record %(number)s is rejected.") % {"number": number},
        goes_on=True,
    )


@require_POST
def open_again(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take up a record again that was checked or rejected."""
    mission, record = at_record(request, Permission.CHECK_RECORDS, slug, number)
    reason = request.POST.get("reason", "")
    return _do(
        request,
        mission,
        record,
        lambda: checking.open_again(record=record, reason=reason, by=author(request), now=timezone.now()),
        _("Record %(number)s waits for checking again.") % {"number": number},
    )


@require_POST
def ask(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Ask the observer about a record."""
    mission, record = at_record(request, Permission.CHECK_RECORDS, slug, number)
    question, text = request.POST.get("question", ""), request.POST.get("text", "")
    return _do(
        request,
        mission,
        record,
        lambda: ask_observer(
            record=record, question=question, text=text, by=author(request), now=timezone.now()
        ),
        _("The question stands on the observer’s page. Call, or send the message below."),
    )


@require_POST
def comment(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Write a remark about a record."""
    mission, record = at_record(request, Permission.CHECK_RECORDS, slug, number)
    text = request.POST.get("text", "")
    return _do(
        request,
        mission,
        record,
        lambda: add_comment(record=record, text=text, by=author(request), now=timezone.now()),
        _("The comment is kept."),
    )


@require_POST
def delete(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Delete a record, with a reason."""
    mission, record = at_record(request, Permission.DELETE_RECORDS, slug, number)
    reason = request.POST.get("reason", "")
    return _do(
        request,
        mission,
        record,
        lambda: delete_record(record=record, reason=reason, by=author(request), now=timezone.now()),
        _("Record %(number)s is deleted. Its bytes stay.") % {"number": number},
    )


@require_POST
def restore(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Bring a deleted record back."""
    mission, record = at_record(request, Permission.DELETE_RECORDS, slug, number)
    reason = request.POST.get("reason", "")
    return _do(
        request,
        mission,
        record,
        lambda: restore_record(record=record, reason=reason, by=author(request), now=timezone.now()),
        _("Record %(number)s is back.") % {"number": number},
    )


@require_POST
def check_many(request: HttpRequest, slug: str) -> HttpResponse:
    """Say of chosen records in which nothing was found that they are as they should be.

    With ``all`` the chosen ones are all such records of the list's selection.
    """
    mission = reach(request, Permission.CHECK_RECORDS, Mission, slug=slug)
    asked_for = QueryDict(request.POST.get("selection", ""))
    numbers = [int(one) for one in request.POST.getlist("number") if one.isascii() and one.isdigit()]
    if "all" in request.POST:
        numbers = _clean_numbers(author(request), mission, asked_for)
    try:
        checked = checking.check_clean(
            mission=mission, numbers=numbers, by=author(request), now=timezone.now()
        )
    except Refused as refused:
        tell(request, refused)
    else:
        count = len(checked)
        says = ngettext("%(count)s record is checked.", "%(count)s records are checked.", count)
        messages.success(request, says % {"count": count})
    return redirect(f"{reverse('observation:records', args=[slug])}?{asked_for.urlencode()}")


@require_POST
def run_again(request: HttpRequest, slug: str) -> HttpResponse:
    """Run the checks of every record again."""
    mission = reach(request, Permission.CHECK_RECORDS, Mission, slug=slug)
    count = len(check_again(mission=mission, by=author(request)))
    says = ngettext(
        "The checks were run again: they find something else in %(count)s record.",
        "The checks were run again: they find something else in %(count)s records.",
        count,
    )
    messages.success(request, says % {"count": count})
    return redirect("observation:records", slug)


def _clean_numbers(user: User, mission: Mission, asked_for: QueryDict) -> list[int]:
    """The records of a selection in which nothing was found, at most as many as may be checked at once."""
    selection = Selection.of(asked_for.dict())
    found = selection.among(records_seen_by(user, mission), questions_in(mission), user)
    numbers = checking.clean(found).order_by("number").values_list("number", flat=True)
    return list(numbers[: checking.MOST_AT_ONCE])


# ------------------------------------------------------------------ what they share


def at_record(request: HttpRequest, permission: Permission, slug: str, number: int) -> tuple[Mission, Record]:
    """The mission and the record, for whoever holds the permission and may open the record's page."""
    mission = reach(request, permission, Mission, slug=slug)
    reached = records_reached_by(author(request), mission)
    return mission, get_object_or_404(reached, number=number)


def _do(
    request: HttpRequest,
    mission: Mission,
    record: Record,
    action: Callable[[], object],
    says: str,
    *,
    goes_on: bool = False,
) -> HttpResponse:
    """Carry an action out and say so; ``goes_on`` leads to the next record of the list, if there is one."""
    asked_for = QueryDict(request.POST.get("selection", ""))
    after = around(asked_for, author(request), mission, record)[1] if goes_on and asked_for else None
    try:
        action()
    except Refused as refused:
        tell(request, refused)
        after = None
    else:
        messages.success(request, says)
    address = reverse("observation:record", args=[mission.slug, after or record.number])
    return redirect(f"{address}?{asked_for.urlencode()}" if asked_for else address)
