"""Electoral funds: the list, its download, one account with its lines, limits, taking in a table."""

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
from baqylau.campaign.actions.finance import FundData, add_fund, add_line, change_fund, remove_line
from baqylau.campaign.actions.fund_imports import import_funds
from baqylau.campaign.finance import contestant_key, in_words, part_of
from baqylau.campaign.fund_page import (
    FundChecks,
    bounds_of,
    not_known,
    owed_in,
    publications_named,
    rows_of,
    spending_of,
    with_lines,
)
from baqylau.campaign.methods.finance import CONTESTANT_KINDS
from baqylau.campaign.models.finance import FundReport
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.campaign.register_forms import (
    FundFileForm,
    FundForm,
    LineForm,
    initial_of,
    line_categories,
    publication_choices,
)
from baqylau.campaign.register_queries import by_label, funds_seen_by
from baqylau.campaign.register_selection import FundSelection
from baqylau.campaign.register_tables import funds_table
from baqylau.campaign.register_words import history_of
from baqylau.campaign.sources.fund_table import CATEGORIES, OPTIONAL, REQUIRED
from baqylau.campaign.views.register_shared import ON_A_PAGE, WAYS, entry_page, rights, show_refused, try_to
from baqylau.core.problem import Refused
from baqylau.election.models import Option
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import attempt, author, kept, sent


@require_safe
def funds(request: HttpRequest, slug: str) -> HttpResponse:
    """The accounts, selected and searched by the address, with what does not agree in them."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    seen = funds_seen_by(author(request), mission)
    selection, checks = FundSelection.of(request.GET.dict()), FundChecks(mission, seen)
    page = Paginator(selection.among(seen).select_related("option"), ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        **rights(request, mission),
        "page": page,
        "rows": rows_of(page, checks),
        "all": len(checks.accounts),
        "disagreeing": checks.disagreeing(),
        "owed": owed_in(mission, checks.accounts, timezone.localdate()),
        "currency": checks.part.currency,
        "unknown": not_known(checks.part),
        "selection": selection,
        "kept": kept(request),
        **_filters(mission),
    }
    return render(request, "campaign/finance.html", context)


def _filters(mission: Mission) -> dict[str, object]:
    options = Option.objects.filter(contest__election=mission.election, kind__in=CONTESTANT_KINDS)
    ordered = options.select_related("contest").order_by("contest__position", "position", "code")
    return {
        "contestants": [(contestant_key(one), f"{one.name} – {one.contest.name}") for one in ordered],
        "publications": publication_choices(mission),
        "categories": line_categories(),
    }


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The accounts that the address selects with their lines, as a table."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    found = FundSelection.of(request.GET.dict()).among(funds_seen_by(author(request), mission))
    return table_file(funds_table(found), f"{slug}-electoral-funds", kind)


@require_safe
def limits(request: HttpRequest, slug: str) -> HttpResponse:
    """What the pack says of limits and publications, with article and source; and what it does not know."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    part = part_of(mission.election)
    checks = FundChecks(mission, funds_seen_by(author(request), mission))
    context = {
        **rights(request, mission),
        "part": part,
        "limits": [(one, in_words(one.names)) for one in part.limits],
        "publications": [(one, in_words(one.names)) for one in part.publications],
        "unknown": not_known(part),
        "owed": owed_in(mission, checks.accounts, timezone.localdate()),
    }
    return render(request, "campaign/finance_limits.html", context)


@require_safe
def fund(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One account with its lines, its checks and its history."""
    mission = reach(request, Permission.SEE_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    initial = {"version": found.version}
    return _fund_page(request, mission, found, LineForm(initial=initial))


def _fund_page(request: HttpRequest, mission: Mission, found: FundReport, form: LineForm) -> HttpResponse:
    checks = FundChecks(mission, funds_seen_by(author(request), mission))
    account = checks.by_key[found.label]
    named = publications_named(checks.part).get(found.due_code)
    context = {
        **rights(request, mission),
        "one": found,
        "lines": list(found.lines.all()),
        "remarks": checks.remarks(found.label),
        "bounds": bounds_of(account, checks.part),
        "spending": spending_of(account),
        "currency": checks.part.currency,
        "publication": in_words(named.names) if named else found.due_code,
        "form": form,
        "history": history_of(found),
    }
    return render(request, "campaign/finance_fund.html", context, status=400 if form.errors else 200)


@require_http_methods(WAYS)
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an account as it was published."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    form = FundForm(sent(request), mission=mission, initial={"source_kind": KnownBy.PUBLISHED})
    return entry_page(
        request,
        mission,
        form,
        lambda: add_fund(mission=mission, given=form.data_given(), by=author(request), now=timezone.now()),
        to=lambda made: ("campaign:fund", made.label),
        title=_("Enter an account of an electoral fund"),
        button=_("Enter it"),
        here="funds",
    )


@require_http_methods(WAYS)
def edit(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Change what is said of an account."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    form = FundForm(sent(request), mission=mission, initial=initial_of(found, FundData.__dataclass_fields__))
    return entry_page(
        request,
        mission,
        form,
        lambda: change_fund(
            fund=found,
            given=form.data_given({"contest": found.contest, "area": found.area}),
            version=form.cleaned_data["version"],
            by=author(request),
            now=timezone.now(),
        ),
        to=lambda changed: ("campaign:fund", changed.label),
        title=_("Change account %(number)s") % {"number": found.label},
        button=_("Save"),
        here="funds",
    )


@require_POST
def new_line(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """Add one amount to an account."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    found = _found(request, mission, label)
    form = LineForm(request.POST)
    if form.is_valid():
        made = try_to(
            form,
            lambda: add_line(
                fund=found,
                given=form.data_given(),
                version=form.cleaned_data["version"],
                by=author(request),
                now=timezone.now(),
            ),
        )
        if made is not None:
            return redirect("campaign:fund", slug, label)
    return _fund_page(request, mission, found, form)


@require_POST
def remove(request: HttpRequest, slug: str, label: str, position: int) -> HttpResponse:
    """Take a line out that was entered by mistake."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    line = get_object_or_404(_found(request, mission, label).lines, position=position)
    attempt(
        request,
        lambda: remove_line(line=line, version=None, by=author(request), now=timezone.now()),
        _("The line is taken out. The history keeps it."),
    )
    return redirect("campaign:fund", slug, label)


@require_http_methods(WAYS)
def take_in(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a table of funds: all of it, or all that is wrong with it."""
    mission = reach(request, Permission.KEEP_CAMPAIGN, Mission, slug=slug)
    form = FundFileForm(sent(request), request.FILES or None)
    problems: list[str] = []
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = import_funds(
                mission=mission,
                content=file.read(),
                name=file.name,
                source=form.cleaned_data["source"],
                by=author(request),
                now=timezone.now(),
            )
            says = ngettext("%(count)s account was taken in.", "%(count)s accounts were taken in.", len(made))
            messages.success(request, says % {"count": len(made)})
            return redirect("campaign:funds", slug)
        except Refused as refused:
            problems = show_refused(form, refused)
    context = {
        **rights(request, mission),
        "form": form,
        "problems": problems,
        "needed": REQUIRED,
        "optional": OPTIONAL,
        "categories": CATEGORIES,
        "publications": publication_choices(mission),
    }
    wrong = bool(form.errors or problems)
    return render(request, "campaign/finance_import.html", context, status=400 if wrong else 200)


def _found(request: HttpRequest, mission: Mission, label: str) -> FundReport:
    seen = with_lines(funds_seen_by(author(request), mission)).select_related("mission__election", "imported")
    return by_label(seen, label)
