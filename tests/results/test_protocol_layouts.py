"""What the lines of a protocol are comes from the pack; what is wrong in it is said at once."""

from __future__ import annotations

import pytest

from baqylau.core.problem import Refused
from baqylau.election.models import Contest, Election
from baqylau.results.actions.load import load
from baqylau.results.checking import findings_of
from baqylau.results.filling import fields_of_contest
from baqylau.results.methods.layout import differing, figures_of, lines_and_votes
from baqylau.results.models import ProtocolLayout
from baqylau.results.sources.pack import Part, read
from baqylau.trail.models import Entry

REFERENDUM = b"""
[[protocol]]
contests = ["list"]
answers = ["referendum"]
article = "17"
source = "Made up"
left_out = ["V.106"]
[[protocol.line]]
code = "in_box"
number = "5"
label = { en = "In the box", ru = "\xd0\x92 \xd1\x83\xd1\x80\xd0\xbd\xd0\xb5" }
[[protocol.line]]
code = "invalid"
[[protocol.line]]
code = "both_marked"
question = "both"
[[protocol.line]]
code = "stamped"
label = { en = "Stamped" }
[[protocol.line]]
options = ["no", "yes"]
questions = { yes = "said_yes" }
[[protocol.check]]
code = "V.170"
holds = "in_box = votes + invalid + both_marked"
title = "The parts do not make the box"
article = "art. 17"
"""


def part(content: bytes = REFERENDUM) -> Part:
    made = read({"results.toml": content})
    assert made is not None
    return made


@pytest.fixture
def contest(election: Election) -> Contest:
    made = Contest.objects.create(election=election, code="list", kind="referendum", names={"en": "Question"})
    for place, code in enumerate(("yes", "no")):
        made.options.create(code=code, kind="answer", position=place, names={"en": code})
    return made


def test_a_layout_is_read_in_the_order_of_the_paper() -> None:
    [layout] = part().layouts
    assert [item.get("line") for item in layout.items] == [
        "in_box",
        "invalid",
        "both_marked",
        "stamped",
        None,
    ]
    assert (layout.answers, layout.article, layout.options) == (("referendum",), "17", ("no", "yes"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (b'code = "invalid"', b'code = "in_box"', "R.112"),
        (b'options = ["no", "yes"]', b'code = "valid"', "R.113"),
        (b'code = "stamped"', b'code = "St amped"', "R.114"),
        (b'label = { en = "Stamped" }', b"", "R.115"),
        (b"in_box = votes + invalid", b"in_box votes invalid", "R.116"),
        (b'source = "Made up"', b"", "C.142"),
        (b'article = "17"', b'artikel = "17"', "C.143"),
    ],
)
def test_what_is_wrong_in_a_layout_is_refused(old: bytes, new: bytes, code: str) -> None:
    with pytest.raises(Refused) as wrong:
        part(REFERENDUM.replace(old, new, 1))
    assert code in [problem.code for problem in wrong.value.problems]


def test_a_contest_has_one_layout() -> None:
    with pytest.raises(Refused, match=r"R\.111"):
        part(REFERENDUM + REFERENDUM)


@pytest.mark.django_db
def test_fields_stand_in_the_order_of_the_layout_with_its_words(contest: Contest) -> None:
    load(part(), election=contest.election, by=None)
    fields = fields_of_contest(contest)
    assert [field.name for field in fields] == [
        "l-in_box",
        "l-invalid",
        "l-both_marked",
        "l-stamped",
        "v-no",
        "v-yes",
    ]
    assert [field.question for field in fields] == [
        "in_box",
        "invalid",
        "both",
        "stamped",
        "votes_no",
        "said_yes",
    ]
    assert fields[0].labels["ru"] == "В урне"


@pytest.mark.django_db
def test_the_packs_own_identities_are_checked_with_their_article(contest: Contest) -> None:
    load(part(), election=contest.election, by=None)
    right = {"l-in_box": 100, "l-invalid": 5, "l-both_marked": 3, "v-no": 42, "v-yes": 50}
    assert findings_of(contest, right) == ()
    [found] = findings_of(contest, {**right, "v-yes": 51})
    assert found.code == "V.170"
    assert "art. 17" in found.says
    assert found.fields == ("l-in_box", "l-invalid", "l-both_marked", "v-no", "v-yes")
    assert findings_of(contest, {**right, "v-yes": 51, "l-both_marked": 2}) == ()


@pytest.mark.django_db
def test_an_identity_that_needs_a_figure_not_given_is_passed_over(contest: Contest) -> None:
    load(part(), election=contest.election, by=None)
    assert findings_of(contest, {"l-in_box": 100, "l-invalid": 5, "l-both_marked": 3, "v-no": 42}) == ()


@pytest.mark.django_db
def test_the_same_pack_again_changes_nothing_and_one_without_a_layout_removes_it(contest: Contest) -> None:
    load(part(), election=contest.election, by=None)
    load(part(), election=contest.election, by=None)
    assert Entry.objects.filter(action="results.layouts_loaded").count() == 1
    load(None, election=contest.election, by=None)
    assert not ProtocolLayout.objects.exists()
    assert Entry.objects.filter(action="results.layouts_loaded").count() == 2


@pytest.mark.django_db
def test_without_a_layout_there_are_the_lines_of_the_official_table_else_the_usual_ones(
    contest: Contest,
) -> None:
    usual = [field.name for field in fields_of_contest(contest)]
    assert usual[:3] == ["l-on_list", "l-received", "l-issued"]
    assert usual[-2:] == ["v-yes", "v-no"]
    station = contest.election.stations.create(code="1")
    contest.protocols.create(
        station=station,
        source_kind="official_table",
        source="X",
        lines={"valid": 1, "cast": 2, "own": 3},
        votes={},
    )
    assert [field.name for field in fields_of_contest(contest)] == [
        "l-cast",
        "l-valid",
        "l-own",
        "v-yes",
        "v-no",
    ]


def test_figures_are_lines_and_votes_and_back() -> None:
    lines, votes = {"valid": 5, "invalid": 0}, {"valid": 5}
    assert lines_and_votes(figures_of(lines, votes)) == (lines, votes)


def test_two_fillings_differ_where_one_is_empty() -> None:
    assert differing({"l-a": 0, "l-b": 1}, {"l-b": 1, "l-c": 2}) == ("l-a", "l-c")
