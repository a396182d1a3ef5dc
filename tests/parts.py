"""The parts of rooms that say themselves what addresses they have and what stands in them.

Each is a module with ``make``, ``ADDRESSES``, ``NOT_PAGES``, ``IN_THE_BROWSER`` and ``MORE``.
"""

from tests.campaign import indicators_part, media_part, registers_part, social_part
from tests.disputes import candidates_part
from tests.observation import meetings_part
from tests.reports import documents_part, findings_part, observers_part, texts_part

PARTS = (
    meetings_part,
    candidates_part,
    media_part,
    indicators_part,
    social_part,
    registers_part,
    findings_part,
    texts_part,
    documents_part,
    observers_part,
)
