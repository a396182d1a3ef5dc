"""Numbers of records, given to processes in blocks, so that parallel submissions do not wait for each other.

A number is used once in its mission. A process that ends leaves the rest of its block unused.
"""

from __future__ import annotations

import threading
from collections import defaultdict

from django.db import transaction
from django.db.models import F

from baqylau.mission.models import Mission
from baqylau.observation.memory import when_forgetting

BLOCK = 50
_lock = threading.Lock()
_left: defaultdict[int, list[int]] = defaultdict(list)
when_forgetting(_left.clear)


def next_number(mission_id: int) -> int:
    """A number that no record of the mission has. Call it before the transaction that uses it begins:

    the block is reserved in a transaction of its own and stays reserved whatever becomes of the other.
    """
    with _lock:
        numbers = _left[mission_id]
        if not numbers:
            numbers.extend(reversed(_reserve(mission_id)))
        return numbers.pop()


def _reserve(mission_id: int) -> range:
    mission = Mission.objects.filter(pk=mission_id)
    with transaction.atomic():
        mission.update(next_record_number=F("next_record_number") + BLOCK)
        after = mission.values_list("next_record_number", flat=True).get()
    return range(after - BLOCK, after)
