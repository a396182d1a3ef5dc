"""What was said, where, by whom and for how long: one file for each noun."""

from baqylau.campaign.models.media import (
    BROADCAST,
    MediaSubject,
    MediaTopic,
    MonitoringSlot,
    Outlet,
    OutletKind,
    Ownership,
    SlotState,
    SubjectKind,
)
from baqylau.campaign.models.media_coding import (
    CodingRow,
    ItemSubject,
    Manner,
    MediaChange,
    MediaItem,
    Programme,
    ProgrammeClass,
    ProgrammeState,
    SpeakerSex,
    Tone,
)
from baqylau.campaign.models.media_imports import MediaImport, MediaMapping

__all__ = [
    "BROADCAST",
    "CodingRow",
    "ItemSubject",
    "Manner",
    "MediaChange",
    "MediaImport",
    "MediaItem",
    "MediaMapping",
    "MediaSubject",
    "MediaTopic",
    "MonitoringSlot",
    "Outlet",
    "OutletKind",
    "Ownership",
    "Programme",
    "ProgrammeClass",
    "ProgrammeState",
    "SlotState",
    "SpeakerSex",
    "SubjectKind",
    "Tone",
]
