"""The page of one discrepancy: what was found, the protocols side by side, what may explain it, its steps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from baqylau.accounts.models import User
from baqylau.mission.models import Mission
from baqylau.results.discrepancy_list import Asked, Words, neighbours
from baqylau.results.discrepancy_words import REASONS
from baqylau.results.line_words import line_in_words
from baqylau.results.methods import discrepancy_states as states
from baqylau.results.methods.layout import LINE, OPTION
from baqylau.results.models import Discrepancy, DiscrepancyStep, ProtocolSource
from baqylau.results.station_page import OfContest, of_station

DONE: dict[str, Promise] = {
    "assign": gettext_lazy("assigned"),
    "release": gettext_lazy("given back"),
    "explain": gettext_lazy("explained"),
    "close": pgettext_lazy("of a discrepancy", "closed"),
    "reopen": gettext_lazy("reopened"),
    "comment": gettext_lazy("comment"),
    "changed": gettext_lazy("figures changed"),
    "gone": gettext_lazy("gone by itself"),
    "back": gettext_lazy("back again"),
}


@dataclass(frozen=True, slots=True)
class Total:
    """A published figure beside the sum of the stations."""

    name: str
    published: int
    ours: int

    @property
    def difference(self) -> int:
        return self.published - self.ours


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done, in words; ``by`` is empty where the figures themselves changed."""

    what: str
    by: str
    at: datetime
    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class OneDiscrepancy:
    """Everything on the page. ``may`` are the moves that its state allows, ``names`` the fields concerned."""

    row: Discrepancy
    title: str
    says: str
    suggestion: str
    reasons: str
    source: str
    may: frozenset[str]
    names: frozenset[str]
    shown: OfContest | None
    totals: Sequence[Total]
    done: Sequence[Done]
    before: int | None
    after: int | None


def look_at(row: Discrepancy, mission: Mission, asked: Asked, user: User) -> OneDiscrepancy:
    """Gather the page; ``asked`` is the list that somebody comes from."""
    words = Words(mission)
    listed = asked.among(Discrepancy.objects.filter(mission=mission), user)
    before, after = neighbours(listed, row.pk)
    return OneDiscrepancy(
        row=row,
        title=words.title(row),
        says=words.says(row),
        suggestion=words.suggestion(row),
        reasons=str(REASONS.get(row.code, "")),
        source=source_of(row.about),
        may=states.may(row.state),
        names=frozenset(figure["name"] for figure in row.figures),
        shown=_shown(row, mission),
        totals=() if row.station_id else tuple(_totals(row)),
        done=tuple(_done(row, words)),
        before=before,
        after=after,
    )


def source_of(about: str) -> str:
    """The protocol that it is about: the kind of its source, and which copy or record."""
    kind, _blank, which = about.partition(" ")
    if kind not in ProtocolSource.values:
        return ""
    name = str(ProtocolSource(kind).label)
    number = which.rpartition(" ")[2]
    if which.startswith("record"):
        return _("%(source)s, record %(number)s") % {"source": name, "number": number}
    if which.startswith("copy"):
        return _("%(source)s, copy %(number)s") % {"source": name, "number": number}
    return name


def _shown(row: Discrepancy, mission: Mission) -> OfContest | None:
    if row.station is None:
        return None
    return next((one for one in of_station(mission, row.station) if one.contest == row.contest), None)


def _totals(row: Discrepancy) -> Iterator[Total]:
    options = {one.code: one.name for one in row.contest.options.all()}
    for figure in row.figures:
        code = figure["name"][len(LINE) :]
        name = options.get(code, code) if figure["name"].startswith(OPTION) else line_in_words(code)
        yield Total(name, figure["one"], figure["other"])


def _done(row: Discrepancy, words: Words) -> Iterator[Done]:
    """What was done, the newest first; it began with being found."""
    for step in row.steps.select_related("by", "to").order_by("-pk"):
        yield Done(
            what=_what(step),
            by=step.by.name if step.by else "",
            at=step.at,
            text=step.text or words.before(step.said, row),
            outcome=str(step.get_outcome_display()) if step.outcome else "",
        )
    yield Done(_("found"), "", row.found_at, "", "")


def _what(step: DiscrepancyStep) -> str:
    if step.done == "assign" and step.to:
        return _("assigned to %(name)s") % {"name": step.to.name}
    return str(DONE[step.done])
