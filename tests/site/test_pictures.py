"""Pictures drawn on the server."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

import pytest

from baqylau.core.pictures.chamber import chamber
from baqylau.core.pictures.classes import classes_of
from baqylau.core.pictures.map import WIDTH, draw


def _square(west: float, south: float, side: float) -> dict[str, object]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_a_map_is_true_to_scale_at_its_middle_latitude() -> None:
    drawing = draw({"all": _square(60, 55, 10)})
    assert drawing is not None
    assert drawing.width == WIDTH
    assert drawing.height == pytest.approx(WIDTH * 2, rel=0.01)  # cos(60°) is a half


def test_north_is_up_and_west_is_left() -> None:
    drawing = draw({"south-west": _square(60, 45, 4), "north-east": _square(70, 50, 4)})
    assert drawing is not None
    places = {shape.key: shape.centre for shape in drawing.shapes}
    assert places["south-west"][0] < places["north-east"][0]
    assert places["south-west"][1] > places["north-east"][1]


def test_a_small_area_is_marked_and_drawn_last() -> None:
    drawing = draw({"city": _square(71, 51, 0.2), "country": _square(50, 41, 30)})
    assert drawing is not None
    assert [(shape.key, shape.is_small) for shape in drawing.shapes] == [("country", False), ("city", True)]


def test_a_path_leads_back_to_where_it_began() -> None:
    drawing = draw({"all": _square(60, 45, 10)})
    assert drawing is not None
    path = drawing.shapes[0].path
    steps = [int(number) for number in re.findall(r"-?\d+", path.split("l")[1])]
    assert (sum(steps[::2]), sum(steps[1::2])) == (0, 0)


def test_nothing_to_draw_is_no_map() -> None:
    assert draw({}) is None
    assert draw({"unknown": {}}) is None


@pytest.mark.parametrize(
    "values",
    [
        ["25.82", "67.21"],
        ["0"],
        ["1000000", "3"],
        ["-5", "5"],
        ["0.001", "0.002"],
        ["50", "50"],
        ["60", "20"],
    ],
)
def test_each_value_falls_into_one_of_at_most_five_round_classes(values: list[str]) -> None:
    given = [Decimal(value) for value in values]
    classes = classes_of(given)
    assert classes is not None
    assert 1 <= classes.count <= 5
    for value in given:
        low, high = classes.bounds()[classes.of(value)]
        assert low <= value <= high
    assert all(one[1] == other[0] for one, other in pairwise(classes.bounds()))


def test_a_value_on_a_border_belongs_to_the_class_above_it() -> None:
    classes = classes_of([Decimal(20), Decimal(30), Decimal(70)])
    assert classes is not None
    assert classes.of(Decimal(30)) == classes.of(Decimal(20)) + 1


def test_no_values_are_no_classes() -> None:
    assert classes_of([]) is None


@pytest.mark.parametrize("seats", [[1], [3, 2], [40, 8, 6, 6, 5, 4], [76, 12, 10], [145], [200, 300]])
def test_a_chamber_has_as_many_dots_as_seats_and_none_covers_another(seats: list[int]) -> None:
    drawn = chamber(seats)
    assert [sum(dot.list_index == index for dot in drawn.dots) for index in range(len(seats))] == seats
    for index, one in enumerate(drawn.dots):
        for other in drawn.dots[index + 1 :]:
            distance = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
            assert distance >= drawn.radius * 1.9
