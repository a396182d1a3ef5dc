"""The mission that a pack brings."""

from __future__ import annotations

from pathlib import Path

import pytest

import baqylau
from baqylau.core.problem import Refused
from baqylau.election.models import Election
from baqylau.mission.actions.load import load
from baqylau.mission.models import Mission
from baqylau.mission.sources.pack import read
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db

SHIPPED = Path(baqylau.__file__).parent / "packs" / "xk_2014" / "mission.toml"
SOME = 'slug = "some"\nname = "Some"\nkind = "citizen"\nsource = "made up"\n'


def part(text: str = SOME):
    found = read({"mission.toml": text.encode()})
    assert found
    return found


def codes(text: str) -> list[str]:
    with pytest.raises(Refused) as refused:
        part(text)
    return [problem.code for problem in refused.value.problems]


def test_a_pack_without_a_mission_brings_none() -> None:
    assert read({"election.toml": b""}) is None


def test_the_pack_of_2014_brings_a_citizen_group() -> None:
    shipped = part(SHIPPED.read_text(encoding="utf-8"))
    assert (shipped.slug, shipped.name, shipped.kind) == ("xk-2014", "Democracy in Action", "citizen")
    assert shipped.minimum_denominator == 30


def test_what_is_not_said_is_the_usual() -> None:
    assert (part().minimum_denominator, part().authoritative_language) == (30, "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (SOME + 'colour = "red"\n', "C.143"),
        (SOME.replace("citizen", "secret"), "C.144"),
        (SOME.replace('"some"', '"Some Mission"'), "M.201"),
        (SOME + "minimum_denominator = 0\n", "C.144"),
        (SOME.replace('source = "made up"\n', ""), "C.142"),
        ("slug = ", "C.141"),
        ("", "C.103"),
    ],
)
def test_what_is_wrong_is_refused_with_its_place(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_loading_again_changes_nothing_and_an_improved_file_updates(election: Election) -> None:
    first = load(part(), election=election, by=None)
    entries = Entry.objects.count()
    assert load(part(), election=election, by=None) == first
    assert Entry.objects.count() == entries
    load(part(SOME + "minimum_denominator = 50\n"), election=election, by=None)
    assert Mission.objects.get().minimum_denominator == 50
    assert Entry.objects.count() == entries + 1


def test_a_slug_that_observes_another_election_is_refused(election: Election, mission: Mission) -> None:
    other = Election.objects.create(code="other", country="xx", kind="president", day="2026-05-01")
    with pytest.raises(Refused, match=r"M\.202"):
        load(part(SOME.replace("some", "steppe")), election=other, by=None)
    mission.refresh_from_db()
    assert mission.name == "Steppe mission"
