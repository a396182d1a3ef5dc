"""Whether published figures agree with each other. A check says that figures disagree, never which is wrong.

:func:`check_figures` runs all of them. The innocent reasons are much the same everywhere: a slip of the pen,
a figure of another hour or of another body, rounding, and parts that a source did not list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from baqylau.core.digits import Kind
from baqylau.core.figure import half_up
from baqylau.core.problem import Phrase
from baqylau.election.methods.figure_relations import (
    BASES,
    FINAL,
    SUBSETS,
    Register,
    Same,
    bases_of,
    numerators_of,
    register_of,
    wholes_of_ballots,
)
from baqylau.election.methods.figure_words import shown_number, shown_sum, shown_value, slip_words
from baqylau.election.methods.figures import (
    ZERO,
    Ballot,
    Interval,
    Said,
    interval_of,
    places_of,
    slip_between,
)

HUNDRED = Fraction(100)
CUMULATIVE = frozenset({"turnout", "received_ballot", "took_part"})
"""What can only grow while the vote goes on."""
REQUESTED, ACCREDITED, DEPLOYED = "observers_requested", "foreign_observers", "observers_deployed"
"""Three different things, each with its own figures."""
MEAN_SHARE = "mean_share"
_CLOCK = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}", re.ASCII)
_SPEAKS_OF = {
    REQUESTED: re.compile(r"\brequest|запро[сш]|просил|сұра[дтғ]|сұрату", re.IGNORECASE),
    ACCREDITED: re.compile(r"accredit|аккредит", re.IGNORECASE),
    DEPLOYED: re.compile(r"deploy|направ(ил|л)|размести|развер|жібер|орналас", re.IGNORECASE),
}
_MEAN = re.compile(r"\b(average|mean|median)\b|средн|медиан|орташа", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Figures that disagree: their keys, the one that was looked at first, and how it shows.

    ``is_remark`` where they may both be right: rounded parts, a figure that says nothing.
    """

    code: str
    says: Phrase
    keys: tuple[str, ...]
    is_remark: bool = False


def check_figures(figures: Iterable[Said], ballots: Mapping[str, Ballot] | None = None) -> list[Conflict]:
    """All that does not agree, each finding once; conflicts before remarks, then by their numbers.

    ``ballots`` are the contests by code: whether every option has a figure decides whether a sum is
    complete. ``value`` of a figure is a decimal; figures without one are passed over.
    """
    register = register_of(figures, ballots or {})
    found: dict[tuple[str, frozenset[str]], Conflict] = {}
    for check in CHECKS:
        for conflict in check(register):
            found.setdefault((conflict.code, frozenset(conflict.keys)), conflict)
    return sorted(found.values(), key=lambda one: (one.is_remark, one.code))


# ------------------------------------------------------------------ parts and wholes


def parts_and_wholes(register: Register) -> Iterator[Conflict]:
    """N.101: parts that do not add up to their whole. N.106: they would, but two digits look swapped.

    A part "of which", or one that stands alone, is only not larger than the whole. Innocent reasons: parts
    the source did not list, persons counted in two parts, rounding (then a remark).
    """
    for whole, parts, is_complete in _sums(register):
        told: set[tuple[str, ...]] = set()
        for focus in register.focuses([whole, *parts]):
            total = register.told_by(whole, focus)
            members = [one for part in parts if (one := register.told_by(part, focus))]
            values = tuple(one.value for one in [*([total] if total else []), *members])
            if total and members and values not in told:
                told.add(values)
                yield from _compare_sum(total, members, is_complete, focus)


def _sums(register: Register) -> Iterator[tuple[Same, Sequence[Same], bool]]:
    """Each whole with its parts, and whether these are all."""
    for (whole, breakdown), parts in register.wholes.items():
        if whole not in register.figures or whole.is_percent:
            continue
        if breakdown in SUBSETS:
            yield from ((whole, [part], False) for part in parts)
        else:
            yield whole, parts, len(parts) > 1
    for whole, parts in wholes_of_ballots(register):
        yield whole, parts, True


def _compare_sum(
    total: Said, members: Sequence[Said], is_complete: bool, focus: Said | None
) -> Iterator[Conflict]:
    sum_of = sum((interval_of(one) for one in members), ZERO)
    wanted = interval_of(total)
    if not is_complete:
        sum_of = Interval(sum_of.low, None)
    added = sum((one.exact for one in members), Fraction(0))
    shown = {"parts": shown_sum(members), "sum": shown_number(added), "total": shown_value(total)}
    keys = _keys(focus, total, *members)
    if not sum_of.meets(wanted):
        says = Phrase("{parts} = {sum}, not {total}.", **shown)
        if is_complete and added < total.exact:
            rest = shown_number(total.exact - added)
            says = Phrase("{parts} = {sum} of {total}: {rest} not accounted for.", **shown, rest=rest)
        hint = _fitting(total, members, added) if is_complete else ""
        yield Conflict("N.101", _with(says, hint), keys)
    elif is_complete and added != total.exact and not places_of(total.value):
        if slip_between(total.value, str(added)) is Kind.SWAPPED:
            says = Phrase("{parts} = {sum}; {total} would be that with two digits swapped.", **shown)
            yield Conflict("N.106", says, keys)
        else:
            says = Phrase("{parts} = {sum} as printed, not {total}; some of them are rounded.", **shown)
            yield Conflict("N.101", says, keys, is_remark=True)


def _fitting(total: Said, members: Sequence[Said], added: Fraction) -> Phrase | str:
    """The one figure that a slip of the pen would explain, swapped digits before changed ones.

    A changed last digit is left out: nearly every small difference fits there.
    """
    if any(places_of(one.value) for one in (total, *members)):
        return ""
    fits = [(one, one.exact - added + total.exact) for one in members] + [(total, added)]
    slips = [(one, fit, slip_between(one.value, str(fit))) for one, fit in fits if fit >= 0]
    slips = [found for found in slips if found[2] is Kind.SWAPPED or abs(found[1] - found[0].exact) >= 10]
    slips.sort(key=lambda found: (found[2] is not Kind.SWAPPED, -found[0].exact))
    one, fit, kind = slips[0] if slips else (total, added, None)
    return slip_words(kind, one.value, str(fit)) if kind else ""


def shares_add_up(register: Register) -> Iterator[Conflict]:
    """N.102: the shares of all options add up to something that rounding does not bring to 100.

    Only where they are shares of the valid votes: where one may mark several, they add up to more.
    """
    seen: set[tuple[Same, ...]] = set()
    for same, said in list(register.all()):
        usual = same.is_percent and same.indicator in BASES and said.base in ("", BASES[same.indicator])
        parts = tuple(register.complete_parts(same)) if usual else ()
        if len(parts) < 2 or parts in seen:
            continue
        seen.add(parts)
        counted = {part.part for one in parts for part in register.complete_parts(numerators_of(one)[0])}
        are_all = bool(same.option) or {part.part for part in parts} == counted
        for focus in register.focuses(parts):
            members = [one for part in parts if (one := register.told_by(part, focus))]
            sum_of = sum((interval_of(one) for one in members), ZERO)
            sum_of = sum_of if are_all else Interval(sum_of.low, None)
            if not sum_of.meets(Interval(HUNDRED, HUNDRED)):
                added = shown_number(sum((one.exact for one in members), Fraction(0)))
                says = Phrase("The shares add up to {sum} %, which rounding does not explain.", sum=added)
                yield Conflict("N.102", says, _keys(focus, *members))


# ------------------------------------------------------------------ shares and counts


def shares_and_counts(register: Register) -> Iterator[Conflict]:
    """N.103: a percentage that does not follow from its count and its base.

    Innocent reasons: another base than the usual one, a count of another hour, a share cut off after its last
    digit instead of rounded (then a remark).
    """
    for same in [one for one in register.figures if one.is_percent]:
        best = register.best(same)
        numerator = next((one for one in numerators_of(same) if one in register.figures), None)
        if best is None or numerator is None:
            continue
        base = next((one for one in bases_of(same, best.base) if one in register.figures), None)
        parts = [base] if base else register.complete_parts(numerator)
        if not parts or parts == [numerator]:
            continue
        for focus in register.focuses([same, numerator, *parts]):
            share, count = register.told_by(same, focus), register.told_by(numerator, focus)
            bases = [one for part in parts if (one := register.told_by(part, focus))]
            if share and count:
                yield from _compare_share(share, count, bases, focus)


def _compare_share(share: Said, count: Said, bases: Sequence[Said], focus: Said | None) -> Iterator[Conflict]:
    of = sum((interval_of(one) for one in bases), ZERO)
    got = _quotient(interval_of(count), of)
    if got is None or got.meets(interval_of(share)):
        return
    base = sum((one.exact for one in bases), Fraction(0))
    places = places_of(share.value)
    true = half_up(HUNDRED * count.exact / base, places)
    says = Phrase(
        "{count} of {base} are {true} %, not {share} %.",
        count=shown_value(count),
        base=shown_number(base),
        true=true,
        share=share.value,
    )
    kind = slip_between(share.value, true)
    hint = slip_words(kind, share.value, true) if kind else ""
    unit = Fraction(1, 10**places)
    near = Interval(share.exact - unit, share.exact + unit)
    yield Conflict("N.103", _with(says, hint), _keys(focus, share, count, *bases), got.meets(near))


def _quotient(count: Interval, base: Interval) -> Interval | None:
    """The percentages that counts and bases between these ends give; None where the base may be 0."""
    if base.low is None or base.low <= 0:
        return None
    low = HUNDRED * count.low / base.high if count.low is not None and base.high else None
    return Interval(low, HUNDRED * count.high / base.low if count.high is not None else None)


def impossible_shares(register: Register) -> Iterator[Conflict]:
    """N.110: a percentage outside 0 to 100."""
    for _same, one in register.all():
        if one.is_percent and not 0 <= one.exact <= HUNDRED:
            yield Conflict("N.110", Phrase("{share} % is no share of anything.", share=one.value), (one.key,))


# ------------------------------------------------------------------ time, other sources


def what_must_not_fall(register: Register) -> Iterator[Conflict]:
    """N.104: a cumulative figure that is smaller later on.

    Innocent reasons: two lines of a table changed places; a correction. A final figure below a preliminary
    one is a remark, since counts made that night are corrected.
    """
    series: dict[Same, list[Same]] = {}
    for same in register.figures:
        if same.indicator in CUMULATIVE and (_CLOCK.fullmatch(same.as_of) or same.as_of == FINAL):
            series.setdefault(replace(same, as_of=""), []).append(same)
    for times in series.values():
        times.sort(key=lambda one: (one.as_of == FINAL, one.as_of))
        for place, same in enumerate(times):
            for one in register.figures[same]:
                yield from _falls(one, times[:place], times[place + 1 :], register)


def _falls(
    one: Said, before: Sequence[Same], after: Sequence[Same], register: Register
) -> Iterator[Conflict]:
    pairs: list[tuple[Said | None, Said | None]]
    pairs = [(register.best(other), one) for other in reversed(before)]
    pairs += [(one, register.best(other)) for other in after]
    for earlier, later in pairs:
        if earlier is None or later is None:
            continue
        low, high = interval_of(earlier).low, interval_of(later).high
        if low is not None and high is not None and high < low:
            says = Phrase(
                "{earlier} ({before}), then {later} ({after}): this can only grow.",
                earlier=shown_value(earlier),
                before=earlier.as_of or FINAL,
                later=shown_value(later),
                after=later.as_of or FINAL,
            )
            other = later if earlier is one else earlier
            is_final = (later.as_of or FINAL) == FINAL
            yield Conflict("N.104", says, (one.key, other.key), is_final)
            return


def same_figure_twice(register: Register) -> Iterator[Conflict]:
    """N.105: one figure, two values. N.106: they could both hold, but two digits look swapped.

    Innocent reasons: another hour, other commissions counted in, a correction that one source has not made.
    """
    for found in register.figures.values():
        best = found[0]
        for one in found[1:]:
            kind = slip_between(one.value, best.value)
            values = {"one": shown_value(one), "other": shown_value(best)}
            if not interval_of(one).meets(interval_of(best)):
                says = Phrase("{one} here, {other} there.", **values)
                hint = Phrase("Two digits may be swapped.") if kind is Kind.SWAPPED else ""
                yield Conflict("N.105", _with(says, hint), (one.key, best.key))
            elif kind is Kind.SWAPPED:
                says = Phrase("{one} here, {other} there: two digits may be swapped.", **values)
                yield Conflict("N.106", says, (one.key, best.key))


# ------------------------------------------------------------------ observers, and what says nothing


def more_deployed_than_accredited(register: Register) -> Iterator[Conflict]:
    """N.107: more observers deployed than accredited, of the same organisation and time.

    Innocent reason: those accredited by another body, or replaced during the mission.
    """
    for same in [one for one in register.figures if one.indicator == DEPLOYED]:
        deployed = register.best(same)
        accredited = register.best(replace(same, indicator=ACCREDITED))
        if deployed is None or accredited is None:
            continue
        low, high = interval_of(deployed).low, interval_of(accredited).high
        if low is not None and high is not None and low > high:
            says = Phrase(
                "{deployed} deployed, {accredited} accredited.",
                deployed=shown_value(deployed),
                accredited=shown_value(accredited),
            )
            yield Conflict("N.107", says, (deployed.key, accredited.key))


def requested_accredited_deployed(register: Register) -> Iterator[Conflict]:
    """N.108: the sentence speaks of one of the three numbers of observers, the entry is of another.

    Innocent reason: the sentence says it in other words.
    """
    for _same, one in register.all():
        if one.indicator not in _SPEAKS_OF or not one.sentence:
            continue
        spoken = [name for name, words in _SPEAKS_OF.items() if words.search(one.sentence)]
        if spoken and one.indicator not in spoken:
            says = Phrase(
                "Entered as {entered}, but the sentence speaks of {spoken}.",
                entered=_OBSERVERS[one.indicator],
                spoken=_OBSERVERS[spoken[0]],
            )
            yield Conflict("N.108", says, (one.key,), is_remark=True)


_OBSERVERS = {
    REQUESTED: Phrase("observers requested"),
    ACCREDITED: Phrase("observers accredited"),
    DEPLOYED: Phrase("observers deployed"),
}


def true_by_arithmetic_alone(register: Register) -> Iterator[Conflict]:
    """N.109: the mean share of n contestants is 100/n, whatever happens; it says nothing of any of them."""
    counts = sorted({len(one.contestants) for one in register.ballots.values()} - {0, 1})
    for _same, one in register.all():
        is_mean = one.indicator == MEAN_SHARE or bool(_MEAN.search(one.sentence))
        if not (one.is_percent and is_mean):
            continue
        for count in counts:
            mean = HUNDRED / count
            if interval_of(one).meets(Interval(mean, mean)):
                says = Phrase(
                    "The mean of {count} shares is {mean} % whatever they are: the figure says nothing.",
                    count=count,
                    mean=half_up(mean, 2),
                )
                yield Conflict("N.109", says, (one.key,), is_remark=True)
                break


CHECKS = (
    parts_and_wholes,
    shares_add_up,
    shares_and_counts,
    impossible_shares,
    what_must_not_fall,
    same_figure_twice,
    more_deployed_than_accredited,
    requested_accredited_deployed,
    true_by_arithmetic_alone,
)


def _with(says: Phrase, hint: Phrase | str) -> Phrase:
    return Phrase("{says} {hint}", says=says, hint=hint) if hint else says


def _keys(focus: Said | None, *figures: Said) -> tuple[str, ...]:
    first = [focus.key] if focus in figures and focus is not None else []
    return tuple(dict.fromkeys([*first, *(one.key for one in figures)]))
