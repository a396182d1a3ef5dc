"""Keeps the tokens of links and phones out of the logs, and tracebacks of what is no fault of the program."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"(/(?:link|key)/|[?&]code=)[^/\s'\"&]+")
LOGGERS = ("django.request", "django.server", "django.security.csrf", "django.security.SuspiciousOperation")


class HideTokens(logging.Filter):
    """Replaces the token in an address before the line is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if TOKEN.search(line):
            record.msg, record.args = TOKEN.sub(r"\1…", line), ()
        return True


class NoTraceOfRefusals(logging.Filter):
    """Leaves the traceback out where a request was refused: one line says it, and nothing is to be mended."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = None
        return True


def hide_tokens() -> None:
    """Put the filter on the loggers that name the address of a request."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(present, HideTokens) for present in logger.filters):
            logger.addFilter(HideTokens())
