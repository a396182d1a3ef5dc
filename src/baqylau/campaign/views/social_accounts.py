"""Accounts: the list, one account, entering and changing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.social_accounts import AccountData, add_account, change_account
from baqylau.campaign.models import AccountRole, Platform, SocialAccount
from baqylau.campaign.social_activity import of_account, posts_of_accounts
from baqylau.campaign.social_forms import AccountForm
from baqylau.campaign.social_selection import AccountSelection
from baqylau.campaign.social_tables import accounts_table
from baqylau.campaign.social_words_of import told
from baqylau.campaign.views.social_shared import part_of, rights, table_file
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author, kept

WAYS = ["GET", "HEAD", "POST"]


@require_safe
def accounts(request: HttpRequest, slug: str) -> HttpResponse:
    """The accounts with how much each posted."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    selection = AccountSelection.of(request.GET.dict())
    part = part_of(selection.among(mission), request.GET.get("page", ""))
    sums = posts_of_accounts([one.pk for one in part.rows])
    unclassified = SocialAccount.objects.filter(mission=mission, role=AccountRole.UNKNOWN).count()
    context = {
        **rights(request, mission),
        "part": part,
        "rows": [(one, sums.get(one.pk)) for one in part.rows],
        "all": SocialAccount.objects.filter(mission=mission).count(),
        "unclassified": unclassified,
        "selection": selection,
        "kept": kept(request),
        "platforms": Platform.choices,
        "roles": AccountRole.choices,
    }
    return render(request, "campaign/social_accounts.html", context)


@require_safe
def accounts_file(request: HttpRequest, slug: str, kind: str) -> HttpResponseBase:
    """The accounts that the address selects, as a table without the names of private persons."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = AccountSelection.of(request.GET.dict()).among(mission)
    return table_file(accounts_table(found), f"{slug}-accounts", kind)


def _account(mission: Mission, number: int) -> SocialAccount:
    found = SocialAccount.objects.select_related("subject")
    account: SocialAccount = get_object_or_404(found, mission=mission, number=number)
    return account


@require_safe
def account(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One account: whose it is, what it posted, its history."""
    mission = reach(request, Permission.SEE_MEDIA, Mission, slug=slug)
    found = _account(mission, number)
    context = {
        **rights(request, mission),
        "account": found,
        "sums": of_account(found),
        "newest": found.posts.order_by("-published_at", "-pk")[:10],
        "history": told(found.changes.select_related("by"), mission),
    }
    return render(request, "campaign/social_account.html", context)


@require_http_methods(WAYS)
def new_account(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter an account."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    form = AccountForm(request.POST if request.method == "POST" else None, mission=mission)
    if form.is_valid():
        try:
            made = add_account(mission=mission, given=form.account(), by=author(request), now=timezone.now())
            return redirect("campaign:social_account", slug, made.number)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": _("Enter an account"),
        "button": _("Enter it"),
    }
    return render(request, "campaign/social_enter.html", context, status=400 if form.errors else 200)


@require_http_methods(WAYS)
def edit_account(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change what is said of an account."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _account(mission, number)
    initial = {name: getattr(found, name) for name in AccountData.__dataclass_fields__}
    form = AccountForm(
        request.POST if request.method == "POST" else None,
        mission=mission,
        initial={**initial, "version": found.version},
    )
    if form.is_valid():
        try:
            version = form.cleaned_data["version"]
            change_account(
                account=found,
                given=form.account(),
                version=version,
                by=author(request),
                now=timezone.now(),
            )
            return redirect("campaign:social_account", slug, number)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "account": found,
        "title": _("Change account %(number)s") % {"number": number},
        "button": _("Save"),
    }
    return render(request, "campaign/social_enter.html", context, status=400 if form.errors else 200)
