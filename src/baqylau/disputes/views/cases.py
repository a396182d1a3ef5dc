"""The register of cases: the list, its download, one case."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.disputes.actions.limits import recompute_limits
from baqylau.disputes.contested import decisions_contested_in
from baqylau.disputes.meetings import ties_to_meetings
from baqylau.disputes.models import LinkKind
from baqylau.disputes.page_forms import DocumentForm, TieForm
from baqylau.disputes.pages import case_filters, case_rows, history_of, steps_of, ties_of
from baqylau.disputes.procedure import category_name, procedure_of
from baqylau.disputes.queries import cases_seen_by, likenesses_seen_by, sees_confidential
from baqylau.disputes.selection import CaseSelection, overdue
from baqylau.disputes.tables import cases_table
from baqylau.disputes.views.shared import case_of, keys_of_page, rights, today
from baqylau.mission.models import Mission
from baqylau.mission.tables import table_file
from baqylau.mission.views.pages import author, kept


@require_safe
def cases(request: HttpRequest, slug: str) -> HttpResponse:
    """The cases, selected and searched by the address."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    seen, day = cases_seen_by(author(request), mission), today(mission)
    selection = CaseSelection.of(request.GET.dict())
    sees_all = sees_confidential(author(request), mission)
    keys = selection.keys(seen, mission=mission, today=day, sees_all=sees_all)
    page = keys_of_page(keys, request.GET.get("page", ""))
    context = {
        **rights(request, mission),
        "page": page,
        "rows": case_rows(list(page), procedure_of(mission.election), day),
        "all": seen.count(),
        "overdue": overdue(mission, day, sees_all=sees_all),
        "to_judge": likenesses_seen_by(author(request), mission).filter(state="open").count(),
        "selection": selection,
        "kept": kept(request),
        **case_filters(mission, seen),
    }
    return render(request, "disputes/cases.html", context)


@require_safe
def download(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The cases that the address selects, as a table."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    user, day = author(request), today(mission)
    selection = CaseSelection.of(request.GET.dict())
    sees_all = sees_confidential(user, mission)
    keys = selection.keys(cases_seen_by(user, mission), mission=mission, today=day, sees_all=sees_all)
    rows = cases_table(keys, today=day, with_confidential=sees_all)
    return table_file(rows, f"{slug}-cases", kind)


@require_safe
def case(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """One case: what it says, its proceedings with their limits, documents, ties, history."""
    mission = reach(request, Permission.SEE_CASES, Mission, slug=slug)
    found, user = case_of(request, mission, label), author(request)
    double = found.same_as
    context = {
        **rights(request, mission),
        "case": found,
        "category": category_name(found.category),
        "steps": steps_of(found, procedure_of(mission.election), today(mission)),
        "ties": ties_of(found, user),
        "decisions": decisions_contested_in(found),
        "meetings": ties_to_meetings(found, user),
        "sees_meetings": user.has_perm(Permission.SEE_MEETINGS, mission),
        "tie_form": TieForm(initial={"kind": LinkKind.APPEAL}),
        "documents": found.documents.select_related("file", "added_by"),
        "document_form": DocumentForm(),
        "double": double
        if double and (not double.confidential or sees_confidential(user, mission))
        else None,
        "violations": found.violations.all(),
        "history": history_of(found, user),
    }
    return render(request, "disputes/case.html", context)


@require_POST
def recompute(request: HttpRequest, slug: str) -> HttpResponse:
    """Compute the limits of all open cases anew."""
    mission = reach(request, Permission.KEEP_CASES, Mission, slug=slug)
    changed = recompute_limits(mission=mission, by=author(request))
    says = ngettext(
        "The limits of %(count)s proceeding were others.",
        "The limits of %(count)s proceedings were others.",
        changed,
    )
    messages.success(request, says % {"count": changed})
    return redirect("disputes:cases", slug)
