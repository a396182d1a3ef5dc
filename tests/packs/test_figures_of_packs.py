"""The published figures of the shipped packs: right ones raise nothing, each printed error is found."""

from __future__ import annotations

import pytest

from baqylau.election.models import Election, PublishedFigure
from baqylau.election.register import Found, conflicts_among
from baqylau.site import packs

pytestmark = pytest.mark.django_db

KNOWN = {
    "kz_2023": {
        "error_1": {"N.101", "N.103", "N.105"},
        "error_2": {"N.102", "N.103", "N.105"},
        "error_3": {"N.103"},
        "error_4": {"N.103", "N.105"},
        "error_5": {"N.104", "N.105"},
        "error_6": {"N.104", "N.105"},
        "error_7": {"N.103", "N.105"},
        "error_8": {"N.103", "N.105"},
        "error_9": {"N.103", "N.105"},
        "error_16": {"N.101"},
        "error_17": {"N.101"},
        "error_18": {"N.101"},
        "error_20": {"N.105"},
        "error_22": {"N.109"},
    },
    "kz_2021": {"error_14": {"N.101", "N.105"}, "error_19": {"N.105"}},
}
"""The errors of 1 to 21 that are about an election with a pack, and how each is found at least."""


def loaded(name: str) -> Election:
    return packs.load(packs.shipped(name))


def found_in(election: Election, figures: list[PublishedFigure]) -> list[Found]:
    return conflicts_among(figures, election)


@pytest.mark.parametrize("name", ["kz_2021", "kz_2023", "kz_2026", "am_2021", "ge_2016"])
def test_correct_figures_raise_nothing(name: str) -> None:
    election = loaded(name)
    right = list(election.published_figures.filter(should_be=""))
    assert [(one.conflict, one.figures) for one in found_in(election, right)] == []
    assert right


@pytest.mark.parametrize("name", KNOWN)
def test_every_printed_error_is_found_from_the_figures_as_published(name: str) -> None:
    election = loaded(name)
    found = found_in(election, list(election.published_figures.all()))
    codes: dict[str, set[str]] = {}
    for one in found:
        for figure in one.figures:
            codes.setdefault(figure.code.split(":")[0], set()).add(one.conflict.code)
    for error, expected in KNOWN[name].items():
        assert expected <= codes.get(error, set()), (error, codes.get(error))
    assert all(one.is_known for one in found)


def test_each_error_is_found_with_no_other_error_beside_it() -> None:
    for name, errors in KNOWN.items():
        election = loaded(name)
        figures = list(election.published_figures.all())
        right = [one for one in figures if not one.should_be]
        for error in errors:
            wrong = [one for one in figures if one.code.split(":")[0] == error]
            assert wrong
            assert found_in(election, [*right, *wrong]), error


def plain(found: Found) -> str:
    return found.conflict.says.replace("\N{NARROW NO-BREAK SPACE}", " ")


def test_the_pages_tell_what_the_interim_report_tells() -> None:
    election = loaded("kz_2023")
    says = [plain(one) for one in found_in(election, list(election.published_figures.all()))]
    assert "84 + 49 + 16 + 15 = 164 of 166: 2 not accounted for." in says
    assert "12 + 4 + 3 + 2 = 21 of 23: 2 not accounted for." in says
    assert any("3 431 510 for 3 341 510" in one for one in says)
    assert any("9 800 as printed, not ≈ 10 000" in one for one in says)
    figures = election.published_figures
    values = dict(figures.filter(should_be="").values_list("code", "value"))
    numbers = ("nominated:districts", "registered_candidates:districts", "nominated:list", "appeals:cec")
    assert [values[one] for one in (*numbers, "appeals:cec_extract", "violations:councils")] == [
        *("609", "435", "283", "451", "248", "11"),
    ]
    assert values["registered_candidates:list"] == "281"
    assert loaded("kz_2021").published_figures.get(code="nominated:list").value == "312"
