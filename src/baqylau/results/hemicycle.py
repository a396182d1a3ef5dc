"""The half circle of a chamber: one dot for each seat, in the colour of its list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from baqylau.core.pictures.chamber import chamber


@dataclass(frozen=True, slots=True)
class Bloc:
    """Seats that sit together; ``index`` picks a colour where there is none. Without ``held``, nobody's."""

    name: str
    seats: int
    colour: str = ""
    index: int = 0
    is_held: bool = True


@dataclass(frozen=True, slots=True)
class Seat:
    """One dot."""

    x: float
    y: float
    bloc: Bloc


@dataclass(frozen=True, slots=True)
class Hemicycle:
    """The drawing; the legend and the text that stands for it are made of ``blocs``."""

    blocs: tuple[Bloc, ...]
    dots: tuple[Seat, ...]
    radius: float

    def __len__(self) -> int:
        return len(self.dots)


def hemicycle(blocs: Sequence[Bloc]) -> Hemicycle | None:
    """The chamber with the blocs that have seats, from left to right; None where nobody has one."""
    seated = tuple(bloc for bloc in blocs if bloc.seats)
    if not any(bloc.is_held for bloc in seated):
        return None
    drawn = chamber([bloc.seats for bloc in seated])
    dots = tuple(Seat(dot.x, dot.y, seated[dot.list_index]) for dot in drawn.dots)
    return Hemicycle(seated, dots, drawn.radius)
