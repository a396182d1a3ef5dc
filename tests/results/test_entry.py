"""Two people enter a protocol; a third decides where they differ; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from tests.results.entry_cast import ADDS_UP, NOW, Desk, make_desk

from baqylau.core.problem import Refused
from baqylau.election.models import Election
from baqylau.results.actions.entry import begin, discard, keep_draft, reset, save, set_aside, take_up
from baqylau.results.actions.resolve import Choice, resolve
from baqylau.results.actions.versions import correct_protocol
from baqylau.results.checking import findings_of
from baqylau.results.entry_queue import Asked, begin_next
from baqylau.results.filling import filling
from baqylau.results.models import Paper, Protocol, ProtocolEntry, Resolution
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(election: Election) -> Desk:
    return make_desk(election)


def refused(action: Callable[[], object]) -> list[str]:
    """The codes of what is refused."""
    with pytest.raises(Refused) as wrong, transaction.atomic():
        action()
    return [problem.code for problem in wrong.value.problems]


def actions_in_trail() -> list[str]:
    return list(Entry.objects.order_by("pk").values_list("action", flat=True))


# ------------------------------------------------------------------ taking in


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"station_code": "99"}, "R.301"),
        ({"contest_code": "other"}, "R.302"),
        ({"source_kind": "official_table"}, "R.304"),
        ({"source": " "}, "R.305"),
    ],
)
def test_a_paper_that_cannot_be_is_refused(desk: Desk, wrong: dict[str, str], code: str) -> None:
    from baqylau.results.actions.papers import make_paper

    right = {"station_code": "01-A/7", "contest_code": "list", "source_kind": "party_copy", "source": "X"}
    given = {**right, **wrong}
    assert refused(lambda: make_paper(mission=desk.mission, by=desk.saule, now=NOW, **given)) == [code]
    assert not Paper.objects.exists()


def test_papers_of_a_station_are_numbered(desk: Desk) -> None:
    assert [desk.paper().number, desk.paper().number] == [1, 2]


# ------------------------------------------------------------------ twice


def test_two_entries_that_are_the_same_make_a_protocol(desk: Desk) -> None:
    paper = desk.paper()
    assert desk.enter(paper, desk.saule).state == "first_done"
    assert desk.enter(paper, desk.timur).state == "definitive"
    protocol = Protocol.objects.get()
    assert protocol.mission == desk.mission
    assert (protocol.lines["valid"], protocol.votes) == (580, {"one": 400, "two": 180})
    assert (protocol.source_kind, protocol.source, protocol.version) == ("party_copy", "Proxy of One", 1)
    assert protocol.entered_by == desk.timur
    assert "results.protocol_entered" in actions_in_trail()


def test_the_same_person_does_not_make_both_entries(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    assert refused(lambda: begin(paper=paper, by=desk.saule, now=NOW)) == ["R.312"]


def test_the_database_itself_wants_two_people(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtocolEntry.objects.create(paper=paper, place=2, by=desk.saule, begun_at=NOW)


def test_one_paper_is_typed_by_one_person_at_a_time(desk: Desk) -> None:
    paper = desk.paper()
    begin(paper=paper, by=desk.saule, now=NOW)
    assert refused(lambda: begin(paper=paper, by=desk.timur, now=NOW)) == ["R.310"]


def test_entries_that_differ_make_no_protocol(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    assert desk.enter(paper, desk.timur, v_one="401", l_valid="581", l_in_box="601").state == "different"
    assert not Protocol.objects.exists()


def test_an_empty_field_differs_from_0(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule, l_invalid="0", l_valid="600", v_one="420")
    assert desk.enter(paper, desk.timur, l_invalid="", l_valid="600", v_one="420").state == "different"


def test_every_field_that_is_no_number_is_named_at_once(desk: Desk) -> None:
    entry = begin(paper=desk.paper(), by=desk.saule, now=NOW)
    typed = {**ADDS_UP, "l-issued": "6O0", "v-two": "1,80"}
    with pytest.raises(Refused) as wrong:
        save(entry=entry, typed=typed, confirmed="", by=desk.saule, now=NOW)
    assert [(one.code, one.where) for one in wrong.value.problems] == [
        ("R.320", "l-issued"),
        ("R.320", "v-two"),
    ]


def test_an_entry_without_figures_is_refused(desk: Desk) -> None:
    entry = begin(paper=desk.paper(), by=desk.saule, now=NOW)
    assert refused(lambda: save(entry=entry, typed={}, confirmed="", by=desk.saule, now=NOW)) == ["R.321"]


def test_what_does_not_add_up_is_saved_only_when_just_that_is_confirmed(desk: Desk) -> None:
    paper = desk.paper()
    entry = begin(paper=paper, by=desk.saule, now=NOW)
    typed = {**ADDS_UP, "v-one": "410"}
    other = desk.confirming({**ADDS_UP, "v-one": "390"})
    for confirmed in ("", "yes", other):
        wrong = refused(
            lambda c=confirmed: save(entry=entry, typed=typed, confirmed=c, by=desk.saule, now=NOW)
        )  # type: ignore[misc]
        assert wrong == ["R.322"]
    saved = save(entry=entry, typed=typed, confirmed=desk.confirming(typed), by=desk.saule, now=NOW)
    assert saved.state == "first_has_errors"


def test_a_protocol_that_does_not_add_up_on_the_paper_becomes_definitive_as_it_stands(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule, v_one="410")
    assert desk.enter(paper, desk.timur, v_one="410").state == "definitive"
    assert Protocol.objects.get().votes["one"] == 410


# ------------------------------------------------------------------ drafts, discarding, resetting


def test_what_is_typed_is_kept_as_it_is_typed(desk: Desk) -> None:
    paper = desk.paper()
    entry = begin(paper=paper, by=desk.saule, now=NOW)
    assert keep_draft(entry=entry, typed={"l-issued": "6O", "csrf": "x", "v-one": "4" * 99}, by=desk.saule)
    again = begin(paper=paper, by=desk.saule, now=NOW)
    assert (again.pk, again.typed) == (entry.pk, {"l-issued": "6O", "v-one": "4" * 40})


def test_a_draft_is_kept_by_nobody_else_and_not_once_it_is_saved(desk: Desk) -> None:
    paper = desk.paper()
    entry = begin(paper=paper, by=desk.saule, now=NOW)
    assert not keep_draft(entry=entry, typed={"l-issued": "1"}, by=desk.timur)
    save(entry=entry, typed=ADDS_UP, confirmed="", by=desk.saule, now=NOW)
    assert not keep_draft(entry=entry, typed={"l-issued": "1"}, by=desk.saule)


def test_a_typist_discards_only_what_they_type_themselves(desk: Desk) -> None:
    paper = desk.paper()
    begin(paper=paper, by=desk.saule, now=NOW)
    assert refused(lambda: discard(paper=paper, by=desk.timur, now=NOW)) == ["R.313"]
    assert discard(paper=paper, by=desk.saule, now=NOW).state == "empty"
    begin(paper=paper, by=desk.timur, now=NOW)


def test_a_discarded_second_entry_leaves_the_first_as_it_was(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule, v_one="410")
    begin(paper=paper, by=desk.timur, now=NOW)
    assert discard(paper=paper, by=desk.timur, now=NOW).state == "first_has_errors"


def test_a_first_entry_is_opened_again_by_its_typist_until_the_second_is_begun(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    assert refused(lambda: take_up(paper=paper, by=desk.timur, now=NOW)) == ["R.314"]
    entry = take_up(paper=paper, by=desk.saule, now=NOW)
    assert entry.typed == ADDS_UP
    save(entry=entry, typed=ADDS_UP, confirmed="", by=desk.saule, now=NOW)
    begin(paper=paper, by=desk.timur, now=NOW)
    assert refused(lambda: take_up(paper=paper, by=desk.saule, now=NOW)) == ["R.310"]


def test_a_reset_needs_a_reason_and_ends_both_entries(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    assert refused(lambda: reset(paper=paper, reason=" ", by=desk.aigerim, now=NOW)) == ["R.311"]
    assert reset(paper=paper, reason="Wrong paper.", by=desk.aigerim, now=NOW).state == "empty"
    assert not paper.entries.filter(ended_at=None).exists()
    assert paper.entries.count() == 1
    desk.enter(paper, desk.timur)


def test_a_protocol_that_is_entered_again_is_corrected_and_not_overwritten(desk: Desk) -> None:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    desk.enter(paper, desk.timur)
    old = Protocol.objects.get()
    reset(paper=paper, reason="A better photograph.", by=desk.aigerim, now=NOW)
    assert Protocol.objects.get(is_current=True) == old
    for user in (desk.timur, desk.saule):
        desk.enter(paper, user, l_on_list="1001")
    new = Protocol.objects.get(is_current=True)
    assert (new.corrects, new.version, new.lines["on_list"]) == (old, 2, 1001)
    assert Protocol.objects.get(pk=old.pk).lines["on_list"] == 1000


def test_what_cannot_be_read_is_set_aside_with_the_reason(desk: Desk) -> None:
    paper = desk.paper()
    begin(paper=paper, by=desk.saule, now=NOW)
    assert set_aside(paper=paper, reason="Blurred.", by=desk.saule, now=NOW).state == "unreadable"
    assert paper.steps.last().reason == "Blurred."


# ------------------------------------------------------------------ deciding


@pytest.fixture
def different(desk: Desk) -> Paper:
    """Saule read 400 and 180, Timur 410 and no second option."""
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    return desk.enter(paper, desk.timur, v_one="410", v_two="")


def test_each_difference_is_decided_and_documented(desk: Desk, different: Paper) -> None:
    choices = {"v-one": Choice("first"), "v-two": Choice("other", "1 80")}
    decide = lambda **given: resolve(  # noqa: E731
        **{
            "paper": different,
            "choices": choices,
            "reason": "The photograph shows 180.",
            "confirmed": "",
            "by": desk.aigerim,
            "now": NOW,
            **given,
        }
    )
    assert refused(decide) == ["R.320"]
    choices["v-two"] = Choice("other", "180")
    assert refused(lambda: decide(reason="")) == ["R.311"]
    assert refused(lambda: decide(choices={"v-one": Choice("first")})) == ["R.341"]
    protocol = decide()
    assert protocol.votes == {"one": 400, "two": 180}
    assert protocol.entered_by == desk.aigerim
    made = Resolution.objects.get()
    assert made.decided == {
        "v-one": {"first": 400, "second": 410, "taken": 400},
        "v-two": {"first": 180, "second": None, "taken": 180},
    }
    assert "results.entries_resolved" in actions_in_trail()


def test_nobody_decides_between_their_own_entry_and_another(desk: Desk, different: Paper) -> None:
    choices = {"v-one": Choice("first"), "v-two": Choice("first")}
    decide = lambda: resolve(  # noqa: E731
        paper=different, choices=choices, reason="X", confirmed="", by=desk.timur, now=NOW
    )
    assert refused(decide) == ["R.340"]


def test_a_decision_that_does_not_add_up_must_be_confirmed(desk: Desk, different: Paper) -> None:
    choices = {"v-one": Choice("second"), "v-two": Choice("first")}
    decide = lambda confirmed: resolve(  # noqa: E731
        paper=different, choices=choices, reason="X", confirmed=confirmed, by=desk.aigerim, now=NOW
    )
    assert refused(lambda: decide("")) == ["R.322"]
    assert decide(desk.confirming({**ADDS_UP, "v-one": "410"})).votes == {"one": 410, "two": 180}


# ------------------------------------------------------------------ correcting


@pytest.fixture
def definitive(desk: Desk) -> Protocol:
    paper = desk.paper()
    desk.enter(paper, desk.saule)
    desk.enter(paper, desk.timur)
    return Protocol.objects.get()


def test_a_correction_is_a_new_version_with_a_reason(desk: Desk, definitive: Protocol) -> None:
    typed = {**ADDS_UP, "l-on_list": "1010"}
    fix = lambda **given: correct_protocol(  # noqa: E731
        **{
            "protocol": definitive,
            "typed": typed,
            "reason": "A corrigendum.",
            "confirmed": "",
            "by": desk.aigerim,
            "now": NOW,
            **given,
        }
    )
    assert refused(lambda: fix(reason="")) == ["R.311"]
    assert refused(lambda: fix(typed=ADDS_UP)) == ["R.331"]
    new = fix()
    assert (new.version, new.corrects, new.lines["on_list"], new.reason) == (
        2,
        definitive,
        1010,
        "A corrigendum.",
    )
    definitive.refresh_from_db()
    assert (definitive.lines["on_list"], definitive.is_current) == (1000, False)
    assert refused(fix) == ["R.332"]
    assert "results.protocol_corrected" in actions_in_trail()


def test_what_was_not_entered_here_is_corrected_where_it_comes_from(desk: Desk) -> None:
    table = Protocol.objects.create(
        station=desk.station,
        contest=desk.contest,
        source_kind="official_table",
        lines={},
        votes={},
        source="X",
    )
    fix = lambda: correct_protocol(  # noqa: E731
        protocol=table, typed=ADDS_UP, reason="X", confirmed="", by=desk.aigerim, now=NOW
    )
    assert refused(fix) == ["R.333"]


# ------------------------------------------------------------------ the queue


def test_the_queue_gives_what_is_begun_then_second_entries_then_first_ones(desk: Desk) -> None:
    first, second, third = desk.paper(), desk.paper(), desk.paper()
    desk.enter(second, desk.timur)
    begin(paper=third, by=desk.saule, now=NOW)
    given = []
    for _time in range(4):
        entry = begin_next(mission=desk.mission, asked=Asked(), by=desk.saule, now=NOW)
        if entry is not None:
            given.append((entry.paper_id, entry.place))
            save(entry=entry, typed=ADDS_UP, confirmed="", by=desk.saule, now=NOW)
    assert given == [(third.pk, 1), (second.pk, 2), (first.pk, 1)]


def test_the_queue_keeps_to_the_contest_and_area_that_are_asked_for(desk: Desk) -> None:
    desk.paper()
    begun = lambda **asked: begin_next(mission=desk.mission, asked=Asked(**asked), by=desk.saule, now=NOW)  # noqa: E731
    assert begun(contest="other") is None
    assert begun(area="nowhere") is None
    assert begun(contest="list") is not None


# ------------------------------------------------------------------ what does not add up


def test_the_swapped_digits_that_would_make_it_right_are_named(desk: Desk) -> None:
    figures = filling(desk.contest, {**ADDS_UP, "v-two": "810"})
    found = {one.code: str(one.says) for one in findings_of(desk.contest, figures)}
    assert found["V.231"] == "With two digits swapped the sum would be right: Two 180 (not 810)."


def test_a_sum_that_no_slip_makes_right_names_none(desk: Desk) -> None:
    figures = filling(desk.contest, {**ADDS_UP, "v-two": "193"})
    assert [one.code for one in findings_of(desk.contest, figures)] == ["V.102"]
