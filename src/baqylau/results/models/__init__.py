"""What was counted: one file for each noun."""

from baqylau.results.models.protocols import Protocol, ProtocolSource

__all__ = ["Protocol", "ProtocolSource"]
