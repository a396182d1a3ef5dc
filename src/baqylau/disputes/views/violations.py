"""The register of violations, and what may be some."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Refused
from baqylau.disputes.actions.given import ViolationData
from baqylau.disputes.actions.possible import dismiss_possible, look_for_possible, take_possible
from baqylau.disputes.actions.violations import add_violation, change_violation
from baqylau.disputes.models import FoundBy, PossibleViolation, SourceKind, ViolationKind
from baqylau.disputes.page_forms import VIOLATION_GROUPS, ViolationForm, groups_of, initial_of
from baqylau.disputes.pages import history_of, violation_filters
from baqylau.disputes.possible import count_not_proposed
from baqylau.disputes.possible_list import PossibleSelection, possible_table
from baqylau.disputes.possible_page import CHOICES, proposals
from baqylau.disputes.queries import possible_seen_by, violations_seen_by
from baqylau.disputes.selection import ViolationSelection
from baqylau.disputes.statistics import violations_by_kind
from baqylau.disputes.tables import violations_table
from baqylau.disputes.views.shared import ON_A_PAGE, rights, violation_of
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import attempt, author, kept

WAYS = ["GET", "HEAD", "POST"]


@require_safe
def violations(request: HttpRequest, slug: str) -> HttpResponse:
    """The violations, selected and searched by the address."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    seen = violations_seen_by(author(request), mission)
    selection = ViolationSelection.of(request.GET.dict())
    found = selection.among(seen)
    rows = found.select_related("area", "contest").defer("area__boundary")
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **rights(request, mission),
        "page": page,
        "all": seen.count(),
        "by_kind": violations_by_kind(found),
        "to_judge": possible_seen_by(author(request), mission).filter(state="open").count(),
        "selection": selection,
        "kept": kept(request),
        **violation_filters(mission, seen),
    }
    return render(request, "disputes/violations.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The violations that the address selects, as a table."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    seen = violations_seen_by(author(request), mission)
    found = ViolationSelection.of(request.GET.dict()).among(seen)
    return table_file(violations_table(found), f"{slug}-violations", kind)


@require_safe
def violation(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One violation with its history."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    found = violation_of(request, mission, label)
    context = {
        **rights(request, mission),
        "one": found,
        "history": history_of(found, author(request)),
    }
    return render(request, "disputes/violation.html", context)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a violation that an authority found."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    initial = {"source_kind": SourceKind.OFFICIAL, "found_by": FoundBy.PROSECUTOR}
    form = ViolationForm(request.POST if request.method == "POST" else None, mission=mission, initial=initial)
    if form.is_valid():
        try:
            made = add_violation(
                mission=mission, given=form.data_given(), by=author(request), now=timezone.now()
            )
            return redirect("disputes:violation", slug, made.label)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "title": _("Enter a violation"),
        "forms": [form],
        "groups": groups_of((form, VIOLATION_GROUPS)),
        "button": _("Enter it"),
        "of_violations": True,
    }
    return render(request, "disputes/enter.html", context, status=400 if form.errors else 200)


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Change what is said of a violation."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    found = violation_of(request, mission, label)
    initial = {**initial_of(found, ViolationData.__dataclass_fields__), "version": found.version}
    initial["case"] = found.case.label if found.case else ""
    form = ViolationForm(request.POST if request.method == "POST" else None, mission=mission, initial=initial)
    if form.is_valid():
        try:
            changed = change_violation(
                violation=found,
                given=form.data_given(),
                version=form.cleaned_data["version"],
                by=author(request),
                now=timezone.now(),
            )
            return redirect("disputes:violation", slug, changed.label)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "title": _("Change violation %(number)s") % {"number": found.label},
        "violation": found,
        "forms": [form],
        "groups": groups_of((form, VIOLATION_GROUPS)),
        "button": _("Save"),
        "of_violations": True,
    }
    return render(request, "disputes/enter.html", context, status=400 if form.errors else 200)


@require_safe
def possible(request: HttpRequest, slug: str) -> HttpResponse:
    """What may be a violation, with the rule, for a person to judge."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    selection = PossibleSelection.of(request.GET.dict())
    seen = possible_seen_by(author(request), mission)
    page = Paginator(selection.among(seen), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **rights(request, mission),
        "page": page,
        "all": seen.count(),
        "not_proposed": _not_proposed(request, mission),
        "proposals": proposals(list(page), mission, author(request)),
        "states": [*PossibleViolation.State.choices, ("all", _("all"))],
        "whats": CHOICES.items(),
        "kinds": ViolationKind.choices,
        "selection": selection,
        "kept": kept(request),
    }
    return render(request, "disputes/possible.html", context)


def _not_proposed(request: HttpRequest, mission: Mission) -> int:
    """What has come to the registers since somebody looked; asked for whoever may look again."""
    user = author(request)
    if not user.has_perm(Permission.KEEP_CASES, mission):
        return 0
    sees_all = user.has_perm(Permission.SEE_CONFIDENTIAL_CAMPAIGN, mission)
    return count_not_proposed(mission, with_confidential=sees_all)


@require_safe
def possible_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The possible violations that the address selects, as a table."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    user = author(request)
    found = PossibleSelection.of(request.GET.dict()).among(possible_seen_by(user, mission))
    return table_file(possible_table(list(found), mission, user), f"{slug}-possible-violations", kind)


@require_POST
def look(request: HttpRequest, slug: str) -> HttpResponse:
    """Look for items that fall into a forbidden time."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    seen = possible_seen_by(author(request), mission)
    before = seen.count()
    look_for_possible(mission=mission, by=author(request), now=timezone.now())
    new_ones = seen.count() - before
    says = ngettext("%(count)s item is new.", "%(count)s items are new.", new_ones)
    messages.success(request, says % {"count": new_ones})
    return redirect("disputes:possible", slug)


@require_POST
def judge(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Take an item into the register, or say why it is no violation."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    found = get_object_or_404(possible_seen_by(author(request), mission), pk=pk)
    by, now = author(request), timezone.now()
    if request.POST.get("judgement") == "taken":
        attempt(
            request, lambda: take_possible(possible=found, by=by, now=now), _("It is in the register now.")
        )
    else:
        reason = request.POST.get("reason", "")
        attempt(request, lambda: dismiss_possible(possible=found, reason=reason, by=by, now=now))
    return redirect("disputes:possible", slug)
