"""A trail with some history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from baqylau.accounts.models import User
from baqylau.trail.actions import checkpoint_for_publishing, sequence
from baqylau.trail.models import Entry
from baqylau.trail.record import record

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

Write = Callable[[int], list[Entry]]


@pytest.fixture
def write(erik: User) -> Write:
    """Write so many entries."""
    return lambda count: [
        record("test.counted", about=erik, by=erik, change={"number": number}) for number in range(count)
    ]


@pytest.fixture
def old_checkpoint(write: Write) -> str:
    """Three batches of 4, 5 and 3 entries, two entries not sequenced; the checkpoint after nine entries."""
    write(4)
    sequence(now=NOW)
    write(5)
    checkpoint = checkpoint_for_publishing(now=NOW)
    write(3)
    sequence(now=NOW)
    write(2)
    return checkpoint
