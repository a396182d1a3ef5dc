"""What the views of the room do alike."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from baqylau.accounts.permissions import Permission
from baqylau.disputes.models import Case, Violation
from baqylau.disputes.pages import today_of
from baqylau.disputes.queries import by_label, cases_seen_by, violations_seen_by
from baqylau.mission.models import Mission
from baqylau.mission.views.pages import author

ON_A_PAGE = 100
LAST_PAGE = 1_000_000


def case_of(request: HttpRequest, mission: Mission, label: str) -> Case:
    """The case that an address names; no such page where one may not know of it."""
    return by_label(
        cases_seen_by(author(request), mission).select_related("area", "contest", "same_as"), label
    )


def violation_of(request: HttpRequest, mission: Mission, label: str) -> Violation:
    """The violation that an address names."""
    return by_label(
        violations_seen_by(author(request), mission).select_related("area", "contest", "case"), label
    )


def rights(request: HttpRequest, mission: Mission) -> dict[str, object]:
    """What the pages of the room offer to whoever looks."""
    user = author(request)
    return {
        "mission": mission,
        "may_keep": user.has_perm(Permission.KEEP_CASES, mission),
        "may_import": user.has_perm(Permission.IMPORT_CASES, mission),
        "sees_confidential": user.has_perm(Permission.SEE_CONFIDENTIAL_CASES, mission),
    }


def keys_of_page(found: QuerySet[Any, int], asked: str) -> Page[int]:
    """The keys of one page of a long list; its entries are counted only where the page does not tell."""
    number = int(asked) if asked.isascii() and asked.isdigit() and int(asked[:7]) > 0 else 1
    number = min(number, LAST_PAGE)
    first = (number - 1) * ON_A_PAGE
    keys = list(found[first : first + ON_A_PAGE + 1])
    is_end = len(keys) <= ON_A_PAGE and (keys or number == 1)
    whole = Paginator(range(first + len(keys) if is_end else found.count()), ON_A_PAGE)
    if not keys and whole.num_pages < number:
        return keys_of_page(found, str(whole.num_pages))
    return Page(keys[:ON_A_PAGE], number, whole)


def today(mission: Mission) -> date:
    """The day now, by the clock of the election."""
    return today_of(mission, timezone.now())
