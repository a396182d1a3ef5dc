"""A risk-limiting audit of protocols: copies of drawn stations against the official table.

A batch is a station. With reported margins V_a > 0 of the assertions a (for a winner and a loser: v_w − v_l),
and n_p the most ballots that batch p can hold:

* error bound u_p = max_a (reported_a,p − least_a n_p) / V_a; for a winner and a loser that is
  ((v_w − v_l) + n_p) / V_wl. U is the sum over all batches.
* batches are drawn with replacement, with probability u_p / U (PPEB);
* planned number of draws at risk limit α, if nothing differs: ⌈ln α / ln(1 − 1/U)⌉ + 1;
* error e_p = max_a (reported_a,p − counted_a,p) / V_a, taint t_p = e_p / u_p;
* Kaplan–Markov: P = Π over draws of (1 − 1/U) / (1 − t_p). Once P ≤ α the outcome is confirmed.

(P. B. Stark 2008, 2009: MACRO, PPEB and Kaplan–Markov.) If the outcome is wrong, the chance that it is
confirmed is at most α. Nothing is assumed about how errors came about.

Batches for which it is known before the draw that there will be no copy are charged to the winners whole:
their votes are taken as bad as n_p allows, the margins are what is left, and they are not drawn. A drawn
batch whose copy cannot be had has taint 1, and nothing is confirmed.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from itertools import accumulate

from baqylau.results.methods.assertions import Assertion

SCALE = 10**12
"""Error bounds are rounded up to so many parts of one, so that whole numbers of ordinary size do. A bound
that is a little too large is still a bound."""

_EXACT = Context(prec=60)


class BeyondAudit(ValueError):
    """No audit can confirm this: the batches that cannot be audited could alone undo ``assertion``."""

    def __init__(self, assertion: Assertion) -> None:
        self.assertion = assertion
        super().__init__(f"{assertion.about}: {assertion.first or assertion.second}")


@dataclass(frozen=True, slots=True)
class Batch:
    """A station: its reported votes by option, and ``most``, the most ballots that it can hold."""

    code: str
    votes: Mapping[str, int]
    most: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is drawn from: batches by their codes' bytes, each with its error bound in parts of ``SCALE``.

    ``margins`` belong to ``assertions``, less what is charged for batches that cannot be audited.
    """

    batches: tuple[Batch, ...]
    bounds: tuple[int, ...]
    assertions: tuple[Assertion, ...]
    margins: tuple[int, ...]

    @property
    def total(self) -> int:
        """U in parts of ``SCALE``."""
        return sum(self.bounds)

    @property
    def total_bound(self) -> Fraction:
        """U, exactly."""
        return Fraction(self.total, SCALE)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One draw: its number from 1, its SHA-256, and the batch it fell on."""

    number: int
    sha256: str
    code: str


def plan(batches: Iterable[Batch], assertions: Sequence[Assertion], unaudited: Collection[str] = ()) -> Plan:
    """The error bounds; ``BeyondAudit`` where a margin is 0 or less."""
    ordered = sorted(batches, key=lambda batch: batch.code.encode())
    drawable = [batch for batch in ordered if batch.code not in unaudited]
    charged = sum(batch.most for batch in ordered if batch.code in unaudited)
    margins = [sum(one.of(batch.votes) for batch in drawable) + one.least * charged for one in assertions]
    for one, margin in zip(assertions, margins, strict=True):
        if margin <= 0:
            raise BeyondAudit(one)
    pairs = list(zip(assertions, margins, strict=True))
    bounds = [
        max(-(-(one.of(batch.votes) - one.least * batch.most) * SCALE // margin) for one, margin in pairs)
        for batch in drawable
    ]
    return Plan(tuple(drawable), tuple(bounds), tuple(assertions), tuple(margins))


def draws_needed(planned: Plan, risk: Fraction) -> int:
    """How many draws confirm the outcome at this risk limit if nothing differs.

    None are needed where all errors together could not undo the outcome (U below 1).
    """
    bound = planned.total_bound
    if bound <= 1:
        return 0 if bound < 1 else 1
    left = 1 - 1 / bound
    ratio = _EXACT.divide(_EXACT.ln(_decimal(risk)), _EXACT.ln(_decimal(left)))
    return int(ratio.to_integral_value(ROUND_CEILING)) + 1


def draw(planned: Plan, seed: str, number: int, after: int = 0) -> list[Ticket]:
    """Tickets ``after + 1`` to ``after + number``.

    Ticket j has the SHA-256 of ``seed|ticket|j``; taken as a whole number below 2²⁵⁶, multiplied by U and
    divided by 2²⁵⁶ without the rest, it falls on the first batch whose running sum of bounds is above it.
    """
    sums = list(accumulate(planned.bounds))
    return [_ticket(planned, sums, seed, place) for place in range(after + 1, after + number + 1)]


def _ticket(planned: Plan, sums: Sequence[int], seed: str, number: int) -> Ticket:
    sha256 = hashlib.sha256(f"{seed}|ticket|{number}".encode()).hexdigest()
    point = int(sha256, 16) * planned.total >> 256
    return Ticket(number, sha256, planned.batches[bisect_right(sums, point)].code)


@dataclass(frozen=True, slots=True)
class Compared:
    """A drawn batch and its copy: reported less counted votes by option, and the taint (1 without a copy)."""

    code: str
    differences: Mapping[str, int]
    taint: Fraction
    has_copy: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an audit is.

    ``p_values`` after each ticket up to the first whose copy is still awaited; ``confirmed_at`` is the number
    of the first ticket at which the risk limit was met, None if it was not. ``awaited`` are batches still to
    come in, in the order of the tickets.
    """

    p_values: tuple[float, ...]
    confirmed_at: int | None
    awaited: tuple[str, ...]
    compared: Mapping[str, Compared]

    @property
    def p_value(self) -> float:
        """The risk as it stands: 1 before anything was compared."""
        return self.p_values[-1] if self.p_values else 1.0


def progress(
    planned: Plan, tickets: Sequence[Ticket], copies: Mapping[str, Mapping[str, int] | None], risk: Fraction
) -> Progress:
    """Compare the copies that are there; a batch whose copy is None has none and will have none.

    Copies that were not drawn are not looked at.
    """
    place_of = {batch.code: place for place, batch in enumerate(planned.batches)}
    drawn = list(dict.fromkeys(ticket.code for ticket in tickets))
    compared = {code: _compare(planned, place_of[code], copies[code]) for code in drawn if code in copies}
    factor = Decimal(0) if planned.total_bound <= 1 else _decimal(1 - 1 / planned.total_bound)
    limit, p, p_values = _decimal(risk), Decimal(1), []
    confirmed_at = None
    for ticket in tickets:
        one = compared.get(ticket.code)
        if one is None:
            break
        left = _decimal(1 - one.taint)
        p = _EXACT.divide(_EXACT.multiply(p, factor), left) if left > 0 else Decimal("Infinity")
        if confirmed_at is None and p <= limit:
            confirmed_at = ticket.number
        p_values.append(float(min(p, Decimal(1))))
        if p.is_infinite():
            break
    return Progress(
        p_values=tuple(p_values),
        confirmed_at=confirmed_at,
        awaited=tuple(code for code in drawn if code not in copies),
        compared=compared,
    )


def _compare(planned: Plan, place: int, copy: Mapping[str, int] | None) -> Compared:
    batch, bound = planned.batches[place], Fraction(planned.bounds[place], SCALE)
    if copy is None:
        return Compared(batch.code, {}, Fraction(1), has_copy=False)
    differences = {
        option: batch.votes.get(option, 0) - copy.get(option, 0) for option in {**batch.votes, **copy}
    }
    error = max(
        Fraction(one.of(differences), margin)
        for one, margin in zip(planned.assertions, planned.margins, strict=True)
    )
    return Compared(batch.code, differences, min(error / bound, Fraction(1)), has_copy=True)


def _decimal(number: Fraction) -> Decimal:
    return _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))
