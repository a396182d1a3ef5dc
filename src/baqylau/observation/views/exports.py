"""Taking data out: the page where one chooses, the file, the file for publication."""

from __future__ import annotations

from typing import cast

from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.exports import note_export
from baqylau.observation.export_forms import CODES, ExportForm, PublicationForm
from baqylau.observation.exporting.formats import MEDIA_TYPES, Download, Format, download
from baqylau.observation.exporting.publication import publication as to_publish
from baqylau.observation.exporting.rows import exported
from baqylau.observation.models import Form
from baqylau.observation.queries import PARAMETERS, Selection, questions_in, records_seen_by

SHOWN_BY_THE_FORM = ("form", "order")
COMPRESSED = ("xlsx", "parquet", "zip")


@require_safe
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """What may be taken out, and how."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    return _page(request, mission)


@require_safe
def file(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The records that are selected, as the file that is chosen."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    chosen = ExportForm(_chosen(request), mission=mission)
    if not chosen.is_valid():
        return _page(request, mission, chosen, status=400)
    form = mission.forms.get(code=chosen.cleaned_data["form"])
    user, selection = cast(User, request.user), _selection(request)
    seen = exported(records_seen_by(user, mission), with_rejected=chosen.cleaned_data["rejected"])
    found = Selection.of(selection).among(seen, questions_in(mission), user)
    kind = Format(chosen.cleaned_data["format"])
    try:
        made = download(kind, found, form, chosen.options(), timezone.now())
    except Refused as refused:
        return _page(request, mission, chosen, problems=refused.problems, status=400)
    if request.method == "GET":
        count = found.filter(form_version__form=form).count()
        note_export(form=form, format=kind, records=count, selection=selection, by=user)
    return _answer(made, _name(mission, form, made.ending))


@require_safe
def publication(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What may be published of a form's records."""
    mission = reach(request, Permission.SEE_FIGURES, Mission, slug=slug)
    chosen = PublicationForm(_chosen(request), mission=mission)
    if not chosen.is_valid():
        return _page(request, mission, publishing=chosen, status=400)
    form = mission.forms.get(code=chosen.cleaned_data["form"])
    try:
        content = to_publish(mission, form, chosen.options())
    except Refused as refused:
        return _page(request, mission, publishing=chosen, problems=refused.problems, status=400)
    if request.method == "GET":
        note_export(form=form, format="publication", records=0, selection={}, by=cast(User, request.user))
    return _answer(Download("csv", content), _name(mission, form, "csv", "publication"))


def _chosen(request: HttpRequest) -> QueryDict:
    """What was chosen; an address that does not say in which words means the form's codes."""
    chosen = request.GET.copy()
    chosen.setdefault("words", CODES)
    return chosen


def _selection(request: HttpRequest) -> dict[str, str]:
    """What the list of records was narrowed to."""
    return {name: request.GET[name] for name in PARAMETERS if request.GET.get(name)}


def _page(
    request: HttpRequest,
    mission: Mission,
    chosen: ExportForm | None = None,
    publishing: PublicationForm | None = None,
    problems: tuple[Problem, ...] = (),
    status: int = 200,
) -> HttpResponse:
    user, selection = cast(User, request.user), _selection(request)
    kept = {name: value for name, value in selection.items() if name not in SHOWN_BY_THE_FORM}
    initial = {"form": selection.get("form"), "words": CODES, "format": Format.XLSX}
    context = {
        "mission": mission,
        "form": chosen or ExportForm(mission=mission, initial=initial),
        "publishing": publishing or PublicationForm(mission=mission, auto_id="publish_%s", initial=initial),
        "may_publish": user.has_perm(Permission.SEE_FIGURES, mission),
        "kept": kept,
        "problems": problems,
    }
    return render(request, "observation/export.html", context, status=status)


def _name(mission: Mission, form: Form, ending: str, *words: str) -> str:
    return "-".join((mission.slug, form.code, *words, f"{timezone.localdate():%Y-%m-%d}")) + f".{ending}"


def _answer(made: Download, name: str) -> StreamingHttpResponse:
    response = (
        FileResponse(made.content) if hasattr(made.content, "read") else StreamingHttpResponse(made.content)
    )
    response["Content-Type"] = MEDIA_TYPES[made.ending]
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    if made.ending in COMPRESSED:
        # Said, so that nobody on the way spends time on compressing it again.
        response["Content-Encoding"] = "identity"
    return response
