"""The states of an answer. A missing answer is not a no."""

from __future__ import annotations

from enum import StrEnum


class AnswerState(StrEnum):
    """Why a question has, or has not, a value that may be counted.

    Only ``ANSWERED`` is a valid answer. The others stay apart all the way into the report.
    """

    ANSWERED = "answered"
    NOT_OBSERVED = "not_observed"
    DONT_KNOW = "dont_know"
    NOT_APPLICABLE = "not_applicable"
    MISSING = "missing"
    SKIPPED = "skipped"
    """The logic of the form did not ask it of this record."""
    NOT_ACCEPTED = "not_accepted"
    """The cell held something the question cannot hold (``26`` for yes or no)."""
