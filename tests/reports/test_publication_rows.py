"""The rows behind published figures: no small cells, and nothing that betrays one."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from baqylau.reports.methods.rows import FEWEST, Behind, as_csv, hidden, rows_of

NORTH_AND_SOUTH = {number: "north" if number < 20 else "south" for number in range(40)}


def test_a_cell_with_few_records_loses_its_area_in_every_figure():
    small = Behind("queue", {0, 1, *range(20, 30)}, set(range(40)))
    large = Behind("noise", set(range(10, 30)), set(range(40)))
    assert {0, 1} <= hidden([small, large], NORTH_AND_SOUTH)
    for _name, record, _counted, area in rows_of([small, large], NORTH_AND_SOUTH):
        assert not (record in (0, 1) and area)


def test_few_records_without_an_area_take_the_areas_of_all_with_them():
    figure = Behind("queue", {0, 1, *range(20, 30)}, set(range(40)))
    assert hidden([figure], NORTH_AND_SOUTH) == frozenset(range(40))


def test_large_cells_keep_their_areas():
    figure = Behind("noise", set(range(10, 30)), set(range(40)))
    rows = list(rows_of([figure], NORTH_AND_SOUTH))
    assert rows[0] == ("noise", 0, 0, "north")
    assert rows[-1] == ("noise", 39, 0, "south")
    assert sum(counted for _name, _record, counted, _area in rows) == 20


def test_the_file_has_no_columns_but_these():
    text = as_csv(rows_of([Behind("noise", {1}, {1})], {}))
    assert text.splitlines() == ["figure,record,counted,area", "noise,1,1,"]


@given(
    areas=st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=60),
    chosen=st.lists(st.sets(st.integers(0, 59)), min_size=1, max_size=4),
)
def test_no_cell_that_leaves_is_small_and_a_records_area_is_shown_everywhere_or_nowhere(areas, chosen):
    area_of = dict(enumerate(areas))
    base = set(area_of)
    figures = [Behind(str(at), one & base, base) for at, one in enumerate(chosen)]
    rows = list(rows_of(figures, area_of))
    cells = Counter((name, area, counted) for name, _record, counted, area in rows if area)
    without = hidden(figures, area_of)
    assert all(count >= FEWEST for count in cells.values())
    assert not without or len(without) >= FEWEST or without == base
    shown = {record: {area for _n, one, _c, area in rows if one == record} for record in base}
    assert all(len(areas) == 1 for areas in shown.values())
