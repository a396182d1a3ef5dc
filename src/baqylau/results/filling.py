"""The fields of a contest's protocol, and what was typed into them."""

from __future__ import annotations

from collections.abc import Mapping

from baqylau.core.problem import Problem, Refused
from baqylau.election.models import Contest
from baqylau.results.methods.layout import Field, Option, fields_of
from baqylau.results.methods.lines import LineCode
from baqylau.results.methods.typed_numbers import NotANumber, typed_number
from baqylau.results.models import Protocol, ProtocolLayout

USUAL_LINES = (
    LineCode.ON_LIST,
    LineCode.RECEIVED,
    LineCode.ISSUED,
    LineCode.CANCELLED_UNUSED,
    LineCode.SPOILED,
    LineCode.IN_BOX,
    LineCode.INVALID,
    LineCode.VALID,
)
"""What a protocol has where nobody says otherwise."""
SOME_STATIONS = 20
"""How many rows of an official table are looked at for the lines that it has."""


def fields_of_contest(contest: Contest) -> tuple[Field, ...]:
    """The fields of the contest's protocol in the order of the paper.

    As the pack declares them; else the lines of the official table, in the order of ``LineCode``; else the
    usual ones. The options follow.
    """
    return fields_by(layout_of(contest), contest)


def layout_of(contest: Contest) -> ProtocolLayout | None:
    """What the pack declares of the contest's protocol."""
    return ProtocolLayout.objects.filter(contest=contest).first()


def fields_by(layout: ProtocolLayout | None, contest: Contest) -> tuple[Field, ...]:
    """The fields by a layout, where there is one."""
    options = [Option(one.code, one.names) for one in contest.options.all()]
    return fields_of(layout.items if layout else _undeclared(contest), options)


def _undeclared(contest: Contest) -> list[dict[str, object]]:
    some = Protocol.objects.filter(contest=contest, mission=None, is_current=True)[:SOME_STATIONS]
    known = {code for protocol in some for code in protocol.lines} or set(USUAL_LINES)
    in_order = [str(code) for code in LineCode if code in known]
    own = sorted(known - set(in_order))
    return [*({"line": code} for code in [*in_order, *own]), {"options": []}]


def filling(contest: Contest, typed: Mapping[str, str]) -> dict[str, int]:
    """The numbers that were typed, by field; ``Refused`` (R.320) with each field that holds none."""
    figures: dict[str, int] = {}
    problems: list[Problem] = []
    for field in fields_of_contest(contest):
        try:
            number = typed_number(typed.get(field.name, ""))
        except NotANumber as wrong:
            problems.append(Problem("R.320", wrong.says, wrong.remedy, field.name))
            continue
        if number is not None:
            figures[field.name] = number
    if problems:
        raise Refused(problems)
    return figures
