"""The language of the feed's filters: what it means, and what it refuses."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from baqylau.core.problem import Refused
from baqylau.observation.sources.odata_filter import read_filter

KINDS = {"a": "text", "n": "number", "d": "date", "t": "time", "m": "moment", "b": "boolean"}
NOTHING = dict.fromkeys(KINDS)


@pytest.mark.parametrize(
    ("text", "row", "holds"),
    [
        ("a eq 'it''s'", {"a": "it's"}, True),
        ("a eq 'x' or a eq 'y' and n eq 1", {"a": "x", "n": 2}, True),
        ("(a eq 'x' or a eq 'y') and n eq 1", {"a": "x", "n": 2}, False),
        ("not contains(a,'b') and startswith(a, 'a')", {"a": "ac"}, True),
        ("endswith(tolower(a),'б')", {"a": "АБ"}, True),
        ("length(a) ge 2", {"a": "ab"}, True),
        ("contains(a,'b')", {}, False),
        ("n gt 1.5", {"n": Decimal("1.50000001")}, True),
        ("1 lt n", {"n": 2}, True),
        ("n ne 1", {}, True),
        ("n eq null", {}, True),
        ("n gt null", {"n": 1}, False),
        ("n le 5", {}, False),
        ("d gt 2026-02-28", {"d": "2026-03-01"}, True),
        ("t ge 07:30", {"t": "07:30:00"}, True),
        ("b", {"b": True}, True),
        ("b eq false", {"b": True}, False),
        ("not b", {}, True),
        ("n eq -1 and a eq ')'", {"n": -1, "a": ")"}, True),
    ],
)
def test_a_filter_means_what_odata_says(text: str, row: dict[str, Any], holds: bool) -> None:
    assert read_filter(text, KINDS).holds({**NOTHING, **row}) is holds


def test_moments_are_compared_as_moments() -> None:
    kept = read_filter("m ge 2026-03-01T07:00:00+05:00", KINDS)
    assert kept.holds({**NOTHING, "m": datetime(2026, 3, 1, 2, 0, tzinfo=UTC)})
    assert not kept.holds({**NOTHING, "m": datetime(2026, 3, 1, 1, 59, tzinfo=UTC)})


@pytest.mark.parametrize(
    "text", ["a", "a eq 1", "contains(n,'1')", "b gt true", "n eq 1 n", "eq", "a eq 'x", "\0"]
)
def test_a_filter_that_means_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        read_filter(text, KINDS)


def test_only_what_surely_holds_is_asked_of_the_database() -> None:
    assert [one.property for one in read_filter("a eq 'x' and n gt 1", KINDS).surely] == ["a", "n"]
    assert read_filter("a eq 'x' or n gt 1", KINDS).surely == ()
    assert read_filter("not (a eq 'x')", KINDS).surely == ()
