"""One of each thing of the disputes room, all made up, for tests of every page."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime

from baqylau.accounts.models import User
from baqylau.disputes.actions.cases import add_case, add_document, add_proceeding, tie
from baqylau.disputes.actions.extracts import keep_extract, set_reading
from baqylau.disputes.actions.given import CaseData, ProceedingData, ViolationData
from baqylau.disputes.actions.likenesses import look_for_likenesses
from baqylau.disputes.actions.violations import add_violation
from baqylau.disputes.models import (
    Case,
    CaseDocument,
    CaseLink,
    Extract,
    Likeness,
    PossibleViolation,
    Violation,
)
from baqylau.disputes.procedure import procedure_of
from baqylau.disputes.sources.extract import Reading
from baqylau.mission.models import Mission

NOW = datetime(2023, 3, 10, 9, tzinfo=UTC)
EXTRACT = """№;Дата;Заявитель;Ответчик;Суть;Исход;Примечание
11/1;20.02.2023;Смаилова Дана;Окружная комиссия № 2;об отказе в регистрации;Отказано;-
11/2;21.02.2023;Партия степи;Областная комиссия;о порядке агитации;Удовлетворено;-
11/3;22.02.2023;Ким Виктор;Участковая комиссия № 7;о списках избирателей;Возвращено;-
"""
READING = Reading(
    columns={
        "№": "official_number",
        "Дата": "received_on",
        "Заявитель": "complainant",
        "Ответчик": "respondent",
        "Суть": "says",
        "Исход": "outcome",
        "Примечание": "",
    },
    words={"outcome": {"Отказано": "rejected", "Удовлетворено": "satisfied", "Возвращено": "returned"}},
)


@dataclass
class Dispute:
    """What the addresses of the room name."""

    case: Case
    link: CaseLink
    document: CaseDocument
    likeness: Likeness
    extract: Extract
    violation: Violation
    possible: PossibleViolation


def make_dispute(mission: Mission, by: User) -> Dispute:
    """A case that went on to a second body, its precedent, a likely double, an extract that waits."""
    bodies = [*procedure_of(mission.election).bodies]
    body, next_body = ("territorial", "central") if "territorial" in bodies else ("", "")
    common = {"complainant": "Akhmetova Aigul", "respondent": "Commission of district 2"}
    case = _entered(
        mission,
        by,
        CaseData(
            **common,
            complainant_kind="candidate",
            complainant_sex="f",
            respondent_kind="territorial",
            category="candidate_residency",
            article="20",
            says="Registration was refused because ten years of residence were not shown.",
            remedy="Register the candidate.",
            source="Her proxy",
            channel="electronic",
        ),
        ProceedingData(
            body=body,
            body_name="No. 2" if body else "",
            contested_on=date(2023, 2, 18),
            received_on=date(2023, 2, 20),
            outcome="rejected",
            decided_on=date(2023, 2, 27),
        ),
    )
    add_proceeding(
        case=case,
        given=ProceedingData(body=next_body, received_on=date(2023, 3, 1)),
        version=None,
        by=by,
        now=NOW,
    )
    precedent = _entered(
        mission,
        by,
        CaseData(
            complainant_kind="candidate",
            complainant_sex="m",
            respondent_kind="constituency",
            category="candidate_residency",
            says="The same ground; the court found that a stay abroad for study does not break residence.",
            is_precedent=True,
            source_kind="official",
        ),
        ProceedingData(
            received_on=date(2023, 2, 21), outcome="satisfied", decided_on=date(2023, 2, 24), is_reasoned=True
        ),
    )
    _entered(
        mission,
        by,
        CaseData(
            **common, says="Registration refused: residence of ten years not shown.", source_kind="official"
        ),
        ProceedingData(received_on=date(2023, 2, 20), body=body),
    )
    _entered(
        mission,
        by,
        CaseData(arrival="clarification", complainant_kind="party", says="How are leaflets declared?"),
        ProceedingData(received_on=date(2023, 3, 8)),
    )
    look_for_likenesses(mission=mission)
    extract = keep_extract(
        mission=mission,
        file=io.BytesIO(EXTRACT.encode()),
        name="extract.csv",
        source="Made-up commission",
        mapping=None,
        by=by,
        now=NOW,
    )
    return Dispute(
        case=case,
        link=tie(case=case, kind="follows", to=precedent, by=by, now=NOW),
        document=add_document(
            case=case, file=io.BytesIO(b"%PDF-1.7 decision"), name="decision.pdf", by=by, now=NOW
        ),
        likeness=Likeness.objects.filter(mission=mission)[0],
        extract=set_reading(extract=extract, reading=READING, by=by),
        violation=add_violation(
            mission=mission,
            given=ViolationData(
                kind="anonymous",
                found_by="prosecutor",
                who_kind="unknown",
                found_on=date(2023, 3, 5),
                article="Code of Administrative Offences, 102",
                sanction="pending",
                says="Leaflets without the name of the printer.",
            ),
            by=by,
            now=NOW,
        ),
        possible=PossibleViolation.objects.create(
            mission=mission,
            item="item:1",
            event="silence",
            kind="silence",
            at="2023-03-18T10:30+06:00",
            says="A concert with a party's flags.",
            where="https://example.org/concert",
            rule={"en": "No campaigning on the day before election day and on election day."},
            article="Code of Administrative Offences, 102",
            source="Made up",
            found_at=NOW,
        ),
    )


def _entered(mission: Mission, by: User, case: CaseData, first: ProceedingData) -> Case:
    return add_case(mission=mission, case=case, first=first, by=by, now=NOW)
