"""The charts of the pages of indicators: the same picture in a page, as a file and in a report.

Each has its table beneath it and says in words what it shows. Colours are the contestants' own where a pack
gives them; who cannot tell colours apart, or has a print in grey, goes by pattern, outline and number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from baqylau.campaign.indicator_cells import amount_with_unit, per_cent
from baqylau.campaign.indicator_days import followed
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_tables import TONES
from baqylau.campaign.indicator_windows import Shown, windows_of
from baqylau.campaign.methods import indicators as methods
from baqylau.campaign.methods import monitored
from baqylau.campaign.methods.shares import Part
from baqylau.campaign.models import Tone
from baqylau.core.pictures.heat import Cell, heat, keys_of
from baqylau.core.pictures.stacked import Bar, stacked
from baqylau.core.pictures.strips import Shade, Strip, strips
from baqylau.core.pictures.svg import ON_SCREEN, PALETTE, PATTERNS, Key

MOST_KEYS = PATTERNS
"""So many can be told apart; whoever comes after them is "others"."""
OTHERS = "+"
TONE_KEYS = {
    Tone.NEGATIVE: ("−", "#d55e00", 1),
    Tone.NEUTRAL: ("0", "#e6ebee", 0),
    Tone.POSITIVE: ("+", "#56b4e9", 7),
}
SHADES = {"campaign": ("#eaf6ee", 0), "silence": ("none", 1), "poll_ban": ("none", 7)}


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with its title, and what it says in words."""

    code: str
    title: str
    svg: str
    says: str


def time_chart(counted: Counted, font: str = ON_SCREEN) -> Chart:
    """What each outlet gave, as parts of a bar: contestants by their number, others together."""
    title = (
        _("What contestants had, by outlet") if counted.selection.only else _("Who had how much, by outlet")
    )
    keys = _keys(counted)
    mark_of = {code: key.mark for code, key in keys.items()}
    given = methods.amounts(counted.rows, lambda row: (row.outlet, mark_of.get(row.subject, OTHERS)))
    bars = []
    for code, outlet in counted.outlets.items():
        parts = {mark: amount for (where, mark), amount in given.items() if where == code}
        whole = amount_with_unit(sum(parts.values()), counted.medium)
        bars.append(Bar(f"{outlet.name} – {whole}", parts))
    legend = list(keys.values())
    if any(OTHERS in bar.parts for bar in bars):
        legend.append(Key(OTHERS, _("Others"), "#ffffff", 0))
    overall = methods.share_of_time(counted.rows)
    told = ", ".join(
        f"{counted.subjects[code].name} {per_cent(overall[code])}" for code in keys if code in overall
    )
    says = _("Bars of parts, one for each outlet. All outlets together: %(shares)s.") % {"shares": told}
    return Chart("time", title, stacked("time", bars, legend, says, font=font), says)


def _keys(counted: Counted) -> dict[str, Key]:
    """Numbers, patterns and colours: by the place among all, so that a filter changes nobody's."""
    spoken = {row.subject for row in counted.rows}
    listed = [code for code in counted.subjects if code in spoken or code in counted.contestants]
    keep = listed if len(listed) <= MOST_KEYS else listed[: MOST_KEYS - 1]
    return {
        code: Key(
            str(place + 1), counted.subjects[code].name, _colour(counted.subjects[code].colour, place), place
        )
        for place, code in enumerate(keep)
    }


def _colour(own: str, place: int) -> str:
    return own or PALETTE[place % len(PALETTE)]


def tone_chart(counted: Counted, font: str = ON_SCREEN) -> Chart:
    """How each subject comes out: negative, neutral, positive side by side."""
    tones = methods.tone_by_subject(counted.rows)
    had = methods.amounts(counted.rows, methods.subject)
    bars = [
        Bar(
            f"{one.name} – {amount_with_unit(had[code], counted.medium)}",
            {TONE_KEYS[tone][0]: tones.get((code, tone), Part(0, 0, "")).count for tone in TONES},
        )
        for code, one in counted.subjects.items()
        if code in had
    ]
    keys = [
        Key(mark, str(tone.label), colour, pattern) for tone, (mark, colour, pattern) in TONE_KEYS.items()
    ]
    told = "; ".join(
        f"{one.name}: "
        + ", ".join(f"{tone.label} {per_cent(tones[code, tone])}" for tone in TONES if (code, tone) in tones)
        for code, one in counted.subjects.items()
        if code in had
    )
    says = _("Bars of tone, one for each subject. %(tones)s.") % {"tones": told}
    return Chart("tone", _("Tone by subject"), stacked("tone", bars, keys, says, font=font), says)


def day_chart(counted: Counted, font: str = ON_SCREEN) -> Chart:
    """What each contestant had day by day, with the windows of the calendar behind."""
    had = methods.amounts(counted.by_day, lambda row: (row.subject, row.day))
    whom = followed(counted)
    rows = [
        Strip(counted.subjects[code].name, [had.get((code, day), 0) for day in counted.days]) for code in whom
    ]
    windows = windows_of(counted)
    shades = [shade for place, one in enumerate(windows) if (shade := _shade(counted, one, "ABCDEFG"[place]))]
    highest = max((amount for row in rows for amount in row.amounts if amount), default=0)
    most = _("highest column: %(amount)s") % {"amount": amount_with_unit(highest, counted.medium)}
    days = [date_format(day, "j M") for day in counted.days]
    sums = methods.amounts(counted.by_day, methods.subject)
    told = ", ".join(
        f"{counted.subjects[code].name} {amount_with_unit(sums.get(code, 0), counted.medium)}"
        for code in whom
    )
    says = _("Columns day by day, one strip for each contestant. Together: %(sums)s.") % {"sums": told}
    svg = strips("days", rows, days, shades, says, most=most if highest else "", font=font)
    return Chart("days", _("Day by day"), svg, says)


def _shade(counted: Counted, window: Shown, mark: str) -> Shade | None:
    if not counted.days:
        return None
    first = counted.days[0]

    def at(moment: datetime | None, otherwise: float) -> float:
        if moment is None:
            return otherwise
        since = moment.date() - first
        midnight = datetime.combine(moment.date(), time(), moment.tzinfo)
        return since.days + (moment - midnight).total_seconds() / 86400

    begins, ends = at(window.begins, 0), at(window.ends, len(counted.days))
    if ends <= 0 or begins >= len(counted.days):
        return None
    colour, pattern = SHADES[window.code]
    return Shade(begins, ends, Key(mark, window.name, colour, pattern))


def hour_chart(counted: Counted, font: str = ON_SCREEN) -> Chart:
    """How much of the planned time was covered, by outlet and hour of the day."""
    found = monitored.by_hour(counted.slots)
    rows: list[tuple[str, Mapping[int, Cell]]] = [
        (
            outlet.name,
            {
                hour: Cell(hours.planned, hours.covered)
                for (where, hour), hours in found.items()
                if where == code
            },
        )
        for code, outlet in counted.outlets.items()
    ]
    rows = [row for row in rows if row[1]]
    keys = keys_of(_("Covered, per cent of planned"), _("Planned, not covered"), _("Not planned"))
    by_outlet = monitored.by_outlet(counted.slots)
    told = ", ".join(
        f"{counted.outlets[code].name} {per_cent(Part(hours.covered, hours.planned, 'planned'))}"
        for code, hours in by_outlet.items()
    )
    says = _("Cells by outlet and hour of the day. Covered of what was planned: %(shares)s.") % {
        "shares": told
    }
    svg = heat("hours", rows, keys, says, font=font)
    return Chart("hours", _("Monitored hours by hour of the day"), svg, says)


CHARTS: Mapping[str, Callable[..., Chart]] = {
    "time": time_chart,
    "tone": tone_chart,
    "days": day_chart,
    "hours": hour_chart,
}
"""By the name in their address; what a report may take in."""
