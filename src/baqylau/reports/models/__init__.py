"""What the room holds: one file for each noun."""

from baqylau.reports.models.statements import Statement, StatementFigure, StatementPlan
from baqylau.reports.models.texts import (
    Chapter,
    ChapterStatus,
    ChapterText,
    Comment,
    Report,
    ReportFigure,
    ReportKind,
    ReportPicture,
    ReportState,
)

__all__ = [
    "Chapter",
    "ChapterStatus",
    "ChapterText",
    "Comment",
    "Report",
    "ReportFigure",
    "ReportKind",
    "ReportPicture",
    "ReportState",
    "Statement",
    "StatementFigure",
    "StatementPlan",
]
