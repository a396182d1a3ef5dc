"""The feed, read back by a library that reads calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from baqylau.election.methods.icalendar import LONGEST_LINE, Entry, calendar_text, changes_of, escaped, folded

ALMATY, AQTAU, BERLIN = (ZoneInfo(name) for name in ("Asia/Almaty", "Asia/Aqtau", "Europe/Berlin"))
CHANGED = datetime(2023, 1, 20, 12, tzinfo=UTC)


def entry(**values: object) -> Entry:
    given = {
        "uid": "kz_2023.voting.begins@calendar.baqylau",
        "sequence": 3,
        "changed": CHANGED,
        "begins": datetime(2023, 3, 19, 7, tzinfo=ALMATY),
        "ends": datetime(2023, 3, 19, 20, tzinfo=ALMATY),
        "summary": "Voting",
        **values,
    }
    return Entry(**given)  # type: ignore[arg-type]


def read(*entries: Entry) -> list[dict[str, object]]:
    return [
        {name.lower(): getattr(value, "dt", value) for name, value in event.items()}
        for event in Calendar.from_ical(calendar_text("Made up", entries)).walk("VEVENT")
    ]


def test_a_moment_is_local_and_names_its_zone() -> None:
    (event,) = read(entry())
    assert event["dtstart"] == datetime(2023, 3, 19, 1, tzinfo=UTC)
    assert event["dtend"] == datetime(2023, 3, 19, 14, tzinfo=UTC)
    text = calendar_text("Made up", [entry()])
    assert "DTSTART;TZID=Asia/Almaty:20230319T070000\r\n" in text
    assert "TZOFFSETTO:+0600\r\n" in text


def test_two_zones_are_defined_once_each() -> None:
    text = calendar_text(
        "Made up", [entry(), entry(begins=datetime(2023, 3, 19, 7, tzinfo=AQTAU), ends=None)]
    )
    assert text.count("BEGIN:VTIMEZONE") == 2
    assert text.count("TZOFFSETTO:+0500") == 1


def test_a_day_is_a_day_everywhere() -> None:
    (event,) = read(entry(begins=date(2023, 3, 4), ends=None))
    assert event["dtstart"] == date(2023, 3, 4)
    assert "dtend" not in event


def test_what_a_subscriber_relies_on_is_there() -> None:
    (event,) = read(
        entry(description="Article 27", url="https://example.org/e/", categories=("Campaign", "a,b"))
    )
    assert (event["uid"], event["sequence"]) == ("kz_2023.voting.begins@calendar.baqylau", 3)
    assert event["dtstamp"] == event["last-modified"] == CHANGED
    assert (event["status"], event["transp"]) == ("CONFIRMED", "TRANSPARENT")
    (tentative,) = read(entry(is_certain=False))
    assert tentative["status"] == "TENTATIVE"


def test_a_change_of_the_clock_is_part_of_the_zone() -> None:
    moments = [datetime(2023, month, 15, 12, tzinfo=BERLIN) for month in (1, 7)]
    text = calendar_text("Made up", [entry(begins=moment, ends=None) for moment in moments])
    assert "BEGIN:DAYLIGHT\r\nDTSTART:20230326T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200" in text
    assert changes_of(ALMATY, datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 12, 1, tzinfo=UTC)) == [
        datetime(2024, 2, 29, 18, tzinfo=UTC)
    ]


def test_the_definition_of_a_zone_gives_the_same_moments_as_the_zone() -> None:
    """Read without a name that the reader knows, so that nothing but the definition can tell the offset."""
    moments = [datetime(2024, 2, day, hour, tzinfo=ALMATY) for day in (27, 29) for hour in (0, 12)]
    moments += [datetime(2024, 3, day, hour, tzinfo=ALMATY) for day in (1, 2, 20) for hour in (1, 12)]
    text = calendar_text("Made up", [entry(begins=moment, ends=None) for moment in moments])
    events = Calendar.from_ical(text.replace("Asia/Almaty", "Made/Up")).walk("VEVENT")
    assert [event["dtstart"].dt.astimezone(UTC) for event in events] == [
        moment.astimezone(UTC) for moment in moments
    ]


def test_lines_are_short_and_end_as_they_must() -> None:
    text = calendar_text("Made up", [entry(summary="Сайлау алдындағы үгіт " * 20)])
    assert text.endswith("\r\n")
    assert all(len(line.encode()) <= LONGEST_LINE for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp")) | st.sampled_from("\n;,\\\"'")))
def test_any_text_comes_back_as_it_was(text: str) -> None:
    (event,) = read(entry(summary=text, description=text))
    assert str(event["summary"]) == text


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1))
def test_a_folded_line_is_the_line_again_without_its_folds(line: str) -> None:
    pieces = folded(line).split("\r\n")
    assert "".join([pieces[0], *(piece[1:] for piece in pieces[1:])]) == line
    assert all(piece.startswith(" ") for piece in pieces[1:])


def test_a_moment_without_a_named_zone_is_an_error() -> None:
    with pytest.raises(ValueError, match="named time zone"):
        calendar_text("Made up", [entry(begins=datetime(2023, 3, 19, tzinfo=UTC), ends=None)])


def test_control_characters_do_not_reach_the_reader() -> None:
    assert escaped("a\x00b\tc\r\nd") == "a b c\\nd"
