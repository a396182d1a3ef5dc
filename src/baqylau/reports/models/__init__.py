"""What the room holds: one file for each noun."""

from baqylau.reports.models.statements import Statement, StatementFigure, StatementPlan

__all__ = ["Statement", "StatementFigure", "StatementPlan"]
