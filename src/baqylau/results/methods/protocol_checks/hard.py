"""Hard checks, V.1xx: identities that the lines of a protocol keep, one documented function each.

Each function says in a sentence what was found, from the two sides of its identity. An identity applies where
all lines that it needs exist; a pack or a COLUMNS.toml leaves out those that its law does not know, replaces
them and adds its own (V.170 to V.199). An identity that does not hold is a slip of the pen far more often
than anything else: it says which protocol to look at, and nothing about why.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from baqylau.core.problem import Phrase
from baqylau.results.methods.lines import VOTES
from baqylau.results.methods.protocol_checks.identity import Identity, Relation, identity

Says = Callable[[int, int], Phrase]
"""From the left and the right side of an identity to what is found, in a sentence."""


@dataclass(frozen=True, slots=True)
class HardCheck:
    """An identity, and how what is found is said. It does not apply where the line ``unless`` exists."""

    identity: Identity
    says: Says
    unless: str = ""

    @property
    def code(self) -> str:
        return self.identity.code

    @property
    def title(self) -> str:
        """What is found, in words."""
        return self.identity.title or (self.says.__doc__ or "").partition("\n")[0]

    def applies(self, lines: Collection[str]) -> bool:
        """Whether a source with these lines can be checked for it."""
        return self.identity.needs <= {*lines, VOTES} and self.unless not in lines


STANDARD: dict[str, HardCheck] = {}
"""By code, in the order in which they are reported."""


def hard(code: str, holds: str, *, unless: str = "") -> Callable[[Says], Says]:
    """Register the sentence of a standard identity."""

    def register(says: Says) -> Says:
        STANDARD[code] = HardCheck(identity(code, holds), says, unless)
        return says

    return register


def hard_checks(
    lines: Collection[str], own: Iterable[Identity] = (), left_out: Collection[str] = ()
) -> tuple[HardCheck, ...]:
    """The checks that apply to a source with these lines.

    ``own`` identities replace standard ones with the same code; those in ``left_out`` do not apply.
    """
    checks = STANDARD | {one.code: HardCheck(one, _in_general(one)) for one in own}
    return tuple(
        check for code, check in sorted(checks.items()) if code not in left_out and check.applies(lines)
    )


def broken(
    checks: Iterable[HardCheck], lines: Mapping[str, int], votes: Mapping[str, int | None]
) -> list[tuple[HardCheck, Phrase]]:
    """What one protocol does not keep: ``lines`` by code, ``votes`` by option; absent ones no key, or None.

    >>> [found] = broken(hard_checks({"valid"}), {"valid": 9}, {"a": 5, "b": 3})
    >>> found[0].code, str(found[1])
    ('V.101', '9 valid ballots, 8 votes for the options: 1 more ballots than votes.')
    """
    numbers = dict(lines)
    given = [number for number in votes.values() if number is not None]
    if len(given) == len(votes):
        numbers[VOTES] = sum(given)
    found = []
    for check in checks:
        sides = check.identity.sides(numbers)
        if sides and not check.identity.relation.holds(*sides):
            found.append((check, check.says(*sides)))
    return found


def _in_general(one: Identity) -> Says:
    """A sentence for an identity of which only its lines are known."""

    def says(left: int, right: int) -> Phrase:
        found: dict[str, str | int] = {
            "left": str(one.left),
            "a": left,
            "right": str(one.right),
            "b": right,
            "difference": abs(left - right),
            "title": f"{one.title.rstrip('.')}: " if one.title else "",
            "article": f" ({one.article})" if one.article else "",
        }
        if one.relation is Relation.EQUAL:
            return Phrase(
                "{title}{left} is {a}, {right} is {b}; they differ by {difference}{article}.", **found
            )
        if left > right:
            return Phrase(
                "{title}{left} is {a}, {right} is {b}; the first is larger by {difference}{article}.", **found
            )
        return Phrase(
            "{title}{left} is {a}, {right} is {b}; the first is smaller by {difference}{article}.", **found
        )

    return says


@hard("V.101", "valid <= votes")
def more_ballots_than_votes(valid: int, votes: int) -> Phrase:
    """More valid ballots than votes for the options.

    Innocent reasons: a line of the table was copied wrongly; an option is missing from the table; where
    ``valid`` is computed from issued ballots, a voter took a ballot and did not put it into the box.
    Where a voter has several votes the check does not apply as it stands.
    Source: openpkw, rule 4 ("the sum of all contestants = valid votes"); ForSet, Georgia 2016.
    """
    return Phrase(
        "{valid} valid ballots, {votes} votes for the options: {difference} more ballots than votes.",
        valid=valid,
        votes=votes,
        difference=valid - votes,
    )


@hard("V.102", "valid >= votes")
def more_votes_than_ballots(valid: int, votes: int) -> Phrase:
    """More votes for the options than valid ballots.

    Innocent reasons: an option counted twice or under its neighbour's line as well; a figure copied wrongly.
    Where a voter has several votes the check does not apply as it stands.
    Source: openpkw, rule 4; ForSet, Georgia 2016.
    """
    return Phrase(
        "{votes} votes for the options, {valid} valid ballots: {difference} more votes than ballots.",
        valid=valid,
        votes=votes,
        difference=votes - valid,
    )


@hard("V.103", "in_box = valid + invalid + both_marked? + not_counted?")
def box_differs_from_its_parts(in_box: int, parts: int) -> Phrase:
    """Ballots in the boxes are not the valid and invalid ones together.

    Innocent reasons: ballots of no established form that have no line; voters counted instead of ballots.
    Source: openpkw, rule 2.
    """
    return Phrase(
        "{in_box} ballots in the boxes, {parts} valid and invalid ones; they differ by {difference}.",
        in_box=in_box,
        parts=parts,
        difference=abs(in_box - parts),
    )


@hard("V.104", "cast = valid + invalid + both_marked? + not_counted?", unless="in_box")
def cast_differs_from_its_parts(cast: int, parts: int) -> Phrase:
    """Ballots cast are not the valid and invalid ones together; where ballots in the boxes have no line.

    Innocent reasons: a voter who signed and took the ballot away; ballots of no established form.
    Source: openpkw, rule 2.
    """
    return Phrase(
        "{cast} ballots cast, {parts} valid and invalid ones; they differ by {difference}.",
        cast=cast,
        parts=parts,
        difference=abs(cast - parts),
    )


@hard("V.105", "in_box = in_box_stationary + in_box_mobile")
def boxes_do_not_add_up(in_box: int, boxes: int) -> Phrase:
    """Stationary and mobile boxes together do not hold the ballots of all boxes.

    Innocent reasons: early votes in a box of their own that has no line.
    Source: the protocol itself, where it counts boxes apart; no single source.
    """
    return Phrase(
        "{in_box} ballots in all boxes, {boxes} in stationary and mobile boxes; they differ by {difference}.",
        in_box=in_box,
        boxes=boxes,
        difference=abs(in_box - boxes),
    )


@hard("V.106", "issued <= on_list + added_on_day? + on_special_list?")
def more_issued_than_voters(issued: int, voters: int) -> Phrase:
    """More ballots issued than voters on the lists.

    Innocent reasons: voters added on election day where that has no line; votes by absentee certificate; a
    mobile box, a hospital or a military unit counted here.
    Source: openpkw, rule 1.
    """
    return Phrase(
        "{issued} ballots issued, {voters} voters on the lists: {difference} more.",
        issued=issued,
        voters=voters,
        difference=issued - voters,
    )


@hard("V.107", "in_box <= issued")
def more_in_box_than_issued(in_box: int, issued: int) -> Phrase:
    """More ballots in the boxes than were issued.

    Innocent reasons: a ballot of another contest or station put into the box; signatures missed when counted.
    Source: openpkw; Abacus of the Kiesraad warns of the same difference.
    """
    return Phrase(
        "{in_box} ballots in the boxes, {issued} issued: {difference} more.",
        in_box=in_box,
        issued=issued,
        difference=in_box - issued,
    )


@hard("V.108", "cast <= on_list + added_on_day? + on_special_list?")
def more_cast_than_voters(cast: int, voters: int) -> Phrase:
    """More ballots cast than voters on the lists.

    Innocent reasons: voters added on election day where that has no line; a mobile box counted here.
    Source: openpkw, rule 1.
    """
    return Phrase(
        "{cast} ballots cast, {voters} voters on the lists: {difference} more.",
        cast=cast,
        voters=voters,
        difference=cast - voters,
    )


@hard("V.109", "in_box <= on_list + added_on_day? + on_special_list?", unless="issued")
def more_in_box_than_voters(in_box: int, voters: int) -> Phrase:
    """More ballots in the boxes than voters on the lists; where issued ballots have no line.

    Innocent reasons: voters added on election day where that has no line; a mobile box counted here.
    Source: openpkw, rule 1.
    """
    return Phrase(
        "{in_box} ballots in the boxes, {voters} voters on the lists: {difference} more.",
        in_box=in_box,
        voters=voters,
        difference=in_box - voters,
    )


@hard("V.110", "received = issued + cancelled_unused + spoiled? + lost?")
def received_differs_from_its_parts(received: int, parts: int) -> Phrase:
    """Ballots received are not those issued, cancelled, spoiled and lost together.

    Innocent reasons: spoiled ballots counted among the issued or the cancelled ones as well.
    Source: the reconciliation of ballots that the protocol asks for; no single source.
    """
    return Phrase(
        "{received} ballots received, {parts} issued, cancelled, spoiled, lost; they differ by {difference}.",
        received=received,
        parts=parts,
        difference=abs(received - parts),
    )


@hard("V.111", "issued = issued_in_station + issued_outside + issued_early? + issued_by_certificate?")
def ways_of_issuing_do_not_add_up(issued: int, ways: int) -> Phrase:
    """Ballots issued in the station, outside, early and on certificates are not all that were issued.

    Innocent reasons: a ballot on a certificate counted in the station as well, where the form wants it so.
    Source: the reconciliation of ballots that the protocol asks for; no single source.
    """
    return Phrase(
        "{issued} ballots issued in all, {ways} in the several ways; they differ by {difference}.",
        issued=issued,
        ways=ways,
        difference=abs(issued - ways),
    )


@hard("V.112", "issued <= received")
def more_issued_than_received(issued: int, received: int) -> Phrase:
    """More ballots issued than the station received.

    Innocent reasons: ballots brought in during the day that were not added to the line.
    Source: the reconciliation of ballots that the protocol asks for; no single source.
    """
    return Phrase(
        "{issued} ballots issued, {received} received: {difference} more.",
        issued=issued,
        received=received,
        difference=issued - received,
    )


@hard("V.113", "in_box_mobile <= issued_outside")
def more_in_mobile_box_than_issued_outside(in_box: int, issued: int) -> Phrase:
    """More ballots in the mobile boxes than were issued outside the station.

    Innocent reasons: early votes put into a mobile box.
    Source: openpkw, rule 6 (side channels).
    """
    return Phrase(
        "{in_box} ballots in mobile boxes, {issued} issued outside the station: {difference} more.",
        in_box=in_box,
        issued=issued,
        difference=in_box - issued,
    )


@hard("V.114", "voted_by_noon <= voted_by_17")
def fewer_voters_at_17_than_at_noon(noon: int, later: int) -> Phrase:
    """Fewer voters by 17:00 than by 12:00.

    Innocent reasons: the later figure counts from 12:00 on; the two figures changed places.
    Source: ForSet, Georgia 2016 (turnout during the day).
    """
    return Phrase("{noon} voters by 12:00, {later} by 17:00.", noon=noon, later=later)


@hard("V.115", "voted_by_17 <= issued")
def more_voters_at_17_than_ballots_issued(voters: int, issued: int) -> Phrase:
    """More voters by 17:00 than ballots issued in the whole day.

    Innocent reasons: figures during the day are reported by telephone and often rounded.
    Source: ForSet, Georgia 2016 (turnout during the day).
    """
    return Phrase(
        "{voters} voters by 17:00, {issued} ballots issued in the whole day.", voters=voters, issued=issued
    )
