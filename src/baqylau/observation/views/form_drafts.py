"""Uploading a draft, looking at it, testing it, publishing it or throwing it away."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Membership, Mission
from baqylau.mission.views.pages import author
from baqylau.observation.actions.forms import discard_draft, draft_of
from baqylau.observation.actions.library import standard_forms
from baqylau.observation.actions.phones import give_phone
from baqylau.observation.actions.publish import publish as publish_draft
from baqylau.observation.actions.upload import upload_form
from baqylau.observation.cards import card_of
from baqylau.observation.form_inputs import FormFileForm, UploadForm
from baqylau.observation.form_pages import draft_page
from baqylau.observation.models import Form, FormVersion
from baqylau.observation.views.imports import sent, status_of
from baqylau.observation.words import label


def draft_in(mission: Mission, code: str) -> FormVersion:
    """The draft of a form of the mission."""
    draft = draft_of(get_object_or_404(Form, mission=mission, code=code))
    if draft is None:
        raise Http404
    return draft


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """A new form: an XLSForm of one's own, or a standard form."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    return _upload(request, mission, None)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A new version of a form, as its draft."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    return _upload(request, mission, get_object_or_404(Form, mission=mission, code=code))


def _upload(request: HttpRequest, mission: Mission, form: Form | None) -> HttpResponse:
    asked = UploadForm(*sent(request))
    problems: tuple[Problem, ...] = ()
    if asked.is_valid():
        try:
            file = asked.cleaned_data["file"]
            draft = upload_form(mission=mission, file=file, by=author(request), now=timezone.now(), form=form)
            return redirect("observation:form_draft", mission.slug, draft.form.code)
        except Refused as refused:
            problems = refused.problems
    there = set(mission.forms.values_list("code", flat=True))
    context = {
        "mission": mission,
        "form": asked,
        "problems": problems,
        "of": form,
        "name": label(form.names, form.code) if form else "",
        "standard": [(one, label(one.names, one.key), one.key in there) for one in standard_forms()],
    }
    return render(request, "observation/new_form.html", context, status=status_of(asked.errors, problems))


@require_safe
def draft(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """The draft: what to look at, how to test it, and the button that publishes it."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    return _page(request, mission, draft_in(mission, code))


def _page(
    request: HttpRequest, mission: Mission, found: FormVersion, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    page = draft_page(found)
    given = found.test_phones.filter(revoked_at=None).select_related("membership__user", "mission")
    mine = _membership(request, mission)
    context = {
        "mission": mission,
        **page,
        "cards": [card_of(request, phone, phone.membership) for phone in given],
        "file_form": FormFileForm(),
        "problems": problems,
        "may_test": mine is not None and all(phone.membership_id != mine.pk for phone in given),
    }
    return render(request, "observation/form_draft.html", context, status=400 if problems else 200)


def _membership(request: HttpRequest, mission: Mission) -> Membership | None:
    return Membership.objects.filter(mission=mission, user=author(request), ended_at=None).first()


@require_POST
def publish(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Give the draft to the observers."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    found = draft_in(mission, code)
    try:
        publish_draft(draft=found, by=author(request), now=timezone.now())
    except Refused as refused:
        return _page(request, mission, found, refused.problems)
    messages.success(request, _("The form is published."))
    return redirect("observation:one_form", slug, code)


@require_POST
def discard(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Throw the draft away."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    discard_draft(draft=draft_in(mission, code), by=author(request))
    messages.success(request, _("The draft is thrown away."))
    there = Form.objects.filter(mission=mission, code=code).exists()
    return redirect("observation:one_form", slug, code) if there else redirect("observation:forms", slug)


@require_POST
def test(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """Make a key that only tests the draft, for whoever asks."""
    mission = reach(request, Permission.MANAGE_FORMS, Mission, slug=slug)
    found = draft_in(mission, code)
    membership = _membership(request, mission)
    if membership is None:
        raise Http404
    if not found.test_phones.filter(membership=membership, revoked_at=None).exists():
        give_phone(membership=membership, by=author(request), now=timezone.now(), draft=found)
    return redirect("observation:form_draft", slug, code)
