"""What a filled protocol is checked for at once, while whoever typed it still has the paper at hand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.election.models import Contest
from baqylau.results.filling import fields_by, layout_of
from baqylau.results.line_words import field_in_words
from baqylau.results.methods.layout import LINE, Field, Figures, lines_and_votes
from baqylau.results.methods.lines import VOTES
from baqylau.results.methods.protocol_checks.hard import HardCheck, broken, hard_checks
from baqylau.results.methods.protocol_checks.identity import Identity, identity


@dataclass(frozen=True, slots=True)
class Finding:
    """An identity that does not hold: its code, what is found in words, and the fields it is about."""

    code: str
    says: Phrase
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checker:
    """The identities that apply to a contest's protocol, and its fields."""

    fields: tuple[Field, ...]
    own: tuple[Identity, ...]
    left_out: tuple[str, ...]

    @staticmethod
    def of(contest: Contest) -> Checker:
        """As the pack says, else the standard ones."""
        layout = layout_of(contest)
        own = () if layout is None else tuple(_identity(one) for one in layout.identities)
        return Checker(fields_by(layout, contest), own, tuple(layout.left_out) if layout else ())

    def findings(self, figures: Figures) -> tuple[Finding, ...]:
        """Every identity that these figures do not keep; one that needs a figure not given is passed over.

        With them, the slips of the pen that would make them hold.
        """
        lines, _votes = lines_and_votes(figures)
        declared = {field.code for field in self.fields if not field.is_option}
        votes = {field.code: figures.get(field.name) for field in self.fields if field.is_option}
        checks = hard_checks(declared, self.own, self.left_out)
        found = [
            Finding(one.code, says, tuple(self._names(one))) for one, says in broken(checks, lines, votes)
        ]
        return (*found, *self._slips(checks, figures)) if found else ()

    def _slips(self, checks: Sequence[HardCheck], figures: Figures) -> Iterator[Finding]:
        """Which digits, swapped or changed in one field, would make the sums right."""
        # Here, since it brings numpy with it, and most protocols add up.
        from baqylau.core.digits import likeliest
        from baqylau.results.methods.protocol_checks.run import SLIPS
        from baqylau.results.methods.protocol_checks.slips import slips_in

        fields = {
            field.code if not field.is_option else f"votes of {field.code}": field for field in self.fields
        }
        all_votes = all(field.name in figures for field in self.fields if field.is_option)
        cells = {
            cell: figures[field.name]
            for cell, field in fields.items()
            if field.name in figures and (all_votes or not field.is_option)
        }
        fitting = likeliest(slips_in(cells, checks, {}))
        named = [replace(one, cell=field_in_words(fields[one.cell])) for one in fitting]
        for code, find in SLIPS.items():
            said = find({0: named} if named else {})
            if code not in self.left_out and len(said):
                yield Finding(code, said.says(0), tuple(fields[one.cell].name for one in fitting))

    def _names(self, check: HardCheck) -> Iterable[str]:
        needs = check.identity.needs
        for field in self.fields:
            if (field.is_option and VOTES in needs) or field.name in {LINE + code for code in needs}:
                yield field.name


def _identity(one: dict[str, str]) -> Identity:
    return identity(one["code"], one["holds"], title=one["title"], article=one["article"])


def findings_of(contest: Contest, figures: Figures) -> tuple[Finding, ...]:
    """Every identity of the contest's protocol that these figures do not keep."""
    return Checker.of(contest).findings(figures)


def digest_of(found: Iterable[Finding]) -> str:
    """Tells whether somebody confirms what they were shown, and nothing that came up since."""
    return hashlib.sha256("\n".join(f"{one.code} {one.says}" for one in found).encode()).hexdigest()[:16]


def confirmed_or_refused(contest: Contest, figures: Figures, confirmed: str) -> tuple[Finding, ...]:
    """What was found, where it is what was confirmed (``digest_of``); ``Refused`` (R.322) otherwise."""
    found = findings_of(contest, figures)
    if found and confirmed != digest_of(found):
        says = Phrase("The figures do not add up.")
        remedy = Phrase("Compare them with the paper; if it says so, confirm it.")
        raise Refused(Problem("R.322", says, remedy))
    return found
