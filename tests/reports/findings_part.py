"""One of each of findings, recommendations, commitments; their addresses, for all tests of addresses."""

from __future__ import annotations

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from tests.site.address import Address


def make(mission: Mission, user: User) -> dict[str, object]:
    """One of each in the mission, made by this person; what a test may look at, by name."""
    return {}


ADDRESSES: dict[str, Address] = {}
NOT_PAGES: set[str] = set()
"""Addresses that answer with a file or with a redirect after a change."""
IN_THE_BROWSER: dict[str, list[object]] = {}
"""What else stands in the address of a page, after the mission's short name."""
MORE: dict[str, str] = {}
"""Pages that look different with other parameters: what they are, and their address."""
