"""Imported files: the list, a new one, one with the cells that were not accepted, its original."""

from __future__ import annotations

from typing import cast

from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.http import require_http_methods, require_safe

from baqylau.accounts.access import reach
from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file
from baqylau.observation.actions.upload import TOO_LARGE, import_upload
from baqylau.observation.downloads import cells_not_accepted
from baqylau.observation.models import Import
from baqylau.observation.page_forms import ImportForm
from baqylau.observation.sources.columns import column_from_json
from baqylau.observation.views.attachments import streamed
from baqylau.observation.words import KINDS, REASONS, ROLES
from baqylau.storage.models import StoredFile

ON_A_PAGE = 200


def sent(request: HttpRequest) -> tuple[QueryDict | None, MultiValueDict[str, UploadedFile[bytes]] | None]:
    """What a form with files was sent with; nothing where the page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _described(imports: QuerySet[Import]) -> QuerySet[Import]:
    related = imports.select_related("file", "by", "form_version__form")
    return related.annotate(not_accepted=Count("rejected_cells"))


@require_safe
def imports(request: HttpRequest, slug: str) -> HttpResponse:
    """The files that were taken in, the latest first."""
    mission = reach(request, Permission.SEE_RECORDS, Mission, slug=slug)
    context = {
        "mission": mission,
        "imports": _described(mission.imports.all()),
        "may_import": cast(User, request.user).has_perm(Permission.IMPORT_RECORDS, mission),
    }
    return render(request, "observation/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Take in a file of records."""
    mission = reach(request, Permission.IMPORT_RECORDS, Mission, slug=slug)
    form = ImportForm(*sent(request), mission=mission)
    problems: tuple[Problem, ...] = ()
    if form.is_valid():
        try:
            made = import_upload(mission=mission, by=cast(User, request.user), **form.cleaned_data)
            return redirect("observation:import", slug, made.pk)
        except Refused as refused:
            problems = refused.problems
    context = {"mission": mission, "form": form, "problems": problems}
    return render(request, "observation/new_import.html", context, status=status_of(form.errors, problems))


def status_of(errors: object, problems: tuple[Problem, ...]) -> int:
    """413 where a file was too large, 400 where anything else was wrong."""
    if any(problem.code == TOO_LARGE for problem in problems):
        return 413
    return 400 if errors or problems else 200


@require_safe
def one(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One file: its digest, its columns, the cells that were not accepted."""
    imported = reach(request, Permission.SEE_RECORDS, Import, pk=pk, mission__slug=slug)
    cells = imported.rejected_cells.select_related("record")
    page = Paginator(cells, ON_A_PAGE).get_page(request.GET.get("page"))
    counts = cells.values_list("column", "code").annotate(count=Count("pk")).order_by("column", "code")
    columns = [column_from_json(kept) for kept in imported.columns]
    context = {
        "mission": imported.mission,
        "imported": _described(Import.objects.all()).get(pk=imported.pk),
        "page": page,
        "cells": [(cell, REASONS.get(cell.code, cell.reason)) for cell in page],
        "counts": [(name, REASONS.get(code, code), count) for name, code, count in counts],
        "columns": [(column, ROLES[column.role], KINDS.get(column.kind, "")) for column in columns],
    }
    return render(request, "observation/import.html", context)


@require_safe
def not_accepted(request: HttpRequest, slug: str, pk: int) -> StreamingHttpResponse:
    """The cells that were not accepted, as CSV."""
    imported = reach(request, Permission.SEE_RECORDS, Import, pk=pk, mission__slug=slug)
    return csv_file(cells_not_accepted(imported), f"{slug}-import-{pk}-not-accepted.csv")


@require_safe
def original(request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
    """The bytes as they arrived."""
    imported = reach(request, Permission.SEE_RECORDS, Import, pk=pk, mission__slug=slug)
    return as_it_arrived(request, imported.file)


def as_it_arrived(request: HttpRequest, file: StoredFile) -> HttpResponseBase:
    """The bytes to download, or a page that says that the place where they lie does not give them."""
    return streamed(request, file, file.name)
