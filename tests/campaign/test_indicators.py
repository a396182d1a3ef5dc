"""Indicators as plain functions: formulas, denominators, what is never added together."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.campaign.methods import equality
from baqylau.campaign.methods import indicators as methods
from baqylau.campaign.methods.indicators import Coded
from baqylau.campaign.methods.monitored import Hours, Slot, by_hour, by_outlet, unmonitored
from baqylau.campaign.methods.pairing import Place, pairs
from baqylau.campaign.methods.shares import (
    Part,
    could_be_rounding,
    published_rest,
    rounding_rest,
    shown_sum,
)
from baqylau.core.figure import half_up


def broadcast(subject: str, seconds: int, outlet: str = "first", **more: object) -> Coded:
    return Coded("broadcast", outlet, subject, seconds, **more)  # type: ignore[arg-type]


def test_shares_are_of_the_time_given_to_subjects_and_exact() -> None:
    rows = [broadcast("a", 1), broadcast("b", 2), broadcast("a", 0)]
    shares = methods.share_of_time(rows)
    assert shares["a"].share == Fraction(1, 3)
    assert (shares["a"].count, shares["a"].whole, shares["a"].of) == (1, 3, "subjects")


def test_an_outlet_has_its_own_denominator() -> None:
    rows = [broadcast("a", 30), broadcast("b", 10), broadcast("a", 5, "third")]
    shares = methods.share_by_outlet(rows)
    assert shares["first", "a"] == Part(30, 40, "subjects of the outlet")
    assert shares["third", "a"].percent() == "100.0"


@pytest.mark.parametrize("other", ["print", "online"])
def test_seconds_are_never_added_to_anything_else(other: str) -> None:
    rows = [broadcast("a", 30), Coded(other, "gazette", "a", 30)]
    with pytest.raises(ValueError, match="different units"):
        methods.share_of_time(rows)


def test_direct_speech_is_of_the_time_of_which_it_was_coded() -> None:
    rows = [broadcast("a", 100, speech=40, speech_of=100), broadcast("a", 300)]
    assert methods.direct_speech(rows, methods.subject)["a"].percent() == "40.0"


def test_tone_is_of_what_the_subject_had_itself() -> None:
    rows = [broadcast("a", 90, tone="negative"), broadcast("a", 10, tone="positive"), broadcast("b", 900)]
    assert methods.tone_by_subject(rows)["a", "negative"] == Part(90, 100, "the subject")


def test_paid_news_and_prime_time_are_parts_of_the_same_whole() -> None:
    rows = [
        broadcast("a", 60, paid=True),
        broadcast("a", 20, programme_class="news", prime_time=True),
        broadcast("a", 20),
    ]
    for measure, count in (
        (methods.paid_share, 60),
        (methods.news_share, 20),
        (methods.prime_time_share, 20),
    ):
        assert measure(rows, methods.subject)["a"] == Part(count, 100, "the same")


def test_women_are_counted_among_voices_of_one_sex() -> None:
    rows = [broadcast("a", 1, sex=sex) for sex in ("f", "m", "m", "m", "both", "none", "")]
    assert methods.womens_share(rows, methods.subject)["a"].share == Fraction(1, 4)


def test_an_appearance_without_length_is_in_no_amount_and_is_named() -> None:
    rows = [broadcast("a", 10), broadcast("a", 0, items=2, measured=1)]
    assert methods.unmeasured(rows) == 1
    assert methods.items(rows, methods.subject) == {"a": 3}


CODED = st.builds(
    Coded,
    medium=st.just("broadcast"),
    outlet=st.sampled_from("xy"),
    subject=st.sampled_from("abc"),
    amount=st.integers(0, 50),
    paid=st.booleans(),
    prime_time=st.booleans(),
    tone=st.sampled_from(["negative", "neutral", "positive"]),
    sex=st.sampled_from(["f", "m", ""]),
    programme_class=st.sampled_from(["news", "debate"]),
)


@given(st.lists(CODED, max_size=30))
@settings(max_examples=60)
def test_shares_of_a_whole_make_the_whole(rows: list[Coded]) -> None:
    whole = sum(row.amount for row in rows)
    if whole:
        assert sum(part.share or 0 for part in methods.share_of_time(rows).values()) == 1
    for part in methods.paid_share(rows, methods.subject).values():
        assert 0 <= part.count <= part.whole
    slow = {
        key: sum(row.amount for row in rows if row.subject == key and row.paid)
        for key in {row.subject for row in rows}
    }
    assert {key: part.count for key, part in methods.paid_share(rows, methods.subject).items()} == slow


@given(st.lists(CODED, max_size=30))
@settings(max_examples=60)
def test_rows_that_are_alike_may_be_summed_first(rows: list[Coded]) -> None:
    alike: dict[tuple[object, ...], list[Coded]] = {}
    for row in rows:
        key = (row.outlet, row.subject, row.paid, row.prime_time, row.tone, row.sex, row.programme_class)
        alike.setdefault(key, []).append(row)
    summed = [
        replace(one[0], amount=sum(row.amount for row in one), items=len(one), measured=len(one))
        for one in alike.values()
    ]
    for measure in (methods.paid_share, methods.news_share, methods.prime_time_share, methods.womens_share):
        assert measure(rows, methods.subject) == measure(summed, methods.subject)
    assert methods.tone_by_subject(rows) == methods.tone_by_subject(summed)


# ------------------------------------------------------------------ equality


def test_seven_parties_have_an_equal_share_of_14_2857_per_cent() -> None:
    assert half_up(equality.equal_share(7) * 100, 4) == "14.2857"


def test_who_had_nothing_is_compared_too() -> None:
    found = equality.against_equal({"a": 30, "b": 10, "c": 0, "d": 0})
    assert [one.over_equal for one in found] == [
        Fraction(1, 2),
        Fraction(0),
        Fraction(-1, 4),
        Fraction(-1, 4),
    ]
    assert found[0].times_equal == 3


def test_a_reference_gives_shares_of_its_own() -> None:
    found = equality.against_equal({"a": 50, "b": 50}, {"a": 30, "b": 10})
    assert [one.reference for one in found] == [Fraction(3, 4), Fraction(1, 4)]
    assert found[0].over_reference == Fraction(-1, 4)


def test_nothing_for_anybody_has_no_shares() -> None:
    assert equality.against_equal({"a": 0, "b": 0}) == ()
    assert equality.evenness([0, 0]) is None
    assert equality.coefficient_of_variation([0]) is None
    assert equality.distance_from_equal([]) is None


@given(st.lists(st.integers(0, 1000), min_size=2, max_size=9).filter(any))
@settings(max_examples=80)
def test_indices_agree_with_their_formulas(had: list[int]) -> None:
    whole, n = sum(had), len(had)
    shares = [one / whole for one in had]
    slow = -sum(share * math.log(share) for share in shares if share) / math.log(n)
    assert equality.evenness(had) == pytest.approx(slow, abs=1e-12)
    mean = whole / n
    sigma = math.sqrt(sum((one - mean) ** 2 for one in had) / n)
    assert equality.coefficient_of_variation(had) == pytest.approx(sigma / mean)
    slow_distance = sum(abs(share - 1 / n) for share in shares) / 2
    assert float(equality.distance_from_equal(had) or 0) == pytest.approx(slow_distance)


# ------------------------------------------------------------------ shares as shown


def test_a_published_table_leaves_what_it_leaves() -> None:
    """Khabar 2011: 34.4 + 29 + 19.5 + 14 + 2.9; nothing is spread over the parts."""
    rest = published_rest(["34.4", "29", "19.5", "14", "2.9"])
    assert rest == Decimal("0.2")
    assert could_be_rounding(5, rest)


def test_thirds_are_shown_as_99_9_and_stay_so() -> None:
    thirds = [Part(1, 3, "all")] * 3
    assert shown_sum(thirds) == Decimal("99.9")
    assert rounding_rest(thirds) == Decimal("0.1")


def test_parts_that_are_not_all_of_it_have_no_rounding_to_speak_of() -> None:
    assert rounding_rest([Part(1, 3, "all")]) == 0


def test_a_part_of_nothing_has_no_share() -> None:
    assert Part(0, 0, "all").share is None
    assert Part(0, 0, "all").percent() == ""


# ------------------------------------------------------------------ hours


DAY = date(2026, 2, 22)


def test_a_slot_past_midnight_lies_in_the_hours_of_both_days() -> None:
    hours = by_hour([Slot("first", DAY, time(22, 30), time(1), covered=9000)])
    assert {hour: one.planned for (_outlet, hour), one in hours.items()} == {22: 1800, 23: 3600, 0: 3600}
    assert sum(one.covered for one in hours.values()) == 9000


def test_hours_of_which_nobody_has_said_anything_are_not_missed_ones() -> None:
    slots = [Slot("first", DAY, time(18), time(20), None), Slot("first", DAY, time(20), time(21), 0)]
    assert by_outlet(slots) == {"first": Hours(planned=10800, covered=0, unsaid=7200)}
    assert by_outlet(slots)["first"].missed == 3600
    assert len(unmonitored(slots)) == 2


def test_a_part_that_was_covered_stands_in_its_own_hours() -> None:
    slot = Slot("first", DAY, time(18), time(22), 3600, (time(20), time(21)))
    covered = {hour: one.covered for (_outlet, hour), one in by_hour([slot]).items()}
    assert covered == {18: 0, 19: 0, 20: 3600, 21: 0}


TIMES = st.times().map(lambda at: at.replace(microsecond=0))


@given(st.lists(st.builds(Slot, st.sampled_from("xy"), st.just(DAY), TIMES, TIMES, st.just(0)), max_size=6))
@settings(max_examples=60)
def test_no_planned_second_is_lost_between_hours(slots: list[Slot]) -> None:
    by_hours = sum(one.planned for one in by_hour(slots).values())
    assert by_hours == sum(one.planned for one in by_outlet(slots).values())


# ------------------------------------------------------------------ which items are one


def test_items_cut_differently_are_one_where_half_of_the_shorter_is_common() -> None:
    one = [Place(1, 0, 60), Place(2, 60, 60)]
    other = [Place(1, 0, 20), Place(2, 20, 45), Place(3, 118, 60)]
    assert pairs(one, other) == [(0, 1)]


def test_items_without_times_are_one_by_their_number() -> None:
    assert pairs([Place(1), Place(2)], [Place(2), Place(3)]) == [(1, 0)]


PLACES = st.lists(st.builds(Place, st.integers(1, 9), st.integers(0, 100), st.integers(1, 40)), max_size=8)


@given(PLACES, PLACES)
@settings(max_examples=80)
def test_each_item_is_paired_once_and_only_with_what_overlaps(one: list[Place], other: list[Place]) -> None:
    found = pairs(one, other)
    assert len({here for here, _there in found}) == len({there for _here, there in found}) == len(found)
    for here, there in found:
        a, b = one[here], other[there]
        common = min(a.ends, b.ends) - max(a.begins or 0, b.begins or 0)
        assert 2 * common >= min(a.length or 0, b.length or 0)
