"""Tables of days and hours: day by day, what was monitored, what was not."""

from __future__ import annotations

from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.campaign import indicator_cells as cells
from baqylau.campaign.indicator_cells import AMOUNT_WORDS, UNIT_CODES, Column, Table, grouped
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.methods import indicators as methods
from baqylau.campaign.methods import monitored
from baqylau.campaign.methods.monitored import Hours, Slot
from baqylau.campaign.methods.shares import Part
from baqylau.campaign.models import SlotState


def followed(counted: Counted) -> list[str]:
    """Whom the page of days follows: contestants, or all who were spoken of where there is none."""
    spoken = methods.items(counted.by_day, methods.subject)  # first: contestants are found in what was read
    return [code for code in counted.subjects if code in (counted.contestants or spoken)]


def day_table(counted: Counted) -> Table:
    """What each contestant had on each day."""
    had = methods.amounts(counted.by_day, lambda row: (row.day, row.subject))
    whom = followed(counted)
    lines = tuple(
        (
            cells.Cell(date_format(day, "j M Y"), day.isoformat(), (day.isoformat(),)),
            *(cells.amount(had.get((day, code), 0), counted.medium) for code in whom),
        )
        for day in counted.days
    )
    unit = UNIT_CODES[counted.medium]
    return Table(
        "days",
        _("Day by day"),
        str(AMOUNT_WORDS[counted.medium]),
        (
            cells.text_column(_("Day"), "day"),
            *(Column(counted.subjects[code].name, (f"{code}_{unit}",)) for code in whom),
        ),
        lines,
    )


def hour_table(counted: Counted) -> Table:
    """Hours that were planned and hours that were covered, by outlet."""
    by_outlet = monitored.by_outlet(counted.slots)
    lines = [
        _hours(cells.words(one.name, code), by_outlet[code])
        for code, one in counted.outlets.items()
        if code in by_outlet
    ]
    whole = sum(by_outlet.values(), Hours())
    return Table(
        "hours",
        _("Hours planned and covered"),
        _("Hours, minutes and seconds by the clock of each outlet."),
        (
            cells.text_column(_("Outlet"), "outlet"),
            Column(_("Planned"), ("planned_seconds",)),
            Column(_("Covered"), ("covered_seconds",)),
            Column(_("Not covered"), ("missed_seconds",)),
            Column(_("Nothing said yet"), ("unsaid_seconds",)),
            cells.share_column(_("Covered, of planned"), "covered"),
        ),
        tuple(lines),
        _hours(cells.words(_("All")), whole) if lines else (),
    )


def _hours(first: cells.Cell, hours: Hours) -> tuple[cells.Cell, ...]:
    seconds = (hours.planned, hours.covered, hours.missed, hours.unsaid)
    return (
        first,
        *(cells.amount(one, methods.BROADCAST) for one in seconds),
        cells.share(Part(hours.covered, hours.planned, "planned")),
    )


def hour_of_day_table(counted: Counted) -> Table:
    """The share covered in each hour of the day, as the picture shows it."""
    found = monitored.by_hour(counted.slots)
    hours = sorted({hour for _outlet, hour in found})
    lines = tuple(
        (
            cells.words(one.name, code),
            *(
                cells.share(
                    Part(found[code, hour].covered, found[code, hour].planned, "planned")
                    if (code, hour) in found
                    else None,
                    places=0,
                )
                for hour in hours
            ),
        )
        for code, one in counted.outlets.items()
        if any((code, hour) in found for hour in hours)
    )
    return Table(
        "hours-of-day",
        _("By hour of the day"),
        _("Per cent of the planned time that was covered, all days together; a dash: nothing was planned."),
        (
            cells.text_column(_("Outlet"), "outlet"),
            *(cells.share_column(f"{hour:02}", f"hour_{hour:02}") for hour in hours),
        ),
        lines,
    )


def gap_table(counted: Counted) -> Table:
    """Each span that was planned and not covered in full."""
    lines = tuple(_gap(counted, slot) for slot in monitored.unmonitored(counted.slots))
    return Table(
        "gaps",
        _("Unmonitored hours"),
        _("Every span that was not covered in full, or of which nobody has said that it was."),
        (
            cells.text_column(_("Day"), "day"),
            cells.text_column(_("Outlet"), "outlet"),
            cells.text_column(_("From"), "begins"),
            cells.text_column(_("To"), "ends"),
            Column(_("Not covered"), ("missed_seconds",)),
            cells.text_column(_("Why"), "reason"),
        ),
        lines,
    )


def _gap(counted: Counted, slot: Slot) -> tuple[cells.Cell, ...]:
    hours = monitored.of_slot(slot)
    why = _("nothing said yet") if slot.covered is None else slot.reason
    begins, ends = (time_format(at, "H:i") for at in (slot.begins, slot.ends))
    return (
        cells.Cell(date_format(slot.day, "j M Y"), slot.day.isoformat(), (slot.day.isoformat(),)),
        cells.words(counted.outlets[slot.outlet].name, slot.outlet),
        cells.words(begins),
        cells.words(ends),
        cells.amount(hours.missed + hours.unsaid, methods.BROADCAST),
        cells.words(why, slot.reason),
    )


def issue_table(counted: Counted) -> Table:
    """Issues of print and days of sites: how many were to be monitored, and how many were."""
    lines = []
    for code, one in counted.outlets.items():
        states = [slot.state for slot in counted.days_without_hours if slot.outlet_id == one.pk]
        if states:
            tallies = [
                states.count(state) for state in (SlotState.COVERED, SlotState.PARTLY, SlotState.MISSED)
            ]
            open_ones = states.count(SlotState.PLANNED)
            lines.append((cells.words(one.name, code), *map(cells.count, (len(states), *tallies, open_ones))))
    return Table(
        "issues",
        _("Issues and days of sites"),
        _("Those without hours: print and online."),
        (
            cells.text_column(_("Outlet"), "outlet"),
            cells.count_column(_("Planned"), "planned"),
            cells.count_column(_("Covered"), "covered"),
            cells.count_column(_("Partly covered"), "partly"),
            cells.count_column(_("Missed"), "missed"),
            cells.count_column(_("Nothing said yet"), "unsaid"),
        ),
        tuple(lines),
    )


def cautions(counted: Counted) -> list[str]:
    """What a reader should know before any number of the page."""
    said = []
    items = sum(row.items for row in counted.any_rows)
    if 0 < items < cells.FEW:
        said.append(
            ngettext(
                "Only %(count)s appearance was coded: shares say little.",
                "Only %(count)s appearances were coded: shares say little.",
                items,
            )
            % {"count": grouped(items)}
        )
    if unmeasured := methods.unmeasured(counted.any_rows):
        said.append(
            ngettext(
                "%(count)s appearance has no length: it is in no share of time or space.",
                "%(count)s appearances have no length: they are in no share of time or space.",
                unmeasured,
            )
            % {"count": grouped(unmeasured)}
        )
    if counted.being_coded:
        said.append(
            ngettext(
                "%(count)s programme is still being coded and is not counted.",
                "%(count)s programmes are still being coded and are not counted.",
                counted.being_coded,
            )
            % {"count": grouped(counted.being_coded)}
        )
    return said


def not_covered(counted: Counted) -> str:
    """How much of the planned time was not covered, in a sentence; empty where all was."""
    hours = sum(monitored.by_outlet(counted.slots).values(), Hours())
    missing = hours.missed + hours.unsaid
    if not missing:
        return ""
    return _("%(missing)s of %(planned)s planned hours were not covered.") % {
        "missing": cells.clock(missing),
        "planned": cells.clock(hours.planned),
    }
