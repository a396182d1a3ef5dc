"""One of each of meetings with interlocutors; their addresses, for all tests of addresses."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.disputes.actions.cases import add_case
from baqylau.disputes.actions.given import CaseData, ProceedingData
from baqylau.disputes.actions.meetings import tie_meeting
from baqylau.election.models import CalendarEvent
from baqylau.mission.models import Membership, Mission
from baqylau.observation.actions.meetings import add_institution, add_meeting, add_person
from baqylau.observation.meeting_data import InstitutionData, MeetingData, PersonData
from baqylau.observation.models import Form, FormKind, FormVersion, Record, RecordVersion
from baqylau.storage.models import keep
from tests.site.address import Address, in_mission

NOW = datetime(2023, 3, 10, 9, tzinfo=UTC)
ANSWERS = {
    "day": "2023-03-07",
    "arrival": "10:00:00.000+06:00",
    "interlocutor": "commission",
    "body": "Abai district commission",
    "participant": [
        {"answers": {"participant_function": "chair", "participant_sex": "woman"}, "states": {}},
        {"answers": {"participant_function": "secretary", "participant_sex": "man"}, "states": {}},
    ],
    "topics": ["administration", "voter_lists"],
    "key_points": "Lists were handed over in time.",
    "reliability": "first_hand",
    "quotable": "kind",
}
"""What an observer fills in on a phone, by the questions of the form ``kz_meeting``."""


def phone_record(mission: Mission, observer: Membership | None = None, **answers: object) -> Record:
    """A record of a meeting as it is once it was received."""
    file = keep(b"meeting", name="kz_meeting.xlsx")
    form, _ = Form.objects.get_or_create(
        mission=mission, code="meetings_sent", defaults={"kind": FormKind.MEETING, "names": {"en": "Meeting"}}
    )
    version, _ = FormVersion.objects.get_or_create(
        form=form, version="1", defaults={"file": file, "questions": [], "published_at": NOW}
    )
    number = mission.records.count() + 1
    record = Record.objects.create(
        mission=mission,
        number=number,
        form_version=version,
        observer=observer,
        team=observer.team if observer else None,
        observed_at=NOW,
    )
    RecordVersion.objects.create(record=record, number=1, answers={**ANSWERS, **answers}, states={})
    if mission.next_record_number <= number:
        Mission.objects.filter(pk=mission.pk).update(next_record_number=number + 1)
    return record


def make(mission: Mission, user: User) -> dict[str, object]:
    """One of each in the mission, made by this person; what a test may look at, by name."""
    members = list(mission.memberships.filter(ended_at=None)[:1])
    names = {"en": "Party of the Steppe", "ru": "Партия степи", "kk": "Дала партиясы"}
    party = add_institution(
        mission=mission, given=InstitutionData(names=names, kind="party", in_annex=True), by=user, now=NOW
    )
    meeting = add_meeting(
        mission=mission,
        given=MeetingData(
            day=date(2023, 3, 6),
            begins=time(14, 30),
            place="The party’s office",
            members=members,
            institutions=[party],
            men=2,
            women=1,
            topics=["campaign", "finance"],
            key_points="Halls are hard to rent; of four requests two were refused without a reason.",
            follow_up="Ask the akimat for its list of halls (political analyst).",
            reliability="first_hand",
            quotable="kind",
        ),
        by=user,
        now=NOW,
    )
    chair = PersonData(
        name="Saule Made-up",
        function="deputy chairperson",
        sex="f",
        consent="report",
        consent_on=date(2023, 3, 6),
        consent_how="said so at the end of the meeting",
    )
    person = add_person(meeting=meeting, given=chair, by=user, now=NOW)
    add_person(meeting=meeting, given=PersonData(function="lawyer", sex="m"), by=user, now=NOW)
    case = add_case(
        mission=mission,
        case=CaseData(complainant_kind="party", says="A hall was refused."),
        first=ProceedingData(received_on=date(2023, 3, 2)),
        by=user,
        now=NOW,
    )
    duty, _ = CalendarEvent.objects.get_or_create(
        election=mission.election,
        code="made_up_duty",
        defaults={"names": {"en": "A report on funds"}, "duty": "parties", "day": date(2023, 3, 1)},
    )
    return {
        "duty": duty,
        "institution": party,
        "meeting": meeting,
        "person": person,
        "phone_record": phone_record(mission),
        "tied_case": case,
        "tie": tie_meeting(case=case, meeting=meeting, by=user, now=NOW),
    }


def _made(name: str, attribute: str):  # type: ignore[no-untyped-def]
    return lambda things: getattr(things.made[name], attribute)


MEETING, PERSON = _made("meeting", "label"), _made("person", "position")
INSTITUTION, CASE = _made("institution", "number"), _made("tied_case", "label")
SEE, KEEP = Permission.SEE_MEETINGS, Permission.KEEP_MEETINGS
OTHERS = Permission.SEE_INTERLOCUTORS
"""Others change only what they wrote themselves."""

ADDRESSES: dict[str, Address] = {
    "observation:meetings": Address(SEE, in_mission()),
    "observation:meetings_csv": Address(SEE, in_mission()),
    "observation:meetings_xlsx": Address(SEE, in_mission()),
    "observation:meetings_numbers": Address(SEE, in_mission()),
    "observation:meetings_waiting": Address(KEEP, in_mission()),
    "observation:take_meeting": Address(
        KEEP,
        in_mission(_made("phone_record", "number")),
        methods="POST",
        others_need=Permission.SEE_RECORDS,
    ),
    "observation:leave_meeting": Address(
        KEEP,
        in_mission(_made("phone_record", "number")),
        methods="POST",
        others_need=Permission.SEE_RECORDS,
    ),
    "observation:new_meeting": Address(KEEP, in_mission(), methods="GET POST", posted=(400,)),
    "observation:meeting": Address(SEE, in_mission(MEETING), others_need=Permission.SEE_RECORDS),
    "observation:edit_meeting": Address(
        KEEP, in_mission(MEETING), methods="GET POST", posted=(400,), others_need=OTHERS
    ),
    "observation:new_person": Address(
        KEEP, in_mission(MEETING), methods="GET POST", posted=(400,), others_need=OTHERS
    ),
    "observation:person": Address(
        KEEP, in_mission(MEETING, PERSON), methods="GET POST", posted=(400,), others_need=OTHERS
    ),
    "observation:withdraw_consent": Address(
        KEEP, in_mission(MEETING, PERSON), methods="POST", others_need=OTHERS
    ),
    "observation:forget_persons": Address(KEEP, in_mission(MEETING), methods="GET POST", others_need=OTHERS),
    "observation:institutions": Address(SEE, in_mission()),
    "observation:institutions_csv": Address(SEE, in_mission()),
    "observation:institutions_xlsx": Address(SEE, in_mission()),
    "observation:institutions_annex": Address(Permission.SEE_INTERLOCUTORS, in_mission()),
    "observation:new_institution": Address(KEEP, in_mission(), methods="GET POST", posted=(400,)),
    "observation:institution": Address(SEE, in_mission(INSTITUTION)),
    "observation:edit_institution": Address(KEEP, in_mission(INSTITUTION), methods="GET POST", posted=(400,)),
    "site:duty": Address(
        Permission.KEEP_PUBLISHED_FIGURES,
        in_mission(_made("duty", "code")),
        methods="GET POST",
        posted=(400,),
    ),
    "disputes:tie_meeting": Address(Permission.KEEP_CASES, in_mission(CASE), methods="POST"),
    "disputes:untie_meeting": Address(
        Permission.KEEP_CASES, in_mission(CASE, _made("tie", "pk")), methods="POST"
    ),
}
NOT_PAGES: set[str] = {
    "observation:meetings_csv",
    "observation:meetings_xlsx",
    "observation:take_meeting",
    "observation:leave_meeting",
    "observation:withdraw_consent",
    "observation:institutions_csv",
    "observation:institutions_xlsx",
    "disputes:tie_meeting",
    "disputes:untie_meeting",
}
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {
    "site:duty": ["made_up_duty"],
    "observation:meetings": [],
    "observation:meetings_numbers": [],
    "observation:meetings_waiting": [],
    "observation:new_meeting": [],
    "observation:meeting": ["1"],
    "observation:edit_meeting": ["1"],
    "observation:new_person": ["1"],
    "observation:person": ["1", 1],
    "observation:forget_persons": ["1"],
    "observation:institutions": [],
    "observation:institutions_annex": [],
    "observation:new_institution": [],
    "observation:institution": [1],
    "observation:edit_institution": [1],
}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {
    "Meetings, filtered": "/missions/joint/meetings/?q=hall&only=nameable",
}
"""Pages that look different with other parameters: what they are, and their address."""
