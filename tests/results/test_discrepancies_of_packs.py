"""What is found in real elections is what the command line finds in their files."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.results.discrepancy_cast import LATER, NOW

from baqylau.mission.models import Mission
from baqylau.results.actions.discrepancies import find_discrepancies
from baqylau.results.models import Discrepancy
from baqylau.site import packs

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("pack", "known", "total"),
    [
        ("ge_2016", {"V.101": 908, "V.102": 125}, 856638 - 852576),
        ("am_2021", {"V.104": 464}, 688761 - 688598),
    ],
)
def test_known_figures_come_out(pack: str, known: dict[str, int], total: int) -> None:
    election = packs.load(packs.shipped(pack))
    mission = Mission.objects.create(slug="m", name="M", election=election, kind="citizen")
    of = {"mission": mission, "contest": election.contests.get(), "by": None}
    find_discrepancies(**of, now=NOW)
    found = Counter(Discrepancy.objects.values_list("code", flat=True))
    assert {code: found[code] for code in known} == known
    assert Discrepancy.objects.get(code="V.311").at_stake == total
    assert find_discrepancies(**of, now=LATER).is_as_before
