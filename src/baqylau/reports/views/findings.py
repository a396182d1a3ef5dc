"""The register of findings: the list, its download, one finding with its evidence."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import attempt, author, kept
from baqylau.reports import evidence as registry
from baqylau.reports.actions import findings as actions
from baqylau.reports.basis import bases_shown
from baqylau.reports.finding_forms import BasisForm, FindingForm, SearchForm
from baqylau.reports.finding_queries import (
    STATE_TAGS,
    STATES,
    FindingSelection,
    finding_filters,
    finding_rows,
    findings_of,
    findings_table,
)
from baqylau.reports.models import BasisKind, Finding, Relation
from baqylau.reports.neutral import advice
from baqylau.reports.recommendation_queries import current_rating, seen_by
from baqylau.reports.register_history import history

ON_A_PAGE = 100
WAYS = ["GET", "HEAD", "POST"]


def rights(request: HttpRequest, mission: Mission) -> dict[str, object]:
    """What the pages of the two registers offer to whoever looks."""
    user = author(request)
    return {
        "mission": mission,
        "may_write": user.has_perm(Permission.WRITE_REPORTS, mission),
        "may_recommend": user.has_perm(Permission.KEEP_RECOMMENDATIONS, mission),
        "may_publish": user.has_perm(Permission.APPROVE_REPORTS, mission),
    }


@require_safe
def findings(request: HttpRequest, slug: str) -> HttpResponse:
    """The findings, selected and searched by the address."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    seen, selection = findings_of(mission), FindingSelection.of(request.GET.dict())
    page = Paginator(selection.among(seen), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        **rights(request, mission),
        "page": page,
        "rows": finding_rows(list(page), mission, author(request)),
        "all": seen.count(),
        "waiting": seen.filter(confirmed_at=None, set_aside_at=None).count(),
        "selection": selection,
        "kept": kept(request),
        **finding_filters(mission),
    }
    return render(request, "reports/findings.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The findings that the address selects, as a table."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    found = FindingSelection.of(request.GET.dict()).among(findings_of(mission))
    return table_file(findings_table(found, mission, author(request)), f"{slug}-findings", kind)


@require_safe
def finding(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One finding: what it says, what it rests on, what is recommended, its history."""
    mission = reach(request, Permission.SEE_FINDINGS, Mission, slug=slug)
    found, user = _finding(mission, number), author(request)
    bases = list(found.bases.all())
    shown = bases_shown(bases, mission.election)
    tied = seen_by(mission).filter(findings=found)
    context = {
        **rights(request, mission),
        "finding": found,
        "state": STATES[found.state],
        "tag": STATE_TAGS[found.state],
        "is_own": user.pk in (found.written_by_id, found.changed_by_id),
        "advice": advice(found.texts),
        "evidence": registry.shown(user, mission, found.evidence.select_related("added_by")),
        "bases": [(row, one) for row, one in zip(bases, shown, strict=True)],
        "basis_form": BasisForm(mission=mission, initial={"relation": Relation.AT_VARIANCE}),
        "recommendations": current_rating(tied, mission),
        "history": history(found.changes.select_related("by"), mission, user),
    }
    return render(request, "reports/finding.html", context)


def _finding(mission: Mission, number: int) -> Finding:
    found: Finding = get_object_or_404(findings_of(mission), number=number)
    found.mission = mission
    return found


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Write a finding down."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    sent = request.POST if request.method == "POST" else None
    initial = {"language": mission.authoritative_language, "confidence": "supported"}
    form = FindingForm(sent, mission=mission, initial=initial)
    if form.is_valid():
        given = form.data_given()
        try:
            made = actions.write_finding(mission=mission, given=given, by=author(request), now=timezone.now())
            return redirect("reports:evidence", slug, made.number)
        except Refused as refused:
            form.take(refused.problems)
    context = {"title": _("Write a finding"), "button": _("Write it down, then add evidence"), "form": form}
    return _form_page(request, mission, context)


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change a finding; a confirmed one has to be confirmed anew."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    found = _finding(mission, number)
    sent = request.POST if request.method == "POST" else None
    form = FindingForm(sent, mission=mission, initial=actions.data_of(found))
    if form.is_valid():
        given, version = form.data_given(), form.cleaned_data["version"]
        try:
            actions.change_finding(
                finding=found, given=given, version=version, by=author(request), now=timezone.now()
            )
            return redirect("reports:finding", slug, number)
        except Refused as refused:
            form.take(refused.problems)
    title = _("Change finding %(number)s") % {"number": number}
    return _form_page(request, mission, {"title": title, "button": _("Save"), "form": form, "finding": found})


def _form_page(request: HttpRequest, mission: Mission, context: dict[str, object]) -> HttpResponse:
    status = 400 if getattr(context["form"], "errors", None) else 200
    return render(
        request, "reports/finding_form.html", {**rights(request, mission), **context}, status=status
    )


@require_http_methods(WAYS)
def evidence(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Search the registers of all rooms, and let the finding rest on what is found."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    found, user = _finding(mission, number), author(request)
    if request.method == "POST":
        kind, key = request.POST.get("kind", "")[:20], request.POST.get("key", "")[:200]
        note = request.POST.get("note", "")
        attempt(
            request,
            lambda: actions.add_evidence(
                finding=found, kind=kind, key=key, note=note[:2000], by=user, now=timezone.now()
            ),
            _("The finding rests on it now."),
        )
        return redirect(f"{request.path}?{kept(request)}")
    there = set(found.evidence.values_list("kind", "key"))
    context = {
        **rights(request, mission),
        "finding": found,
        "back": "reports:finding",
        **search_page(request, mission, there),
    }
    return render(request, "reports/finding_evidence.html", context)


def search_page(request: HttpRequest, mission: Mission, there: set[tuple[str, str]]) -> dict[str, object]:
    """What the page of a search for evidence shows; ``there`` is what is rested on already."""
    kinds = [(code, str(one.name)) for code, one in registry.kinds().items()]
    form = SearchForm(request.GET or None, kinds=kinds)
    text = request.GET.get("q", "").replace("\0", "")[:200]
    results = registry.search(author(request), mission, request.GET.get("kind", ""), text)
    names = dict(kinds)
    return {
        "form": form,
        "asked": text.strip(),
        "kept": kept(request),
        "results": [(one, names[one.kind], (one.kind, one.key) in there) for one in results],
        "most": registry.MOST_FOUND,
    }


@require_POST
def change_evidence(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Take a piece of evidence away, or say that it still holds after it changed."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    found, user, now = _finding(mission, number), author(request), timezone.now()
    piece = get_object_or_404(found.evidence, pk=pk)
    if not registry.shown(user, mission, [piece]):
        raise Http404
    if request.POST.get("what") == "renew":
        attempt(request, lambda: actions.renew_evidence(evidence=piece, by=user, now=now))
    else:
        attempt(request, lambda: actions.remove_evidence(evidence=piece, by=user, now=now))
    return redirect("reports:finding", slug, number)


@require_POST
def add_basis(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what a finding says about a commitment or an article."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    found, user, now = _finding(mission, number), author(request), timezone.now()
    relation = request.POST.get("relation", "")
    named = [
        (BasisKind.COMMITMENT, request.POST.get("commitment", "")[:120]),
        (BasisKind.ARTICLE, request.POST.get("article", "")[:120]),
    ]
    asked = [(kind, code) for kind, code in named if code.strip()]
    if not asked:
        attempt(request, _nothing_chosen)
    for kind, code in asked:
        step = partial(actions.add_basis, finding=found, kind=kind, code=code, relation=relation)
        attempt(request, partial(step, by=user, now=now))
    return redirect("reports:finding", slug, number)


def _nothing_chosen() -> None:
    says = Phrase("There is no such commitment or article.")
    raise Refused(Problem("Z.130", says, Phrase("Choose one of the register of commitments."), "code"))


@require_POST
def remove_basis(request: HttpRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """Take the relation to a commitment or an article away."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    basis = get_object_or_404(_finding(mission, number).bases, pk=pk)
    attempt(request, lambda: actions.remove_basis(basis=basis, by=author(request), now=timezone.now()))
    return redirect("reports:finding", slug, number)


@require_POST
def decide(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Confirm a finding, take that back, set it aside or take it up again."""
    mission = reach(request, Permission.WRITE_REPORTS, Mission, slug=slug)
    found, user, now = _finding(mission, number), author(request), timezone.now()
    seen = request.POST.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    because = request.POST.get("because", "")
    steps: dict[str, Callable[[], object]] = {
        "confirm": lambda: actions.confirm_finding(finding=found, version=version, by=user, now=now),
        "unconfirm": lambda: actions.unconfirm_finding(finding=found, by=user, now=now),
        "set_aside": lambda: actions.set_aside(finding=found, because=because, by=user, now=now),
        "take_up": lambda: actions.take_up_again(finding=found, by=user, now=now),
    }
    step = steps.get(request.POST.get("what", ""))
    if step:
        attempt(request, step)
    else:
        messages.error(request, _("Nothing was chosen."))
    return redirect("reports:finding", slug, number)
