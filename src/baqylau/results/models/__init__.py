"""What was counted: one file for each noun."""

from baqylau.results.models.discrepancies import (
    Discrepancy,
    DiscrepancyState,
    DiscrepancyStep,
    Outcome,
    Severity,
)
from baqylau.results.models.papers import (
    Paper,
    PaperPhotograph,
    PaperState,
    PaperStep,
    ProtocolEntry,
    Resolution,
)
from baqylau.results.models.protocols import Protocol, ProtocolLayout, ProtocolSource
from baqylau.results.models.publications import Publication, PublicationFile, PublishedPhotograph
from baqylau.results.models.samples import (
    Audit,
    AuditAbsence,
    AuditedOutcome,
    AuditTicket,
    Sample,
    SampledStation,
    SampleStratum,
)

__all__ = [
    "Audit",
    "AuditAbsence",
    "AuditTicket",
    "AuditedOutcome",
    "Discrepancy",
    "DiscrepancyState",
    "DiscrepancyStep",
    "Outcome",
    "Paper",
    "PaperPhotograph",
    "PaperState",
    "PaperStep",
    "Protocol",
    "ProtocolEntry",
    "ProtocolLayout",
    "ProtocolSource",
    "Publication",
    "PublicationFile",
    "PublishedPhotograph",
    "Resolution",
    "Sample",
    "SampleStratum",
    "SampledStation",
    "Severity",
]
