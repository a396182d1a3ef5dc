"""Counting answers: what is in a denominator, what stands apart, what the digest commits to."""

from fractions import Fraction

from baqylau.core.figure import percent
from baqylau.observation.methods.counting import Seen, by_area, count_areas, count_records, count_share

STATES = ["missing", "not_observed", "dont_know", "not_applicable", "not_accepted"]


def seen(number: int, answer: object = None, state: str = "missing", area: str = "north") -> Seen:
    answers = {} if answer is None else {"q": answer}
    return Seen(number, 1, "day", area, answers, {} if answers else {"q": state})


def share(records: list[Seen], counts: list[object] | None = None):  # type: ignore[no-untyped-def]
    return count_share(records, name="f", question="q", counts=counts or ["yes"], source="test")  # type: ignore[arg-type]


def test_only_valid_answers_are_in_the_denominator_and_each_state_stands_apart() -> None:
    records = [
        seen(1, "yes"),
        seen(2, "no"),
        *(seen(3 + i, state=s) for i, s in enumerate(STATES)),
        seen(9, "yes"),
    ]
    figure = share(records)
    assert (figure.numerator, figure.denominator) == (2, 3)
    assert figure.value == Fraction(2, 3)
    assert figure.excluded == dict.fromkeys(sorted(STATES), 1)
    assert figure.rows == (1, 9)
    assert figure.base_rows == (1, 2, 9)
    assert figure.denominator + sum(figure.excluded.values()) == len(records)


def test_a_question_the_form_does_not_hold_is_not_a_missing_answer() -> None:
    assert share([Seen(1, 1, "day", "", {}, {})]).excluded == {"not_asked": 1}


def test_a_value_counts_only_in_its_own_type() -> None:
    records = [seen(1, 1), seen(2, "1"), seen(3, True), seen(4, 1.0)]
    assert share(records, [1]).rows == (1,)
    assert share(records, ["1", True]).rows == (2, 3)


def test_a_share_of_nothing_has_no_value() -> None:
    assert share([]).value is None


def test_the_digest_is_the_same_in_any_order_and_changes_with_any_row_it_used() -> None:
    records = [seen(1, "yes"), seen(2, "no"), seen(3, state="missing")]
    digest = share(records).digest
    assert share(list(reversed(records))).digest == digest
    assert share([seen(1, "yes"), seen(2, "yes"), seen(3)]).digest != digest
    assert share([seen(1, "yes"), seen(2, "no"), seen(3, state="not_observed")]).digest != digest
    assert share([seen(1, "yes"), seen(4, "no"), seen(3)]).digest != digest


def test_the_digest_does_not_change_when_another_question_is_corrected() -> None:
    before = Seen(1, 1, "day", "north", {"q": "yes", "other": "no"}, {})
    after = Seen(1, 2, "day", "north", {"q": "yes", "other": "yes"}, {})
    assert share([before]).digest == share([after]).digest


def test_records_and_areas_are_counted() -> None:
    records = [seen(1, "yes"), seen(2, "no", area="south"), seen(3, "no", area=""), seen(4, "no")]
    assert count_records(records, name="n", source="").numerator == 4
    areas = count_areas(records, name="n", source="")
    assert (areas.numerator, areas.denominator, areas.excluded) == (2, None, {"missing": 1})
    assert {area: len(rows) for area, rows in by_area(records).items()} == {"north": 2, "south": 1}


def test_halves_are_rounded_up_from_the_exact_fraction() -> None:
    assert percent(1, 16) == "6.3"
    assert percent(712, 2237) == "31.8"
    assert percent(712, 2280) == "31.2"
    assert percent(660, 1997) == "33.0"
    assert percent(94, 2246) == "4.2"
