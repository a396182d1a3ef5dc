"""A week of six broadcasters is coded, checked for agreement, and charted."""

from __future__ import annotations

from datetime import date, time
from xml.etree import ElementTree

import pytest

from baqylau.campaign.actions.media_coding import finish_programme, keep_rows
from baqylau.campaign.actions.media_programmes import ProgrammeData, add_programme, give_second_coding
from baqylau.campaign.indicator_agreement import agreement_of
from baqylau.campaign.indicator_charts import CHARTS, time_chart
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.indicator_selection import MediaSelection
from baqylau.campaign.indicator_tables import amounts_of_contestants
from baqylau.campaign.methods import equality, monitored
from baqylau.campaign.methods import indicators as methods
from baqylau.campaign.models import Outlet
from baqylau.core.pictures.svg import PATTERNS, Drawing
from baqylau.mission.models import Mission
from baqylau.reports.methods.blocks import Picture
from baqylau.reports.text_media import media_annex
from tests.campaign.media_cast import NOW, member, typed
from tests.campaign.media_week import week

pytestmark = pytest.mark.django_db
FIRST_DAY = date(2026, 2, 9)


def _counted(mission: Mission) -> Counted:
    return Counted(mission, MediaSelection.of({}, list(Outlet.objects.filter(mission=mission))))


def test_a_week_of_six_broadcasters_is_coded_compared_and_charted(mission: Mission) -> None:
    madina, nurlan = member(mission, "Madina", "media_monitor"), member(mission, "Nurlan", "media_monitor")
    made = week(mission, first_day=FIRST_DAY, items=1, second_every=4, monitors=(madina, nurlan))
    before = _counted(mission)
    assert len(before.outlets) == 6
    assert len(before.days) == 7
    was, compared = methods.amounts(before.rows, methods.subject), agreement_of(before).programmes

    # One more programme goes the whole way: typed by one monitor, finished, and again by the other.
    given = ProgrammeData(outlet=made.outlets[0], day=FIRST_DAY, begins=time(23), length_seconds=1800)
    first = add_programme(mission=mission, given=given, monitor=madina, by=madina.user, now=NOW)
    sheet = typed({"start": "0", "length": "500", "subject": "tulip", "tone": "+"})
    keep_rows(programme=first, rows=sheet, now=NOW)
    first = finish_programme(programme=first, by=madina.user, now=NOW)
    again = give_second_coding(programme=first, monitor=nurlan, by=madina.user, now=NOW)
    keep_rows(programme=again, rows=sheet, now=NOW)
    finish_programme(programme=again, by=nurlan.user, now=NOW)

    after = _counted(mission)
    now = methods.amounts(after.rows, methods.subject)
    assert now["tulip"] == was["tulip"] + 300
    assert sum(part.share or 0 for part in methods.share_of_time(after.rows).values()) == 1
    had = amounts_of_contestants(after)
    assert len(had) == 7
    assert max(had, key=lambda code: had[code]) == "tulip"
    assert 0 < (equality.evenness(list(had.values())) or 0) < 1

    agreement = agreement_of(after)
    assert agreement.programmes == compared + 1
    assert 0.5 < (agreement.by_variable["tone"].value or 0) < 1
    assert set(agreement.by_pair) == {tuple(sorted((madina.pk, nurlan.pk)))}

    planned = sum(monitored.by_outlet(after.slots).values(), monitored.Hours())
    assert planned.planned == 6 * 7 * 9 * 3600
    assert planned.covered + planned.missed == planned.planned
    for draw in CHARTS.values():
        chart = draw(after)
        whole = ElementTree.fromstring(chart.svg)
        assert whole.get("aria-label") == chart.says
        assert "style=" not in chart.svg
    assert all(one.name in time_chart(after).svg for one in after.outlets.values())
    pictures = [one for one in media_annex(mission) if isinstance(one, Picture)]
    assert len(pictures) == 4 + 3 + 3
    assert all(one.data and one.data.rows and one.alt for one in pictures)


def test_parts_of_a_chart_are_told_apart_without_colour() -> None:
    drawing = Drawing("grey")
    fills = [drawing.fill(pattern, "#808080") for pattern in range(PATTERNS)]
    assert len(set(fills)) == PATTERNS == 8
