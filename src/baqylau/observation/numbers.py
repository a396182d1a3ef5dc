"""Numbers of records, given to processes in blocks, so that parallel submissions do not wait for each other.

A number is used once in its mission. A process that ends leaves the rest of its block unused.
"""

from __future__ import annotations

import threading
from collections import defaultdict

from baqylau.observation.memory import when_forgetting
from baqylau.storage.prepared import rows_of

BLOCK = 50
RESERVE = """
    UPDATE mission_mission SET next_record_number = next_record_number + %s
    WHERE id = %s RETURNING next_record_number
"""
_lock = threading.Lock()
_left: defaultdict[int, list[int]] = defaultdict(list)
when_forgetting(_left.clear)


def next_number(mission_id: int) -> int:
    """A number that no record of the mission has. Call it before the transaction that uses it begins:

    the block is reserved by a statement of its own and stays reserved whatever becomes of the transaction.
    """
    with _lock:
        numbers = _left[mission_id]
        if not numbers:
            numbers.extend(reversed(_reserve(mission_id)))
        return numbers.pop()


def _reserve(mission_id: int) -> range:
    ((after,),) = rows_of(RESERVE, [BLOCK, mission_id])
    return range(after - BLOCK, after)
