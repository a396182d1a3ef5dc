"""Records: the list, one with the bytes it came from, its correction."""

from __future__ import annotations

from typing import cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file
from baqylau.observation.actions.correct import correct as correct_record
from baqylau.observation.actions.correct import is_own
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.checking_pages import (
    asked,
    at_the_place,
    done,
    findings,
    named_by,
    rows,
    submissions_of,
    when,
)
from baqylau.observation.downloads import records_table
from baqylau.observation.filters import filters_of
from baqylau.observation.models import Record
from baqylau.observation.page_forms import CorrectionForm
from baqylau.observation.pages import correction_rows, record_page
from baqylau.observation.queries import (
    ATTENTION,
    MINE,
    TO_CHECK,
    Selection,
    neighbours,
    own_to,
    questions_in,
    records_reached_by,
    records_seen_by,
    with_version_number,
)
from baqylau.observation.words import FLAGS, STATE_TAGS

ON_A_PAGE = 100
MEANWHILE = ("I.401", "K.101")


@require_safe
def records(request: HttpRequest, slug: str) -> HttpResponse:
    """The records, selected and searched by the address."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    seen = records_seen_by(user, mission)
    questions, selection = questions_in(mission), Selection.of(request.GET.dict())
    found = selection.ordered(selection.among(seen, questions, user))
    page = Paginator(found.values_list("pk", flat=True), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "mission": mission,
        "may_see_imports": user.has_perm(Permission.SEE_RECORDS, mission),
        **_queues(user, mission, seen),
        "page": page,
        "rows": list(rows(_of_page(list(page)), mission.election, FLAGS)),
        "all": seen.count(),
        "selection": selection,
        "kept": _kept(request),
        **filters_of(mission, seen, questions),
    }
    return render(request, "observation/records.html", context)


def _of_page(keys: list[int]) -> list[Record]:
    """The records of a page in its order: the keys were sorted by an index, the rows are fetched now."""
    related = ("area", "station", "team", "form_version__form")
    found = with_version_number(Record.objects.filter(pk__in=keys)).select_related(*related)
    place = {key: at for at, key in enumerate(keys)}
    return sorted(found.defer("area__boundary"), key=lambda record: place[record.pk])


def _queues(user: User, mission: Mission, seen: QuerySet[Record]) -> dict[str, object]:
    """How much waits, for whoever checks."""
    if not user.has_perm(Permission.CHECK_RECORDS, mission):
        return {"may_check": False}
    queues = (TO_CHECK, MINE, ATTENTION)
    waiting = {queue: Selection(queue=queue).among(seen, {}, user).count() for queue in queues}
    return {
        "may_check": True,
        "to_check": waiting[TO_CHECK],
        "came_back": waiting[MINE],
        "not_seen": waiting[ATTENTION],
    }


def _kept(request: HttpRequest) -> str:
    """What the address asks for, without the page: links to records carry it."""
    asked_for = request.GET.copy()
    asked_for.pop("page", None)
    return asked_for.urlencode()


@require_safe
def download(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    """The records that the address selects, as CSV."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    questions, user = questions_in(mission), cast(User, request.user)
    selection = Selection.of(request.GET.dict())
    found = selection.among(records_seen_by(user, mission), questions, user)
    return csv_file(records_table(found, list(questions)), f"{slug}-records.csv")


@require_safe
def record(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One record: what it says, what was found, where it came from, every version."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    found = get_object_or_404(_with_all(user, mission), number=number)
    questions = questions_of(found.form_version)
    seen = records_seen_by(user, mission)
    context = {
        "mission": mission,
        **_rights(user, mission, found),
        **record_page(found),
        "when": when(found, mission.election),
        "state_tag": STATE_TAGS.get(found.state, ""),
        "findings": findings(found, questions),
        "named_by": named_by(found, seen),
        "asked": asked(found, questions, mission.election),
        "arrived": at_the_place(found.arrived_at, mission.election),
        "done": done(found, mission.election),
        "submissions": submissions_of(found),
        "kept": _kept(request),
        **dict(zip(("before", "after"), around(request.GET, user, mission, found), strict=True)),
    }
    return render(request, "observation/record.html", context)


def _rights(user: User, mission: Mission, found: Record) -> dict[str, bool]:
    """What a person may do on the page of a record."""
    own = is_own(found, user)
    return {
        "may_correct": own or user.has_perm(Permission.CORRECT_RECORDS, mission),
        "may_see_imports": user.has_perm(Permission.SEE_RECORDS, mission),
        "may_check": user.has_perm(Permission.CHECK_RECORDS, mission),
        "may_delete": user.has_perm(Permission.DELETE_RECORDS, mission),
        "may_answer": own
        or user.has_perm(Permission.CHECK_RECORDS, mission)
        or _in_team(user, mission, found),
    }


def _in_team(user: User, mission: Mission, found: Record) -> bool:
    return Record.objects.filter(own_to(user, mission), pk=found.pk).exists()


def around(
    asked_for: QueryDict, user: User, mission: Mission, found: Record
) -> tuple[int | None, int | None]:
    """The records before and after one in the selection that an address asks for."""
    selection = Selection.of(asked_for.dict())
    questions = questions_in(mission) if selection.question else {}
    selected = selection.among(records_seen_by(user, mission), questions, user)
    return neighbours(selected, found, selection.order)


def _with_all(user: User, mission: Mission) -> QuerySet[Record]:
    related = ("form_version__form", "area", "station", "team", "observer__user", "mission")
    return records_reached_by(user, mission).select_related(*related)


@require_safe
def submission(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """The bytes of a submission as they arrived, to download."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    found = get_object_or_404(records_reached_by(cast(User, request.user), mission), number=number)
    sent = get_object_or_404(found.submissions, pk=pk)
    response = HttpResponse(bytes(sent.body), content_type="application/xml")
    name = f"{slug}-{number}-{sent.sha256[:12]}.xml"
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Make a new version of a record in which some questions say something else."""
    mission = reach(request, Permission.SEE_OWN_RECORDS, Mission, slug=slug)
    user = cast(User, request.user)
    found = _correctable(user, mission, number)
    newest = found.versions.get(is_newest=True)
    sent = request.POST if request.method == "POST" else None
    form = CorrectionForm(sent, record=found, newest=newest, own=is_own(found, user))
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            correct_record(
                record=found,
                from_version=form.cleaned_data["version"],
                changes=form.changes(),
                reason=form.cleaned_data["reason"],
                by=user,
            )
            return redirect("observation:record", slug, number)
        except Refused as refused:
            problems = refused.problems
    wrong = {problem.where: problem.translated(_).says for problem in problems if problem.where}
    sections = correction_rows(form, wrong)
    context = {"mission": mission, "record": found, "form": form, "sections": sections, "problems": problems}
    return render(request, "observation/correct.html", context, status=_status(problems))


def _correctable(user: User, mission: Mission, number: int) -> Record:
    """The record, where its observer or whoever may correct asks for it."""
    found = _with_all(user, mission).filter(number=number).first()
    if user.has_perm(Permission.CORRECT_RECORDS, mission):
        return found or get_object_or_404(Record.objects.none())
    if found is None or not is_own(found, user):
        raise PermissionDenied(str(Permission.CORRECT_RECORDS))
    return found


def _status(problems: tuple[Problem, ...]) -> int:
    if not problems:
        return 200
    return 409 if any(problem.code in MEANWHILE for problem in problems) else 400
