"""A pack made of a plain file of stations and a rule: what a mission needs to work with an unseen country.

Names that cannot be codes get one (``o1``, ``a1``); what the file says stands in the columns of names. Lines
that were computed are no lines of the protocol: the checks speak of what they are made of.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from baqylau.core.problem import Phrase, Problem
from baqylau.core.reading import Problems, in_row
from baqylau.results.methods.lines import LINE_CODES, VOTES, Formula, put_in
from baqylau.results.methods.protocol_checks.hard import STANDARD
from baqylau.results.methods.protocol_checks.identity import Identity
from baqylau.results.methods.station_table import StationTable
from baqylau.results.publishing.from_file import About
from baqylau.results.sources.columns import Columns

LONGEST_STATION = 40
"""As the register of stations keeps them."""

_CODE = re.compile(r"[A-Za-z0-9_-]{1,60}", re.A)
_KINDS = {"president": "president", "council": "council", "referendum": "referendum"}
_OF_OPTIONS = ("not_eligible", "thresholds", "caps")
"""Keys of a rule that name options."""


@dataclass(frozen=True, slots=True)
class Country:
    """What else a pack says: the ``language`` of names, the option ``against_all``, the ``rule`` as read."""

    time_zone: str = "UTC"
    language: str = "en"
    against_all: str = ""
    rule: Mapping[str, object] = field(default_factory=dict)


def pack_of_file(
    table: StationTable, columns: Columns, about: About, country: Country, *, file: str
) -> dict[str, bytes]:
    """The files of the pack by their names; ``Refused``: a station (R.625), an option (R.626) does not fit.

    ``file`` is the name of the stations' file, for messages.
    """
    problems = Problems()
    _check_stations(table, file, problems)
    _check_options(table, country, problems)
    problems.refuse_if_any()
    options = codes_of(table.options, "o")
    areas = {path: f"a{at}" for at, path in enumerate((p for level in table.levels for p in level.areas), 1)}
    lines = [code for code in columns.lines if code in LINE_CODES]
    files = {
        "election.toml": _election(about, country, options),
        "areas.csv": _areas(table, about, country, areas),
        "stations.csv": _stations(table, about, areas),
        "options.csv": _options(table, about, country, options),
        "results/stations.csv": _figures(table, lines, options),
        "results/results.toml": _results(columns, about, lines, options),
    }
    return {name: text.encode() for name, text in files.items()}


def left_out_of(columns: Columns) -> list[str]:
    """Lines of the file's own: a pack's table does not have them."""
    return [code for code in columns.lines if code not in LINE_CODES]


def codes_of(names: Sequence[str], letter: str) -> dict[str, str]:
    """A code for each name: itself where it can be one.

    >>> codes_of(["labour", "Союз «Свет»", "o2"], "o")
    {'labour': 'labour', 'Союз «Свет»': 'o2_', 'o2': 'o2'}
    """
    taken = set(names)
    codes = {}
    for at, name in enumerate(names, start=1):
        code = name
        if not _CODE.fullmatch(name):
            code = f"{letter}{at}"
            while code in taken:
                code += "_"
            taken.add(code)
        codes[name] = code
    return codes


def _check_stations(table: StationTable, file: str, problems: Problems) -> None:
    for station, row in zip(table.stations, table.row_of.tolist(), strict=True):
        if len(station) > LONGEST_STATION:
            says = Phrase("The station's name has more than {most} characters.", most=LONGEST_STATION)
            remedy = Phrase("Name fewer columns as 'station', or a shorter one.")
            problems.add("R.625", says, remedy, in_row(file, row))


def _check_options(table: StationTable, country: Country, problems: Problems) -> None:
    named = [country.against_all] if country.against_all else []
    for key in _OF_OPTIONS:
        value = country.rule.get(key)
        named += list(value) if isinstance(value, (list, dict)) else []
    for option in dict.fromkeys(named):
        if option not in table.options:
            says = Phrase("The file has no option '{option}'.", option=str(option)[:60])
            remedy = Phrase("Its options: {options}.", options=", ".join(table.options)[:400])
            problems.found.append(Problem("R.626", says, remedy))


def _election(about: About, country: Country, options: Mapping[str, str]) -> str:
    seats = country.rule.get("seats")
    contest = {
        "code": about.contest,
        "kind": about.kind,
        "area": about.country,
        **({"seats": seats} if seats else {}),
        "stations": ["ordinary"],
        "source": about.source,
        "names": {country.language: about.contest},
        **({"seat_rule": _rule(country.rule, options)} if country.rule else {}),
    }
    head = {
        "format": 1,
        "code": about.election,
        "country": about.country,
        "kind": _KINDS.get(about.kind, "parliament"),
        "time_zone": country.time_zone,
        "source": about.source,
        "names": {country.language: about.election},
    }
    day = f"day = {about.day.isoformat()}\n"
    return f"{day}{_toml(head)}\n[[contest]]\n{_toml(contest)}"


def _rule(rule: Mapping[str, object], options: Mapping[str, str]) -> dict[str, object]:
    made = {"source": "the rule file that the pack was made with"} | dict(rule)
    for key in _OF_OPTIONS:
        value = made.get(key)
        if isinstance(value, dict):
            made[key] = {options[option]: number for option, number in value.items()}
        elif isinstance(value, list):
            made[key] = [options[option] for option in value]
    return made


def _areas(table: StationTable, about: About, country: Country, areas: Mapping[tuple[str, ...], str]) -> str:
    header = ["code", "parent", "kind", "valid_from", "valid_to", "official_code", "iso_code"]
    header += [f"name_{country.language}", "source"]
    day = about.day.isoformat()
    rows: list[list[object]] = [
        [about.country, "", "country", day, "", "", "", about.country.upper(), about.source]
    ]
    for number, level in enumerate(table.levels, start=1):
        kind = level.name if _CODE.fullmatch(level.name) else f"level_{number}"
        for path in level.areas:
            parent = areas[path[:-1]] if path[:-1] else about.country
            rows.append([areas[path], parent, kind, day, "", "", "", path[-1], about.source])
    return _csv(header, rows)


def _stations(table: StationTable, about: About, areas: Mapping[tuple[str, ...], str]) -> str:
    header = ["code", "kind", "name", "area", "commission", "voters_on_list", "source"]
    finest = table.levels[-1] if table.levels else None
    on_list = _cells(table, "on_list") if "on_list" in table.lines else [""] * len(table.stations)
    rows = []
    for at, (station, voters) in enumerate(zip(table.stations, on_list, strict=True)):
        area = areas[finest.areas[int(finest.area_of[at])]] if finest else about.country
        rows.append([station, "ordinary", "", area, "", voters, about.source])
    return _csv(header, rows)


def _options(table: StationTable, about: About, country: Country, options: Mapping[str, str]) -> str:
    header = ["contest", "code", "kind", "position", "registered_order", "colour", "nominated_by"]
    header += [f"name_{country.language}", "source"]
    usual = {"party_list": "party", "referendum": "answer"}.get(about.kind, "candidate")
    return _csv(
        header,
        [
            [
                about.contest,
                options[option],
                "against_all" if option == country.against_all else usual,
                at,
                *("", "", ""),
                option,
                about.source,
            ]
            for at, option in enumerate(table.options, start=1)
        ],
    )


def _figures(table: StationTable, lines: Sequence[str], options: Mapping[str, str]) -> str:
    columns = [list(table.stations), *(_cells(table, code) for code in lines)]
    for at in range(len(table.options)):
        texts = [str(number) for number in table.votes[:, at].tolist()]
        if table.absent_votes is not None:
            absent = table.absent_votes[:, at].tolist()
            texts = ["" if is_absent else text for is_absent, text in zip(absent, texts, strict=True)]
        columns.append(texts)
    header = ["station", *lines, *(f"v_{options[option]}" for option in table.options)]
    return _csv(header, zip(*columns, strict=True))


def _cells(table: StationTable, code: str) -> list[str]:
    absent = table.absent_lines.get(code)
    if absent is None:
        return [str(number) for number in table.lines[code].tolist()]
    return [
        "" if is_absent else str(number)
        for is_absent, number in zip(absent.tolist(), table.lines[code].tolist(), strict=True)
    ]


def _results(columns: Columns, about: About, lines: Sequence[str], options: Mapping[str, str]) -> str:
    table = {
        "contest": about.contest,
        "source_kind": "official_table",
        "source": about.source,
        "file": "stations.csv",
        "station": "station",
        "lines": {code: code for code in lines},
        "options": {f"v_{code}": code for code in options.values()},
    }
    protocol: dict[str, object] = {"contests": [about.contest], "source": f"the columns of: {about.source}"}
    if columns.left_out:
        protocol["left_out"] = sorted(columns.left_out)
    items: list[dict[str, object]] = [{"code": code} for code in lines]
    items.append({"options": []})
    parts = [f"[[table]]\n{_toml(table)}", f"[[protocol]]\n{_toml(protocol)}"]
    parts += [f"[[protocol.line]]\n{_toml(one)}" for one in items]
    parts += [f"[[protocol.check]]\n{_toml(one)}" for one in _checks(columns, lines)]
    return "\n".join(parts)


def _checks(columns: Columns, lines: Sequence[str]) -> list[dict[str, str]]:
    """The file's own checks, and standard ones of which a line is computed, in terms of its parts."""
    own = {one.code: one for one in columns.identities}
    given = {*lines, VOTES}
    wanted = [*columns.identities]
    for code, check in STANDARD.items():
        one = check.identity
        can_be = one.needs <= {*given, *columns.formulas} and check.unless not in {*given, *columns.formulas}
        if can_be and not one.needs <= given and code not in own and code not in columns.left_out:
            wanted.append(replace(one, title=check.title))
    found = []
    for one in wanted:
        holds = _in_parts(one, columns.formulas)
        if holds.needs <= given and _can_fail(holds, given):
            words = {"code": one.code, "holds": str(holds), "title": one.title, "article": one.article}
            found.append({key: text for key, text in words.items() if text})
    return found


def _can_fail(one: Identity, given: Collection[str]) -> bool:
    """Whether its sides are made of different lines; a line computed from others always agrees with them."""
    left, right = (
        {code: n for code, n in side.terms.items() if n and code in given} for side in (one.left, one.right)
    )
    return left != right or one.left.constant != one.right.constant


def _in_parts(one: Identity, formulas: Mapping[str, Formula]) -> Identity:
    left, right = (_written(put_in(side, formulas)) for side in (one.left, one.right))
    return Identity(one.code, left, one.relation, right, one.title, one.article)


def _written(one: Formula) -> Formula:
    """The same with its text; one cannot begin with a minus, so what is added stands first."""
    parts = []
    for code, times in sorted(one.terms.items(), key=lambda term: term[1] < 0):
        if times:
            name = f"{code}?" if code in one.optional else code
            parts.append(f"{'-' if times < 0 else '+'} {name if abs(times) == 1 else f'{abs(times)}*{name}'}")
    if one.constant:
        parts.append(f"{'-' if one.constant < 0 else '+'} {abs(one.constant)}")
    text = " ".join(parts)
    text = text.removeprefix("+ ") if text.startswith("+ ") else f"0 {text}".strip()
    return replace(one, text=text)


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def _toml(values: Mapping[str, object]) -> str:
    return "".join(f"{_key(key)} = {_value(value)}\n" for key, value in values.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else str(value)


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _key(key: str) -> str:
    return key if _CODE.fullmatch(key) else _text(key)
