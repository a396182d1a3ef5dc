"""What the views of the registers do alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from baqylau.accounts.permissions import Permission
from baqylau.campaign.register_forms import grouped
from baqylau.campaign.register_queries import sees_confidential
from baqylau.core.problem import Refused
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author

ON_A_PAGE = 100
WAYS = ["GET", "HEAD", "POST"]
Made = TypeVar("Made")


def rights(request: HttpRequest, mission: Mission) -> dict[str, object]:
    """What the pages of the registers offer to whoever looks."""
    user = author(request)
    return {
        "mission": mission,
        "may_keep": user.has_perm(Permission.KEEP_CAMPAIGN, mission),
        "sees_confidential": sees_confidential(user, mission),
    }


def entry_page(
    request: HttpRequest,
    mission: Mission,
    form: Any,
    act: Callable[[], Made],
    *,
    to: Callable[[Made], Sequence[object]],
    **context: object,
) -> HttpResponse:
    """A page that holds one form: carried out and left, or shown again with what is wrong.

    ``to`` says where it goes on: the name of an address and its arguments after the mission.
    """
    if form.is_valid():
        made = try_to(form, act)
        if made is not None:
            where, *more = to(made)
            return redirect(str(where), mission.slug, *more)
    shown = {**rights(request, mission), "form": form, "groups": grouped(form), **context}
    return render(request, "campaign/register_enter.html", shown, status=400 if form.errors else 200)


def try_to(form: EntryForm, act: Callable[[], Made]) -> Made | None:
    """Carry an action out; where it is refused, say so in the form and answer None."""
    try:
        return act()
    except Refused as refused:
        form.take(refused.problems)
        return None


def show_refused(form: forms.Form, refused: Refused) -> list[str]:
    """Every problem of a file, each a sentence with its place."""
    return [str(problem.translated(_)) for problem in refused.problems]
