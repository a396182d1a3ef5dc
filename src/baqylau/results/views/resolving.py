"""What a co-ordinator does about papers: decides between entries, resets, corrects."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author, tell
from baqylau.results.actions import entry as entering
from baqylau.results.actions import resolve as resolving
from baqylau.results.actions.resolve import Choice
from baqylau.results.actions.versions import correct_protocol
from baqylau.results.checking import digest_of
from baqylau.results.filling import fields_of_contest
from baqylau.results.models import Paper, Protocol
from baqylau.results.paper_pages import controls, differences, findings_while_typing, typed_of
from baqylau.results.views.entry import address_of, paper_of
from baqylau.results.views.stations import address_of_station

OTHER_FIGURE = "-other"


@require_http_methods(["GET", "HEAD", "POST"])
def resolve(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """The fields in which two entries differ, and what somebody decides about each."""
    mission = reach(request, Permission.RESOLVE_PROTOCOLS, Mission, slug=slug)
    found, sent = paper_of(mission, station, contest, number), request.POST.dict()
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            resolving.resolve(
                paper=found,
                choices=_choices(sent),
                reason=sent.get("reason", ""),
                confirmed=sent.get("confirmed", ""),
                by=author(request),
                now=timezone.now(),
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("It is decided; the protocol is definitive."))
            return redirect(address_of_station(mission, found.station))
    return _resolve_page(request, mission, found, sent, problems)


def _choices(sent: Mapping[str, str]) -> dict[str, Choice]:
    """What was chosen for each field; another figure stands under the field's name with an ending."""
    return {
        name: Choice(taken, sent.get(name + OTHER_FIGURE, ""))
        for name, taken in sent.items()
        if taken in resolving.CHOICES
    }


def _resolve_page(
    request: HttpRequest,
    mission: Mission,
    found: Paper,
    sent: Mapping[str, str],
    problems: tuple[Problem, ...],
) -> HttpResponse:
    try:
        first, second = resolving.entries_of(found)
    except Refused as refused:
        context = {"mission": mission, "paper": found, "problems": refused.problems}
        return render(request, "results/resolve.html", context, status=409)
    differing, same = differences(found, first, second, sent, problems)
    findings = findings_while_typing(found, _resulting(first.typed, second.typed, sent)) if problems else ()
    context = {
        "mission": mission,
        "paper": found,
        "first": first,
        "second": second,
        "differences": differing,
        "same": same,
        "findings": findings,
        "digest": digest_of(findings),
        "reason": sent.get("reason", ""),
        "problems": [one for one in problems if not one.where.startswith(("l-", "v-"))],
        "wrong": [one for one in differing if one.wrong],
        "photographs": found.photographs.all(),
        "is_own": author(request).pk in (first.by_id, second.by_id),
    }
    return render(request, "results/resolve.html", context, status=400 if problems else 200)


def _resulting(
    first: Mapping[str, str], second: Mapping[str, str], sent: Mapping[str, str]
) -> dict[str, str]:
    """The texts of the fields as they were decided."""
    texts = dict(first)
    for name, choice in _choices(sent).items():
        taken = {resolving.FIRST: first.get(name, ""), resolving.SECOND: second.get(name, "")}
        texts[name] = taken.get(choice.taken, choice.typed)
    return texts


@require_POST
def reset(request: HttpRequest, slug: str, station: str, contest: str, number: int) -> HttpResponse:
    """Have a paper entered anew, with a reason."""
    mission = reach(request, Permission.RESOLVE_PROTOCOLS, Mission, slug=slug)
    found = paper_of(mission, station, contest, number)
    reason = request.POST.get("reason", "")
    try:
        entering.reset(paper=found, reason=reason, by=author(request), now=timezone.now())
    except Refused as refused:
        tell(request, refused)
    else:
        messages.success(request, _("It waits for the first entry again."))
    return redirect(address_of_station(mission, found.station))


@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Make a new version of a protocol that was entered."""
    mission = reach(request, Permission.RESOLVE_PROTOCOLS, Mission, slug=slug)
    related = ("station", "contest", "paper__mission", "paper__station", "paper__contest")
    found = get_object_or_404(Protocol.objects.select_related(*related), pk=pk, mission=mission)
    sent = request.POST.dict()
    problems: tuple[Problem, ...] = ()
    if request.method == "POST":
        try:
            correct_protocol(
                protocol=found,
                typed=sent,
                reason=sent.get("reason", ""),
                confirmed=sent.get("confirmed", ""),
                by=author(request),
                now=timezone.now(),
            )
        except Refused as refused:
            problems = refused.problems
        else:
            messages.success(request, _("A new version stands; the old one is kept."))
            return redirect(address_of_station(mission, found.station))
    return _correct_page(request, mission, found, sent or typed_of(found), problems)


def _correct_page(
    request: HttpRequest,
    mission: Mission,
    found: Protocol,
    typed: Mapping[str, str],
    problems: tuple[Problem, ...],
) -> HttpResponse:
    made = controls(fields_of_contest(found.contest), typed, problems)
    paper = found.paper
    findings = findings_while_typing(paper, typed) if paper and problems else ()
    context = {
        "mission": mission,
        "protocol": found,
        "paper": paper,
        "controls": made,
        "findings": findings,
        "digest": digest_of(findings),
        "reason": typed.get("reason", ""),
        "problems": [one for one in problems if not one.where.startswith(("l-", "v-"))],
        "wrong": [one for one in made if one.wrong],
        "photographs": paper.photographs.all() if paper else (),
        "back": address_of(paper) if paper else address_of_station(mission, found.station),
    }
    return render(request, "results/correct_protocol.html", context, status=400 if problems else 200)
