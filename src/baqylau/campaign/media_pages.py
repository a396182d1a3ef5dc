"""What the pages of media monitoring show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baqylau.campaign.actions.media_coding import typed_time
from baqylau.campaign.actions.media_items import local_time
from baqylau.campaign.actions.media_schedule import coders_of
from baqylau.campaign.media_selection import UNKNOWN
from baqylau.campaign.media_vocabulary import (
    PLAIN,
    Numbered,
    measure_of,
    numbered_subjects,
    topics_to_code,
)
from baqylau.campaign.methods.coding import Measure, clock
from baqylau.campaign.models import (
    CodingRow,
    ItemSubject,
    MediaItem,
    MediaSubject,
    Outlet,
    OutletKind,
    Programme,
    ProgrammeClass,
    ProgrammeState,
    SlotState,
    SpeakerSex,
    Tone,
)
from baqylau.campaign.sources.coding_sheet_cells import SAME_ITEM
from baqylau.campaign.sources.coding_sheet_rows import CELLS
from baqylau.core.text import in_language
from baqylau.mission.models import Mission

TONE_TAGS = {Tone.POSITIVE: "good", Tone.NEGATIVE: "warning", Tone.NEUTRAL: "quiet"}
TONE_SIGNS = {Tone.POSITIVE: "+", Tone.NEGATIVE: "−", Tone.NEUTRAL: "0"}
EMPTY_ROWS = 3
"""Rows that a sheet shows without a script."""


def list_filters(mission: Mission) -> dict[str, object]:
    """The choices of the lists' filters, each as (value, words)."""
    unknown = (UNKNOWN, _("not known"))
    outlets = Outlet.objects.filter(mission=mission).order_by(Outlet.order_column())
    subjects = MediaSubject.objects.filter(mission=mission).order_by("-is_contestant", "position", "code")
    return {
        "outlets": [(one.code, one.name) for one in outlets],
        "media": OutletKind.choices,
        "classes": ProgrammeClass.choices,
        "states": ProgrammeState.choices,
        "slot_states": SlotState.choices,
        "subjects": [(one.code, one.name) for one in subjects],
        "tones": Tone.choices,
        "topics": [*topic_choices(mission), unknown],
        "sexes": [*SpeakerSex.choices, unknown],
        "monitors": [(one.user.sign_in_name, one.user.name) for one in coders_of(mission)],
    }


def topic_choices(mission: Mission) -> list[tuple[str, str]]:
    """The topics in the language of the page."""
    language = get_language() or "en"
    return [(code, in_language(names, language)) for code, names in topics_to_code(mission)]


# ------------------------------------------------------------------ items


@dataclass(frozen=True, slots=True)
class Shown:
    """A subject of an item as a list shows it."""

    name: str
    colour: str
    size: str
    tone: str
    sign: str
    tag: str
    speech: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """A line of the list of items."""

    item: MediaItem
    begins: str
    size: str
    subjects: tuple[Shown, ...]
    topic: str

    @property
    def is_web(self) -> bool:
        """Whether its link can be followed; other schemes are shown as text."""
        return self.item.link.casefold().startswith(("https://", "http://"))


def item_rows(keys: Sequence[int]) -> list[ItemLine]:
    """The lines of a page, in its order; two queries."""
    related = MediaItem.objects.select_related("programme", "outlet", "mission")
    found = related.in_bulk(list(keys))
    return _lines([found[key] for key in keys if key in found])


def items_of_programme(programme: Programme) -> list[ItemLine]:
    """The items of one programme, by their beginnings."""
    items = programme.items.select_related("programme", "outlet", "mission")
    return _lines(sorted(items, key=lambda one: (one.page or 0, one.begins_at or 0, one.number)))


def _lines(items: Sequence[MediaItem]) -> list[ItemLine]:
    subjects: dict[int, list[ItemSubject]] = {}
    rows = ItemSubject.objects.filter(item__in=[item.pk for item in items])
    for one in rows.select_related("subject").order_by("pk"):
        subjects.setdefault(one.item_id, []).append(one)
    topics = dict(topic_choices(items[0].mission)) if items else {}
    return [
        ItemLine(
            item=item,
            begins=_begins(item),
            size=_size(item.seconds, item.area_cm2),
            subjects=tuple(_shown(one) for one in subjects.get(item.pk, ())),
            topic=topics.get(item.topic, item.topic),
        )
        for item in items
    ]


def _begins(item: MediaItem) -> str:
    if item.page is not None:
        return _("page %(number)s") % {"number": item.page}
    if item.begins_at is None or item.programme.begins is None:
        return ""
    return f"{local_time(item.programme, item.begins_at):%H:%M:%S}"


def _size(seconds: int | None, area: int | None) -> str:
    if seconds is not None:
        return clock(seconds)
    return _("%(area)s cm²") % {"area": area} if area is not None else ""


def _shown(one: ItemSubject) -> Shown:
    tone = Tone(one.tone)
    speech = one.direct_speech_seconds
    return Shown(
        name=one.subject.name,
        colour=one.subject.colour,
        size=_size(one.seconds, one.area_cm2),
        tone=str(tone.label),
        sign=TONE_SIGNS[tone],
        tag=TONE_TAGS[tone],
        speech=clock(speech) if speech else "",
    )


def programme_facts(programme: Programme) -> dict[str, str]:
    """How long it is and how much of it is coded, in words."""
    coded = sum(one.seconds or 0 for one in programme.items.all())
    area = sum(one.area_cm2 or 0 for one in programme.items.all())
    return {
        "length": clock(programme.length_seconds) if programme.length_seconds is not None else "",
        "coded": clock(coded) if measure_of(programme.outlet) is Measure.SECONDS else "",
        "area": str(area) if measure_of(programme.outlet) is Measure.AREA else "",
    }


# ------------------------------------------------------------------ the coding page


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a sheet: its name, its heading, what may be chosen; no choices for what is typed."""

    name: str
    heading: str
    choices: tuple[tuple[str, str, str], ...] = ()
    hint: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet: its key and revision, its texts in the order of the cells."""

    key: str
    revision: int
    position: int
    cells: tuple[tuple[Cell, str], ...]


def cells_of_sheet(programme: Programme) -> tuple[Cell, ...]:
    """The cells that a programme of this kind of outlet has."""
    measure = measure_of(programme.outlet)
    headings = {
        Measure.SECONDS: (_("Begins"), _("Length"), _("Own"), _("Speech")),
        Measure.AREA: (_("Page"), _("cm²"), _("Own cm²"), ""),
        Measure.ITEMS: (_("New or +"), "", "", ""),
    }[measure]
    start, length, own, speech = headings
    made = {
        "start": Cell("start", start, hint=SAME_ITEM),
        "length": Cell("length", length),
        "subject": Cell("subject", _("Subject")),
        "own": Cell("own", own),
        "speech": Cell("speech", speech),
        "manner": Cell("manner", _("Manner"), _numbered(PLAIN["manner"])),
        "tone": Cell("tone", _("Tone"), _numbered(PLAIN["tone"])),
        "topic": Cell("topic", _("Topic"), _numbered(topic_choices(programme.mission))),
        "sex": Cell("sex", _("Sex"), _numbered(PLAIN["sex"])),
        "paid": Cell("paid", _("Paid"), _numbered(PLAIN["paid"])),
        "note": Cell("note", _("Note")),
        "link": Cell("link", _("Link")),
        "clip": Cell("clip", _("Clip")),
        "prime": Cell("prime", _("Prime time"), _numbered(PLAIN["prime"])),
    }
    left_out = {
        name for name, heading in (("length", length), ("own", own), ("speech", speech)) if not heading
    }
    if measure is not Measure.SECONDS:
        left_out |= {"prime"}
    return tuple(made[name] for name in CELLS if name not in left_out)


def _numbered(choices: Sequence[tuple[str, Any]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((code, str(place), str(words)) for place, (code, words) in enumerate(choices, start=1))


def sheet_rows(programme: Programme, cells: Sequence[Cell], names: dict[str, str]) -> list[SheetRow]:
    """The rows that were typed, in their order; subjects are shown by their names."""
    rows = programme.rows.filter(is_deleted=False).order_by("position", "pk")
    return [SheetRow(str(row.key), row.revision, row.position, _texts(row, cells, names)) for row in rows]


def _texts(row: CodingRow, cells: Sequence[Cell], names: dict[str, str]) -> tuple[tuple[Cell, str], ...]:
    return tuple((cell, shown_text(cell.name, row.cells.get(cell.name, ""), names)) for cell in cells)


def shown_text(cell: str, text: str, names: dict[str, str]) -> str:
    """A cell as the page shows it."""
    return names.get(text, text) if cell == "subject" else text


def empty_rows(cells: Sequence[Cell], count: int, first: int) -> list[SheetRow]:
    """Rows to type into where there is no script."""
    return [SheetRow("", 0, first + place, tuple((cell, "") for cell in cells)) for place in range(count)]


def subject_list(mission: Mission) -> list[Numbered]:
    """The subjects with their numbers."""
    return numbered_subjects(mission)


def next_begins(programme: Programme) -> dict[str, str]:
    """What the form of the next programme begins with, for its address."""
    if programme.begins is None or programme.length_seconds is None:
        return {"outlet": str(programme.outlet_id), "day": programme.day.isoformat()}
    ends = local_time(programme, programme.length_seconds)
    return {
        "outlet": str(programme.outlet_id),
        "day": programme.day.isoformat(),
        "begins": f"{ends:%H:%M}",
        "slot": str(programme.slot.number) if programme.slot else "",
    }


def typed_length(programme: Programme) -> str:
    """The length of a programme as it is typed."""
    return typed_time(programme.length_seconds)
