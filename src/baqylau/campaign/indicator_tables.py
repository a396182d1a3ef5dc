"""The tables of the pages of indicators, each with its denominators said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from baqylau.campaign import indicator_cells as cells
from baqylau.campaign.indicator_cells import AMOUNT_WORDS, UNIT_CODES, Cell, Column, Table
from baqylau.campaign.indicator_rows import Counted
from baqylau.campaign.methods import equality
from baqylau.campaign.methods import indicators as methods
from baqylau.campaign.methods.indicators import Coded
from baqylau.campaign.methods.shares import Part
from baqylau.campaign.models import Tone

TONES = (Tone.NEGATIVE, Tone.NEUTRAL, Tone.POSITIVE)


def amount_column(counted: Counted) -> Column:
    """The column of time, space or items."""
    return Column(str(AMOUNT_WORDS[counted.medium]), (UNIT_CODES[counted.medium],))


def time_table(counted: Counted) -> Table:
    """The share of each subject in what each outlet gave to subjects, and in all of them together."""
    by_outlet = methods.share_by_outlet(counted.rows)
    overall = methods.share_of_time(counted.rows)
    appearances = methods.items(counted.rows, lambda row: (row.outlet, row.subject))
    items = methods.items(counted.rows, methods.subject)
    spoken = [code for code in counted.subjects if code in overall]
    lines = [
        (
            cells.words(counted.subjects[code].name, code),
            *(
                cells.share(by_outlet.get((outlet, code)), appearances.get((outlet, code)))
                for outlet in counted.outlets
            ),
            cells.amount(overall[code].count, counted.medium),
            cells.count(items[code]),
            cells.share(overall[code], items[code]),
        )
        for code in spoken
    ]
    given = methods.amounts(counted.rows, methods.outlet)
    whole = sum(given.values())
    total = (
        cells.words(_("All")),
        *(cells.amount(given.get(outlet, 0), counted.medium) for outlet in counted.outlets),
        cells.amount(whole, counted.medium),
        cells.count(sum(items.values())),
        cells.share(Part(whole, whole, "subjects")),
    )
    wholes = [
        *((one.name, _of_outlet(by_outlet, code)) for code, one in counted.outlets.items()),
        (_("All outlets"), list(overall.values())),
    ]
    return Table(
        "time",
        _time_title(counted),
        _note_of_time(counted),
        (
            cells.text_column(_("Subject"), "subject"),
            *(cells.share_column(one.name, code) for code, one in counted.outlets.items()),
            amount_column(counted),
            cells.count_column(_("Appearances"), "appearances"),
            cells.share_column(_("Share"), "share"),
        ),
        tuple(lines),
        total,
        cells.rounding_remarks(wholes),
        asks="subject",
    )


def _of_outlet(parts: Mapping[tuple[str, str], Part], outlet: str) -> list[Part]:
    return [part for (name, _subject), part in parts.items() if name == outlet]


def _time_title(counted: Counted) -> str:
    return {
        methods.BROADCAST: _("Share of time by outlet"),
        methods.PRINT: _("Share of space by outlet"),
        methods.ONLINE: _("Share of items by outlet"),
    }[counted.medium]


def _note_of_time(counted: Counted) -> str:
    if counted.selection.only:
        return _("Per cent of what the outlet gave to contestants.")
    return _("Per cent of what the outlet gave to all subjects, officials included; not of its airtime.")


def equality_table(counted: Counted) -> Table:
    """Each contestant's share of what contestants had, against an equal share and the reference."""
    had = amounts_of_contestants(counted)
    items = methods.items(counted.rows, methods.subject)
    reference = counted.selection.reference
    lines = []
    for one in equality.against_equal(had, reference or None):
        whole = sum(had.values())
        line = [
            cells.words(counted.subjects[one.key].name, one.key),
            cells.amount(one.amount, counted.medium),
            cells.share(Part(one.amount, whole, "contestants"), items.get(one.key, 0)),
            cells.share(Part(1, len(had), "an equal share"), places=4),
            cells.points(one.over_equal),
            cells.exact(one.times_equal, 2),
        ]
        if reference:
            weight = Part(reference.get(one.key, 0), sum(reference.get(key, 0) for key in had), "reference")
            line += [cells.share(weight), cells.points(one.over_reference)]
        lines.append(tuple(line))
    columns = [
        cells.text_column(_("Contestant"), "contestant"),
        amount_column(counted),
        cells.share_column(_("Share"), "share"),
        cells.share_column(_("Equal share"), "equal"),
        cells.count_column(_("Difference, points"), "over_equal"),
        cells.count_column(_("Times an equal share"), "times_equal"),
    ]
    if reference:
        columns += [
            cells.share_column(_("Reference"), "reference"),
            cells.count_column(_("Difference from it, points"), "over_reference"),
        ]
    shares = [Part(amount, sum(had.values()), "contestants") for amount in had.values()]
    return Table(
        "equality",
        _("Contestants against an equal share"),
        _("Per cent of what contestants had together; officials and others are not in it."),
        tuple(columns),
        tuple(lines),
        remarks=cells.rounding_remarks([(_("Contestants"), shares)]),
    )


def amounts_of_contestants(counted: Counted, outlet: str = "") -> dict[str, int]:
    """What each contestant had, with whoever had nothing."""
    rows = [row for row in counted.rows if outlet in ("", row.outlet)]
    found = methods.amounts(rows, methods.subject)
    return {code: found.get(code, 0) for code in counted.contestants}


def index_table(counted: Counted) -> Table:
    """One number for each outlet's treatment of all contestants, three ways."""
    lines = []
    for code, name in [*((code, one.name) for code, one in counted.outlets.items()), ("", _("All outlets"))]:
        had = list(amounts_of_contestants(counted, code).values())
        lines.append(
            (
                cells.words(name, code or "all"),
                cells.amount(sum(had), counted.medium),
                cells.count(sum(not one for one in had)),
                cells.exact(equality.distance_from_equal(had), 3),
                cells.exact(equality.evenness(had), 3),
                cells.exact(equality.coefficient_of_variation(had), 3),
            )
        )
    return Table(
        "indices",
        _("How equal, as one number"),
        _("Distance: the part that would have to change hands for equal shares. Evenness: 1 is equal, 0 is"
          " all to one. Variation: 0 is equal. Each says how unequal, never why."),
        (
            cells.text_column(_("Outlet"), "outlet"),
            Column(_("Given to contestants"), (UNIT_CODES[counted.medium],)),
            cells.count_column(_("Contestants with nothing"), "with_nothing"),
            cells.count_column(_("Distance from equal"), "distance"),
            cells.count_column(_("Evenness"), "evenness"),
            cells.count_column(_("Coefficient of variation"), "variation"),
        ),
        tuple(lines),
    )  # fmt: skip


def tone_table(counted: Counted) -> Table:
    """How each subject comes out, as shares of what it had."""
    tones = methods.tone_by_subject(counted.rows)
    had = methods.amounts(counted.rows, methods.subject)
    items = methods.items(counted.rows, methods.subject)
    lines = tuple(
        (
            cells.words(one.name, code),
            cells.amount(had[code], counted.medium),
            cells.count(items[code]),
            *(cells.share(tones.get((code, tone), Part(0, had[code], "")), items[code]) for tone in TONES),
        )
        for code, one in counted.subjects.items()
        if code in had
    )
    return Table(
        "tone",
        _("Tone by subject"),
        _("Per cent of what the subject itself had."),
        (
            cells.text_column(_("Subject"), "subject"),
            amount_column(counted),
            cells.count_column(_("Appearances"), "appearances"),
            *(cells.share_column(str(tone.label), str(tone)) for tone in TONES),
        ),
        lines,
        asks="subject",
    )


By = Callable[[Coded], str]


def voice_table(counted: Counted) -> Table:
    """Of each subject: direct speech, women's voices, paid, news, prime time."""
    return _voices(
        counted,
        "voices",
        _("By subject"),
        cells.text_column(_("Subject"), "subject"),
        methods.subject,
        {code: one.name for code, one in counted.subjects.items()},
    )


def outlet_table(counted: Counted) -> Table:
    """The same of each outlet."""
    return _voices(
        counted,
        "outlets",
        _("By outlet"),
        cells.text_column(_("Outlet"), "outlet"),
        methods.outlet,
        {code: one.name for code, one in counted.outlets.items()},
    )


def _voices(
    counted: Counted, code: str, title: str, first: Column, by: By, names: Mapping[str, str]
) -> Table:
    rows = counted.rows
    measures = [
        (_("Women's voices"), "women", methods.womens_share(rows, by)),
        (_("Paid"), "paid", methods.paid_share(rows, by)),
        (_("In news"), "news", methods.news_share(rows, by)),
    ]
    if counted.is_broadcast:
        measures.insert(0, (_("Direct speech"), "direct_speech", methods.direct_speech(rows, by)))
        measures.append((_("In prime time"), "prime_time", methods.prime_time_share(rows, by)))
    items = methods.items(rows, by)
    lines = tuple(
        (cells.words(name, key), cells.count(items[key]), *_shares(measures, key, items[key]))
        for key, name in names.items()
        if key in items
    )
    columns = (
        first,
        cells.count_column(_("Appearances"), "appearances"),
        *(cells.share_column(words, name) for words, name, _parts in measures),
    )
    return Table(code, title, _note_of_voices(counted), columns, lines, asks=first.names[0])


def _shares(measures: Iterable[tuple[str, str, Mapping[str, Part]]], key: str, items: int) -> list[Cell]:
    """A share of voices is of few where few have a voice, the others where there are few appearances."""
    return [
        cells.share(parts.get(key), parts[key].whole if name == "women" and key in parts else items)
        for _words, name, parts in measures
    ]


def _note_of_voices(counted: Counted) -> str:
    said = _("Women's voices: of appearances in which one sex is heard. Paid, news: of what the line had.")
    if counted.is_broadcast:
        said += " " + _("Direct speech: of the time of which it was coded. Prime time: each outlet's own.")
    return said


def topic_table(counted: Counted) -> Table:
    """What items were about, each item once."""
    parts = methods.topics(counted.topic_rows)
    items = methods.items(counted.topic_rows, methods.subject)
    names = counted.topic_names
    order = [*(code for code in names if code in parts), *sorted(set(parts) - set(names))]
    lines = tuple(
        (
            cells.words(names.get(code, code) or _("not coded"), code),
            cells.count(items[code]),
            cells.amount(parts[code].count, counted.medium),
            cells.share(parts[code], items[code]),
        )
        for code in order
    )
    whole = sum(part.count for part in parts.values())
    return Table(
        "topics",
        _("Topics"),
        _("Of all items of the outlets, each once, whoever is in it: “contestants only” changes nothing."),
        (
            cells.text_column(_("Topic"), "topic"),
            cells.count_column(_("Items"), "item_count"),
            amount_column(counted),
            cells.share_column(_("Share"), "share"),
        ),
        lines,
        (
            cells.words(_("All")),
            cells.count(sum(items.values())),
            cells.amount(whole, counted.medium),
            cells.share(Part(whole, whole, "items")),
        ),
        cells.rounding_remarks([(_("Topics"), list(parts.values()))]),
        asks="topic",
    )
