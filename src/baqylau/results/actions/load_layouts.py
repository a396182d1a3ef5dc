"""Loading what the lines of a protocol are, from a pack."""

from __future__ import annotations

from collections.abc import Sequence

from baqylau.accounts.models import User
from baqylau.core.reading import Problems
from baqylau.election.models import Election
from baqylau.results.models import ProtocolLayout
from baqylau.results.sources.protocol_layouts import Layout
from baqylau.trail.record import record


def load_layouts(layouts: Sequence[Layout], *, election: Election, by: User | None) -> None:
    """Make the layouts of an election those of its pack; ``Refused`` where one names an unknown contest."""
    contests = {contest.code: contest for contest in election.contests.all()}
    problems = Problems()
    for layout in layouts:
        for code in layout.contests:
            if code not in contests:
                says = f"The election has no contest '{code}'."
                problems.add("R.121", says, f"Known: {', '.join(sorted(contests)) or 'none'}.", layout.where)
    problems.refuse_if_any()
    kept = {one.contest.code: one for one in _kept(election)}
    changed: list[str] = []
    for layout in layouts:
        for code in layout.contests:
            values = {
                "items": [dict(item) for item in layout.items],
                "answers": list(layout.answers),
                "article": layout.article,
                "source": layout.source,
                "identities": [dict(one) for one in layout.identities],
                "left_out": list(layout.left_out),
            }
            now = kept.pop(code, None) or ProtocolLayout(contest=contests[code])
            if now.pk is None or any(getattr(now, name) != value for name, value in values.items()):
                for name, value in values.items():
                    setattr(now, name, value)
                now.save()
                changed.append(code)
    for gone in kept.values():
        gone.delete()
    if changed or kept:
        change = {"contests": changed, "removed": sorted(kept)}
        record("results.layouts_loaded", about=election, by=by, change=change)


def _kept(election: Election) -> list[ProtocolLayout]:
    return list(ProtocolLayout.objects.filter(contest__election=election).select_related("contest"))
