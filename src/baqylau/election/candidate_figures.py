"""The named figures that the register of candidates offers to reports, each with its denominator.

They count a mission's candidates of contests of one kind (lists, districts). What is not known is left out of
the denominator and named as excluded, never taken for a no. Rows are keys of candidates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from baqylau.core.figure import Figure, digest_of_rows, share_of_known
from baqylau.election.candidacies import Candidate, Nominator, Sex, Standing
from baqylau.election.standing import AGES

REGISTER = "register of candidates"
Known = Callable[[Candidate], bool | None]
"""Whether a candidate is counted; None where that is not known."""


def nominated(candidates: Iterable[Candidate], kind: str) -> Figure:
    """How many were put forward for contests of this kind."""
    found = _of_kind(candidates, kind)
    keys = tuple(one.pk for one in found)
    return Figure(
        name=f"candidates.nominated.{kind}",
        numerator=len(keys),
        denominator=None,
        source=f"{REGISTER}: all of contests of the kind {kind}",
        digest=_digest(found),
        rows=keys,
        base_rows=keys,
    )


def standing(candidates: Iterable[Candidate], kind: str, where: str) -> Figure:
    """Those who stand at ``where`` (registered, refused …) now, out of all who were put forward."""
    found = _of_kind(candidates, kind)
    return _share(
        f"candidates.{where}.{kind}",
        found,
        lambda one: one.standing == where,
        f"{REGISTER}: {where} after the last decision, out of all in contests of the kind {kind}",
    )


def women(candidates: Iterable[Candidate], kind: str) -> Figure:
    """Women, out of the registered whose sex is known."""
    return _share(
        f"candidates.women.{kind}",
        _registered(candidates, kind),
        lambda one: one.sex == Sex.FEMALE if one.sex else None,
        f"{REGISTER}: women, out of those registered in contests of the kind {kind} whose sex is known",
        "sex not known",
    )


def self_nominated(candidates: Iterable[Candidate], kind: str) -> Figure:
    """Who put themselves forward, out of the registered."""
    return _share(
        f"candidates.self_nominated.{kind}",
        _registered(candidates, kind),
        lambda one: one.nominated_by == Nominator.SELF,
        f"{REGISTER}: self-nominated, out of those registered in contests of the kind {kind}",
    )


def aged(candidates: Iterable[Candidate], kind: str, group: tuple[int, int]) -> Figure:
    """Those of an age (first and last year), out of the registered whose age group is known.

    A year of birth that leaves two groups open counts as not known. Ages are those of election day.
    """
    low, high = group
    return _share(
        f"candidates.aged_{low}.{kind}",
        _registered(candidates, kind),
        lambda one: None if (found := _age_group(one)) is None else found == group,
        f"{REGISTER}: aged {low} to {high} on election day, out of those registered in contests of the kind "
        f"{kind} whose age is known",
        "age not known",
    )


def _age_group(one: Candidate) -> tuple[int, int] | None:
    ages = one.ages_on(one.contest.election.day)
    if ages is None:
        return None
    return next((group for group in AGES if group[0] <= ages[0] and ages[1] <= group[1]), None)


def _of_kind(candidates: Iterable[Candidate], kind: str) -> list[Candidate]:
    return [one for one in candidates if one.contest.kind == kind]


def _registered(candidates: Iterable[Candidate], kind: str) -> list[Candidate]:
    return [one for one in _of_kind(candidates, kind) if one.standing == Standing.REGISTERED]


def _share(name: str, found: list[Candidate], counts: Known, source: str, unknown: str = "") -> Figure:
    told = [(one.pk, counts(one)) for one in found]
    return share_of_known(name, told, source=source, digest=_digest(found), unknown=unknown)


def _digest(found: Iterable[Candidate]) -> str:
    return digest_of_rows(
        (one.pk, f"{one.standing} {one.nominated_by} {one.sex} {one.born or one.birth_year or ''}")
        for one in found
    )
