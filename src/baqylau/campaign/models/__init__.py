"""What was said, where, by whom and for how long: one file for each noun."""

from baqylau.campaign.models.events import CampaignEvent
from baqylau.campaign.models.files_read import FileState
from baqylau.campaign.models.finance import ElectionFinance, FundLine, FundReport
from baqylau.campaign.models.freedoms import FreedomEntry
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
from baqylau.campaign.models.media_sums import SubjectSum, SummedDay, TopicSum
from baqylau.campaign.models.register_entries import RegisterChange
from baqylau.campaign.models.social import PUBLIC_ROLES, AccountRole, Platform, SocialAccount
from baqylau.campaign.models.social_advertisements import Advertisement
from baqylau.campaign.models.social_groups import GroupedPost, PostGroup, PostGrouping
from baqylau.campaign.models.social_numbers import AccountDay, SocialDay
from baqylau.campaign.models.social_posts import (
    COUNTS,
    FLAGS,
    FileKind,
    PostCount,
    PostFile,
    PostReading,
    SocialChange,
    SocialPost,
)

__all__ = [
    "BROADCAST",
    "COUNTS",
    "FLAGS",
    "PUBLIC_ROLES",
    "AccountDay",
    "AccountRole",
    "Advertisement",
    "CampaignEvent",
    "CodingRow",
    "ElectionFinance",
    "FileKind",
    "FileState",
    "FreedomEntry",
    "FundLine",
    "FundReport",
    "GroupedPost",
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
    "Platform",
    "PostCount",
    "PostFile",
    "PostGroup",
    "PostGrouping",
    "PostReading",
    "Programme",
    "ProgrammeClass",
    "ProgrammeState",
    "RegisterChange",
    "SlotState",
    "SocialAccount",
    "SocialChange",
    "SocialDay",
    "SocialPost",
    "SpeakerSex",
    "SubjectKind",
    "SubjectSum",
    "SummedDay",
    "Tone",
    "TopicSum",
]
