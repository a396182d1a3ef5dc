"""A week of six broadcasters of the exercise: coded in a spreadsheet, a tenth of it by a second monitor too.

Outlets and lists are made up, so that no share of time can be taken for that of a real election.
"""

from __future__ import annotations

import csv
import io
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from baqylau.accounts.models import User
from baqylau.campaign.actions.media_coding import SentRow, cells_of, finish_programme, keep_rows
from baqylau.campaign.actions.media_imports import keep_import, set_media_reading, take_in_coding
from baqylau.campaign.actions.media_outlets import (
    OutletData,
    SubjectData,
    add_outlet,
    add_subject,
    begin_topics,
)
from baqylau.campaign.actions.media_programmes import give_second_coding
from baqylau.campaign.actions.media_schedule import Coverage, Hours, plan_slots, say_covered
from baqylau.campaign.models import Outlet, Programme
from baqylau.campaign.sources.coding_sheet import Reading
from baqylau.mission.models import Mission
from baqylau.site.exercise.staff import Staff

FIRST_DAY, DAYS = date(2023, 3, 6), 7
PLANNED = datetime(2023, 3, 3, 9, tzinfo=UTC)
TAKEN_IN = datetime(2023, 3, 13, 9, tzinfo=UTC)
OUTLETS = (
    ("first", "Channel One of the exercise", "broadcast_tv", "state"),
    ("second", "Channel Two of the exercise", "broadcast_tv", "private"),
    ("city", "City Channel of the exercise", "broadcast_tv", "private"),
    ("third", "Channel Three of the exercise", "broadcast_tv", "public"),
    ("radio-one", "Radio One of the exercise", "broadcast_radio", "state"),
    ("radio-two", "Radio Two of the exercise", "broadcast_radio", "private"),
)
SUBJECTS = (
    ("list-a", "List A (made up)", "party", "#0072b2", 30),
    ("list-b", "List B (made up)", "party", "#e69f00", 16),
    ("list-c", "List C (made up)", "party", "#009e73", 13),
    ("list-d", "List D (made up)", "party", "#cc79a7", 11),
    ("government", "Government (made up)", "government", "", 22),
    ("commission", "Election commission (made up)", "commission", "", 8),
)
"""Code, name, kind, colour, and how often one is spoken of."""
PROGRAMMES = ((time(13), "news"), (time(19), "news"), (time(20), "debate"))
LENGTH, ITEMS = 1800, 4
WATCHED = ((time(12), time(14)), (time(18), time(0)))
TWICE = 10
"""Every so-many-th programme is coded by the second monitor too."""
TOPICS = ("economy", "social", "campaign", "programmes", "administration")
COLUMNS = {
    "Outlet": "outlet",
    "Date": "day",
    "Class": "programme_class",
    "Programme": "programme_begins",
    "Length": "programme_length",
    "Monitor": "monitor",
    "Begins": "begins",
    "Seconds": "seconds",
    "Subject": "subject",
    "Own": "own_seconds",
    "Speech": "direct_speech_seconds",
    "Manner": "manner",
    "Tone": "tone",
    "Topic": "topic",
    "Voice": "speaker_sex",
}


def monitor_media(staff: Staff) -> None:
    """Outlets, subjects, the schedule with its gaps, the spreadsheet, and the second codings."""
    chance = random.Random("newsroom")  # noqa: S311
    outlets = _outlets(staff.mission, staff.head)
    _subjects(staff.mission, staff.head)
    _schedule(staff, outlets, chance)
    _take_in(staff, chance)
    _code_again(staff, chance)


def _outlets(mission: Mission, by: User) -> list[Outlet]:
    made = []
    for code, name, kind, ownership in OUTLETS:
        given = OutletData(
            code=code,
            names={"en": name},
            kind=kind,
            ownership=ownership,
            languages=("kk", "ru"),
            source="Made up",
        )
        made.append(add_outlet(mission=mission, given=given, by=by, now=PLANNED))
    return made


def _subjects(mission: Mission, by: User) -> None:
    begin_topics(mission=mission, by=by)
    for code, name, kind, colour, _often in SUBJECTS:
        is_list = kind == "party"
        given = SubjectData(code=code, names={"en": name}, kind=kind, is_contestant=is_list, colour=colour)
        add_subject(mission=mission, given=given, by=by, now=PLANNED)


def _schedule(staff: Staff, outlets: list[Outlet], chance: random.Random) -> None:
    last = FIRST_DAY + timedelta(days=DAYS - 1)
    for outlet in outlets:
        for begins, ends in WATCHED:
            hours = Hours(
                outlet=outlet, first=FIRST_DAY, last=last, begins=begins, ends=ends, monitor=staff.monitors[0]
            )
            for slot in plan_slots(mission=staff.mission, hours=hours, by=staff.head):
                is_missed = chance.random() < 0.07
                covered = Coverage(state="covered")
                if is_missed:
                    covered = Coverage(state="missed", reason="The recording failed.")
                say_covered(slot=slot, coverage=covered, version=None, by=staff.head, now=TAKEN_IN)


# ------------------------------------------------------------------ the spreadsheet


def _take_in(staff: Staff, chance: random.Random) -> None:
    kept = keep_import(
        mission=staff.mission,
        file=io.BytesIO(sheet(staff.monitors[0].user.sign_in_name, chance)),
        name="week-of-the-exercise.csv",
        mapping=None,
        mapping_name="Spreadsheet of the exercise",
        by=staff.head,
        now=TAKEN_IN,
    )
    read = set_media_reading(imported=kept, reading=_reading(staff), by=staff.head)
    take_in_coding(imported=read, by=staff.head, now=TAKEN_IN)


def _reading(staff: Staff) -> Reading:
    words = {
        "outlet": {name: code for code, name, *_more in OUTLETS},
        "subject": {name: code for code, name, *_more in SUBJECTS},
        "programme_class": {"News": "news", "Debate": "debate"},
        "manner": {"heard": "direct", "told of": "indirect"},
        "tone": {"+": "positive", "0": "neutral", "-": "negative"},
        "topic": {one: one for one in TOPICS},
        "speaker_sex": {"w": "f", "m": "m", "none": "none"},
        "monitor": {one.user.sign_in_name: one.user.sign_in_name for one in staff.monitors},
    }
    return Reading(columns=COLUMNS, words=words, date_format="%Y-%m-%d")


def sheet(monitor: str, chance: random.Random) -> bytes:
    """The week as a spreadsheet: a row for each subject of an item."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(COLUMNS))
    writer.writeheader()
    for number in range(DAYS):
        for _code, outlet, _kind, ownership in OUTLETS:
            for begins, programme_class in PROGRAMMES:
                programme = {
                    "Outlet": outlet,
                    "Date": f"{FIRST_DAY + timedelta(days=number)}",
                    "Class": programme_class.capitalize(),
                    "Programme": f"{begins:%H:%M}",
                    "Length": LENGTH,
                    "Monitor": monitor,
                }
                rows = _items(begins, chance, is_states=ownership == "state")
                writer.writerows(programme | row for row in rows)
    return text.getvalue().encode()


def _items(begins: time, chance: random.Random, *, is_states: bool) -> Iterator[dict[str, object]]:
    names, weights = [row[1] for row in SUBJECTS], [row[-1] for row in SUBJECTS]
    if is_states:
        weights[0] = 55
    at = begins.hour * 3600
    for _number in range(ITEMS):
        seconds = chance.randrange(40, LENGTH // ITEMS)
        item: dict[str, object] = {"Begins": _clock(at), "Seconds": seconds, "Topic": chance.choice(TOPICS)}
        at += seconds
        for name in dict.fromkeys(chance.choices(names, weights, k=chance.choice((1, 1, 2)))):
            yield item | _subject(name, seconds // 2, chance)


def _subject(name: str, own: int, chance: random.Random) -> dict[str, object]:
    is_heard = chance.random() < 0.4
    return {
        "Subject": name,
        "Own": own,
        "Speech": own // 2 if is_heard else 0,
        "Manner": "heard" if is_heard else "told of",
        "Tone": chance.choices("+0-", (3, 8, 2))[0],
        "Voice": chance.choice("mmw") if is_heard else "none",
    }


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


# ------------------------------------------------------------------ the second codings


def _code_again(staff: Staff, chance: random.Random) -> None:
    """The second monitor types a tenth of the programmes, and hears some tones otherwise."""
    second = staff.monitors[1]
    first = Programme.objects.filter(mission=staff.mission, second_coding_of=None)
    for programme in [one for one in first.order_by("number") if one.number % TWICE == 0]:
        again = give_second_coding(programme=programme, monitor=second, by=staff.head, now=TAKEN_IN)
        typed = [cells for item in programme.items.order_by("number") for cells in cells_of(item)]
        rows = [
            SentRow(uuid.UUID(int=chance.getrandbits(128), version=4), place, 1, _heard(cells, chance))
            for place, cells in enumerate(typed, start=1)
        ]
        keep_rows(programme=again, rows=rows, now=TAKEN_IN)
        finish_programme(programme=again, by=second.user, now=TAKEN_IN)


def _heard(cells: dict[str, str], chance: random.Random) -> dict[str, str]:
    return cells | ({"tone": "neutral"} if chance.random() < 0.2 else {})
