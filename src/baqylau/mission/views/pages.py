"""What the room's pages share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from baqylau.accounts.forms import show_problems
from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.forms import FIELDS
from baqylau.mission.models import Mission


def sent(request: HttpRequest) -> Mapping[str, object] | None:
    """What a form was sent with; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def author(request: HttpRequest) -> User:
    """Who does it."""
    return cast(User, request.user)


def try_to(form: forms.Form, action: Callable[[], object]) -> bool:
    """Carry an action out; where it is refused, say so in the form."""
    try:
        action()
    except Refused as refused:
        show_in(form, refused)
        return False
    return True


def kept(request: HttpRequest, *without: str) -> str:
    """What the address asks for, without the page and without these."""
    asked_for = request.GET.copy()
    for name in ("page", *without):
        asked_for.pop(name, None)
    return asked_for.urlencode()


def tell(request: HttpRequest, refused: Refused) -> None:
    """Say on the next page what was refused."""
    for problem in refused.problems:
        messages.error(request, str(problem.translated(gettext)))


def attempt(request: HttpRequest, action: Callable[[], object], says: str = "") -> bool:
    """Carry an action out and say so, or say on the next page why it was refused."""
    try:
        action()
    except Refused as refused:
        tell(request, refused)
        return False
    if says:
        messages.success(request, says)
    return True


def show_in(form: forms.Form, refused: Refused) -> None:
    """Put what was refused beside the fields that the form has."""
    fields = {code: field for code, field in FIELDS.items() if field in form.fields}
    show_problems(form, refused, fields)


def form_page(
    request: HttpRequest, form: forms.Form, *, title: str, button: str, mission: Mission | None, back: str
) -> HttpResponse:
    """A page that holds one form; ``back`` names the list it belongs to."""
    address = reverse(back, args=[mission.slug] if mission else [])
    context = {"form": form, "title": title, "button": button, "mission": mission, "back": address}
    return render(request, "mission/form.html", context)
