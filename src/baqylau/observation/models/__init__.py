"""What was seen, and what it came through: one file per noun."""

from baqylau.observation.models.checking import Acknowledgement, Comment, Query, Step
from baqylau.observation.models.expected import CheckIn, Expected, Wave
from baqylau.observation.models.forms import Form, FormFile, FormKind, FormVersion, Intake
from baqylau.observation.models.imports import Import, RejectedCell
from baqylau.observation.models.meeting_asides import MeetingAside
from baqylau.observation.models.meetings import (
    Consent,
    Institution,
    InstitutionKind,
    Interlocutor,
    Meeting,
    MeetingChange,
    Openness,
    Quotable,
    Reliability,
    Topic,
)
from baqylau.observation.models.messages import TextGateway, TextMessage
from baqylau.observation.models.obstructions import Obstruction
from baqylau.observation.models.phones import ApiToken, Phone, Refusal
from baqylau.observation.models.records import Record, RecordState, RecordVersion, Severity
from baqylau.observation.models.submissions import Attachment, Road, Submission

__all__ = [
    "Acknowledgement",
    "ApiToken",
    "Attachment",
    "CheckIn",
    "Comment",
    "Consent",
    "Expected",
    "Form",
    "FormFile",
    "FormKind",
    "FormVersion",
    "Import",
    "Institution",
    "InstitutionKind",
    "Intake",
    "Interlocutor",
    "Meeting",
    "MeetingAside",
    "MeetingChange",
    "Obstruction",
    "Openness",
    "Phone",
    "Query",
    "Quotable",
    "Record",
    "RecordState",
    "RecordVersion",
    "Refusal",
    "RejectedCell",
    "Reliability",
    "Road",
    "Severity",
    "Step",
    "Submission",
    "TextGateway",
    "TextMessage",
    "Topic",
    "Wave",
]
