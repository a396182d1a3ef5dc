"""The list of possible violations: what the address asks for, and a table to download."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields

from django.db.models import QuerySet

from baqylau.accounts.models import User
from baqylau.core.text import has_words
from baqylau.disputes.models import PossibleViolation
from baqylau.disputes.possible_page import CHOICES, proposals
from baqylau.mission.models import Mission

COLUMNS = (
    *("item", "what", "at", "day_only", "area_code", "area", "window", "kind", "article", "rule", "says"),
    *("where", "source", "state", "reason", "judged_by", "judged_at", "violation"),
)


@dataclass(frozen=True, slots=True)
class PossibleSelection:
    """``?state=`` (open unless it says otherwise, ``all`` for any), ``?what=`` it is, ``?kind=``, ``?q=``."""

    state: str = PossibleViolation.State.OPEN
    what: str = ""
    kind: str = ""
    q: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, object]) -> PossibleSelection:
        """What the parameters of a page ask for; what is too long is cut."""
        given = {one.name: str(parameters.get(one.name, one.default)) for one in fields(cls)}
        return cls(**{name: value.replace("\0", "").strip()[:200] for name, value in given.items()})

    def among(self, found: QuerySet[PossibleViolation]) -> QuerySet[PossibleViolation]:
        """Those that are asked for, the newest first."""
        if self.state != "all":
            found = found.filter(state=self.state)
        if self.what in CHOICES:
            found = found.filter(item__startswith=f"{self.what}:")
        if self.kind:
            found = found.filter(kind=self.kind)
        if self.q:
            # They are few, and their texts are those of other registers: no key is kept for them.
            texts = found.order_by().values_list("pk", "says", "where", "article", "reason")
            wanted = [pk for pk, *said in texts if has_words(self.q, said)]
            found = found.filter(pk__in=wanted)
        return found.select_related("area", "judged_by", "violation").defer("area__boundary")


def possible_table(
    found: Sequence[PossibleViolation], mission: Mission, user: User
) -> Iterator[Sequence[object]]:
    """A row for each; the violation that was made of it is named to whoever may know of it."""
    yield COLUMNS
    for proposal in proposals(found, mission, user):
        one, area = proposal.one, proposal.one.area
        yield (
            one.item,
            one.item.partition(":")[0],
            one.at,
            "" if one.is_certain else "yes",
            area.code if area else "",
            area.name if area else "",
            one.event,
            one.kind,
            one.article,
            proposal.rule,
            one.says,
            one.where,
            one.source,
            one.state,
            one.reason,
            one.judged_by.name if one.judged_by else "",
            one.judged_at,
            proposal.violation.label if proposal.violation else "",
        )
