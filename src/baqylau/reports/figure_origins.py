"""Where a figure comes from: the page that shows what it was counted from."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission
from baqylau.reports.figure_columns import area_paths
from baqylau.reports.figure_estimates import PREFIX as QUICK_COUNT
from baqylau.reports.figure_results import Asked, read_name
from baqylau.reports.figure_rooms import PUBLISHED
from baqylau.reports.figure_seats import SEATS

_PAGES: Mapping[str, str] = {
    "disputes.": "disputes:cases",
    "meetings.": "observation:meetings",
    "candidates.": "site:candidates",
    "campaign.": "campaign:events",
    "freedoms.": "campaign:freedoms",
    "finance.": "campaign:funds",
    "social.": "campaign:social",
    "media.": "campaign:indicators",
    "findings.": "reports:findings",
    "recommendations.": "reports:recommendations",
    "observers.": "reports:observers",
}
"""The beginning of a figure's name → the list that it was counted from."""


def origin_of(mission: Mission, name: str) -> str:
    """The address of the page behind a figure; "" where there is none but the records listed with it."""
    if name.startswith(QUICK_COUNT):
        number = name.removeprefix(QUICK_COUNT).partition(".")[0]
        return reverse("results:sample", args=[mission.slug, number]) if number.isdecimal() else ""
    if name.startswith("results."):
        return _of_results(mission, name)
    if name.startswith(PUBLISHED):
        return _of_published(mission, name.removeprefix(PUBLISHED))
    page = next((page for begin, page in _PAGES.items() if name.startswith(begin)), "")
    return reverse(page, args=[mission.slug]) if page else ""


def _of_published(mission: Mission, code: str) -> str:
    entry = figures_seen_by(mission).filter(code=code).first()
    if entry is None:
        return ""
    if entry.mission_id is None:
        return reverse("site:pack_figure", args=[mission.slug, entry.pk])
    return reverse("site:published_figure", args=[mission.slug, entry.number])


def _of_results(mission: Mission, name: str) -> str:
    asked = read_name(name)
    if asked is None:
        contest, _mark, kind = name.removeprefix("results.").partition(".discrepancies")
        query = {"contest": contest, "state": "all", **_OF_DISCREPANCIES.get(kind[1:], {})}
        if "." in kind[1:]:
            query["code"] = kind[1:]
        return f"{reverse('results:discrepancies', args=[mission.slug])}?{urlencode(query)}"
    page = "results:seats" if asked.what == SEATS else "results:progress"
    query = {"contest": asked.contest, "source": asked.source, "area": _path(mission, asked)}
    told = urlencode({name: value for name, value in query.items() if value})
    return f"{reverse(page, args=[mission.slug])}?{told}"


_OF_DISCREPANCIES: Mapping[str, Mapping[str, str]] = {
    "hard": {"severity": "hard"},
    "soft": {"severity": "soft"},
    "stations": {"severity": "hard"},
    "closed": {"state": "closed"},
}
"""What the list of discrepancies is asked for, by the end of a figure's name."""


def _path(mission: Mission, asked: Asked) -> str:
    """The path of the area that a figure is of."""
    if not asked.area:
        return ""
    paths = area_paths(mission.election).values()
    return next((path for path in paths if path.rstrip("/").rpartition("/")[2] == asked.area), "")
