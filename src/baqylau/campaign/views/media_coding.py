"""Programmes begun and coded: the sheet, its rows as they are typed, corrections, second codings."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baqylau.accounts.access import reach
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_coding import (
    MOST_ROWS,
    SentRow,
    cells_of,
    correct_item,
    finish_programme,
    keep_rows,
    read_sheet_of,
    sent_rows,
    typed_rows,
)
from baqylau.campaign.actions.media_programmes import (
    ProgrammeData,
    add_programme,
    change_programme,
    give_second_coding,
    remove_programme,
)
from baqylau.campaign.media_forms import MonitorForm, ProgrammeForm, initial_of
from baqylau.campaign.media_pages import (
    EMPTY_ROWS,
    SheetRow,
    cells_of_sheet,
    empty_rows,
    items_of_programme,
    next_begins,
    programme_facts,
    sheet_rows,
    shown_text,
    subject_list,
)
from baqylau.campaign.media_queries import by_number, membership_of, programmes_coded_by, slots_seen_by
from baqylau.campaign.media_vocabulary import measure_of
from baqylau.campaign.media_words import history
from baqylau.campaign.models import MonitoringSlot, Programme
from baqylau.campaign.sources.coding_sheet_rows import CELLS
from baqylau.campaign.views.media_shared import WAYS, rights, today
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import attempt, author, tell

LARGEST_BODY = 4 * 2**20


def _coded(request: HttpRequest, mission: Mission, number: int) -> Programme:
    """The programme that an address names, where this person may change it."""
    return by_number(programmes_coded_by(author(request), mission), number)


@require_http_methods(WAYS)
def new_programme(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin to code a programme, an issue or a day of a site."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    user, own = author(request), membership_of(author(request), mission)
    manages = user.has_perm(Permission.MANAGE_MEDIA, mission)
    slot = _slot(request, mission)
    sent = request.POST if request.method == "POST" else None
    initial = _begun(request, slot, mission)
    form = ProgrammeForm(sent, mission=mission, with_monitor=manages, initial=initial)
    if form.is_valid():
        monitor = form.cleaned_data.get("monitor") or own
        try:
            if monitor is None:
                raise _nobody()
            made = add_programme(
                mission=mission, given=form.data_given(slot), monitor=monitor, by=user, now=timezone.now()
            )
            if monitor.user_id == user.pk:
                return redirect("campaign:coding", slug, made.number)
            return redirect("campaign:programme", slug, made.number)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": _("Begin to code"),
        "button": _("Begin"),
        "slot": slot,
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


def _nobody() -> Refused:
    says = Phrase("Nobody is named who codes it.")
    return Refused(Problem("X.112", says, Phrase("Choose a monitor."), "monitor"))


def _slot(request: HttpRequest, mission: Mission) -> MonitoringSlot | None:
    """The hours of the schedule that the address names."""
    asked = request.GET.get("slot", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 9):
        return None
    found: MonitoringSlot | None = slots_seen_by(author(request), mission).filter(number=int(asked)).first()
    return found


def _begun(request: HttpRequest, slot: MonitoringSlot | None, mission: Mission) -> dict[str, Any]:
    """What the form begins with: the hours of the schedule, or what the address says."""
    asked = {name: request.GET.get(name, "").replace("\0", "") for name in ("outlet", "day", "begins")}
    begun: dict[str, Any] = {"day": today(mission)}
    if slot is not None:
        begun |= {"outlet": slot.outlet_id, "day": slot.day, "begins": slot.begins}
        if slot.planned_seconds is not None and not asked["begins"]:
            begun["length"] = slot.planned_seconds
    return begun | {name: value for name, value in asked.items() if value}


@require_http_methods(WAYS)
def edit_programme(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Change what is said of a programme; of a finished one with a reason."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    names = [name for name in ProgrammeData.__dataclass_fields__ if name != "length_seconds"]
    initial = {**initial_of(found, names), "length": found.length_seconds, "version": found.version}
    initial["outlet"] = found.outlet_id
    sent = request.POST if request.method == "POST" else None
    form = ProgrammeForm(
        sent, mission=mission, with_monitor=False, with_reason=found.is_finished, initial=initial
    )
    if form.is_valid():
        try:
            change_programme(
                programme=found,
                given=form.data_given(found.slot),
                version=form.cleaned_data["version"],
                by=author(request),
                now=timezone.now(),
                reason=form.cleaned_data.get("reason", ""),
            )
            return redirect("campaign:coding", slug, number)
        except Refused as refused:
            form.take(refused.problems)
    context = {
        **rights(request, mission),
        "form": form,
        "title": _("Change programme %(number)s") % {"number": number},
        "button": _("Save"),
        "programme": found,
    }
    return render(request, "campaign/media_form.html", context, status=400 if form.errors else 200)


# ------------------------------------------------------------------ the sheet


@require_http_methods(WAYS)
def coding(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """The sheet of a programme; without a script its rows are sent as a form."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    if found.is_finished:
        return _finished_page(request, mission, found)
    if request.method == "POST":
        rows = _posted_rows(request.POST)
        attempt(request, lambda: keep_rows(programme=found, rows=rows, now=timezone.now()))
        return redirect("campaign:coding", slug, number)
    return _sheet_page(request, mission, found)


def _sheet_page(
    request: HttpRequest, mission: Mission, found: Programme, problems: tuple[Problem, ...] = ()
) -> HttpResponse:
    cells, subjects = cells_of_sheet(found), subject_list(mission)
    rows = sheet_rows(found, cells, {one.code: one.name for one in subjects})
    last = rows[-1].position if rows else 0
    context = {
        **rights(request, mission),
        "one": found,
        "cells": cells,
        "subjects": subjects,
        "sheet": [*rows, *empty_rows(cells, EMPTY_ROWS, last + 1)],
        "template_row": empty_rows(cells, 1, 0)[0],
        "measure": measure_of(found.outlet).value,
        "problems": problems,
    }
    return render(request, "campaign/media_coding.html", context, status=400 if problems else 200)


def _finished_page(request: HttpRequest, mission: Mission, found: Programme) -> HttpResponse:
    following = urlencode(next_begins(found))
    context = {
        **rights(request, mission),
        "one": found,
        "facts": programme_facts(found),
        "rows": items_of_programme(found),
        "history": history(found.changes.select_related("by")),
        "next": f"{reverse('campaign:new_programme', args=[mission.slug])}?{following}",
        "may_correct": True,
    }
    return render(request, "campaign/media_coded.html", context)


def _posted_rows(posted: Mapping[str, str]) -> list[SentRow]:
    """The rows of a form: those that have something, or had a key."""
    rows = []
    for place in range(MOST_ROWS):
        if f"key-{place}" not in posted:
            break
        cells = {
            name: text.replace("\0", "").strip()[:2000]
            for name in CELLS
            if (text := posted.get(f"{name}-{place}", ""))
        }
        key = posted[f"key-{place}"]
        if key or any(text for name, text in cells.items() if name != "start"):
            revision = posted.get(f"revision-{place}", "0")
            rows.append(
                SentRow(_key(key), place + 1, int(revision if revision.isdigit() else "0") + 1, cells)
            )
    return rows


def _key(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()


@require_POST
def coding_rows(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Keep rows as they are typed, and answer what is still wrong with the sheet, as JSON."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    try:
        data = json.loads(request.body[:LARGEST_BODY] or b"[]")
    except (ValueError, RecursionError):
        data = None
    try:
        kept = keep_rows(programme=found, rows=sent_rows(data), now=timezone.now())
    except Refused as refused:
        problems = [str(one.translated(_)) for one in refused.problems]
        return JsonResponse({"refused": problems}, status=409 if found.is_finished else 400)
    sheet = None if found.is_finished else read_sheet_of(found, typed_rows(found))
    names = {one.code: one.name for one in subject_list(mission)}
    answer = {
        "rows": [
            {
                "key": str(one.row.key),
                "revision": one.row.revision,
                "as_sent": one.as_sent,
                "cells": {name: shown_text(name, text, names) for name, text in one.row.cells.items()},
            }
            for one in kept
        ],
        "items": len(sheet.items) if sheet else 0,
        "problems": [
            {"key": one.key, "cell": one.cell, "says": str(one.problem.translated(_))}
            for one in (sheet.problems if sheet else ())
        ],
    }
    return JsonResponse(answer)


@require_POST
def finish(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Make items of the rows, all of them or none."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    try:
        finish_programme(programme=found, by=author(request), now=timezone.now())
    except Refused as refused:
        if found.is_finished:
            tell(request, refused)
            return redirect("campaign:coding", slug, number)
        return _sheet_page(request, mission, found, refused.problems)
    messages.success(request, _("The programme is finished."))
    return redirect("campaign:coding", slug, number)


@require_POST
def remove(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Remove a programme that came to nothing."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    if attempt(request, lambda: remove_programme(programme=found, by=author(request)), _("It was removed.")):
        return redirect("campaign:my_coding", slug)
    return redirect("campaign:coding", slug, number)


@require_POST
def second_coding(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Give a programme to a second monitor."""
    mission = reach(request, Permission.MANAGE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    form = MonitorForm(request.POST, mission=mission)
    if form.is_valid() and (monitor := form.cleaned_data["monitor"]):
        attempt(
            request,
            lambda: give_second_coding(
                programme=found, monitor=monitor, by=author(request), now=timezone.now()
            ),
            _("It waits for a second coding."),
        )
    else:
        tell(request, _nobody())
    return redirect("campaign:programme", slug, number)


# ------------------------------------------------------------------ corrections


@require_http_methods(WAYS)
def correct(request: HttpRequest, slug: str, number: int, item: int | None = None) -> HttpResponse:
    """Correct an item of a finished programme, add one, or remove one."""
    mission = reach(request, Permission.CODE_MEDIA, Mission, slug=slug)
    found = _coded(request, mission, number)
    of = get_object_or_404(found.items.select_related("outlet"), number=item) if item is not None else None
    cells = cells_of_sheet(found)
    problems: tuple[Problem, ...] = ()
    names = {one.code: one.name for one in subject_list(mission)}
    rows: list[Mapping[str, str]] = [*(cells_of(of) if of else [])]
    reason = request.POST.get("reason", "").replace("\0", "")
    if request.method == "POST":
        rows = [] if "remove" in request.POST else [row.cells for row in _posted_rows(request.POST)]
        version = request.POST.get("version", "")
        try:
            correct_item(
                programme=found,
                number=item,
                rows=rows,
                reason=reason,
                version=int(version) if version.isascii() and version.isdigit() else None,
                by=author(request),
                now=timezone.now(),
            )
            return redirect("campaign:coding", slug, number)
        except Refused as refused:
            problems = refused.problems
    context = {
        **rights(request, mission),
        "one": found,
        "item": of,
        "cells": cells,
        "subjects": subject_list(mission),
        "sheet": [*_as_rows(rows, cells, names), *empty_rows(cells, EMPTY_ROWS, len(rows) + 1)],
        "reason": reason,
        "problems": problems,
    }
    return render(request, "campaign/media_correct.html", context, status=400 if problems else 200)


def _as_rows(rows: list[Mapping[str, str]], cells: Any, names: dict[str, str]) -> list[SheetRow]:
    return [
        SheetRow(
            "",
            0,
            place,
            tuple((cell, shown_text(cell.name, row.get(cell.name, ""), names)) for cell in cells),
        )
        for place, row in enumerate(rows, start=1)
    ]
