"""Audits of protocols: bounds, draws and risk by formula, by hand, and by repeating them."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from math import ceil, log

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from baqylau.results.methods.assertions import (
    About,
    Assertion,
    NotCovered,
    majority,
    plurality,
    seats,
    second_round,
)
from baqylau.results.methods.batch_audit import (
    SCALE,
    Batch,
    BeyondAudit,
    Plan,
    draw,
    draws_needed,
    plan,
    progress,
)
from baqylau.results.methods.rule import Counted, Divisor, Method, Quota, Rule
from baqylau.results.methods.seats import allocate

SEED = "31415926535897932384"
FIVE = Fraction(1, 20)
ALIKE = [Batch(f"{place:03}", {"a": 60, "b": 40}, 100) for place in range(100)]
"""A hundred stations, 6,000 to 4,000: u = (20 + 100) / 2000 = 0.06 each, U = 6."""


def planned(batches: list[Batch] = ALIKE) -> Plan:
    totals = {option: sum(one.votes[option] for one in batches) for option in batches[0].votes}
    return plan(batches, plurality(totals))


# ------------------------------------------------------------------ assertions


def test_a_winner_leads_each_loser() -> None:
    found = plurality({"a": 50, "b": 30, "c": 20}, 2)
    assert [(one.first, one.second) for one in found] == [("a", "c"), ("b", "c")]
    assert found[0].of({"a": 50, "b": 30, "c": 20}) == 30
    assert found[0].least == -1


def test_level_options_have_no_outcome_to_audit() -> None:
    for votes, winners in (({"a": 5, "b": 5}, 1), ({"a": 5}, 1), ({"a": 5, "b": 4}, 2)):
        with pytest.raises(NotCovered, match="level"):
            plurality(votes, winners)


def test_a_majority_is_one_assertion_against_all_others() -> None:
    (one,) = majority({"a": 51, "b": 30, "c": 19})
    assert (one.about, one.first, one.of({"a": 51, "b": 30, "c": 19})) == (About.MAJORITY, "a", 2)
    with pytest.raises(NotCovered, match="no_majority"):
        majority({"a": 50, "b": 30, "c": 20})


def test_a_second_round_means_nobody_has_half_and_two_lead_the_rest() -> None:
    votes = {"a": 45, "b": 35, "c": 20}
    found = second_round(votes)
    assert [one.of(votes) for one in found] == [10, 30, 60, 25, 15]
    with pytest.raises(NotCovered, match="majority"):
        second_round({"a": 60, "b": 40})


RULES = st.builds(
    lambda seats, divisor, threshold, of_one: Rule(
        seats=seats,
        method=Method.HIGHEST_AVERAGES if divisor else Method.LARGEST_REMAINDER,
        quota=None if divisor else Quota.HARE,
        divisor=divisor,
        threshold=Fraction(threshold, 100),
        thresholds={} if of_one is None else {"0": Fraction(of_one, 100)},
    ),
    st.integers(1, 12),
    st.sampled_from([None, *Divisor]),
    st.sampled_from([0, 5, 7, 15]),
    st.sampled_from([None, None, 0, 20]),
)
VOTES = st.lists(st.integers(0, 60), min_size=2, max_size=5)


@settings(max_examples=600, deadline=None)
@given(VOTES, st.data(), RULES)
def test_where_all_assertions_hold_of_other_votes_they_give_the_same_seats(
    reported: list[int], data: st.DataObject, rule: Rule
) -> None:
    counted = [Counted(str(place), votes) for place, votes in enumerate(reported)]
    try:
        assertions = seats(counted, rule)
    except NotCovered:
        assume(False)
    assert all(one.of({other.option: other.votes for other in counted}) >= 0 for one in assertions)
    change = st.lists(st.integers(-12, 12), min_size=len(reported), max_size=len(reported))
    true = [max(0, votes + by) for votes, by in zip(reported, data.draw(change), strict=True)]
    votes = {str(place): number for place, number in enumerate(true)}
    if all(one.of(votes) > 0 for one in assertions):
        other = allocate([Counted(option, number) for option, number in votes.items()], rule)
        assert other.seats == allocate(counted, rule).seats
        assert not other.ties


def test_kazakhstan_2023_is_thresholds_and_pairs_of_lists() -> None:
    votes = {"1": 3431510, "2": 693938, "3": 547154, "4": 535139, "5": 432920, "6": 331058, "7": 146431}
    votes |= {"against": 248291}
    rule = Rule(
        seats=69,
        method=Method.LARGEST_REMAINDER,
        quota=Quota.HARE,
        threshold=FIVE,
        not_eligible=frozenset({"against"}),
    )
    found = seats([Counted(*one) for one in votes.items()], rule)
    assert len(found) == 7 + 6 * 5
    assert all(one.of(votes) > 0 for one in found)
    last = next(one for one in found if (one.about, one.first) == (About.ADMITTED, "6"))
    assert last.of(votes) == 20 * 331058 - sum(votes.values())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"caps": {"a": 1}}, "caps"),
        ({"threshold_base": 1000, "threshold": FIVE}, "threshold_base"),
        ({"quota": Quota.DROOP}, "quota"),
        ({"quota_rounded": True}, "quota"),
        ({"threshold": Fraction(1, 2), "minimum_lists": 2}, "minimum_lists"),
        ({"threshold": Fraction(1)}, "nobody"),
        ({"seats": 1}, "level"),
    ],
)
def test_what_these_assertions_do_not_express_is_said(change: dict[str, object], why: str) -> None:
    given: dict[str, object] = {"seats": 2, "method": Method.LARGEST_REMAINDER, "quota": Quota.HARE, **change}
    with pytest.raises(NotCovered, match=why):
        seats([Counted("a", 10), Counted("b", 10), Counted("c", 9)], Rule(**given))  # type: ignore[arg-type]


# ------------------------------------------------------------------ bounds and numbers


def test_bounds_and_number_of_draws_are_those_of_the_formulas() -> None:
    found = planned()
    assert found.bounds == (6 * SCALE // 100,) * 100
    assert found.total_bound == 6
    assert draws_needed(found, FIVE) == ceil(log(0.05) / log(1 - 1 / 6)) + 1 == 18


def test_the_bound_is_the_largest_over_all_pairs() -> None:
    votes = {"a": 50, "b": 30, "c": 20}
    found = plan([Batch("1", votes, 120), Batch("2", votes, 120)], plurality(votes))
    assert found.margins == (40, 60)
    assert found.bounds == (max(Fraction(20 + 120, 40), Fraction(30 + 120, 60)) * SCALE,) * 2


def test_what_cannot_be_audited_is_charged_to_the_winner() -> None:
    few = [f"{place:03}" for place in range(5)]
    found = plan(ALIKE, plurality({"a": 6000, "b": 4000}), few)
    assert found.margins == (95 * 20 - 5 * 100,)
    assert len(found.batches) == 95
    assert found.total_bound == pytest.approx(95 * Fraction(120, 1400))
    with pytest.raises(BeyondAudit, match="lead: a"):
        plan(ALIKE, plurality({"a": 6000, "b": 4000}), [one.code for one in ALIKE[:20]])


def test_where_no_error_could_undo_the_outcome_nothing_is_drawn() -> None:
    one = [Batch("1", {"a": 1000, "b": 0}, 1000)]
    assert planned(one).total_bound == 2
    assert draws_needed(planned([Batch("1", {"a": 0, "b": 1000}, 0)]), FIVE) == 1


# ------------------------------------------------------------------ the draw


def test_tickets_can_be_drawn_again_by_hand() -> None:
    batches = [Batch("7", {"a": 9, "b": 1}, 10), Batch("10", {"a": 90, "b": 10}, 100)]
    found = planned(batches)
    assert [one.code for one in found.batches] == ["10", "7"]
    for ticket in draw(found, SEED, 50):
        digest = hashlib.sha256(f"{SEED}|ticket|{ticket.number}".encode()).hexdigest()
        point = Fraction(int(digest, 16), 2**256) * found.total
        assert ticket.sha256 == digest
        assert ticket.code == ("10" if point < found.bounds[0] else "7")


def test_more_tickets_go_on_where_the_first_ended() -> None:
    assert draw(planned(), SEED, 5) + draw(planned(), SEED, 7, after=5) == draw(planned(), SEED, 12)


def test_batches_are_drawn_as_often_as_their_bounds_say() -> None:
    batches = [Batch(str(place), {"a": 10 * place, "b": 2}, 20 * place + 2) for place in range(1, 9)]
    found = planned(batches)
    drawn = draw(found, SEED, 20_000)
    for batch, bound in zip(found.batches, found.bounds, strict=True):
        share = sum(one.code == batch.code for one in drawn) / 20_000
        assert share == pytest.approx(bound / found.total, abs=0.012)


# ------------------------------------------------------------------ risk


def test_without_a_difference_the_planned_number_confirms() -> None:
    found = planned()
    tickets = draw(found, SEED, draws_needed(found, FIVE))
    copies = {one.code: one.votes for one in ALIKE}
    at = progress(found, tickets, copies, FIVE)
    assert at.p_values[:3] == pytest.approx([5 / 6, (5 / 6) ** 2, (5 / 6) ** 3])
    assert at.p_value <= 0.05
    assert at.confirmed_at == 17
    assert at.awaited == ()


def test_a_difference_raises_the_risk_by_its_taint() -> None:
    found = planned()
    tickets = draw(found, SEED, 2)
    copies = {tickets[0].code: {"a": 54, "b": 46}, tickets[1].code: {"a": 60, "b": 40}}
    at = progress(found, tickets, copies, FIVE)
    taint = Fraction(12, 2000) / Fraction(120, 2000)
    assert at.compared[tickets[0].code].taint == taint
    assert at.compared[tickets[0].code].differences == {"a": 6, "b": -6}
    assert at.p_values[0] == pytest.approx(5 / 6 / (1 - 0.1))


def test_a_difference_in_the_losers_favour_lowers_the_risk() -> None:
    found = planned()
    tickets = draw(found, SEED, 1)
    at = progress(found, tickets, {tickets[0].code: {"a": 66, "b": 34}}, FIVE)
    assert at.p_value == pytest.approx(5 / 6 / 1.1)


def test_the_running_risk_stops_at_the_first_copy_that_is_awaited() -> None:
    found = planned()
    tickets = draw(found, SEED, 6)
    late = tickets[3].code
    copies = {one.code: one.votes for one in ALIKE if one.code != late}
    at = progress(found, tickets, copies, FIVE)
    assert len(at.p_values) == next(place for place, one in enumerate(tickets) if one.code == late)
    assert at.awaited == (late,)


def test_a_drawn_batch_without_a_copy_is_charged_whole_and_nothing_is_confirmed() -> None:
    found = planned()
    tickets = draw(found, SEED, 40)
    copies: dict[str, dict[str, int] | None] = {one.code: dict(one.votes) for one in ALIKE}
    copies[tickets[0].code] = None
    at = progress(found, tickets, copies, FIVE)
    assert at.p_value == 1
    assert at.confirmed_at is None


def slow_p(found: Plan, tickets: list[str], copies: dict[str, dict[str, int]]) -> Fraction:
    """Kaplan–Markov in fractions all the way, from the formulas."""
    p = Fraction(1)
    for code in tickets:
        place = [one.code for one in found.batches].index(code)
        errors = []
        for one, margin in zip(found.assertions, found.margins, strict=True):
            errors.append(Fraction(one.of(found.batches[place].votes) - one.of(copies[code]), margin))
        bound = Fraction(found.bounds[place], SCALE)
        p *= (1 - 1 / found.total_bound) / (1 - max(errors) / bound)
    return p


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(2, 12), st.integers(2, 4))
def test_the_risk_agrees_with_fractions_all_the_way(seed: int, stations: int, options: int) -> None:
    random = np.random.default_rng(seed)
    table = random.integers(0, 80, (stations, options)) + np.arange(options)[::-1] * 60
    batches = [
        Batch(str(place), {str(at): int(votes) for at, votes in enumerate(row)}, int(row.sum()) + 30)
        for place, row in enumerate(table)
    ]
    found = planned_from(batches)
    assume(found is not None)
    assert found
    tickets = draw(found, SEED, 15)
    copies = {
        one.code: {option: max(0, votes + int(random.integers(-3, 4))) for option, votes in one.votes.items()}
        for one in batches
    }
    at = progress(found, tickets, copies, FIVE)
    expected = slow_p(found, [one.code for one in tickets], copies)
    assert at.p_value == pytest.approx(min(1.0, float(expected)), rel=1e-12)


def planned_from(batches: list[Batch]) -> Plan | None:
    try:
        return planned(batches)
    except NotCovered:
        return None


def test_a_wrong_outcome_is_confirmed_no_more_often_than_the_limit_says() -> None:
    """Reported 6,000 to 4,000; in truth 4,999 to 5,001. 500 audits at 10 %."""
    true = [dict(one.votes) for one in ALIKE]
    for one in true[:50]:
        one.update({"a": 40, "b": 60})
    true[50].update({"a": 59, "b": 41})
    assert sum(one["a"] for one in true) == 4999
    found, limit, confirmed = planned(), Fraction(1, 10), 0
    copies = {batch.code: votes for batch, votes in zip(ALIKE, true, strict=True)}
    times = 500
    for audit in range(times):
        tickets = draw(found, f"{SEED}{audit}", 40)
        confirmed += progress(found, tickets, copies, limit).confirmed_at is not None
    assert confirmed / times <= 0.1 + 3 * (0.1 * 0.9 / times) ** 0.5


def test_an_assertion_never_counts_an_invalid_ballot_against_itself() -> None:
    assert Assertion(About.SEAT, "a", "b", {"a": 3, "b": 1}).least == 0
