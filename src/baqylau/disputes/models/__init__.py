"""What was contested: one file for each noun."""

from baqylau.disputes.models.cases import (
    Arrival,
    Case,
    CaseDocument,
    CaseLink,
    Channel,
    ComplainantKind,
    ComplainantSex,
    Hearing,
    LinkKind,
    Outcome,
    Proceeding,
    RespondentKind,
    SourceKind,
)
from baqylau.disputes.models.changes import Change
from baqylau.disputes.models.decisions import CaseDecision
from baqylau.disputes.models.extracts import Extract, ExtractMapping, Likeness
from baqylau.disputes.models.law import ElectionLaw
from baqylau.disputes.models.meetings import CaseMeeting
from baqylau.disputes.models.procedure import ElectionProcedure
from baqylau.disputes.models.violations import (
    FoundBy,
    PossibleViolation,
    Sanction,
    Violation,
    ViolationKind,
    WhoKind,
)

__all__ = [
    "Arrival",
    "Case",
    "CaseDecision",
    "CaseDocument",
    "CaseLink",
    "CaseMeeting",
    "Change",
    "Channel",
    "ComplainantKind",
    "ComplainantSex",
    "ElectionLaw",
    "ElectionProcedure",
    "Extract",
    "ExtractMapping",
    "FoundBy",
    "Hearing",
    "Likeness",
    "LinkKind",
    "Outcome",
    "PossibleViolation",
    "Proceeding",
    "RespondentKind",
    "Sanction",
    "SourceKind",
    "Violation",
    "ViolationKind",
    "WhoKind",
]
