"""The public page of a publication: read from what was frozen, never from what is counted now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baqylau.core.text import in_language, order_key
from baqylau.election.models import Area
from baqylau.observation.mapped import Coloured, Map, drawing_of, mapped
from baqylau.results.counted import areas_of
from baqylau.results.models import Publication, PublicationFile
from baqylau.results.progress import OPTIONS_IN_A_ROW, STATIONS_ON_A_PAGE, Choice, Share
from baqylau.results.publishing.parquet import PREFIX


@dataclass(frozen=True, slots=True)
class OptionLine:
    """The votes for one option in the area; None where nobody gave the number."""

    name: str
    colour: str
    votes: int | None
    share: Share
    bar: int


@dataclass(frozen=True, slots=True)
class AreaLine:
    """One area, or one station, in the area of the page."""

    name: str
    address: str
    stations: int
    counted: int
    on_list: int | None
    took_part: int | None
    invalid: int | None
    turnout: Share
    shares: tuple[Share, ...]

    @property
    def reported(self) -> Share:
        return Share(self.counted, self.stations)


@dataclass(frozen=True, slots=True)
class Published:
    """Everything on the page."""

    publication: Publication
    election: str
    contest: str
    area: str
    above: Sequence[tuple[str, str]]
    path: str
    whole: AreaLine
    options: Sequence[OptionLine]
    chief: Sequence[str]
    areas: Sequence[AreaLine]
    stations: Sequence[AreaLine]
    station_page: Page[int] | None
    files: Sequence[PublicationFile]
    photographs: Mapping[str, str]
    choices: Sequence[Choice]
    shown: Choice
    map: Map | None

    @property
    def all_votes(self) -> int:
        return sum(line.votes or 0 for line in self.options)

    @property
    def is_partial(self) -> bool:
        return bool(self.publication.content["counted"] < self.publication.content["stations"])


def published(publication: Publication, *, area: str, show: str, page: str) -> Published:
    """Gather the page: of an area by its path, with what the map shall show, and which stations."""
    return _Reading(publication, area, show).page(page)


class _Reading:
    """What the parts of one page have in common."""

    def __init__(self, publication: Publication, area: str, show: str) -> None:
        self.publication, self.content = publication, publication.content
        self.language = get_language() or "en"
        self.by_path: dict[str, dict[str, Any]] = {one["path"]: one for one in self.content["areas"]}
        self.path = area if area in self.by_path else ""
        self.show = show
        self.options: list[dict[str, Any]] = self.content["options"]
        whole = self.by_path[""]["votes"]
        places = sorted(range(len(self.options)), key=lambda place: -(whole[place] or 0))
        self.chief = places[:OPTIONS_IN_A_ROW]

    def page(self, page: str) -> Published:
        """The whole page."""
        here = self.by_path[self.path]
        children = self._children()
        choices = self._choices()
        shown = next((one for one in choices if one.code == self.show), self._usual(choices))
        rows, station_page = self._stations(page) if not children else ([], None)
        codes = [name for name, _line in rows]
        found = self.publication.photographs.filter(station__in=codes)
        return Published(
            publication=self.publication,
            election=self.say(self.content["election_names"]),
            contest=self.say(self.content["contest_names"]),
            area=self.say(here["names"]) if self.path else "",
            above=self._above(),
            path=self.path,
            whole=self._line(here),
            options=self._option_lines(here),
            chief=[self.say(self.options[place]["names"]) for place in self.chief],
            areas=[self._line(one) for one in children],
            stations=[line for _code, line in rows],
            station_page=station_page,
            files=list(self.publication.files.select_related("file")),
            photographs={one.station: one.sha256 for one in found},
            choices=choices,
            shown=shown,
            map=self._map(children, shown) if children else None,
        )

    def _choices(self) -> list[Choice]:
        turnout = [Choice("turnout", _("Turnout"))] if self.content["took_part"] else []
        options = [Choice(f"option:{one['code']}", self.say(one["names"])) for one in self.options]
        return [Choice("reported", _("Stations counted")), *turnout, *options]

    def _usual(self, choices: Sequence[Choice]) -> Choice:
        """Turnout where all was counted, else how far the count was."""
        is_complete = self.content["counted"] == self.content["stations"]
        return choices[1] if is_complete and len(choices) > 1 else choices[0]

    def say(self, names: Mapping[str, str]) -> str:
        """A name in the reader's language."""
        return in_language(names, self.language)

    def address(self, **changes: str) -> str:
        """The page's address with another area or another thing on the map."""
        asked = {"area": self.path, "show": self.show, **changes}
        return "?" + urlencode({name: value for name, value in asked.items() if value})

    def _children(self) -> list[dict[str, Any]]:
        depth = self.path.count("/") + 1 if self.path else 0
        begins = f"{self.path}/" if self.path else ""
        found = [
            one
            for path, one in self.by_path.items()
            if path and path.startswith(begins) and path != self.path and path.count("/") == depth
        ]
        return sorted(found, key=lambda one: order_key(self.say(one["names"])))

    def _above(self) -> list[tuple[str, str]]:
        codes = self.path.split("/")
        paths = ["/".join(codes[:depth]) for depth in range(1, len(codes))]
        return [(self.say(self.by_path[path]["names"]), self.address(area=path)) for path in paths]

    def _line(self, one: Mapping[str, Any]) -> AreaLine:
        lines: Mapping[str, int] = one["lines"]
        on_list, took_part = lines.get("on_list"), lines.get(self.content["took_part"])
        votes = sum(count or 0 for count in one["votes"])
        return AreaLine(
            name=self.say(one["names"]) or "–",
            address=self.address(area=one["path"]),
            stations=one["stations"],
            counted=one["counted"],
            on_list=on_list,
            took_part=took_part,
            invalid=lines.get("invalid"),
            turnout=Share(took_part, on_list),
            shares=tuple(Share(one["votes"][place], votes) for place in self.chief),
        )

    def _option_lines(self, here: Mapping[str, Any]) -> list[OptionLine]:
        votes: list[int | None] = here["votes"]
        whole, most = sum(count or 0 for count in votes), max((count or 0 for count in votes), default=0) or 1
        return [
            OptionLine(
                self.say(option["names"]),
                option["colour"],
                count,
                Share(count, whole),
                1000 * (count or 0) // most,
            )
            for option, count in zip(self.options, votes, strict=True)
        ]

    # -------------------------------------------------------------- stations

    def _stations(self, page: str) -> tuple[list[tuple[str, AreaLine]], Page[int] | None]:
        """The stations of an area of the lowest level, from the frozen table; none where it is damaged."""
        file = self.publication.files.filter(format="parquet").select_related("file").first()
        if file is None:
            return [], None
        from pyarrow import parquet

        levels: list[str] = self.content["levels"]
        wanted = [(levels[-1], "=", self.path)] if levels and self.path else None
        try:
            with file.file.whole() as opened:
                table = parquet.read_table(opened, filters=wanted)
        except OSError:
            return [], None
        pages = Paginator(range(table.num_rows), STATIONS_ON_A_PAGE).get_page(page)
        first = pages.start_index() - 1 if table.num_rows else 0
        rows = table.slice(first, STATIONS_ON_A_PAGE).to_pylist()
        return [(row["station"], self._station(row)) for row in rows], pages

    def _station(self, row: Mapping[str, Any]) -> AreaLine:
        votes = [row.get(f"{PREFIX}{option['code']}") for option in self.options]
        lines = {
            code: row[code]
            for code in ("on_list", "invalid", self.content["took_part"])
            if row.get(code) is not None
        }
        name = f"{row['station']} {row['station_name']}".strip()
        return self._line(
            {"names": {"en": name}, "path": "", "stations": 1, "counted": 1, "lines": lines, "votes": votes}
        )

    # -------------------------------------------------------------- the map

    def _map(self, children: Sequence[Mapping[str, Any]], shown: Choice) -> Map:
        coloured = [self._coloured(one, shown) for one in children]
        return mapped(coloured, self._drawing(children))

    def _coloured(self, one: Mapping[str, Any], shown: Choice) -> Coloured:
        line = self._line(one)
        share = line.reported if shown.code == "reported" else line.turnout
        if shown.code.startswith("option:"):
            code = shown.code.removeprefix("option:")
            place = next(at for at, option in enumerate(self.options) if option["code"] == code)
            share = Share(one["votes"][place], sum(count or 0 for count in one["votes"]))
        return Coloured(one["path"], line.name, share.text, share.decimal, line.address)

    def _drawing(self, children: Sequence[Mapping[str, Any]]) -> Any:
        """The map of the areas, by their paths without the country, as they stand in what was frozen."""
        election = self.publication.contest.election
        known: dict[str, Area] = {
            path.strip("/").partition("/")[2]: area for path, area in areas_of(election).items()
        }
        found = {one["path"]: known[one["path"]] for one in children if one["path"] in known}
        return drawing_of(found, election.pack_digest) if len(found) == len(children) else None
