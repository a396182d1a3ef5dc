"""Legal terms: known answers of the Kazakh calendars, and a slow way of counting beside the quick one."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baqylau.election.methods.deadlines import (
    BOUNDS,
    COUNTING,
    DAY_OFF_RULES,
    Bounds,
    Counting,
    DayOffRule,
    DaysOff,
    Term,
    counted_day,
    deadline,
    deadlines,
    moved_day,
)

ALMATY = ZoneInfo("Asia/Almaty")
AQTAU = ZoneInfo("Asia/Aqtau")
DAY = date(2023, 3, 19)
MARCH = DaysOff(
    holidays=frozenset({date(2023, 3, 8), date(2023, 3, 21), date(2023, 3, 22), date(2023, 3, 23)}),
    worked=frozenset({date(2023, 3, 25)}),
)


class TestDaysBeforeElectionDay:
    @pytest.mark.parametrize(
        ("day", "length", "bounds", "published"),
        [
            (DAY, -30, "inclusive", date(2023, 2, 18)),  # registration ends
            (DAY, -20, "clear", date(2023, 2, 26)),  # lists handed over
            (DAY, -15, "difference", date(2023, 3, 4)),  # lists may be inspected
            (DAY, -5, "clear", date(2023, 3, 13)),  # accreditation ends
            (date(2021, 1, 10), -5, "clear", date(2021, 1, 4)),
            (date(2022, 11, 20), -5, "clear", date(2022, 11, 14)),
            (date(2019, 6, 9), -5, "clear", date(2019, 6, 3)),
            (date(2021, 1, 10), -15, "difference", date(2020, 12, 26)),  # absentee certificates
            (date(2026, 3, 15), -15, "clear", date(2026, 2, 27)),
        ],
    )
    def test_published_days_are_met_by_one_way_of_counting(
        self, day: date, length: int, bounds: Bounds, published: date
    ) -> None:
        assert counted_day(day, length, counting="calendar", bounds=bounds) == published


class TestTerms:
    def test_ten_days_to_file_do_not_count_the_day_of_the_act(self) -> None:
        found = deadline(date(2023, 2, 18), Term(10, article="20"), ALMATY)
        assert (found.last_day, found.article) == (date(2023, 2, 28), "20")

    def test_the_last_day_ends_at_its_midnight(self) -> None:
        found = deadline(date(2023, 2, 18), Term(10), ALMATY)
        assert found.kept_by(datetime(2023, 2, 28, 23, 59, tzinfo=ALMATY))
        assert not found.kept_by(datetime(2023, 3, 1, tzinfo=ALMATY))
        assert found.kept_by(date(2023, 2, 28))
        assert not found.kept_by(date(2023, 3, 1))

    def test_a_time_of_day_is_in_time_sharp_and_not_a_minute_later(self) -> None:
        found = deadline(DAY, Term(-5, bounds="clear", ends_at=time(18)), ALMATY)
        assert found.ends.isoformat() == "2023-03-13T18:00:00+06:00"
        assert found.kept_by(datetime(2023, 3, 13, 18, tzinfo=ALMATY))
        assert not found.kept_by(datetime(2023, 3, 13, 18, 1, tzinfo=ALMATY))

    def test_the_day_is_that_of_the_place(self) -> None:
        late = datetime(2023, 3, 1, 18, 30, tzinfo=UTC)  # the 2nd in Almaty, still the 1st in Aqtau
        assert deadline(late, Term(3), ALMATY).last_day == date(2023, 3, 5)
        assert deadline(late, Term(3), AQTAU).last_day == date(2023, 3, 4)

    def test_the_count_ends_within_twelve_hours(self) -> None:
        found = deadline(datetime(2023, 3, 19, 20, tzinfo=ALMATY), Term(12, "hours"), ALMATY)
        assert found.ends == datetime(2023, 3, 20, 8, tzinfo=ALMATY)
        assert not found.kept_by(datetime(2023, 3, 20, 8, 1, tzinfo=ALMATY))

    def test_hours_do_not_stretch_when_a_clock_is_put_forward(self) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        found = deadline(datetime(2023, 3, 25, 20, tzinfo=berlin), Term(12, "hours"), berlin)
        assert found.ends.isoformat() == "2023-03-26T09:00:00+02:00"

    def test_working_days_pass_over_holidays_and_count_saturdays_that_are_worked(self) -> None:
        found = deadline(date(2023, 3, 20), Term(3, counting="working"), ALMATY, MARCH)
        assert found.last_day == date(2023, 3, 27)  # the 24th, the 25th (a Saturday worked), the 27th

    @pytest.mark.parametrize(
        ("rule", "last"),
        [("stays", date(2023, 3, 21)), ("next", date(2023, 3, 24)), ("previous", date(2023, 3, 20))],
    )
    def test_a_last_day_on_a_holiday_stays_or_moves(self, rule: DayOffRule, last: date) -> None:
        found = deadline(date(2023, 3, 16), Term(5, day_off=rule), ALMATY, MARCH)
        assert (found.last_day, found.moved) == (last, rule != "stays")
        assert found.counted_to == date(2023, 3, 21)

    def test_many_at_once_are_the_same_as_one_by_one(self) -> None:
        begins = [datetime(2023, 3, 1, hour, tzinfo=UTC) for hour in range(24)] + [date(2023, 3, 2)]
        for term in (Term(5), Term(5, counting="working", day_off="next")):
            assert deadlines(begins, term, ALMATY, MARCH) == [
                deadline(begin, term, ALMATY, MARCH) for begin in begins
            ]
        assert len(deadlines(begins[:2], Term(12, "hours"), ALMATY)) == 2


class TestWhatIsNoTerm:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"unit": "weeks"},
            {"counting": "lunar"},
            {"bounds": "about"},
            {"day_off": "whenever"},
            {"unit": "hours", "counting": "working"},
            {"unit": "hours", "ends_at": time(18)},
            {"length": 0, "bounds": "inclusive"},
            {"length": 10**6},
            {"ends_at": time(18, tzinfo=UTC)},
        ],
    )
    def test_is_refused(self, wrong: dict[str, object]) -> None:
        with pytest.raises(ValueError, match=r"\w+"):
            Term(**{"length": 5, **wrong})  # type: ignore[arg-type]

    def test_hours_need_a_moment_and_a_moment_its_zone(self) -> None:
        with pytest.raises(ValueError, match="moment"):
            deadline(DAY, Term(12, "hours"), ALMATY)
        with pytest.raises(ValueError, match="zone"):
            deadline(datetime(2023, 3, 19), Term(5), ALMATY)
        with pytest.raises(ValueError, match="zone"):
            deadlines([datetime(2023, 3, 19)], Term(5), ALMATY)

    def test_a_week_has_a_working_day(self) -> None:
        with pytest.raises(ValueError, match="weekend"):
            DaysOff(weekend=frozenset(range(7)))


days = st.dates(date(2019, 1, 1), date(2027, 1, 1))
FIRST = date(2023, 1, 1)


def some_days(bits: int) -> frozenset[date]:
    """Days of the first two months of 2023, one for each bit."""
    return frozenset(FIRST + timedelta(days=n) for n in range(bits.bit_length()) if bits >> n & 1)


off = st.builds(
    DaysOff,
    weekend=st.sampled_from([frozenset({5, 6}), frozenset({4, 5}), frozenset({6}), frozenset()]),
    holidays=st.integers(0, 2**59 - 1).map(some_days),
    worked=st.integers(0, 2**59 - 1).map(lambda bits: some_days(bits & bits >> 3 & bits >> 7)),
)


def slowly(begin: date, length: int, counting: Counting, bounds: Bounds, days_off: DaysOff) -> date:
    """Write down every day from the first on, strike those that do not count, take the last that is left."""
    direction = 1 if length >= 0 else -1
    listed = [begin + timedelta(days=direction * n) for n in range(abs(length) * 3 + 80)]
    counted = [day for day in listed if counting == "calendar" or days_off.works(day)]
    if bounds != "inclusive":
        counted = [day for day in counted if day != begin]
    wanted = abs(length) + (bounds == "clear")
    return counted[wanted - 1] if wanted else begin


@given(days, st.integers(-40, 40), st.sampled_from(COUNTING), st.sampled_from(BOUNDS), off)
def test_counting_is_the_same_as_writing_the_days_down(
    begin: date, length: int, counting: Counting, bounds: Bounds, days_off: DaysOff
) -> None:
    if bounds == "inclusive" and length == 0:
        return
    found = counted_day(begin, length, counting=counting, bounds=bounds, days_off=days_off)
    assert found == slowly(begin, length, counting, bounds, days_off)


@given(days, st.sampled_from(DAY_OFF_RULES), off)
def test_a_moved_day_is_the_nearest_working_day(day: date, rule: DayOffRule, days_off: DaysOff) -> None:
    moved = moved_day(day, rule, days_off)
    passed = {min(day, moved) + timedelta(days=n) for n in range(abs((moved - day).days) + 1)} - {moved}
    if rule == "stays":
        assert moved == day
    else:
        assert days_off.works(moved)
        assert not any(days_off.works(one) for one in passed)
