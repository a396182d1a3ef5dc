"""The annex on observers: requested, accredited, deployed; by country; visits, observations and stations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from baqylau.mission.models import Mission, StationChooser, StationsChosen, Team
from baqylau.mission.observer_numbers import GroupLine, by_country, deployed, group_lines
from baqylau.reports import words
from baqylau.reports.methods import blocks as b
from baqylau.reports.observer_map import observation_map
from baqylau.reports.observers import Visits, visits


def observers_annex(mission: Mission) -> Iterator[b.Block]:
    """How many people and where, in the language in use. Nobody is named."""
    if lines := group_lines(mission):
        yield _groups(lines)
    else:
        yield _paragraph(_("How many observers there were is not entered."))
    people = [member for members in deployed(mission).values() for member in members]
    if any(member.nationality for member in people):
        rows = ((name or _("not given"), number) for name, number in by_country(people))
        yield _table(_("Observers by country"), (_("Country"), _("Observers")), rows)
    if delegations := mission.delegations.order_by("name"):
        counted = ((one.name, one.memberships.filter(ended_at=None).count()) for one in delegations)
        yield _table(_("Members by delegation"), (_("Delegation"), _("Members")), counted)
    if teams := Team.objects.filter(mission=mission).count():
        yield _paragraph(_("Teams: %(n)s.") % {"n": words.whole(teams)})
    yield from _places(mission)


def _groups(lines: Sequence[GroupLine]) -> b.Table:
    """Requested, accredited, deployed; of whom the sex is not known stands where there are such."""
    header: tuple[str, ...] = (
        _("Group"),
        _("Requested"),
        _("Accredited"),
        _("Deployed"),
        _("Women"),
        _("Men"),
    )
    rows: list[tuple[object, ...]] = [
        (str(one.group.label), one.requested, one.accredited, one.deployed, one.women, one.men)
        for one in lines
    ]
    if any(one.sex_not_given for one in lines):
        header = (*header, _("Sex not given"))
        rows = [(*row, one.sex_not_given) for row, one in zip(rows, lines, strict=True)]
    return _table(_("Observers requested, accredited and deployed"), header, rows)


def _places(mission: Mission) -> Iterator[b.Block]:
    """Three numbers for each region, and who chose the stations."""
    chosen = StationsChosen.objects.filter(mission=mission).first()
    if chosen:
        says = _("Who chose the stations: %(who)s.") % {"who": chosen.get_by_display()}
        yield _paragraph(f"{says} {chosen.how}".strip())
    if chosen is None or chosen.by != StationChooser.RANDOM:
        yield _paragraph(
            _(
                "They were not drawn at random: shares are of observations, and say nothing of stations that"
                " nobody visited."
            )
        )
    header = (_("Region"), _("Visits before election day"), _("Observations"), _("Distinct stations"))
    every = visits(mission)
    lines = [line for line in every if not line.is_nothing]
    if lines:
        yield _table(_("Visits, observations and stations by region"), header, map(_cells_of, lines))
    if drawn := observation_map(mission, every):
        yield drawn


def _cells_of(line: Visits) -> tuple[object, ...]:
    name = line.region.name if line.region else _("no region")
    return name, line.before, line.observations, line.stations


def _paragraph(text: str) -> b.Paragraph:
    return b.Paragraph((b.Text(text),))


def _table(caption: str, header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> b.Table:
    return b.Table(
        caption=(b.Text(caption),),
        header=tuple((b.Text(cell),) for cell in header),
        rows=tuple(tuple((b.Text(_cell(cell)),) for cell in row) for row in rows),
        alignment=("left", *["right"] * (len(header) - 1)),
    )


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return words.whole(value) if isinstance(value, int) else str(value)
