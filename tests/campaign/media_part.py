"""One of each of media monitoring: outlets, schedule, coding; their addresses, for all tests of addresses."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, time
from typing import Any

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.campaign.actions.media_coding import keep_rows
from baqylau.campaign.actions.media_imports import keep_import, set_media_reading
from baqylau.campaign.actions.media_programmes import ProgrammeData, add_programme, give_second_coding
from baqylau.campaign.actions.media_schedule import Coverage, Hours, plan_slots, say_covered
from baqylau.campaign.models import MonitoringSlot
from baqylau.campaign.sources.coding_sheet import Reading
from baqylau.mission.models import Mission
from tests.campaign.media_cast import make_newsroom, typed
from tests.site.address import Address, in_mission

NOW = datetime(2023, 3, 10, 9, tzinfo=UTC)
DAY = date(2023, 3, 6)
JOINT = (
    {"start": "0", "length": "200", "subject": "1", "own": "100", "speech": "30", "tone": "+", "sex": "f"},
    {"start": "+", "subject": "2", "own": "45", "tone": "2"},
    {"start": "200", "length": "115", "subject": "government", "tone": "-", "topic": "economy"},
)
SPREADSHEET = """Channel;Date;Start;Length;Who;How
Steppe TV;07.03.2023;19:30;75;Blue party;positive
Steppe TV;07.03.2023;19:32;100;Green party;neutral
"""
COLUMNS = {
    "Channel": "outlet",
    "Date": "day",
    "Start": "begins",
    "Length": "seconds",
    "Who": "subject",
    "How": "tone",
}


def make(mission: Mission, user: User) -> dict[str, object]:
    """One of each in the mission, made by this person; what a test may look at, by name.

    Programme 1 is finished, 2 is being coded, 3 is the second coding of the first.
    """
    newsroom = make_newsroom(mission, user, now=NOW)
    hours = Hours(outlet=newsroom.channel, first=DAY, last=date(2023, 3, 8), begins=time(18), ends=time(0))
    slots = plan_slots(mission=mission, hours=hours, by=user)
    say_covered(
        slot=slots[0],
        coverage=Coverage(state="partly", done_from=time(18), done_to=time(22), reason="No current"),
        version=None,
        by=user,
        now=NOW,
    )
    finished = newsroom.coded(_programme(newsroom, user, time(18), slots[0]), *JOINT)
    coded = _programme(newsroom, user, time(19), slots[0])
    keep_rows(programme=coded, rows=typed(*JOINT, {"start": "1000", "length": "175"}), now=NOW)
    second = give_second_coding(programme=finished, monitor=newsroom.second, by=user, now=NOW)
    imported = keep_import(
        mission=mission,
        file=io.BytesIO(SPREADSHEET.encode()),
        name="codings.csv",
        mapping=None,
        mapping_name="Monitors' spreadsheet",
        by=user,
        now=NOW,
    )
    set_media_reading(imported=imported, reading=Reading(COLUMNS), by=user)
    return {
        "newsroom": newsroom,
        "outlet": newsroom.channel,
        "media_subject": newsroom.subjects["blue"],
        "slot": slots[1],
        "programme": finished,
        "coded": coded,
        "second": second,
        "media_import": imported,
    }


def _programme(newsroom: Any, user: User, begins: time, slot: MonitoringSlot) -> Any:
    given = ProgrammeData(
        outlet=newsroom.channel, day=DAY, begins=begins, length_seconds=1800, title="Evening news", slot=slot
    )
    return add_programme(mission=newsroom.mission, given=given, monitor=newsroom.monitor, by=user, now=NOW)


def _of(name: str, attribute: str = "number") -> Any:
    return lambda things: getattr(things.made[name], attribute)


SEE, CODE, MANAGE = Permission.SEE_MEDIA, Permission.CODE_MEDIA, Permission.MANAGE_MEDIA


def _own(name: str, *more: Any, **also: Any) -> Address:
    return Address(CODE, in_mission(_of(name), *more), others_need=MANAGE, **also)


ADDRESSES: dict[str, Address] = {
    "campaign:my_coding": Address(CODE, in_mission()),
    "campaign:programmes": Address(SEE, in_mission()),
    "campaign:programmes_csv": Address(SEE, in_mission()),
    "campaign:programmes_xlsx": Address(SEE, in_mission()),
    "campaign:new_programme": Address(CODE, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:programme": Address(SEE, in_mission(_of("programme"))),
    "campaign:edit_programme": _own("coded", methods="GET POST", posted=(400,)),
    "campaign:coding": _own("coded", methods="GET POST", posted=(302,)),
    "campaign:coding_rows": _own("coded", methods="POST", posted=(200, 400)),
    "campaign:finish_programme": _own("coded", methods="POST", posted=(400,)),
    "campaign:add_item": _own("programme", methods="GET POST", posted=(400,)),
    "campaign:correct_item": _own("programme", lambda things: 1, methods="GET POST", posted=(400,)),
    "campaign:second_coding": Address(MANAGE, in_mission(_of("programme")), methods="POST", posted=(302,)),
    "campaign:remove_programme": _own("programme", methods="POST", posted=(302,)),
    "campaign:items": Address(SEE, in_mission()),
    "campaign:items_csv": Address(SEE, in_mission()),
    "campaign:items_xlsx": Address(SEE, in_mission()),
    "campaign:schedule": Address(SEE, in_mission()),
    "campaign:schedule_csv": Address(SEE, in_mission()),
    "campaign:schedule_xlsx": Address(SEE, in_mission()),
    "campaign:plan_monitoring": Address(MANAGE, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:slot": _own("slot", methods="GET POST", posted=(400,)),
    "campaign:give_slot": Address(MANAGE, in_mission(_of("slot")), methods="POST", posted=(302,)),
    "campaign:remove_slot": Address(MANAGE, in_mission(lambda things: 1), methods="POST", posted=(302,)),
    "campaign:outlets": Address(SEE, in_mission()),
    "campaign:outlets_csv": Address(SEE, in_mission()),
    "campaign:outlets_xlsx": Address(SEE, in_mission()),
    "campaign:new_outlet": Address(MANAGE, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:outlet": Address(MANAGE, in_mission(_of("outlet", "code")), methods="GET POST", posted=(400,)),
    "campaign:media_subjects": Address(SEE, in_mission()),
    "campaign:new_media_subject": Address(MANAGE, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:take_over_subjects": Address(MANAGE, in_mission(), methods="POST", posted=(302,)),
    "campaign:media_topics": Address(MANAGE, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:media_subject": Address(
        MANAGE, in_mission(_of("media_subject", "code")), methods="GET POST", posted=(400,)
    ),
    "campaign:media_imports": Address(MANAGE, in_mission()),
    "campaign:new_media_import": Address(MANAGE, in_mission(), methods="GET POST", posted=(400,)),
    "campaign:media_import": Address(
        MANAGE, in_mission(_of("media_import")), methods="GET POST", posted=(302,)
    ),
    "campaign:media_import_progress": Address(MANAGE, in_mission(_of("media_import"))),
    "campaign:take_in_media": Address(MANAGE, in_mission(_of("media_import")), methods="POST", posted=(302,)),
    "campaign:undo_media": Address(MANAGE, in_mission(_of("media_import")), methods="POST", posted=(302,)),
    "campaign:remove_media_import": Address(
        MANAGE, in_mission(_of("media_import")), methods="POST", posted=(302,)
    ),
    "campaign:media_import_file": Address(MANAGE, in_mission(_of("media_import"))),
}
NOT_PAGES: set[str] = {
    f"campaign:{name}"
    for name in (
        "programmes_csv",
        "programmes_xlsx",
        "coding_rows",
        "finish_programme",
        "second_coding",
        "remove_programme",
        "items_csv",
        "items_xlsx",
        "schedule_csv",
        "schedule_xlsx",
        "give_slot",
        "remove_slot",
        "outlets_csv",
        "outlets_xlsx",
        "take_over_subjects",
        "media_import_progress",
        "take_in_media",
        "undo_media",
        "remove_media_import",
        "media_import_file",
    )
}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {
    **{
        f"campaign:{name}": []
        for name in (
            "my_coding",
            "programmes",
            "new_programme",
            "items",
            "schedule",
            "plan_monitoring",
            "outlets",
            "new_outlet",
            "media_subjects",
            "new_media_subject",
            "media_topics",
            "media_imports",
            "new_media_import",
        )
    },
    "campaign:programme": [1],
    "campaign:edit_programme": [1],
    "campaign:coding": [2],
    "campaign:add_item": [1],
    "campaign:correct_item": [1, 1],
    "campaign:slot": [1],
    "campaign:outlet": ["steppe-tv"],
    "campaign:media_subject": ["blue"],
    "campaign:media_import": [1],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {
    "a programme whose coding is finished": "/missions/joint/media/programmes/1/coding/",
    "media items of a subject": "/missions/joint/media/items/?subject=blue&only=speech",
    "gaps of monitoring": "/missions/joint/media/schedule/?state=gaps",
    "hours in which a programme begins": "/missions/joint/media/programmes/new/?slot=2",
}
"""Pages that look different with other parameters: what they are, and their address."""
